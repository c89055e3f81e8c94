"""Files people attach: kept by checksum outside the database, described inside.

The one seam to the file store is `folder()`. A file is written once under its
SHA-256 and never overwritten; what the database forgets can be cleaned later.
"""

import hashlib
import secrets
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base, Identified, Instant, session
from app.kernel.errors import Refusal

PDF_LIMIT = 10 * 1024 * 1024


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
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Refusal(
            _l("This is not a complete PDF file. Save the scan as PDF and try again."), field
        )
    return _store(_clean(name), content, "application/pdf", actor_name)


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


def _clean(name: str) -> str:
    """The file's own name without folders or control characters, 150 at most, and .pdf at the end.

    What is inside is a PDF, so a computer that goes by the name must take it for one.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable()).strip()
    stem = shown[:-4] if shown.lower().endswith(".pdf") else shown
    return (stem[-146:] or "agreement") + ".pdf"
