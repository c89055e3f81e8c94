"""How figures are put into words: over whom a comparison is, what a line of a table stands for."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.kernel import i18n
from app.statistics.breakdown import HOME, SEVERAL, Way
from app.statistics.decomposition import Cause
from app.statistics.figures import Comparison

LEVEL_LIST = "LEVEL"

WAYS: Mapping[Way, Any] = {
    Way.FIELD: _l("Training direction"),
    Way.COUNTRY: _l("Partner country"),
    Way.FORMAT: _l("Format"),
    Way.KIND: _l("Kind of programme"),
    Way.TERM: _l("Term of the agreement"),
    Way.FUNDING: _l("Funding"),
    Way.LANGUAGE: _l("Language of study"),
    Way.CITIZENSHIP: _l("Citizenship"),
    Way.SEX: _l("Sex"),
    Way.PLACE: _l("Where they are"),
}
CODES: Mapping[Way, str] = {
    Way.KIND: "PROG_TYPE",
    Way.TERM: "TERM_TYPE",
    Way.FUNDING: "FUND",
    Way.SEX: "SEX",
    Way.PLACE: "PLACE",
}
CAUSES: Mapping[Cause, Any] = {
    Cause.NEW: _l("New programmes"),
    Cause.CLOSED: _l("Closed programmes"),
    Cause.GROWN: _l("Grown programmes"),
    Cause.SHRUNK: _l("Shrunk programmes"),
    Cause.NEWLY_REPORTING: _l("Institutions that report for the first time"),
    Cause.NO_LONGER_REPORTING: _l("Institutions that do not report any more"),
}


def shown(way: Way, value: str, fields: Mapping[str, Any]) -> str:
    """What one line of a table stands for, in the reader's language."""
    if way is Way.FIELD:
        return f"{value} {i18n.name(fields[value])}" if value in fields else value
    if way is Way.LANGUAGE:
        return i18n.language_name(value)
    if way in CODES:
        return i18n.capital(i18n.code(value, CODES[way]))
    if way is Way.COUNTRY and value == SEVERAL:
        return _("Several countries")
    if way is Way.COUNTRY and value == HOME:
        return _("Partners in Kazakhstan only")
    if way in (Way.COUNTRY, Way.CITIZENSHIP) and value:
        return i18n.country(value)
    return value or _("not said")


def over(compared: Comparison) -> str:
    """Over whom two years are compared; nothing when they are compared as they stand."""
    if compared.institutions is None:
        return ""
    if not compared.institutions:
        return _("no institution has filed in both years")
    return ngettext(
        "over the %(num)d institution that filed in both years",
        "over the %(num)d institutions that filed in both years",
        compared.institutions,
    )
