"""What the rulebooks of all features find about a thing and about what belongs to it.

A lower feature asks here for findings whose rules stand above it: the rulebooks and
the belongings are taken from the application's features when asked, so nothing is
imported upwards. A step that says `musts` in its table is settled by `settle`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from app.kernel.errors import Refusal
from app.kernel.features import Belonging
from app.kernel.lifecycle import Musts, Step
from app.kernel.permissions import Actor, allowed
from app.kernel.rules import Finding, Rulebook, Severity, broken, examine


@dataclass(frozen=True)
class Found:
    """A thing and what was found about it; `subject` is the rulebooks' word for its kind."""

    subject: str
    thing: Any
    findings: tuple[Finding, ...]


def rulebooks() -> list[Rulebook]:
    """The rulebooks of all features, in their order."""
    return [
        feature.part(reference)
        for feature in current_app.features  # type: ignore[attr-defined]
        for reference in feature.rulebooks
    ]


def found(subject: str, thing: Any) -> list[Found]:
    """The findings about the thing, then about everything that belongs to it."""
    books = rulebooks()
    groups = [(subject, [thing]), *((b.subject, b.things(thing)) for b in _belongings(subject))]
    return [
        Found(kind, one, tuple(by_id[one.id]))
        for kind, things in groups
        for by_id in (examine(books, kind, list(things)),)
        for one in things
    ]


def broken_musts(musts: Musts, thing: Any) -> list[Found]:
    """The broken rules that are an error, by what they are about; none where all is well."""
    each = (
        Found(one.subject, one.thing, tuple(broken(one.findings, Severity.ERROR)))
        for one in found(musts.subject, thing)
    )
    return [one for one in each if one.findings]


def may_override(musts: Musts, thing: Any, actor: Actor) -> bool:
    """Whether the person may take the step although a must is broken."""
    return allowed(current_app.extensions["grants"], musts.override, actor, thing)


def settle(step: Step, thing: Any, reason: str, *, actor: Actor) -> list[str]:
    """Refuse a step while a must is broken, unless somebody who may gives a reason.

    Returns what is overridden, as the journal keeps it. What is not known stands in
    nobody's way.
    """
    standing = broken_musts(step.musts, thing) if step.musts else []
    if not standing or step.musts is None:
        return []
    if not reason.strip():
        raise Refusal(_stands(standing), "reason")
    if not may_override(step.musts, thing, actor):
        raise Refusal(_l("It is not yours to decide this against a rule that must hold."))
    return list(_named(standing))


def _stands(standing: Iterable[Found]) -> Any:
    rules = ", ".join(dict.fromkeys(f.id for one in standing for f in one.findings))
    return _l("Rules that must hold are broken: %(rules)s. Have them put right first.", rules=rules)


def _named(standing: Iterable[Found]) -> Iterator[str]:
    for one in standing:
        yield from (f"{finding.id}: {one.thing.label}" for finding in one.findings)


def _belongings(subject: str) -> list[Belonging]:
    return [
        belonging
        for feature in current_app.features  # type: ignore[attr-defined]
        if feature.belongings
        for belonging in feature.part(feature.belongings)
        if belonging.of == subject
    ]
