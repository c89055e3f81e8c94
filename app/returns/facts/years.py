"""This year's return beside last year's accepted one.

Without a return of last year nothing can be compared: then each reader gives one set of
facts in which nothing is known, so that each of its rules says so once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from app.agreements.models import Kind
from app.agreements.term import TermKind
from app.cohorts.facts.figures import NOT_FOREIGN
from app.cohorts.models import Direction
from app.programmes.path import Level
from app.returns.dataset import Row
from app.returns.facts.cells import added, day, integer, member, total
from app.returns.facts.declared import (
    AGREEMENTS,
    CONTINGENT,
    GRADUATES,
    MOVEMENT,
    PROGRAMMES,
    Declared,
    Known,
    Spot,
)
from app.returns.facts.institution import INSTITUTION
from app.returns.facts.lines import STATE_GRANT, nominal_years

Facts = TypeVar("Facts")

CAME = ("admitted", "transferred_in", "reinstated")
LEFT = ("withdrawn", "graduated_total")


def _nothing(kind: type[Facts]) -> Facts:
    """Facts of which none is known."""
    return kind(*(None for _ in fields(kind)))  # type: ignore[arg-type]


@dataclass(frozen=True)
class InstitutionYears:
    """The whole institution in two years. Shares are of all students, from 0 to 1."""

    students_before: int | None
    students_now: int | None
    programmes_before: int | None
    programmes_now: int | None
    women_before: int | None
    women_now: int | None
    foreign_before: int | None
    foreign_now: int | None
    grants_before: int | None
    grants_now: int | None
    cells: int | None
    cells_alike: int | None
    new_countries: tuple[str, ...] | None
    new_partners: tuple[str, ...] | None

    @property
    def shares(self) -> tuple[tuple[int, int], ...] | None:
        """Women, foreign citizens and state grants, before and now."""
        pairs = (
            (self.women_before, self.women_now),
            (self.foreign_before, self.foreign_now),
            (self.grants_before, self.grants_now),
        )
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        return tuple(known) if len(known) == len(pairs) else None


def institution_years(returns: Sequence[Declared]) -> dict[Spot, InstitutionYears]:
    """Each institution in two years."""
    return {
        Spot(INSTITUTION, 0 if declared.data.head else None): _institution(declared)
        for declared in returns
    }


def _institution(declared: Declared) -> InstitutionYears:
    before = declared.before
    if before is None:
        return _nothing(InstitutionYears)
    here, there = declared.data.rows(CONTINGENT), before.data.rows(CONTINGENT)
    partners = _partners(declared) - _partners(before)
    countries = _countries(declared) - _countries(before)
    known = Counter(_cell(row) for row in there)
    return InstitutionYears(
        students_before=total(there, "n"),
        students_now=total(here, "n"),
        programmes_before=len(before.programmes),
        programmes_now=len(declared.programmes),
        women_before=total(_with(there, "sex", "F"), "n"),
        women_now=total(_with(here, "sex", "F"), "n"),
        foreign_before=total(_foreign(there), "n"),
        foreign_now=total(_foreign(here), "n"),
        grants_before=total(_with(there, "funding", STATE_GRANT), "n"),
        grants_now=total(_with(here, "funding", STATE_GRANT), "n"),
        cells=len(here),
        cells_alike=(Counter(_cell(row) for row in here) & known).total(),
        new_countries=tuple(sorted(countries)),
        new_partners=tuple(sorted(partners)),
    )


def _with(rows: Sequence[Row], name: str, code: str) -> list[Row]:
    return [row for row in rows if row.get(name) == code]


def _foreign(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("citizenship") not in (None, *NOT_FOREIGN)]


def _cell(row: Row) -> Any:
    return frozenset(row.items())


def _partners(declared: Declared) -> set[str]:
    rows = declared.data.rows(AGREEMENTS)
    others = {code for row in rows for code in row.get("partner_ids_other", ())}
    return {str(row["partner_id"]) for row in rows if "partner_id" in row} | others


def _countries(declared: Declared) -> set[str]:
    rows = declared.data.rows(AGREEMENTS)
    return {str(row["partner_country"]) for row in rows if "partner_country" in row}


@dataclass(frozen=True)
class LevelYears:
    """The students of one level in two years."""

    level: Level | None
    students_before: int | None
    students_now: int | None


def level_years(returns: Sequence[Declared]) -> dict[Spot, LevelYears]:
    """Each level of an institution in two years."""
    return {spot: one for declared in returns for spot, one in _levels(declared)}


def _levels(declared: Declared) -> Iterator[tuple[Spot, LevelYears]]:
    before = declared.before
    if before is None:
        yield Spot(CONTINGENT), _nothing(LevelYears)
        return
    for level in Level:
        then, now = _of_level(before, level), _of_level(declared, level)
        if then or now:
            sums = total(then, "n"), total(now, "n")
            yield Spot(CONTINGENT, key=level.value), LevelYears(level, *sums)


def _of_level(declared: Declared, level: Level) -> list[Row]:
    return [
        row
        for key, line in declared.programmes.items()
        if line.row.get("level") == level
        for row in declared.rows_of(CONTINGENT, key)
    ]


@dataclass(frozen=True)
class ProgrammeYears:
    """A programme that is in both returns.

    `changed` are the columns that make another programme of it, `reworked` those that
    students were promised; `final_students` were in the last course year, or repeated it.
    """

    students_before: int | None
    students_now: int | None
    changed: tuple[str, ...] | None
    reworked: tuple[str, ...] | None
    withdrawn: int | None
    graduated: int | None
    final_students: int | None


IDENTITY = ("prog_code", "level")
PROMISED = (
    "ects_total",
    "ects_home",
    "ects_partner",
    "periods_home",
    "periods_partner",
    "path",
    "diploma_scheme",
)


def programme_years(returns: Sequence[Declared]) -> dict[Spot, ProgrammeYears]:
    """Each programme in two years."""
    return {spot: one for declared in returns for spot, one in _programmes(declared)}


def _programmes(declared: Declared) -> Iterator[tuple[Spot, ProgrammeYears]]:
    before = declared.before
    if before is None:
        yield Spot(PROGRAMMES), _nothing(ProgrammeYears)
        return
    for key, line in declared.programmes.items():
        if key in before.programmes:
            yield Spot(PROGRAMMES, line.at), _programme(declared, before, key)


def _programme(declared: Declared, before: Declared, key: Any) -> ProgrammeYears:
    then, now = before.programmes[key].row, declared.programmes[key].row
    students, earlier = declared.rows_of(CONTINGENT, key), before.rows_of(CONTINGENT, key)
    partners = [
        one.agreement_of(row).get("partner_id") for one, row in ((before, then), (declared, now))
    ]
    changed = [name for name in IDENTITY if then.get(name) != now.get(name)]
    if None not in partners and partners[0] != partners[1]:
        changed.append("partner_id")
    return ProgrammeYears(
        students_before=total(earlier, "n"),
        students_now=total(students, "n"),
        changed=tuple(changed),
        reworked=tuple(name for name in PROMISED if then.get(name) != now.get(name)),
        withdrawn=total(declared.rows_of(MOVEMENT, key), "withdrawn"),
        graduated=total(declared.rows_of(GRADUATES, key), "n"),
        final_students=_final(earlier, nominal_years(then)),
    )


def _final(rows: Sequence[Row], years: int | None) -> int | None:
    """Own students of the last course year and beyond, with those on leave."""
    if years is None:
        return None
    last = [row for row in rows if (integer(row, "course_year") or 0) >= years]
    present = total(last, "n")
    return None if present is None else present + added(last, "n_leave")


@dataclass(frozen=True)
class GoneProgramme:
    """A programme of last year's return that is not in this one."""

    missing_programme: str | None
    was_closed: bool | None


