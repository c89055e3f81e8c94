"""What every write on a curriculum shares: fresh rows, rows by code, the journal's words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.curriculum.models import (
    Curriculum,
    GradeConversion,
    Module,
    ModuleMatch,
    Outcome,
)
from app.curriculum.queries import Record
from app.curriculum.services.values import ModuleValue, OutcomeValue
from app.kernel import journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor

Told = Mapping[str, str]
Coded = Outcome | Module


def begun(record: Record) -> Curriculum:
    """The curriculum, made with its first entry."""
    if record.curriculum is not None:
        return record.curriculum
    made = Curriculum(programme_id=record.programme.id, programme=record.programme)
    made.outcomes, made.modules, made.matches, made.grades = [], [], [], []
    session.add(made)
    return made


def check_fresh(record: Record, seen: int | None, stored: Told, sent: Told) -> None:
    """Raise Conflict when the curriculum was changed since `seen`; 0 is a version too."""
    if seen is None or seen == record.version:
        return
    differing = changes(stored, sent)
    raise Conflict({name: (old, new) for name, (old, new) in differing.items()})


def tell(
    event: str, curriculum: Curriculum, record: Record, before: Told, after: Told, actor: Actor
) -> None:
    """Write the rows that differ into the journal; the version grows, so that editors collide."""
    if curriculum.version:
        curriculum.version += 1
    journal.write(
        event,
        curriculum,
        actor=actor,
        institution_id=record.home.id,
        changes=changes(before, after),
    )


def changes(before: Told, after: Told) -> dict[str, list[str | None]]:
    """Name → what was said before and after, of those rows only that differ."""
    names = dict.fromkeys((*before, *after))
    return {
        name: [before.get(name), after.get(name)]
        for name in names
        if before.get(name) != after.get(name)
    }


def check_codes(rows: str, codes: Sequence[str]) -> None:
    """No two rows have the same code; capitals make no difference."""
    first: dict[str, int] = {}
    for n, code in enumerate(codes):
        if code.casefold() in first:
            raise Refusal(
                _l(
                    "Lines %(first)d and %(second)d have the same code.",
                    first=first[code.casefold()] + 1,
                    second=n + 1,
                ),
                f"{rows}-{n}-code",
            )
        first[code.casefold()] = n


def kept(rows: Iterable[Coded], values: Sequence[OutcomeValue | ModuleValue]) -> list[Any]:
    """The stored row of each value: the one that it says, or one with its code that none says."""
    known = {row.id: row for row in rows}
    claimed = {value.id for value in values}
    free = {row.code.casefold(): row for row in known.values() if row.id not in claimed}
    found = [known.get(value.id or 0) or free.get(value.code.casefold()) for value in values]
    _make_room(known.values(), dict(zip(map(id, found), (v.code for v in values), strict=True)))
    return found


def _make_room(rows: Iterable[Coded], codes: Mapping[int, str]) -> None:
    """Free the codes that pass to another row: for a moment both would have them."""
    wanted = set(codes.values())
    moving = [row for row in rows if row.code in wanted and codes.get(id(row)) != row.code]
    for row in moving:
        row.code = f"~{row.id}"
    if moving:
        session.flush()


def named(kk: str, ru: str, en: str) -> str:
    """The texts that there are, each with its language, for a line of the journal."""
    texts = (("kk", kk), ("ru", ru), ("en", en))
    return " / ".join(f"{text} ({language})" for language, text in texts if text)


def outcome_told(outcome: Any) -> str:
    """An outcome or what was sent of it, in a line."""
    return named(outcome.text_kk, outcome.text_ru, outcome.text_en)


def module_told(module: Any, outcomes: Iterable[str]) -> str:
    """A module or what was sent of it, in a line."""
    period = f"№ {module.period}" if module.period else ""
    ects = journal.plain(module.ects)
    name = named(module.name_kk, module.name_ru, module.name_en)
    return " · ".join(part for part in (name, f"{ects} ECTS", period, ", ".join(outcomes)) if part)


def matches_told(modules: Iterable[Module], matches: Iterable[ModuleMatch | Any]) -> Told:
    """Each match in a line, by the codes of its modules."""
    known = {module.id: module for module in modules}
    return {
        match_name(known, match.partner_module_id, match.home_module_id): (
            f"{journal.plain(match.ects)} ECTS"
        )
        for match in matches
    }


def match_name(known: Mapping[int, Module], partner_module_id: int, home_id: int | None) -> str:
    """The codes of a match's two modules."""
    partner = known[partner_module_id]
    home = known[home_id].code if home_id is not None else "…"
    return f"{partner.institution.code} {partner.code} → {home}"


def grades_told(grades: Iterable[GradeConversion | Any], partner_code: str) -> Told:
    """Each grade in a line."""
    return {f"{partner_code} {one.label}": str(journal.plain(one.grade) or "—") for one in grades}
