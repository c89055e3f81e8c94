"""What commands need that work without a server and without a database: the code lists.

They are asked of the database where there is one, because an administrator may have added
to them; elsewhere they are taken from the reference files that come with the product.
"""

from pathlib import Path

from flask import current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from app.kernel import codes
from app.kernel.codes import Label
from app.kernel.db import session


def have_codes() -> None:
    """Let `codes.book()` answer, with or without a database."""
    try:
        known = bool(_is_there() and codes.book())
    except DBAPIError:
        session.rollback()
        known = False
    if not known:
        current_app.extensions["codes"] = _delivered()


def _is_there() -> bool:
    """Whether there may be a database; asking SQLite for one would make an empty file."""
    url = make_url(current_app.config["DATABASE_URL"])
    return not url.drivername.startswith("sqlite") or Path(str(url.database)).exists()


def _delivered() -> dict[str, dict[str, Label]]:
    from seed.reference import FOLDER, files

    lists: dict[str, dict[str, Label]] = {}
    for row in files.read(FOLDER).codes:
        label = Label(row["kk"], row["ru"], row["en"])
        lists.setdefault(row["list"], {})[row["code"]] = label
    return lists
