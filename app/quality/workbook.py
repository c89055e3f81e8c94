"""The matrix and a review as workbooks, in the reader's language.

Every cell is a text, a number or a day: nothing that somebody typed becomes a formula.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.i18n import code, day, moment, name
from app.kernel.workbook.styles import ACCENT, FRAMED, QUIET, WHITE, fill, font
from app.kernel.workbook.text import clean
from app.quality import matrix as matrices
from app.quality.matrix import Cell as Judged
from app.quality.models import Evidence, Framework, Review
from app.quality.profile import Line
from app.quality.words import asks

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_000
_WRAP = Alignment(wrap_text=True, vertical="top")
GROUNDS = {"bad": "F6D5D2", "warn": "FBE7C6", "unknown": "E6E2EC", "good": "DDEEE1"}


def matrix(framework: Framework, lines: Sequence[matrices.Line], as_of: date) -> bytes:
    """Programme × standard: what the data show, and the judgement beside it."""
    book, page = _new(_("Matrix"))
    _head(page, name(framework), _("As of %(day)s", day=day(as_of)))
    titles = [_("Institution"), _("Code"), _("Programme"), _("Accredited until")]
    _headers(page, [*titles, *(one.code for one in framework.standards)], 4)
    for number, line in enumerate(lines, start=5):
        programme = line.row.programme
        until = line.row.accredited_until
        values = [name(programme.agreement.home), programme.code, name(programme), until]
        for column, value in enumerate(values, start=1):
            _put(page.cell(number, column), value)
        for column, cell in enumerate(line.cells, start=len(values) + 1):
            _put(page.cell(number, column), _told(cell), GROUNDS.get(cell.sum.tone))
    _widths(page, [34, 22, 40, 14, *([24] * len(framework.standards))])
    page.freeze_panes = "D5"
    _standards(book, framework)
    return _bytes(book)


def review(one: Review, lines: Sequence[Line]) -> bytes:
    """A review as a self-evaluation: a row for each standard, then evidence and actions."""
    book, page = _new(_("Self-evaluation"))
    _head(page, f"{name(one.framework)}: {_about(one)}", _stage(one))
    _headers(
        page,
        [
            _("Standard"),
            _("Name"),
            _("What it asks for"),
            _("What the data show"),
            _("Judgement"),
            _("Comment"),
            _("Evidence"),
            _("Actions"),
        ],
        4,
    )
    for number, line in enumerate(lines, start=5):
        for column, value in enumerate(_row(line), start=1):
            _put(page.cell(number, column), value)
    _widths(page, [10, 34, 44, 60, 18, 60, 40, 40])
    page.freeze_panes = "C5"
    if one.summary:
        _put(page.cell(len(lines) + 6, 1), _("Summary"), bold=True)
        _put(page.cell(len(lines) + 6, 2), one.summary)
    _evidence(book, lines)
    return _bytes(book)


def _row(line: Line) -> list[Any]:
    judgement = line.judgement
    uses = judgement.uses if judgement else ()
    return [
        line.standard.code,
        name(line.standard),
        asks(line.standard),
        "\n".join(_findings(line)),
        code(line.grade, "JUDGE"),
        "\n".join(filter(None, (judgement.comment, judgement.reason))) if judgement else "",
        "\n".join(use.evidence.title for use in uses),
        "\n".join(
            f"{one.title} ({one.owner_name}, {day(one.due_on)}, {code(one.stage, 'ACTION_STAGE')})"
            for one in line.actions
        ),
    ]


def _findings(line: Line) -> Iterable[str]:
    """What is to be put right and what is not known, in words; what holds is counted."""
    if line.is_for_people:
        yield _("Only people can judge this.")
    for about, items in line.about.items():
        for item in items:
            if item.verdict == "broken":
                yield f"{about} · {item.rule}: {item.message}"
            elif item.verdict == "unknown":
                yield f"{about} · {item.rule}: " + _(
                    "Not checked: “%(sentence)s”.", sentence=item.message.strip(".")
                )
    if holds := line.counted("holds"):
        yield _("%(n)d in order", n=holds)


def _told(cell: Judged) -> str:
    parts = []
    if broken := cell.sum.errors + cell.sum.warnings:
        parts.append(_("%(n)d to put right", n=broken))
    if cell.sum.unknown:
        parts.append(_("%(n)d not known", n=cell.sum.unknown))
    if cell.sum.holds:
        parts.append(_("%(n)d in order", n=cell.sum.holds))
    return "; ".join([code(cell.grade, "JUDGE"), ", ".join(parts)]).strip("; ")


def _standards(book: Workbook, framework: Framework) -> None:
    page = book.create_sheet(_("Standards"))
    _headers(page, [_("Standard"), _("Name"), _("What it asks for")], 1)
    for number, one in enumerate(framework.standards, start=2):
        for column, value in enumerate((one.code, name(one), asks(one)), start=1):
            _put(page.cell(number, column), value)
    _widths(page, [12, 44, 90])


def _evidence(book: Workbook, lines: Sequence[Line]) -> None:
    page = book.create_sheet(_("Evidence"))
    titles = [_("Name"), _("Kind"), _("Of which day"), _("Address or file"), _("SHA-256")]
    _headers(page, [*titles, _("How far it can be relied on"), _("Standards")], 1)
    used: dict[int, tuple[Evidence, list[str]]] = {}
    for line in lines:
        for use in line.judgement.uses if line.judgement else ():
            used.setdefault(use.evidence_id, (use.evidence, []))[1].append(line.standard.code)
    for number, (piece, codes) in enumerate(used.values(), start=2):
        file = piece.file
        values = (
            piece.title,
            code(piece.kind, "EVIDENCE_TYPE"),
            piece.dated_on,
            piece.url or (file.name if file else ""),
            file.sha256 if file else "",
            code(piece.confidence, "EVIDENCE_CONFIDENCE"),
            ", ".join(codes),
        )
        for column, value in enumerate(values, start=1):
            _put(page.cell(number, column), value)
    _widths(page, [50, 20, 14, 50, 70, 24, 24])


def _about(one: Review) -> str:
    if one.programme is not None:
        return f"{one.programme.code} {name(one.programme)}"
    if one.agreement is not None:
        return one.agreement.label
    return name(one.institution)


def _stage(one: Review) -> str:
    stage = code(one.stage, "REVIEW_STAGE")
    signed = _("Signed off by %(who)s on %(when)s", who=one.signed_by, when=moment(one.signed_at))
    told = [stage, signed if one.signed_at else "", one.edition]
    return " · ".join(part for part in told if part)


def _new(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = title
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    return book, page


def _head(page: Worksheet, title: str, note: str) -> None:
    _put(page.cell(1, 1), title)
    page.cell(1, 1).font = font(14, bold=True)
    page.cell(1, 1).alignment = Alignment(wrap_text=False)
    _put(page.cell(2, 1), note)
    page.cell(2, 1).font = font(10.5, QUIET)
    page.cell(2, 1).alignment = Alignment(wrap_text=False)


def _headers(page: Worksheet, titles: Sequence[str], row: int) -> None:
    for column, title in enumerate(titles, start=1):
        cell = page.cell(row, column)
        _put(cell, title, ACCENT)
        cell.font = font(10.5, WHITE, bold=True)
    page.print_title_rows = f"{row}:{row}"


def _put(cell: Cell, value: Any, ground: str | None = None, bold: bool = False) -> None:
    """A value as what it is; a text stays a text, whatever it begins with."""
    cell.value = clean(value)[:LONGEST] if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "DD.MM.YYYY"
    cell.font, cell.alignment, cell.border = font(10.5, bold=bold), _WRAP, FRAMED
    if ground:
        cell.fill = fill(ground)


def _widths(page: Worksheet, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width


def _bytes(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()
