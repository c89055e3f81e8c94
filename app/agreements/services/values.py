"""What is typed about an agreement, its terms and its papers, as plain values."""

from dataclasses import dataclass
from datetime import date

from app.agreements.models import (
    Kind,
    TuitionRule,
)
from app.agreements.term import (
    TermCause,
    TermKind,
)
from app.kernel.files import Upload


@dataclass(frozen=True)
class PartnerValue:
    """A partner, who signs for it and whom to write to there."""

    institution_id: int
    campus_country: str = ""
    campus_city: str = ""
    signatory_name: str = ""
    signatory_position: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class ContentValue:
    """What an agreement says, its term aside."""

    number: str
    title: str
    kind: Kind
    partners: tuple[PartnerValue, ...]
    parent_id: int | None = None
    languages: tuple[str, ...] = ()
    prevailing_language: str = ""
    levels: tuple[str, ...] = ()
    tuition_rule: TuitionRule | None = None
    max_students_year: int | None = None
    signatory_name: str = ""
    signatory_position: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class TermValue:
    """A term as typed: the end of a fixed one by its last day, or by its length in years."""

    kind: TermKind
    starts_on: date
    ends_on: date | None = None
    years: int | None = None
    renew_years: int | None = None
    notice_months: int | None = None


@dataclass(frozen=True)
class RenewalValue:
    """One more term: why, since when agreed, on what basis."""

    cause: TermCause
    term: TermValue
    agreed_on: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class EarlyEndValue:
    """The parties agree that the running term ends before its time."""

    ends_on: date
    agreed_on: date
    basis: str = ""


@dataclass(frozen=True)
class ClauseValue:
    """Where a topic is settled; without a document the page is one of the signed file."""

    reference: str = ""
    page: int | None = None
    document_id: int | None = None


@dataclass(frozen=True)
class SigningValue:
    """The day on which the last party signed, and the signed text."""

    signed_on: date
    file: Upload | None = None


@dataclass(frozen=True)
class AmendmentValue:
    """What the agreement says from a day on, and why it was changed."""

    content: ContentValue
    effective_on: date
    reason: str
    file: Upload | None = None


@dataclass(frozen=True)
class TerminationValue:
    """The first day no longer in force, why, and how long students are taught out."""

    terminated_on: date
    reason: str
    teachout_until: date | None = None
