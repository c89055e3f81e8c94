"""One return among the others of its year, and the national result made of all of them.

What one institution cannot see by itself: whether a partner in the country names it too,
whether another spells a foreign partner differently, whether its share of students is far
from that of institutions of its size. The result and its publication are worked out by
`statistics`, which fills `NationalFacts` with them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from app.cohorts.models import Direction
from app.recognition.treaties import HOME
from app.returns.dataset import Dataset, Row
from app.returns.facts.cells import added, integer
from app.returns.facts.declared import AGREEMENTS, CONTINGENT, Context, Declared, Spot
from app.returns.facts.institution import INSTITUTION
from app.returns.facts.thresholds import FENCE, PEERS

_WORD = re.compile(r"\w+")
_SMALL_WORDS = frozenset({"the", "of", "and", "for", "in", "at", "de", "der", "und"})


@dataclass(frozen=True)
class NationalFacts:
    """The returns of a year together; whatever was not worked out is `None`.

    `unanswered` are programmes shared within the country that only one side names,
    `spellings` other names of the same partner, `outliers` institutions far from their
    like. `counted` is the sum of accepted returns, `shown` the national total,
    `small_cells` published cells under the least size, `exposed_cells` suppressed ones that
    can be worked out from their row or column.
    """

    unanswered: tuple[str, ...] | None = None
    spellings: tuple[str, ...] | None = None
    outliers: tuple[str, ...] | None = None
    counted: int | None = None
    shown: int | None = None
    has_coverage: bool | None = None
    small_cells: int | None = None
    exposed_cells: int | None = None
    published_before: int | None = None
    has_decomposition: bool | None = None


def results(found: Sequence[NationalFacts]) -> dict[int, NationalFacts]:
    """National results, each as it was worked out, by its number."""
    return dict(enumerate(found))


def among(datasets: Sequence[Dataset]) -> dict[str, tuple[str, ...]]:
    """The first three facts over all accepted returns of a year, for `NationalFacts`."""
    found: dict[str, dict[str, None]] = {}
    for number, dataset in enumerate(datasets):
        others = (*datasets[:number], *datasets[number + 1 :])
        declared = Declared(dataset, Context(others=others))
        for reader in (pairs, spellings, outliers):
            for facts in reader([declared]).values():
                for name in ("unanswered", "spellings", "outliers"):
                    listed = getattr(facts, name) or ()
                    found.setdefault(name, {}).update(dict.fromkeys(listed))
    return {name: tuple(listed) for name, listed in found.items()}


def pairs(returns: Sequence[Declared]) -> dict[Spot, NationalFacts]:
    """Each agreement with programmes and a partner in the country; the other has to name it too."""
    return {spot: one for declared in returns for spot, one in _pairs(declared)}


def _pairs(declared: Declared) -> Iterator[tuple[Spot, NationalFacts]]:
    if declared.context.others is None:
        return
    others = {other.institution: other for other in declared.context.others}
    for key, line in declared.agreements.items():
        if not declared.programmes_under.get(key):
            continue
        for code in _partners(line.row):
            if code in others or (
                line.row.get("partner_country") == HOME and code == line.row.get("partner_id")
            ):
                yield Spot(AGREEMENTS, line.at, column="partner_id"), _pair(declared, others, code)


def _pair(declared: Declared, others: Mapping[str, Dataset], code: str) -> NationalFacts:
    own = declared.data.institution
    if code not in others:
        return NationalFacts()
    named = any(own in _partners(row) for row in others[code].rows(AGREEMENTS))
    return NationalFacts(unanswered=() if named else (f"{own} – {code}",))


def _partners(row: Row) -> tuple[str, ...]:
    return tuple(
        str(one) for one in (row.get("partner_id"), *row.get("partner_ids_other", ())) if one
    )


def spellings(returns: Sequence[Declared]) -> dict[Spot, NationalFacts]:
    """Each agreement's partner beside the names that others give it."""
    return {
        Spot(AGREEMENTS, line.at, column="partner_name_en"): NationalFacts(
            spellings=_spelled(line.row, names)
        )
        for declared in returns
        if declared.context.others is not None
        for names in (_names(declared.context.others),)
        for line in declared.lines(AGREEMENTS)
    }


def _names(others: Sequence[Dataset]) -> set[tuple[str, str, str, str]]:
    """Code, name, country and who says so, of every partner in the returns of others."""
    return {(*_named(row), other.institution) for other in others for row in other.rows(AGREEMENTS)}


def _named(row: Row) -> tuple[str, str, str]:
    names = ("partner_id", "partner_name_en", "partner_country")
    code, name, country = (str(row.get(one, "")) for one in names)
    return code, name, country


def _spelled(row: Row, names: set[tuple[str, str, str, str]]) -> tuple[str, ...]:
    code, name, country = _named(row)
    words = _words(name)
    found = {
        f"{other} ({who})"
        for key, other, where, who in names
        if (key == code and other != name)
        or (key != code and where == country and words and _words(other) == words)
    }
    return tuple(sorted(found))


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.casefold())) - _SMALL_WORDS


def outliers(returns: Sequence[Declared]) -> dict[Spot, NationalFacts]:
    """Each institution's share of students on these programmes beside those of its size."""
    return {
        Spot(INSTITUTION, 0 if declared.data.head else None): NationalFacts(
            outliers=_outlier(declared.data, declared.context.others)
        )
        for declared in returns
        if declared.context.others is not None
    }


def _outlier(dataset: Dataset, others: Sequence[Dataset]) -> tuple[str, ...] | None:
    """Its code when it is one; nothing known while too few of its size have filed."""
    size, share = _size(dataset), _share(dataset)
    if not size or share is None:
        return None
    alike = [one for one in others if size / 2 <= (_size(one) or 0) <= size * 2]
    shares = [one for one in map(_share, alike) if one is not None]
    if len(shares) < PEERS:
        return None
    low, _, high = quantiles(shares, n=4)
    beyond = FENCE * (high - low)
    return () if low - beyond <= share <= high + beyond else (dataset.institution,)


def _size(dataset: Dataset) -> int | None:
    return integer(dataset.head, "total_contingent")


def _share(dataset: Dataset) -> float | None:
    own: list[Any] = [
        row for row in dataset.rows(CONTINGENT) if row.get("direction") == Direction.OUT
    ]
    size = _size(dataset)
    return added(own, "n") / size if size else None
