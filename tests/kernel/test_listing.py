"""Lists page by page: nothing missing, nothing twice, whatever the cursor says."""

import base64
import json
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.listing import Keyset, slice_of
from tests.makers import Make

OURS = select(Institution).where(Institution.code.startswith("T-"))
BY_NAME = Keyset((Institution.sort_key, Institution.id), size=4)
NEWEST = Keyset((Institution.sort_key, Institution.id), descending=True, size=4)


def some(make: Make, n: int = 11) -> list[int]:
    """Institutions of which several have the same name; their numbers in the order of the list."""
    made = [make.institution(sort_key=f"key {i // 3}") for i in range(n)]
    return [one.id for one in made]


@pytest.mark.parametrize("keyset", [BY_NAME, NEWEST])
def test_forward_and_back_show_the_same_pages(make: Make, keyset: Keyset) -> None:
    wanted = some(make)
    if keyset.descending:
        wanted.reverse()
    pages, cursor = [], ""
    while True:
        found = slice_of(OURS, keyset, cursor)
        pages.append([one.id for one in found.rows])
        if found.after is None:
            break
        cursor = found.after
    assert [key for part in pages for key in part] == wanted
    assert [len(part) for part in pages] == [4, 4, 3]
    for earlier in reversed(pages[:-1]):
        assert found.before is not None
        found = slice_of(OURS, keyset, found.before)
        assert [one.id for one in found.rows] == earlier
    assert found.before is None


def test_columns_instead_of_records_are_listed_as_well(make: Make) -> None:
    wanted = some(make, 5)
    columns = OURS.with_only_columns(Institution.id, Institution.sort_key)
    found = slice_of(columns, BY_NAME)
    assert [row.id for row in found.rows] == wanted[:4]
    assert found.after is not None
    assert [row.id for row in slice_of(columns, BY_NAME, found.after).rows] == wanted[4:]


def test_a_page_whose_rows_are_gone_becomes_the_first(make: Make) -> None:
    wanted = some(make, 6)
    after = slice_of(OURS, BY_NAME).after
    assert after is not None
    session.execute(delete(Institution).where(Institution.id.in_(wanted[4:])))
    assert [one.id for one in slice_of(OURS, BY_NAME, after).rows] == wanted[:4]


def written(*values: Any) -> str:
    """A cursor with this content."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "?",
        "ж",
        "A",
        "AAAA",
        written(),
        written(0),
        written(0, "a"),
        written(0, "a", "b"),
        written(0, "a", 2**31),
        written(0, "a", -(10**40)),
        written(0, "a", True),
        written(0, "a", None),
        written(0, "a\x00", 1),
        written(0, "\ud800", 1),
        written(0, ["a"], 1),
        written(0, "a", 1, 1),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_a_cursor_that_nobody_wrote_means_the_first_page(make: Make, cursor: str) -> None:
    wanted = some(make, 5)
    assert [one.id for one in slice_of(OURS, BY_NAME, cursor).rows] == wanted[:4]


def test_an_empty_list_has_no_neighbours(context: Any) -> None:
    found = slice_of(OURS.where(Institution.id < 0), BY_NAME, written(1, "a", 1))
    assert (list(found.rows), found.before, found.after) == ([], None, None)
