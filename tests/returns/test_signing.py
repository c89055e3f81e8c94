"""A signature is for the exact data that were on the screen, and void when they change."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.accounts.models import Role
from app.institutions.models import LegalForm
from app.kernel import clock
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.lifecycle import NoSuchStep
from app.kernel.permissions import Actor
from app.returns import queries, services, workbook
from app.returns.comparing import Comparison
from app.returns.dataset import Dataset
from app.returns.models import Delivery, Return, ReturnStage, Signature
from app.returns.peers import Basis, Peer, beside
from app.returns.receipt import Receipt, verify
from app.returns.summary import summary
from tests.makers import NOW, Make
from tests.returns.authority import issued, root, signed
from tests.returns.findings import NUMBERED, problem, stored

TODAY = date(2026, 11, 22)
RECTOR, CENTRE = Actor(None, "Rector"), Actor(None, "Томирис")


@pytest.fixture(autouse=True)
def day() -> Any:
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def filing(make: Make) -> Return:
    """An accepted return of the register with ten students."""
    home = make.institution(code="QD-01", name_en="Steppe University", legal_form=LegalForm.STATE)
    make.figures(home, 2025)
    make.contingent(make.cohort(make.programme(make.agreement(home))))
    return accepted(make, home)


def accepted(make: Make, home: Any = None, **given: Any) -> Return:
    made = make.filing(home, stage=ReturnStage.ACCEPTED, submitted_at=NOW)
    make.delivery(made, submitted_at=NOW, accepted_at=NOW, **given)
    make.save()
    found = queries.filing(made.id)
    assert found is not None
    return found


def delivered(filing: Return) -> Delivery:
    found = queries.counting_delivery(filing)
    assert found is not None
    return found


def sign(filing: Return, **given: Any) -> Signature:
    delivery = delivered(filing)
    values = {"seen_digest": delivery.digest, "actor": RECTOR} | given
    made = services.sign(filing, delivery, **values)
    session.commit()
    return made


def changed(make: Make, filing: Return) -> Delivery:
    """A later delivery with one student more."""
    before = Dataset.loaded(delivered(filing).dataset)
    rows = tuple(dict(row) | {"n": row["n"] + 1} for row in before.rows("4_CONT"))
    sheets = dict(before.sheets) | {"4_CONT": rows}
    after = Dataset(before.edition, before.institution, before.year, before.reference_on, sheets)
    made: Delivery = make.delivery(filing, after)
    make.save()
    return made


def test_what_is_signed_is_kept_with_the_signature(filing: Return) -> None:
    made = sign(filing)
    assert filing.stage is ReturnStage.SIGNED
    assert json.loads(made.statement)["digest"] == delivered(filing).digest
    entry = queries.history(filing)[0]
    assert (entry.event, entry.data["digest"]) == ("return.signed", made.digest)


def test_its_receipt_fits_the_workbook_of_the_register(filing: Return) -> None:
    receipt = Receipt.read(services.receipt(sign(filing)).dumped())
    found = workbook.dataset(filing.institution, filing.campaign.academic_year)
    assert verify(receipt, found).is_genuine


def test_another_digest_on_the_screen_is_a_conflict(filing: Return) -> None:
    with pytest.raises(Conflict):
        sign(filing, seen_digest="0" * 64)
    assert filing.stage is ReturnStage.ACCEPTED


def test_only_the_delivery_that_counts_is_signed(make: Make, filing: Return) -> None:
    other = changed(make, filing)
    with pytest.raises(Conflict):
        services.sign(filing, other, seen_digest=other.digest, actor=RECTOR)


@pytest.mark.parametrize("stage", [s for s in ReturnStage if s is not ReturnStage.ACCEPTED])
def test_only_what_is_accepted_is_signed(make: Make, filing: Return, stage: ReturnStage) -> None:
    filing.stage = stage
    session.commit()
    with pytest.raises(NoSuchStep):
        sign(filing)


def test_giving_it_back_voids_the_signature_and_the_next_delivery_says_what_changed(
    make: Make, filing: Return
) -> None:
    made = sign(filing)
    services.send_back(filing, "Count again", seen=filing.version, actor=CENTRE)
    make.save()
    voided = make.reread(Signature, made.id)
    assert voided.voided_at is not None and voided.difference is None
    found = queries.filing(filing.id)
    assert found is not None
    later = changed(make, found)
    services.void_all(found, later, actor=RECTOR)
    make.save()
    difference = Comparison.loaded(make.reread(Signature, made.id).difference)
    sheet = next(one for one in difference.different if one.name == "4_CONT")
    assert (sheet.total_before, sheet.total_after) == (10, 11)
    assert [entry.event for entry in queries.history(found)].count("return.voided") == 1


def test_a_change_voids_a_signature_that_stands(make: Make, filing: Return) -> None:
    made = sign(filing)
    delivery = delivered(filing)
    services.void(delivery, None, actor=CENTRE)
    make.save()
    assert make.reread(Signature, made.id).voided_at is not None
    assert queries.signature(filing) is None


@pytest.fixture
def authority(make: Make, tmp_path: Path) -> Any:
    """An authority that the installation trusts; its holders sign today."""
    now = clock.now()
    days = {"since": now - timedelta(days=1), "until": now + timedelta(days=9)}
    made = root_of_today(days)
    file = tmp_path / "ca.pem"
    file.write_bytes(made.pem)
    make.app.config["SIGNATURE_CA"] = str(file)
    return made, issued(made, "Rector of Steppe", **days)


def root_of_today(days: dict[str, Any]) -> Any:
    return issued(None, "Authority", ca=True, **days)


def test_an_electronic_signature_is_verified_and_its_holder_kept(
    filing: Return, authority: Any
) -> None:
    text = services.statement(delivered(filing)).text.encode()
    made = sign(filing, cms=signed(text, authority[1], at=clock.now()))
    assert "Rector of Steppe" in made.certificate and made.cms


def test_an_electronic_signature_that_does_not_hold_signs_nothing(
    filing: Return, authority: Any
) -> None:
    for cms in (signed(b"something else", authority[1]), "garbage", signed(b"", issued(root()))):
        with pytest.raises(Refusal) as refused:
            sign(filing, cms=cms)
        assert refused.value.field == "cms"
    assert filing.stage is ReturnStage.ACCEPTED and queries.signatures(filing) == []


def test_where_no_authority_is_named_no_electronic_signature_is_taken(filing: Return) -> None:
    with pytest.raises(Refusal):
        sign(filing, cms="AAAA")


# Similar institutions

OWN = Peer("NJSC", 1000, 3, 30, 2)


def peers(n: int, form: str = "NJSC", size: int | None = 1000) -> list[Peer]:
    return [Peer(form, size, at, 10 * at, at) for at in range(1, n + 1)]


def test_at_least_five_others_are_needed() -> None:
    assert beside(OWN, peers(4)) is None
    found = beside(OWN, peers(5))
    assert found is not None and (found.basis, found.count) == (Basis.FORM_AND_SIZE, 5)
    spread = found.students
    assert (spread.own, spread.middle, spread.least, spread.most) == (30, 30, 10, 50)


def test_similar_is_wider_where_few_are_known() -> None:
    by_form = beside(OWN, [*peers(3), *peers(3, size=None)])
    assert by_form is not None and (by_form.basis, by_form.count) == (Basis.FORM, 6)
    by_size = beside(OWN, [*peers(3), *peers(3, form="JSC", size=500)])
    assert by_size is not None and (by_size.basis, by_size.count) == (Basis.SIZE, 6)
    assert beside(OWN, [*peers(3), *peers(3, form="JSC", size=2001)]) is None
    assert beside(Peer("", None, 1, 1, 1), peers(9)) is None


def test_what_is_accepted_of_the_same_campaign_is_compared(make: Make, filing: Return) -> None:
    services.count(delivered(filing))
    for _ in range(5):
        services.count(delivered(accepted(make, make.institution(legal_form=LegalForm.STATE))))
    make.save()
    assert len(queries.peers(filing)) == 6
    found = summary(filing, delivered(filing))
    assert found.beside is not None and found.beside.count == 5
    assert found.beside.students.own == 10


# The page


def address(filing: Return, name: str = "sign") -> str:
    return f"/returns/{filing.id}/{name}"


def test_the_signatory_reads_what_is_declared_and_signs(
    client: Any, make: Make, filing: Return
) -> None:
    make.sign_in(client, Role.SIGNATORY, filing.institution)
    page = client.get(address(filing)).text
    assert delivered(filing).digest in page and "2026.1" in page
    assert "no accepted return of the year before" in page
    assert 'name="cms"' not in page
    digest = {"digest": delivered(filing).digest}
    assert client.post(address(filing), data=digest).status_code == 422
    assert client.post(address(filing), data=digest | {"confirmed": "y"}).status_code == 303
    after = client.get(address(filing)).text
    assert "Signed by" in after and 'name="confirmed"' not in after
    receipt = client.get(address(filing, "receipt"))
    assert Receipt.read(receipt.data).statement.digest == delivered(filing).digest
    assert receipt.headers["Content-Disposition"].startswith("attachment")


def test_the_page_compares_with_the_year_before_and_unknown_is_not_zero(
    client: Any, make: Make, filing: Return
) -> None:
    before = make.filing(filing.institution, make.campaign(2024), stage=ReturnStage.PUBLISHED)
    data = Dataset.loaded(delivered(filing).dataset)
    rows = tuple(dict(row) | {"n": 8} for row in data.rows("4_CONT"))
    sheets = dict(data.sheets) | {"4_CONT": rows, "6_GRAD": ({"prog_id": "1", "n": "?"},)}
    earlier = Dataset(data.edition, data.institution, data.year.previous, data.reference_on, sheets)
    make.delivery(before, earlier, submitted_at=NOW, accepted_at=NOW)
    make.sign_in(client, Role.SIGNATORY, filing.institution)
    page = client.get(address(filing)).text
    assert "2 more" in page and "25" in page
    assert "not known" in page and "the difference is not known" in page


def test_the_page_shows_warnings_with_what_was_said(client: Any, make: Make) -> None:
    found = accepted(make, findings=stored(problem(NUMBERED, term_years=12)))
    make.sign_in(client, Role.SIGNATORY, found.institution)
    page = client.get(address(found)).text
    assert NUMBERED in page and "not explained yet" in page


def test_the_statement_is_what_an_electronic_signature_is_made_over(
    client: Any, make: Make, filing: Return, authority: Any
) -> None:
    make.sign_in(client, Role.SIGNATORY, filing.institution)
    assert 'name="cms"' in client.get(address(filing)).text
    text = client.get(address(filing, "statement")).data
    assert text == services.statement(delivered(filing)).text.encode()
    typed = {"digest": delivered(filing).digest, "confirmed": "y"}
    wrong = client.post(address(filing), data=typed | {"cms": "²"})
    assert wrong.status_code == 422 and "Base64" in wrong.text
    right = signed(text, authority[1], at=clock.now())
    assert client.post(address(filing), data=typed | {"cms": right}).status_code == 303
    assert "Rector of Steppe" in client.get(address(filing)).text


def test_a_page_that_is_older_than_the_data_signs_nothing(
    client: Any, make: Make, filing: Return
) -> None:
    make.sign_in(client, Role.SIGNATORY, filing.institution)
    typed = {"digest": "0" * 64, "confirmed": "y"}
    assert client.post(address(filing), data=typed).status_code == 409
    assert queries.signatures(filing) == []


def test_earlier_signatures_stay_with_what_voided_them(
    client: Any, make: Make, filing: Return
) -> None:
    sign(filing)
    services.void_all(filing, changed(make, filing), actor=CENTRE)
    make.sign_in(client, Role.SIGNATORY, filing.institution)
    page = client.get(address(filing)).text
    assert "Voided on" in page and "4_CONT" in page and "1 more" in page
    assert client.get(address(filing, "receipt")).status_code == 404


def test_only_the_signatory_of_the_house_signs(client: Any, make: Make, filing: Return) -> None:
    sign(filing)
    for role, where, status in (
        (Role.INTERNATIONAL_OFFICE, filing.institution, 200),
        (Role.NCHED_ANALYST, None, 200),
        (Role.SIGNATORY, make.institution(), 403),
        (Role.SYSTEM_ADMIN, None, 403),
    ):
        make.sign_in(client, role, where)
        assert client.get(address(filing)).status_code == 403
        assert client.get(address(filing, "statement")).status_code == 403
        assert client.get(address(filing, "receipt")).status_code == status
