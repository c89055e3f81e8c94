"""One way to check a return, whatever it comes as: a workbook, the register, a delivery.

What the reader finds in cells and what the rules find in data stand in one list, as a
person meets them: the workbook from the first sheet to the last.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from openpyxl.utils import get_column_letter

from app.kernel.files import Upload
from app.kernel.workbook.declaration import Edition
from app.kernel.workbook.desk import FIRST_ROW
from app.returns import intake, queries
from app.returns.check import Context, check, rules
from app.returns.dataset import Dataset, edition_of
from app.returns.editions import RULES_OF
from app.returns.intake import Taken
from app.returns.models import Delivery, Return
from app.returns.problems import Place, Problem, retold


@dataclass(frozen=True)
class Checked:
    """Data and all that was found in them; no data where a file could not be read."""

    dataset: Dataset | None
    problems: tuple[Problem, ...]


def of_workbook(upload: Upload, filing: Return) -> Checked:
    """What an uploaded file holds and what is wrong with it."""
    taken = intake.take(
        upload.content,
        name=upload.name,
        edition=edition_of(filing.campaign.edition),
        filed_by=lambda checksum: queries.filed_by_another(checksum, filing.institution_id),
    )
    return of_taken(taken, queries.context_for(filing))


def of_taken(taken: Taken, context: Context) -> Checked:
    """What was read from a file, with what the rules find in it."""
    if taken.dataset is None:
        return Checked(None, taken.problems)
    found = _asked(taken.dataset, check(taken.dataset, context, taken.place))
    return Checked(taken.dataset, intake.foremost((*taken.problems, *found)))


def of_dataset(data: Dataset, filing: Return) -> Checked:
    """What the rules find in data that stand in no file."""
    place = partial(as_written, edition_of(data.edition))
    return Checked(data, tuple(_asked(data, check(data, queries.context_for(filing), place))))


def among_others(delivery: Delivery) -> list[Problem]:
    """What only the centre can see: a return beside the accepted ones of all others (N rules)."""
    data = Dataset.loaded(delivery.dataset)
    context = queries.context_for(delivery.filing, with_others=True)
    found = check(data, context, partial(as_written, edition_of(data.edition)))
    return [one for one in found if one.code.startswith("N") and one.is_broken]


def as_written(edition: Edition, sheet: str, at: int, column: str = "") -> Place:
    """Where a row of data stands once they are written into a workbook (see `of_delivery`)."""
    row = FIRST_ROW + at
    names = [one.name for one in edition.sheet(sheet).columns]
    cell = f"{get_column_letter(names.index(column) + 1)}{row}" if column in names else f"A{row}"
    return Place(sheet, column, row, cell)


def _asked(data: Dataset, found: Iterable[Problem]) -> Iterator[Problem]:
    """What is found by the rules of the edition; what rests on a sheet not asked is left out."""
    begins = RULES_OF.get(data.edition, ("",))
    return (one for one in found if one.code.startswith(begins))


def problems_of(delivery: Delivery) -> list[Problem]:
    """What was found in a delivery when it came in. Needs its findings loaded."""
    known = rules()
    return [retold(known, one) for one in json.loads(delivery.findings)]
