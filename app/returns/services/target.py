"""What the register would say once a dataset is entered into it, and what stands against it.

Nothing is written here. `target` turns the rows of a return into the values that the
services of figures, cohorts and programmes take, asks the same checks as they do, and
tells those values again as the register would: so a preview shows exactly what will be.
The head and the programmes are here, the sheets of counts in `counted`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from flask_babel import lazy_gettext as _l

from app.cohorts.counts import ContingentRow, GraduationRow, MobilityRow, MovementRow
from app.cohorts.models import FiguresStage
from app.cohorts.services import FiguresValue
from app.kernel.permissions import Actor, allowed
from app.kernel.workbook.declaration import Sheet
from app.kernel.workbook.text import Text
from app.programmes.models import Programme
from app.programmes.permissions import GRANTS as PROGRAMME_GRANTS
from app.programmes.services import ProgrammeValue
from app.returns.columns import FIGURES, PROGRAMME, told
from app.returns.dataset import Dataset, Row, edition_of
from app.returns.queries import Ground
from app.returns.services.values import built

Entry = tuple[int, int]


@dataclass(frozen=True)
class Way:
    """Where something is put right: the kind of page, and the number of what it is about."""

    page: str
    about: int = 0


@dataclass(frozen=True)
class Obstacle:
    """Why a dataset cannot be entered; `at` is the place of the row in the dataset."""

    message: Any
    sheet: str = ""
    at: int | None = None
    column: str = ""
    way: Way | None = None


@dataclass
class Target:
    """The values for the services, by programme or by programme and entry year; what they tell.

    `opened` are cohorts that are not there yet. `empty` counts rows in which nothing is
    counted: the register keeps none. `unplaced` counts stays whose intake will not be
    known any more, because the return does not ask for it and their number changes.
    """

    obstacles: list[Obstacle] = field(default_factory=list)
    figures: FiguresValue | None = None
    programmes: dict[int, ProgrammeValue] = field(default_factory=dict)
    opened: set[Entry] = field(default_factory=set)
    contingent: dict[int, list[ContingentRow]] = field(default_factory=dict)
    movement: dict[Entry, list[MovementRow]] = field(default_factory=dict)
    graduations: dict[Entry, list[GraduationRow]] = field(default_factory=dict)
    mobility: dict[int, list[MobilityRow]] = field(default_factory=dict)
    empty: int = 0
    unplaced: int = 0
    sheets: dict[str, list[Row]] = field(default_factory=dict)


def begun(ground: Ground, register: Dataset, wanted: Dataset, actor: Actor) -> Target:
    """The head and the programmes; everything else as the register has it."""
    made = Target(sheets={name: list(found) for name, found in register.sheets.items()})
    made.obstacles += _of_the_whole(ground, wanted)
    _head(made, wanted)
    _programmes(made, ground, wanted, actor)
    return made


def misfits(columns: Iterable[str], sheet: Sheet, at: int) -> Iterator[Obstacle]:
    """Cells that hold no value of their column: said as the spreadsheet says it when one types."""
    for name in columns:
        limit = sheet.column(name).type.limit()
        yield Obstacle(limit.message if limit else _NO_VALUE, sheet.name, at, name)


_NO_VALUE = Text(
    "Ұяшық бос немесе мұндай мән болмайды.",
    "Ячейка пуста, или такого значения не бывает.",
    "The cell is empty, or there is no such value.",
)


def _of_the_whole(ground: Ground, wanted: Dataset) -> Iterator[Obstacle]:
    """What is the matter with all of its rows at once."""
    home, year, figures = ground.material.institution, ground.material.year, ground.material.figures
    if wanted.institution != home.code:
        yield Obstacle(
            _l(
                "These are the data of %(theirs)s, and this is the register of %(ours)s.",
                theirs=wanted.institution,
                ours=home.code,
            )
        )
    if wanted.year != year:
        yield Obstacle(_l("These are the data of the year %(year)s.", year=wanted.year))
    if figures and figures.stage is FiguresStage.FILED:
        yield Obstacle(
            _l(
                "The figures of %(year)s are filed and cannot be changed. "
                "The centre can open them again.",
                year=figures.label,
            ),
            way=Way("figures", home.id),
        )


def _head(made: Target, wanted: Dataset) -> None:
    if len(wanted.rows("1_INST")) != 1:
        made.obstacles.append(Obstacle(_l("The sheet has to have exactly one row."), "1_INST"))
        return
    sheet = edition_of(wanted.edition).sheet("1_INST")
    value = built(FiguresValue, FIGURES, sheet, wanted.head, {})
    if isinstance(value, list):
        made.obstacles += misfits(value, sheet, 0)
        return
    made.obstacles += _totals(value)
    made.figures = value
    made.sheets["1_INST"] = [{**made.sheets["1_INST"][0], **told(FIGURES, value)}]


def _totals(value: FiguresValue) -> Iterator[Obstacle]:
    whole, foreign = value.total_contingent, value.total_foreign
    if whole is not None and foreign is not None and foreign > whole:
        message = _l("Foreign students are a part of all students, not more.")
        yield Obstacle(message, "1_INST", 0, "total_foreign")


def _programmes(made: Target, ground: Ground, wanted: Dataset, actor: Actor) -> None:
    """What is plainly written of the programmes that both sides know, where it may be edited."""
    stored = made.sheets["3_PROG"]
    known = {row.get("prog_id"): number for number, row in enumerate(stored)}
    sheet = edition_of(wanted.edition).sheet("3_PROG")
    met: set[Any] = set()
    for at, row in enumerate(wanted.rows("3_PROG")):
        code = row.get("prog_id")
        programme = ground.programmes.get(str(code))
        if programme is None:
            made.obstacles.append(_unknown(ground, row, at))
        elif code in met:
            message = _l("This programme is on the sheet twice.")
            made.obstacles.append(Obstacle(message, "3_PROG", at, "prog_id"))
        elif code in known and allowed(PROGRAMME_GRANTS, "programme.edit", actor, programme):
            number = known[code]
            stored[number] = _edited(made, programme, sheet, stored[number], row, at)
        met.add(code)


def _unknown(ground: Ground, row: Row, at: int) -> Obstacle:
    agreement = ground.agreements.get(str(row.get("agr_id")))
    if agreement is None:
        message = _l(
            "The register knows neither this programme nor its agreement. "
            "Register both, then apply the workbook."
        )
        return Obstacle(message, "3_PROG", at, "prog_id", Way("new_agreement"))
    message = _l("The register does not know this programme. Register it, then apply the workbook.")
    return Obstacle(message, "3_PROG", at, "prog_id", Way("new_programme", agreement.id))


def _edited(
    made: Target, programme: Programme, sheet: Sheet, stored: Row, row: Row, at: int
) -> Row:
    """The row of a programme as it will be told; its value is kept for the service."""
    changed = {c: a for c, a in PROGRAMME.items() if row.get(c) != stored.get(c)}
    if not changed:
        return stored
    stays = {
        one.name: getattr(programme, one.name)
        for one in fields(ProgrammeValue)
        if one.name not in changed.values()
    }
    value = built(ProgrammeValue, changed, sheet, row, stays)
    if isinstance(value, list) or value.duration_months is None:
        wrong = value if isinstance(value, list) else ["duration_months"]
        made.obstacles += misfits(wrong, sheet, at)
        return stored
    made.programmes[programme.id] = value
    return {**stored, **told(PROGRAMME, value)}
