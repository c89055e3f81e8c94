"""Files that mean harm or are no workbooks: each is refused with a reason and a way out.

They are made here in a moment. What a file can cost is measured on processes that read
the worst of them.
"""

import io
import json
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.workbook import apart, parsing, reader
from app.kernel.workbook.book import Fault
from app.returns.annotate import annotated
from app.returns.intake import take
from app.returns.problems import Problem
from tests.returns.workbooks import as_dataset, changed, part, sound, sound_rows, with_parts

pytestmark = pytest.mark.usefixtures("lists")

STRINGS = "xl/sharedStrings.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def sheet_of(name: str) -> str:
    """The part that holds a sheet."""
    book = part(sound(), "xl/workbook.xml").decode()
    number = book.split(f'name="{name}"')[1].split('r:id="rId')[1].split('"')[0]
    return f"xl/worksheets/sheet{number}.xml"


def rows(xml: str) -> bytes:
    """A package whose contingent is this XML."""
    return with_parts(sound(), {sheet_of("4_CONT"): (HEAD + xml + TAIL).encode()})


def texts(xml: bytes) -> bytes:
    """A package whose sheets share these texts."""
    rels = part(sound(), "xl/_rels/workbook.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    one = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    told = rels.replace("</Relationships>", one).encode()
    return with_parts(sound(), {STRINGS: xml, "xl/_rels/workbook.xml.rels": told})


def encrypted_zip() -> bytes:
    """The flag of encryption on every part."""
    content = bytearray(sound())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        where = content.find(mark)
        while where >= 0:
            content[where + at] |= 1
            where = content.find(mark, where + 1)
    return bytes(content)


def with_macros(kind: str) -> bytes:
    types = part(sound(), "[Content_Types].xml").decode()
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert main in types
    return with_parts(sound(), {"[Content_Types].xml": types.replace(main, kind).encode()})


def lying_about_sizes() -> bytes:
    """A bomb whose directory says that it is small."""
    content = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(STRINGS).file_size.to_bytes(4, "little")
    return bytes(content.replace(size, (5000).to_bytes(4, "little")))


def bomb() -> bytes:
    return texts(b"<sst><si><t>" + b"a" * (210 * parsing.MIB))


def _many_cells() -> str:
    return "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n * n}</v></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in range(3, 260_000)
    )


def _many_texts() -> bytes:
    return b"".join(b"<si><t>%d</t></si>" % (n * n) for n in range(410_000)) + b"</sst>"


def doctype(name: str) -> bytes:
    xml = part(sound(), name).decode()
    body = xml.split("?>", 1)[1] if xml.startswith("<?xml") else xml
    return with_parts(sound(), {name: (LAUGHS + body).encode()})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MACRO_KIND = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY_KIND = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"

