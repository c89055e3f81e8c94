"""What graduates know and can do."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.curriculum.models import Curriculum, Outcome
from app.curriculum.queries import Record
from app.curriculum.services.told import (
    begun,
    check_codes,
    check_fresh,
    kept,
    outcome_told,
    tell,
)
from app.curriculum.services.values import OutcomeValue
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor


def set_outcomes(
    record: Record, values: Sequence[OutcomeValue], seen: int | None = None, *, actor: Actor
) -> None:
    """The outcomes of a programme in their order. Modules lose those that go."""
    before = {one.code: outcome_told(one) for one in record.outcomes}
    after = {value.code: outcome_told(value) for value in values}
    check_fresh(record, seen, before, after)
    _check(values)
    if before == after:
        return
    curriculum = begun(record)
    rows = kept(curriculum.outcomes, values)
    wanted = [
        _write(row or Outcome(), value, n)
        for n, (row, value) in enumerate(zip(rows, values, strict=True), 1)
    ]
    _take_from_modules(curriculum, [one for one in curriculum.outcomes if one not in wanted])
    curriculum.outcomes = wanted
    tell("curriculum.outcomes_set", curriculum, record, before, after, actor)


def _take_from_modules(curriculum: Curriculum, gone: Sequence[Outcome]) -> None:
    for module in curriculum.modules if gone else ():
        module.outcomes = [outcome for outcome in module.outcomes if outcome not in gone]


def _check(values: Sequence[OutcomeValue]) -> None:
    check_codes("outcomes", [value.code for value in values])
    for n, value in enumerate(values):
        if not value.code:
            raise Refusal(_l("Give the outcome a code, such as LO1."), f"outcomes-{n}-code")
        if not (value.text_kk or value.text_ru or value.text_en):
            raise Refusal(
                _l("Write the outcome in at least one language."), f"outcomes-{n}-text_kk"
            )


def _write(outcome: Outcome, value: OutcomeValue, position: int) -> Outcome:
    outcome.position = position
    outcome.code = value.code
    outcome.text_kk, outcome.text_ru, outcome.text_en = value.text_kk, value.text_ru, value.text_en
    return outcome
