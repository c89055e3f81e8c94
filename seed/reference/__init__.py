"""Reference data: what the law, a ministry or a quality body decides, as files.

A reader finds here the classifier of training directions, the code lists, the
directory of real universities, the conventions with the claims about who is
bound, and the quality frameworks. To add or correct something, edit the row in
the data file, keep its source and confidence beside it, and run
`flask seed reference`. `files.py` reads and checks the files, `store.py`
brings the tables to what they say; nothing is written when a check fails.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.orm import Session, scoped_session

from app.kernel.db import UnitOfWork
from seed.reference import files, store
from seed.reference.checks import SeedError
from seed.reference.store import Tally

__all__ = ["FOLDER", "Counts", "SeedError", "Tally", "load"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Counts:
    """What a load did, by table."""

    tallies: Mapping[str, Tally]

    @property
    def changed(self) -> int:
        """Rows added, updated or removed."""
        return sum(tally.changed for tally in self.tallies.values())

    def as_dict(self) -> dict[str, dict[str, int]]:
        """For the journal: table → what happened to how many rows."""
        return {table: asdict(tally) for table, tally in self.tallies.items()}

    def sentence(self) -> str:
        """For the person who ran the command."""
        total = sum(self.tallies.values(), Tally())
        if not self.changed:
            return f"Reference data was up to date: {total.unchanged} rows, nothing changed."
        return (
            f"Reference data loaded: {total.added} rows added, {total.updated} updated, "
            f"{total.removed} removed, {total.unchanged} unchanged."
        )


def load(session: Session | scoped_session[UnitOfWork], folder: Path = FOLDER) -> Counts:
    """Bring the reference tables to what the files say; a second load changes nothing.

    Raises SeedError, naming file and entry, before anything is written. The
    caller commits.
    """
    found = files.read(folder)
    return Counts(MappingProxyType(store.write(session, found)))
