"""Campaigns, returns and what came in: deliveries, signatures, explanations, questions.

A campaign is one collection of the centre: for an academic year, by one edition of the
workbook. A return is what one institution owes to one campaign; a delivery is one set of
data for it, kept whole as it came, so that a figure can be traced to the row long after.
Only what stands in an accepted delivery counts nationally: it is kept a second time as
rows that can be summed (`Counted…`).
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agreements.models import Kind
from app.agreements.term import TermKind
from app.cohorts.models import Direction, Sex, StudyPlace
from app.institutions.models import Institution
from app.kernel.db import Base, Coded, Identified, Versioned
from app.kernel.files import StoredFile
from app.kernel.years import AcademicYear
from app.programmes.models import ProgrammeKind
from app.programmes.path import Level


class CampaignKind(StrEnum):
    """What is collected: the whole return, or graduates and their diplomas in summer."""

    ANNUAL = "annual"
    AWARDS = "awards"


class ReturnStage(StrEnum):
    """Where a return stands (code list RETURN_STAGE)."""

    NOT_STARTED = "not_started"
    UPLOADED = "uploaded"
    INVALID = "invalid"
    VALID = "valid"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    PUBLISHED = "published"


# With the centre, or beyond: the institution cannot change it by itself.
DELIVERED = (
    ReturnStage.SUBMITTED,
    ReturnStage.IN_REVIEW,
    ReturnStage.ACCEPTED,
    ReturnStage.SIGNED,
    ReturnStage.PUBLISHED,
)
# Counts in the national figures.
COUNTING = (ReturnStage.ACCEPTED, ReturnStage.SIGNED, ReturnStage.PUBLISHED)


class Door(StrEnum):
    """How a delivery came in."""

    REGISTER = "register"
    WORKBOOK = "workbook"


class ExplanationState(StrEnum):
    """Whether the centre takes an explanation."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class QuestionState(StrEnum):
    """Where a thread of questions stands."""

    OPEN = "open"
    ANSWERED = "answered"
    PROMISED = "promised"
    CLOSED = "closed"


class Campaign(Identified, Versioned, Base):
    """One collection: what is asked, of which year, from when until when.

    `year` is the first calendar year of the academic year. It is drafted, opened to the
    institutions, and published; nothing but these two instants says how far it has come.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("kind", "year"),
        CheckConstraint(
            "opens_on <= closes_on AND closes_on <= corrections_until "
            "AND corrections_until <= publish_on",
            name="days_in_order",
        ),
    )

    kind: Mapped[CampaignKind] = mapped_column(Coded(CampaignKind))
    year: Mapped[int]
    edition: Mapped[str] = mapped_column(String(12))
    reference_on: Mapped[date]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    corrections_until: Mapped[date]
    publish_on: Mapped[date]
    news_kk: Mapped[str] = mapped_column(Text, default="")
    news_ru: Mapped[str] = mapped_column(Text, default="")
    news_en: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(String(200), default="")

    @property
    def academic_year(self) -> AcademicYear:
        """The year that is collected."""
        return AcademicYear(self.year)

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"{self.academic_year} {self.kind.value}"

    def is_open_on(self, day: date) -> bool:
        """Whether institutions may submit on that day, an extension left aside."""
        return self.opened_at is not None and self.opens_on <= day <= self.closes_on


class Return(Identified, Versioned, Base):
    """What one institution owes to one campaign, and how far it is.

    `extended_until` is a later last day that the centre has granted. `submitted_at` is
    the first submission: it says whether the return came late.
    """

    __tablename__ = "returns"
    __table_args__ = (
        UniqueConstraint("campaign_id", "institution_id"),
        Index("ix_returns_institution_id", "institution_id"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    stage: Mapped[ReturnStage] = mapped_column(Coded(ReturnStage), default=ReturnStage.NOT_STARTED)
    extended_until: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(Text, default="")

    campaign: Mapped[Campaign] = relationship(lazy="raise")
    institution: Mapped[Institution] = relationship(lazy="raise")

    @property
    def due_on(self) -> date:
        """The last day for this institution. Needs the campaign."""
        return max(self.campaign.closes_on, self.extended_until or self.campaign.closes_on)

    @property
    def label(self) -> str:
        """How the journal names it. Needs the campaign and the institution."""
        return f"{self.institution.code} {self.campaign.label}"


class Delivery(Identified, Base):
    """One set of data for a return, kept whole as it came; `number` counts from 1.

    `dataset` is `Dataset.dumped()`, `digest` its SHA-256, `findings` the problems as
    `problems.kept` has them, found by the `rulebook` of that edition. Submitted ones stay
    for ever. A delivery counts nationally from `accepted_at` until `replaced_at`.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("return_id", "number"),
        Index("ix_deliveries_accepted_at", "accepted_at"),
    )

    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id", ondelete="CASCADE"))
    number: Mapped[int]
    door: Mapped[Door] = mapped_column(Coded(Door))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    rulebook: Mapped[str] = mapped_column(String(40))
    dataset: Mapped[str] = mapped_column(Text, deferred=True)
    findings: Mapped[str] = mapped_column(Text, deferred=True)
    errors: Mapped[int]
    warnings: Mapped[int]
    informations: Mapped[int]
    is_nil: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    submitted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str] = mapped_column(String(200), default="")
    replaced_at: Mapped[datetime | None]

    filing: Mapped[Return] = relationship(lazy="raise")
    file: Mapped[StoredFile | None] = relationship(lazy="raise")

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"{self.number}"


