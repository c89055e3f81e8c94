"""Recognition conventions and the claims about who is a party, each with its source.

A claim is kept even when another contradicts it; only claims at treaty level
that nobody disputes count as a legal basis.
"""

from datetime import date
from typing import Any

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Identified


class Convention(Identified, Base):
    """A convention or agreement on the recognition of qualifications."""

    __tablename__ = "conventions"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = mapped_column(String(24))
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    adopted_on: Mapped[date | None]
    in_force_on: Mapped[date | None]
    as_of: Mapped[str] = mapped_column(String(10), default="")
    position: Mapped[int]
    source: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")
    notes: Mapped[dict[str, Any]]

    parties: Mapped[list["ConventionParty"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ConventionParty.country"
    )


class ConventionParty(Identified, Base):
    """One claim: a country's status under a convention, according to a source."""

    __tablename__ = "convention_parties"
    __table_args__ = (UniqueConstraint("convention_id", "country", "source"),)

    convention_id: Mapped[int] = mapped_column(ForeignKey("conventions.id"))
    country: Mapped[str] = mapped_column(String(2), index=True)
    status: Mapped[str] = mapped_column(String(24))
    signed_on: Mapped[date | None]
    ratified_on: Mapped[date | None]
    in_force_on: Mapped[date | None]
    reservation: Mapped[str] = mapped_column(Text, default="")
    disputed: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")
