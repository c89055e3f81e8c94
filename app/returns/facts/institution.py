"""What sheet 1_INST says: whose return it is, of which year, and the institution as a whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.cohorts.facts.figures import NOT_FOREIGN, YearFacts
from app.cohorts.models import Direction
from app.kernel.years import AcademicYear
from app.returns.dataset import Row
from app.returns.facts.cells import day, flag, integer, text, total
from app.returns.facts.declared import (
    AGREEMENTS,
    CONTINGENT,
    COUNTED,
    PROGRAMMES,
    QUALITY,
    WHOLE_INSTITUTION,
    Declared,
    Spot,
)

INSTITUTION = "1_INST"
_YEAR = re.compile(r"[0-9]{4}-[0-9]{4}")


@dataclass(frozen=True)
class InstitutionFacts:
    """The head of a return, beside what the collection expects.

    `is_listed` says whether the national list has the code, `expected_code` whose return
    it has to be where somebody has signed in.
    """

    inst_code: str | None
    expected_code: str | None
    is_listed: bool | None
    report_year: str | None
    expected_year: str | None
    reference_date: date | None
    expected_date: date | None
    total_contingent: int | None
    total_foreign: int | None

    @property
    def is_own(self) -> bool | None:
        """Whether it is the return of who files it; a code that is on no list is nobody's."""
        if self.inst_code is None:
            return None
        if self.expected_code is not None:
            return self.inst_code == self.expected_code
        return None if self.is_listed is not False else False

    @property
    def is_of_the_year(self) -> bool | None:
        """Whether it is of the year that is collected; a year that is none is never that."""
        if self.report_year is None:
            return None
        if not _is_year(self.report_year):
            return False
        return None if self.expected_year is None else self.report_year == self.expected_year


def _is_year(words: str) -> bool:
    try:
        return bool(_YEAR.fullmatch(words) and AcademicYear.parse(words))
    except ValueError:
        return False


def heads(returns: Sequence[Declared]) -> dict[Spot, InstitutionFacts]:
    """The head of each return."""
    return {
        Spot(INSTITUTION, line.at): _head(declared, line.row)
        for declared in returns
        for line in declared.lines(INSTITUTION)
    }


def _head(declared: Declared, row: Row) -> InstitutionFacts:
    context, code = declared.context, text(row, "inst_code")
    year = context.year
    return InstitutionFacts(
        inst_code=code,
        expected_code=context.institution,
        is_listed=code in context.institutions if context.institutions else None,
        report_year=text(row, "report_year"),
        expected_year=str(year) if year else None,
        reference_date=day(row, "reference_date"),
        expected_date=context.reference_on or (year or declared.data.year).reference_date,
        total_contingent=integer(row, "total_contingent"),
        total_foreign=integer(row, "total_foreign"),
    )


def figures(returns: Sequence[Declared]) -> dict[Spot, YearFacts]:
    """The whole institution beside the sum of its programmes."""
    return {
        Spot(INSTITUTION, line.at): _figures(declared, line.row)
        for declared in returns
        for line in declared.lines(INSTITUTION)
    }


def strays(returns: Sequence[Declared]) -> dict[Spot, YearFacts]:
    """Every row that counts something of a programme that the return does not list."""
    return {
        spot: replace(whole, stray_programmes=(key,))
        for declared in returns
        for whole in (_figures(declared, declared.data.head),)
        for spot, key in _stray_rows(declared)
    }


def _stray_rows(declared: Declared) -> Iterator[tuple[Spot, str]]:
    for sheet in COUNTED:
        for line in declared.lines(sheet):
            key = text(line.row, "prog_id")
            whole = sheet == QUALITY and key == WHOLE_INSTITUTION
            if key and key not in declared.programmes and not whole:
                yield Spot(sheet, line.at, column="prog_id"), key


def _figures(declared: Declared, row: Row) -> YearFacts:
    sheets = (AGREEMENTS, PROGRAMMES, *(sheet for sheet in COUNTED if sheet != QUALITY))
    own = [r for r in declared.data.rows(CONTINGENT) if r.get("direction") == Direction.OUT]
    foreign = [one for one in own if _is_foreign(one.get("citizenship"))]
    return YearFacts(
        entries=sum(len(declared.data.rows(sheet)) for sheet in sheets),
        is_nil=flag(row, "nil_return"),
        total_contingent=integer(row, "total_contingent"),
        total_foreign=integer(row, "total_foreign"),
        students=total(own, "n"),
        foreign_students=total(foreign, "n"),
        stray_programmes=(),
    )


def _is_foreign(citizenship: Any) -> bool:
    return citizenship is not None and citizenship not in NOT_FOREIGN
