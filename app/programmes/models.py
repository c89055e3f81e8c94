"""Joint and double-degree programmes: path, partners, awards, accreditation.

The study path is an ordered list of periods; its label (2+2) is derived in
`path.py`. Who awards which diploma is kept for each institution and intake.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel.db import Base, Coded, Identified, Versioned
from app.programmes.path import Level, PathError, Period, Place, StudyPath, Unit
from app.programmes.registry import direction_of


class Track(StrEnum):
    """Kind of master's programme (code list MASTER_TRACK)."""

    SCIENTIFIC = "SP"
    PROFILE = "PR"


class ProgrammeKind(StrEnum):
    """What the graduate receives (code list PROG_TYPE)."""

    DOUBLE = "DD"
    MULTIPLE = "MD"
    JOINT_DEGREE = "JD"
    JOINT_PROGRAMME = "JP"


class DiplomaScheme(StrEnum):
    """EPVO `diplomaissuerid` 0 and 1, and 2 for one joint diploma."""

    TWO_EQUAL = "0"
    MAIN_ADDITIONAL = "1"
    ONE_JOINT = "2"


class Mode(StrEnum):
    """EPVO `trainingformatid` (code list COURSE_MODE)."""

    ON_CAMPUS = "0"
    DISTANCE = "1"
    BLENDED = "2"


class RegistryStatus(StrEnum):
    """EPVO `statusep` (code list REGISTRY_STATUS)."""

    NOT_INCLUDED = "0"
    INCLUDED = "1"
    EXCLUDED = "2"


class AwardRole(StrEnum):
    """What an institution's diploma is in the scheme (code list AWARD_ROLE)."""

    MAIN = "main"
    ADDITIONAL = "additional"
    EQUAL = "equal"
    JOINT = "joint"
    NONE = "none"


class AccreditationKind(StrEnum):
    """Code list ACCR_KIND."""

    PROGRAMME = "PROG"
    INSTITUTION = "INST"
    EUROPEAN_APPROACH = "EA"


class ClassifierEntry(Identified, Base):
    """A code of the classifier of training directions (Order 569 of 13.10.2018)."""

    __tablename__ = "classifier"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(24))
    parent: Mapped[str] = mapped_column(String(12), default="")
    level: Mapped[str] = mapped_column(String(24))
    nqf_level: Mapped[int]
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str] = mapped_column(String(8), default="")
    source: Mapped[str] = mapped_column(Text, default="")


