"""Entering counts: rows replace what stood there, all of them or none.

Each deed takes the rows of one programme or cohort and year as they should be.
Every line that cannot stand is named at once (`RowsRefused`), figures that are
filed cannot change, and rows that somebody else has changed since `seen` (the
fingerprint of what was on the screen) end in a Conflict that shows both. The
journal keeps the changed rows only.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.agreements.term import add_months
from app.cohorts import counts, queries
from app.cohorts.counts import ContingentRow, GraduationRow, MobilityRow, MovementRow, Row
from app.cohorts.models import (
    Cohort,
    Contingent,
    Diplomas,
    Direction,
    Flow,
    Graduation,
    Mobility,
    Movement,
    Sex,
    StudyPlace,
)
from app.cohorts.services.years import to_enter
from app.kernel import codes, iso, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.programmes.models import Programme

LONGEST_STAY_MONTHS = 36
MOST = 100_000
MOST_CREDITS = Decimal(9_999_999)
HOME = "KZ"

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class RowProblem:
    """Why a line cannot stand, beside the field to correct."""

    line: int
    field: str
    message: Any


class RowsRefused(Refusal):
    """Lines that cannot stand, all of them at once; nothing was saved."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(
            ngettext(
                "Nothing was saved: %(num)d line needs correcting.",
                "Nothing was saved: %(num)d lines need correcting.",
                len({problem.line for problem in problems}),
            )
        )
        self.problems = tuple(problems)


def problems_of_contingent(
    rows: Iterable[ContingentRow], year: int, entered: Collection[int]
) -> list[RowProblem]:
    """Why these rows of a programme with cohorts of the years `entered` cannot stand."""
    return _problems(_kept(rows), lambda row: _contingent_problems(row, year, entered))


def problems_of_movement(rows: Iterable[MovementRow]) -> list[RowProblem]:
    """Why these rows of a cohort cannot stand."""
    return _problems(_kept(rows), _movement_problems)


def problems_of_graduations(
    rows: Iterable[GraduationRow], entry_year: int, year: int
) -> list[RowProblem]:
    """Why these rows of the cohort of a year cannot stand."""
    return _problems(_kept(rows), lambda row: _graduation_problems(row, entry_year, year))


def problems_of_mobility(
    rows: Iterable[MobilityRow], year: int, entered: Collection[int], hosts: Collection[int]
) -> list[RowProblem]:
    """Why these rows of a programme cannot stand; `hosts` are institutions of the directory."""
    return _problems(
        _kept(rows),
        lambda row: [*_mobility_problems(row, hosts), *_intake_problems(row, year, entered)],
        is_unique=False,
    )


def set_contingent(
    programme: Programme,
    year: int,
    rows: Iterable[ContingentRow],
    *,
    actor: Actor,
    seen: str = "",
) -> None:
    """The whole headcount of a programme on the reference date of a year."""
    wanted = _kept(rows)
    home_id = queries.home_id_of(programme)
    to_enter(home_id, year, actor=actor)
    cohorts = {cohort.entry_year: cohort for cohort in queries.cohorts_of(programme.id)}
    _refuse(problems_of_contingent(wanted, year, cohorts))
    records = queries.contingent_records(programme.id, year)
    stored = [ContingentRow.of(record, entry_year=entry) for record, entry in records]
    _check_seen(stored, wanted, seen)
    by_key = {row.key: record for row, (record, _) in zip(stored, records, strict=True)}
    _replace(
        by_key,
        wanted,
        lambda row: Contingent(cohort_id=cohorts[row.entry_year].id, year=year),
        leave_out=("entry_year",),
    )
    for entry_year, cohort in cohorts.items():
        _write(
            "contingent.entered",
            cohort,
            [row for row in stored if row.entry_year == entry_year],
            [row for row in wanted if row.entry_year == entry_year],
            actor=actor,
            home_id=home_id,
            year=year,
        )


def set_movement(
    cohort: Cohort, year: int, rows: Iterable[MovementRow], *, actor: Actor, seen: str = ""
) -> None:
    """Who came and went between 1 October of last year and 30 September of `year`."""
    _set_of_cohort(
        cohort,
        year,
        _kept(rows),
        read=queries.movement_records,
        make=Movement,
        problems=problems_of_movement,
        event="movement.entered",
        actor=actor,
        seen=seen,
    )


