"""Every table of the product, imported once, for migrations and tests."""

from importlib import import_module
from importlib.util import find_spec

from app.features import NAMES
from app.kernel import codes, files, journal
from app.kernel.db import Base

for feature in NAMES:
    if find_spec(f"app.{feature}.models"):
        import_module(f"app.{feature}.models")

METADATA = Base.metadata
KERNEL_TABLES = (codes.Code, files.StoredFile, journal.JournalEntry)
