"""Code lists: the ministry's and the product's codes with their three names.

The lists live in the table `codes`, filled from `seed/reference/code_lists.json`.
Enums in the models name the codes that the program itself reasons about; a test
holds the two together. Labels are read once a process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask import current_app
from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Identified, session


class Code(Identified, Base):
    """One code of one list."""

    __tablename__ = "codes"
    __table_args__ = (UniqueConstraint("list", "code"),)

    list: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(24))
    position: Mapped[int]
    kk: Mapped[str] = mapped_column(Text)
    ru: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")


@dataclass(frozen=True)
class Label:
    """A code's name in the three languages."""

    kk: str
    ru: str
    en: str

    def in_(self, language: str) -> str:
        """The name in `language`, Kazakh when it is none of the three."""
        return str(getattr(self, language, self.kk))


def book() -> Mapping[str, Mapping[str, Label]]:
    """All lists: name → code → label, in the order of the source."""
    found = current_app.extensions.get("codes")
    if not found:
        found = current_app.extensions["codes"] = _read()
    return found  # type: ignore[no-any-return]


def forget() -> None:
    """Read the lists anew at the next use, after they were changed."""
    current_app.extensions.pop("codes", None)


def label(name: str, code: Any, language: str) -> str:
    """A code's name for a reader; the bare code when the list does not know it."""
    if code is None or code == "":
        return ""
    plain = str(code.value if isinstance(code, Enum) else code)
    found = book().get(name, {}).get(plain)
    return found.in_(language) if found else plain


def _read() -> dict[str, dict[str, Label]]:
    lists: dict[str, dict[str, Label]] = {}
    rows = session.execute(
        select(Code.list, Code.code, Code.kk, Code.ru, Code.en).order_by(Code.list, Code.position)
    )
    for name, code, kk, ru, en in rows:
        lists.setdefault(name, {})[code] = Label(kk, ru, en)
    return lists
