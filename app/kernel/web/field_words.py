"""What WTForms says when it refuses a field, from our own catalogs.

WTForms brings catalogs too, but they are rough: the Kazakh one reads like a
machine, the Russian one says "less than" for "at most". A form takes `Meta` from
`InOurWords`. A sentence of WTForms that people can meet stands in `SENTENCES`,
where `make messages` finds it.
"""

from typing import Any

from flask_babel import get_translations, lazy_ngettext
from flask_babel import lazy_gettext as _l

SENTENCES = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("Not a valid date value."),
    _l("Not a valid integer value."),
    _l("Number must be at least %(min)s."),
    _l("Number must be at most %(max)s."),
    _l("Number must be between %(min)s and %(max)s."),
    lazy_ngettext(
        "Field must be at least %(min)d character long.",
        "Field must be at least %(min)d characters long.",
        1,
    ),
    lazy_ngettext(
        "Field cannot be longer than %(max)d character.",
        "Field cannot be longer than %(max)d characters.",
        1,
    ),
    _l("Field must be between %(min)d and %(max)d characters long."),
    lazy_ngettext(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        1,
    ),
)


class OurWords:
    """What WTForms asks for a sentence; it fills in the numbers itself."""

    def gettext(self, string: str) -> str:
        """The sentence in the reader's language."""
        return str(get_translations().ugettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The sentence in the form for `n`."""
        return str(get_translations().ungettext(singular, plural, n))


class InOurWords:
    """The `Meta` of every form."""

    def words(self, form: Any) -> OurWords:
        """Where a form's fields look for their sentences."""
        return OurWords()

    # WTForms asks for it by this name.
    get_translations = words
