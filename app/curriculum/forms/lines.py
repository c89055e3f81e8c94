"""What the grids of a curriculum share: rows with the number of what is kept, and their errors."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField
from wtforms.fields import Label
from wtforms.validators import ValidationError

from app.kernel.web.forms import Form
from app.kernel.web.rows import Row, Rows

SPARE = 3


class KeptRow(Row):
    """A row of a grid; `kept` is the id of what it was, which by itself says nothing."""

    kept = HiddenField()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered in the row that a person sees."""
        seen = (field.data for field in self if not isinstance(field, HiddenField))
        return not any(str(data).strip() for data in seen if data is not None)

    @property
    def kept_id(self) -> int | None:
        """The id of the record that the row shows; None for a new one."""
        return number(self.kept.data)


class GridForm(Form):
    """A form whose rows stand in a grid: an error names its line."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check everything, and name each line that has an error."""
        is_right = bool(super().validate(extra_validators))
        self._name_lines()
        return is_right

    def refuse(self, refusal: Any) -> None:
        """Show a service's refusal in its cell."""
        super().refuse(refusal)
        self._name_lines()

    def _name_lines(self) -> None:
        for rows in self:
            for n, entry in enumerate(getattr(rows, "entries", None) or (), 1):
                for field in entry.form:
                    if field.errors:
                        text = _("Line %(n)d, %(name)s", n=n, name=field.label.text)
                        field.label = Label(field.id, text)


def fill(rows: Rows, data: Iterable[dict[str, Any]], spare: int = SPARE) -> None:
    """The rows with this data, and some more to fill in."""
    rows.entries = []
    rows.last_index = -1
    for one in data:
        rows.append_entry(one)
    grow(rows, spare)


def grow(rows: Rows, n: int) -> None:
    """So many more rows, as far as the form takes them."""
    for _number in range(min(n, (rows.max_entries or 0) - len(rows.entries))):
        rows.append_entry()


def was_moved(rows: Rows, by: int) -> bool:
    """Whether a button of the rows was pressed: so many more are then shown, or one less."""
    if f"add_{rows.short_name}" in request.form:
        grow(rows, by)
        return True
    return rows.was_moved()


def complete(rows: Rows, needed: tuple[str, ...]) -> None:
    """Say in the cell what a row that is not blank lacks."""
    lacking = list(_lacking(rows, needed))
    for field in lacking:
        field.errors = [_("Fill this in, or clear the line.")]
    if lacking:
        raise ValidationError(_("A line is not complete."))


def number(typed: Any) -> int | None:
    """A sent id; None for anything that cannot be one."""
    plain = str(typed or "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else None


def _lacking(rows: Rows, needed: tuple[str, ...]) -> Iterator[Any]:
    for row in rows.filled:
        for name in needed:
            if row[name].data in (None, "") and not row[name].errors:
                yield row[name]
