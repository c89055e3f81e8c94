"""Marks cells of a workbook and lists the marks, in a process of its own (see `apart`).

`marks.marked` is the door. The request is one line of JSON (see `marks.Request`), the
file follows; the marked workbook goes to standard output. It imports nothing of the
program but openpyxl. Formulas are shown as text and nothing that is written can become
one; old marks of ours are taken away first, so that a file can go round many times.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

# Between our words in a comment and the note that stood there before.
RULE_OFF = "— — —"
# The condition under which our colours hold.
ALWAYS = "1=1"
COMMENT_LETTERS, LIST_HEAD = 6000, 4
LINE = Side(style="thin", color="D9DCDF")
TOP = Alignment(vertical="top", wrap_text=True)

Request = dict[str, Any]


def marked(content: bytes, request: Request) -> bytes:
    """The workbook with its marks and the list in front; the list alone for no content."""
    book = load_workbook(BytesIO(content), keep_links=False) if content else Workbook()
    if content:
        _calm(book, request)
        _mark(book, request)
        page = book.create_sheet(request["list"]["name"], 0)
    else:
        page = book.active
        page.title = request["list"]["name"]
    _write_list(page, request, set(book.sheetnames))
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is page
    book.active = 0
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _calm(book: Workbook, request: Request) -> None:
    """Take away what could run and what we left there before."""
    for name in request["list"]["names"]:
        if name in book.sheetnames:
            del book[name]
    for name in [n for n, defined in book.defined_names.items() if "[" in (defined.value or "")]:
        del book.defined_names[name]
    colours = {one["colour"] for one in request["severities"].values()}
    for page in book.worksheets:
        for area in [a for a in page.conditional_formatting if _is_ours(a)]:
            del page.conditional_formatting[str(area.sqref)]
        for cell in page._cells.values():
            if cell.data_type == "f":
                _as_text(cell)
            if cell.comment is not None:
                _bare(cell)
            if cell.has_style and _colour(cell) in colours:
                cell.fill = PatternFill()


def _is_ours(area: Any) -> bool:
    return any(rule.formula == [ALWAYS] for rule in area.rules)


def _colour(cell: Cell) -> str:
    """The colour of its ground, empty where it has none."""
    return str(cell.fill.start_color.rgb)[-6:] if cell.fill.fill_type == "solid" else ""


def _as_text(cell: Cell) -> None:
    """Show a formula as the text that it is."""
    content = cell.value
    content = getattr(content, "text", None) or getattr(content, "ref", None) or content
    words = str(content)
    _put(cell, words if words.startswith("=") else f"={words}")
    cell.quotePrefix = True


def _bare(cell: Cell) -> None:
    """Leave of a comment what stood there before us."""
    said = cell.comment.text
    if RULE_OFF in said:
        note = said.split(RULE_OFF, 1)[1].strip("\n")
        cell.comment = _comment(note, cell.comment.author or "") if note else None


def _mark(book: Workbook, request: Request) -> None:
    for name, cells in request["marks"].items():
        if name in book.sheetnames:
            page = book[name]
            anchors = _anchors(page)
            for address, problems in cells.items():
                _mark_cell(page, anchors.get(address, address), problems, request)
            _outrank(page, cells, request)


def _anchors(page: Worksheet) -> dict[str, str]:
    """For a cell that a merged one lies over, the cell that carries what is said of it."""
    found = {}
    for area in page.merged_cells.ranges:
        if area.size["columns"] * area.size["rows"] <= 10_000:
            first = f"{get_column_letter(area.min_col)}{area.min_row}"
            for row, column in area.cells:
                found[f"{get_column_letter(column)}{row}"] = first
    return found


def _mark_cell(page: Worksheet, address: str, problems: list[Any], request: Request) -> None:
    """Say every problem of a cell in one comment; its colour is that of the heaviest."""
    cell = page[address]
    if isinstance(cell, MergedCell):
        return
    told = "\n\n".join(text for _, text in problems)[:COMMENT_LETTERS]
    note = cell.comment.text if cell.comment else ""
    if RULE_OFF in note:
        told, note = note.split(RULE_OFF, 1)[0].rstrip() + "\n\n" + told, note.split(RULE_OFF, 1)[1]
    cell.comment = _comment(f"{told}\n{RULE_OFF}\n{note.strip()}".rstrip(), request["author"])
    cell.fill = _ground(request["severities"][_heaviest(problems, request)]["colour"])


def _outrank(page: Worksheet, cells: dict[str, list[Any]], request: Request) -> None:
    """Let our colours win over those that the sheet gives by itself, to empty cells say."""
    areas = list(page.conditional_formatting)
    for rule in (rule for area in areas for rule in area.rules):
        rule.priority += len(request["severities"])
    for rank, (severity, weight) in enumerate(request["severities"].items(), 1):
        addresses = [a for a, problems in cells.items() if _heaviest(problems, request) == severity]
        for at in range(0, len(addresses) if areas else 0, 200):
            rule = FormulaRule(formula=[ALWAYS], fill=_ground(weight["colour"]), stopIfTrue=True)
            rule.priority = rank
            page.conditional_formatting.add(" ".join(addresses[at : at + 200]), rule)


def _heaviest(problems: list[Any], request: Request) -> str:
    order = list(request["severities"])
    return str(min((one[0] for one in problems), key=order.index))


def _comment(words: str, author: str) -> Comment:
    lines = sum(1 + len(line) // 46 for line in words.split("\n"))
    return Comment(words, author or "Qosdiplom", height=min(24 + 17 * lines, 420), width=340)


def _ground(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


def _write_list(page: Worksheet, request: Request, names: set[str]) -> None:
    """The sheet of all problems: what it is, how many, and a row for each."""
    listed, font = request["list"], request["font"]
    page.sheet_view.showGridLines = False
    _put(page["A1"], listed["title"]).font = Font(name=font, size=16, bold=True)
    _put(page["A2"], listed["summary"]).font = Font(name=font, size=11)
    for at, (title, width) in enumerate(listed["columns"], 1):
        cell = _put(page.cell(LIST_HEAD, at), title)
        cell.font = Font(name=font, size=11, bold=True, color="FFFFFF")
        cell.fill, cell.alignment = _ground("0B5C73"), TOP
        page.column_dimensions[get_column_letter(at)].width = width
    for row, problem in enumerate(listed["rows"], LIST_HEAD + 1):
        _write_problem(page, row, problem, request, names)
    last = max(LIST_HEAD + len(listed["rows"]), LIST_HEAD + 1)
    page.auto_filter.ref = f"A{LIST_HEAD}:{get_column_letter(len(listed['columns']))}{last}"
    page.freeze_panes = f"A{LIST_HEAD + 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0
    page.print_title_rows = f"{LIST_HEAD}:{LIST_HEAD}"


def _write_problem(
    page: Worksheet, row: int, problem: Request, request: Request, names: set[str]
) -> None:
    severity = request["severities"][problem["severity"]]
    height = 1
    for at, (words, (_, width)) in enumerate(_columns(problem, severity, request), 1):
        cell = _put(page.cell(row, at), words)
        cell.font, cell.alignment = Font(name=request["font"], size=11), TOP
        cell.border = Border(bottom=LINE)
        height = max(height, sum(1 + len(line) // max(width, 1) for line in words.split("\n")))
    page.row_dimensions[row].height = 15.0 * height + 2
    page.cell(row, 1).fill = _ground(severity["colour"])
    if problem["page"] in names and problem["cell"]:
        where = f"'{problem['page'].replace(chr(39), chr(39) * 2)}'!{problem['cell']}"
        cell = page.cell(row, 4)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=where)
        cell.font = Font(name=request["font"], size=11, color="0B5C73", underline="single")


def _columns(problem: Request, severity: Request, request: Request) -> Iterator[Any]:
    words = (
        *(severity["word"], problem["code"], problem["sheet"], problem["cell"]),
        *(problem["column"], problem["message"], problem["remedy"]),
    )
    return zip(words, request["list"]["columns"], strict=True)


def _put(cell: Cell, words: str) -> Cell:
    """Put a text into a cell; it stays a text, whatever it begins with."""
    cell.value = words or None
    if words:
        cell.data_type = "s"
    return cell


def main() -> None:
    """Read a request of one line and then the file; write the marked workbook."""
    request = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(marked(sys.stdin.buffer.read(), request))


if __name__ == "__main__":
    main()
