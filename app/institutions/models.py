"""Universities of Kazakhstan and abroad: one directory, one word, *institution*.

A home institution files returns (`reports_from` is set); any other row is a
partner or a directory entry. Real universities are in the directory only.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Coded, Identified, Versioned


class LegalForm(StrEnum):
    """How a university is constituted (code list LEGAL_FORM)."""

    NATIONAL = "national"
    NATIONAL_RESEARCH = "national_research"
    RESEARCH = "research"
    AUTONOMOUS = "autonomous"
    STATE = "state_njsc"
    JOINT_STOCK = "jsc"
    PRIVATE = "private"
    INTERNATIONAL = "international"
    BRANCH = "branch"
    MILITARY = "military"
    FOREIGN = "foreign"


class LinkKind(StrEnum):
    """How one institution came from another."""

    PREDECESSOR = "predecessor"
    MERGED = "merged"
    BRANCH = "branch"


class RankingSystem(StrEnum):
    """The three rankings that Order 268 names."""

    QS = "QS"
    THE = "THE"
    ARWU = "ARWU"


class Institution(Identified, Versioned, Base):
    """A university, home or partner."""

    __tablename__ = "institutions"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("epvo_number"),
        CheckConstraint("length(country) = 2", name="country_is_two_letters"),
        Index("ix_institutions_country_sort", "country", "sort_key", "id"),
        Index("ix_institutions_sort", "sort_key", "id"),
    )

    code: Mapped[str] = mapped_column(String(24))
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    name_original: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(String(2))
    city_kk: Mapped[str] = mapped_column(String(120), default="")
    city_ru: Mapped[str] = mapped_column(String(120), default="")
    city_en: Mapped[str] = mapped_column(String(120), default="")
    legal_form: Mapped[LegalForm | None] = mapped_column(Coded(LegalForm))
    website: Mapped[str] = mapped_column(Text, default="")
    epvo_number: Mapped[str | None] = mapped_column(String(12))
    ror: Mapped[str] = mapped_column(String(40), default="")
    erasmus_code: Mapped[str] = mapped_column(String(20), default="")
    schac: Mapped[str] = mapped_column(String(120), default="")
    pic: Mapped[str] = mapped_column(String(12), default="")
    reports_from: Mapped[int | None]
    reports_until: Mapped[int | None]
    is_fictional: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")
    search_norm: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(Text, default="")

    contacts: Mapped[list["InstitutionContact"]] = relationship(
        back_populates="institution", lazy="raise", cascade="all, delete-orphan"
    )
    rankings: Mapped[list["Ranking"]] = relationship(
        back_populates="institution",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="Ranking.system, Ranking.year.desc()",
    )
    origins: Mapped[list["InstitutionLink"]] = relationship(
        foreign_keys="InstitutionLink.institution_id",
        lazy="raise",
        cascade="all, delete-orphan",
    )

    @property
    def label(self) -> str:
        """How the journal names it, the same in every language."""
        return f"{self.code} {self.name_en}"

    @property
    def is_home(self) -> bool:
        """Whether it files returns."""
        return self.reports_from is not None

    def is_expected(self, year: int) -> bool:
        """Whether a return is expected for the academic year that starts in `year`."""
        return (
            self.reports_from is not None
            and self.reports_from <= year
            and (self.reports_until is None or year <= self.reports_until)
        )


class InstitutionContact(Identified, Base):
    """A person to write to at an institution."""

    __tablename__ = "institution_contacts"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")

    institution: Mapped[Institution] = relationship(back_populates="contacts", lazy="raise")


class Ranking(Identified, Base):
    """A place in a ranking of one year; `rank_to` when only a band is published."""

    __tablename__ = "rankings"
    __table_args__ = (
        UniqueConstraint("institution_id", "system", "year"),
        CheckConstraint("rank > 0", name="rank_is_positive"),
    )

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    system: Mapped[RankingSystem] = mapped_column(Coded(RankingSystem))
    year: Mapped[int]
    rank: Mapped[int]
    rank_to: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text, default="")

    institution: Mapped[Institution] = relationship(back_populates="rankings", lazy="raise")


class InstitutionLink(Identified, Base):
    """`institution` came from `origin`: succeeded it, absorbed it, or is its branch."""

    __tablename__ = "institution_links"
    __table_args__ = (
        UniqueConstraint("institution_id", "origin_id", "kind"),
        CheckConstraint("institution_id <> origin_id", name="not_its_own_origin"),
    )

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(Coded(LinkKind))
    happened_on: Mapped[date | None]

    origin: Mapped[Institution] = relationship(foreign_keys=[origin_id], lazy="raise")