def gone_programmes(returns: Sequence[Declared]) -> dict[Spot, GoneProgramme]:
    """Each programme that is not there any more."""
    return {spot: one for declared in returns for spot, one in _gone(declared)}


def _gone(declared: Declared) -> Iterator[tuple[Spot, GoneProgramme]]:
    before = declared.before
    if before is None:
        yield Spot(PROGRAMMES), _nothing(GoneProgramme)
        return
    for key, line in before.programmes.items():
        if key not in declared.programmes:
            facts = GoneProgramme(str(key), _was_closed(declared, before, line.row))
            yield Spot(PROGRAMMES, key=str(key)), facts


def _was_closed(declared: Declared, before: Declared, programme: Row) -> bool:
    """Whether its intake was closed, or its agreement has ended since, by either return."""
    if programme.get("last_intake") is not None or programme.get("intake_open") is False:
        return True
    now = declared.agreements.get(programme.get("agr_id"))
    rows = [before.agreement_of(programme), now.row if now else {}]
    return any(_has_ended(row, declared.on) for row in rows)


def _has_ended(agreement: Row, on: date) -> bool:
    if agreement.get("agr_status") in ("TERMINATED", "EXPIRED", "TEACHOUT"):
        return True
    ends = [day(agreement, name) for name in ("end_date", "terminated_date")]
    return any(end is not None and end < on for end in ends)


@dataclass(frozen=True)
class AgreementYears:
    """An agreement that is in both returns.

    `has_annex` says that something was signed since: another file or day of signing, or
    a protocol under it.
    """

    is_term_changed: bool | None
    has_annex: bool | None
    term_before: TermKind | None
    term_now: TermKind | None
    ended_before: date | None
    ends_now: date | None


def agreement_years(returns: Sequence[Declared]) -> dict[Spot, AgreementYears]:
    """Each agreement in two years."""
    return {spot: one for declared in returns for spot, one in _agreements(declared)}


def _agreements(declared: Declared) -> Iterator[tuple[Spot, AgreementYears]]:
    before = declared.before
    if before is None:
        yield Spot(AGREEMENTS), _nothing(AgreementYears)
        return
    for key, line in declared.agreements.items():
        if key in before.agreements:
            then = before.agreements[key].row
            yield Spot(AGREEMENTS, line.at), _agreement(declared, before, then, line.row)


