"""What all commands share: they speak English, and trouble with the database is a sentence.

Operators read what a command says beside other logs, so its language does not follow
that of the pages. A command whose result is for others has an option `--language`.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from app.kernel import structure
from app.kernel.db import engine, session
from app.kernel.i18n import in_language


class Group(AppGroup):
    """Commands that belong together."""

    def command(self, *args: Any, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        """Like click's, for operators."""
        decorate = super().command(*args, **options)
        return lambda deed: decorate(for_operators(deed))


def for_operators(deed: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command in English; exit 1 with a sentence when the database is not as it must be."""

    @wraps(deed)
    def run(*args: Any, **options: Any) -> Any:
        try:
            with in_language("en"):
                return deed(*args, **options)
        except DBAPIError:
            session.rollback()
            sentence = structure.problem(engine())
            if sentence is None:
                raise
            click.echo(sentence, err=True)
            sys.exit(1)

    return run


@contextmanager
def written(output: Path) -> Iterator[IO[bytes]]:
    """A file to write that appears under its name when it is whole, and not before.

    Raises OSError where it cannot be written; what stood there before stays then.
    """
    part = output.with_name(f"{output.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as target:
            yield target
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
