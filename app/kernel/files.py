"""Files people attach: kept by checksum outside the database, described inside.

The one seam to the file store is `folder()`. A file is written once under its
SHA-256 and never overwritten; what the database forgets can be cleaned later.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base, Identified, Instant, session
from app.kernel.errors import Refusal

PDF_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


class StoredFile(Identified, Base):
    """What is known of a file: its name, size in bytes and checksum."""

    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer)
    stored_at: Mapped[object] = mapped_column(Instant)
    stored_by: Mapped[str] = mapped_column(String(200), default="")

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return folder() / self.sha256[:2] / self.sha256


def folder() -> Path:
    """The root of the file store."""
    return Path(current_app.config["FILES_DIR"])


def store_pdf(name: str, content: bytes, *, actor_name: str, field: str) -> StoredFile:
    """Keep a PDF; refuses what is empty, too large (10 MiB) or not a PDF inside."""
    if not content:
        raise Refusal(_l("The file is empty. Choose the signed agreement as a PDF."), field)
    if len(content) > PDF_LIMIT:
        raise Refusal(_l("The file is larger than 10 MB. Scan it with a lower resolution."), field)
    if not _is_pdf(content):
        raise Refusal(
            _l("This is not a complete PDF file. Save the scan as PDF and try again."), field
        )
    return _store(_clean(name, ".pdf", "agreement"), content, "application/pdf", actor_name)


@dataclass(frozen=True)
class FileKind:
    """What a file may be: how its name ends, its media type, how its content shows it."""

    suffix: str
    media_type: str
    is_one: Callable[[bytes], bool]


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _is_office(part: str) -> Callable[[bytes], bool]:
    """A package of Office with this part, and without macros."""

    def is_one(content: bytes) -> bool:
        try:
            with ZipFile(BytesIO(content)) as package:
                names = package.namelist()
        except (BadZipFile, ValueError, NotImplementedError):
            return False
        return part in names and not any(name.endswith("vbaProject.bin") for name in names)

    return is_one


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = (
    FileKind(".pdf", "application/pdf", _is_pdf),
    FileKind(".docx", f"{_OFFICE}.wordprocessingml.document", _is_office("word/document.xml")),
    FileKind(".xlsx", f"{_OFFICE}.spreadsheetml.sheet", _is_office("xl/workbook.xml")),
    FileKind(".png", "image/png", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    FileKind(".jpg", "image/jpeg", lambda content: content.startswith(b"\xff\xd8\xff")),
)


def store_document(name: str, content: bytes, *, actor_name: str, field: str) -> StoredFile:
    """Keep a file of one of `KINDS`, told by its content; refuses anything else."""
    if not content:
        raise Refusal(_l("The file is empty."), field)
    if len(content) > PDF_LIMIT:
        raise Refusal(_l("The file is larger than 10 MB. Make it smaller, or give a link."), field)
    kind = next((kind for kind in KINDS if kind.is_one(content)), None)
    if kind is None:
        raise Refusal(
            _l(
                "Only PDF, Word (docx), Excel (xlsx), PNG and JPEG files without macros are kept. "
                "Save it as PDF and try again."
            ),
            field,
        )
    return _store(_clean(name, kind.suffix, "evidence"), content, kind.media_type, actor_name)


def store_workbook(name: str, content: bytes, *, actor_name: str) -> StoredFile:
    """Keep a workbook that has been read already, and so is known to be one."""
    kind = next(kind for kind in KINDS if kind.suffix == ".xlsx")
    return _store(_clean(name, kind.suffix, "return"), content, kind.media_type, actor_name)


def _store(name: str, content: bytes, media_type: str, actor_name: str) -> StoredFile:
    checksum = hashlib.sha256(content).hexdigest()
    kept = StoredFile(
        sha256=checksum,
        name=name,
        media_type=media_type,
        size=len(content),
        stored_at=clock.now(),
        stored_by=actor_name,
    )
    if not kept.path.exists():
        kept.path.parent.mkdir(parents=True, exist_ok=True)
        part = kept.path.with_suffix(f".part-{secrets.token_hex(8)}")
        part.write_bytes(content)
        part.replace(kept.path)
    session.add(kept)
    session.flush()
    return kept


def _clean(name: str, suffix: str, otherwise: str) -> str:
    """The file's own name without folders or control characters, 150 at most, ending as it is.

    A computer that goes by the name must take it for what is inside.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable()).strip()
    stem = shown[: -len(suffix)] if shown.lower().endswith(suffix) else shown
    return (stem[-(150 - len(suffix)) :] or otherwise) + suffix