def _agreement(declared: Declared, before: Declared, then: Row, now: Row) -> AgreementYears:
    terms = [(one.get("term_type"), one.get("end_date")) for one in (then, now)]
    signed = [(one.get("file_ref"), one.get("signed_date")) for one in (then, now)]
    added_under = _protocols(declared, now) - _protocols(before, now)
    return AgreementYears(
        is_term_changed=terms[0] != terms[1],
        has_annex=signed[0] != signed[1] or bool(added_under) or _is_amended(declared, now),
        term_before=member(then, "term_type", TermKind),
        term_now=member(now, "term_type", TermKind),
        ended_before=day(then, "end_date"),
        ends_now=day(now, "end_date"),
    )


def _is_amended(declared: Declared, agreement: Row) -> bool:
    """Whether the register has a file of an amendment for each later term."""
    known = declared.context.known.get(str(agreement.get("agr_id")), Known())
    return known.amendments >= max(1, len(known.spans) - 1)


def _protocols(declared: Declared, agreement: Row) -> set[Any]:
    return {
        line.row.get("agr_id")
        for line in declared.lines(AGREEMENTS)
        if line.row.get("parent_agr_id") == agreement.get("agr_id")
        and member(line.row, "agr_kind", Kind) is Kind.PROTOCOL
    }


@dataclass(frozen=True)
class CohortYears:
    """Own students of one intake of a programme in two years, and who came and went between.

    `leave_before` and `leave_now` are on academic leave and not among the students.
    """

    entry_year: int | None
    year: int | None
    before: int | None
    now: int | None
    leave_before: int | None
    leave_now: int | None
    admitted: int | None
    transferred_in: int | None
    reinstated: int | None
    withdrawn: int | None
    graduated_total: int | None

    @property
    def is_first_year(self) -> bool | None:
        """Whether it entered in the very year of the return."""
        return None if self.entry_year is None else self.entry_year == self.year

    @property
    def expected(self) -> int | None:
        """What this year's count should be."""
        came = [getattr(self, name) for name in CAME]
        left = [getattr(self, name) for name in LEFT]
        if self.before is None or None in (*came, *left):
            return None
        return int(self.before + sum(came) - sum(left))

    @property
    def most(self) -> int | None:
        """How many the intake can have become by those who came into it later."""
        known = (self.before, self.leave_before, self.transferred_in, self.reinstated)
        return None if None in known else sum(n for n in known if n is not None)

    @property
    def present(self) -> int | None:
        """All who are of the intake now, on leave or not."""
        return None if self.now is None or self.leave_now is None else self.now + self.leave_now

    @property
    def is_explained_by_leave(self) -> bool:
        """Whether those who went on leave or came back from it are the difference."""
        known = (self.now, self.expected, self.leave_before, self.leave_now)
        if None in known:
            return False
        now, expected, before, after = (n or 0 for n in known)
        return now - expected == before - after


def cohort_years(returns: Sequence[Declared]) -> dict[Spot, CohortYears]:
    """Each intake of each programme in two years."""
    return {spot: one for declared in returns for spot, one in _cohorts(declared)}


def _cohorts(declared: Declared) -> Iterator[tuple[Spot, CohortYears]]:
    before = declared.before
    if before is None:
        yield Spot(MOVEMENT), _nothing(CohortYears)
    for key in declared.programmes:
        for entry_year in sorted(
            _entered(declared, key) | (_entered(before, key) if before else set())
        ):
            if before or entry_year == declared.year:
                yield _spot(declared, key, entry_year), _cohort(declared, key, entry_year)


def _entered(declared: Declared, key: Any) -> set[int]:
    rows = (*_own(declared, key), *declared.rows_of(MOVEMENT, key))
    return {year for row in rows if (year := integer(row, "entry_year")) is not None}


def _own(declared: Declared, key: Any) -> list[Row]:
    rows = declared.rows_of(CONTINGENT, key)
    return [row for row in rows if row.get("direction") == Direction.OUT]


def _cohort(declared: Declared, key: Any, entry_year: int) -> CohortYears:
    before, here = declared.before, _of_year(_own(declared, key), entry_year)
    there = _of_year(_own(before, key), entry_year) if before else []
    moved = _of_year(declared.rows_of(MOVEMENT, key), entry_year)
    return CohortYears(
        entry_year=entry_year,
        year=declared.year,
        before=total(there, "n"),
        now=total(here, "n"),
        leave_before=added(there, "n_leave"),
        leave_now=added(here, "n_leave"),
        **{name: total(moved, name) for name in (*CAME, *LEFT)},
    )


def _of_year(rows: Sequence[Row], entry_year: int) -> list[Row]:
    return [row for row in rows if row.get("entry_year") == entry_year]


def _spot(declared: Declared, key: Any, entry_year: int) -> Spot:
    """The first row of the intake's movement, or of its students; else the programme."""
    name = f"{key}|{entry_year}"
    for sheet, column in ((MOVEMENT, "graduated_total"), (CONTINGENT, "n")):
        for line in declared.of_programme(sheet, key):
            if line.row.get("entry_year") == entry_year:
                return Spot(sheet, line.at, name, column)
    return Spot(PROGRAMMES, declared.programmes[key].at, name, "prog_id")