REFUSED: dict[str, tuple[Callable[[], bytes], Fault]] = {
    "nothing": (lambda: b"", Fault.EMPTY),
    "300 MB": (lambda: b"PK\x03\x04" + bytes(300 * parsing.MIB), Fault.LARGE),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), Fault.FOREIGN),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", Fault.FOREIGN),
    "a text with commas": (lambda: "prog_id;n\nP1;3".encode("utf-16"), Fault.FOREIGN),
    "another zip": (lambda: with_parts(sound(), {"[Content_Types].xml": None}), Fault.FOREIGN),
    "no workbook in it": (lambda: with_parts(sound(), {"xl/workbook.xml": None}), Fault.FOREIGN),
    "an old workbook": (lambda: OLE, Fault.OLD),
    "a binary workbook": (lambda: with_macros(BINARY_KIND), Fault.OLD),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), Fault.ENCRYPTED),
    "encrypted parts": (encrypted_zip, Fault.ENCRYPTED),
    "a macro": (lambda: with_parts(sound(), {"xl/vbaProject.bin": b"x"}), Fault.MACROS),
    "a macro by its type": (lambda: with_macros(MACRO_KIND), Fault.MACROS),
    "a macro sheet": (
        lambda: with_parts(sound(), {"xl/macrosheets/s1.xml": b"<a/>"}),
        Fault.MACROS,
    ),
    "501 parts": (
        lambda: with_parts(sound(), {f"xl/media/{n}.png": b"x" for n in range(501)}),
        Fault.PARTS,
    ),
    "a bomb": (bomb, Fault.BOMB),
    "a small bomb": (
        lambda: with_parts(sound(), {"xl/media/a.png": bytes(30 * parsing.MIB)}),
        Fault.BOMB,
    ),
    "a bomb that lies": (lying_about_sizes, Fault.DAMAGED),
    "entities in a sheet": (lambda: doctype(sheet_of("4_CONT")), Fault.ENTITIES),
    "entities in the texts": (lambda: texts(LAUGHS.encode() + b"<sst/>"), Fault.ENTITIES),
    "entities in the workbook": (lambda: doctype("xl/workbook.xml"), Fault.ENTITIES),
    "half a file": (lambda: sound()[: len(sound()) // 2], Fault.DAMAGED),
    "broken XML": (lambda: rows("<row><c r='A1'>"), Fault.DAMAGED),
    "a cell beyond the end": (
        lambda: rows('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'),
        Fault.DAMAGED,
    ),
    "a row beyond the end": (lambda: rows('<row r="1048577"><c><v>1</v></c></row>'), Fault.DAMAGED),
    "a text that is not there": (
        lambda: rows('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
        Fault.DAMAGED,
    ),
    "too many cells": (
        lambda: rows(NAMES + _many_cells()),
        Fault.MUCH,
    ),
    "too many rows": (
        lambda: rows(
            NAMES + "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(3, 100_100))
        ),
        Fault.MUCH,
    ),
    "too many texts": (
        lambda: texts(SST + _many_texts()),
        Fault.MUCH,
    ),
}
NAMES = (
    '<row r="2"><c r="A2" t="inlineStr"><is><t>prog_id</t></is></c>'
    '<c r="B2" t="inlineStr"><is><t>direction</t></is></c></row>'
)
SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_a_reason_and_a_way_out(name: str) -> None:
    made, fault = REFUSED[name]
    taken = take(made(), name=f"{name}.xlsx")
    (problem,) = taken.problems
    assert (problem.code, problem.finding.seen["way"]) == ("S001", fault)
    assert problem.severity.value == "E"
    assert problem.message
    assert problem.remedy
    assert taken.dataset is None
    assert taken.lines == {}


def test_every_reason_for_refusing_is_tried() -> None:
    assert {fault for _, fault in REFUSED.values()} == set(Fault)


def test_a_workbook_that_refers_to_other_files_is_told_so_and_read() -> None:
    content = with_parts(sound(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    taken = take(content)
    assert [(one.code, one.finding.seen["way"]) for one in taken.problems] == [("S005", "linked")]
    assert taken.dataset == as_dataset(sound_rows())


def test_a_million_empty_rows_are_passed_over() -> None:
    xml = part(sound(), sheet_of("4_CONT")).decode()
    empty = "".join(f'<row r="{n}" s="3" customFormat="1" ht="15"/>' for n in range(10, 1_000_010))
    content = with_parts(
        sound(), {sheet_of("4_CONT"): xml.replace("</sheetData>", f"{empty}</sheetData>").encode()}
    )
    taken = take(content)
    (problem,) = taken.problems
    assert (problem.code, problem.severity.value) == ("S007", "I")
    assert problem.finding.seen["count"] == 1_000_000
    assert taken.dataset == as_dataset(sound_rows())


def test_texts_that_cells_share_are_read_with_their_runs_and_without_their_readings() -> None:
    xml = (
        SST
        + (
            "<si><t>Дого</t></si><si><r><t>Дого</t></r><r><t xml:space='preserve'>вор </t></r>"
            "<rPh sb='0' eb='1'><t>нет</t></rPh><phoneticPr/></si><si><t>a_x000a_b_x0041_</t></si></sst>"
        ).encode()
    )
    where = sheet_of("7_MOB")
    cells = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABC"))
    sheet = f"{HEAD}<row r='1'>{cells}</row>{TAIL}".encode()
    book = reader.opened(with_parts(texts(xml), {where: sheet}), frozenset())
    page = book.page("7_MOB")
    assert page
    assert page.lines[0].cells == {1: "Дого", 2: "Договор ", 3: "a\nb_x0041_"}


def test_the_order_of_rows_and_twice_the_same_cell_do_no_harm() -> None:
    xml = part(sound(), sheet_of("4_CONT")).decode()
    head, body = xml.split("<sheetData>")
    inside, tail = body.split("</sheetData>")
    turned = "".join(reversed([f"{row}</row>" for row in inside.split("</row>")[:-1]]))
    content = with_parts(
        sound(),
        {sheet_of("4_CONT"): f"{head}<sheetData>{turned}</sheetData>{tail}".encode()},
    )
    assert take(content).dataset == as_dataset(sound_rows())


def test_names_with_prefixes_are_the_same_names() -> None:
    xml = part(sound(), sheet_of("4_CONT")).decode()
    plain = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    assert plain in xml
    turned = xml.replace(plain, plain.replace("xmlns", "xmlns:x"))
    turned = turned.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    taken = take(with_parts(sound(), {sheet_of("4_CONT"): turned.encode()}))
    assert taken.dataset == as_dataset(sound_rows())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", OLE[:8]]))
def test_no_bytes_at_all_make_intake_raise(content: bytes, head: bytes) -> None:
    taken = take(head + content)
    assert [problem.code for problem in taken.problems] == ["S001"]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_workbook_with_some_bytes_changed_makes_nothing_raise(data: Any) -> None:
    content = bytearray(sound())
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    assert isinstance(take(bytes(content)).problems, tuple)


def widest() -> bytes:
    """As many rows, cells and letters as a file may hold, no two texts alike."""
    # One letter of four bytes makes every other letter of its text take four.
    text = "a" * 38 + chr(0x1F600)
    cells = (
        "".join(
            f'<c r="{letter}{n}" t="inlineStr"><is><t>{text}{n}{letter}</t></is></c>'
            for letter in "ABCDE"
        )
        for n in range(3, 98_000)
    )
    return rows(NAMES + "".join(f'<row r="{n}">{c}</row>' for n, c in enumerate(cells, 3)))


def longest() -> bytes:
    """As many rows as a file may hold, with a cell each: every one is full of gaps."""
    cells = (f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(3, 99_500))
    return rows(NAMES + "".join(cells))


# The peak is read where it is the process's own: what `getrusage` says is inherited from the
# process that started it.
MEASURED = r"""
import re, sys
from datetime import date
from app.kernel.workbook import reader, reading
from tests.returns.workbooks import CODES, CURRENT

def peak():
    status = open("/proc/self/status", encoding="utf-8").read()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024

content = sys.stdin.buffer.read()
before = peak()
book = reader.opened(content, reader.machine_names(CURRENT))
found = reading.read(CURRENT, book, CODES, date(2040, 1, 1))
print(len(found.rows["4_CONT"]), peak() - before)
"""


@pytest.mark.parametrize("made", [widest, longest])
def test_the_largest_file_that_is_read_costs_no_more_memory_than_stated(
    made: Callable[[], bytes],
) -> None:
    content = made()
    assert len(content) <= reader.LARGEST
    command = [sys.executable, "-c", MEASURED]
    done = subprocess.run(command, input=content, capture_output=True, check=True, timeout=300)
    lines, cost = map(int, done.stdout.split())
    assert lines > 97_000
    assert 10 * parsing.MIB < cost <= reader.KEPT, cost // parsing.MIB


GREEDY = "import sys\nsys.stdin.buffer.readline()\nkept = [bytes(50_000_000) for _ in range(99)]\n"
ENDLESS = "import sys\nsys.stdin.buffer.readline()\nwhile True: pass\n"
SLOW = "import sys, time\nsys.stdin.buffer.readline()\ntime.sleep(60)\n"
WRITING = "import os\nwith open(os.environ.get('TMPDIR', '/tmp') + '/left', 'w') as f: f.write('x' * 99)\n"


@pytest.mark.parametrize("script", [GREEDY, ENDLESS, SLOW, "import os\nos.abort()\n", "1/0"])
def test_a_process_that_wants_too_much_is_ended_and_leaves_nothing(
    script: str, tmp_path: Path
) -> None:
    before = _children()
    began = time.monotonic()
    with pytest.raises(apart.Stopped):
        apart.run(_module(script, tmp_path), b"{}\n", apart.Limits(300 * parsing.MIB, 1, 3))
    assert time.monotonic() - began < 20
    assert _children() == before


def test_a_process_that_may_write_nothing_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(apart.Stopped):
        apart.run(_module(WRITING, tmp_path), b"", apart.Limits(300 * parsing.MIB, 5, 9))
    Path("/tmp/left").unlink(missing_ok=True)


def test_what_a_process_has_written_is_gone_with_its_folder(tmp_path: Path) -> None:
    script = WRITING + "print(os.environ['TMPDIR'])\n"
    limits = apart.Limits(300 * parsing.MIB, 5, 9, writes=1000)
    folder = apart.run(_module(script, tmp_path), b"", limits).decode().strip()
    assert "qosdiplom-" in folder
    assert not Path(folder).exists()


def _module(script: str, folder: Path) -> Any:
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    module = type(apart)("script")
    module.__file__ = str(file)
    return module


def _children() -> set[str]:
    """The processes that this one has started and that are not waited for yet."""
    me = str(Path("/proc/self").resolve().name)
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == me:
            found.add(status.parent.name)
    return found


def test_reading_in_several_threads_at_once_works() -> None:
    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(_is_whole(sound()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


def _is_whole(content: bytes) -> bool:
    return len(reader.opened(content, frozenset({"prog_id", "sex"})).pages) == 11


def test_the_reading_process_is_told_nothing_of_the_environment(tmp_path: Path) -> None:
    script = "import os, json\nprint(json.dumps(sorted(os.environ)))\n"
    said = apart.run(_module(script, tmp_path), b"", apart.Limits(300 * parsing.MIB, 5, 9))
    assert set(json.loads(said)) <= {*apart.INHERITED, "LC_CTYPE"}


@pytest.mark.parametrize("name", ["a bomb", "a password", "half a file", "a macro"])
def test_a_file_that_cannot_be_opened_comes_back_as_a_list(name: str) -> None:
    content = REFUSED[name][0]()
    problems: tuple[Problem, ...] = take(content).problems
    back = reader.opened(annotated(content, problems, "ru"), frozenset())
    (page,) = back.pages
    assert page.name == "Проблемы"
    assert "S001" in {value for line in page.lines for value in line.cells.values()}


def test_a_cell_far_away_costs_nothing() -> None:
    def far(book: Any) -> None:
        book["4_CONT"]["XFD1048576"] = "x"

    command = [sys.executable, "-c", MEASURED]
    done = subprocess.run(command, input=changed(far), capture_output=True, check=True, timeout=60)
    assert int(done.stdout.split()[1]) < 30 * parsing.MIB
