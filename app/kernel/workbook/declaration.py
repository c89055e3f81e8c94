"""What an edition of a workbook is made of: sheets of columns, each in three languages.

An edition is declared once; the template, the writer, the reader and the data
dictionary all walk the same columns. To add a column, add a `Column` to a sheet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.kernel.workbook.kinds import Kind
from app.kernel.workbook.text import Text


class Requirement(Enum):
    """How much a column asks of whoever fills it in; the marker is its sign in the header."""

    REQUIRED = "R"
    CONDITIONAL = "C"
    OPTIONAL = "O"
    AUTOMATIC = "A"
    SYSTEM = "S"

    @property
    def marker(self) -> str:
        """A shape that tells the requirement without colour; every office font has it."""
        return _MARKERS[self]

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def explanation(self) -> Text:
        return _EXPLANATIONS[self]

    @property
    def is_given(self) -> bool:
        """Whether the register fills the cell, so that nobody is asked for it."""
        return self in (Requirement.AUTOMATIC, Requirement.SYSTEM)


REQUIRED, CONDITIONAL, OPTIONAL, AUTOMATIC, SYSTEM = Requirement

_MARKERS = {REQUIRED: "●", CONDITIONAL: "▲", OPTIONAL: "○", AUTOMATIC: "■", SYSTEM: "□"}

_LABELS = {
    REQUIRED: Text("міндетті", "обязательно", "required"),
    CONDITIONAL: Text("шартты түрде міндетті", "обязательно при условии", "conditional"),
    OPTIONAL: Text("міндетті емес", "необязательно", "optional"),
    AUTOMATIC: Text("автоматты түрде", "автоматически", "automatic"),
    SYSTEM: Text("жүйе толтырады", "заполняет система", "system"),
}

_EXPLANATIONS = {
    REQUIRED: Text(
        "Толтырылған әр жолда болуы тиіс; бос қалған ұяшық түспен белгіленеді. Ерекше жағдай "
        "баған ескертпесінде айтылады.",
        "Должно быть в каждой заполненной строке; пустая ячейка выделяется цветом. Исключения "
        "названы в примечании к столбцу.",
        "Must be present in every row that is filled in; a cell left empty is coloured. "
        "Exceptions are named in the column's note.",
    ),
    CONDITIONAL: Text(
        "Баған ескертпесінде көрсетілген жағдайда толтырылады.",
        "Заполняется в случае, указанном в примечании к столбцу.",
        "Filled in when the case named in the column's note applies.",
    ),
    OPTIONAL: Text(
        "Мәлімет болса, толтырылады.",
        "Заполняется, если сведения есть.",
        "Filled in when the information exists.",
    ),
    AUTOMATIC: Text(
        "Тізілім деректері бойынша толтырылған. Жаңа жолда бос қалдыруға болады; бір жолды "
        "парақта ұяшық қорғалған.",
        "Заполнено по данным реестра. В новой строке можно не заполнять; на листе из одной "
        "строки ячейка защищена.",
        "Filled in from the register. It may stay empty in a new row; on a sheet of one row "
        "the cell is protected.",
    ),
    SYSTEM: Text(
        "Есеп тапсырылғанда жүйе өзі жазады, ұяшық қорғалған.",
        "Записывается системой при сдаче отчета, ячейка защищена.",
        "Written by the system when the return is submitted; the cell is protected.",
    ),
}


@dataclass(frozen=True)
class Case:
    """Rows in which another column of the sheet holds this code."""

    column: str
    code: str


@dataclass(frozen=True)
class Column:
    """One column: its machine name, what a cell holds, and what people read about it.

    `source` names the norm or the outside field behind the column. A `width`
    (in characters) is given only where the kind's own does not suit. `refers_to`
    names the sheet whose keys the column repeats. A required cell may stay empty
    in the case of `unless`; the note says so too. `left_to` is the code of the rule that
    speaks of an empty required cell, where that is not the one about gaps.
    """

    name: str
    type: Kind
    required: Requirement
    title: Text
    note: Text
    source: Text | None = None
    width: int | None = None
    refers_to: str = ""
    unless: Case | None = None
    left_to: str = ""

    @property
    def codes(self) -> str | None:
        """The code lists a cell chooses from, or None when it is free."""
        return " + ".join(self.type.lists) or None

    @property
    def characters(self) -> int:
        """The width in characters."""
        return self.width or self.type.width


@dataclass(frozen=True)
class Sheet:
    """A sheet: one table, its key in the first column."""

    name: str
    title: Text
    note: Text
    columns: tuple[Column, ...]
    single_row: bool = False
    is_written: bool = True

    def is_shut(self, column: Column) -> bool:
        """Whether the data cells of a column are closed to typing.

        A spreadsheet sorts and deletes rows only when every cell in them is open, so
        a table of many rows has no shut cell.
        """
        return self.single_row and column.required.is_given

    def column(self, name: str) -> Column:
        """The column of that machine name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"sheet {self.name} has no column {name!r}")


@dataclass(frozen=True)
class Section:
    """A heading of the README sheet with its paragraphs."""

    heading: Text
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True)
class Edition:
    """A version of the workbook: what is asked in one collection."""

    code: str
    title: Text
    issuer: Text
    sheets: tuple[Sheet, ...]
    guide: tuple[Section, ...] = ()

    @property
    def written(self) -> tuple[Sheet, ...]:
        """The sheets that the workbook of this edition contains."""
        return tuple(sheet for sheet in self.sheets if sheet.is_written)

    @property
    def code_lists(self) -> tuple[str, ...]:
        """The names of all code lists that some column chooses from, in order of first use."""
        return tuple(dict.fromkeys(name for _, col in self.walk() for name in col.type.lists))

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(f"edition {self.code} has no sheet {name!r}")

    def walk(self) -> Iterator[tuple[Sheet, Column]]:
        """Every column with its sheet, in order."""
        return ((sheet, column) for sheet in self.sheets for column in sheet.columns)

    def dictionary(self, language: str) -> list[dict[str, str]]:
        """The data dictionary: one row for each column, in words of `language`."""
        return [_entry(sheet, column, language) for sheet, column in self.walk()]


def _entry(sheet: Sheet, column: Column, language: str) -> dict[str, str]:
    return {
        "sheet": sheet.name,
        "sheet_title": sheet.title.in_(language),
        "column": column.name,
        "title": column.title.in_(language),
        "type": column.type.words.in_(language),
        "required": column.required.value,
        "requirement": column.required.label.in_(language),
        "codes": column.codes or "",
        "note": column.note.in_(language),
        "source": column.source.in_(language) if column.source else "",
    }
