"""How the matrix and a programme's page are narrowed: forms whose result is a link."""

from flask_babel import lazy_gettext as _l
from wtforms import Form as Bare
from wtforms import StringField
from wtforms.validators import Length

from app.institutions.models import Institution
from app.kernel.i18n import name
from app.kernel.text import search_norm
from app.kernel.web.forms import choice
from app.quality.models import Framework
from app.quality.queries import FIRST, Filters, Missing

MISSING = {
    Missing.BROKEN: _l("Something is to be put right"),
    Missing.UNKNOWN: _l("Something is not recorded"),
    Missing.UNJUDGED: _l("Nobody has judged it"),
    Missing.LOW: _l("It is judged partial or not compliant"),
}


def titled(frameworks: list[Framework]) -> list[tuple[str, str]]:
    """Frameworks with their names in the reader's language."""
    return [(one.code, name(one)) for one in frameworks]


class FrameworkForm(Bare):
    """By which standards."""

    framework = choice(_l("Standards"), list)

    def offer(self, frameworks: list[Framework]) -> None:
        """Say which there are."""
        self.framework.choices = titled(frameworks)

    @property
    def code(self) -> str:
        """The framework asked for; the first when it is none of them."""
        known = {value for value, _label in self.framework.choices}
        return self.framework.data if self.framework.data in known else FIRST


class MatrixForm(FrameworkForm):
    """How the matrix is narrowed."""

    text = StringField(_l("Programme or code"), [Length(max=100)])
    framework = choice(_l("Standards"), list)
    home = choice(_l("Home institution"), list, required=False, empty=_l("all"))
    missing = choice(
        _l("What is missing"),
        lambda: [(one.value, label) for one, label in MISSING.items()],
        required=False,
        empty=_l("show everything"),
    )

    def offer_homes(self, homes: list[Institution]) -> None:
        """Say which institutions there are; one alone is no choice."""
        self.home.choices = [*self.home.choices[:1], *((str(i.id), name(i)) for i in homes)]
        if len(homes) < 2:
            del self.home

    def value(self) -> Filters:
        """What is asked for; a value that is not on its list narrows nothing."""
        home = self._fields.get("home")
        chosen = str(home.data or "") if home is not None else ""
        known = {value for value, _label in home.choices} if home is not None else set()
        return Filters(
            text=search_norm((self.text.data or "")[:100]),
            home_id=int(chosen) if chosen and chosen in known else None,
            framework=self.code,
            missing=Missing(self.missing.data) if self.missing.data in {*Missing} else None,
        )
