"""Who reads and enters cohorts and counts, and who files a year's figures.

An institution sees all of its own; the centre reads cohorts of concluded
agreements, and counts of these that are filed. To change who may do what: a line of `GRANTS`.
`visible_to` and `counts_visible_to` are the same policy as conditions in SQL;
a test holds them together.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_

from app.accounts.models import INSTITUTION_ROLES, Role
from app.accounts.permissions import at_centre, at_institution, holds_at, is_system, leads_centre
from app.agreements.models import CONCLUDED, Agreement
from app.cohorts.models import (
    Cohort,
    Contingent,
    FiguresStage,
    Graduation,
    Mobility,
    Movement,
    YearFigures,
)
from app.kernel.permissions import Actor
from app.programmes.models import Programme


def home_of(thing: Any) -> int:
    """The institution that a programme, a cohort or a year's figures belong to."""
    if isinstance(thing, Cohort):
        thing = thing.programme
    return thing.agreement.home_id if isinstance(thing, Programme) else thing.institution_id


def of_institution(actor: Actor, thing: Any) -> bool:
    """Holds any role at the institution."""
    return holds_at(actor, home_of(thing), *INSTITUTION_ROLES)


def office_of(actor: Actor, thing: Any) -> bool:
    """Works in the international office of the institution."""
    return holds_at(actor, home_of(thing), Role.INTERNATIONAL_OFFICE)


def signatory_of(actor: Actor, thing: Any) -> bool:
    """Signs for the institution."""
    return holds_at(actor, home_of(thing), Role.SIGNATORY)


def is_filed(actor: Actor, thing: Any) -> bool:
    """The institution stands by the figures."""
    return thing.stage is FiguresStage.FILED


def is_concluded(actor: Actor, thing: Any) -> bool:
    """The agreement of a cohort, or of a programme in a year, was signed by all."""
    return thing.programme.agreement.stage in CONCLUDED


GRANTS = {
    "cohort.open": ((office_of,),),
    "cohort.show": ((of_institution,), (at_centre, is_concluded), (is_system, is_concluded)),
    "cohort.edit": ((office_of,),),
    "cohort.follow": ((of_institution,),),
    "counts.show": (
        (of_institution,),
        (at_centre, is_filed, is_concluded),
        (is_system, is_filed, is_concluded),
    ),
    "counts.enter": ((office_of,),),
    "figures.list": ((at_institution,), (at_centre,), (is_system,)),
    "figures.show": ((of_institution,), (at_centre, is_filed), (is_system, is_filed)),
    "figures.edit": ((office_of,),),
    "figures.follow": ((of_institution,),),
    "figures.file": ((office_of,), (signatory_of,)),
    "figures.reopen": ((leads_centre, is_filed),),
}


def reads_nation(actor: Actor) -> bool:
    """Reads what all institutions have filed."""
    return at_centre(actor, None) or is_system(actor, None)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`figures.show` as a condition on `YearFigures`."""
    own = actor.institutions(*INSTITUTION_ROLES)
    ways: list[ColumnElement[bool]] = [YearFigures.institution_id.in_(own)] if own else []
    if reads_nation(actor):
        ways.append(YearFigures.stage == FiguresStage.FILED)
    return or_(false(), *ways)


def counts_visible_to(
    actor: Actor, counts: type[Contingent | Movement | Graduation | Mobility]
) -> ColumnElement[bool]:
    """`counts.show` as a condition on counts joined to their `Agreement`."""
    own = actor.institutions(*INSTITUTION_ROLES)
    ways: list[ColumnElement[bool]] = [Agreement.home_id.in_(own)] if own else []
    if reads_nation(actor):
        ways.append(and_(Agreement.stage.in_(CONCLUDED), _is_filed(counts)))
    return or_(false(), *ways)


def _is_filed(counts: Any) -> ColumnElement[bool]:
    return exists().where(
        and_(
            YearFigures.institution_id == Agreement.home_id,
            YearFigures.year == counts.year,
            YearFigures.stage == FiguresStage.FILED,
        )
    )
