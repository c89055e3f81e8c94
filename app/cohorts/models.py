"""Cohorts and their counts: contingent, movement, awards, mobility. Never persons.

`year` is the calendar year in which an academic year starts: 2025 is 2025–2026,
whose contingent is counted on 1 October 2025. A `YearFigures` row is one
institution's figures of one year: open while they are entered, filed when the
institution stands by them; the centre reads filed figures only.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.institutions.models import Institution
from app.kernel.db import Base, Coded, Identified, Versioned
from app.programmes.models import Programme


class FiguresStage(StrEnum):
    """Whether a year's figures are still being entered."""

    OPEN = "open"
    FILED = "filed"


class StudyPlace(StrEnum):
    """Where students are on the reference date (code list PLACE)."""

    HOME = "HOME"
    PARTNER = "PARTNER"
    HOME_WITH_PARTNER = "HOME_P"
    ONLINE = "ONLINE"
    OTHER = "OTHER"


class Direction(StrEnum):
    """Own student, or received from the partner (code list DIRECTION)."""

    OUT = "OUT"
    IN = "IN"


class Sex(StrEnum):
    """Code list SEX."""

    FEMALE = "F"
    MALE = "M"


class Diplomas(StrEnum):
    """What a graduate holds (code list AWARD)."""

    BOTH = "BOTH"
    HOME = "HOME"
    PARTNER = "PART"
    JOINT = "JOINT"
    PENDING = "PEND"


class Flow(StrEnum):
    """Out of Kazakhstan or into it (code list FLOW)."""

    OUT = "OUT"
    IN = "IN"


class YearFigures(Identified, Versioned, Base):
    """One institution's figures of one academic year, and who answers for them."""

    __tablename__ = "year_figures"
    __table_args__ = (
        UniqueConstraint("institution_id", "year"),
        Index("ix_year_figures_year_stage", "year", "stage"),
        CheckConstraint("total_contingent >= 0", name="total_not_negative"),
        CheckConstraint("total_foreign >= 0", name="foreign_not_negative"),
    )

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    year: Mapped[int]
    reference_on: Mapped[date]
    stage: Mapped[FiguresStage] = mapped_column(Coded(FiguresStage), default=FiguresStage.OPEN)
    filed_at: Mapped[datetime | None]
    filed_by: Mapped[str] = mapped_column(String(200), default="")
    total_contingent: Mapped[int | None]
    total_foreign: Mapped[int | None]
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    quality_contact_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_position: Mapped[str] = mapped_column(String(200), default="")
    signatory_basis: Mapped[str] = mapped_column(Text, default="")

    institution: Mapped[Institution] = relationship(lazy="raise")

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"{self.year}-{self.year + 1}"


