"""Forms: shape checks, one plain value, refusals shown beside the field.

A feature's form derives from `Form` and defines `value()`, which yields one
frozen dataclass. `form.carry(deed)` runs a service with it: None means that the
form has to be shown again, with the reason where it belongs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateField
from wtforms.fields.choices import Choice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    StopValidation,
    ValidationError,
)

from app.kernel import codes
from app.kernel.errors import Conflict, Refusal
from app.kernel.files import PDF_LIMIT, Upload
from app.kernel.i18n import current_language
from app.kernel.web.field_words import InOurWords

T = TypeVar("T")

EMAIL = r"^$|^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$"
WEB = r"^$|^https?://[^\s/.]+\.[^\s]+$"

# What no record has: a form that does not say which version it shows settles nothing.
UNSEEN = -1


class Form(FlaskForm):
    """A form of the product."""

    class Meta(InOurWords):
        """Refuses in our words."""

    version = HiddenField()

    def value(self) -> Any:
        """The plain value for the service. Each form says which."""
        raise NotImplementedError

    @property
    def seen_version(self) -> int:
        """The version of the record that the person had on the screen, or UNSEEN.

        0 is what a form shows of a record that is not there yet. Only what was sent
        counts: a field that was left out would otherwise answer with the record's own.
        """
        text = str((self.version.raw_data or [""])[0])
        return int(text) if re.fullmatch("[0-9]{1,9}", text) else UNSEEN

    def carry(self, deed: Callable[[Any], T]) -> T | None:
        """Run `deed(self.value())` when the form was sent and is right.

        A conflict goes on to its own page, with all that was typed.
        """
        if request.method != "POST" or not self.validate():
            return None
        try:
            return deed(self.value())
        except Refusal as refusal:
            self.refuse(refusal)
            return None
        except Conflict as conflict:
            conflict.sent = list(typed(self))
            raise

    def carried(self, deed: Callable[[Any], object]) -> bool:
        """Like `carry`, for a deed that returns nothing: whether it was done."""
        return self.carry(lambda value: (deed(value),)) is not None

    def refuse(self, refusal: Refusal) -> None:
        """Show a service's refusal beside its field, or above the form."""
        field = self._named(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal.message))
        else:
            field.errors = [*field.errors, str(refusal.message)]

    def _named(self, name: str) -> Any:
        """The field of that name; "awards-1-degree" is one of the second filled row."""
        if name in self._fields or name.count("-") != 2:
            return self._fields.get(name)
        rows, number, column = name.split("-")
        of_rows = self._fields[rows]
        # A form is as wrong as its rows: the list of them has to know.
        of_rows.errors = [*of_rows.errors, {column: []}]
        return of_rows.filled[int(number)]._fields[column]


def typed(fields: Iterable[Any], row: str = "") -> Iterator[tuple[str, str]]:
    """What somebody entered, field by field as (label, text); rows are told by their number."""
    for field in fields:
        if entries := getattr(field, "entries", None):
            for number, entry in enumerate(entries, 1):
                yield from typed(entry.form, f"{row}{number}. ")
        elif text := _entered(field):
            yield f"{row}{field.label.text}", text


def _entered(field: Any) -> str:
    """The entry as a person reads it; nothing for what was not typed or is not to be shown."""
    if isinstance(field, HiddenField | FileField | PasswordField) or not field.data:
        return ""
    if isinstance(field, BooleanField):
        return str(_l("yes"))
    if hasattr(field, "iter_choices"):
        return ", ".join(str(label) for _, label, chosen, *_ in field.iter_choices() if chosen)
    return ", ".join(str(one) for one in field.raw_data or ())


class Problem(NamedTuple):
    """What the summary says of a field: where it is, its label, what is the matter."""

    id: str
    label: str
    error: str


def problems(form: Iterable[Any], drawn: str = "") -> list[Problem]:
    """The errors of a form's fields, in the order in which the fields stand on the page."""
    places = {one: drawn.find(f'id="{one.id}"') for one in _problems(form)}
    return sorted(places, key=lambda one: (places[one] < 0, places[one]))


def _problems(fields: Iterable[Any]) -> Iterator[Problem]:
    for field in fields:
        inner = getattr(field, "entries", None) or getattr(field, "form", None)
        if field.short_name == "csrf_token":
            continue
        if not isinstance(field.errors, Mapping):
            texts = (error for error in field.errors if not isinstance(error, (Mapping, list)))
            yield from (Problem(field.id, str(field.label.text), str(text)) for text in texts)
        yield from _problems(inner or ())


def stripped(text: str | None) -> str:
    """Text without surrounding and repeated spaces (also no-break ones)."""
    return " ".join((text or "").split())


# What a database or a workbook cannot keep, and nobody sees: control characters other
# than tab and line ends, surrogates, and the two code points that are no characters.
_UNSEEN_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def visible(text: str | None) -> str | None:
    """Text without what nobody sees and no workbook keeps; a vertical tab is a new line."""
    return _UNSEEN_CHARACTERS.sub("", text.replace("\x0b", "\n")) if text else text


def text(label: Any, *, required: bool = False, most: int = 300, hint: Any = "") -> StringField:
    """One line of text."""
    checks = [DataRequired() if required else Optional(), Length(max=most)]
    return StringField(label, checks, filters=[visible, stripped], description=hint)


