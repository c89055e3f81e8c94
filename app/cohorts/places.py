"""Where a finding about a programme's counts is put right: the page of the year it is about."""

from flask import url_for

from app.cohorts import queries
from app.cohorts.facts.counts import CountsFacts
from app.cohorts.queries import ProgrammeYear
from app.kernel.features import Place
from app.kernel.web.guard import may
from app.programmes.models import Programme


def headcount(programme: Programme, facts: CountsFacts) -> str | None:
    """The headcount of the year that was judged; of the present one, when none was counted."""
    return _page("cohorts.contingent", programme, facts)


def mobility(programme: Programme, facts: CountsFacts) -> str | None:
    """The mobility of the year that was judged."""
    return _page("cohorts.mobility", programme, facts)


def graduates(programme: Programme, facts: CountsFacts) -> str | None:
    """The institution's year: from its cohorts it leads to the graduates of each."""
    if not _enters(programme, facts):
        return None
    home_id, year = programme.agreement.home_id, _year(facts)
    return url_for("cohorts.year", institution_id=home_id, year=year, _anchor="programmes")


def _page(endpoint: str, programme: Programme, facts: CountsFacts) -> str | None:
    if not _enters(programme, facts):
        return None
    return url_for(endpoint, programme_id=programme.id, year=_year(facts), _anchor="main")


def _enters(programme: Programme, facts: CountsFacts) -> bool:
    found = ProgrammeYear(programme.agreement.home, _year(facts), None, programme)
    return may("counts.enter", found)


def _year(facts: CountsFacts) -> int:
    return queries.present_year() if facts.year is None else facts.year


PLACES = (
    Place("programme", "contingents", headcount),
    Place("programme", "mobilities", mobility),
    Place("programme", "graduations", graduates),
)
