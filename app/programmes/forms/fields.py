"""Kinds of fields that programmes need, and shapes that several forms check."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectMultipleField
from wtforms.fields.choices import Choice
from wtforms.validators import InputRequired, Optional, ValidationError

from app.kernel.i18n import language_name
from app.kernel.iso import LANGUAGES
from app.kernel.text import sort_key
from app.kernel.web.forms import Quantity
from app.kernel.web.rows import Rows

FIRST_YEAR, LAST_YEAR = 1991, 2100

FIRST_LANGUAGES = ("kk", "ru", "en")
OTHER_LANGUAGES = (
    ("ar", "az", "be", "bg", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "he", "hi")
    + ("hr", "hu", "hy", "id", "it", "ja", "ka", "ko", "ky", "lt", "lv", "mn", "ms", "nl", "no")
    + ("pl", "pt", "ro", "sk", "sl", "sr", "sv", "tg", "th", "tk", "tr", "uk", "ur", "uz", "vi")
    + ("zh",)
)


def credits(label: Any, *, required: bool = False, hint: Any = "") -> Quantity:
    """A number of ECTS credits."""
    checks = [InputRequired() if required else Optional()]
    return Quantity(label, checks, description=hint)


class LanguagesField(SelectMultipleField):
    """Languages of study: ours first, then by the reader's alphabet, any code of ISO 639-1."""

    def iter_choices(self) -> Iterator[Choice]:
        """Codes with names; those chosen are marked, also a rare one that was stored."""
        chosen = [code for code in self.data or () if code in LANGUAGES]
        others = {*OTHER_LANGUAGES, *chosen} - {*FIRST_LANGUAGES}
        rest = sorted(others, key=lambda code: sort_key(language_name(code)))
        for code in (*FIRST_LANGUAGES, *rest):
            yield Choice(code, language_name(code), code in chosen, {})

    def pre_validate(self, form: Any) -> None:
        """Refuse a code that is not of ISO 639-1."""
        if set(self.data or ()) - set(LANGUAGES):
            raise ValidationError(_("Choose languages on the list."))


def need(*fields: Field) -> None:
    """Let the page not call a field optional that only a blank row may leave empty."""
    for field in fields:
        field.flags.required = True


def complete(rows: Rows, needed: tuple[str, ...]) -> None:
    """Say beside the field what a row that is not blank lacks."""
    lacking = [
        row[field]
        for row in rows.filled
        for field in needed
        if row[field].data in (None, "") and not row[field].errors
    ]
    for field in lacking:
        field.errors = [_("Fill this in, or take the row away.")]
    if lacking:
        raise ValidationError(_("A row is not complete."))


def number(typed: Any) -> int | None:
    """A typed id; None for anything that cannot be one."""
    plain = str(typed or "")
    return int(plain) if plain.isdecimal() and len(plain) < 10 else None
