"""What the journal records of cohorts and counts, and the words for it."""

from flask_babel import lazy_gettext as _l

from app.cohorts.models import FiguresStage
from app.cohorts.rulebooks.words import WORDS as FACTS
from app.kernel.words import Word

EVENTS = {
    "cohort.opened": (),
    "cohort.edited": (),
    "cohort.removed": (),
    "contingent.entered": ("year",),
    "movement.entered": ("year",),
    "graduates.entered": ("year",),
    "mobility.entered": ("year",),
    "figures.opened": (),
    "figures.edited": (),
    "figures.filed": (),
    "figures.reopened": ("reason",),
}

STAGE_NAMES = {
    FiguresStage.OPEN: _l("being entered"),
    FiguresStage.FILED: _l("filed"),
}

WORDS = {
    **FACTS,
    "cohort.opened": Word(_l("Cohort opened")),
    "cohort.edited": Word(_l("Cohort edited")),
    "cohort.removed": Word(_l("Cohort removed")),
    "contingent.entered": Word(_l("Headcount entered")),
    "movement.entered": Word(_l("Movement entered")),
    "graduates.entered": Word(_l("Graduates entered")),
    "mobility.entered": Word(_l("Mobility entered")),
    "figures.opened": Word(_l("Entry of the year's figures begun")),
    "figures.edited": Word(_l("Data of the year's figures edited")),
    "figures.filed": Word(_l("Figures filed")),
    "figures.reopened": Word(_l("Figures opened again")),
    "cohorts.entry_year": Word(_l("Entry year")),
    "cohorts.planned": Word(_l("Planned")),
    "cohorts.minimum": Word(_l("Minimum to open")),
    "cohorts.admitted": Word(_l("Admitted")),
    "cohorts.note": Word(_l("Note")),
    "cohorts.programme": Word(_l("Programme")),
    "cohorts.year": Word(_l("Counted for the year that begins in")),
    "programmes.year": Word(_l("Counted for the year that begins in")),
    "planned": Word(_l("Planned")),
    "minimum": Word(_l("Minimum to open")),
    "admitted": Word(_l("Admitted")),
    "year_figures.stage": Word(_l("State"), names=STAGE_NAMES),
    "year_figures.reason": Word(_l("Reason")),
    "year_figures.reference_on": Word(_l("Reference date")),
    "filed_at": Word(_l("Filed at")),
    "filed_by": Word(_l("Filed by")),
    "year_figures.total_contingent": Word(_l("All students of the institution")),
    "year_figures.total_foreign": Word(_l("Foreign students of the institution")),
    "year_figures.contact_name": Word(_l("Contact person")),
    "year_figures.contact_email": Word(_l("Contact's e-mail")),
    "year_figures.contact_phone": Word(_l("Contact's telephone")),
    "quality_contact_name": Word(_l("Contact person for quality")),
    "year_figures.signatory_name": Word(_l("Signatory")),
    "year_figures.signatory_position": Word(_l("Signatory's position")),
    "signatory_basis": Word(_l("Basis of the signatory's powers")),
}
