"""The rows of years that the register tells, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import selectinload

from app.agreements.models import CONCLUDED, Agreement
from app.agreements.term import TermKind, current_period
from app.cohorts.models import Cohort, Contingent, YearFigures
from app.kernel.db import session
from app.programmes.models import PathPeriod, Programme, ProgrammePartner
from app.programmes.registry import direction_of
from app.returns.counting import Partner as Teaches
from app.returns.counting import Programme as Counted
from app.returns.counting import Students
from app.statistics.queries import sources
from app.statistics.queries.sources import OF_REGISTER, STUDENT_NAMES, Partner

# Year and institution to the programmes that were reported.
Found = dict[int, list[tuple[int, Counted]]]

_IS_COUNTED = exists().where(
    Cohort.programme_id == Programme.id,
    Contingent.cohort_id == Cohort.id,
    Contingent.year == YearFigures.year,
)


def programmes(years: Sequence[int], at: datetime | None) -> Found:
    """Programmes on offer or with students, by year, each with its institution's id."""
    wanted = (
        sources.of_register(
            at,
            YearFigures.year,
            YearFigures.reference_on,
            case((sources.IS_ON_OFFER, 1), else_=0),
            Programme,
        )
        .add_columns(Agreement.home_id)
        .where(
            YearFigures.year.in_(years),
            Agreement.stage.in_(CONCLUDED),
            or_(sources.IS_ON_OFFER, _IS_COUNTED),
        )
        .order_by(YearFigures.year, Agreement.home_id, Programme.code)
    )
    lines = session.execute(wanted).all()
    if not lines:
        return {}
    told = _Told(years, at)
    found: Found = defaultdict(list)
    for year, reference_on, is_on_offer, programme, home_id in lines:
        row = told.row(programme, year, reference_on, is_on_offer=bool(is_on_offer))
        found[year].append((home_id, row))
    return found


class _Told:
    """What belongs to the programmes, read at once for all of them."""

    def __init__(self, years: Sequence[int], at: datetime | None) -> None:
        self._labels = _labels()
        self._agreements = {
            one.id: one
            for one in session.scalars(
                select(Agreement)
                .where(Agreement.stage.in_(CONCLUDED))
                .options(selectinload(Agreement.terms))
            )
        }
        self._partners = _partners()
        self._students = _students(years, at)

    def row(self, programme: Programme, year: int, on: date, *, is_on_offer: bool) -> Counted:
        """One programme as it was reported for a year."""
        agreement = self._agreements[programme.agreement_id]
        kind, ends_on = _term(agreement, on)
        return Counted(
            key=programme.code,
            agreement_key=agreement.code,
            registry_code=programme.registry_code,
            name_kk=programme.name_kk,
            name_ru=programme.name_ru,
            name_en=programme.name_en,
            level=programme.level,
            kind=programme.kind,
            field=direction_of(programme.registry_code),
            format=self._labels.get(programme.id, ""),
            agreement_kind=agreement.kind,
            term_kind=kind,
            ends_on=ends_on,
            is_on_offer=is_on_offer,
            partners=tuple(self._partners.get(programme.id, ())),
            students=tuple(self._students.get((year, programme.id), ())),
        )


def _term(agreement: Agreement, on: date) -> tuple[TermKind, date | None]:
    """The term that governs on a day and its last day, as the return tells them."""
    terms = [t for t in agreement.standing_terms if t.starts_on <= on] or agreement.terms[:1]
    if not terms:
        return TermKind.IND, None
    term = max(terms, key=lambda one: (one.starts_on, one.number))
    if term.kind is TermKind.AUTO and term.ends_on is None:
        period = current_period(term.span, max(on, term.starts_on))
        return term.kind, period.ends_on if period else None
    return term.kind, term.ends_on


def _labels() -> dict[int, str]:
    """The format of each programme, 2+2."""
    periods = defaultdict(list)
    wanted = select(PathPeriod.programme_id, PathPeriod.length)
    ordered = wanted.order_by(PathPeriod.programme_id, PathPeriod.position)
    for programme_id, length in session.execute(ordered):
        periods[programme_id].append(str(length))
    return {programme_id: "+".join(lengths) for programme_id, lengths in periods.items()}


def _partners() -> Mapping[int, list[Teaches]]:
    found = defaultdict(list)
    wanted = (
        select(ProgrammePartner.programme_id, Partner.code, Partner.name_en, Partner.country)
        .join(Partner, Partner.id == ProgrammePartner.institution_id)
        .order_by(ProgrammePartner.id)
    )
    for programme_id, *partner in session.execute(wanted):
        found[programme_id].append(Teaches(*partner))
    return found


def _students(years: Sequence[int], at: datetime | None) -> dict[tuple[int, int], list[Students]]:
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    wanted = sources.counted_in_register(at, YearFigures.year, Programme.id, *OF_REGISTER).where(
        YearFigures.year.in_(years)
    )
    for year, programme_id, *values in session.execute(wanted.order_by(Contingent.id)):
        row = Students(**dict(zip(STUDENT_NAMES, values, strict=True)))
        found[year, programme_id].append(row)
    return found
