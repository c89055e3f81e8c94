"""People, the roles they hold and their attempts to sign in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.institutions.models import Institution
from app.kernel.db import Base, Coded, Identified, Versioned


class Role(StrEnum):
    """What a person may be, at an institution or above all of them."""

    INTERNATIONAL_OFFICE = "international_office"
    QUALITY_MANAGER = "quality_manager"
    SIGNATORY = "signatory"
    VIEWER = "viewer"
    INSTITUTION_ADMIN = "institution_admin"
    NCHED_ANALYST = "nched_analyst"
    NCHED_LEAD = "nched_lead"
    SYSTEM_ADMIN = "system_admin"


INSTITUTION_ROLES = (
    Role.INTERNATIONAL_OFFICE,
    Role.QUALITY_MANAGER,
    Role.SIGNATORY,
    Role.VIEWER,
    Role.INSTITUTION_ADMIN,
)
CENTRE_ROLES = (Role.NCHED_ANALYST, Role.NCHED_LEAD)


class Person(Identified, Versioned, Base):
    """Somebody who can sign in. A session holds their `stamp`; another stamp ends it."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("email"),)

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    stamp: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2), default="kk")
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    registered_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    sort_key: Mapped[str] = mapped_column(Text, default="")

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", lazy="raise", cascade="all, delete-orphan"
    )

    @property
    def label(self) -> str:
        """How the journal names the person."""
        return self.name


class Membership(Identified, Base):
    """A role; at an institution, or above all of them when there is none."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "institution_id"),
        Index("ix_memberships_institution", "institution_id", "role"),
        # To a database no two empty institutions are the same.
        Index(
            "ix_memberships_central",
            "person_id",
            "role",
            unique=True,
            postgresql_where=text("institution_id IS NULL"),
            sqlite_where=text("institution_id IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(Coded(Role))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))

    person: Mapped[Person] = relationship(back_populates="memberships", lazy="raise")
    institution: Mapped[Institution | None] = relationship(lazy="raise")


class SignInAttempt(Identified, Base):
    """A failed attempt, counted for ten minutes: for whom, and from where (`client`)."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_email_at", "email", "at"),
        Index("ix_sign_in_attempts_at", "at"),
    )

    email: Mapped[str] = mapped_column(String(254))
    client: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
