"""The workbook comes back: every problem in its cell, and all of them on a sheet in front.

A cell with problems has a comment that says what is the matter and what to do, in the
reader's language, and a colour: red is refused, orange needs an explanation, yellow is
to be looked at. The comment begins with the word for it, so that nobody needs the colour.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask_babel import force_locale, gettext, ngettext

from app.kernel.rules import Severity
from app.kernel.workbook.book import Book, Unreadable
from app.kernel.workbook.marks import Listing, Mark, Weight, marked
from app.kernel.workbook.reader import machine_names, opened
from app.kernel.workbook.tables import tables
from app.kernel.workbook.text import Text
from app.returns.editions import CURRENT
from app.returns.problems import Place, Problem, Tally

LIST_NAME = Text("Мәселелер", "Проблемы", "Problems")
COLOURS: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.ERROR: "F6C3BE",
        Severity.WARNING: "FAD7A6",
        Severity.INFORMATION: "FDF2B0",
    }
)


def annotated(content: bytes, problems: Sequence[Problem], language: str) -> bytes:
    """The xlsx file with what was found in it; a list alone where it cannot be opened.

    Nothing that stood in the file is lost; formulas are shown and do not count any more.
    """
    try:
        book = opened(content, machine_names(CURRENT))
    except Unreadable:
        book = None
    with force_locale(language):
        pages = _pages(book) if book else {}
        found = sorted(filter(lambda one: one.is_broken, problems), key=_order)
        marks = [_mark(problem, pages, language) for problem in found]
        return marked(content, book, marks, _weights(), _listing(found, language), "Qosdiplom")


def _pages(book: Book) -> dict[str, str]:
    """What each sheet is called in this very file."""
    own = {page.name: page.name for page in book.pages}
    return own | {table.name: table.page.name for table in tables(CURRENT, book)}


def _order(problem: Problem) -> tuple[int, str, int]:
    weight = list(Severity).index(problem.severity)
    return weight, problem.place.sheet, problem.place.row or 0


def _mark(problem: Problem, pages: Mapping[str, str], language: str) -> Mark:
    place = problem.place
    cell = place.cell or (f"A{place.row}" if place.row else "A1" if place.sheet else "")
    return Mark(
        severity=problem.severity.value,
        code=problem.code,
        sheet=place.sheet,
        page=pages.get(place.sheet, ""),
        cell=cell,
        column=_title(place, language),
        message=problem.message,
        remedy=problem.remedy,
    )


def _title(place: Place, language: str) -> str:
    """What people read above the column; its machine name where it is none of ours."""
    try:
        return CURRENT.sheet(place.sheet).column(place.column).title.in_(language)
    except KeyError:
        return place.column


def _weights() -> dict[str, Weight]:
    words = {
        Severity.ERROR: gettext("Error"),
        Severity.WARNING: gettext("Warning"),
        Severity.INFORMATION: gettext("Information"),
    }
    return {one.value: Weight(word, COLOURS[one]) for one, word in words.items()}


def _listing(problems: Sequence[Problem], language: str) -> Listing:
    return Listing(
        name=LIST_NAME.in_(language),
        names=(LIST_NAME.kk, LIST_NAME.ru, LIST_NAME.en),
        title=gettext("What the check has found"),
        summary=_summary(Tally.of(problems)),
        columns=(
            (gettext("Weight"), 20),
            (gettext("Rule"), 10),
            (gettext("Sheet"), 12),
            (gettext("Cell"), 9),
            (gettext("Column"), 26),
            (gettext("What is the matter"), 60),
            (gettext("What to do"), 60),
        ),
    )


def _summary(tally: Tally) -> str:
    """How many of each weight, in one line."""
    counted = (
        ngettext("%(num)d error", "%(num)d errors", tally.errors),
        ngettext("%(num)d warning", "%(num)d warnings", tally.warnings),
        ngettext(
            "%(num)d piece of information", "%(num)d pieces of information", tally.informations
        ),
    )
    return " · ".join(counted)
