"""An agreement against the cohorts that it has to carry to their end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from app.agreements.facts import Timing, gathered, mapped, timings
from app.agreements.models import CONCLUDED, Agreement, Stage
from app.agreements.term import Life, TermKind
from app.cohorts.facts.years import Counted, begun, latest, nominal_end
from app.cohorts.models import Cohort, Contingent
from app.kernel import clock
from app.programmes.models import Programme


@dataclass(frozen=True)
class TeachOutFacts:
    """When the agreement ends, and who studies under it until when.

    `students` are those on the latest reference date whom the agreement's end
    concerns: counted after it, or studying beyond it by plan.
    """

    is_concluded: bool
    term_kind: TermKind | None
    has_ended: bool | None
    never_ends: bool | None
    ends_on: date | None
    teachout_until: date | None
    has_cohorts: bool
    youngest_entry: int | None
    youngest_until: date | None
    counted_on: date | None
    students: int | None
    studying_until: date | None


class Youngest(NamedTuple):
    """A cohort by when it finishes and when it entered."""

    until: date
    entry_year: int


class Count(NamedTuple):
    """Students who finish together, on one reference date."""

    year: int
    until: date
    n: int


def facts(agreements: Sequence[Any]) -> dict[int, TeachOutFacts]:
    """The facts of each agreement, by id; six queries for any number of them."""
    ids = [agreement.id for agreement in agreements]
    homes = mapped(select(Agreement.id, Agreement.home_id).where(Agreement.id.in_(ids)))
    lives, cohorts, counts = timings(ids), _cohorts(ids), _counts(ids)
    years, today = begun(homes.values()), clock.today()
    return {
        key: TeachOutFacts(
            **_ending(lives[key], today),
            **_youngest(cohorts[key]),
            **_left(counts[key], years[home], lives[key].life),
        )
        for key, home in homes.items()
    }


def _ending(timing: Timing, today: date) -> dict[str, Any]:
    """Whether and when the agreement ends; nothing known where its dates are missing."""
    known, ends_on = _is_dated(timing), timing.life.final_end
    last = timing.life.last
    return {
        "is_concluded": timing.stage in CONCLUDED,
        "term_kind": last and last.kind,
        "has_ended": timing.life.has_ended(today) if known else None,
        "never_ends": ends_on is None if known else None,
        "ends_on": ends_on,
        "teachout_until": timing.life.teachout_until,
    }


def _is_dated(timing: Timing) -> bool:
    """Whether the recorded dates say when the agreement ends, or that it does not."""
    if timing.life.terminated_on:
        return True
    last = timing.life.last
    if timing.stage is Stage.TERMINATED or last is None:
        return False
    return last.kind is not TermKind.FIX or last.ends_on is not None


def _cohorts(agreement_ids: Sequence[int]) -> defaultdict[int, list[Youngest]]:
    """Every cohort that somebody entered, or may yet enter."""
    counted = select(Contingent.id).where(Contingent.cohort_id == Cohort.id).exists()
    return gathered(
        select(Programme.agreement_id, Cohort.entry_year, Programme.duration_months)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(
            Programme.agreement_id.in_(agreement_ids),
            or_(Cohort.admitted.is_(None), Cohort.admitted > 0, counted),
        )
        .distinct(),
        lambda entry_year, months: Youngest(nominal_end(entry_year, months), entry_year),
    )


def _youngest(cohorts: Iterable[Youngest]) -> dict[str, Any]:
    """The cohort that finishes last."""
    youngest = max(cohorts, default=None)
    return {
        "has_cohorts": youngest is not None,
        "youngest_entry": youngest and youngest.entry_year,
        "youngest_until": youngest and youngest.until,
    }


def _counts(agreement_ids: Sequence[int]) -> defaultdict[int, list[Count]]:
    keys = (Programme.agreement_id, Contingent.year, Cohort.entry_year, Programme.duration_months)
    return gathered(
        select(*keys, func.sum(Contingent.n))
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Programme.agreement_id.in_(agreement_ids), Contingent.n > 0)
        .group_by(*keys),
        lambda year, entry_year, months, n: Count(year, nominal_end(entry_year, months), n),
    )


def _left(counts: Sequence[Count], years: Iterable[Counted], life: Life) -> dict[str, Any]:
    """The students of the latest reference date whom the agreement's end concerns."""
    last = latest(years, (count.year for count in counts))
    if last is None:
        return {"counted_on": None, "students": None, "studying_until": None}
    ends_on = life.final_end or date.max
    concerned = [
        count
        for count in counts
        if count.year == last.year and (last.on > ends_on or count.until > ends_on)
    ]
    return {
        "counted_on": last.on,
        "students": sum(count.n for count in concerned),
        "studying_until": max((count.until for count in concerned), default=None),
    }
