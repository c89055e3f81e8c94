"""An agreement's life through the web: draft, review, signing, renewal, notice, the end."""

import io
import re
from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.agreements import queries
from app.agreements.models import Agreement, Stage
from app.agreements.term import Validity
from app.kernel import clock, journal
from app.kernel.db import session
from tests.makers import Make

TODAY = date(2026, 11, 23)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def the_day() -> Any:
    """It is 23 November 2026."""
    with clock.moved_to(TODAY):
        yield


class Desk:
    """Somebody at a screen: opens a page, and sends forms with the version that was seen."""

    def __init__(self, app: Any, make: Make, role: Role, home: Any) -> None:
        self.client = app.test_client()
        make.sign_in(self.client, role, home)

    def see(self, address: str) -> str:
        """Open a page; returns its text."""
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return str(answer.text)

    def send(self, address: str, expected: int = 303, **data: Any) -> Any:
        """Send a form as it stands on its page, with these values entered."""
        page = self.client.get(address) if "version" not in data else None
        if page is not None and page.status_code == 200:
            data = {"version": version_on(page.text), **data}
        answer = self.client.post(address, data=data)
        assert answer.status_code == expected, answer.text
        return answer

    def press(self, record: str, step: str, expected: int = 303) -> Any:
        """Press a step's button on the record."""
        return self.send(f"{record}/{step}", expected, version=version_on(self.see(record)))


