"""What the counts say of a programme's quality, and whether the figures were filed in time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from app.agreements.facts import gathered
from app.cohorts.facts.years import Counted, begun, due_on, latest, nominal_end
from app.cohorts.models import Cohort, Contingent, Direction, FiguresStage, Movement, YearFigures
from app.kernel import clock
from app.programmes.models import Programme


class Studying(NamedTuple):
    """Own students of one year in one language."""

    year: int
    language: str
    n: int


class Leaving(NamedTuple):
    """Who left in one year."""

    year: int
    withdrawn: int
    graduated: int


@dataclass(frozen=True)
class Counts:
    """Counts of some programmes by id, and the years that their institutions have begun."""

    years: Mapping[int, Sequence[Counted]]
    studying: Mapping[int, Sequence[Studying]]
    leaving: Mapping[int, Sequence[Leaving]]
    youngest: Mapping[int, Sequence[int]]

    def facts(self, programme: Programme, home_id: int) -> dict[str, Any]:
        """The facts of one programme in its latest year."""
        cells = self.studying.get(programme.id, ())
        last = latest(self.years.get(home_id, ()), (cell.year for cell in cells))
        entries = self.youngest.get(programme.id, ())
        until = nominal_end(max(entries), programme.duration_months) if entries else None
        return {"youngest_until": until} | self._of_year(programme.id, last)

    def _of_year(self, programme_id: int, last: Counted | None) -> dict[str, Any]:
        """Students of the year by language, and who left; nothing known before the first."""
        cells = [c for c in self.studying.get(programme_id, ()) if last and c.year == last.year]
        left = [m for m in self.leaving.get(programme_id, ()) if last and m.year == last.year]
        is_known = last is not None and (bool(left) or last.is_filed)
        withdrawn, graduated = sum(m.withdrawn for m in left), sum(m.graduated for m in left)
        return {
            "counted_on": last and last.on,
            "taught_in": tuple(sorted({c.language for c in cells if c.n})) or None,
            "withdrawn": withdrawn if is_known else None,
            "studied": withdrawn + graduated + sum(c.n for c in cells) if is_known else None,
        }


@dataclass(frozen=True)
class Filing:
    """When each institution filed each year, by id and year."""

    filed: Mapping[int, Mapping[int, date]]

    def facts(
        self, home_id: int, reports_from: int | None, reports_until: int | None
    ) -> dict[str, Any]:
        """The last year whose day has passed, where a return is expected of it."""
        year = _last_due(clock.today())
        since, until = reports_from or year + 1, reports_until or year
        if not since <= year <= until:
            return dict.fromkeys(("figures_year", "figures_due_on", "figures_filed_on"))
        return {
            "figures_year": year,
            "figures_due_on": due_on(year),
            "figures_filed_on": self.filed.get(home_id, {}).get(year),
        }


def counted(programme_ids: Sequence[int], home_ids: Iterable[int]) -> Counts:
    """The counts of each programme; four queries."""
    return Counts(
        begun(home_ids), _studying(programme_ids), _leaving(programme_ids), _entries(programme_ids)
    )


def figures(home_ids: Iterable[int]) -> Filing:
    """When the institutions filed; one query."""
    rows = gathered(
        select(YearFigures.institution_id, YearFigures.year, YearFigures.filed_at).where(
            YearFigures.institution_id.in_({*home_ids}),
            YearFigures.stage == FiguresStage.FILED,
            YearFigures.filed_at.is_not(None),
        ),
        lambda year, at: (year, at.astimezone(clock.COUNTRY_ZONE).date()),
    )
    return Filing({home: dict(years) for home, years in rows.items()})


def _studying(programme_ids: Sequence[int]) -> defaultdict[int, list[Studying]]:
    keys = (Cohort.programme_id, Contingent.year, Contingent.language)
    return gathered(
        select(*keys, func.sum(Contingent.n))
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .where(Cohort.programme_id.in_(programme_ids), Contingent.direction == Direction.OUT)
        .group_by(*keys)
        .order_by(*keys),
        Studying,
    )


def _leaving(programme_ids: Sequence[int]) -> defaultdict[int, list[Leaving]]:
    keys = (Cohort.programme_id, Movement.year)
    return gathered(
        select(*keys, func.sum(Movement.withdrawn), func.sum(Movement.graduated))
        .join(Cohort, Cohort.id == Movement.cohort_id)
        .where(Cohort.programme_id.in_(programme_ids))
        .group_by(*keys),
        lambda year, withdrawn, graduated: Leaving(year, int(withdrawn), int(graduated)),
    )


def _entries(programme_ids: Sequence[int]) -> defaultdict[int, list[int]]:
    """The entry years of cohorts that somebody entered, or may yet enter."""
    has_students = select(Contingent.id).where(Contingent.cohort_id == Cohort.id).exists()
    return gathered(
        select(Cohort.programme_id, Cohort.entry_year).where(
            Cohort.programme_id.in_(programme_ids),
            or_(Cohort.admitted.is_(None), Cohort.admitted > 0, has_students),
        ),
        int,
    )


def _last_due(today: date) -> int:
    return today.year if due_on(today.year) < today else today.year - 1
