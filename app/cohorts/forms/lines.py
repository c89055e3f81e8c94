"""What a grid of counts is made of: lines of fields, numbers and names typed fast.

A `Line` in which nothing is counted is left out whatever else it says. A country
or language is typed by its code or by its name in any of the three languages; the
page offers the names.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, IntegerField, StringField
from wtforms.fields import Label
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import TextInput

from app.cohorts.counts import Row
from app.cohorts.services import RowsRefused
from app.kernel import codes
from app.kernel.errors import Refusal
from app.kernel.i18n import current_language
from app.kernel.text import sort_key
from app.kernel.web import rows
from app.kernel.web.forms import Form, visible
from app.kernel.workbook.kinds import folded
from app.kernel.workbook.lists import countries, languages

MOST_LINES = 400
MOST = 100_000
QUICK = {"autocomplete": "off", "inputmode": "numeric"}


class Number(IntegerField):
    """A whole number in a cell; spaces between its digits do not matter."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say what a count looks like."""
        digits = "".join("".join(valuelist).split())
        self.data = None
        if not digits:
            return
        if not re.fullmatch(r"-?[0-9]{1,12}", digits):
            raise ValueError(_("Write a whole number, such as 12."))
        self.data = int(digits)

    def pre_validate(self, form: Any) -> None:
        """Say one thing at a time; nothing is counted below nothing."""
        if self.process_errors:
            raise StopValidation
        if self.data is not None and self.data < 0:
            raise StopValidation(_("A count is never negative."))


class Credits(StringField):
    """Credits with at most one decimal; a comma is a point."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        typed = "".join((valuelist[0] if valuelist else "").split()).replace(",", ".")
        self.data = None
        if not typed:
            return
        if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]0*)?", typed):
            raise ValueError(_("Write credits as a number, such as 60 or 7.5."))
        self.data = Decimal(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format(self.data.normalize(), "f")


class Spelt(StringField):
    """A code of a long list, typed as the code or as a name in any language."""

    names: ClassVar[str] = ""
    unknown: ClassVar[Any] = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The code that is meant, or what was typed."""
        typed = " ".join((visible(valuelist[0]) or "").split()) if valuelist else ""
        self.data = spellings(self.names).get(folded(typed), typed)

    def pre_validate(self, form: Any) -> None:
        """Refuse what no spelling leads to."""
        if self.data and self.data not in labels(self.names, current_language()):
            raise ValidationError(str(self.unknown))

    def _value(self) -> str:
        shown = self.data or ""
        return labels(self.names, current_language()).get(shown, shown)


class Country(Spelt):
    """A country of citizenship, or none."""

    names = "countries"
    unknown = _l("There is no such country. Write its name or its two letters.")


class Residence(Spelt):
    """A country, or a region of Kazakhstan."""

    names = "residences"
    unknown = _l("There is no such country or region.")


class Language(Spelt):
    """A language of study."""

    names = "languages"
    unknown = _l("There is no such language.")


class Line(rows.Row):
    """One line of a grid; `COUNTED` names the cells without which it says nothing."""

    COUNTED: ClassVar[tuple[str, ...]] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing is counted in it."""
        return all(
            str(text).strip() in ("", "0")
            for name in self.COUNTED
            for text in self[name].raw_data or ("",)
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the line, unless nothing is counted in it."""
        return self.is_blank or bool(super().validate(extra_validators))

    def rows(self, number: int) -> Iterator[Row]:
        """What the line says, as values. Each kind of line says which."""
        raise NotImplementedError


class Lines(rows.Rows):
    """The lines of a grid, none at first; more than it takes are refused, not cut off."""

    overflows = False

    def __init__(self, line: type[Line], **options: Any) -> None:
        FieldList.__init__(self, FormField(line), **options)
        self.entries: list[Any]

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        found = sorted(set(super()._extract_indices(prefix, formdata)))
        self.overflows = len(found) > MOST_LINES
        yield from found[:MOST_LINES]


class GridForm(Form):
    """Lines that are saved together or not at all."""

    LINE: ClassVar[type[Line]] = Line
    lines: Lines

    @property
    def wants_line(self) -> str:
        """What the button that adds a line says, if it was pressed."""
        return request.form.get("add", "")[:10] if request.method == "POST" else ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every line, and name each one that has an error."""
        is_right = bool(super().validate(extra_validators))
        if self.lines.overflows:
            self.form_errors.append(_("A grid takes %(n)d lines at once.", n=MOST_LINES))
            is_right = False
        self._name_lines()
        return is_right

    def value(self) -> list[Any]:
        """Every row of every line that counts something."""
        return [
            row
            for number, entry in enumerate(self.lines, start=1)
            if not entry.form.is_blank
            for row in entry.form.rows(number)
        ]

    def refuse(self, refusal: Refusal) -> None:
        """Show each problem of a line in its cell."""
        if not isinstance(refusal, RowsRefused):
            return super().refuse(refusal)
        for problem in refusal.problems:
            line = self.lines[problem.line - 1].form
            self._refuse_cell(line, problem.field, str(problem.message))
        self.lines.errors = [entry.errors for entry in self.lines]
        self._name_lines()
        return None

    def _refuse_cell(self, line: Line, name: str, message: str) -> None:
        field = line[name] if name in line else line[line.COUNTED[0]]
        if message not in field.errors:
            field.errors = [*field.errors, message]

    def _name_lines(self) -> None:
        for number, entry in enumerate(self.lines, start=1):
            for field in entry.form:
                if field.errors:
                    label = _("Line %(n)d, %(name)s", n=number, name=field.label.text)
                    field.label = Label(field.id, label)


def lines(line: type[Line]) -> Lines:
    """The lines of a grid."""
    return Lines(line)


def number(label: Any, *, required: bool = False, most: int = MOST) -> Number:
    """A count in a cell."""
    checks = [InputRequired() if required else Optional(), NumberRange(max=most)]
    return Number(label, checks, render_kw=dict(QUICK))


@cache
def labels(names: str, language: str) -> Mapping[str, str]:
    """Code → name in a language, by the alphabet: what a cell of that list offers."""
    found = {code: text.in_(language) for code, text in _named(names).items()}
    return dict(sorted(found.items(), key=lambda pair: sort_key(pair[1])))


@cache
def spellings(names: str) -> Mapping[str, str]:
    """Every spelling of a list, folded, with the code it leads to."""
    known = _named(names)
    spelt = {folded(t.in_(lang)): c for c, t in known.items() for lang in ("kk", "ru", "en")}
    return spelt | {folded(code): code for code in known}


def _named(names: str) -> Mapping[str, Any]:
    if names == "languages":
        return languages()
    more = codes.book().get("STATELESS" if names == "countries" else "REGION", {})
    return {**more, **countries()}
