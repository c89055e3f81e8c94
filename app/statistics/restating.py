"""What was published, and how the same figures stand now. Pure.

A publication is kept as the figures were, with the day, the coverage, the digest of every
return that they count, and why they differ from the year before. A later figure that is
not the published one is a restatement: it is told from → to, never silently replaced.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from app.statistics.decomposition import Cause, Explained, Why
from app.statistics.figures import LEVELS, Change, Comparison, National

# A national result that moves further than this is explained before it is published (N306).
THRESHOLD_PERCENT = 10


@dataclass(frozen=True)
class Counts:
    """A return that is counted: whose, and the digest of what it declares."""

    institution: str
    digest: str

    def as_json(self) -> dict[str, str]:
        """As a publication keeps it."""
        return {"institution": self.institution, "digest": self.digest}


@dataclass(frozen=True)
class Published:
    """The text of a publication, read back."""

    content: Mapping[str, Any]

    @classmethod
    def read(cls, text: str) -> Self:
        """The publication behind a kept text."""
        return cls(json.loads(text))

    @property
    def figures(self) -> Mapping[str, Any]:
        """The figures as `statistics national` printed them."""
        return self.content["figures"]  # type: ignore[no-any-return]

    @property
    def coverage(self) -> tuple[int, int]:
        """Accepted, of how many."""
        found = self.figures["coverage"]
        return found["institutions"], found["of"]

    @property
    def day(self) -> date:
        """The day on which the figures stood so."""
        return date.fromisoformat(self.content["day"])

    def count(self, name: str, level: str = "total") -> int | None:
        """A published count; a level that was not told had nobody."""
        found = self.figures[name]
        return found.get(level, None if found["total"] is None else 0)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Restated:
    """One figure as it was published, and as it stands now."""

    name: str
    level: str
    change: Change

    @property
    def differs(self) -> bool:
        """Whether it is another one now."""
        return self.change.before != self.change.after


def kept(
    figures: National,
    compared: Comparison,
    explained: Mapping[str, Explained],
    counted: Iterable[Counts],
    day: date,
) -> str:
    """The text of a publication."""
    content = {
        "day": day.isoformat(),
        "figures": figures.as_json(compared),
        "why": {name: _told(one.total) for name, one in explained.items()},
        "returns": [one.as_json() for one in counted],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _told(why: Why) -> dict[str, Any]:
    if why.parts is None:
        return why.change.as_json() | {"parts": None}
    parts = {part.cause.value: _short(why, part.cause) for part in why.parts}
    return why.change.as_json() | {"parts": parts}


def _short(why: Why, cause: Cause) -> dict[str, Any]:
    part = why.part(cause)
    shares = {share.place.code: share.difference for share in part.shares}
    return {"n": part.difference, "programmes": part.programmes, "institutions": shares}


def restated(published: Published, now: National) -> list[Restated]:
    """Every published count beside the present one, the totals first."""
    words = {"total": None} | dict(LEVELS)
    return [
        Restated(
            name,
            word,
            Change(
                published.count(name, word),
                getattr(now, name).total if level is None else getattr(now, name).of(level),
            ),
        )
        for name in ("contingent", "programmes")
        for word, level in words.items()
    ]


def needs_explaining(change: Change) -> bool:
    """Whether a result moved so far that its causes are looked at before it is published."""
    return change.percent is not None and abs(change.percent) > THRESHOLD_PERCENT
