"""Recognition conventions and the claims about who is a party, each with its source.

A claim is kept even when another contradicts it; only claims that stand and that
nobody disputes count as a legal basis. Who is bound on a day is reckoned in `treaties.py`.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Coded, Identified, Versioned


class Purpose(StrEnum):
    """What a convention does for a diploma (code list CONVENTION_PURPOSE)."""

    RECOGNITION = "recognition"
    APOSTILLE = "apostille"
    EXEMPTION = "exemption"
    OTHER = "other"


class Status(StrEnum):
    """How far a country has come with a convention (code list PARTY_STATUS)."""

    PARTY = "party"
    SIGNED = "signed"
    APPROVED = "approved"
    ACCEDING = "acceding"
    NEGOTIATING = "negotiating"
    OUTSIDE = "outside"


class Standing(StrEnum):
    """Whether a claim is relied on (code list CLAIM_STANDING)."""

    STANDS = "stands"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """Where a claim comes from; what people entered or corrected, a load leaves alone."""

    REFERENCE = "reference"
    BY_HAND = "by_hand"
    CORRECTED = "corrected"


class Reservation(StrEnum):
    """What a party has excluded (code list RESERVATION)."""

    NON_TRADITIONAL = "non_traditional"
    PARTIAL_STUDIES = "partial_studies"


class Convention(Identified, Base):
    """A convention or agreement on the recognition of qualifications, or on documents.

    `is_complete` says whether the claims name every party, so that a country without
    a claim is none. `notes` holds what documents say of numbers and steps.
    """

    __tablename__ = "conventions"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = mapped_column(String(24))
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    purpose: Mapped[Purpose] = mapped_column(Coded(Purpose), default=Purpose.RECOGNITION)
    is_complete: Mapped[bool] = mapped_column(Boolean, default=True)
    adopted_on: Mapped[date | None]
    in_force_on: Mapped[date | None]
    as_of: Mapped[str] = mapped_column(String(10), default="")
    position: Mapped[int]
    source: Mapped[str] = mapped_column(Text, default="")
    source_kk: Mapped[str] = mapped_column(Text, default="")
    source_ru: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")
    notes: Mapped[dict[str, Any]]

    parties: Mapped[list["ConventionParty"]] = relationship(
        back_populates="convention",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="ConventionParty.country",
    )

    @property
    def label(self) -> str:
        """How the journal names it."""
        return f"{self.code} {self.name_en}"


class ConventionParty(Identified, Versioned, Base):
    """One claim: a country's status under a convention, according to a source.

    `attested_on` is the day by which a source shows the status, for where the day of
    ratification itself is not known. `source` is in English or as it was typed;
    `as_of` is a day, a month (2026-11) or a year: when the source was looked at.
    """

    __tablename__ = "convention_parties"
    __table_args__ = (
        UniqueConstraint("convention_id", "country", "source"),
        CheckConstraint("ratified_on >= signed_on", name="ratified_after_signed"),
        CheckConstraint("in_force_on >= ratified_on", name="in_force_after_ratified"),
    )

    convention_id: Mapped[int] = mapped_column(ForeignKey("conventions.id"))
    country: Mapped[str] = mapped_column(String(2), index=True)
    status: Mapped[Status] = mapped_column(Coded(Status))
    signed_on: Mapped[date | None]
    ratified_on: Mapped[date | None]
    in_force_on: Mapped[date | None]
    attested_on: Mapped[date | None]
    reservations: Mapped[list[str]] = mapped_column(default=list)
    reservation_kk: Mapped[str] = mapped_column(Text, default="")
    reservation_ru: Mapped[str] = mapped_column(Text, default="")
    reservation_en: Mapped[str] = mapped_column(Text, default="")
    standing: Mapped[Standing] = mapped_column(Coded(Standing), default=Standing.STANDS)
    reason: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[Origin] = mapped_column(Coded(Origin), default=Origin.REFERENCE)
    source: Mapped[str] = mapped_column(Text, default="")
    source_kk: Mapped[str] = mapped_column(Text, default="")
    source_ru: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")
    as_of: Mapped[str] = mapped_column(String(10), default="")

    convention: Mapped[Convention] = relationship(back_populates="parties", lazy="raise")
