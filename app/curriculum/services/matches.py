"""Which of the partners' modules count at home, for what and with how many credits."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from app.curriculum.models import Module, ModuleMatch
from app.curriculum.queries import Record
from app.curriculum.services.told import begun, check_fresh, match_name, matches_told, tell
from app.curriculum.services.values import MatchValue
from app.curriculum.totals import Counted, overdrawn
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor


def set_matches(
    record: Record, values: Sequence[MatchValue], seen: int | None = None, *, actor: Actor
) -> None:
    """Everything that is recognised of the partners' modules."""
    before = matches_told(record.modules, record.matches)
    known = {module.id: module for module in record.modules}
    values = [_completed(known, value) for value in values]
    after = matches_told(record.modules, [value for value in values if _is_known(known, value)])
    check_fresh(record, seen, before, after)
    _check_modules(record, values)
    _check(record, values)
    if before == after:
        return
    curriculum = begun(record)
    stored = {(m.partner_module_id, m.home_module_id): m for m in curriculum.matches}
    curriculum.matches = [
        _write(stored.get((value.partner_module_id, value.home_module_id)), value)
        for value in values
    ]
    tell("curriculum.matches_set", curriculum, record, before, after, actor)


def _check_modules(record: Record, values: Sequence[MatchValue]) -> None:
    """A match leads from a module of a partner to one at home."""
    home = {module.id for module in record.of(record.home)}
    partners = {module.id for module in record.modules} - home
    for n, value in enumerate(values):
        if value.partner_module_id not in partners:
            raise Refusal(_l("There is no such module of a partner."), f"matches-{n}-counts_for")
        if value.home_module_id is not None and value.home_module_id not in home:
            raise Refusal(_l("There is no such module at home."), f"matches-{n}-counts_for")


def _completed(known: dict[int, Module], value: MatchValue) -> MatchValue:
    """With as many credits as both modules have, where nothing is said."""
    if value.ects is not None or not _is_known(known, value):
        return value
    ects = known[value.partner_module_id].ects
    if value.home_module_id is not None:
        ects = min(ects, known[value.home_module_id].ects)
    return replace(value, ects=ects)


def _is_known(known: dict[int, Module], value: MatchValue) -> bool:
    """Whether both modules are there: somebody may have taken one away meanwhile."""
    return value.partner_module_id in known and value.home_module_id in (None, *known)


def _check(record: Record, values: Sequence[MatchValue]) -> None:
    _check_repeated(record, values)
    for n, value in enumerate(values):
        if value.ects is None or value.ects <= 0:
            raise Refusal(_l("Recognise more than 0 credits."), f"matches-{n}-ects")
    counted = [Counted(v.partner_module_id, v.home_module_id, v.ects or Decimal(0)) for v in values]
    over = overdrawn(record.taught(), counted, record.along)
    for n, value in reversed([*enumerate(values)]):
        if value.partner_module_id in over:
            raise Refusal(_too_much(record, value.partner_module_id), f"matches-{n}-ects")
        if value.home_module_id in over:
            raise Refusal(_too_much(record, value.home_module_id or 0), f"matches-{n}-ects")


def _check_repeated(record: Record, values: Sequence[MatchValue]) -> None:
    known = {module.id: module for module in record.modules}
    pairs = [(value.partner_module_id, value.home_module_id) for value in values]
    for n, pair in enumerate(pairs):
        if pair in pairs[:n]:
            raise Refusal(
                _l(
                    "%(match)s is there twice: put the credits together.",
                    match=match_name(known, *pair),
                ),
                f"matches-{n}-counts_for",
            )


def _too_much(record: Record, module_id: int) -> object:
    module = next(one for one in record.modules if one.id == module_id)
    return _l(
        "Together more credits are recognised than %(code)s has: %(n)s. The rest can count as an "
        "elective.",
        code=module.code,
        n=f"{module.ects.normalize():f}",
    )


def _write(match: ModuleMatch | None, value: MatchValue) -> ModuleMatch:
    made = match or ModuleMatch(
        partner_module_id=value.partner_module_id, home_module_id=value.home_module_id
    )
    made.ects = value.ects or Decimal(0)
    return made