def version_on(text: str) -> str:
    """The version that a page carries in a hidden field."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', text)
    return found[1] if found else ""


def now(address: str) -> Agreement:
    """The agreement behind an address, as it is in the database."""
    session.rollback()
    found = queries.agreement(int(address.rsplit("/", 1)[1]))
    assert found is not None
    return found


def events(agreement: Agreement) -> list[str]:
    """What the journal says, oldest first."""
    return [entry.event for entry in reversed(journal.about("agreements", agreement.id))]


def test_an_agreement_from_the_draft_to_the_notice(app: Any, make: Make) -> None:
    home = make.institution(code="QD-01")
    one, other = make.partner(name_en="Hill University"), make.partner(country="KR")
    make.save()
    office = Desk(app, make, Role.INTERNATIONAL_OFFICE, home)
    quality = Desk(app, make, Role.QUALITY_MANAGER, home)
    rector = Desk(app, make, Role.SIGNATORY, home)

    draft = {
        "home_id": home.id,
        "number": "7",
        "title": "Bachelor 2+2 in computing",
        "kind": "DD",
        "levels": "B",
        "languages": ["kk", "en"],
        "term_kind": "AUTO",
        "starts_on": "2026-09-01",
        "renew_years": "5",
        "notice_months": "6",
        "partners-0-institution_id": one.id,
        "partners-0-signatory_name": "Anna Hill",
        "partners-1-institution_id": other.id,
    }
    record = office.send("/agreements/new", **draft).location
    assert "with the international office" in office.see(record)

    office.press(record, "submit")
    assert record in quality.see("/")
    quality.send(f"{record}/return", 422, reason="  ")
    quality.send(f"{record}/return", reason="The number is not complete.")
    assert "The number is not complete." in office.see(record)
    assert record in office.see("/")

    corrected = {k: v for k, v in draft.items() if k != "home_id"} | {"number": "7-DD"}
    office.send(f"{record}/edit", **corrected)
    office.press(record, "submit")
    assert now(record).return_reason == ""
    quality.press(record, "approve")
    assert record in rector.see("/")

    rector.send(f"{record}/sign", 422, signed_on="2026-06-01")
    rector.send(f"{record}/sign", 422, signed_on="2026-12-01", file=(io.BytesIO(PDF), "a.pdf"))
    rector.send(f"{record}/sign", signed_on="2026-06-01", file=(io.BytesIO(PDF), "signed.pdf"))
    signed = now(record)
    assert signed.stage is Stage.SIGNED
    assert signed.validity_on(TODAY) is Validity.ACTIVE
    assert "signed.pdf" in office.see(record)
    assert "Hill University" in office.see(f"{record}/versions/1")

    office.send(f"{record}/notice", given_on="2026-11-20")
    assert now(record).life.final_end == date(2031, 8, 31)
    office.send(
        f"{record}/renew",
        cause="renewal",
        term_kind="FIX",
        starts_on="2031-09-01",
        years="3",
        basis="Protocol 4",
    )
    assert now(record).life.final_end == date(2034, 8, 31)
    text = office.see(record)
    assert "Protocol 4" in text
    assert events(now(record)) == [
        f"agreement.{what}"
        for what in (
            "registered",
            "submitted",
            "returned",
            "edited",
            "submitted",
            "approved",
            "signed",
            "notice_given",
            "renewed",
        )
    ]
    assert journal.first_broken() is None


def test_two_editors_at_once_lose_nothing(app: Any, make: Make) -> None:
    home, partner = make.institution(), make.partner()
    draft = make.agreement(home, [partner], stage=Stage.DRAFT, signed_on=None)
    make.save()
    address = f"/agreements/{draft.id}/edit"
    early = Desk(app, make, Role.INTERNATIONAL_OFFICE, home)
    late = Desk(app, make, Role.INTERNATIONAL_OFFICE, home)
    data = {
        "number": "1",
        "title": "First",
        "kind": "DD",
        "term_kind": "IND",
        "starts_on": "2026-09-01",
        "partners-0-institution_id": partner.id,
    }
    seen = version_on(late.see(address))
    early.send(address, **data)
    answer = late.send(address, 409, **data | {"title": "Second", "version": seen})
    assert "First" in answer.text and "Second" in answer.text
    assert now(f"/agreements/{draft.id}").title == "First"
    late.send(address, **data | {"title": "Second"})
    assert now(f"/agreements/{draft.id}").title == "Second"


def test_a_termination_with_teach_out(app: Any, make: Make) -> None:
    home = make.institution()
    one = make.agreement(home)
    make.save()
    record = f"/agreements/{one.id}"
    rector = Desk(app, make, Role.SIGNATORY, home)
    office = Desk(app, make, Role.INTERNATIONAL_OFFICE, home)
    assert office.client.get(f"{record}/terminate").status_code == 403

    rector.send(f"{record}/suspend", reason="The partner is reorganised.")
    assert "Suspended" in rector.see(record)
    rector.press(record, "resume")
    wrong = {"terminated_on": "2026-12-01", "reason": "No students", "teachout_until": "2026-11-30"}
    answer = rector.send(f"{record}/terminate", 422, **wrong)
    assert "No students" in answer.text
    rector.send(f"{record}/terminate", **wrong | {"teachout_until": "2028-06-30"})

    ended = now(record)
    assert ended.stage is Stage.TERMINATED
    assert ended.validity_on(date(2026, 11, 30)) is Validity.EXPIRING
    assert ended.validity_on(date(2026, 12, 1)) is Validity.TEACH_OUT
    assert ended.validity_on(date(2028, 7, 1)) is Validity.EXPIRED
    assert "30.06.2028" in office.see(record)
    assert office.client.get(f"{record}/renew").status_code == 403

    centre = app.test_client()
    make.sign_in(centre, Role.NCHED_ANALYST)
    assert centre.get(record).status_code == 200


def test_an_amendment_shows_what_differs(app: Any, make: Make) -> None:
    home, partner = make.institution(), make.partner()
    one = make.agreement(home, [partner])
    make.save()
    record = f"/agreements/{one.id}"
    office = Desk(app, make, Role.INTERNATIONAL_OFFICE, home)
    assert 'value="' + one.title in office.see(f"{record}/amend")
    office.send(
        f"{record}/amend",
        number=one.number,
        title="A wider title",
        kind="DD",
        languages=["en", "kk"],
        effective_on="2026-10-01",
        reason="One more programme",
        **{"partners-0-institution_id": partner.id},
    )
    text = office.see(f"{record}/versions/2")
    assert "<ins>A wider title</ins>" in text
    assert "One more programme" in text
    assert office.client.get(f"{record}/versions/3").status_code == 404
