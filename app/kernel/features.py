"""What a feature tells the application about itself, as plain values.

A feature's `__init__.py` holds one `Feature`; `app/features.py` lists them in
order. Nothing registers itself by being imported: the application walks the
list once and mounts what it finds. Parts are named as "module:value" inside the
feature's folder, so that naming a feature does not import it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Item:
    """A menu entry: shown to those who may do `action`."""

    label: Any
    endpoint: str
    action: str
    order: int = 50


@dataclass(frozen=True)
class Panel:
    """A part of another feature's page, contributed from above it.

    `of` names the page's subject ("agreement"); `content` receives the subject
    and returns the template's variables, or None when there is nothing to say.
    """

    of: str
    template: str
    content: Callable[[Any], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class Place:
    """Where a fact of another feature's record is put right, by the feature that owns the fact.

    `of` names the record's subject and `field` what a rule calls the fact; `address`
    receives the record and the facts that were judged, and returns the page with its
    anchor, or None for those who may not.
    """

    of: str
    field: str
    address: Callable[[Any, Any], str | None]


@dataclass(frozen=True)
class Belonging:
    """Things of one kind that belong to one of another: the programmes of an agreement.

    `of` and `subject` are the rulebooks' words for the two kinds; `things` receives the
    owner and returns what belongs to it, loaded as on a page of its own.
    """

    of: str
    subject: str
    things: Callable[[Any], Sequence[Any]]


@dataclass(frozen=True)
class Duty:
    """Work that waits for a person, as the home page lists it.

    `tone` is good, warn, bad or neutral; `url` leads to where it is done.
    """

    text: Any
    url: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Figure:
    """A number that the home page shows, with the address of what is counted.

    With `compared`, it stands as from `before` to `after`; None is not known.
    """

    label: Any
    value: Any
    url: str
    note: Any = ""
    compared: bool = False
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Feature:
    """One folder under `app/`, as the application sees it.

    `commands` may name several groups; one with the name of a group of a feature below
    adds its commands to that group.
    """

    name: str
    blueprint: str | None = None
    grants: str | None = None
    events: str | None = None
    words: str | None = None
    lifecycles: tuple[str, ...] = ()
    rulebooks: tuple[str, ...] = ()
    menu: tuple[Item, ...] = ()
    panels: str | None = None
    places: str | None = None
    belongings: str | None = None
    duties: str | None = None
    figures: str | None = None
    commands: str | tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[Any, ...]:
        """Its groups of commands."""
        named = (self.commands,) if isinstance(self.commands, str) else self.commands
        return tuple(self.part(one) for one in named)

    def part(self, reference: str) -> Any:
        """The value behind "module:value" in this feature's folder."""
        module, value = reference.split(":")
        return getattr(import_module(f"app.{self.name}.{module}"), value)