def set_graduations(
    cohort: Cohort, year: int, rows: Iterable[GraduationRow], *, actor: Actor, seen: str = ""
) -> None:
    """Graduates of a cohort, and their diplomas, as reported in a year."""
    _set_of_cohort(
        cohort,
        year,
        _kept(rows),
        read=queries.graduation_records,
        make=Graduation,
        problems=lambda rows: problems_of_graduations(rows, cohort.entry_year, year),
        event="graduates.entered",
        actor=actor,
        seen=seen,
    )


def set_mobility(
    programme: Programme, year: int, rows: Iterable[MobilityRow], *, actor: Actor, seen: str = ""
) -> None:
    """Periods elsewhere under a programme, as reported in a year."""
    wanted = _kept(rows)
    home_id = queries.home_id_of(programme)
    to_enter(home_id, year, actor=actor)
    hosts = _known_hosts(wanted)
    entered = {cohort.entry_year for cohort in queries.cohorts_of(programme.id)}
    _refuse(problems_of_mobility(wanted, year, entered, hosts))
    records = queries.mobility_records(programme.id, year)
    stored = [MobilityRow.of(record) for record in records]
    _check_seen(stored, wanted, seen)
    kept = list(wanted)
    for row, record in zip(stored, records, strict=True):
        if row in kept:
            kept.remove(row)
        else:
            session.delete(record)
    session.add_all(Mobility(programme_id=programme.id, year=year, **_columns(row)) for row in kept)
    _write("mobility.entered", programme, stored, wanted, actor=actor, home_id=home_id, year=year)


def _set_of_cohort(
    cohort: Cohort,
    year: int,
    wanted: list[R],
    *,
    read: Callable[[int, int], Sequence[Any]],
    make: type[Movement | Graduation],
    problems: Callable[[list[R]], list[RowProblem]],
    event: str,
    actor: Actor,
    seen: str,
) -> None:
    home_id = queries.home_id_of(session.get_one(Programme, cohort.programme_id))
    to_enter(home_id, year, actor=actor)
    _check_year_of(cohort, year)
    _refuse(problems(wanted))
    records = read(cohort.id, year)
    kind: type[Row] = MovementRow if make is Movement else GraduationRow
    stored = [kind.of(record) for record in records]
    _check_seen(stored, wanted, seen)
    by_key = {row.key: record for row, record in zip(stored, records, strict=True)}
    _replace(by_key, wanted, lambda row: make(cohort_id=cohort.id, year=year))
    _write(event, cohort, stored, wanted, actor=actor, home_id=home_id, year=year)


def _kept(rows: Iterable[R]) -> list[R]:
    """Rows in which something is counted: zero rows vanish."""
    return [row for row in rows if not row.is_empty]


def _columns(row: Row, leave_out: Iterable[str] = ()) -> dict[str, Any]:
    names = (*row.KEY, *row.COUNTS)
    return {name: getattr(row, name) for name in names if name not in leave_out}


def _replace(
    by_key: Mapping[tuple[Any, ...], Any],
    wanted: Iterable[R],
    make: Callable[[R], Any],
    leave_out: Iterable[str] = (),
) -> None:
    """Correct the records that stay, remove those that go, add those that are new."""
    left = dict(by_key)
    for row in wanted:
        record = left.pop(row.key, None)
        if record is None:
            record = make(row)
            session.add(record)
        for name, given in _columns(row, leave_out).items():
            if getattr(record, name) != given:
                setattr(record, name, given)
    for record in left.values():
        session.delete(record)


def _write(
    event: str,
    subject: Cohort | Programme,
    before: Sequence[Row],
    after: Sequence[Row],
    *,
    actor: Actor,
    home_id: int,
    year: int,
) -> None:
    if found := counts.changes(before, after):
        journal.write(event, subject, actor=actor, institution_id=home_id, changes=found, year=year)


