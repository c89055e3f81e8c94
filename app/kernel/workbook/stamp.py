"""The stamp of a workbook: for whom and for when it was made, hidden inside it."""

from dataclasses import dataclass
from datetime import date

STAMP_SHEET = "_stamp"


@dataclass(frozen=True)
class Stamp:
    """For whom and for which year a workbook is.

    `institution` is the code, `institution_name` the name in the language of the
    workbook, `contact` a line saying whom to ask.
    """

    institution: str
    institution_name: str
    year: str
    reference_date: date
    contact: str = ""


def lines(stamp: Stamp, edition: str, language: str) -> dict[str, str]:
    """What the hidden sheet says, name by name."""
    return {
        "edition": edition,
        "institution": stamp.institution,
        "institution_name": stamp.institution_name,
        "year": stamp.year,
        "language": language,
        "reference_date": stamp.reference_date.isoformat(),
    }
