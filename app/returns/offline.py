"""What commands need that work without a server and without a database.

An administrator may have added to the code lists and to the classifier, so the database
is asked where there is one; elsewhere the reference files that come with the product are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import Engine

from app.kernel import codes, structure
from app.kernel.db import engine, session, set_aside, unit_of_work


@contextmanager
def reference_data() -> Iterator[None]:
    """With the code lists and other reference data: of the database, or else of their files."""
    if _is_ready(engine()) and codes.book():
        yield
        return
    from seed import reference

    click.echo("There is no database: neither the register nor last year is known.", err=True)
    with TemporaryDirectory(prefix="qosdiplom-") as folder:
        with set_aside(f"sqlite:///{folder}/reference.sqlite"):
            with unit_of_work():
                reference.load(session)
            codes.forget()
            yield
        codes.forget()


def _is_ready(known: Engine) -> bool:
    """Whether there is a database of this version; asking must not make one."""
    file = known.url.database if known.dialect.name == "sqlite" else None
    if file and file != ":memory:" and not Path(file).exists():
        return False
    return structure.problem(known) is None
