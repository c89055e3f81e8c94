"""The way a diploma is recognised, in Kazakhstan and in the partner's country.

`inward` and `outward` put together a `Route` from plain facts (`Subject`), the treaties
and a day: the ordered legal basis, how the papers are certified, the fast track of
Order 268, what to beware of, what to hand in and what is not known. Nothing here reads
the database or knows a page; what the law asks stands in `procedure.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.recognition import procedure
from app.recognition.models import Purpose, Reservation, Standing, Status
from app.recognition.procedure import UNCLEAR, Direction, Item, Paper
from app.recognition.treaties import HOME, Basis, Claim, Treaty, bases


class Verdict(StrEnum):
    """How a diploma is recognised (code list ROUTE_VERDICT)."""

    TREATY = "treaty"
    DOMESTIC_RULE = "domestic-rule"
    INDIVIDUAL = "individual"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Place:
    """A place in a ranking of one year; `rank_to` ends a band."""

    system: str
    year: int
    rank: int
    rank_to: int | None = None

    @property
    def is_within(self) -> bool:
        """Whether the whole band lies within the first 250."""
        return (self.rank_to or self.rank) <= procedure.FAST_TRACK_RANK


@dataclass(frozen=True)
class Subject:
    """Whose diploma it is. For a bare country nothing but the country is known.

    `places` are None where no university is named; an empty tuple says that one is
    named and none of its places is recorded.
    """

    country: str
    online_share: int = 0
    is_partial: bool = False
    campus: str = ""
    is_branch: bool = False
    has_supplement: bool | None = None
    places: tuple[Place, ...] | None = None


@dataclass(frozen=True)
class FastTrack:
    """Recognition by authenticity alone; `holds` is None while places are missing."""

    holds: bool | None
    places: tuple[Place, ...]
    is_in_force: bool = True

    @property
    def missing(self) -> tuple[str, ...]:
        """Rankings in which no place is recorded."""
        known = {place.system for place in self.places}
        return tuple(system for system in procedure.RANKINGS if system not in known)


@dataclass(frozen=True)
class Warning:
    """Something to beware of: a code of `procedure.WARNINGS` and what fills its sentence."""

    code: str
    country: str = ""
    treaty: Treaty | None = None
    campus: str = ""
    share: int = 0


@dataclass(frozen=True)
class Pending:
    """A convention that is on its way: where each side stands with it."""

    treaty: Treaty
    home: Claim
    abroad: Claim


@dataclass(frozen=True)
class Legalisation:
    """How the diploma has to be certified, and by which convention."""

    paper: Paper
    basis: Basis | None = None


@dataclass(frozen=True)
class Route:
    """One direction of recognition, on one day."""

    direction: Direction
    subject: Subject
    on: date
    verdict: Verdict
    bases: tuple[Basis, ...] = ()
    pending: tuple[Pending, ...] = ()
    disputed: tuple[tuple[Treaty, Claim], ...] = ()
    legalisation: Legalisation = Legalisation(Paper.NONE)
    fast_track: FastTrack | None = None
    warnings: tuple[Warning, ...] = ()

    @property
    def is_domestic(self) -> bool:
        """Whether the diploma is of Kazakhstan and stays there: nothing has to be recognised."""
        return self.subject.country == HOME

    @property
    def is_doubtful(self) -> bool:
        """Whether the side that recognises has reserved how this diploma is studied for."""
        return any(one.code.endswith("_not_covered") for one in self.warnings)

    @property
    def checks(self) -> tuple[Item, ...]:
        """What the body that recognises looks at; by the fast track, authenticity alone."""
        found = self._items(procedure.CHECKS)
        return found[:1] if self.fast_track and self.fast_track.holds else found

    @property
    def documents(self) -> tuple[Item, ...]:
        """What the graduate hands in."""
        return self._items(procedure.DOCUMENTS)

    @property
    def channels(self) -> tuple[Item, ...]:
        """Where."""
        return self._items(procedure.CHANNELS)

    @property
    def open_questions(self) -> tuple[Item, ...]:
        """What is not known."""
        return self._items(procedure.OPEN_QUESTIONS)

    def _items(self, rows: Sequence[Item]) -> tuple[Item, ...]:
        paper = self.legalisation.paper
        return tuple(row for row in rows if row.is_for(self.direction, paper))


def inward(treaties: Sequence[Treaty], subject: Subject, on: date) -> Route:
    """How a diploma from the subject's country is recognised in Kazakhstan."""
    if subject.country == HOME:
        return Route(Direction.INWARD, subject, on, Verdict.DOMESTIC_RULE)
    found = bases(treaties, subject.country, on)
    fast = _fast_track(subject, on)
    return _route(Direction.INWARD, treaties, subject, on, found, fast)


