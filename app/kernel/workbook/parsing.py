"""Reads the parts of a workbook, in a process of its own (see `apart`); `reader` is the door.

The request and the file come on standard input, one line of JSON after another goes to
standard output. It imports the standard library only, so that it starts in a moment and
holds nothing but the file.

The sheets are read as a stream: nothing is laid out as a grid, so a cell at the far end
or a million empty rows cost no memory. No entity is ever expanded: a workbook has no
document type, and one that has is refused.
"""

import json
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

MIB = 1024 * 1024

# Of the file: parts, their size unpacked, and how much smaller one may be packed.
PARTS, UNPACKED, RATIO, SMALL = 500, 200 * MIB, 200, MIB
# Of what stands in it: rows, filled cells, letters in all of them, letters in one.
ROWS, CELLS, LETTERS, LETTERS_OF_A_CELL = 100_000, 500_000, 24_000_000, 32_767
SHARED = 400_000
SHEETS, HEAD, GLANCE, MERGED = 60, 10, 60, 2000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[(?![hmsHMS]+\])[^\]]*\]|_.|\*.')
_DATE = re.compile(r"[dmyhsDMYHS]")
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_")

# Everything that reading a damaged package can raise.
_DAMAGE = (
    *(ExpatError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(ValueError, KeyError, OSError, EOFError, RuntimeError),
)

Say = Callable[[Any], None]


class Refused(Exception):
    """The file is not read; the word says why (see `reader.Fault`)."""

    def __init__(self, fault: str, found: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.found = fault, found


class Local(dict[str, str]):
    """The names of elements without their prefixes; each is worked out once."""

    def __missing__(self, name: str) -> str:
        if len(self) > 5000:
            raise Refused("damaged")
        found = self[name] = name.rpartition(":")[2]
        return found


def opened(content: bytes) -> zipfile.ZipFile:
    """The package, once its directory shows nothing that must not be opened."""
    if content[:8] == OLE:
        raise Refused("encrypted" if ENCRYPTED_STREAM in content else "old")
    if content[:4] != ZIP:
        raise Refused("foreign")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as wrong:
        raise Refused("damaged") from wrong
    look(archive.infolist())
    return archive


def look(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory says, before anything is unpacked."""
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused("encrypted")
    if len(parts) > PARTS:
        raise Refused("parts", len(parts))
    total = sum(part.file_size for part in parts)
    packed = ((part.file_size, max(part.compress_size, 1)) for part in parts)
    if total > UNPACKED or any(size > SMALL and size > RATIO * small for size, small in packed):
        raise Refused("bomb", total // MIB)
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Refused("macros")
    if "[content_types].xml" not in names:
        raise Refused("foreign")


class Package:
    """The parts of the file by name, read as streams and counted while they are unpacked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._left = archive, UNPACKED
        self.names = {name.lower(): name for name in archive.namelist()}

    def parse(self, name: str, start: Any, end: Any = None, text: Any = None) -> None:
        """Send a part through the handlers; a part that is missing is empty."""
        if name.lower() not in self.names:
            return
        parser = ParserCreate()
        parser.buffer_text, parser.buffer_size = True, 65536
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _no_document_type
        for chunk in self._chunks(self.names[name.lower()]):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def _chunks(self, name: str) -> Iterator[bytes]:
        with self._archive.open(name) as stream:
            while chunk := stream.read(65536):
                self._left -= len(chunk)
                if self._left < 0:
                    raise Refused("bomb", UNPACKED // MIB)
                yield chunk

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """What a part refers to: (id, the last word of the type, the part)."""
        folder, file = posixpath.split(part)
        found: list[tuple[str, str, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(":")[2] == "Relationship" and len(found) < PARTS:
                where = attributes.get("Target", "")
                if attributes.get("TargetMode") != "External":
                    where = posixpath.normpath(posixpath.join("/" + folder, where)).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append((attributes.get("Id", ""), kind, where))

        self.parse(posixpath.join(folder, "_rels", f"{file}.rels"), start)
        return found


def _no_document_type(*_: Any) -> None:
    raise Refused("entities")


class Book:
    """The workbook's own part: its sheets, its styles, the texts that sheets share."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._refuse_macros()
        main = next(
            (part for _, kind, part in package.relations("") if kind == "officeDocument"), ""
        )
        if main.lower() not in package.names:
            raise Refused("foreign")
        self.relations = package.relations(main)
        self.sheets: list[tuple[str, str, bool]] = []
        self.epoch = date(1899, 12, 30)
        self._read(main)
        self.dates = _date_styles(package, self._part("styles"))
        self.strings = _shared_strings(package, self._part("sharedStrings"))
        outside = any("externallinks/" in name for name in package.names)
        self.is_linked = outside or any(kind == "externalLink" for _, kind, _ in self.relations)

    def _part(self, kind: str) -> str:
        return next((part for _, found, part in self.relations if found == kind), "")

    def _refuse_macros(self) -> None:
        """Refuse by the content types: the ending of the file's name says nothing."""

        def start(name: str, attributes: dict[str, str]) -> None:
            kind = attributes.get("ContentType", "").lower()
            if "sheet.binary" in kind:
                raise Refused("old")
            if "macroenabled" in kind or "vbaproject" in kind or "macrosheet" in kind:
                raise Refused("macros")

        self.package.parse("[Content_Types].xml", start)

    def _read(self, main: str) -> None:
        where = {id_: part for id_, _, part in self.relations}

        def start(name: str, attributes: dict[str, str]) -> None:
            tag = name.rpartition(":")[2]
            if tag == "sheet" and len(self.sheets) < SHEETS:
                id_ = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
                hidden = attributes.get("state", "visible") != "visible"
                self.sheets.append((attributes.get("name", ""), where.get(id_, ""), hidden))
            elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = date(1904, 1, 1)

        self.package.parse(main, start)

    def moment(self, serial: float) -> Any:
        """The day or instant behind a number that is shown as a date; the number where none is."""
        early = serial < 61 and self.epoch.year == 1899
        whole, rest = divmod(serial + 1 if early else serial, 1)
        if not 1 <= whole <= 2_957_000:
            return serial
        moment = datetime(self.epoch.year, self.epoch.month, self.epoch.day)  # noqa: DTZ001
        moment += timedelta(days=whole, milliseconds=round(rest * 86_400_000))
        return ["d", (moment if rest else moment.date()).isoformat()]


def _date_styles(package: Package, part: str) -> frozenset[str]:
    """The numbers of the cell styles that show a number as a date."""
    formats: dict[str, str] = {}
    found: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:500]
        elif tag == "cellXfs":
            inside.append(tag)
        elif tag == "xf" and inside and len(found) < 100_000:
            found.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            inside.clear()

    package.parse(part, start, end)
    dates = {id_ for id_, code in formats.items() if _is_date(code)}
    built_in = {str(n) for n in _BUILT_IN_DATES} - formats.keys()
    return frozenset(str(at) for at, id_ in enumerate(found) if id_ in dates or id_ in built_in)


def _is_date(code: str) -> bool:
    return bool(_DATE.search(_NO_DATE.sub("", code.split(";")[0])))


def _shared_strings(package: Package, part: str) -> list[str]:
    """The texts that cells refer to by number."""
    found: list[str] = []
    pieces: list[str] = []
    state = {"open": False, "aside": False, "left": LETTERS}

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "t":
            state["open"] = not state["aside"]
        elif tag == "rPh":
            state["aside"] = True

    def text(piece: str) -> None:
        if state["open"]:
            state["left"] -= len(piece)
            if state["left"] < 0:
                raise Refused("much")
            pieces.append(piece)

    def end(name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "t":
            state["open"] = False
        elif tag == "rPh":
            state["aside"] = False
        elif tag == "si":
            if len(found) >= SHARED:
                raise Refused("much")
            found.append(_plain("".join(pieces)))
            pieces.clear()

    package.parse(part, start, end, text)
    return found


def _plain(text: str) -> str:
    """A text of at most as many letters as a cell takes, control characters as themselves."""
    text = text[:LETTERS_OF_A_CELL]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text


class Budget:
    """How many rows, cells and letters may still come, over all sheets."""

    def __init__(self) -> None:
        self.rows, self.cells, self.letters = ROWS, CELLS, LETTERS

    def take(self, cells: int, letters: int) -> None:
        """Count what one row brings."""
        self.rows -= 1
        self.cells -= cells
        self.letters -= letters
        if self.rows < 0 or self.cells < 0 or self.letters < 0:
            raise Refused("much", CELLS)


class Page:
    """One sheet as it streams by: rows that hold something are said, the rest is counted."""

    def __init__(self, book: Book, names: frozenset[str], budget: Budget, say: Say) -> None:
        self.book, self.names, self.budget, self.say = book, names, budget, say
        self.local, self.letters = Local(), dict[str, int]()
        self.row, self.column, self.rows, self.empty, self.spread = 0, 0, 0, 0, 0
        self.is_hidden, self.is_table, self.is_open = False, False, False
        self.at: list[int] = []
        self.values: list[Any] = []
        self.merged: list[str] = []
        self.kind, self.style = "n", "0"
        self.formula: str | None = None
        self.pieces: list[str] = []
        self.where = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self.local[name]
        if tag == "c":
            self.spread += 1
            self.kind = attributes.get("t", "n")
            self.style = attributes.get("s", "0")
            ref = attributes.get("r")
            self.column = self._column(ref) if ref else self.column + 1
        elif tag in ("v", "t"):
            self.is_open = self.where != "rPh"
        elif tag == "f":
            self.formula, self.where, self.is_open = "", "f", True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self.where = "rPh"
        elif tag == "mergeCell" and len(self.merged) < MERGED:
            self.merged.append(attributes.get("ref", "")[:40])

    def text(self, piece: str) -> None:
        if self.is_open:
            self.pieces.append(piece)

    def end(self, name: str) -> None:
        tag = self.local[name]
        if tag == "c":
            if self.pieces or self.formula is not None:
                self._keep()
        elif tag in ("v", "t"):
            self.is_open = False
        elif tag == "f":
            self.formula, self.where, self.is_open = "".join(self.pieces)[:200], "", False
            self.pieces.clear()
        elif tag == "row":
            self._end_row()
        elif tag == "rPh":
            self.where = ""

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self.row = int(number) if number else self.row + 1
        if not 0 < self.row <= LAST_ROW:
            raise Refused("damaged")
        self.column = 0
        self.is_hidden = attributes.get("hidden") in ("1", "true")

    def _end_row(self) -> None:
        if not self.values:
            self.empty += 1
            return
        self.rows += 1
        if not self.is_table and self.rows <= HEAD:
            known = sum(type(v) is str and v.strip() in self.names for v in self.values)
            self.is_table = known >= 2
        if self.is_table or self.rows <= GLANCE:
            letters = sum(len(v) for v in self.values if type(v) is str)
            self.budget.take(len(self.values), letters)
            self.say([self.row, self.is_hidden, self.at, self.values])
        self.at, self.values = [], []

    def _column(self, ref: str) -> int:
        name = ref.rstrip("0123456789")
        found = self.letters.get(name)
        if found is None:
            found = self.letters[name] = _number_of(name)
        return found

    def _keep(self) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        value: Any = text
        if self.formula is not None:
            value, self.formula = ["f", self.formula], None
        elif self.kind == "s":
            value = self._shared(text)
        elif self.kind == "n":
            value = self._number(text)
        elif self.kind == "b":
            value = text.strip() == "1"
        elif self.kind == "e":
            value = ["e", text[:40]]
        elif self.kind == "d":
            value = ["d", text.strip()[:30]]
        else:
            value = _plain(text)
        if type(value) is not str or (value and not value.isspace()):
            self.at.append(self.column)
            self.values.append(value)

    def _shared(self, text: str) -> str:
        try:
            at = int(text)
            if at < 0:
                raise ValueError
            return self.book.strings[at]
        except (ValueError, IndexError):
            raise Refused("damaged") from None

    def _number(self, text: str) -> Any:
        if not text.strip():
            return ""
        try:
            number = float(text)
        except ValueError:
            return ["e", text[:40]]
        if not abs(number) < 1e300:
            return ["e", text[:40]]
        if self.style in self.book.dates:
            return self.book.moment(number)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _number_of(letters: str) -> int:
    found = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or found > LAST_COLUMN:
            raise Refused("damaged")
        found = found * 26 + ord(letter) - 64
    if not 0 < found <= LAST_COLUMN:
        raise Refused("damaged")
    return found


def read(content: bytes, names: frozenset[str], say: Say) -> None:
    """Say everything that stands in the file, sheet by sheet."""
    with opened(content) as archive:
        book = Book(Package(archive))
        say({"linked": book.is_linked})
        budget = Budget()
        for name, part, hidden in book.sheets:
            page = Page(book, names, budget, say)
            say({"sheet": name[:100], "hidden": hidden})
            book.package.parse(part, page.start, page.end, page.text)
            said = {"merged": page.merged, "empty": page.empty, "spread": page.spread}
            say(said | {"table": page.is_table})
        say({"done": True})


def main() -> None:
    """Read a request of one line and then the file; say what stands in it or why not."""
    request = json.loads(sys.stdin.buffer.readline())
    write = sys.stdout.buffer.write
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)

    def say(what: Any) -> None:
        write(encoder.encode(what).encode() + b"\n")

    try:
        read(sys.stdin.buffer.read(), frozenset(request["names"]), say)
    except Refused as refused:
        say({"fault": refused.fault, "found": refused.found})
    except MemoryError:
        say({"fault": "much"})
    except _DAMAGE:
        say({"fault": "damaged"})


if __name__ == "__main__":
    main()
