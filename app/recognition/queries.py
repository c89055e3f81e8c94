"""Reads about recognition: on what legal basis a country's diplomas are recognised.

A basis is a convention about recognition that binds both Kazakhstan and the
country, according to claims that nobody disputes. A day that is not known does
not stand in the way; `since` is the latest day that is known, and `confidence`
that of the weaker claim. Which conventions there are, in which order they are
relied on and who is bound is data: `seed/reference/conventions.json`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.kernel.db import session
from app.recognition.models import Convention, ConventionParty

HOME = "KZ"
PARTY = "party"


@dataclass(frozen=True)
class Basis:
    """A convention that binds Kazakhstan and a country."""

    code: str
    name_kk: str
    name_ru: str
    name_en: str
    country: str
    since: date | None
    confidence: str
    reservation: str

    @property
    def is_confirmed(self) -> bool:
        """Whether both claims were found in public documents."""
        return self.confidence == "F"


def basis(country: str, on: date) -> list[Basis]:
    """The legal bases for a country on a day, the one to rely on first; empty when none."""
    return bases([country], on)[country]


def bases(countries: Collection[str], on: date) -> dict[str, list[Basis]]:
    """The legal bases of several countries, in one query."""
    found: dict[str, dict[str, Basis]] = {country: {} for country in countries}
    for convention, home, abroad in session.execute(_BASES, {"countries": sorted(found), "on": on}):
        found[abroad.country].setdefault(convention.code, _basis(convention, home, abroad))
    return {country: list(by_code.values()) for country, by_code in found.items()}


def parties(convention_code: str, on: date) -> list[ConventionParty]:
    """Who is bound by a convention on a day, by undisputed claims, in order of country."""
    return list(session.scalars(_PARTIES, {"code": convention_code, "on": on}))


def disputed(country: str) -> list[tuple[Convention, ConventionParty]]:
    """Claims about a country that sources at treaty level contradict."""
    return [(made, claim) for made, claim in session.execute(_DISPUTED, {"country": country})]


def conventions() -> list[Convention]:
    """All conventions, in the order in which they are relied on, without their claims."""
    return list(session.scalars(select(Convention).order_by(Convention.position)))


def _basis(convention: Convention, home: ConventionParty, abroad: ConventionParty) -> Basis:
    return Basis(
        code=convention.code,
        name_kk=convention.name_kk,
        name_ru=convention.name_ru,
        name_en=convention.name_en,
        country=abroad.country,
        since=_latest(convention.in_force_on, *_days(home), *_days(abroad)),
        confidence=max(home.confidence, abroad.confidence),
        reservation=home.reservation or abroad.reservation,
    )


def _days(claim: ConventionParty) -> tuple[date | None, date | None]:
    return claim.ratified_on, claim.in_force_on


def _latest(*days: date | None) -> date | None:
    return max(filter(None, days), default=None)


def _reached(*days: Any) -> Iterable[ColumnElement[bool]]:
    """None of the known days lies after the day asked about."""
    on = bindparam("on", type_=Date)
    return [or_(day.is_(None), day <= on) for day in days]


def _bound(claim: Any) -> Iterable[ColumnElement[bool]]:
    """The claim is undisputed, says party, and its days have come."""
    return [
        claim.status == PARTY,
        claim.disputed.is_(False),
        *_reached(claim.ratified_on, claim.in_force_on),
    ]


def _select_bases() -> Select[Convention, ConventionParty, ConventionParty]:
    home, abroad = aliased(ConventionParty), aliased(ConventionParty)
    return (
        select(Convention, home, abroad)
        .join(home, home.convention_id == Convention.id)
        .join(abroad, abroad.convention_id == Convention.id)
        .where(
            Convention.notes["recognition"].as_boolean(),
            home.country == HOME,
            abroad.country != HOME,
            abroad.country.in_(bindparam("countries", expanding=True)),
            *_reached(Convention.in_force_on),
            *_bound(home),
            *_bound(abroad),
        )
        .order_by(Convention.position, abroad.country, abroad.confidence, abroad.id, home.id)
    )


_BASES = _select_bases()

_PARTIES = (
    select(ConventionParty)
    .join(Convention, ConventionParty.convention_id == Convention.id)
    .where(
        Convention.code == bindparam("code"),
        *_reached(Convention.in_force_on),
        *_bound(ConventionParty),
    )
    .order_by(ConventionParty.country, ConventionParty.confidence, ConventionParty.id)
)

_DISPUTED = (
    select(Convention, ConventionParty)
    .join(ConventionParty, ConventionParty.convention_id == Convention.id)
    .where(ConventionParty.country == bindparam("country"), ConventionParty.disputed)
    .order_by(Convention.position, ConventionParty.source)
)
