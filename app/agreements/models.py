"""Agreements with partner universities: parties, terms, clauses, files, versions.

What can be computed from dates (validity on a day) is not a column; see
`term.py` for the arithmetic and `queries.validity_on` for the same in SQL.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agreements.term import Life, Span, TermCause, TermKind, Validity
from app.institutions.models import Institution
from app.kernel.db import Base, Coded, Identified, Versioned
from app.kernel.files import StoredFile


class Kind(StrEnum):
    """What an agreement is (code list AGR_KIND)."""

    MEMORANDUM = "MOU"
    DOUBLE_DEGREE = "DD"
    JOINT_DEGREE = "JD"
    PROTOCOL = "PROTO"


class Stage(StrEnum):
    """Where an agreement stands in its approval (code list STAGE)."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    SIGNED = "signed"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


CONCLUDED = (Stage.SIGNED, Stage.SUSPENDED, Stage.TERMINATED)


class TuitionRule(StrEnum):
    """Who is paid for the partner period (code list TUITION_RULE)."""

    WAIVED = "WAIVED"
    PAID_PARTNER = "PAID_PARTNER"
    PAID_HOME = "PAID_HOME"
    SPLIT = "SPLIT"


class Topic(StrEnum):
    """What an agreement must settle (code list CLAUSE; European Approach 1.3, 9)."""

    DEGREE = "cl_degree"
    COORDINATION = "cl_coord"
    FINANCE = "cl_finance"
    ADMISSION = "cl_admission"
    STUDENT_MOBILITY = "cl_mob_students"
    STAFF_MOBILITY = "cl_mob_staff"
    ASSESSMENT = "cl_assess"
    CREDITS = "cl_credits"
    AWARD = "cl_award"
    QUALITY = "cl_qa"
    PROTECTION = "cl_protect"
    DATA = "cl_data"


MANDATORY_TOPICS = tuple(t for t in Topic if t is not Topic.DATA)


