"""Editions of the annual return; the newest is the one that is collected.

To open a new edition: a package beside `e2026`, and a line here.
"""

from app.kernel.workbook.declaration import Edition
from app.returns.editions.e2026 import EDITION as E2026

EDITIONS: tuple[Edition, ...] = (E2026,)
CURRENT: Edition = EDITIONS[-1]