def outward(treaties: Sequence[Treaty], subject: Subject, on: date) -> Route:
    """How a diploma of Kazakhstan is recognised in the subject's country."""
    if subject.country == HOME:
        return Route(Direction.OUTWARD, subject, on, Verdict.DOMESTIC_RULE)
    found = bases(treaties, subject.country, on)
    return _route(Direction.OUTWARD, treaties, subject, on, found, None)


def _route(
    direction: Direction,
    treaties: Sequence[Treaty],
    subject: Subject,
    on: date,
    found: tuple[Basis, ...],
    fast: FastTrack | None,
) -> Route:
    about = [one for one in treaties if one.purpose is Purpose.RECOGNITION]
    papers = _legalisation(treaties, subject.country, on)
    warnings = (
        *_of_treaties(about, subject, direction, found, on),
        *_of_study(subject, direction, found),
        *_of_diploma(subject, direction, papers),
        *_of_rankings(fast),
    )
    return Route(
        direction=direction,
        subject=subject,
        on=on,
        verdict=_verdict(direction, subject.country, found, fast, is_loaded=bool(about)),
        bases=found,
        pending=_pending(about, subject.country, on, found),
        disputed=tuple((one, claim) for one in about for claim in one.disputed(subject.country)),
        legalisation=papers,
        fast_track=fast,
        warnings=warnings,
    )


def _verdict(
    direction: Direction,
    country: str,
    found: tuple[Basis, ...],
    fast: FastTrack | None,
    *,
    is_loaded: bool,
) -> Verdict:
    """A treaty first; then Kazakhstan's own rule. Without a treaty, another's rules are unknown."""
    if found:
        return Verdict.TREATY
    if fast is not None and fast.holds:
        return Verdict.DOMESTIC_RULE
    if direction is Direction.OUTWARD or country in UNCLEAR or not is_loaded:
        return Verdict.UNKNOWN
    return Verdict.INDIVIDUAL


def _fast_track(subject: Subject, on: date) -> FastTrack | None:
    """Within the first 250 of two of three rankings; a missing place is not a bad one."""
    if subject.places is None:
        return None
    open_ = FastTrack(None, subject.places)
    within = sum(place.is_within for place in subject.places)
    if on < procedure.FAST_TRACK_SINCE:
        return FastTrack(None, subject.places, is_in_force=False)
    if within >= procedure.FAST_TRACK_RANKINGS:
        return FastTrack(True, subject.places)
    can_be = within + len(open_.missing) >= procedure.FAST_TRACK_RANKINGS
    return open_ if can_be else FastTrack(False, subject.places)


def _legalisation(treaties: Iterable[Treaty], country: str, on: date) -> Legalisation:
    """A treaty without legalisation before the apostille; of a list with gaps nothing follows."""
    listed = tuple(treaties)
    for purpose, paper in (
        (Purpose.EXEMPTION, Paper.EXEMPT),
        (Purpose.APOSTILLE, Paper.APOSTILLE),
    ):
        if found := bases(listed, country, on, purpose):
            return Legalisation(paper, found[0])
    apostille = [one for one in listed if one.purpose is Purpose.APOSTILLE]
    is_known = any(_is_outside(one, country, on) for one in apostille)
    return Legalisation(Paper.LEGALISATION if is_known else Paper.UNKNOWN)


def _is_outside(treaty: Treaty, country: str, on: date) -> bool:
    """Whether it is known that the country is no party: it says so, or the list is complete."""
    said = any(
        claim.status is Status.OUTSIDE and claim.standing is Standing.STANDS
        for claim in treaty.of(country)
    )
    later = any(claim.binds(date.max) and not claim.binds(on) for claim in treaty.of(country))
    return said or later or (treaty.is_complete and country not in UNCLEAR)