def _check_seen(stored: Sequence[Row], wanted: Sequence[Row], seen: str) -> None:
    """Two who typed the same do not quarrel; otherwise the later one sees both."""
    now = counts.fingerprint(stored)
    if seen and seen != now and now != counts.fingerprint(wanted):
        changed = counts.changes(stored, wanted)
        raise Conflict({name: (old, new) for name, (old, new) in changed.items()})


def _check_year_of(cohort: Cohort, year: int) -> None:
    if year < cohort.entry_year:
        raise Refusal(_l("The cohort enters in %(year)d only.", year=cohort.entry_year))


def _problems(
    rows: Sequence[R],
    problems: Callable[[R], Iterable[RowProblem]],
    *,
    is_unique: bool = True,
) -> list[RowProblem]:
    """Every line that cannot stand, in order."""
    found = [problem for row in rows for problem in problems(row)]
    if is_unique:
        found += _repeated(rows)
    return sorted(found, key=lambda problem: problem.line)


def _refuse(problems: Sequence[RowProblem]) -> None:
    if problems:
        raise RowsRefused(problems)


def _repeated(rows: Sequence[Row]) -> Iterator[RowProblem]:
    """Lines with the same attributes as an earlier one: it is not ours to say which is right."""
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        if row.key in first:
            yield RowProblem(
                getattr(row, "line", 0),
                "",
                _l(
                    "Lines %(first)d and %(second)d say the same attributes: put them together.",
                    first=first[row.key],
                    second=getattr(row, "line", 0),
                ),
            )
        else:
            first[row.key] = getattr(row, "line", 0)


def _contingent_problems(
    row: ContingentRow, year: int, cohorts: Collection[int]
) -> Iterator[RowProblem]:
    yield from _counts_problems(row)
    yield from _coded(row, "direction", Direction)
    yield from _coded(row, "sex", Sex)
    yield from _coded(row, "place", StudyPlace)
    yield from _listed(row, "funding", "FUND")
    yield from _listed(row, "study_mode", "STUDY_MODE")
    if row.funding_partner:
        yield from _listed(row, "funding_partner", "FUND")
    if row.citizenship not in (*iso.COUNTRIES, "XX"):
        yield RowProblem(row.line, "citizenship", _NO_COUNTRY)
    if row.language not in iso.LANGUAGES:
        yield RowProblem(row.line, "language", _l("There is no such language."))
    if row.residence and row.residence not in (*iso.COUNTRIES, *codes.book().get("REGION", {})):
        yield RowProblem(row.line, "residence", _l("There is no such country or region."))
    if not 1 <= row.course_year <= 7:
        yield RowProblem(row.line, "course_year", _l("The year of study is between 1 and 7."))
    if row.entry_year not in cohorts:
        yield RowProblem(
            row.line,
            "entry_year",
            _l("There is no cohort of %(year)d. Open it first.", year=row.entry_year),
        )
    elif row.entry_year > year:
        yield RowProblem(
            row.line, "entry_year", _l("The cohort enters in %(year)d only.", year=row.entry_year)
        )


def _movement_problems(row: MovementRow) -> Iterator[RowProblem]:
    yield from _counts_problems(row)
    yield from _coded(row, "sex", Sex)
    yield from _listed(row, "citizenship_group", "CITIZENSHIP_GROUP")
    if row.funding:
        yield from _listed(row, "funding", "FUND")
    if row.withdraw_reason:
        yield from _listed(row, "withdraw_reason", "WITHDRAW")
    if row.withdrawn and not row.withdraw_reason:
        yield RowProblem(row.line, "withdraw_reason", _l("Say why they withdrew."))
    if row.withdraw_reason and not row.withdrawn:
        yield RowProblem(
            row.line, "withdrawn", _l("A reason stands beside those who withdrew: how many?")
        )


def _graduation_problems(row: GraduationRow, entry_year: int, year: int) -> Iterator[RowProblem]:
    yield from _counts_problems(row)
    yield from _coded(row, "sex", Sex)
    yield from _coded(row, "diplomas", Diplomas)
    yield from _listed(row, "citizenship_group", "CITIZENSHIP_GROUP")
    if not row.n:
        yield RowProblem(row.line, "n", _l("Say how many graduated."))
    for name in row.PARTS:
        if (getattr(row, name) or 0) > (row.n or 0):
            yield RowProblem(row.line, name, _l("This is a part of the graduates, not more."))
    if not entry_year <= row.graduation_year <= year + 1:
        yield RowProblem(
            row.line,
            "graduation_year",
            _l(
                "The year of graduation lies between %(first)d and %(last)d.",
                first=entry_year,
                last=year + 1,
            ),
        )


