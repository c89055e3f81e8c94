"""The form of an institution's quality policy."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from app.kernel.i18n import language_name
from app.kernel.iso import LANGUAGES
from app.kernel.text import sort_key
from app.kernel.web.forms import Form, choice, day, text, web_shape
from app.quality.services.policy import PolicyValue

FIRST_LANGUAGES = ("kk", "ru", "en")
ANSWERS = {"yes": True, "no": False}


def _languages() -> list[tuple[str, str]]:
    """Ours first, then the others by the reader's alphabet."""
    others = [(code, language_name(code)) for code in LANGUAGES if code not in FIRST_LANGUAGES]
    ours = [(code, language_name(code)) for code in FIRST_LANGUAGES]
    return [*ours, *sorted(others, key=lambda pair: sort_key(pair[1]))]


class PolicyForm(Form):
    """What an institution says of its own quality assurance; everything may stay empty."""

    url = text(_l("Address of the quality policy"), most=300)
    adopted_on = day(_l("Adopted on"))
    languages = SelectMultipleField(_l("Languages in which it can be read"), choices=_languages)
    has_iso_9001 = choice(
        _l("ISO 9001 certificate"),
        lambda: [("yes", _("yes")), ("no", _("no"))],
        required=False,
        empty=_l("not recorded"),
        hint=_l("It shows where documents can be used again, and proves no standard by itself."),
    )
    iso_9001_until = day(_l("Certificate valid until"))
    admission_url = text(_l("Address of the admission rules"), most=300)
    support_url = text(_l("Address of the page on support of students"), most=300)
    survey_on = day(_l("Last survey of students"))

    validate_url = staticmethod(web_shape)
    validate_admission_url = validate_support_url = validate_url

    def show(self, policy: Any) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = policy.version
        for field in self:
            if hasattr(policy, field.short_name) and field.short_name != "version":
                field.data = getattr(policy, field.short_name)
        answers = {True: "yes", False: "no", None: ""}
        self.has_iso_9001.data = answers[policy.has_iso_9001]

    def value(self) -> PolicyValue:
        """The policy as typed."""
        return PolicyValue(
            url=self.url.data or "",
            adopted_on=self.adopted_on.data,
            languages=tuple(self.languages.data or ()),
            has_iso_9001=ANSWERS.get(self.has_iso_9001.data or ""),
            iso_9001_until=self.iso_9001_until.data,
            admission_url=self.admission_url.data or "",
            support_url=self.support_url.data or "",
            survey_on=self.survey_on.data,
        )
