"""What a form, a file or a test hands to the services. `id` is that of a row to be kept."""

from dataclasses import dataclass
from decimal import Decimal

from app.curriculum.models import Grade


@dataclass(frozen=True)
class OutcomeValue:
    """A learning outcome."""

    code: str
    text_kk: str = ""
    text_ru: str = ""
    text_en: str = ""
    id: int | None = None


@dataclass(frozen=True)
class ModuleValue:
    """A module; `outcomes` are the codes of those it works towards."""

    code: str
    ects: Decimal
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    period: int | None = None
    outcomes: tuple[str, ...] = ()
    id: int | None = None


@dataclass(frozen=True)
class MatchValue:
    """A partner's module and the home module for which it counts; None: as an elective.

    Without credits, as many are recognised as both modules have.
    """

    partner_module_id: int
    home_module_id: int | None
    ects: Decimal | None = None


@dataclass(frozen=True)
class GradeValue:
    """A grade of a partner and what it becomes at home; None: not agreed yet."""

    label: str
    grade: Grade | None
