"""The curriculum of a programme: outcomes, modules of each side, matches, conversion of grades.

A home module is a module of the home study plan; where a partner's module counts for
it, students take that one instead. Everything hangs on one `Curriculum`, made with the
first entry, whose version makes two editors of any part collide.
"""

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.institutions.models import Institution
from app.kernel.db import Base, Coded, Identified, Versioned
from app.programmes.models import Programme


class Grade(StrEnum):
    """The letters of the scale of Kazakhstan (code list GRADE); what they are worth: `grades.py`."""

    A = "A"
    A_MINUS = "A-"
    B_PLUS = "B+"
    B = "B"
    B_MINUS = "B-"
    C_PLUS = "C+"
    C = "C"
    C_MINUS = "C-"
    D_PLUS = "D+"
    D = "D"
    FX = "FX"
    F = "F"


class Curriculum(Identified, Versioned, Base):
    """The curriculum of one programme. It goes with a programme that is discarded."""

    __tablename__ = "curricula"
    __table_args__ = (UniqueConstraint("programme_id"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"))

    programme: Mapped[Programme] = relationship(lazy="raise")
    outcomes: Mapped[list["Outcome"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Outcome.position, Outcome.id"
    )
    modules: Mapped[list["Module"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Module.position, Module.id"
    )
    matches: Mapped[list["ModuleMatch"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ModuleMatch.id"
    )
    grades: Mapped[list["GradeConversion"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="GradeConversion.position, GradeConversion.id",
    )

    @property
    def label(self) -> str:
        """How the journal names it."""
        return self.programme.label


class Outcome(Identified, Base):
    """What a graduate knows and can do, in at least one language."""

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("curriculum_id", "code"),
        CheckConstraint("text_kk <> '' OR text_ru <> '' OR text_en <> ''", name="has_a_text"),
    )

    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curricula.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    text_kk: Mapped[str] = mapped_column(Text, default="")
    text_ru: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")


class ModuleOutcome(Identified, Base):
    """An outcome that a module works towards."""

    __tablename__ = "module_outcomes"
    __table_args__ = (UniqueConstraint("module_id", "outcome_id"),)

    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id", ondelete="CASCADE"))
    outcome_id: Mapped[int] = mapped_column(
        ForeignKey("outcomes.id", ondelete="CASCADE"), index=True
    )


class Module(Identified, Base):
    """A module of one institution's study plan, named in at least one language.

    `period` is the number of the period on the study path in which it is taught.
    """

    __tablename__ = "modules"
    __table_args__ = (
        UniqueConstraint("curriculum_id", "institution_id", "code"),
        CheckConstraint("name_kk <> '' OR name_ru <> '' OR name_en <> ''", name="has_a_name"),
        CheckConstraint("ects > 0", name="ects_are_positive"),
        CheckConstraint("period > 0", name="period_is_positive"),
    )

    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curricula.id", ondelete="CASCADE"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(24))
    name_kk: Mapped[str] = mapped_column(String(300), default="")
    name_ru: Mapped[str] = mapped_column(String(300), default="")
    name_en: Mapped[str] = mapped_column(String(300), default="")
    ects: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    period: Mapped[int | None]

    institution: Mapped[Institution] = relationship(lazy="raise")
    outcomes: Mapped[list[Outcome]] = relationship(
        lazy="raise", secondary="module_outcomes", order_by=(Outcome.position, Outcome.id)
    )


class ModuleMatch(Identified, Base):
    """Credits of a partner's module that count at home, for a module or (empty) as an elective."""

    __tablename__ = "module_matches"
    __table_args__ = (
        UniqueConstraint("partner_module_id", "home_module_id"),
        Index(
            "ix_module_matches_elective",
            "partner_module_id",
            unique=True,
            postgresql_where=text("home_module_id IS NULL"),
            sqlite_where=text("home_module_id IS NULL"),
        ),
        CheckConstraint("ects > 0", name="ects_are_positive"),
    )

    curriculum_id: Mapped[int] = mapped_column(
        ForeignKey("curricula.id", ondelete="CASCADE"), index=True
    )
    partner_module_id: Mapped[int] = mapped_column(ForeignKey("modules.id", ondelete="CASCADE"))
    home_module_id: Mapped[int | None] = mapped_column(
        ForeignKey("modules.id", ondelete="CASCADE"), index=True
    )
    ects: Mapped[Decimal] = mapped_column(Numeric(6, 1))

    partner_module: Mapped[Module] = relationship(lazy="raise", foreign_keys=[partner_module_id])
    home_module: Mapped[Module | None] = relationship(lazy="raise", foreign_keys=[home_module_id])


class GradeConversion(Identified, Base):
    """What a grade of a partner becomes at home; without a letter, that is not agreed yet."""

    __tablename__ = "grade_conversions"
    __table_args__ = (UniqueConstraint("curriculum_id", "institution_id", "label"),)

    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curricula.id", ondelete="CASCADE"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(40))
    grade: Mapped[Grade | None] = mapped_column(Coded(Grade))
