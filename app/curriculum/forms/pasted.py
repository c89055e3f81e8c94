"""Modules as they come from a spreadsheet: one a line, cells apart by tabs or semicolons.

`code; name; credits`, or with names in three languages `code; name in Kazakh; in
Russian; in English; credits`. Nothing is guessed: a line that cannot be read is given
back with the reason.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.kernel.web.forms import stripped

LANGUAGES = ("kk", "ru", "en")
HEADINGS = frozenset({"code", "код", "коды", "шифр", "коды/код"})
CREDITS = re.compile(r"[0-9]{1,3}([.,][0-9]0*)?")
LONGEST_CODE, LONGEST_NAME = 24, 300


@dataclass(frozen=True)
class Line:
    """A line that was understood: names by language."""

    code: str
    names: dict[str, str]
    ects: Decimal


@dataclass(frozen=True)
class WrongLine:
    """A line as it was pasted, and why it cannot be read."""

    text: str
    reason: str


def read(text: str, language: str) -> tuple[list[Line], list[WrongLine]]:
    """The lines that are modules, and those that are not; `language` is that of a single name."""
    found: list[Line] = []
    wrong: list[WrongLine] = []
    codes: set[str] = set()
    lines = [line for line in text.splitlines() if line.strip(" \t;")]
    for n, line in enumerate(lines):
        cells = [stripped(cell) for cell in re.split(r"\t|;", line.strip("\r\n"))]
        if n == 0 and cells[0].casefold() in HEADINGS:
            continue
        made = _line(cells, language, codes)
        if isinstance(made, Line):
            codes.add(made.code.casefold())
            found.append(made)
        else:
            wrong.append(WrongLine(line.strip(), made))
    return found, wrong


def _line(cells: list[str], language: str, codes: set[str]) -> Line | str:
    """The module that a line says, or what is the matter with it."""
    while len(cells) > 3 and not cells[-1]:
        cells = cells[:-1]
    if len(cells) not in (3, 2 + len(LANGUAGES)):
        return _("It has %(n)d cells; write code, name and credits.", n=len(cells))
    code, *names, ects = cells
    reason = _reason(code, names, ects, codes)
    if reason:
        return reason
    spoken = dict(zip(LANGUAGES, names, strict=True)) if len(names) > 1 else {language: names[0]}
    return Line(code, spoken, Decimal(ects.replace(",", ".")))


def _reason(code: str, names: list[str], ects: str, codes: set[str]) -> Any:
    if not code or len(code) > LONGEST_CODE:
        return _("The code is missing, or longer than %(n)d characters.", n=LONGEST_CODE)
    if code.casefold() in codes:
        return _("The code stands in an earlier line already.")
    if not any(names) or max(map(len, names)) > LONGEST_NAME:
        return _("The name is missing, or longer than %(n)d characters.", n=LONGEST_NAME)
    if not CREDITS.fullmatch(ects) or not Decimal(ects.replace(",", ".")):
        return _("“%(text)s” is not a number of credits such as 5 or 7.5.", text=ects[:20])
    return None
