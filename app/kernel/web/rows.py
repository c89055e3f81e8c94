"""Repeated rows of a form that can be added and removed without JavaScript.

A form has `partners = Rows(PartnerRow, most=12)`; its template draws the rows
and two kinds of buttons, `add_partners` and `remove_partners-2`. The view asks
`form.partners.was_moved()` before anything else: a press of such a button only
changes what is shown.
"""

import re
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField

from app.kernel.web.field_words import InOurWords

_NUMBER = re.compile(r"[0-9]{1,4}")


class Row(FlaskForm):
    """One row: a form inside a form, guarded by the token of the whole."""

    class Meta(InOurWords):
        """Only the outer form carries the token."""

        csrf = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered in the row."""
        return not any(field.data for field in self)


class Rows(FieldList):
    """A list of rows of the same kind, between one and `most`."""

    def __init__(self, row: type[Row], most: int = 20, **options: Any) -> None:
        super().__init__(FormField(row), min_entries=1, max_entries=most, **options)
        self.entries: list[Any]

    @property
    def filled(self) -> list[Row]:
        """The rows in which something was entered."""
        return [entry.form for entry in self.entries if not entry.form.is_blank]

    def was_moved(self) -> bool:
        """Whether a button of the rows was pressed; the row is then added or removed."""
        pressed = f"remove_{self.short_name}-"
        for name in request.form:
            if name == f"add_{self.short_name}":
                self._grow()
                return True
            if name.startswith(pressed):
                self._shrink(name.removeprefix(pressed))
                return True
        return False

    def _grow(self) -> None:
        if self.max_entries is None or len(self.entries) < self.max_entries:
            self.append_entry()

    def _shrink(self, number: str) -> None:
        name = f"{self.name}-{number}"
        self.entries = [entry for entry in self.entries if entry.name != name]
        if not self.entries:
            self.append_entry()

    def _extract_indices(self, prefix: str, formdata: Any) -> Any:
        """The numbers of the rows that were sent; anything else in a name is no row."""
        start = f"{prefix}-"
        for key in formdata:
            number = key[len(start) :].split("-", 1)[0] if key.startswith(start) else ""
            if _NUMBER.fullmatch(number):
                yield int(number)
