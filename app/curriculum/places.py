"""Where a finding about a curriculum is put right: the page of the part it is about."""

from typing import Any

from flask import url_for

from app.curriculum.facts import CurriculumFacts
from app.kernel.features import Place
from app.kernel.web.guard import may
from app.programmes.models import Programme


def outcomes(programme: Programme, _facts: CurriculumFacts) -> str | None:
    """The learning outcomes."""
    return _page("curriculum.outcomes", programme, "outcomes")


def modules_home(programme: Programme, _facts: CurriculumFacts) -> str | None:
    """The modules of the home institution."""
    return _modules(programme, programme.agreement.home_id)


def modules_partner(programme: Programme, _facts: CurriculumFacts) -> str | None:
    """The modules of the first partner."""
    return _modules(programme, _first(programme, ()))


def silent_sides(programme: Programme, facts: CurriculumFacts) -> str | None:
    """The modules of the first side that has none."""
    silent = facts.silent_sides or ()
    if not silent or programme.agreement.home.code in silent:
        return _modules(programme, programme.agreement.home_id)
    return _modules(programme, _first(programme, silent))


def matches(programme: Programme, _facts: CurriculumFacts) -> str | None:
    """What counts for what."""
    return _page("curriculum.matches", programme, "matches")


def grades(programme: Programme, facts: CurriculumFacts) -> str | None:
    """The conversion of the first partner without one, or with a grade left open."""
    undecided = [one.partition(" ")[0] for one in facts.undecided or ()]
    partner_id = _first(programme, facts.unconverted or undecided)
    if partner_id is None:
        return None
    return _page("curriculum.grades", programme, "grades", partner_id=partner_id)


def _modules(programme: Programme, institution_id: int | None) -> str | None:
    if institution_id is None:
        return None
    return _page("curriculum.modules", programme, "modules", institution_id=institution_id)


def _first(programme: Programme, codes: Any) -> int | None:
    """The first partner with one of these codes; of no code the first of all."""
    named = [p for p in programme.partners if not codes or p.institution.code in codes]
    return named[0].institution_id if named else None


def _page(endpoint: str, programme: Programme, anchor: str, **more: Any) -> str | None:
    if not may("curriculum.edit", programme):
        return None
    return url_for(endpoint, programme_id=programme.id, **more, _anchor=anchor)


PLACES = (
    Place("programme", "outcomes", outcomes),
    Place("programme", "modules_home", modules_home),
    Place("programme", "modules_partner", modules_partner),
    Place("programme", "silent_sides", silent_sides),
    Place("programme", "matches", matches),
    Place("programme", "grades", grades),
)