class Programme(Identified, Versioned, Base):
    """A programme under an agreement."""

    __tablename__ = "programmes"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("online_share BETWEEN 0 AND 100", name="online_share_is_percent"),
        CheckConstraint("ects_total >= 0 AND ects_home >= 0 AND ects_partner >= 0", name="ects"),
        Index("ix_programmes_level_agreement", "level", "agreement_id"),
        Index("ix_programmes_sort", "sort_key", "id"),
    )

    code: Mapped[str] = mapped_column(String(48))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"), index=True)
    registry_code: Mapped[str] = mapped_column(String(16))
    name_kk: Mapped[str] = mapped_column(String(300))
    name_ru: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    level: Mapped[Level] = mapped_column(Coded(Level))
    track: Mapped[Track | None] = mapped_column(Coded(Track))
    kind: Mapped[ProgrammeKind] = mapped_column(Coded(ProgrammeKind))
    diploma_scheme: Mapped[DiplomaScheme] = mapped_column(Coded(DiplomaScheme))
    path_unit: Mapped[Unit] = mapped_column(Coded(Unit))
    duration_months: Mapped[int]
    ects_total: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    ects_home: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    ects_partner: Mapped[Decimal] = mapped_column(Numeric(6, 1))
    ects_recognised: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    languages: Mapped[list[str]]
    mode: Mapped[Mode] = mapped_column(Coded(Mode), default=Mode.ON_CAMPUS)
    online_share: Mapped[int] = mapped_column(default=0)
    first_intake: Mapped[int]
    last_intake: Mapped[int | None]
    intake_open: Mapped[bool] = mapped_column(Boolean, default=True)
    registry_status: Mapped[RegistryStatus] = mapped_column(Coded(RegistryStatus))
    registry_on: Mapped[date | None]
    professional_standard: Mapped[str] = mapped_column(Text, default="")
    staff_home: Mapped[int | None]
    staff_partner: Mapped[int | None]
    coordinator_name: Mapped[str] = mapped_column(String(200), default="")
    coordinator_email: Mapped[str] = mapped_column(String(254), default="")
    url_kk: Mapped[str] = mapped_column(Text, default="")
    url_ru: Mapped[str] = mapped_column(Text, default="")
    url_en: Mapped[str] = mapped_column(Text, default="")
    admission_gpa: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    admission_language: Mapped[str] = mapped_column(String(200), default="")
    places_year: Mapped[int | None]
    last_review_on: Mapped[date | None]
    fast_track_claimed: Mapped[bool] = mapped_column(Boolean, default=False)
    search_norm: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(Text, default="")

    agreement: Mapped[Agreement] = relationship(lazy="raise")
    periods: Mapped[list["PathPeriod"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PathPeriod.position"
    )
    partners: Mapped[list["ProgrammePartner"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ProgrammePartner.id"
    )
    awards: Mapped[list["ProgrammeAward"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="ProgrammeAward.intake_from, ProgrammeAward.id",
    )
    accreditations: Mapped[list["Accreditation"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Accreditation.valid_from"
    )

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"{self.code} {self.registry_code}"

    @property
    def path(self) -> StudyPath | None:
        """The study path as a value; None while the periods make none. Needs `periods` loaded."""
        periods = tuple(Period(p.place, p.length, p.institution_id) for p in self.periods)
        try:
            return StudyPath(periods, self.path_unit)
        except PathError:
            return None

    @property
    def direction(self) -> str:
        """The classifier's code of its training direction, e.g. 6B041, or 6B04088."""
        return direction_of(self.registry_code)


class PathPeriod(Identified, Base):
    """One period of the study path: where, and how many units."""

    __tablename__ = "path_periods"
    __table_args__ = (
        UniqueConstraint("programme_id", "position"),
        CheckConstraint("length > 0", name="length_is_positive"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    position: Mapped[int]
    place: Mapped[Place] = mapped_column(Coded(Place))
    length: Mapped[int]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))


class ProgrammePartner(Identified, Base):
    """A partner that teaches the programme: its own name for it, its coordinator."""

    __tablename__ = "programme_partners"
    __table_args__ = (UniqueConstraint("programme_id", "institution_id"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    programme_name: Mapped[str] = mapped_column(String(300), default="")
    coordinator_name: Mapped[str] = mapped_column(String(200), default="")
    coordinator_email: Mapped[str] = mapped_column(String(254), default="")

    institution: Mapped[Institution] = relationship(lazy="raise")


class ProgrammeAward(Identified, Base):
    """What one institution awards to the intakes `intake_from` … `intake_until`.

    `intake_until` is empty while the arrangement goes on.
    """

    __tablename__ = "programme_awards"
    __table_args__ = (
        UniqueConstraint("programme_id", "institution_id", "intake_from"),
        CheckConstraint(
            "intake_until IS NULL OR intake_until >= intake_from", name="intakes_in_order"
        ),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    intake_from: Mapped[int]
    intake_until: Mapped[int | None]
    role: Mapped[AwardRole] = mapped_column(Coded(AwardRole))
    degree: Mapped[str] = mapped_column(String(300), default="")
    supplement: Mapped[bool] = mapped_column(Boolean, default=False)

    institution: Mapped[Institution] = relationship(lazy="raise")


class Accreditation(Identified, Base):
    """A decision of an accreditation agency on the programme."""

    __tablename__ = "accreditations"
    __table_args__ = (CheckConstraint("valid_until > valid_from", name="dates_in_order"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    agency: Mapped[str] = mapped_column(String(24))
    kind: Mapped[AccreditationKind] = mapped_column(Coded(AccreditationKind))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    decision: Mapped[str] = mapped_column(String(120), default="")
