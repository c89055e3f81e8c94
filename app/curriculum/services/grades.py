"""What the grades of a partner become at home."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.curriculum.models import GradeConversion
from app.curriculum.queries import Side
from app.curriculum.services.told import begun, check_fresh, grades_told, tell
from app.curriculum.services.values import GradeValue
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor


def set_grades(
    side: Side, values: Sequence[GradeValue], seen: int | None = None, *, actor: Actor
) -> None:
    """The conversion of one partner's grades, in their order."""
    partner = side.institution
    before = grades_told(side.conversion(partner), partner.code)
    after = grades_told(values, partner.code)
    check_fresh(side, seen, before, after)
    _check(values)
    if before == after:
        return
    curriculum = begun(side)
    stored = {one.label: one for one in side.conversion(partner)}
    wanted = [
        _write(stored.get(value.label) or _new(side, value), value, n)
        for n, value in enumerate(values, 1)
    ]
    others = [one for one in curriculum.grades if one.institution_id != partner.id]
    curriculum.grades = [*others, *wanted]
    tell("curriculum.grades_set", curriculum, side, before, after, actor)


def _check(values: Sequence[GradeValue]) -> None:
    first: dict[str, int] = {}
    for n, value in enumerate(values):
        if not value.label:
            raise Refusal(_l("Write the grade as the partner does."), f"grades-{n}-label")
        if value.label in first:
            raise Refusal(
                _l(
                    "Lines %(first)d and %(second)d are about the same grade.",
                    first=first[value.label] + 1,
                    second=n + 1,
                ),
                f"grades-{n}-label",
            )
        first[value.label] = n


def _new(side: Side, value: GradeValue) -> GradeConversion:
    return GradeConversion(institution_id=side.institution.id, label=value.label)


def _write(row: GradeConversion, value: GradeValue, position: int) -> GradeConversion:
    row.position = position
    row.grade = value.grade
    return row
