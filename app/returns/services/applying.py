"""A delivery entered into the register: what would change, and doing it, all or nothing.

`preview` reads only: it says what the register would tell afterwards, what would still differ
from the dataset, and what stands against it. `apply` does what the plan says through the
services of figures, cohorts and programmes in the unit of work of the request: whatever
goes wrong in between, nothing of it is left. Agreements are never changed here: what was
signed changes by an amendment. New agreements and programmes are not made up either:
a cohort can be opened only under a signed agreement.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from app.cohorts import queries as cohort_queries
from app.cohorts import services as cohorts
from app.cohorts.models import Cohort
from app.cohorts.services import CohortValue
from app.kernel import journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.programmes import queries as programme_queries
from app.programmes import services as programmes
from app.programmes.models import Programme
from app.returns import queries, workbook
from app.returns.comparing import Comparison, Deed, RowChange, SheetComparison, compare
from app.returns.dataset import Dataset, edition_of
from app.returns.models import Delivery, Return
from app.returns.queries import Ground
from app.returns.services import counted, target
from app.returns.services.target import Obstacle, Target

T = TypeVar("T")

COUNTS = tuple(counted.SHEETS)


@dataclass(frozen=True)
class Plan:
    """What would happen. `seen` is the digest of the register that it was worked out for.

    `changes` leads from the register as it is to the register as it would be, `left` from
    there to the dataset: what is put right elsewhere, or kept in another way. `would_be` is
    the register in between.
    """

    seen: str
    changes: Comparison
    left: Comparison
    would_be: Dataset
    target: Target
    ground: Ground

    @property
    def obstacles(self) -> list[Obstacle]:
        """Why it cannot be done; nothing is done while there is one."""
        return self.target.obstacles

    @property
    def opened(self) -> list[tuple[Programme, int]]:
        """The cohorts that would be opened, with their entry year."""
        by_id = {one.id: one for one in self.ground.programmes.values()}
        found = [(by_id[owner], year) for owner, year in self.target.opened]
        return sorted(found, key=lambda pair: (pair[0].code, pair[1]))


def preview(delivery: Delivery, *, actor: Actor) -> Plan:
    """What applying a delivery to the register would do. Nothing is written."""
    return _planned(delivery, actor)


def apply(delivery: Delivery, *, actor: Actor, seen: str) -> Plan:
    """Do what the plan says; Conflict when the register is not any more what was `seen`.

    The figures of the year are held first, then the programmes, so that whoever enters
    something at the same time waits, or is waited for.
    """
    filing = delivery.filing
    home, year = filing.institution, filing.campaign.year
    cohort_queries.figures(home.id, year, to_change=True)
    found = _planned(delivery, actor)
    if found.obstacles:
        raise Refusal(_l("Nothing was applied. First put right what stands against it."))
    if found.changes.is_same:
        return found
    if found.seen != seen:
        raise Conflict
    _hold(found)
    _write(found, home.id, year, actor)
    _check(found, filing)
    journal.write(
        "return.applied",
        filing,
        actor=actor,
        institution_id=home.id,
        changes={},
        delivery=delivery.number,
    )
    return found


def _planned(delivery: Delivery, actor: Actor) -> Plan:
    filing, wanted = delivery.filing, Dataset.loaded(delivery.dataset)
    edition = edition_of(wanted.edition)
    ground = queries.ground(filing.institution, filing.campaign.academic_year)
    register = workbook.dataset_of(ground.material, edition)
    made = target.begun(ground, register, wanted, actor)
    counted.enter(made, ground, wanted)
    would_be = Dataset.of(
        edition, register.institution, register.year, register.reference_on, made.sheets
    )
    left = _left(compare(would_be, wanted))
    if made.obstacles:
        left = left.only(sheet.name for sheet in left.sheets if sheet.name not in COUNTS)
    return Plan(register.digest, compare(register, would_be), left, would_be, made, ground)


def _left(found: Comparison) -> Comparison:
    """Without what the register says where the dataset says nothing: a zero that is meant."""
    sheets = (_said(sheet) if sheet.name in COUNTS else sheet for sheet in found.sheets)
    return replace(found, sheets=tuple(sheets))


def _said(sheet: SheetComparison) -> SheetComparison:
    rows = (_without_blanks(row) for row in sheet.rows)
    return replace(sheet, rows=tuple(row for row in rows if row is not None))


def _without_blanks(row: RowChange) -> RowChange | None:
    if row.deed is not Deed.CHANGED:
        return row
    cells = tuple(cell for cell in row.cells if cell.after is not None)
    return replace(row, cells=cells) if cells else None


def _hold(found: Plan) -> None:
    """Keep the programmes that will be edited as they were read."""
    versions = queries.held_versions(found.target.programmes.keys())
    read = {one.id: one.version for one in found.ground.programmes.values()}
    if any(read[id_] != version for id_, version in versions.items()):
        raise Conflict


def _write(found: Plan, home_id: int, year: int, actor: Actor) -> None:
    made = found.target
    changed = {sheet.name: sheet for sheet in found.changes.different}
    if "1_INST" in changed and made.figures:
        cohorts.edit_figures(home_id, year, made.figures, actor=actor)
    _edit_programmes(made, actor)
    for programme, entry_year in found.opened:
        cohorts.open_cohort(programme, entry_year, CohortValue(), actor=actor)
    for programme in _touched(found, changed.get("4_CONT")):
        cohorts.set_contingent(programme, year, made.contingent[programme.id], actor=actor)
    _write_cohorts(found, changed, year, actor)
    for programme in _touched(found, changed.get("7_MOB")):
        cohorts.set_mobility(programme, year, made.mobility[programme.id], actor=actor)


def _edit_programmes(made: Target, actor: Actor) -> None:
    for programme_id, value in sorted(made.programmes.items()):
        programme = programme_queries.programme(programme_id)
        if programme is None:
            raise Conflict
        try:
            programmes.edit(programme, value, 0, actor=actor)
        except Refusal as refusal:
            raise Refusal(
                _l(
                    "Nothing was applied. %(programme)s: %(why)s",
                    programme=programme.code,
                    why=refusal.message,
                )
            ) from None


def _write_cohorts(
    found: Plan, changed: dict[str, SheetComparison], year: int, actor: Actor
) -> None:
    """Movement and graduates of every cohort of which something differs."""
    made = found.target
    moved, graduated = changed.get("5_MOVE"), changed.get("6_GRAD")
    owners = {one.id for one in (*_touched(found, moved), *_touched(found, graduated))}
    known = queries.cohorts_by_entry(sorted(owners))
    for cohort, rows in _of(known, made.movement, _entries(found, moved)):
        cohorts.set_movement(cohort, year, rows, actor=actor)
    for cohort, awards in _of(known, made.graduations, _entries(found, graduated)):
        cohorts.set_graduations(cohort, year, awards, actor=actor)


def _touched(found: Plan, sheet: SheetComparison | None) -> list[Programme]:
    """The programmes of which a sheet says something else than before."""
    codes = {row.row["prog_id"] for row in sheet.rows} if sheet else set()
    return [found.ground.programmes[code] for code in sorted(codes)]


def _entries(found: Plan, sheet: SheetComparison | None) -> set[target.Entry]:
    rows = [row.row for row in sheet.rows] if sheet else []
    by_code = found.ground.programmes
    return {(by_code[row["prog_id"]].id, row["entry_year"]) for row in rows}


def _of(
    known: dict[target.Entry, Cohort],
    values: dict[target.Entry, list[T]],
    wanted: Iterable[target.Entry],
) -> Iterator[tuple[Cohort, list[T]]]:
    return ((known[entry], values[entry]) for entry in sorted(wanted))


def _check(found: Plan, filing: Return) -> None:
    """What was promised is what stands there now; otherwise nothing of it stays."""
    session.flush()
    edition = edition_of(found.would_be.edition)
    now = workbook.dataset(filing.institution, filing.campaign.academic_year, edition)
    if not compare(found.would_be, now).only(COUNTS).is_same:
        raise RuntimeError("the register does not say what was planned")
