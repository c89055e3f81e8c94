"""How the list of programmes and the classifier are narrowed: forms whose result is a link."""

from flask_babel import lazy_gettext as _l
from wtforms import Form as Bare
from wtforms import StringField
from wtforms.validators import Length

from app.agreements.models import Stage
from app.kernel.i18n import countries, name
from app.kernel.web.forms import choice, listed
from app.programmes.models import ClassifierEntry
from app.programmes.path import Level
from app.programmes.queries import Filters


class FilterForm(Bare):
    """How the list is narrowed: a form whose result is a link."""

    text = StringField(_l("Name or code"), [Length(max=100)])
    level = choice(_l("Level"), listed("LEVEL"), required=False, empty=_l("all"))
    country = choice(_l("Country of the partner"), list, required=False, empty=_l("all"))
    direction = choice(_l("Area of study"), list, required=False, empty=_l("all"))
    stage = choice(_l("Stage of the agreement"), listed("STAGE"), required=False, empty=_l("all"))

    def offer_countries(self, present: list[str]) -> None:
        """Say from which countries the partners are."""
        self.country.choices = [*self.country.choices, *countries(present)]

    def offer_areas(self, areas: list[ClassifierEntry], one: ClassifierEntry | None) -> None:
        """Say which areas there are; a single direction is offered when it was asked for."""
        numbered = [(area.code[2:], f"{area.code[2:]} {name(area)}") for area in areas]
        single = [(one.code, f"{one.code} {name(one)}")] if one else []
        self.direction.choices = [*self.direction.choices, *numbered, *single]

    def value(self) -> Filters:
        """What is asked for; a value that is not on the list narrows nothing."""
        level, stage = self._listed("level"), self._listed("stage")
        return Filters(
            text=(self.text.data or "")[:100],
            level=Level(level) if level else None,
            country=self._listed("country"),
            direction=self._listed("direction"),
            stage=Stage(stage) if stage else None,
        )

    def _listed(self, field: str) -> str:
        known = {value for value, _label in self._fields[field].choices}
        return self._fields[field].data if self._fields[field].data in known else ""


class ClassifierForm(Bare):
    """What is looked for in the classifier."""

    text = StringField(_l("Code or name"), [Length(max=100)])
    level = choice(_l("Level"), listed("LEVEL"), required=False, empty=_l("all"))

    @property
    def wanted(self) -> tuple[str, Level | None]:
        """The words, and the level if it is one."""
        known = {level.value: level for level in Level}
        return (self.text.data or "")[:100], known.get(self.level.data or "")
