"""What each side of a programme does: who teaches, who awards, what shows that it exists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import exists, or_, select

from app.agreements.facts import gathered
from app.institutions.models import Institution, Ranking
from app.kernel import clock
from app.programmes.models import (
    AwardRole,
    PathPeriod,
    Programme,
    ProgrammeAward,
    ProgrammePartner,
)

BY_HAND = "by_hand"


class Partner(NamedTuple):
    """A partner that teaches the programme; `is_sourced` when a source or a ranking shows it."""

    id: int
    code: str
    is_sourced: bool


class Award(NamedTuple):
    """What an institution awards to the intakes of today."""

    institution_id: int
    code: str
    role: AwardRole
    supplement: bool


@dataclass(frozen=True)
class Sides:
    """Partners, awards and places of study of some programmes, by id."""

    partners: Mapping[int, Sequence[Partner]]
    awards: Mapping[int, Sequence[Award]]
    teaching: Mapping[int, Sequence[int | None]]

    def facts(self, programme: Programme, home: str) -> dict[str, Any]:
        """The facts of one programme; `home` is the code of its home institution."""
        partners = self.partners.get(programme.id, ())
        awards = self.awards.get(programme.id, ())
        return {
            "unsourced_partners": _codes(p for p in partners if not p.is_sourced)
            if partners
            else None,
            "idle_partners": self._idle(programme.id, partners),
            "not_awarding": _not_awarding(awards, partners, home) if awards else None,
            "without_supplement": _codes(
                one for one in awards if one.role is not AwardRole.NONE and not one.supplement
            )
            if awards
            else None,
        }

    def _idle(self, programme_id: int, partners: Sequence[Partner]) -> tuple[str, ...] | None:
        """Partners without a period of study; unknown while a period names nobody."""
        teaching = self.teaching.get(programme_id, ())
        if not partners or not teaching or None in teaching:
            return None
        return _codes(partner for partner in partners if partner.id not in teaching)


def sides(programme_ids: Sequence[int]) -> Sides:
    """The sides of each programme; three queries."""
    return Sides(_partners(programme_ids), _awards(programme_ids), _teaching(programme_ids))


def _partners(programme_ids: Sequence[int]) -> Mapping[int, Sequence[Partner]]:
    ranked = exists().where(Ranking.institution_id == Institution.id)
    return gathered(
        select(
            ProgrammePartner.programme_id,
            Institution.id,
            Institution.code,
            or_(Institution.source.not_in(("", BY_HAND)), ranked),
        )
        .join(Institution, Institution.id == ProgrammePartner.institution_id)
        .where(ProgrammePartner.programme_id.in_(programme_ids))
        .order_by(ProgrammePartner.programme_id, Institution.code),
        lambda id_, code, is_sourced: Partner(id_, code, bool(is_sourced)),
    )


def _awards(programme_ids: Sequence[int]) -> Mapping[int, Sequence[Award]]:
    """The awards to coming intakes; those of intakes that are over are history."""
    goes_on = or_(
        ProgrammeAward.intake_until.is_(None), ProgrammeAward.intake_until >= clock.today().year
    )
    return gathered(
        select(
            ProgrammeAward.programme_id,
            Institution.id,
            Institution.code,
            ProgrammeAward.role,
            ProgrammeAward.supplement,
        )
        .join(Institution, Institution.id == ProgrammeAward.institution_id)
        .where(ProgrammeAward.programme_id.in_(programme_ids), goes_on)
        .order_by(ProgrammeAward.programme_id, Institution.code),
        Award,
    )


def _teaching(programme_ids: Sequence[int]) -> Mapping[int, Sequence[int | None]]:
    """Where the periods away from home are spent."""
    return gathered(
        select(PathPeriod.programme_id, PathPeriod.institution_id)
        .where(PathPeriod.programme_id.in_(programme_ids), PathPeriod.place == "PARTNER")
        .order_by(PathPeriod.programme_id, PathPeriod.position),
        lambda institution_id: institution_id,
    )


def _not_awarding(
    awards: Sequence[Award], partners: Sequence[Partner], home: str
) -> tuple[str, ...]:
    """Sides that award nothing to coming intakes; with one joint diploma, none of them."""
    given = [one for one in awards if one.role is not AwardRole.NONE]
    if any(one.role is AwardRole.JOINT for one in given):
        return ()
    awarding = {one.code for one in given}
    return tuple(code for code in (home, *(p.code for p in partners)) if code not in awarding)


def _codes(found: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.code for one in found))
