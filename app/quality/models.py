"""Standards as versioned data, and what people judge by them: reviews, evidence, actions.

A framework is one version of a set of standards; a new version is a new row with a
code of its own, tied to what went before by `StandardLink`. A review is one run of a
framework's checklist over a programme, an agreement or an institution. What the
machine computes is never stored as a judgement; a signed review keeps beside each
judgement the findings as they were.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel.db import Base, Coded, Identified, Versioned
from app.kernel.files import StoredFile
from app.programmes.models import Programme


class LinkKind(StrEnum):
    """How a standard stands to one of another framework.

    `continues`: the later version of the same; evidence, open actions and computed
    checks travel along it. `covers`: it asks for (part of) the same; evidence given
    under one is offered under the other.
    """

    CONTINUES = "continues"
    COVERS = "covers"


class Grade(StrEnum):
    """The judgement on one standard, on EQAR's scale (code list JUDGE)."""

    NOT_ASSESSED = "NA"
    NONE = "0"
    PARTIAL = "1"
    SUBSTANTIAL = "2"
    FULL = "3"


LOW = (Grade.NONE, Grade.PARTIAL)


class ReviewStage(StrEnum):
    """Where a review stands (code list REVIEW_STAGE)."""

    OPEN = "open"
    FILLED = "filled"
    SIGNED = "signed"
    SUPERSEDED = "superseded"


FROZEN = (ReviewStage.SIGNED, ReviewStage.SUPERSEDED)


class EvidenceKind(StrEnum):
    """What a piece of evidence is (code list EVIDENCE_TYPE)."""

    DOCUMENT = "DOC"
    LINK = "URL"
    MINUTES = "MINUTES"
    SURVEY = "SURVEY"
    DATA = "DATA"


class Confidence(StrEnum):
    """How far a piece of evidence can be relied on (code list EVIDENCE_CONFIDENCE)."""

    CLAIMED = "claimed"
    ATTACHED = "attached"
    VERIFIED = "verified"


class ActionStage(StrEnum):
    """Where an action stands (code list ACTION_STAGE)."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


UNFINISHED = (ActionStage.OPEN, ActionStage.RUNNING)


class Framework(Identified, Base):
    """One version of a set of standards."""

    __tablename__ = "frameworks"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = mapped_column(String(24))
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(String(24))
    position: Mapped[int]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    is_draft: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(Text, default="")

    standards: Mapped[list["Standard"]] = relationship(
        back_populates="framework",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="Standard.position",
    )

    def is_valid_on(self, day: date) -> bool:
        """Whether reviews may be opened by it on a day."""
        begun = self.valid_from is not None and self.valid_from <= day
        return not self.is_draft and begun and (self.valid_until is None or day <= self.valid_until)


class Standard(Identified, Base):
    """One standard of a framework version; `asks` is in our own words what it asks for."""

    __tablename__ = "standards"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    code: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    group: Mapped[str] = mapped_column(String(12), default="")
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    asks_kk: Mapped[str] = mapped_column(Text, default="")
    asks_ru: Mapped[str] = mapped_column(Text, default="")
    asks_en: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")

    framework: Mapped[Framework] = relationship(back_populates="standards", lazy="raise")


class StandardLink(Identified, Base):
    """The cross-walk: `standard` continues or covers `other`."""

    __tablename__ = "standard_links"
    __table_args__ = (UniqueConstraint("standard_id", "other_id"),)

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(Coded(LinkKind))


class QualityPolicy(Identified, Versioned, Base):
    """What an institution says of its own quality assurance; one row each."""

    __tablename__ = "quality_policies"
    __table_args__ = (UniqueConstraint("institution_id"),)

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    url: Mapped[str] = mapped_column(Text, default="")
    adopted_on: Mapped[date | None]
    languages: Mapped[list[str]]
    has_iso_9001: Mapped[bool | None] = mapped_column(Boolean)
    iso_9001_until: Mapped[date | None]
    admission_url: Mapped[str] = mapped_column(Text, default="")
    support_url: Mapped[str] = mapped_column(Text, default="")
    survey_on: Mapped[date | None]

    institution: Mapped[Institution] = relationship(lazy="raise")

    @property
    def label(self) -> str:
        """How the journal names it. Needs `institution` loaded."""
        return self.institution.label


class Review(Identified, Versioned, Base):
    """One run of a framework's checklist over a programme, an agreement or an institution.

    Without a programme and an agreement it is about the whole institution. `edition`
    is that of the rulebooks at the signing; `summary` is what the reader is told first.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint(
            "programme_id IS NULL OR agreement_id IS NULL", name="about_one_thing_only"
        ),
        Index("ix_reviews_institution_stage", "institution_id", "stage", "id"),
        Index("ix_reviews_programme_framework", "programme_id", "framework_id"),
        Index("ix_reviews_agreement_framework", "agreement_id", "framework_id"),
    )

    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    stage: Mapped[ReviewStage] = mapped_column(Coded(ReviewStage), default=ReviewStage.OPEN)
    summary: Mapped[str] = mapped_column(Text, default="")
    return_reason: Mapped[str] = mapped_column(Text, default="")
    edition: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(200), default="")
    filled_at: Mapped[datetime | None]
    filled_by: Mapped[str] = mapped_column(String(200), default="")
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str] = mapped_column(String(200), default="")

    framework: Mapped[Framework] = relationship(lazy="raise")
    institution: Mapped[Institution] = relationship(lazy="raise")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise")
    programme: Mapped[Programme | None] = relationship(lazy="raise")
    judgements: Mapped[list["Judgement"]] = relationship(
        back_populates="review", lazy="raise", cascade="all, delete-orphan"
    )

    @property
    def label(self) -> str:
        """How the journal names it. Needs what it is about loaded."""
        return f"{self.framework.code}: {self.subject.label}"

    @property
    def is_frozen(self) -> bool:
        """Whether it was signed, and so changes no more."""
        return self.stage in FROZEN

    @property
    def subject(self) -> Programme | Agreement | Institution:
        """What it is about. Needs all three loaded."""
        return self.programme or self.agreement or self.institution

    @property
    def is_about_something_concluded(self) -> bool:
        """Whether the agreement behind it was signed by all; an institution always is there."""
        agreement = self.programme.agreement if self.programme else self.agreement
        return agreement is None or agreement.is_concluded


