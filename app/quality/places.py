"""Where a finding of quality is put right when it is not on the programme's own page."""

from functools import partial
from typing import Any

from flask import url_for

from app.cohorts import queries as cohorts
from app.cohorts.queries import ProgrammeYear
from app.kernel.features import Place
from app.kernel.web.guard import may
from app.programmes.models import Programme
from app.quality import policies
from app.quality.facts.programmes import QualityFacts

# A fact about the institution, and the field of its policy page.
OF_THE_POLICY = {
    "policy_url": "url",
    "policy_adopted_on": "adopted_on",
    "policy_languages": "languages",
    "admission_url": "admission_url",
    "support_url": "support_url",
    "survey_on": "survey_on",
}


def in_the_policy(anchor: str, programme: Programme, _facts: Any) -> str | None:
    """The policy page of its institution, for those who keep it."""
    found = policies.PolicyOf(programme.agreement.home, None)
    if not may("quality_policy.edit", found):
        return None
    return url_for("quality.policy", institution_id=found.institution.id, _anchor=anchor)


def filing(programme: Programme, facts: QualityFacts) -> str | None:
    """The institution's year that was not filed in time."""
    if facts.figures_year is None:
        return None
    return _year(programme, facts.figures_year, "")


def movements(programme: Programme, facts: QualityFacts) -> str | None:
    """The institution's year that was judged: from its cohorts it leads to who left."""
    year = facts.counted_on.year if facts.counted_on else cohorts.present_year()
    return _year(programme, year, "programmes")


def partner_status(programme: Programme, _facts: Any) -> str:
    """The partner in the directory: the centre adds a ranking there."""
    first = programme.partners[0].institution_id
    return url_for("institutions.show", institution_id=first, _anchor="rankings")


def _year(programme: Programme, year: int, anchor: str) -> str | None:
    found = ProgrammeYear(programme.agreement.home, year, None, programme)
    if not may("counts.enter", found):
        return None
    home_id = programme.agreement.home_id
    return url_for("cohorts.year", institution_id=home_id, year=year, _anchor=anchor or None)


PLACES = (
    *(
        Place("programme", field, partial(in_the_policy, anchor))
        for field, anchor in OF_THE_POLICY.items()
    ),
    Place("programme", "year_figures", filing),
    Place("programme", "movements", movements),
    Place("programme", "partner_status", partner_status),
)