class Agreement(Identified, Versioned, Base):
    """An agreement of one home institution with one or more partners."""

    __tablename__ = "agreements"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_agreements_home_stage", "home_id", "stage", "id"),
        Index("ix_agreements_stage_signed", "stage", "signed_on", "id"),
        Index("ix_agreements_sort", "sort_on", "id"),
    )

    code: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[Kind] = mapped_column(Coded(Kind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id"), index=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    stage: Mapped[Stage] = mapped_column(Coded(Stage), default=Stage.DRAFT)
    languages: Mapped[list[str]]
    prevailing_language: Mapped[str] = mapped_column(String(2), default="")
    levels: Mapped[list[str]]
    signed_on: Mapped[date | None]
    terminated_on: Mapped[date | None]
    termination_reason: Mapped[str] = mapped_column(Text, default="")
    teachout_until: Mapped[date | None]
    tuition_rule: Mapped[TuitionRule | None] = mapped_column(Coded(TuitionRule))
    max_students_year: Mapped[int | None]
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_position: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    return_reason: Mapped[str] = mapped_column(Text, default="")
    registered_at: Mapped[datetime]
    sort_on: Mapped[date]
    search_norm: Mapped[str] = mapped_column(Text, default="")

    home: Mapped[Institution] = relationship(lazy="raise")
    parent: Mapped["Agreement | None"] = relationship(lazy="raise", remote_side="Agreement.id")
    partners: Mapped[list["AgreementPartner"]] = relationship(
        back_populates="agreement",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="AgreementPartner.position",
    )
    terms: Mapped[list["Term"]] = relationship(
        back_populates="agreement",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="Term.number",
    )
    clauses: Mapped[list["Clause"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Clause.id"
    )
    documents: Mapped[list["AgreementDocument"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AgreementDocument.id"
    )
    versions: Mapped[list["AgreementVersion"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AgreementVersion.number"
    )

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"{self.code} № {self.number}"

    @property
    def life(self) -> Life:
        """The agreement on the axis of time. Needs `terms` loaded."""
        return Life(
            spans=tuple(term.span for term in self.terms),
            terminated_on=self.terminated_on,
            teachout_until=self.teachout_until,
        )

    @property
    def standing_terms(self) -> list["Term"]:
        """The terms that no early end has stopped. Needs `terms` loaded."""
        standing = self.life.standing
        return [term for term in self.terms if term.span in standing]

    def validity_on(self, day: date) -> Validity:
        """What it is on a day: in force, ending soon, over. Needs `terms` loaded."""
        return self.life.validity(day, self.stage)

    @property
    def signed_document(self) -> "AgreementDocument | None":
        """The signed file, the latest when there are several. Needs `documents` loaded."""
        signed = [one for one in self.documents if one.kind is DocumentKind.SIGNED]
        return signed[-1] if signed else None

    @property
    def unplaced_topics(self) -> list[Topic]:
        """Topics that have to be settled and stand nowhere. Needs `clauses` loaded."""
        placed = {clause.topic for clause in self.clauses if clause.is_placed}
        return [topic for topic in MANDATORY_TOPICS if topic not in placed]

    @property
    def unconfirmed_topics(self) -> list[Topic]:
        """Topics whose place nobody has confirmed yet. Needs `clauses` loaded."""
        open_ = {c.topic for c in self.clauses if c.is_placed and not c.is_confirmed}
        return [topic for topic in Topic if topic in open_]

    @property
    def is_concluded(self) -> bool:
        """Whether it was ever signed by all."""
        return self.stage in CONCLUDED


class AgreementPartner(Identified, Base):
    """One partner of an agreement, with who signs and whom to write to there."""

    __tablename__ = "agreement_partners"
    __table_args__ = (
        UniqueConstraint("agreement_id", "institution_id"),
        Index("ix_agreement_partners_institution", "institution_id", "agreement_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    position: Mapped[int] = mapped_column(Integer, default=1)
    campus_country: Mapped[str] = mapped_column(String(2), default="")
    campus_city: Mapped[str] = mapped_column(String(120), default="")
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_position: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")

    agreement: Mapped[Agreement] = relationship(back_populates="partners", lazy="raise")
    institution: Mapped[Institution] = relationship(lazy="raise")


class Term(Identified, Base):
    """One span of an agreement's life; the history is kept, numbers only grow.

    `ends_on` is the last day in force. An auto-renewed or an indefinite term has
    none until a notice (`notice_given_on`) fixes it.
    """

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint(
            "renew_years IS NULL OR renew_years BETWEEN 1 AND 10", name="renewal_1_to_10_years"
        ),
        CheckConstraint(
            "notice_months IS NULL OR notice_months BETWEEN 0 AND 24", name="notice_0_to_24_months"
        ),
        Index("ix_terms_agreement_dates", "agreement_id", "starts_on", "ends_on"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    number: Mapped[int]
    cause: Mapped[TermCause] = mapped_column(Coded(TermCause))
    kind: Mapped[TermKind] = mapped_column(Coded(TermKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    renew_years: Mapped[int | None]
    notice_months: Mapped[int | None]
    notice_given_on: Mapped[date | None]
    agreed_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200), default="")

    agreement: Mapped[Agreement] = relationship(back_populates="terms", lazy="raise")

    @property
    def span(self) -> Span:
        """The term as a value for the arithmetic."""
        return Span(
            kind=self.kind,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            renew_years=self.renew_years,
            notice_months=self.notice_months,
            cause=self.cause,
            notice_given_on=self.notice_given_on,
        )


class Clause(Identified, Base):
    """Where in the signed text a topic is settled: a clause, a page of a document, or both.

    Without a document the page is one of the signed file. `reviewed_on` says that the
    quality manager found the topic there; a changed reference has to be confirmed anew.
    """

    __tablename__ = "clauses"
    __table_args__ = (
        UniqueConstraint("agreement_id", "topic"),
        CheckConstraint("page IS NULL OR page >= 1", name="page_from_1"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    topic: Mapped[Topic] = mapped_column(Coded(Topic))
    reference: Mapped[str] = mapped_column(String(120))
    page: Mapped[int | None]
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement_documents.id"), index=True
    )
    reviewed_by: Mapped[str] = mapped_column(String(200), default="")
    reviewed_on: Mapped[date | None]

    document: Mapped["AgreementDocument | None"] = relationship(lazy="raise")

    @property
    def is_placed(self) -> bool:
        """Whether it says where."""
        return bool(self.reference.strip()) or self.page is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether the quality manager found the topic there."""
        return self.reviewed_on is not None


class DocumentKind(StrEnum):
    """What a file attached to an agreement is."""

    SIGNED = "signed"
    AMENDMENT = "amendment"
    OTHER = "other"


class AgreementDocument(Identified, Base):
    """A file attached to an agreement."""

    __tablename__ = "agreement_documents"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    kind: Mapped[DocumentKind] = mapped_column(Coded(DocumentKind))

    file: Mapped[StoredFile] = relationship(lazy="raise")


class AgreementVersion(Identified, Base):
    """The agreement as it read from `effective_on`: version 1 at signing, then amendments."""

    __tablename__ = "agreement_versions"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    number: Mapped[int]
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200), default="")
