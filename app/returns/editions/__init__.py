"""The editions of the annual return, each a package that declares its columns.

To open a new edition, copy the newest package, change what the collection asks,
give it a code and add it here. Editions that were collected are never changed.
"""

from app.kernel.workbook.declaration import Edition
from app.returns.editions.e2026 import EDITION as E2026

EDITIONS: dict[str, Edition] = {edition.code: edition for edition in (E2026,)}
CURRENT = E2026
