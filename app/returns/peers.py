"""One institution beside similar ones, without saying which those are. Pure.

Similar is who has the same legal form and between half and twice as many students in
all; where fewer than `LEAST` others are known, the same form alone, then the size alone.
Fewer others than that would give single ones away, so nothing is compared.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

LEAST = 5


@dataclass(frozen=True)
class Peer:
    """What an accepted return counts; `size` are all students of the institution."""

    legal_form: str
    size: int | None
    programmes: int
    students: int
    partners: int


class Basis(StrEnum):
    """In what institutions are similar."""

    FORM_AND_SIZE = "form_and_size"
    FORM = "form"
    SIZE = "size"


@dataclass(frozen=True)
class Spread:
    """A number of one's own beside the middle and the ends of others'."""

    own: int
    middle: float
    least: int
    most: int


@dataclass(frozen=True)
class Beside:
    """An institution beside `count` similar ones."""

    basis: Basis
    count: int
    programmes: Spread
    students: Spread
    partners: Spread


def beside(own: Peer, others: Iterable[Peer]) -> Beside | None:
    """The comparison; None where too few others are similar."""
    known = list(others)
    for basis, is_similar in _WAYS:
        similar = [other for other in known if is_similar(own, other)]
        if len(similar) >= LEAST:
            return Beside(
                basis,
                len(similar),
                _spread(own.programmes, [one.programmes for one in similar]),
                _spread(own.students, [one.students for one in similar]),
                _spread(own.partners, [one.partners for one in similar]),
            )
    return None


def _has_the_form(own: Peer, other: Peer) -> bool:
    return bool(own.legal_form) and own.legal_form == other.legal_form


def _has_the_size(own: Peer, other: Peer) -> bool:
    if not own.size or not other.size:
        return False
    return own.size <= 2 * other.size and other.size <= 2 * own.size


def _has_both(own: Peer, other: Peer) -> bool:
    return _has_the_form(own, other) and _has_the_size(own, other)


_WAYS: tuple[tuple[Basis, Callable[[Peer, Peer], bool]], ...] = (
    (Basis.FORM_AND_SIZE, _has_both),
    (Basis.FORM, _has_the_form),
    (Basis.SIZE, _has_the_size),
)


def _spread(own: int, others: list[int]) -> Spread:
    return Spread(own, median(others), min(others), max(others))