class Judgement(Identified, Versioned, Base):
    """What a person judges of one standard in one review.

    `reason` says why it is full against a broken fact. `findings` are those of the
    machine as they were at the signing, each {rule, verdict, severity, seen, about}.
    """

    __tablename__ = "judgements"
    __table_args__ = (UniqueConstraint("review_id", "standard_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), index=True)
    grade: Mapped[Grade] = mapped_column(Coded(Grade), default=Grade.NOT_ASSESSED)
    comment: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str] = mapped_column(String(200), default="")
    findings: Mapped[dict[str, Any] | None]

    review: Mapped[Review] = relationship(back_populates="judgements", lazy="raise")
    standard: Mapped[Standard] = relationship(lazy="raise")
    uses: Mapped[list["EvidenceUse"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="EvidenceUse.id"
    )


class Evidence(Identified, Versioned, Base):
    """Something that shows how things are; attached once, used under many standards."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_institution", "institution_id", "id"),)

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    kind: Mapped[EvidenceKind] = mapped_column(Coded(EvidenceKind))
    title: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    dated_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[Confidence] = mapped_column(Coded(Confidence))
    verified_by: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(200), default="")

    institution: Mapped[Institution] = relationship(lazy="raise")
    file: Mapped[StoredFile | None] = relationship(lazy="raise")

    @property
    def label(self) -> str:
        """How the journal names it."""
        return self.title


class EvidenceUse(Identified, Base):
    """A piece of evidence under one judgement, with the place to look at."""

    __tablename__ = "evidence_uses"
    __table_args__ = (UniqueConstraint("judgement_id", "evidence_id"),)

    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    place: Mapped[str] = mapped_column(String(120), default="")

    evidence: Mapped[Evidence] = relationship(lazy="raise")


class Action(Identified, Versioned, Base):
    """What is to be done about a gap, by whom and until when."""

    __tablename__ = "quality_actions"
    __table_args__ = (
        CheckConstraint(
            "programme_id IS NULL OR agreement_id IS NULL", name="about_one_thing_only"
        ),
        Index("ix_quality_actions_institution_stage", "institution_id", "stage", "due_on"),
        Index("ix_quality_actions_owner", "owner_email", "stage"),
    )

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"), index=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text, default="")
    owner_name: Mapped[str] = mapped_column(String(200))
    owner_email: Mapped[str] = mapped_column(String(254), default="")
    due_on: Mapped[date]
    stage: Mapped[ActionStage] = mapped_column(Coded(ActionStage), default=ActionStage.OPEN)
    follow_up: Mapped[str] = mapped_column(Text, default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]

    institution: Mapped[Institution] = relationship(lazy="raise")
    agreement: Mapped[Agreement | None] = relationship(lazy="raise")
    programme: Mapped[Programme | None] = relationship(lazy="raise")
    standard: Mapped[Standard] = relationship(lazy="raise")

    @property
    def label(self) -> str:
        """How the journal names it."""
        return self.title

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and it is not finished."""
        return self.stage in UNFINISHED and self.due_on < today
