"""Editions of the workbook, by what is collected; the newest of each is collected now.

To open a new edition: a package beside `e2026`, and a line here.
"""

from collections.abc import Mapping

from app.kernel.workbook.declaration import Edition
from app.returns.editions.awards import AWARDS, CHECKED
from app.returns.editions.e2026 import EDITION as E2026

# Of the whole return.
RETURNS: tuple[Edition, ...] = (E2026,)
# Of graduates and their diplomas.
OF_AWARDS: tuple[Edition, ...] = (AWARDS,)

EDITIONS: tuple[Edition, ...] = (*RETURNS, *OF_AWARDS)
CURRENT: Edition = RETURNS[-1]

# The rules of an edition, by how their codes begin; all of them where nothing is said.
RULES_OF: Mapping[str, tuple[str, ...]] = {AWARDS.code: CHECKED}
