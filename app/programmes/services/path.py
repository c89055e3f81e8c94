"""The study path: where, in what order, for how long; and whether it adds up."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.kernel import journal
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.programmes.models import PathPeriod, Programme
from app.programmes.path import Level, Period, Place, StudyPath
from app.programmes.services.told import (
    change,
    check_rows_fresh,
    merged,
    path_told,
    taught_by,
    tell,
)
from app.programmes.services.values import PathValue

# How many months a path and the stated duration may differ: vacations are counted differently.
TOLERANCE = 2


def set_path(programme: Programme, value: PathValue, seen: int, *, actor: Actor) -> None:
    """Set the study path: where, in what order, for how long."""
    before = path_told(programme)
    check_rows_fresh(programme, seen, "path", before, [p.text for p in value.periods])
    laid = laid_path(value, programme.level, taught_by(programme))
    months = duration(value.duration_months, laid)
    programme.periods = merged(
        programme.periods,
        [(n, period) for n, period in enumerate(laid.periods, start=1)],
        ours=lambda row: row.position,
        theirs=lambda pair: pair[0],
        make=lambda pair: new_period(*pair),
        write=lambda row, pair: _write_period(row, pair[1]),
    )
    programme.path_unit = laid.unit
    programme.duration_months = months
    changes = journal.changes_of(programme) | change("path", before, path_told(programme))
    tell("programme.path_set", programme, actor, changes)


def laid_path(value: PathValue, level: Level, partners: Sequence[int]) -> StudyPath:
    """The path, when a programme of the level with these partners can have it."""
    path = StudyPath(value.periods, value.unit).fit(level)
    if any(p.partner is not None and p.partner not in partners for p in path.periods):
        raise Refusal(_l("A period is at a university that does not teach the programme."), "path")
    if any(p.partner is not None and p.where is Place.HOME for p in path.periods):
        raise Refusal(_l("A period at home has no partner."), "path")
    return path


def duration(typed: int | None, path: StudyPath | None) -> int:
    """The duration in months: as typed, when the path adds up to it, or as the path has it."""
    if typed is None and path is None:
        raise Refusal(_l("Write the duration, or the study path."), "duration_months")
    if typed is None or path is None:
        return typed or (path.months if path else 0)
    if abs(path.months - typed) > TOLERANCE:
        raise Refusal(
            _l(
                "The study path adds up to %(path)d months and the duration is %(typed)d. "
                "Correct one of them.",
                path=path.months,
                typed=typed,
            ),
            "duration_months",
        )
    return typed


def check_level(path: StudyPath, level: Level) -> None:
    """The path stays possible when the level is changed."""
    try:
        path.fit(level)
    except Refusal as refusal:
        raise Refusal(refusal.message, "level") from None


def new_period(position: int, period: Period) -> PathPeriod:
    made = PathPeriod(position=position)
    _write_period(made, period)
    return made


def _write_period(row: PathPeriod, period: Period) -> None:
    row.place = period.where
    row.length = period.count
    row.institution_id = None if period.partner is None else int(period.partner)
