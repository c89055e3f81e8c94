"""A return in a handful of numbers, as the signatory reads it before signing. Pure.

Students are the institution's own (direction OUT). A number that cannot be told, because
a cell holds no number or the edition does not ask for it, is None: what is not known is
not zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from app.cohorts.models import Direction
from app.kernel.text import search_norm
from app.programmes.path import Level
from app.returns.dataset import Dataset, Row, edition_of

# What a partner that is not in the directory yet is called, and a programme without a level.
NEW, NO_LEVEL = "NEW", ""


@dataclass(frozen=True)
class Totals:
    """What is declared; `by_level` maps the code of a level to its students."""

    programmes: int
    students: int | None
    by_level: Mapping[str, int | None]
    partners: int | None
    graduates: int | None

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """The totals of a dataset."""
        asked = {sheet.name for sheet in edition_of(dataset.edition).sheets}
        own = [row for row in dataset.rows("4_CONT") if row.get("direction") != Direction.IN]
        levels = {row.get("prog_id"): row.get("level", NO_LEVEL) for row in dataset.rows("3_PROG")}
        found = [str(levels.get(row.get("prog_id"), NO_LEVEL)) for row in own]
        known = [*(level.value for level in Level), NO_LEVEL]
        return cls(
            programmes=len(dataset.rows("3_PROG")),
            students=_sum(own) if "4_CONT" in asked else None,
            by_level={
                level: _sum(row for row, of in zip(own, found, strict=True) if of == level)
                for level in known
                if level in {*found, *levels.values()} and "4_CONT" in asked
            },
            partners=len(_partners(dataset)) if "2_AGR" in asked else None,
            graduates=_sum(dataset.rows("6_GRAD")),
        )

    def plain(self) -> dict[str, Any]:
        """The totals as JSON keeps them."""
        return {
            "programmes": self.programmes,
            "students": self.students,
            "students_by_level": dict(self.by_level),
            "partners": self.partners,
            "graduates": self.graduates,
        }


def _sum(rows: Iterable[Row]) -> int | None:
    """The people in rows; None as soon as one row does not say how many."""
    numbers = [row.get("n") for row in rows]
    whole = [n for n in numbers if isinstance(n, int) and not isinstance(n, bool)]
    return sum(whole) if len(whole) == len(numbers) else None


def _partners(dataset: Dataset) -> set[str]:
    """Every partner once; those without a code of their own are told apart by name."""
    found = set()
    for row in dataset.rows("2_AGR"):
        others = row.get("partner_ids_other", ())
        codes = [row.get("partner_id"), *(others if isinstance(others, list | tuple) else ())]
        for code in filter(None, codes):
            name = search_norm(str(row.get("partner_name_en", "")))
            found.add(f"{NEW} {name}" if code == NEW else str(code))
    return found
