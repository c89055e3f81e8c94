"""What graduates know and can do."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.curriculum.models import Curriculum, Outcome
from app.curriculum.queries import Record
from app.curriculum.services.told import (
    begun,
    check_codes,
    check_fresh,
    make_room,
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
    known = {outcome.id: outcome for outcome in curriculum.outcomes}
    make_room(known.values(), {value.id: value.code for value in values if value.id in known})
    wanted = [
        _write(known.get(value.id or 0) or Outcome(), value, n) for n, value in enumerate(values, 1)
    ]
    _take_from_modules(curriculum, [one for one in known.values() if one not in wanted])
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
