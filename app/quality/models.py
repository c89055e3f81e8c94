"""Quality frameworks as versioned data: framework, version, standards in kk, ru, en."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Identified


class Framework(Identified, Base):
    """One version of a set of standards."""

    __tablename__ = "frameworks"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")

    standards: Mapped[list["Standard"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Standard.position"
    )


class Standard(Identified, Base):
    """One standard of a framework version."""

    __tablename__ = "standards"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    code: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    group: Mapped[str] = mapped_column(String(12), default="")
    name_kk: Mapped[str] = mapped_column(Text)
    name_ru: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    confidence: Mapped[str] = mapped_column(String(8), default="")
