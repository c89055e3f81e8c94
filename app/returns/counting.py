"""What a return adds to the national figures: its programmes, partners and students. Pure.

A programme is on offer when it admits in the year (its first intake has come, its last
has not passed) under an agreement that was signed by the reference date and in force on
it: the meaning that the figures of the register have. The status of the agreement says
whether it was in force, because it knows of terms that the sheet does not tell; where a
row has none, its dates say it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.agreements.models import Kind
from app.agreements.term import TermKind
from app.cohorts.models import Direction, Sex, StudyPlace
from app.kernel.errors import Refusal
from app.kernel.text import search_norm
from app.programmes.models import ProgrammeKind
from app.programmes.path import Level
from app.programmes.registry import direction_of
from app.returns.dataset import Dataset, Row

IN_FORCE = ("ACTIVE", "EXPIRING")
NEW = "NEW"


@dataclass(frozen=True)
class Known:
    """What the directory knows of a partner."""

    name: str
    country: str


@dataclass(frozen=True)
class Partner:
    """A row of `CountedPartner`. The country is empty where nobody has said it."""

    code: str
    name: str
    country: str


@dataclass(frozen=True)
class Students:
    """A row of `CountedStudents`."""

    direction: Direction
    entry_year: int
    course_year: int
    citizenship: str
    sex: Sex
    funding: str
    place: StudyPlace
    language: str
    n: int
    on_leave: int


@dataclass(frozen=True)
class Programme:
    """A row of `CountedProgramme` with its partners and students."""

    key: str
    agreement_key: str
    registry_code: str
    name_kk: str
    name_ru: str
    name_en: str
    level: Level
    kind: ProgrammeKind
    field: str
    format: str
    agreement_kind: Kind
    term_kind: TermKind
    ends_on: date | None
    is_on_offer: bool
    partners: tuple[Partner, ...] = ()
    students: tuple[Students, ...] = ()


@dataclass(frozen=True)
class Counted:
    """What one return adds; the totals are those of the whole institution."""

    total_contingent: int | None
    total_foreign: int | None
    programmes: tuple[Programme, ...]


def rows_of(dataset: Dataset, directory: Mapping[str, Known] | None = None) -> Counted:
    """The counted rows of a return; `directory` knows the partners by code.

    Raises Refusal where a row cannot be counted: it names no programme of the return, or
    an attribute by which figures are told apart is missing or not a code.
    """
    agreements = {str(row.get("agr_id", "")): row for row in reversed(dataset.rows("2_AGR"))}
    students = _students(dataset)
    found = tuple(
        _programme(dataset, row, agreements, directory or {}, tuple(students.pop(_key(row), ())))
        for row in dataset.rows("3_PROG")
    )
    for key in students:
        raise _uncountable("4_CONT", "prog_id", key)
    head = dataset.head
    return Counted(_whole(head.get("total_contingent")), _whole(head.get("total_foreign")), found)


def partner_codes(dataset: Dataset) -> set[str]:
    """The codes of all partners that a return names."""
    return {code for row in dataset.rows("2_AGR") for code in _codes(row)} - {NEW}


def _key(row: Row) -> str:
    return str(row.get("prog_id", ""))


def _programme(
    dataset: Dataset,
    row: Row,
    agreements: Mapping[str, Row],
    directory: Mapping[str, Known],
    students: tuple[Students, ...],
) -> Programme:
    key, code = _key(row), str(row.get("prog_code", ""))
    agreement = agreements.get(str(row.get("agr_id", "")))
    if agreement is None:
        raise _uncountable("3_PROG", "agr_id", row.get("agr_id", ""))
    return Programme(
        key=key,
        agreement_key=str(row["agr_id"]),
        registry_code=code,
        name_kk=str(row.get("prog_name_kk", "")),
        name_ru=str(row.get("prog_name_ru", "")),
        name_en=str(row.get("prog_name_en", "")),
        level=_coded(Level, "3_PROG", row, "level"),
        kind=_coded(ProgrammeKind, "3_PROG", row, "prog_type"),
        field=direction_of(code),
        format=str(row.get("format_label", "")),
        agreement_kind=_coded(Kind, "2_AGR", agreement, "agr_kind"),
        term_kind=_coded(TermKind, "2_AGR", agreement, "term_type"),
        ends_on=_end(agreement),
        is_on_offer=_is_on_offer(row, agreement, dataset),
        partners=tuple(_partners(agreement, directory)),
        students=students,
    )


def _is_on_offer(row: Row, agreement: Row, dataset: Dataset) -> bool:
    first, last = row.get("first_intake"), row.get("last_intake")
    admits = isinstance(first, int) and first <= dataset.year.start
    goes_on = not isinstance(last, int) or last >= dataset.year.start
    signed = agreement.get("signed_date")
    concluded = isinstance(signed, date) and signed <= dataset.reference_on
    return admits and goes_on and concluded and _is_in_force(agreement, dataset.reference_on)


def _is_in_force(agreement: Row, on: date) -> bool:
    if "agr_status" in agreement:
        return agreement["agr_status"] in IN_FORCE
    starts, ended = agreement.get("start_date"), agreement.get("terminated_date")
    end = _end(agreement)
    has_begun = isinstance(starts, date) and starts <= on
    stands = not isinstance(ended, date) or on < ended
    return has_begun and stands and (end is None or on <= end)


def _end(agreement: Row) -> date | None:
    """The last day that is agreed: of a fixed term, or of the period that runs now."""
    found = agreement.get("end_date") or agreement.get("renewed_until")
    return found if isinstance(found, date) else None


def _partners(agreement: Row, directory: Mapping[str, Known]) -> Iterator[Partner]:
    """Every partner once; the sheet says name and country of the first only."""
    told = Known(
        str(agreement.get("partner_name_en", "")), str(agreement.get("partner_country", ""))
    )
    for place, code in enumerate(dict.fromkeys(_codes(agreement))):
        known = directory.get(code, Known(code, ""))
        if place == 0:
            known = Known(known.name if code in directory else told.name, told.country)
        yield Partner(_told(code, known.name), known.name, known.country[:2])


def _told(code: str, name: str) -> str:
    """The code; of a partner that has none yet, one that follows from its name."""
    if code != NEW:
        return code
    return f"{NEW} {hashlib.sha256(search_norm(name).encode()).hexdigest()[:16]}"


def _codes(agreement: Row) -> list[str]:
    others = agreement.get("partner_ids_other", ())
    known = [agreement.get("partner_id"), *(others if isinstance(others, list | tuple) else ())]
    return [str(code) for code in known if code]


def _students(dataset: Dataset) -> dict[str, list[Students]]:
    found: dict[str, list[Students]] = defaultdict(list)
    for row in dataset.rows("4_CONT"):
        found[_key(row)].append(
            Students(
                direction=_coded(Direction, "4_CONT", row, "direction"),
                entry_year=_number("4_CONT", row, "entry_year"),
                course_year=_number("4_CONT", row, "course_year"),
                citizenship=_short("4_CONT", row, "citizenship", 2),
                sex=_coded(Sex, "4_CONT", row, "sex"),
                funding=_short("4_CONT", row, "funding", 4),
                place=_coded(StudyPlace, "4_CONT", row, "place_now"),
                language=_short("4_CONT", row, "lang", 2),
                n=_number("4_CONT", row, "n"),
                on_leave=_whole(row.get("n_leave")) or 0,
            )
        )
    return found


def _coded(kind: Callable[[Any], Any], sheet: str, row: Row, name: str) -> Any:
    try:
        return kind(row.get(name))
    except ValueError:
        raise _uncountable(sheet, name, row.get(name, "")) from None


def _short(sheet: str, row: Row, name: str, most: int) -> str:
    value = row.get(name)
    if isinstance(value, list | tuple):
        value = next(iter(value), None)
    if not isinstance(value, str) or len(value) > most:
        raise _uncountable(sheet, name, value or "")
    return value


def _number(sheet: str, row: Row, name: str) -> int:
    value = _whole(row.get(name))
    if value is None:
        raise _uncountable(sheet, name, row.get(name, ""))
    return value


def _whole(value: Any) -> int | None:
    """A whole number that is not negative; None of anything else."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if is_number else None


def _uncountable(sheet: str, name: str, value: Any) -> Refusal:
    return Refusal(
        _l(
            "The return cannot be counted: in the column %(column)s of the sheet %(sheet)s stands "
            '"%(value)s".',
            column=name,
            sheet=sheet,
            value=str(value)[:80],
        )
    )
