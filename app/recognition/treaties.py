"""Who is bound by what on a day: arithmetic of claims, on plain values.

A claim counts when it stands and says *party*, and its day has come: the day of
entry into force, or, where that is not known, of ratification, or the day by which
a source shows it. A day that is not known does not stand in the way. Nothing here
reads the database; `queries.treaties` makes the values.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.recognition.models import Origin, Purpose, Standing, Status

HOME = "KZ"
FOUND = "F"


@dataclass(frozen=True)
class Claim:
    """A country's status under a convention, according to a source."""

    country: str
    status: Status
    standing: Standing = Standing.STANDS
    signed_on: date | None = None
    ratified_on: date | None = None
    in_force_on: date | None = None
    attested_on: date | None = None
    reservations: tuple[str, ...] = ()
    reservation_kk: str = ""
    reservation_ru: str = ""
    reservation_en: str = ""
    reason: str = ""
    origin: Origin = Origin.REFERENCE
    source: str = ""
    source_kk: str = ""
    source_ru: str = ""
    confidence: str = FOUND
    as_of: str = ""
    id: int = 0

    @property
    def since(self) -> date | None:
        """From when the status holds as far as is known; `is_exact` says how well."""
        return self.in_force_on or self.ratified_on or self.attested_on

    @property
    def is_exact(self) -> bool:
        """Whether the day of entry into force itself is known."""
        return self.in_force_on is not None

    def binds(self, on: date) -> bool:
        """Whether the country is a party on that day by this claim, undisputed."""
        is_party = self.status is Status.PARTY and self.standing is Standing.STANDS
        return is_party and (self.since is None or self.since <= on)


@dataclass(frozen=True)
class Treaty:
    """A convention with the claims about it: all of them, or those of some countries."""

    code: str
    purpose: Purpose = Purpose.RECOGNITION
    position: int = 0
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    is_complete: bool = True
    adopted_on: date | None = None
    in_force_on: date | None = None
    as_of: str = ""
    source: str = ""
    source_kk: str = ""
    source_ru: str = ""
    confidence: str = FOUND
    notes: Any = field(default_factory=dict, hash=False)
    claims: tuple[Claim, ...] = ()

    def is_in_force(self, on: date) -> bool:
        """Whether the convention itself has come into force; an unknown day does not hinder."""
        return self.in_force_on is None or self.in_force_on <= on

    def party(self, country: str, on: date) -> Claim | None:
        """The claim by which a country is bound on a day; of several, the best founded."""
        if not self.is_in_force(on):
            return None
        found = [one for one in self.of(country) if one.binds(on)]
        return min(found, key=_weakness, default=None)

    def parties(self, on: date) -> tuple[Claim, ...]:
        """One claim for each country that is bound on a day."""
        countries = sorted({claim.country for claim in self.claims})
        found = (self.party(country, on) for country in countries)
        return tuple(claim for claim in found if claim is not None)

    def of(self, country: str) -> tuple[Claim, ...]:
        """Everything that is claimed about a country."""
        return tuple(claim for claim in self.claims if claim.country == country)

    def disputed(self, country: str = "") -> tuple[Claim, ...]:
        """Claims that treaty sources contradict, about one country or all."""
        return tuple(
            claim
            for claim in self.claims
            if claim.standing is Standing.DISPUTED and country in ("", claim.country)
        )

    def others(self, on: date) -> tuple[Claim, ...]:
        """Standing claims of countries that are not bound on the day: signed only, acceding."""
        bound = {claim.country for claim in self.parties(on)}
        return tuple(
            claim
            for claim in self.claims
            if claim.standing is Standing.STANDS and claim.country not in bound
        )


@dataclass(frozen=True)
class Basis:
    """A convention that binds Kazakhstan and a country."""

    treaty: Treaty
    home: Claim
    abroad: Claim

    @property
    def code(self) -> str:
        """The convention's code."""
        return self.treaty.code

    @property
    def country(self) -> str:
        """The country other than Kazakhstan."""
        return self.abroad.country

    @property
    def since(self) -> date | None:
        """The latest day that is known of the convention and of both sides."""
        known = (self.treaty.in_force_on, self.home.since, self.abroad.since)
        return max(filter(None, known), default=None)

    @property
    def is_exact(self) -> bool:
        """Whether the day of entry into force is known of both sides."""
        return self.home.is_exact and self.abroad.is_exact

    @property
    def is_earliest(self) -> bool:
        """Whether `since` is a day of entry into force: both are bound no earlier than then."""
        forces = (self.treaty.in_force_on, self.home.in_force_on, self.abroad.in_force_on)
        return self.since is not None and self.since in forces

    @property
    def confidence(self) -> str:
        """That of the weaker claim."""
        return max(self.home.confidence, self.abroad.confidence)

    @property
    def is_confirmed(self) -> bool:
        """Whether both claims were found in public documents."""
        return self.confidence == FOUND

    def excludes(self, reservation: str, *, abroad: bool = False) -> bool:
        """Whether the side that recognises (Kazakhstan, or the other) has reserved that."""
        return reservation in (self.abroad if abroad else self.home).reservations


def bases(
    treaties: Iterable[Treaty], country: str, on: date, purpose: Purpose = Purpose.RECOGNITION
) -> tuple[Basis, ...]:
    """The conventions that bind both on a day, the one to rely on first."""
    if country == HOME:
        return ()
    found = []
    for treaty in sorted(treaties, key=lambda one: one.position):
        home, abroad = treaty.party(HOME, on), treaty.party(country, on)
        if treaty.purpose is purpose and home and abroad:
            found.append(Basis(treaty, home, abroad))
    return tuple(found)


def _weakness(claim: Claim) -> tuple[str, date, int]:
    return claim.confidence, claim.since or date.max, claim.id
