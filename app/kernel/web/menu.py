"""The main menu and the parts that features add to each other's pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, render_template, request, url_for
from markupsafe import Markup

from app.kernel.features import Duty, Feature, Figure, Item
from app.kernel.web.guard import actor, may


@dataclass(frozen=True)
class Entry:
    """A menu entry as the page draws it."""

    label: Any
    url: str
    current: bool


def menu() -> list[Entry]:
    """The entries this person may open, in order."""
    items: tuple[Item, ...] = current_app.extensions["menu"]
    here = request.endpoint or ""
    exact = here in {item.endpoint for item in items}
    return [
        Entry(item.label, url_for(item.endpoint), _is_current(item.endpoint, here, exact))
        for item in items
        if may(item.action)
    ]


def _is_current(endpoint: str, here: str, exact: bool) -> bool:
    if exact:
        return endpoint == here
    return endpoint == f"{here.split('.')[0]}.index"


def panels(of: str, thing: Any) -> list[Markup]:
    """What the features contribute to the page of `thing`, drawn."""
    drawn = []
    for panel in _panels().get(of, ()):
        content = panel.content(thing)
        if content is not None:
            drawn.append(Markup(render_template(panel.template, thing=thing, **content)))
    return drawn


def duties() -> list[Duty]:
    """The work that waits for the person signed in, feature by feature."""
    return _told("duties")


def figures() -> list[Figure]:
    """The numbers that concern the person signed in, feature by feature."""
    return _told("figures")


def _told(part: str) -> list[Any]:
    asked = actor()
    named = ((f, getattr(f, part)) for f in current_app.features)  # type: ignore[attr-defined]
    return [
        one for feature, reference in named if reference for one in feature.part(reference)(asked)
    ]


def install(app: Flask, features: Iterable[Feature]) -> None:
    """Collect the menu once; panels and duties are found through the features."""
    items = [item for feature in features for item in feature.menu]
    app.extensions["menu"] = tuple(sorted(items, key=lambda item: item.order))
    app.jinja_env.globals.update(menu=menu, panels=panels)


def _panels() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] | None = current_app.extensions.get("panels")
    if found is None:
        found = {}
        for feature in current_app.features:  # type: ignore[attr-defined]
            for panel in feature.part(feature.panels) if feature.panels else ():
                found.setdefault(panel.of, []).append(panel)
        for parts in found.values():
            parts.sort(key=lambda panel: panel.order)
        current_app.extensions["panels"] = found
    return found
