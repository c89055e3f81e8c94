"""The agreements of QD-01 that are set by hand: one for each thing worth seeing.

All open after the published years, so that no figure depends on them. Add a
`Showpiece` to show one more; who the partners are is said by their codes.
"""

from dataclasses import dataclass
from datetime import date

from app.agreements.models import Stage
from app.agreements.term import TermCause, TermKind
from app.programmes.models import ProgrammeKind
from app.programmes.path import Unit
from seed.demo.offers import NEVER
from seed.demo.terms import TermPlan

AUTUMN_2021 = date(2021, 9, 1)


@dataclass(frozen=True)
class Course:
    """A programme: level, path, field of study, first and last intake, last cohort."""

    level: str
    path: str
    field: str
    first: int
    last: int | None = None
    last_cohort: int = NEVER
    kind: ProgrammeKind = ProgrammeKind.DOUBLE
    unit: Unit | None = None


@dataclass(frozen=True)
class Showpiece:
    """An agreement: what it shows, its terms, partners and programmes."""

    shows: str
    signed_on: date
    terms: tuple[TermPlan, ...]
    partners: tuple[str, ...]
    courses: tuple[Course, ...]
    stage: Stage = Stage.SIGNED
    terminated_on: date | None = None


def _fixed(starts_on: date, ends_on: date) -> TermPlan:
    return TermPlan(TermKind.FIX, starts_on, ends_on)


def _later(starts_on: date, ends_on: date, agreed_on: date, cause: TermCause) -> TermPlan:
    return TermPlan(TermKind.FIX, starts_on, ends_on, agreed_on=agreed_on, cause=cause)


SHOWPIECES = (
    Showpiece(
        "A bachelor of two years here and two with one of two partners",
        date(2022, 5, 19),
        (_fixed(date(2022, 9, 1), date(2032, 8, 31)),),
        ("QP-DE-09", "QP-FI-02"),
        (Course("B", "H2-P2", "Computer Science", 2022),),
    ),
    Showpiece(
        "A term that has renewed itself once",
        date(2021, 6, 24),
        (TermPlan(TermKind.AUTO, AUTUMN_2021, renew_years=5, notice_months=6),),
        ("QP-IT-02",),
        (
            Course("M", "H2-P2", "Economics", 2021),
            Course("B", "H3-P1", "International Relations", 2022),
        ),
    ),
    Showpiece(
        "A term without an end, for a doctoral programme",
        date(2023, 1, 27),
        (TermPlan(TermKind.IND, date(2023, 3, 1), notice_months=12),),
        ("QP-CZ-03",),
        (Course("D", "H2-P1", "Biotechnology", 2023),),
    ),
    Showpiece(
        "It expires within ninety days, and nobody studies under it any more",
        date(2021, 12, 10),
        (_fixed(date(2022, 2, 1), date(2027, 1, 31)),),
        ("QP-LT-01",),
        (Course("M", "H1-P1", "Public Administration", 2022, 2025, 2025, unit=Unit.SEMESTER),),
    ),
    Showpiece(
        "It has ended, and its students are taught out",
        date(2021, 4, 15),
        (_fixed(AUTUMN_2021, date(2025, 8, 31)),),
        ("QP-PL-04",),
        (Course("B", "H3-P1", "International Business", 2021, 2024, 2023),),
    ),
    Showpiece(
        "Three partners, a multiple degree, and an extension",
        date(2021, 5, 28),
        (
            _fixed(AUTUMN_2021, date(2024, 8, 31)),
            _later(date(2024, 9, 1), date(2034, 8, 31), date(2024, 5, 16), TermCause.EXTENSION),
        ),
        ("QP-FR-01", "QP-ES-01", "QP-PT-01"),
        (Course("M", "H1-P3", "Data Science", 2021, kind=ProgrammeKind.MULTIPLE),),
    ),
    Showpiece(
        "Suspended",
        date(2023, 6, 8),
        (_fixed(date(2023, 9, 1), date(2033, 8, 31)),),
        ("QP-TR-04",),
        (Course("M", "H1-P1", "Translation Studies", 2023, unit=Unit.YEAR),),
        stage=Stage.SUSPENDED,
    ),
    Showpiece(
        "Terminated before its time",
        date(2021, 6, 3),
        (TermPlan(TermKind.AUTO, AUTUMN_2021, renew_years=3, notice_months=3),),
        ("QP-HU-01",),
        (Course("M", "H3-P1", "Applied Mathematics", 2021, 2023, 2021),),
        stage=Stage.TERMINATED,
        terminated_on=date(2024, 3, 1),
    ),
    Showpiece(
        "Both sides agreed on an early end",
        date(2021, 7, 2),
        (
            _fixed(AUTUMN_2021, date(2031, 8, 31)),
            _later(date(2024, 11, 15), date(2025, 6, 30), date(2024, 11, 15), TermCause.EARLY_END),
        ),
        ("QP-GB-08",),
        (Course("M", "H1-P1", "Psychology", 2021, 2023, 2022, unit=Unit.YEAR),),
    ),
    Showpiece(
        "Notice was given: it will not renew itself again",
        date(2021, 5, 7),
        (
            TermPlan(
                TermKind.AUTO,
                AUTUMN_2021,
                date(2027, 8, 31),
                renew_years=3,
                notice_months=6,
                notice_given_on=date(2026, 10, 5),
            ),
        ),
        ("QP-LV-03",),
        (Course("M", "H2-P2", "International Law", 2021, 2025, 2025, unit=Unit.SEMESTER),),
    ),
)
