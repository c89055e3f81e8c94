"""What the rules of the schema know: one thing that reading a workbook came upon."""

from dataclasses import dataclass
from enum import StrEnum


class FileWay(StrEnum):
    """In what way a whole file is not as it should be, besides being unreadable."""

    OLDER_EDITION = "older_edition"
    OTHER_EDITION = "other_edition"
    NO_EDITION = "no_edition"
    PERSONAL_COLUMN = "personal_column"
    PERSONAL_NUMBER = "personal_number"
    SAME_FILE = "same_file"


@dataclass(frozen=True)
class SlipFacts:
    """One slip: in which `way` (see `Way`, `Fault` and `FileWay`), and what there was to see.

    `found` is what stands in the file, `read` what was taken for it or what is asked,
    `count` how many there are.
    """

    way: str
    found: str = ""
    read: str = ""
    count: int = 1
