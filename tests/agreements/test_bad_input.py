"""Nothing that a person can type into a form of agreements ends in an error of ours."""

import io
import re
from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.agreements.models import Stage
from app.agreements.term import TermKind
from app.kernel import clock
from tests.makers import Make

GARBAGE = (
    " ",
    "\x00",
    "-1",
    "9" * 30,
    "²",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "<script>alert(1)</script>",
    "\u202eҚазақ 🎓",
    "Ұ" * 5000,
    "DD",
)
OFFICE, QUALITY, RECTOR = (
    Role.INTERNATIONAL_OFFICE,
    Role.QUALITY_MANAGER,
    Role.SIGNATORY,
)
PAGES = (
    ("new", OFFICE, Stage.DRAFT),
    ("edit", OFFICE, Stage.DRAFT),
    ("clauses", OFFICE, Stage.DRAFT),
    ("documents/new", OFFICE, Stage.DRAFT),
    ("submit", OFFICE, Stage.DRAFT),
    ("approve", QUALITY, Stage.IN_REVIEW),
    ("override", QUALITY, Stage.IN_REVIEW),
    ("return", QUALITY, Stage.IN_REVIEW),
    ("sign", RECTOR, Stage.APPROVED),
    ("amend", OFFICE, Stage.SIGNED),
    ("renew", OFFICE, Stage.SIGNED),
    ("notice", OFFICE, Stage.SIGNED),
    ("end-early", OFFICE, Stage.SIGNED),
    ("teach-out", OFFICE, Stage.SIGNED),
    ("suspend", RECTOR, Stage.SIGNED),
    ("terminate", RECTOR, Stage.SIGNED),
    ("resume", RECTOR, Stage.SUSPENDED),
    ("discard", OFFICE, Stage.DRAFT),
)


@pytest.mark.parametrize(("page", "role", "stage"), PAGES)
def test_garbage_is_refused_with_a_page(
    make: Make, client: Any, page: str, role: Role, stage: Stage
) -> None:
    home = make.institution()
    make.sign_in(client, role, home)
    for n, garbage in enumerate(GARBAGE[::2] if page in ("new", "edit", "amend") else GARBAGE):
        kind = list(TermKind)[n % 3]
        term = {"kind": kind, "ends_on": date(2027, 8, 31) if kind is TermKind.FIX else None}
        term |= {"renew_years": 5} if kind is TermKind.AUTO else {}
        one = make.agreement(home, stage=stage, term=term)
        make.save()
        address = "/agreements/new" if page == "new" else f"/agreements/{one.id}/{page}"
        shown = client.get(address)
        names = (
            set(re.findall(r' name="([^"]+)"', shown.text)) if shown.status_code == 200 else set()
        )
        names -= {"csrf_token", "language", "next", "file"}
        names = {name for name in names if not name.startswith(("add_", "remove_"))}
        data: dict[str, Any] = dict.fromkeys(names | {"version"}, garbage)
        data["file"] = (io.BytesIO(garbage.encode()), garbage)
        answer = client.post(address, data=data)
        assert answer.status_code in (303, 409, 422), (garbage, answer.status_code)
        assert "<script>alert" not in answer.text


def test_each_field_alone_takes_garbage(make: Make, client: Any) -> None:
    home, partner = make.institution(), make.partner()
    make.sign_in(client, OFFICE, home)
    right = {
        "home_id": str(home.id),
        "number": "1",
        "title": "One",
        "kind": "MOU",
        "term_kind": "IND",
        "starts_on": "2026-09-01",
        "partners-0-institution_id": str(partner.id),
    }
    names = set(re.findall(r' name="([^"]+)"', client.get("/agreements/new").text))
    with clock.moved_to(date(2026, 11, 23)):
        for n, name in enumerate(sorted(names - {"csrf_token", "next", "add_partners"})):
            for garbage in (" ", GARBAGE[n % len(GARBAGE)]):
                answer = client.post("/agreements/new", data=right | {name: garbage})
                assert answer.status_code in (303, 422), (name, garbage)
