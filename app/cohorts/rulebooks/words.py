"""The labels of facts that findings show and no column has; `Feature.words` takes them in."""

from flask_babel import lazy_gettext as _l

from app.kernel.words import Word

WORDS = {
    "has_ended": Word(_l("The agreement has ended")),
    "never_ends": Word(_l("The agreement has no end")),
    "youngest_entry": Word(_l("Entry year of the youngest cohort")),
    "youngest_until": Word(_l("The youngest cohort studies until")),
    "studying_until": Word(_l("Students study until")),
    "counted_on": Word(_l("Counted on")),
    "students": Word(_l("Students")),
    "foreign_students": Word(_l("Foreign citizens among them")),
    "total_contingent": Word(_l("Students of the whole institution")),
    "total_foreign": Word(_l("Foreign citizens of the whole institution")),
    "at_partner": Word(_l("At the partner, by contingent")),
    "mobile": Word(_l("At the partner, by mobility")),
    "misplaced": Word(_l("Students in another place")),
    "misplaced_in": Word(_l("Course years concerned")),
    "graduated": Word(_l("Graduates by movement")),
    "graduates": Word(_l("Graduates by diplomas")),
    "graduates_over_a_year": Word(_l("Graduates of more than a year ago")),
    "late_diplomas": Word(_l("Graduates who wait for a diploma")),
    "diplomas": Word(_l("Diplomas of the graduates"), codes="AWARD"),
    "stay_countries": Word(_l("Countries of stay"), countries=True),
    "entries": Word(_l("Agreements and programmes entered")),
    "is_nil": Word(_l("Declared as nil")),
    "stray_programmes": Word(_l("Programmes outside the return")),
}