def prose(label: Any, *, required: bool = False, most: int = 4000, hint: Any = "") -> TextAreaField:
    """Several lines of text."""
    checks = [DataRequired() if required else Optional(), Length(max=most)]
    return TextAreaField(label, checks, filters=[visible], description=hint)


def count(
    label: Any, *, required: bool = False, least: int = 0, most: int = 1_000_000, hint: Any = ""
) -> IntegerField:
    """A whole number; never negative unless `least` says so."""
    checks = [InputRequired() if required else Optional(), NumberRange(least, most)]
    return Count(label, checks, description=hint)


class Count(IntegerField):
    """A whole number; spaces between its digits do not matter."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say what a count looks like."""
        digits = "".join("".join(valuelist).split())
        self.data = None
        if not digits:
            return
        if not re.fullmatch(r"-?[0-9]{1,12}", digits):
            raise ValueError(str(_l("Write a whole number, such as 12.")))
        self.data = int(digits)

    def pre_validate(self, form: Any) -> None:
        """Say one thing at a time."""
        if self.process_errors:
            raise StopValidation


class Quantity(StringField):
    """A number with at most `places` decimals, written with a point or a comma."""

    data: Any

    def __init__(self, *args: Any, most: int = 999, places: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.places = most, places

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the number, or what was typed with the reason why it is none."""
        if not valuelist:
            return
        typed = re.sub(r"\s", "", valuelist[0]).replace(",", ".")
        self.data = typed[:40] or None
        if not typed:
            return
        if not re.fullmatch(rf"[0-9]{{1,6}}(\.[0-9]{{1,{self.places}}}0*)?", typed):
            raise ValidationError(str(_l("Write a number such as 120 or 7.5, not negative.")))
        if Decimal(typed) > self.most:
            raise ValidationError(str(_l("The most is %(n)d.", n=self.most)))
        self.data = Decimal(typed)

    def _value(self) -> str:
        return "" if self.data is None else f"{self.data:f}" if self._isnumber() else self.data

    def _isnumber(self) -> bool:
        return isinstance(self.data, Decimal)

    def process_data(self, value: Any) -> None:
        """A stored number without empty decimals: 120, not 120.0."""
        self.data = value
        if isinstance(value, Decimal):
            self.data = value.quantize(Decimal(1)) if value == value.to_integral() else value


def day(label: Any, *, required: bool = False, hint: Any = "") -> DateField:
    """A calendar date between 16.12.1991 and 100 years from then (rule F106)."""
    checks = [InputRequired() if required else Optional(), _plausible]
    return DateField(label, checks, format=["%Y-%m-%d", "%d.%m.%Y"], description=hint)


def choice(
    label: Any,
    choices: Callable[[], Iterable[tuple[str, Any]]],
    *,
    required: bool = True,
    hint: Any = "",
    empty: Any = None,
) -> SelectField:
    """A choice of one; `choices` is asked at each request, in the reader's language."""

    def listed() -> list[tuple[str, Any]]:
        first = [] if required and empty is None else [("", empty or _l("not chosen"))]
        return [*first, *choices()]

    checks = [DataRequired()] if required else [Optional()]
    return LateSelect(label, checks, choices=listed, description=hint)


class LateSelect(SelectField):
    """A select whose choices are made when the form is, per request."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """A blank is no choice: the check for an optional field would let it pass."""
        super().process_formdata([value.strip() for value in valuelist])

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that is not on the list, in the reader's language."""
        if self.data and not any(self.data == value for value, *_ in self.iter_choices()):
            raise ValidationError(str(_l("Choose one of the values on the list.")))

    def iter_choices(self) -> Any:
        """Values, labels, selected, extra attributes."""
        for value, label in self.choices or ():
            yield Choice(value, label, value == (self.data or ""), {})


def listed(list_name: str, only: Iterable[str] | None = None) -> Callable[[], Any]:
    """The codes of a list with their labels, for `choice`."""
    wanted = None if only is None else set(only)

    def made() -> list[tuple[str, str]]:
        language = current_language()
        entries = codes.book().get(list_name, {})
        return [
            (code, label.in_(language))
            for code, label in entries.items()
            if wanted is None or code in wanted
        ]

    return made


def _plausible(form: Any, field: Field) -> None:
    if field.data and not date(1991, 12, 16) <= field.data <= date(2091, 12, 31):
        raise ValidationError(str(_l("The date must lie between 16.12.1991 and 31.12.2091.")))


def attachment(label: Any, *, required: bool = False, hint: Any, accept: str) -> FileField:
    """A file to send along; `accept` is what the browser offers first."""
    checks = [FileRequired(_l("Choose a file."))] if required else []
    return FileField(label, checks, description=hint, render_kw={"accept": accept})


def upload(field: FileField) -> Upload | None:
    """What was sent, read completely; None when no file was chosen."""
    sent = field.data
    if not sent or not sent.filename:
        return None
    sent.stream.seek(0)
    return Upload(sent.filename, sent.read(PDF_LIMIT + 1))


def email_shape(form: Any, field: Field) -> None:
    """One @ and a domain that has a dot."""
    Regexp(EMAIL, message=_l("Write an e-mail address like name@university.kz."))(form, field)


def web_shape(form: Any, field: Field) -> None:
    """An address that begins with http."""
    Regexp(WEB, message=_l("Write an address like https://university.kz."))(form, field)