class Cohort(Identified, Versioned, Base):
    """The students who entered a programme in one year."""

    __tablename__ = "cohorts"
    __table_args__ = (
        UniqueConstraint("programme_id", "entry_year"),
        CheckConstraint("planned >= 0 AND minimum >= 0 AND admitted >= 0", name="not_negative"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    entry_year: Mapped[int]
    planned: Mapped[int | None]
    minimum: Mapped[int | None]
    admitted: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")

    programme: Mapped[Programme] = relationship(lazy="raise")

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"{self.entry_year}"


class Contingent(Identified, Base):
    """Students of a cohort with the same attributes on the reference date of `year`.

    Empty text stands for "not asked", so that the combination is unique on both
    databases. `on_leave` students are not in `n`.
    """

    __tablename__ = "contingents"
    __table_args__ = (
        UniqueConstraint(
            "cohort_id",
            "year",
            "direction",
            "course_year",
            "citizenship",
            "residence",
            "sex",
            "funding",
            "funding_partner",
            "place",
            "language",
            "study_mode",
            name="uq_contingents_combination",
        ),
        CheckConstraint("n >= 0 AND on_leave >= 0 AND n + on_leave > 0", name="counts"),
        CheckConstraint("course_year BETWEEN 1 AND 7", name="course_year_1_to_7"),
        Index("ix_contingents_year_cohort", "year", "cohort_id", "n"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    year: Mapped[int]
    direction: Mapped[Direction] = mapped_column(Coded(Direction), default=Direction.OUT)
    course_year: Mapped[int]
    citizenship: Mapped[str] = mapped_column(String(2))
    residence: Mapped[str] = mapped_column(String(8), default="")
    sex: Mapped[Sex] = mapped_column(Coded(Sex))
    funding: Mapped[str] = mapped_column(String(4))
    funding_partner: Mapped[str] = mapped_column(String(4), default="")
    place: Mapped[StudyPlace] = mapped_column(Coded(StudyPlace))
    language: Mapped[str] = mapped_column(String(2))
    study_mode: Mapped[str] = mapped_column(String(2), default="FT")
    n: Mapped[int]
    on_leave: Mapped[int] = mapped_column(default=0)

    cohort: Mapped[Cohort] = relationship(lazy="raise")


class Movement(Identified, Base):
    """Who came and went between two reference dates (1 October … 30 September).

    One row a reason when somebody withdrew; counts that do not depend on the
    reason stand on the row without one.
    """

    __tablename__ = "movements"
    __table_args__ = (
        UniqueConstraint(
            "cohort_id",
            "year",
            "sex",
            "citizenship_group",
            "funding",
            "withdraw_reason",
            name="uq_movements_combination",
        ),
        CheckConstraint(
            "applied >= 0 AND admitted >= 0 AND transferred_in >= 0 AND reinstated >= 0 "
            "AND withdrawn >= 0 AND graduated >= 0",
            name="not_negative",
        ),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    year: Mapped[int]
    sex: Mapped[Sex] = mapped_column(Coded(Sex))
    citizenship_group: Mapped[str] = mapped_column(String(8))
    funding: Mapped[str] = mapped_column(String(4), default="")
    withdraw_reason: Mapped[str] = mapped_column(String(4), default="")
    applied: Mapped[int | None]
    admitted: Mapped[int] = mapped_column(default=0)
    transferred_in: Mapped[int] = mapped_column(default=0)
    reinstated: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    graduated: Mapped[int] = mapped_column(default=0)

    cohort: Mapped[Cohort] = relationship(lazy="raise")


class Graduation(Identified, Base):
    """Graduates of a cohort and the diplomas they hold, counted for a return year."""

    __tablename__ = "graduations"
    __table_args__ = (
        UniqueConstraint(
            "cohort_id",
            "year",
            "graduation_year",
            "sex",
            "citizenship_group",
            "diplomas",
            name="uq_graduations_combination",
        ),
        CheckConstraint("n > 0", name="n_is_positive"),
        CheckConstraint(
            "on_time <= n AND honours <= n AND supplements <= n AND recognised <= n "
            "AND employed <= n",
            name="parts_of_n",
        ),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    year: Mapped[int]
    graduation_year: Mapped[int]
    sex: Mapped[Sex] = mapped_column(Coded(Sex))
    citizenship_group: Mapped[str] = mapped_column(String(8))
    diplomas: Mapped[Diplomas] = mapped_column(Coded(Diplomas))
    n: Mapped[int]
    on_time: Mapped[int] = mapped_column(default=0)
    honours: Mapped[int | None]
    supplements: Mapped[int] = mapped_column(default=0)
    recognised: Mapped[int | None]
    employed: Mapped[int | None]

    cohort: Mapped[Cohort] = relationship(lazy="raise")


class Mobility(Identified, Base):
    """A period abroad (or here, for incoming) with its credits, summed over people.

    `entry_year` is the intake to which the students belong, where that is known.
    """

    __tablename__ = "mobilities"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="dates_in_order"),
        CheckConstraint("n > 0", name="n_is_positive"),
        Index("ix_mobilities_programme_year", "programme_id", "year"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    year: Mapped[int]
    flow: Mapped[Flow] = mapped_column(Coded(Flow))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    country: Mapped[str] = mapped_column(String(2))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    host_name: Mapped[str] = mapped_column(String(300), default="")
    mode: Mapped[str] = mapped_column(String(4), default="OFF")
    sex: Mapped[Sex | None] = mapped_column(Coded(Sex))
    funding: Mapped[str] = mapped_column(String(4))
    person_type: Mapped[str] = mapped_column(String(8), default="STUD")
    entry_year: Mapped[int | None]
    n: Mapped[int]
    ects_planned: Mapped[Decimal | None] = mapped_column(Numeric(8, 1))
    ects_earned: Mapped[Decimal | None] = mapped_column(Numeric(8, 1))
    ects_recognised: Mapped[Decimal | None] = mapped_column(Numeric(8, 1))

    host: Mapped[Institution | None] = relationship(lazy="raise")
    programme: Mapped[Programme] = relationship(lazy="raise")
