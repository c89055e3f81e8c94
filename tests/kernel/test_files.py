"""Attached files: a PDF is kept once under its checksum, anything else is refused."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel import files
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.files import PDF_LIMIT, StoredFile, folder, store_pdf

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def store(content: bytes = PDF, name: str = "agreement.pdf") -> StoredFile:
    """Keep a file."""
    return store_pdf(name, content, actor_name="Дина", field="file")


def test_a_pdf_is_kept_under_its_checksum(context: Any) -> None:
    kept = store()
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert kept.path.read_bytes() == PDF
    assert folder() in kept.path.parents
    assert (kept.size, kept.media_type, kept.stored_by) == (len(PDF), "application/pdf", "Дина")
    assert kept.id is not None


def test_the_same_file_is_kept_once(context: Any) -> None:
    first, second = store(), store(name="again.pdf")
    assert first.path == second.path
    assert [p for p in folder().rglob("*") if p.is_file()] == [first.path]
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a workbook", "not a complete PDF"),
        (b"<html>%PDF-1.7 %%EOF</html>", "not a complete PDF"),
        (PDF.replace(b"%%EOF", b""), "not a complete PDF"),
        (b"%PDF-1.7" + b"x" * 3000, "not a complete PDF"),
        (b"%PDF-1.7" + b"0" * PDF_LIMIT + b"%%EOF", "larger than 10 MB"),
    ],
)
def test_anything_else_is_refused_beside_the_field(app: Any, content: bytes, says: str) -> None:
    with app.test_request_context("/"):
        from flask import session as cookies

        cookies["language"] = "en"
        with pytest.raises(Refusal) as refusal:
            store(content)
        assert says in str(refusal.value)
        assert refusal.value.field == "file"
        assert not list(folder().rglob("*"))


def test_the_largest_allowed_file_is_kept(context: Any) -> None:
    content = PDF[:9] + b"0" * (PDF_LIMIT - len(PDF)) + PDF[9:]
    assert len(content) == PDF_LIMIT
    assert store(content).size == PDF_LIMIT


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Scans\\Келісім №5.pdf", "Келісім №5.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("", "agreement.pdf"),
        ("/", "agreement.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("invoice.hta", "invoice.hta.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.exe.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("SCAN.PDF", "SCAN.pdf"),
        (".pdf", "agreement.pdf"),
        ("x" * 300 + ".hta", "x" * 142 + ".hta.pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_controls(context: Any, given: str, kept: str) -> None:
    assert store(name=given).name == kept


def test_two_processes_that_keep_the_same_file_write_beside_each_other(
    context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is half written has a name that no other process takes, forked or not."""
    parts = []
    write = Path.write_bytes
    monkeypatch.setattr(
        Path, "write_bytes", lambda path, content: parts.append(path) or write(path, content)
    )
    # Forked workers find the same addresses in memory.
    monkeypatch.setattr(files, "id", lambda _thing: 1, raising=False)
    for _process in range(2):
        store().path.unlink()
    assert len(set(parts)) == 2


def test_a_file_that_is_there_is_not_written_again(context: Any) -> None:
    kept = store()
    kept.path.chmod(0o400)
    before = kept.path.stat().st_mtime_ns
    assert store().path.stat().st_mtime_ns == before
    assert files.folder() == folder()
