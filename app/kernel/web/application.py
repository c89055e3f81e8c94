"""The Flask application: one unit of work a request, committed in one place."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Map

from app.kernel import db
from app.kernel.features import Feature

KERNEL = Path(__file__).resolve().parents[1]
SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST_KEY = 2**31 - 1


class Key(IntegerConverter):
    """A number in an address: none that a key of the database cannot have."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **({"max": LARGEST_KEY} | options))


class Qosdiplom(Flask):
    """Commits once, when the method may write and the answer is below 400."""

    features: tuple[Feature, ...] = ()

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            static_folder=str(KERNEL / "static"),
            template_folder=str(KERNEL / "templates"),
        )
        self.jinja_env.trim_blocks = True
        self.jinja_env.lstrip_blocks = True
        self.url_map.converters["int"] = Key
        self.teardown_request(close_uploads)

    def dispatch_request(self) -> Any:
        """Answer, then settle the unit of work before anything is sent."""
        response = self.make_response(super().dispatch_request())
        settle(response)
        return response

    def mount(self, features: Iterable[Feature]) -> None:
        """Bring in every feature's pages, events, lifecycles and commands."""
        self.features = tuple(features)
        self.extensions["events"] = {
            name: keys
            for feature in self.features
            if feature.events
            for name, keys in feature.part(feature.events).items()
        }
        for feature in self.features:
            if feature.blueprint:
                self.register_blueprint(feature.part(feature.blueprint))
            for group in feature.groups:
                self._command(group)

    def _command(self, group: Any) -> None:
        """Add a group of commands, or its commands to the group of that name.

        A fresh group is added, because the feature's own serves every application.
        """
        fresh = type(group)(group.name, help=group.help)
        known: Any = self.cli.commands.setdefault(group.name, fresh)
        for command in group.commands.values():
            known.add_command(command)


def settle(response: Response) -> None:
    """Commit or undo, by the method and the status of the answer."""
    writes = request.method not in SAFE and response.status_code < 400
    db.settle(writes or g.get("keep", False))


def close_uploads(_: BaseException | None) -> None:
    """Give the temporary files of a large upload back at once."""
    request.close()


def keep() -> None:
    """Keep this unit of work although the answer is an error: a failed sign-in is counted."""
    g.keep = True


@event.listens_for(Session, "before_flush")
def _a_get_cannot_write(unit: Session, *_: Any) -> None:
    from flask import has_request_context

    if has_request_context() and request.method in SAFE:
        raise RuntimeError(f"{request.method} {request.path} tried to write")
