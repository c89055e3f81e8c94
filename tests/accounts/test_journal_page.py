"""The whole journal, for the lead of the centre and the system's administrator."""

import re
from typing import Any

import pytest

from app.accounts.models import Role
from app.kernel import journal
from app.kernel.permissions import SYSTEM
from tests.makers import Make


def numbered(make: Make, n: int) -> None:
    """Write so many entries."""
    institution = make.institution(name_en="Steppe University")
    for number in range(n):
        journal.write(
            "institution.edited",
            institution,
            actor=SYSTEM,
            changes={"name_en": [f"Name {number}", f"Name {number + 1}"]},
        )
    make.save()


def test_every_write_is_told_newest_first_and_older_ones_follow(client: Any, make: Make) -> None:
    numbered(make, 120)
    make.sign_in(client, Role.NCHED_LEAD)
    found: list[str] = []
    address = "/journal"
    for _page in range(4):
        page = client.get(address).text
        found += re.findall(r"<ins>Name (\d+)</ins>", page)
        more = re.search(r'href="(/journal\?before=\d+)"', page)
        if not more:
            break
        address = more[1]
    assert found == [str(n) for n in range(120, 0, -1)]


@pytest.mark.parametrize("before", ["0", "abc", "²", "٣", "-1", "9" * 14, "9" * 400])
def test_a_garbled_place_in_the_journal_is_no_failure(client: Any, make: Make, before: str) -> None:
    make.sign_in(client, Role.SYSTEM_ADMIN)
    assert client.get("/journal", query_string={"before": before}).status_code == 200


@pytest.mark.parametrize("role", [r for r in Role if r not in ("nched_lead", "system_admin")])
def test_nobody_else_reads_the_whole_journal(client: Any, make: Make, role: Role) -> None:
    make.sign_in(client, role, None if role is Role.NCHED_ANALYST else make.institution())
    assert client.get("/journal").status_code == 403
    assert "/journal" not in client.get("/").text
