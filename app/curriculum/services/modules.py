"""The modules of one institution."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from app.curriculum.models import Module, ModuleMatch, Outcome
from app.curriculum.queries import Side
from app.curriculum.services.told import (
    begun,
    check_codes,
    check_fresh,
    kept,
    matches_told,
    module_told,
    tell,
)
from app.curriculum.services.values import ModuleValue
from app.curriculum.totals import Taught, overdrawn
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor


def set_modules(
    side: Side, values: Sequence[ModuleValue], seen: int | None = None, *, actor: Actor
) -> int:
    """The modules of one side in their order; returns how many matches went with modules."""
    outcomes = {outcome.code.casefold(): outcome for outcome in side.outcomes}
    before, after = _told_stored(side), _told_sent(side, values)
    check_fresh(side, seen, before, after)
    _check(side, values, outcomes)
    if before == after:
        return 0
    curriculum = begun(side)
    stored = side.of(side.institution)
    rows = kept(stored, values)
    wanted = [
        _write(row or _new(side), value, n, outcomes)
        for n, (row, value) in enumerate(zip(rows, values, strict=True), 1)
    ]
    gone = {module.id for module in stored if module not in wanted}
    lost = _lost(side, gone)
    told = matches_told(curriculum.modules, lost)
    curriculum.matches = [one for one in curriculum.matches if one not in lost]
    curriculum.modules = [
        *(one for one in curriculum.modules if one.institution_id != side.institution.id),
        *wanted,
    ]
    tell("curriculum.modules_set", curriculum, side, {**before, **told}, after, actor)
    return len(lost)


def _lost(side: Side, gone: set[int]) -> list[ModuleMatch]:
    return [m for m in side.matches if {m.partner_module_id, m.home_module_id} & gone]


def _new(side: Side) -> Module:
    return Module(institution=side.institution, institution_id=side.institution.id, outcomes=[])


def _told_stored(side: Side) -> dict[str, str]:
    return {
        f"{side.institution.code} {module.code}": module_told(
            module, [outcome.code for outcome in module.outcomes]
        )
        for module in side.of(side.institution)
    }


def _told_sent(side: Side, values: Sequence[ModuleValue]) -> dict[str, str]:
    order = {outcome.code.casefold(): n for n, outcome in enumerate(side.outcomes)}
    names = {outcome.code.casefold(): outcome.code for outcome in side.outcomes}
    return {
        f"{side.institution.code} {value.code}": module_told(
            value,
            [
                names.get(code.casefold(), code)
                for code in sorted(value.outcomes, key=lambda one: order.get(one.casefold(), 0))
            ],
        )
        for value in values
    }


def _check(side: Side, values: Sequence[ModuleValue], outcomes: Mapping[str, Outcome]) -> None:
    if values and side.institution in side.strangers:
        raise Refusal(
            _l(
                "This university no longer teaches the programme. Take its modules away, or name "
                "it among the partners first."
            )
        )
    check_codes("modules", [value.code for value in values])
    for n, value in enumerate(values):
        _check_one(side, value, n)
        for code in value.outcomes:
            if code.casefold() not in outcomes:
                raise Refusal(
                    _l("There is no outcome %(code)s.", code=code), f"modules-{n}-outcomes"
                )
    _check_recognised(side, values)


def _check_one(side: Side, value: ModuleValue, n: int) -> None:
    if not value.code:
        raise Refusal(_l("Give the module a code."), f"modules-{n}-code")
    if not (value.name_kk or value.name_ru or value.name_en):
        raise Refusal(_l("Name the module in at least one language."), f"modules-{n}-name_kk")
    most = side.programme.ects_total
    if not 0 < value.ects <= most:
        raise Refusal(
            _l(
                "The credits of a module are more than 0 and at most those of the whole "
                "programme, %(n)s.",
                n=f"{most.normalize():f}",
            ),
            f"modules-{n}-ects",
        )
    periods = len(side.programme.periods)
    if value.period is not None and not 1 <= value.period <= (periods or value.period):
        raise Refusal(_l("The study path has %(n)d periods.", n=periods), f"modules-{n}-period")


def _check_recognised(side: Side, values: Sequence[ModuleValue]) -> None:
    """No module has fewer credits than are recognised of it, or in its place."""
    changed = {value.id: n for n, value in enumerate(values) if value.id is not None}
    modules = side.taught()
    for module_id, n in changed.items():
        if module_id in modules:
            modules[module_id] = Taught(module_id, side.institution.id, values[n].ects)
    over = overdrawn(modules, side.counted(), side.along)
    for module_id in sorted(over & changed.keys()):
        n = changed[module_id]
        raise Refusal(
            _l("More credits of this module are recognised than that. Correct the matches first."),
            f"modules-{n}-ects",
        )


def _write(
    module: Module, value: ModuleValue, position: int, outcomes: Mapping[str, Outcome]
) -> Module:
    module.position = position
    module.code = value.code
    module.name_kk, module.name_ru, module.name_en = value.name_kk, value.name_ru, value.name_en
    module.ects = value.ects
    module.period = value.period
    wanted = {outcomes[code.casefold()].id for code in value.outcomes}
    module.outcomes = [outcome for outcome in outcomes.values() if outcome.id in wanted]
    return module
