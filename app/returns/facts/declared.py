"""A return with what stands outside it, and the ways through it that facts need."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from app.agreements.term import Span
from app.kernel.years import AcademicYear
from app.recognition.treaties import Basis, Treaty
from app.recognition.treaties import bases as bases_among
from app.returns.dataset import Dataset, Row

AGREEMENTS, PROGRAMMES, CONTINGENT = "2_AGR", "3_PROG", "4_CONT"
MOVEMENT, GRADUATES, MOBILITY, QUALITY = "5_MOVE", "6_GRAD", "7_MOB", "8_QA"
COUNTED = (CONTINGENT, MOVEMENT, GRADUATES, MOBILITY, QUALITY)
WHOLE_INSTITUTION = "INST"


class Spot(NamedTuple):
    """What facts are about: a row of a sheet, or the sheet as a whole without one.

    `key` names the thing where it is not the row itself; `column` is for facts that
    stand on another sheet than the rule's own column.
    """

    sheet: str
    at: int | None = None
    key: str = ""
    column: str = ""


class Line(NamedTuple):
    """A row with its place on its sheet, counted from zero."""

    at: int
    row: Row


@dataclass(frozen=True)
class Known:
    """What the register knows of an agreement and the workbook does not say.

    `programmes` and `resting` are how many programmes it has and how many programme
    agreements rest on it, `amendments` how many files of amendments are attached.
    """

    levels: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    countries: Mapping[str, str] = field(default_factory=dict)
    programmes: int = 0
    resting: int = 0
    amendments: int = 0


@dataclass(frozen=True)
class Claim:
    """Whether recognition by authenticity alone is claimed, and each partner's top places."""

    is_made: bool
    top_places: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Context:
    """What stands outside the data of a return; whatever is left out is not known.

    `institution`, `year` and `reference_on` are those of the collection. `previous` is the
    accepted return of the year before, `others` the accepted returns of this year, which
    only the centre has. `institutions` is every code of the national list, `seats` the
    country of each institution by code, `known` and `claims` what the register has of
    agreements and programmes by code. An empty classifier, and no treaties, are not loaded.
    """

    institution: str | None = None
    year: AcademicYear | None = None
    reference_on: date | None = None
    previous: Dataset | None = None
    others: tuple[Dataset, ...] | None = None
    institutions: frozenset[str] = frozenset()
    seats: Mapping[str, str] = field(default_factory=dict)
    classifier: frozenset[str] = frozenset()
    treaties: Sequence[Treaty] | None = None
    known: Mapping[str, Known] = field(default_factory=dict)
    claims: Mapping[str, Claim] | None = None


NOTHING_KNOWN = Context()


@dataclass(frozen=True)
class Declared:
    """One return, ready to be asked."""

    data: Dataset
    context: Context = NOTHING_KNOWN

    @property
    def on(self) -> date:
        """The day it speaks of."""
        return self.data.reference_on

    @property
    def year(self) -> int:
        """The first calendar year of its academic year."""
        return self.data.year.start

    @cached_property
    def before(self) -> "Declared | None":
        """The accepted return of the year before."""
        return Declared(self.context.previous) if self.context.previous else None

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet with their places."""
        return (Line(at, row) for at, row in enumerate(self.data.rows(sheet)))

    @cached_property
    def agreements(self) -> Mapping[Any, Line]:
        """The first row of each agreement by its key."""
        return _first(self.lines(AGREEMENTS), "agr_id")

    @cached_property
    def programmes(self) -> Mapping[Any, Line]:
        """The first row of each programme by its key."""
        return _first(self.lines(PROGRAMMES), "prog_id")

    @cached_property
    def programmes_under(self) -> Mapping[Any, list[Line]]:
        """The programmes of each agreement."""
        return _grouped(self.lines(PROGRAMMES), "agr_id")

    @cached_property
    def _by_programme(self) -> Mapping[str, Mapping[Any, list[Line]]]:
        return {sheet: _grouped(self.lines(sheet), "prog_id") for sheet in COUNTED}

    def of_programme(self, sheet: str, prog_id: Any) -> list[Line]:
        """The rows of a sheet that belong to a programme."""
        return self._by_programme[sheet].get(prog_id, [])

    def rows_of(self, sheet: str, prog_id: Any) -> list[Row]:
        """The same without their places."""
        return [line.row for line in self.of_programme(sheet, prog_id)]

    def agreement_of(self, programme: Row) -> Row:
        """The agreement of a programme; empty when the return does not list it."""
        found = self.agreements.get(programme.get("agr_id"))
        return found.row if found else {}

    def partner_countries(self, agreement: Row) -> tuple[str, ...] | None:
        """Where the partners of an agreement teach; not known unless it is of all of them."""
        known = self.context.known.get(str(agreement.get("agr_id")), Known()).countries
        others = [
            known.get(code) or self.context.seats.get(code)
            for code in agreement.get("partner_ids_other", ())
        ]
        found = [agreement.get("partner_country"), *others]
        return tuple(dict.fromkeys(str(one) for one in found)) if all(found) else None

    @cached_property
    def _bases(self) -> dict[str, list[Basis]]:
        return {}

    def bases(self, countries: Sequence[str]) -> dict[str, list[Basis]] | None:
        """The conventions to rely on for each country; not known while none is loaded."""
        if self.context.treaties is None:
            return None
        for country in countries:
            if country not in self._bases:
                found = bases_among(self.context.treaties, country, self.on)
                self._bases[country] = list(found)
        return self._bases


def _first(lines: Iterator[Line], name: str) -> dict[Any, Line]:
    found: dict[Any, Line] = {}
    for line in lines:
        if line.row.get(name):
            found.setdefault(line.row[name], line)
    return found


def _grouped(lines: Iterator[Line], name: str) -> dict[Any, list[Line]]:
    found: defaultdict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.row.get(name)].append(line)
    return found