def _mobility_problems(row: MobilityRow, hosts: Collection[int]) -> Iterator[RowProblem]:
    yield from _counts_problems(row)
    yield from _coded(row, "flow", Flow)
    yield from _listed(row, "mode", "MOBILITY_MODE")
    yield from _listed(row, "funding", "FUND")
    yield from _listed(row, "person_type", "PERSON_TYPE")
    if row.sex is not None:
        yield from _coded(row, "sex", Sex)
    if not row.n:
        yield RowProblem(row.line, "n", _l("Say how many people."))
    yield from _stay_problems(row)
    yield from _host_problems(row, hosts)
    if row.gap is not None and row.gap < 0:
        yield RowProblem(
            row.line, "ects_recognised", _l("More credits are recognised than were earned.")
        )


def _stay_problems(row: MobilityRow) -> Iterator[RowProblem]:
    if row.ends_on <= row.starts_on:
        yield RowProblem(row.line, "ends_on", _l("The end must be later than the start."))
    elif row.ends_on > add_months(row.starts_on, LONGEST_STAY_MONTHS):
        yield RowProblem(
            row.line,
            "ends_on",
            _l("A stay lasts at most %(n)d months.", n=LONGEST_STAY_MONTHS),
        )


def _host_problems(row: MobilityRow, hosts: Collection[int]) -> Iterator[RowProblem]:
    if row.country not in iso.COUNTRIES:
        yield RowProblem(row.line, "country", _NO_COUNTRY)
    elif row.flow is Flow.OUT and row.country == HOME:
        yield RowProblem(row.line, "country", _l("Outgoing mobility leads out of Kazakhstan."))
    if row.host_id is None and not row.host_name:
        yield RowProblem(row.line, "host_name", _l("Choose the host, or write its name."))
    elif row.host_id is not None and row.host_id not in hosts:
        yield RowProblem(row.line, "host_id", _l("There is no such institution."))


def _intake_problems(row: MobilityRow, year: int, entered: Collection[int]) -> Iterator[RowProblem]:
    """Who belongs to a cohort is a student of one that is open and has entered by then."""
    if row.entry_year is None:
        return
    if row.person_type != queries.STUDENTS:
        yield RowProblem(row.line, "entry_year", _l("Only students belong to an entry year."))
    elif row.entry_year not in entered:
        yield RowProblem(
            row.line,
            "entry_year",
            _l("There is no cohort of %(year)d. Open it first.", year=row.entry_year),
        )
    elif row.entry_year > year:
        yield RowProblem(
            row.line, "entry_year", _l("The cohort enters in %(year)d only.", year=row.entry_year)
        )


_NO_COUNTRY = _l("There is no such country. Write its name or its two letters.")


def _counts_problems(row: Row) -> Iterator[RowProblem]:
    """No count is negative, or larger than any that is no slip of the keyboard."""
    for name in row.COUNTS:
        given = getattr(row, name)
        most = MOST_CREDITS if name.startswith("ects_") else MOST
        if given is not None and not 0 <= given <= most:
            yield RowProblem(
                getattr(row, "line", 0), name, _l("This is between 0 and %(n)d.", n=int(most))
            )


def _coded(row: Any, name: str, kind: Any) -> Iterator[RowProblem]:
    if getattr(row, name) not in list(kind):
        yield RowProblem(row.line, name, _l("Choose one of the values on the list."))


def _listed(row: Any, name: str, list_name: str) -> Iterator[RowProblem]:
    if getattr(row, name) not in codes.book().get(list_name, {}):
        yield RowProblem(row.line, name, _l("Choose one of the values on the list."))


def _known_hosts(rows: Iterable[MobilityRow]) -> frozenset[int]:
    asked = {row.host_id for row in rows if row.host_id and row.host_id <= queries.LARGEST_ID}
    return frozenset(queries.known_institutions(asked))
