"""A return put to all its rules: one engine for the register, a workbook and the command line.

The rules stand in rulebooks of several features, those of the register among them; here
it is said which facts of a return each of them is given, and in which cell a finding
stands. To add a rule: a `Rule` in a rulebook and a row in `return_rules.csv`. To add a
rulebook: a line in `READINGS`, unless its own `facts` read declared returns.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.kernel import checks
from app.kernel.rules import Rule, Rulebook, Verdict, judge, verdict
from app.returns.dataset import Dataset, key_of
from app.returns.facts import agreements, institution, national, programmes
from app.returns.facts.declared import (
    AGREEMENTS,
    CONTINGENT,
    GRADUATES,
    MOBILITY,
    MOVEMENT,
    PROGRAMMES,
    Claim,
    Context,
    Declared,
    Known,
    Spot,
)
from app.returns.intake import foremost
from app.returns.problems import Place, Problem
from app.returns.rulebooks.schema import RULES as OF_THE_FILE

__all__ = [
    "RULEBOOK_EDITION",
    "Claim",
    "Context",
    "Declared",
    "Known",
    "check",
    "foremost",
    "rules",
    "unplaced",
]

RULEBOOK_EDITION = "2026.1"
# The register and the standards of quality ask for more than the return.
LETTERS = ("S", "F", "X", "Y", "N")

Placing = Callable[[str, int, str], Place]
Reader = Callable[[Sequence[Declared]], Mapping[Spot, Any]]


class Reading(NamedTuple):
    """The facts of a return for a rulebook that stands elsewhere; all its rules, or some."""

    rulebook: str
    facts: Reader
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


READINGS = (
    Reading("year-figures", institution.figures, without=("X103",)),
    Reading("year-figures", institution.strays, only=("X103",)),
    Reading("agreement-register", agreements.agreements),
    Reading("agreement-programmes", agreements.agreement_programmes),
    Reading("agreement-teach-out", agreements.teach_outs),
    Reading("agreement-recognition", agreements.agreement_bases),
    Reading("programme-register", programmes.programmes),
    Reading("programme-counts", programmes.counts),
    Reading("programme-recognition", programmes.bases),
    Reading("return-national", national.pairs, only=("N301",)),
    Reading("return-national", national.spellings, only=("N302",)),
    Reading("return-national", national.outliers, only=("N303",)),
)

# Where a finding of a rule of the register stands on its sheet; other rules say it themselves.
COLUMNS: Mapping[str, str] = {
    "F201": "agr_number",
    "F202": "signed_date",
    "F203": "end_date",
    "F204": "end_date",
    "F205": "renew_years",
    "F206": "term_type",
    "F207": "terminated_date",
    "F208": "partner_country",
    "F209": "cl_degree",
    "F210": "file_ref",
    "F211": "agr_kind",
    "F301": "prog_code",
    "F302": "prog_code",
    "F303": "ects_total",
    "F304": "ects_total",
    "F305": "path",
    "F306": "duration_months",
    "F307": "path",
    "F308": "prog_name_kk",
    "F309": "prog_name_kk",
    "F310": "diploma_scheme",
    "F311": "online_share",
    "F312": "registry_status",
    "F313": "accr_to",
    "F314": "accr_to",
    "F315": "staff_partner",
    "F316": "coord_partner_email",
    "F317": "last_review",
    "X101": "nil_return",
    "X102": "agr_id",
    "X103": "prog_id",
    "X104": "agr_id",
    "X105": "intake_open",
    "X106": "teachout_until",
    "X107": "end_date",
    "X108": "first_intake",
    "X109": "total_contingent",
    "X116": "level",
    "X118": "prog_code",
    "X119": "agr_number",
    "X120": "partner_country",
    "X121": "prog_id",
}


class Elsewhere(NamedTuple):
    """The cell on another sheet: the first row of the programme for which something holds."""

    sheet: str
    column: str
    suits: Callable[[Mapping[str, Any], Mapping[str, Any], Any], bool]


def _any(row: Mapping[str, Any], programme: Mapping[str, Any], facts: Any) -> bool:
    return True


def _is_away(row: Mapping[str, Any], programme: Mapping[str, Any], facts: Any) -> bool:
    return row.get("direction") == "OUT" and row.get("place_now") == "PARTNER"


def _is_odd_award(row: Mapping[str, Any], programme: Mapping[str, Any], facts: Any) -> bool:
    return row.get("award") in ("BOTH", "JOINT")


def _waits(row: Mapping[str, Any], programme: Mapping[str, Any], facts: Any) -> bool:
    return row.get("award") in ("PART", "PEND")


def _is_astray(row: Mapping[str, Any], programme: Mapping[str, Any], facts: Any) -> bool:
    return programmes.is_misplaced(row, programme)


def _is_off_course(row: Mapping[str, Any], programme: Mapping[str, Any], facts: Any) -> bool:
    return row.get("country") not in (facts.partner_countries or ())


# Findings about a programme that are put right on the sheets of counts. Where no row there
# suits, they stand at the programme.
ELSEWHERE: Mapping[str, tuple[Elsewhere, ...]] = {
    "X111": (
        Elsewhere(GRADUATES, "n", _any),
        Elsewhere(MOVEMENT, "graduated_total", _any),
    ),
    "X112": (Elsewhere(CONTINGENT, "place_now", _is_away), Elsewhere(MOBILITY, "n", _any)),
    "X113": (Elsewhere(GRADUATES, "award", _is_odd_award),),
    "X114": (Elsewhere(GRADUATES, "award", _waits),),
    "X115": (Elsewhere(CONTINGENT, "place_now", _is_astray),),
    "X117": (Elsewhere(MOBILITY, "country", _is_off_course),),
    "Y203": (Elsewhere(CONTINGENT, "n", _any),),
    "Y210": (Elsewhere(MOVEMENT, "withdrawn", _any),),
    "Y211": (Elsewhere(GRADUATES, "n", _any),),
}
# Findings about the whole institution that are about a sheet and no cell of it.
SHEETS: Mapping[str, tuple[str, str]] = {
    "Y204": (PROGRAMMES, "prog_id"),
    "Y214": (AGREEMENTS, "partner_id"),
}


def rules() -> Mapping[str, Rule]:
    """Every rule that a return is put to, by its code; those about the file too."""
    judged = [rule for book in checks.rulebooks() for rule in book.rules if _is_asked(rule)]
    return {rule.id: rule for rule in (*OF_THE_FILE, *judged)}


def _is_asked(rule: Rule) -> bool:
    return rule.id.startswith(LETTERS)


def unplaced(sheet: str, at: int, column: str) -> Place:
    """The place of data that stand in no file: the sheet and the column."""
    return Place(sheet, column)


def check(dataset: Dataset, context: Context, place: Placing = unplaced) -> list[Problem]:
    """Everything that is broken, and everything that cannot be said, by sheet and row.

    `place` finds the cell of a row, counted from zero, and a column. Where the return is
    of another institution or year, only that is said.
    """
    declared = Declared(dataset, context)
    books = {book.code: book for book in checks.rulebooks()}
    found = [
        problem
        for wanted, facts in _readings(books)
        for spot, one in facts([declared]).items()
        for problem in _judged(declared, wanted, spot, one, place)
    ]
    return list(foremost(found))


def _readings(books: Mapping[str, Rulebook]) -> Iterator[tuple[tuple[Rule, ...], Reader]]:
    """The rules and the facts they are put to, in the order of the sheets."""
    read = {reading.rulebook for reading in READINGS}
    own = [book for code, book in books.items() if code.startswith("return-") and code not in read]
    for book in own[:1]:
        yield book.rules, book.facts
    for reading in READINGS:
        asked = (rule for rule in books[reading.rulebook].rules if _is_asked(rule))
        wanted = (rule for rule in asked if not reading.only or rule.id in reading.only)
        yield tuple(rule for rule in wanted if rule.id not in reading.without), reading.facts
    for book in own[1:]:
        yield book.rules, book.facts


def _judged(
    declared: Declared, wanted: tuple[Rule, ...], spot: Spot, facts: Any, place: Placing
) -> Iterator[Problem]:
    for rule in wanted:
        if verdict(rule, facts) in (Verdict.BROKEN, Verdict.UNKNOWN):
            where = _where(declared, rule, spot, facts)
            key = spot.key or _key(declared, spot)
            finding = judge(rule, facts, spot.sheet, key)
            at = Place(where.sheet, where.column)
            if where.at is not None:
                at = place(where.sheet, where.at, where.column)
            yield Problem(finding, at, key)


def _key(declared: Declared, spot: Spot) -> str:
    return "" if spot.at is None else key_of(spot.sheet, declared.data.rows(spot.sheet)[spot.at])


def _where(declared: Declared, rule: Rule, spot: Spot, facts: Any) -> Spot:
    if rule.id in SHEETS:
        sheet, column = SHEETS[rule.id]
        return Spot(sheet, column=column)
    if rule.id in ELSEWHERE and spot.at is not None:
        programme = declared.data.rows(PROGRAMMES)[spot.at]
        for sheet, column, suits in ELSEWHERE[rule.id]:
            for line in declared.of_programme(sheet, programme.get("prog_id")):
                if suits(line.row, programme, facts):
                    return Spot(sheet, line.at, column=column)
    return spot._replace(column=spot.column or _column(rule, spot.sheet))


def _column(rule: Rule, sheet: str) -> str:
    """The rule's own column; the key of the sheet where it has none there."""
    if rule.id in ELSEWHERE and sheet == PROGRAMMES:
        return "prog_id"
    return COLUMNS.get(rule.id) or rule.field or ""
