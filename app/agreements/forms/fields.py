"""Fields that forms on agreements share, and how what was sent in them is read."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, SelectMultipleField
from wtforms.validators import Regexp

from app.institutions.models import Institution
from app.kernel.i18n import country, language_name, name
from app.kernel.text import sort_key
from app.kernel.web.forms import EMAIL, attachment, text

FIRST_LANGUAGES = ("kk", "ru", "en")
OTHER_LANGUAGES = (
    ("ar", "az", "be", "bg", "cs", "de", "el", "es", "et", "fa", "fi", "fr", "he", "hi", "hu")
    + ("hy", "id", "it", "ja", "ka", "ko", "ky", "lt", "lv", "mn", "ms", "nl", "no", "pl", "pt")
    + ("ro", "sk", "sl", "sr", "sv", "tg", "th", "tk", "tr", "uk", "ur", "uz", "vi", "zh")
)


def written_languages() -> list[tuple[str, str]]:
    """Languages an agreement may be written in: ours first, then by the reader's alphabet."""
    others = ((one, language_name(one)) for one in OTHER_LANGUAGES)
    ours = [(one, language_name(one)) for one in FIRST_LANGUAGES]
    return [*ours, *sorted(others, key=lambda pair: sort_key(pair[1]))]


def several(label: Any, choices: Any, *, hint: Any = "") -> SelectMultipleField:
    """A choice of several, as boxes to tick."""
    return SelectMultipleField(label, choices=choices, description=hint)


def email(label: Any) -> Field:
    """An address with one @ and a domain that has a dot; may be empty."""
    made = text(label, most=254)
    made.args[1].append(
        Regexp(EMAIL, message=_l("Write an e-mail address like name@university.kz."))
    )
    return made


def pdf(label: Any, *, required: bool = False) -> FileField:
    """A PDF to send along."""
    hint = _l("A PDF of at most 10 MB")
    return attachment(label, required=required, hint=hint, accept="application/pdf,.pdf")


def chosen_id(data: Any) -> int | None:
    """The number behind a choice; None when nothing was chosen."""
    plain = str(data or "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def places(institutions: list[Institution]) -> list[tuple[str, str]]:
    """Institutions with their countries, in the reader's alphabet."""
    labelled = ((str(i.id), f"{name(i)} ({country(i.country)})") for i in institutions)
    return sorted(labelled, key=lambda pair: sort_key(pair[1]))