class Signature(Identified, Base):
    """A signatory's word for one delivery: who, when, and for which exact text.

    `statement` is the text that was signed (digest, rulebook, institution, year); with
    `cms` a detached CMS signature over it in Base64. A later change voids it and keeps
    what changed, as text for the page.
    """

    __tablename__ = "signatures"
    __table_args__ = (Index("ix_signatures_delivery_id", "delivery_id"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    rulebook: Mapped[str] = mapped_column(String(40))
    statement: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_position: Mapped[str] = mapped_column(String(200), default="")
    cms: Mapped[str | None] = mapped_column(Text)
    certificate: Mapped[str] = mapped_column(Text, default="")
    voided_at: Mapped[datetime | None]
    difference: Mapped[str | None] = mapped_column(Text)

    delivery: Mapped[Delivery] = relationship(lazy="raise")


class Explanation(Identified, Versioned, Base):
    """Why a finding stands as it is; accepted, it holds while the number stays within tolerance.

    It belongs to an institution, a rule and the thing that was found (`subject`, see
    `Problem.subject`), so that it is found again next year. `value` is the number it was
    given for, `tolerance` how far that may move, both ways. A waiver lets an error pass.
    """

    __tablename__ = "explanations"
    __table_args__ = (
        Index("ix_explanations_thing", "institution_id", "rule", "subject"),
        CheckConstraint("tolerance >= 0", name="tolerance_not_negative"),
    )

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id", ondelete="CASCADE"))
    rule: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    value: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    tolerance: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    given_at: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[ExplanationState] = mapped_column(
        Coded(ExplanationState), default=ExplanationState.GIVEN
    )
    is_waiver: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    ends_on: Mapped[date | None]

    filing: Mapped[Return] = relationship(lazy="raise")

    @property
    def about(self) -> tuple[str, str]:
        """Rule and thing, as `Problem.subject` has them."""
        return self.rule, self.subject


class Question(Identified, Versioned, Base):
    """One thread between the centre and an institution about one finding, or the whole return."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_return_id", "return_id"),)

    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id", ondelete="CASCADE"))
    rule: Mapped[str] = mapped_column(String(8), default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[QuestionState] = mapped_column(Coded(QuestionState), default=QuestionState.OPEN)
    asked_at: Mapped[datetime]

    filing: Mapped[Return] = relationship(lazy="raise")

    messages: Mapped[list["Message"]] = relationship(
        lazy="raise", order_by="Message.id", cascade="all, delete-orphan"
    )

    @property
    def about(self) -> tuple[str, str]:
        """Rule and thing, as `Problem.subject` has them; both empty: the whole return."""
        return self.rule, self.subject


class Message(Identified, Base):
    """One turn in a thread."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_question_id", "question_id"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(200))
    is_of_centre: Mapped[bool]


class CountedInstitution(Identified, Base):
    """The whole institution behind an accepted delivery: all its students, and the foreign ones."""

    __tablename__ = "counted_institutions"
    __table_args__ = (UniqueConstraint("delivery_id"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    total_contingent: Mapped[int | None]
    total_foreign: Mapped[int | None]


class CountedProgramme(Identified, Base):
    """A programme of an accepted delivery, as the national figures count it.

    `key` and `agreement_key` are the codes of the return. `format` is the path's label
    (2+2), `field` the code of the training direction, `is_on_offer` whether it admits in
    the year under an agreement in force on the reference date.
    """

    __tablename__ = "counted_programmes"
    __table_args__ = (UniqueConstraint("delivery_id", "key"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(48))
    agreement_key: Mapped[str] = mapped_column(String(48))
    registry_code: Mapped[str] = mapped_column(String(16))
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    level: Mapped[Level] = mapped_column(Coded(Level))
    kind: Mapped[ProgrammeKind] = mapped_column(Coded(ProgrammeKind))
    field: Mapped[str] = mapped_column(String(8))
    format: Mapped[str] = mapped_column(String(60))
    agreement_kind: Mapped[Kind] = mapped_column(Coded(Kind))
    term_kind: Mapped[TermKind] = mapped_column(Coded(TermKind))
    ends_on: Mapped[date | None]
    is_on_offer: Mapped[bool]

    partners: Mapped[list["CountedPartner"]] = relationship(
        lazy="raise", order_by="CountedPartner.id", cascade="all, delete-orphan"
    )


class CountedPartner(Identified, Base):
    """A partner of a counted programme by its code; `country` is where it teaches."""

    __tablename__ = "counted_partners"
    __table_args__ = (Index("ix_counted_partners_programme_id", "programme_id"),)

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("counted_programmes.id", ondelete="CASCADE")
    )
    code: Mapped[str] = mapped_column(String(48))
    name: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(2))


class CountedStudents(Identified, Base):
    """Students of a counted programme with the same attributes, on the reference date."""

    __tablename__ = "counted_students"
    __table_args__ = (Index("ix_counted_students_programme_id", "programme_id"),)

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("counted_programmes.id", ondelete="CASCADE")
    )
    direction: Mapped[Direction] = mapped_column(Coded(Direction))
    entry_year: Mapped[int]
    course_year: Mapped[int]
    citizenship: Mapped[str] = mapped_column(String(2))
    sex: Mapped[Sex] = mapped_column(Coded(Sex))
    funding: Mapped[str] = mapped_column(String(4))
    place: Mapped[StudyPlace] = mapped_column(Coded(StudyPlace))
    language: Mapped[str] = mapped_column(String(2))
    n: Mapped[int]
    on_leave: Mapped[int] = mapped_column(default=0)


class Publication(Identified, Base):
    """National figures as they were published: the text of the tables, and when.

    A later figure that differs from it is a restatement, and is reported as one.
    """

    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_campaign_id", "campaign_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(200))
    figures: Mapped[str] = mapped_column(Text)

    campaign: Mapped[Campaign] = relationship(lazy="raise")
