"""Who may see and do what, asked once before each view.

`guard("agreement.submit", on=queries.agreement)` loads the thing (404), asks
the grants (401, 403) and hands the thing to the view. It marks the view, so a
test can prove that every view is guarded.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Flask, current_app
from flask_login import current_user

from app.kernel.errors import Missing, NotAllowed, SignInNeeded
from app.kernel.features import Feature
from app.kernel.permissions import ANONYMOUS, Actor, allowed, merge


def anyone(actor: Actor, thing: Any) -> bool:
    """Open to everybody, signed in or not."""
    return True


GRANTS = {"home.show": ((anyone,),), "language.switch": ((anyone,),)}


def actor() -> Actor:
    """Who asks: the person signed in, or nobody in particular."""
    found: Actor = getattr(current_user, "actor", ANONYMOUS)
    return found


def may(action: str, thing: Any = None) -> bool:
    """Whether the person who asks may do `action` to `thing`."""
    return allowed(current_app.extensions["grants"], action, actor(), thing)


def require(action: str, thing: Any = None) -> None:
    """Raise SignInNeeded or NotAllowed unless `may(action, thing)`."""
    if not may(action, thing):
        raise NotAllowed if actor().is_known else SignInNeeded


def guard(action: str, on: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Decorate a view: load what it is about, ask the grants, pass the thing."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if on is None:
                require(action)
                return view(**values)
            thing = on(**values)
            if thing is None:
                raise Missing if actor().is_known else SignInNeeded
            require(action, thing)
            return view(thing)

        guarded.guarded_by = action  # type: ignore[attr-defined]
        guarded.guarded_on = on  # type: ignore[attr-defined]
        return guarded

    return decorate


def install(app: Flask, features: Iterable[Feature]) -> None:
    """Merge every feature's grants; templates ask the same `may`."""
    theirs = (feature.part(feature.grants) for feature in features if feature.grants)
    app.extensions["grants"] = merge(GRANTS, *theirs)
    app.jinja_env.globals["may"] = may
    app.context_processor(lambda: {"actor": actor()})