def _pending(
    about: Iterable[Treaty], country: str, on: date, found: tuple[Basis, ...]
) -> tuple[Pending, ...]:
    """Conventions with which both sides have begun and that do not bind both on the day."""
    relied = {basis.code for basis in found}
    return tuple(
        Pending(one, home, abroad)
        for one in about
        if one.code not in relied
        and not _has_only_signed(one, country, on)
        and (home := _foremost(one, HOME, on))
        and (abroad := _foremost(one, country, on))
    )


def _foremost(treaty: Treaty, country: str, on: date) -> Claim | None:
    """How far a country has come with a convention by claims that stand."""
    standing = (one for one in treaty.of(country) if one.standing is Standing.STANDS)
    begun = [one for one in standing if one.status is not Status.OUTSIDE]
    order = list(Status)
    return min(begun, key=lambda one: order.index(one.status), default=None)


def _of_treaties(
    about: Sequence[Treaty],
    subject: Subject,
    direction: Direction,
    found: tuple[Basis, ...],
    on: date,
) -> Iterator[Warning]:
    country = subject.country
    if not about:
        yield Warning("not_loaded")
    elif not found and country in UNCLEAR:
        yield Warning("territory", country)
    elif not found:
        abroad = direction is Direction.OUTWARD
        yield Warning("no_treaty_abroad" if abroad else "no_treaty", country)
    for one in about:
        if _has_only_signed(one, country, on):
            yield Warning("signed_only", country, one)
    for one in about:
        if _is_said_to_be_a_party(one, country) and one.party(country, on) is None:
            yield Warning("disputed", country, one)
    for basis in found[:1]:
        if not basis.is_confirmed:
            yield Warning("unconfirmed", country, basis.treaty)


def _is_said_to_be_a_party(treaty: Treaty, country: str) -> bool:
    return any(claim.status is Status.PARTY for claim in treaty.disputed(country))


def _has_only_signed(treaty: Treaty, country: str, on: date) -> bool:
    claim = _foremost(treaty, country, on)
    return claim is not None and claim.status is Status.SIGNED


def _of_study(
    subject: Subject, direction: Direction, found: tuple[Basis, ...]
) -> Iterator[Warning]:
    """Online and partial study, as far as the side that recognises has reserved them."""
    if subject.online_share:
        if not found and direction is Direction.INWARD:
            yield Warning("online_open", share=subject.online_share)
        yield from _reserved(
            "online", Reservation.NON_TRADITIONAL, direction, found, subject.online_share
        )
    if subject.is_partial:
        yield from _reserved("partial", Reservation.PARTIAL_STUDIES, direction, found)


def _reserved(
    what: str,
    reservation: Reservation,
    direction: Direction,
    found: tuple[Basis, ...],
    share: int = 0,
) -> Iterator[Warning]:
    abroad = direction is Direction.OUTWARD
    taken = [basis for basis in found if basis.excludes(reservation, abroad=abroad)]
    if taken and len(taken) == len(found):
        yield Warning(f"{what}_not_covered", treaty=taken[0].treaty, share=share)
        return
    for basis in taken:
        yield Warning(f"{what}_partly_covered", treaty=basis.treaty, share=share)


def _of_diploma(subject: Subject, direction: Direction, papers: Legalisation) -> Iterator[Warning]:
    if papers.paper is Paper.UNKNOWN:
        country = subject.country if direction is Direction.INWARD else HOME
        yield Warning("paper_unknown", country)
    if direction is Direction.OUTWARD:
        return
    if subject.campus and subject.campus != subject.country:
        yield Warning("campus", subject.country, campus=subject.campus)
    elif subject.is_branch:
        yield Warning("branch", subject.country)
    if subject.has_supplement is False:
        yield Warning("no_supplement")


def _of_rankings(fast: FastTrack | None) -> Iterator[Warning]:
    if fast is not None and fast.holds is None:
        yield Warning("places_unknown" if fast.is_in_force else "rule_unknown")
