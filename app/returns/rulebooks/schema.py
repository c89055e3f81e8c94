"""Rules about the file and its cells: S001–S010 and F105–F110.

What they judge is come upon while a workbook is read, so they are no rulebook about
things of the register but a table of their own: `RULES`. Each says the ways in which it
can be broken, and for each way what is the matter and what to do. To teach it a new
way: a word where the slip is noticed, and a `Wording` here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Severity, Wording
from app.kernel.workbook.book import Fault
from app.kernel.workbook.slips import Way
from app.returns.facts.slips import FileWay, SlipFacts

_MORE = Wording(
    _l("More of these, not listed one by one: %(count)s."),
    _l("Correct those that are listed and check the file again."),
)


def _rule(
    id_: str,
    says: Any,
    wordings: Mapping[str, Wording],
    *,
    severity: Severity = Severity.ERROR,
    lighter: tuple[str, ...] = (),
    warned: tuple[str, ...] = (),
) -> Rule:
    """A rule that is broken in each of these ways; `lighter` ones inform, `warned` ones warn."""
    ways = {str(way): wording for way, wording in wordings.items()} | {str(Way.MORE): _MORE}
    first = next(iter(ways.values()))
    return Rule(
        id=id_,
        severity=severity,
        clause=_l("Rules of the annual return"),
        says=says,
        otherwise=first.otherwise,
        remedy=first.remedy,
        needs=(),
        values=("way", "found", "read", "count"),
        holds=lambda facts: facts.way not in ways,
        weighs=_weight(severity, lighter, warned),
        wordings=MappingProxyType(ways),
    )


def _weight(
    severity: Severity, lighter: tuple[str, ...], warned: tuple[str, ...]
) -> Callable[[SlipFacts], Severity]:
    def weigh(facts: SlipFacts) -> Severity:
        if facts.way in lighter:
            return Severity.INFORMATION
        return Severity.WARNING if facts.way in warned else severity

    return weigh


_DOWNLOAD = _l("Download the workbook from the page of the return and copy the data into it.")

S001 = _rule(
    "S001",
    _l("The file is a workbook of at most 10 MB, without password and macros."),
    {
        Fault.LARGE: Wording(
            _l("The file has %(count)s MB; at most 10 MB are read."),
            _l("Remove pictures, extra sheets and empty rows, then save the workbook again."),
        ),
        Fault.EMPTY: Wording(
            _l("The file is empty."),
            _l("Choose the workbook again; it may not have been saved yet."),
        ),
        Fault.FOREIGN: Wording(
            _l("The file is no Excel workbook (.xlsx), whatever its name ends with."),
            _l("Open it in a spreadsheet program and save it as “Excel workbook (.xlsx)”."),
        ),
        Fault.OLD: Wording(
            _l("The file is in an older or binary format of Excel (.xls or .xlsb)."),
            _l("Open it in a spreadsheet program and save it as “Excel workbook (.xlsx)”."),
        ),
        Fault.ENCRYPTED: Wording(
            _l("The file is protected with a password and cannot be opened."),
            _l("Remove the password for opening the file and save it again."),
        ),
        Fault.MACROS: Wording(
            _l("The workbook contains macros."),
            _l("Save it as “Excel workbook (.xlsx)” without macros."),
        ),
        Fault.PARTS: Wording(
            _l("The workbook consists of %(count)s parts; at most 500 are read."),
            _l("Remove pictures, charts and extra sheets, then save the workbook again."),
        ),
        Fault.BOMB: Wording(
            _l("Unpacked, the workbook is far too large: about %(count)s MB."),
            _l(
                "Delete the empty rows and columns around the data, formats included, and save it again."
            ),
        ),
        Fault.ENTITIES: Wording(
            _l("The workbook defines entities, which no spreadsheet program writes."),
            _DOWNLOAD,
        ),
        Fault.MUCH: Wording(
            _l(
                "The workbook holds more than can be read: at most 100,000 rows and "
                "500,000 filled cells."
            ),
            _l("Delete sheets and rows that are no part of the return, and save it again."),
        ),
        Fault.DAMAGED: Wording(
            _l("The workbook is damaged and cannot be read."),
            _l("Open it in a spreadsheet program, let it repair the file and save it again."),
        ),
    },
)

S002 = _rule(
    "S002",
    _l("All sheets are there with their names and headers."),
    {
        Way.MISSING_SHEET: Wording(
            _l("Sheet %(found)s is missing."),
            _l(
                "Copy the sheet from a workbook that is downloaded anew, headers included; without rows it may stay empty."
            ),
        ),
        Way.RENAMED_SHEET: Wording(
            _l("Sheet “%(found)s” has another name; by its columns it was read as %(read)s."),
            _l("Rename the sheet to %(read)s."),
        ),
        Way.WITHOUT_HEADER: Wording(
            _l("Sheet %(found)s has no row of machine names, so none of its rows was read."),
            _l("Copy the first two rows from a workbook that is downloaded anew."),
        ),
        Way.EXTRA_SHEET: Wording(
            _l("Sheet “%(found)s” is no part of the return and was not read."),
            _l("Delete the sheet if it is not needed."),
        ),
    },
    lighter=(Way.EXTRA_SHEET,),
)

S003 = _rule(
    "S003",
    _l("The workbook is of the edition that is collected."),
    {
        FileWay.OLDER_EDITION: Wording(
            _l("The workbook is of edition %(found)s; edition %(read)s is collected."),
            _DOWNLOAD,
        ),
        FileWay.OTHER_EDITION: Wording(
            _l(
                "The workbook is of edition “%(found)s”, which is not known; edition %(read)s is collected."
            ),
            _DOWNLOAD,
        ),
        FileWay.NO_EDITION: Wording(
            _l("The workbook does not say of which edition it is; edition %(read)s is collected."),
            _DOWNLOAD,
        ),
    },
)

S004 = _rule(
    "S004",
    _l("Every required column is there, and no other."),
    {
        Way.MISSING_COLUMN: Wording(
            _l("The required column %(found)s is missing."),
            _l(
                "Put the column back: its machine name stands in row 2 of a workbook that is downloaded anew."
            ),
        ),
        Way.COLUMN_TWICE: Wording(
            _l("Column %(found)s stands on the sheet twice; only the first was read."),
            _l("Keep one of the two columns."),
        ),
        Way.UNKNOWN_COLUMN: Wording(
            _l("Column “%(found)s” is not known and was not read."),
            _l("Delete the column, or give it the machine name of the column that is meant."),
        ),
        Way.NAMELESS_COLUMN: Wording(
            _l("This column has no machine name in row 2; what stands in it was not read."),
            _l("Delete what stands there, or move it into the column where it belongs."),
        ),
        Way.ABSENT_COLUMN: Wording(
            _l("Column %(found)s is missing and was read as empty."),
            _l("Put the column back if there is anything to say in it."),
        ),
    },
    warned=(Way.UNKNOWN_COLUMN, Way.NAMELESS_COLUMN),
    lighter=(Way.ABSENT_COLUMN,),
)

S005 = _rule(
    "S005",
    _l("Data rows hold values only: no formulas, merged cells or links to other files."),
    {
        Way.FORMULA: Wording(
            _l("The cell holds a formula; what it comes to was not read."),
            _l("Copy the cell and paste it as a value."),
        ),
        Way.MERGED: Wording(
            _l("The cells %(found)s are merged."),
            _l("Unmerge the cells and fill in each of them."),
        ),
        Way.ERROR: Wording(
            _l("The cell shows the error %(found)s and no value."),
            _l("Write the value itself, or empty the cell."),
        ),
        Way.LINKED: Wording(
            _l("The workbook refers to other files."),
            _l("Break the links to other files (in Excel: Data, Edit Links) and save it again."),
        ),
    },
)

S006 = _rule(
    "S006",
    _l("Texts and codes have no stray blanks and no look-alike letters."),
    {
        Way.LOOKALIKE: Wording(
            _l(
                "“%(found)s” mixes letters that look alike in Latin and Cyrillic; it was read as “%(read)s”."
            ),
            _l("Type the code anew; in the register it is kept as it was read."),
        ),
        Way.BLANKS: Wording(
            _l(
                "“%(found)s” has blanks at the ends, doubled or non-breaking ones; it was read without them."
            ),
            _l(
                "Nothing else has to be done if the text is right: the blanks are removed when it is read."
            ),
        ),
    },
    severity=Severity.WARNING,
)

S007 = _rule(
    "S007",
    _l("A row is empty, or has all its required cells."),
    {
        Way.EMPTY_CELL: Wording(
            _l("This required cell is empty."),
            _l("Fill in the cell, or empty the whole row if it is not meant to be filed."),
        ),
        Way.EMPTY_ROWS: Wording(
            _l("Empty rows with formats on this sheet: %(count)s. They were passed over."),
            _l("Delete the empty rows below the table: the file becomes smaller and opens faster."),
        ),
        Way.HIDDEN_ROWS: Wording(
            _l("Hidden rows with data on this sheet: %(count)s. They were read like all others."),
            _l("Show all rows and see whether they are meant to be filed."),
        ),
    },
    lighter=(Way.EMPTY_ROWS, Way.HIDDEN_ROWS),
)

S008 = _rule(
    "S008",
    _l("The return holds no personal data."),
    {
        FileWay.PERSONAL_COLUMN: Wording(
            _l("Column “%(found)s” holds personal data; the return holds numbers only."),
            _l(
                "Delete the whole column. Names of students, their identification numbers and documents are not collected."
            ),
        ),
        FileWay.PERSONAL_NUMBER: Wording(
            _l("The cell holds what looks like an individual identification number."),
            _l("Delete the number: no personal data are collected."),
        ),
    },
)

S009 = _rule(
    "S009",
    _l("Sheet 1_INST has exactly one row."),
    {
        Way.NO_ROW: Wording(
            _l("The sheet has no row; exactly one is needed."),
            _l("Fill in the row of the institution."),
        ),
        Way.MANY_ROWS: Wording(
            _l("Rows on this sheet: %(count)s. Exactly one is needed."),
            _l("Keep the row of the institution and delete the others."),
        ),
    },
)

S010 = _rule(
    "S010",
    _l("The same file was not filed for another institution."),
    {
        FileWay.SAME_FILE: Wording(
            _l("The same file was already filed for another institution: %(found)s."),
            _l("Choose the workbook of your own institution."),
        ),
    },
)

F105 = _rule(
    "F105",
    _l("E-mail addresses, telephone numbers and web addresses are written as such."),
    {
        Way.EMAIL: Wording(
            _l("“%(found)s” is no e-mail address."),
            _l("Write an e-mail address like name@university.kz."),
        ),
        Way.PHONE: Wording(
            _l("“%(found)s” is no telephone number."),
            _l("Write a telephone number like +7 7172 12 34 56."),
        ),
        Way.URL: Wording(
            _l("“%(found)s” is no web address."),
            _l("Write an address like https://university.kz."),
        ),
    },
)

_AS_DATE = _l("Enter the day as a date: day.month.year, for example 01.10.2025.")

F106 = _rule(
    "F106",
    _l("Dates are real dates between 16.12.1991 and 15 years after the reference date."),
    {
        Way.NO_DATE: Wording(_l("“%(found)s” is no date."), _AS_DATE),
        Way.DATE_AS_TEXT: Wording(
            _l("“%(found)s” is text and no date; it was understood as %(read)s."),
            _l("Enter the date anew in a cell that is formatted as a date."),
        ),
        Way.DATE_AS_NUMBER: Wording(
            _l("%(found)s is a number and no date; it was understood as %(read)s."),
            _l("Format the cell as a date."),
        ),
        Way.EARLY: Wording(_l("%(found)s lies before %(read)s."), _l("Correct the date.")),
        Way.LATE: Wording(_l("%(found)s lies after %(read)s."), _l("Correct the date.")),
    },
)

F107 = _rule(
    "F107",
    _l("Numbers are whole numbers of at least 0."),
    {
        Way.NO_NUMBER: Wording(
            _l("“%(found)s” is no number."), _l("Write a whole number in digits.")
        ),
        Way.NUMBER_AS_TEXT: Wording(
            _l("“%(found)s” is text and no number; it was understood as %(read)s."),
            _l("Enter the number anew in a cell that is formatted as a number."),
        ),
        Way.DECIMAL: Wording(
            _l("%(found)s is no whole number."), _l("Write a whole number in digits.")
        ),
        Way.NEGATIVE: Wording(_l("%(found)s is below zero."), _l("Write a number of at least 0.")),
        Way.OUTSIDE: Wording(
            _l("%(found)s is not within %(read)s."), _l("Write a number within %(read)s.")
        ),
    },
)

_CHOOSE = _l(
    "Choose from the list of the cell, or write a code or its name in Kazakh, Russian or English."
)

F108 = _rule(
    "F108",
    _l("Coded cells hold a code of their list."),
    {Way.NO_CODE: Wording(_l("“%(found)s” is not in the list."), _CHOOSE)},
)

F109 = _rule(
    "F109",
    _l("Countries are those of ISO 3166-1."),
    {
        Way.NO_COUNTRY: Wording(_l("“%(found)s” is no country of ISO 3166-1."), _CHOOSE),
        Way.HISTORIC: Wording(
            _l("“%(found)s” is a country that no longer exists."),
            _l("Write the country of today."),
        ),
    },
)

F110 = _rule(
    "F110",
    _l("Languages are those of ISO 639-1."),
    {Way.NO_LANGUAGE: Wording(_l("“%(found)s” is no language of ISO 639-1."), _CHOOSE)},
)

RULES: tuple[Rule, ...] = (
    *(S001, S002, S003, S004, S005, S006, S007, S008, S009, S010),
    *(F105, F106, F107, F108, F109, F110),
)

# Which rule speaks of which way.
OF_WAY: Mapping[str, Rule] = MappingProxyType(
    {way: rule for rule in RULES for way in rule.wordings if way != Way.MORE}
)
