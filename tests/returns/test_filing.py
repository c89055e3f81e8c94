"""A return on its way: what is seen is what is sent, and what counted counts until replaced."""

from typing import Any

import pytest

from app.accounts.models import Role
from app.cohorts.models import FiguresStage
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.lifecycle import NoSuchStep
from app.kernel.permissions import Actor
from app.returns import queries, services
from app.returns.lifecycle import RETURN
from app.returns.models import COUNTING, Delivery, Door, Return, ReturnStage
from tests.makers import NOW, Make

OFFICE, CENTRE = Actor(None, "Айгерім"), Actor(None, "Томирис")


def valid(make: Make, **given: Any) -> tuple[Return, Delivery]:
    """A return that may be submitted, with a workbook's delivery."""
    filing = make.filing(stage=ReturnStage.VALID, **given)
    return filing, make.delivery(filing, door=Door.WORKBOOK)


def submitted(make: Make) -> tuple[Return, Delivery]:
    filing, delivery = valid(make)
    services.submit(
        filing, delivery, seen=filing.version, seen_digest=delivery.digest, actor=OFFICE
    )
    session.flush()
    return filing, delivery


def accepted(make: Make) -> tuple[Return, Delivery]:
    filing, delivery = submitted(make)
    services.review(filing, seen=filing.version, actor=CENTRE)
    session.flush()
    services.accept(filing, seen=filing.version, actor=CENTRE)
    session.flush()
    return filing, delivery


def test_every_stage_is_reached_and_nothing_leaves_publication_but_a_correction() -> None:
    assert not RETURN.unreachable()
    assert [step.action for step in RETURN.available(ReturnStage.PUBLISHED)] == ["reopen"]


def test_what_is_sent_is_what_was_seen(make: Make) -> None:
    filing, delivery = valid(make)
    with pytest.raises(Conflict):
        services.submit(filing, delivery, seen=filing.version, seen_digest="0" * 64, actor=OFFICE)
    newer = make.delivery(filing)
    with pytest.raises(Conflict):
        services.submit(
            filing, delivery, seen=filing.version, seen_digest=delivery.digest, actor=OFFICE
        )
    assert newer.submitted_at is None
    assert filing.stage is ReturnStage.VALID


@pytest.mark.parametrize("stage", [s for s in ReturnStage if s is not ReturnStage.VALID])
def test_only_what_is_valid_is_submitted(make: Make, stage: ReturnStage) -> None:
    filing = make.filing(stage=stage)
    delivery = make.delivery(filing)
    with pytest.raises(NoSuchStep):
        services.submit(
            filing, delivery, seen=filing.version, seen_digest=delivery.digest, actor=OFFICE
        )


def test_it_can_be_taken_back_until_somebody_looks_at_it(make: Make) -> None:
    filing, _delivery = submitted(make)
    services.withdraw(filing, seen=filing.version, actor=OFFICE)
    assert filing.stage is ReturnStage.VALID
    other, _other = submitted(make)
    services.review(other, seen=other.version, actor=CENTRE)
    session.flush()
    with pytest.raises(NoSuchStep):
        services.withdraw(other, seen=other.version, actor=OFFICE)


def test_it_is_sent_back_with_a_reason_only(make: Make) -> None:
    filing, _delivery = submitted(make)
    with pytest.raises(Refusal) as refused:
        services.send_back(filing, " ", seen=filing.version, actor=CENTRE)
    assert refused.value.field == "reason"
    services.send_back(filing, "Column n", seen=filing.version, actor=CENTRE)
    assert (filing.stage, filing.returned_reason) == (ReturnStage.RETURNED, "Column n")


def test_what_was_accepted_counts_until_a_later_delivery_is_accepted(make: Make) -> None:
    filing, first = accepted(make)
    assert filing.stage in COUNTING
    services.send_back(filing, "One more row", seen=filing.version, actor=CENTRE)
    session.flush()
    assert queries.counting_delivery(filing) is first
    filing.stage = ReturnStage.VALID
    second = make.delivery(filing, door=Door.WORKBOOK)
    services.submit(filing, second, seen=filing.version, seen_digest=second.digest, actor=OFFICE)
    session.flush()
    assert queries.counting_delivery(filing) is first
    services.review(filing, seen=filing.version, actor=CENTRE)
    session.flush()
    services.accept(filing, seen=filing.version, actor=CENTRE)
    session.flush()
    assert queries.counting_delivery(filing) is second
    assert first.replaced_at is not None


def test_figures_of_the_register_stand_still_while_they_are_with_the_centre(make: Make) -> None:
    filing = make.filing(stage=ReturnStage.VALID)
    answered = {
        "contact_name": "A",
        "contact_email": "a@example.kz",
        "contact_phone": "1",
        "signatory_name": "R",
        "signatory_position": "Rector",
    }
    figures = make.figures(filing.institution, 2025, stage=FiguresStage.OPEN, **answered)
    delivery = make.delivery(filing)
    services.submit(
        filing, delivery, seen=filing.version, seen_digest=delivery.digest, actor=OFFICE
    )
    assert figures.stage is FiguresStage.FILED
    session.flush()
    services.send_back(filing, "n", seen=filing.version, actor=CENTRE)
    assert figures.stage is FiguresStage.OPEN


def test_a_deed_that_dies_half_way_leaves_what_was_there(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing, delivery = submitted(make)
    services.review(filing, seen=filing.version, actor=CENTRE)
    make.save()

    def die(_delivery: Delivery) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.returns.services.filing.count", die)
    with pytest.raises(KeyboardInterrupt):
        services.accept(filing, seen=filing.version, actor=CENTRE)
    session.rollback()
    assert make.reread(Return, filing.id).stage is ReturnStage.IN_REVIEW
    assert make.reread(Delivery, delivery.id).accepted_at is None


def test_the_centre_sees_nothing_before_submission(client: Any, make: Make) -> None:
    filing, delivery = valid(make)
    draft = make.delivery(filing, made_by="Qupiya")
    make.sign_in(client, Role.NCHED_ANALYST)
    page = client.get(f"/returns/{filing.id}").get_data(as_text=True)
    assert "The institution has not submitted anything yet." in page
    assert "Qupiya" not in page
    assert "ready to submit" not in page
    for one in (delivery, draft):
        assert client.get(f"/returns/deliveries/{one.id}").status_code == 403


def test_the_whole_way_through_the_web(client: Any, make: Make) -> None:
    filing, _delivery = valid(make)
    address = f"/returns/{filing.id}"
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, filing.institution)
    page = client.get(address).get_data(as_text=True)
    assert "Submit to the national centre" in page
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert client.send(f"{address}/submit", {"digest": digest}).status_code == 303
    client.post("/sign-out")
    make.sign_in(client, Role.NCHED_ANALYST)
    assert client.send(f"{address}/review").status_code == 303
    assert client.send(f"{address}/accept").status_code == 303
    assert "accepted" in client.get(address).get_data(as_text=True)
    assert client.post(f"{address}/accept").status_code == 409
    found = make.reread(Return, filing.id)
    assert found.stage is ReturnStage.ACCEPTED


def test_a_late_return_says_so_and_more_time_takes_it_away(client: Any, make: Make) -> None:
    filing, _delivery = valid(make, submitted_at=NOW)
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, filing.institution)
    page = client.get(f"/returns/{filing.id}").get_data(as_text=True)
    assert "late" in page
