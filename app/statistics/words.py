"""How a comparison is put into words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.statistics.figures import Comparison


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
