"""The sheets of counts, 4_CONT to 7_MOB, as values for the services and as they will be told.

They are entered whole: what a sheet does not have any more is removed, programme by
programme and cohort by cohort.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.cohorts import services as cohorts
from app.cohorts.counts import ContingentRow, GraduationRow, MobilityRow, MovementRow
from app.cohorts.counts import Row as CountsRow
from app.cohorts.models import Cohort
from app.cohorts.services import RowProblem
from app.kernel.errors import Refusal
from app.kernel.workbook.declaration import Sheet
from app.kernel.workbook.desk import FIRST_ROW
from app.programmes.models import Programme
from app.returns import rows
from app.returns.columns import CONTINGENT, GRADUATES, MOBILITY, MOVEMENT, Names
from app.returns.comparing import text_of
from app.returns.dataset import Dataset, Row, edition_of, settled
from app.returns.editions import CURRENT
from app.returns.queries import Ground
from app.returns.services.target import Entry, Obstacle, Target, Way, misfits
from app.returns.services.values import built, fits

# Each sheet with the kind of its rows and what stands behind its columns.
SHEETS: Mapping[str, tuple[type[CountsRow], Names]] = {
    "4_CONT": (ContingentRow, CONTINGENT),
    "5_MOVE": (MovementRow, MOVEMENT),
    "6_GRAD": (GraduationRow, GRADUATES),
    "7_MOB": (MobilityRow, MOBILITY),
}
OF_COHORTS = ("5_MOVE", "6_GRAD")


@dataclass(frozen=True)
class Counted:
    """A row of counts: where it stands, whose it is, and what it says."""

    at: int
    programme: Programme
    entry_year: int
    value: Any


def enter(made: Target, ground: Ground, wanted: Dataset) -> None:
    """Add the counts to a target; a sheet that the edition does not ask for stays as it is."""
    asked = {sheet.name for sheet in edition_of(wanted.edition).sheets}
    found = {name: list(_read(made, ground, wanted, name)) for name in SHEETS if name in asked}
    _open(made, ground, (one for name in found if name != "7_MOB" for one in found[name]))
    for name, counts in found.items():
        _ENTERED[name](made, ground, counts)
        made.sheets[name] = list(_TOLD[name](made, ground))


def _read(made: Target, ground: Ground, wanted: Dataset, name: str) -> Iterator[Counted]:
    """The rows of a sheet; those that say nothing, or nothing possible, are noted."""
    sheet = edition_of(wanted.edition).sheet(name)
    kind, names = SHEETS[name]
    declared = {row.get("prog_id") for row in wanted.rows("3_PROG")}
    for at, row in enumerate(wanted.rows(name)):
        value = built(
            kind, names, sheet, row, {"line": at + FIRST_ROW} | _beside(name, row, ground)
        )
        wrong = [*(value if isinstance(value, list) else ()), *_wrong_beside(sheet, row)]
        programme = ground.programmes.get(str(row.get("prog_id")))
        if wrong or isinstance(value, list):
            made.obstacles += misfits(wrong, sheet, at)
        elif programme is None:
            made.obstacles += _unknown(row, declared, name, at)
            declared.add(row.get("prog_id"))
        elif value.is_empty:
            made.empty += 1
        else:
            yield Counted(at, programme, row.get("entry_year") or 0, value)


def _beside(name: str, row: Row, ground: Ground) -> dict[str, Any]:
    """A host is named by its code in the directory, or in words."""
    if name != "7_MOB":
        return {}
    host = str(row.get("host") or "")
    return {"host_id": ground.hosts[host]} if host in ground.hosts else {"host_name": host}


def _wrong_beside(sheet: Sheet, row: Row) -> Iterator[str]:
    """The same of the columns that are no part of the value."""
    beside = "host" if sheet.name == "7_MOB" else "entry_year"
    value = row.get(beside)
    if beside == "host":
        value = str(value or "")
    if sheet.name != "4_CONT" and not fits(sheet, sheet.column(beside), value):
        yield beside


def _unknown(row: Row, declared: Iterable[Any], name: str, at: int) -> Iterator[Obstacle]:
    """What sheet 3_PROG declares is told there; anything else once, at its first row."""
    if row.get("prog_id") not in declared:
        message = _l("Neither the register nor sheet 3_PROG knows this programme.")
        yield Obstacle(message, name, at, "prog_id")


def _open(made: Target, ground: Ground, found: Iterable[Counted]) -> None:
    """Cohorts of which something is counted and which are not there yet."""
    for one in found:
        entry = (one.programme.id, one.entry_year)
        opened = ground.entered.get(one.programme.id, frozenset())
        if one.entry_year in opened or entry in made.opened:
            continue
        made.opened.add(entry)
        try:
            cohorts.check_entry_year(one.programme, one.programme.agreement, one.entry_year, opened)
        except Refusal as refusal:
            sheet = _sheet_of(one.value)
            way = Way("programme", one.programme.id)
            made.obstacles.append(Obstacle(refusal.message, sheet, one.at, "entry_year", way))


def _sheet_of(value: Any) -> str:
    return next(name for name, (kind, _) in SHEETS.items() if isinstance(value, kind))


def _entered(made: Target, ground: Ground, programme_id: int) -> frozenset[int]:
    """The entry years of a programme, those still to be opened included."""
    new = {year for owner, year in made.opened if owner == programme_id}
    return ground.entered.get(programme_id, frozenset()) | new


def _contingent(made: Target, ground: Ground, found: Sequence[Counted]) -> None:
    for _, cohort in ground.material.contingent:
        made.contingent.setdefault(cohort.programme_id, [])
    for one in found:
        made.contingent.setdefault(one.programme.id, []).append(one.value)
    year = ground.material.year.start
    for programme_id, values in made.contingent.items():
        entered = _entered(made, ground, programme_id)
        problems = cohorts.problems_of_contingent(values, year, entered)
        made.obstacles += _told(problems, "4_CONT")


def _movement(made: Target, ground: Ground, found: Sequence[Counted]) -> None:
    made.movement = _by_cohort(ground.material.movement, found)
    for values in made.movement.values():
        made.obstacles += _told(cohorts.problems_of_movement(values), "5_MOVE")
    made.obstacles += _too_early(found, "5_MOVE", ground.material.year.start)


def _graduations(made: Target, ground: Ground, found: Sequence[Counted]) -> None:
    year = ground.material.year.start
    made.graduations = _by_cohort(ground.material.graduations, found)
    for (_owner, entry_year), values in made.graduations.items():
        problems = cohorts.problems_of_graduations(values, entry_year, year)
        made.obstacles += _told(problems, "6_GRAD")
    made.obstacles += _too_early(found, "6_GRAD", year)


def _too_early(found: Iterable[Counted], name: str, year: int) -> Iterator[Obstacle]:
    for one in found:
        if one.entry_year > year:
            message = _l("The cohort enters in %(year)d only.", year=one.entry_year)
            yield Obstacle(message, name, one.at, "entry_year")


def _by_cohort(
    records: Iterable[tuple[Any, Cohort]], found: Iterable[Counted]
) -> dict[Entry, list[Any]]:
    """Rows by cohort; none for those of which the register counts something until now."""
    known = {(cohort.programme_id, cohort.entry_year) for _, cohort in records}
    values: dict[Entry, list[Any]] = {entry: [] for entry in sorted(known)}
    for one in found:
        values.setdefault((one.programme.id, one.entry_year), []).append(one.value)
    return values


def _mobility(made: Target, ground: Ground, found: Sequence[Counted]) -> None:
    before: dict[int, list[MobilityRow]] = defaultdict(list)
    for record in ground.material.mobility:
        before[record.programme_id].append(MobilityRow.of(record))
    after: dict[int, list[MobilityRow]] = defaultdict(list)
    for one in found:
        after[one.programme.id].append(one.value)
    year, hosts = ground.material.year.start, frozenset(ground.hosts.values())
    codes = {id_: code for code, id_ in ground.hosts.items()}
    for owner in before.keys() | after.keys():
        values = list(_placed(made, before[owner], after[owner], codes))
        made.mobility[owner] = values
        problems = cohorts.problems_of_mobility(values, year, _entered(made, ground, owner), hosts)
        made.obstacles += _told(problems, "7_MOB")


def _placed(
    made: Target,
    before: Iterable[MobilityRow],
    after: Iterable[MobilityRow],
    codes: Mapping[int, str],
) -> Iterator[MobilityRow]:
    """Stays with the intakes to which they belonged, for which the return does not ask.

    Stays that are told as before stay as they are. One that changed in number keeps the
    intake, where all of its people were of one; several cannot be told apart any more.
    """
    known, groups = _alike(before), _alike(after)
    for stay, wanted in groups.items():
        found = known.get(stay, [])
        intakes = {value.entry_year for value in found}
        if _retold(found, codes) == _retold(wanted, codes):
            yield from found
        elif len(wanted) == 1 and len(intakes) == 1:
            yield replace(wanted[0], entry_year=intakes.pop())
        else:
            made.unplaced += sum(value.n for value in found if value.entry_year)
            yield from wanted


def _alike(values: Iterable[MobilityRow]) -> dict[tuple[Any, ...], list[MobilityRow]]:
    """Stays that differ in their numbers and intakes only, together."""
    found: dict[tuple[Any, ...], list[MobilityRow]] = defaultdict(list)
    for value in values:
        found[replace(value, entry_year=None).key].append(value)
    return found


def _retold(values: Iterable[MobilityRow], codes: Mapping[int, str]) -> list[str]:
    sheet = CURRENT.sheet("7_MOB")
    stays = [(_mobility_row("", value, codes), value.entry_year) for value in values]
    return sorted(text_of(sheet, settled(sheet, row)) for row in rows.merged(stays))


def _mobility_row(code: str, value: MobilityRow, codes: Mapping[int, str]) -> dict[str, Any]:
    host = codes[value.host_id] if value.host_id else value.host_name
    return rows.mobility_row(code, value, host)


def _told(problems: Iterable[RowProblem], name: str) -> Iterator[Obstacle]:
    """What a service would refuse, at the row and the column of the return."""
    columns = {attribute: column for column, attribute in SHEETS[name][1].items()}
    columns |= {"host_id": "host", "host_name": "host"} if name == "7_MOB" else {}
    for problem in problems:
        at = problem.line - FIRST_ROW if problem.line else None
        yield Obstacle(problem.message, name, at, columns.get(problem.field, ""))


def _told_contingent(made: Target, ground: Ground) -> Iterator[Row]:
    code = _codes(ground)
    for owner, values in made.contingent.items():
        yield from (rows.contingent_row(code[owner], value) for value in values)


def _told_movement(made: Target, ground: Ground) -> Iterator[Row]:
    code, year = _codes(ground), ground.material.year
    for (owner, entered), values in made.movement.items():
        yield from (rows.movement_row(code[owner], entered, value, year) for value in values)


def _told_graduations(made: Target, ground: Ground) -> Iterator[Row]:
    code = _codes(ground)
    for (owner, entered), values in made.graduations.items():
        yield from (rows.graduates_row(code[owner], entered, value) for value in values)


def _told_mobility(made: Target, ground: Ground) -> Iterable[Row]:
    code = _codes(ground)
    hosts = {id_: name for name, id_ in ground.hosts.items()}
    return rows.merged(
        (_mobility_row(code[owner], value, hosts), value.entry_year)
        for owner, values in made.mobility.items()
        for value in values
    )


def _codes(ground: Ground) -> dict[int, str]:
    return {one.id: one.code for one in ground.programmes.values()}


_ENTERED: Mapping[str, Callable[[Target, Ground, Sequence[Counted]], None]] = {
    "4_CONT": _contingent,
    "5_MOVE": _movement,
    "6_GRAD": _graduations,
    "7_MOB": _mobility,
}
_TOLD: Mapping[str, Callable[[Target, Ground], Iterable[Row]]] = {
    "4_CONT": _told_contingent,
    "5_MOVE": _told_movement,
    "6_GRAD": _told_graduations,
    "7_MOB": _told_mobility,
}
