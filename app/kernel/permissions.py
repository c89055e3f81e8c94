"""Who may do what: the engine under every feature's `GRANTS`.

A grant names an action and its alternatives; an alternative is a tuple of
predicates that must all hold. `"agreement.edit": ((registrar,), (office_of,
is_draft))` reads aloud. To allow something: a line in a feature's
`permissions.py`. Nothing here knows a role or a table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Membership:
    """One role, held at one institution, or for the whole country (None)."""

    role: str
    institution_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts, with everything a predicate may ask about them."""

    id: int | None
    name: str = ""
    email: str = ""
    memberships: frozenset[Membership] = frozenset()
    is_known: bool = True

    def holds(self, role: str, institution_id: int | None = None) -> bool:
        """Whether they hold a role at that institution; anywhere when none is named."""
        return any(
            held.role == role and institution_id in (None, held.institution_id)
            for held in self.memberships
        )

    def institutions(self, *roles: str) -> frozenset[int]:
        """Where they hold one of `roles`; where they hold any role when none is named."""
        return frozenset(
            held.institution_id
            for held in self.memberships
            if held.institution_id is not None and (not roles or held.role in roles)
        )


ANONYMOUS = Actor(id=None, is_known=False)
SYSTEM = Actor(id=None, name="Qosdiplom")

Predicate = Callable[[Actor, Any], bool]
Alternative = tuple[Predicate, ...]
Grants = Mapping[str, tuple[Alternative, ...]]


class UnknownAction(LookupError):
    """No feature grants this action to anybody: a misspelt name, never a refusal."""


def allowed(grants: Grants, action: str, actor: Actor, thing: Any = None) -> bool:
    """Whether one of the action's alternatives holds entirely."""
    if action not in grants:
        raise UnknownAction(action)
    return any(
        all(predicate(actor, thing) for predicate in alternative) for alternative in grants[action]
    )


def merge(*grants: Grants) -> Grants:
    """All features' grants as one; ValueError when two of them name the same action."""
    merged: dict[str, tuple[Alternative, ...]] = {}
    for some in grants:
        twice = sorted(merged.keys() & some.keys())
        if twice:
            raise ValueError(f"granted twice: {', '.join(twice)}")
        merged |= some
    return merged


def describe(grants: Grants) -> list[dict[str, Any]]:
    """The table as people read it: an action and its alternatives in words, by name."""
    return [
        {"action": action, "who": [_aloud(alternative) for alternative in grants[action]]}
        for action in sorted(grants)
    ]


def check_grants(grants: Grants) -> None:
    """Raise ValueError where a table says something its author cannot have meant.

    The commonest slip is a missing comma, which turns an alternative into a bare
    predicate; an empty alternative would let everybody in without saying so.
    """
    for action, alternatives in grants.items():
        if not isinstance(alternatives, tuple) or not alternatives:
            raise ValueError(f"{action}: write a tuple of at least one alternative")
        for alternative in alternatives:
            _check_alternative(action, alternative)


def _check_alternative(action: str, alternative: Any) -> None:
    if not isinstance(alternative, tuple) or not alternative:
        raise ValueError(f"{action}: each alternative is a tuple of at least one predicate")
    if unnamed := [p for p in alternative if not _is_named(p)]:
        raise ValueError(f"{action}: {unnamed[0]!r} is not a named predicate")


def _is_named(predicate: Any) -> bool:
    return callable(predicate) and getattr(predicate, "__name__", "<lambda>") != "<lambda>"


def _aloud(alternative: Iterable[Predicate]) -> str:
    return " and ".join(predicate.__name__ for predicate in alternative)
