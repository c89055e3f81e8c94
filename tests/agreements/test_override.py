"""An agreement is not approved against a rule that must hold, unless somebody answers for it."""

from decimal import Decimal
from typing import Any

import pytest

from app.accounts.models import Role
from app.agreements import queries, services
from app.agreements.models import Agreement, Stage
from app.institutions.models import Institution
from app.kernel import journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.programmes.models import Programme
from tests.makers import Make

TOO_FEW = {"ects_total": Decimal(180), "ects_home": Decimal(90), "ects_partner": Decimal(90)}


@pytest.fixture
def home(make: Make) -> Institution:
    """The institution of those who act."""
    return make.institution()


def waiting(make: Make, home: Institution, **programme: Any) -> tuple[Agreement, Programme]:
    """An agreement in review with one programme under it."""
    agreement = make.agreement(home, stage=Stage.IN_REVIEW, signed_on=None)
    under_it = make.programme(agreement, **programme)
    return loaded(agreement), under_it


def loaded(agreement: Agreement) -> Agreement:
    """The agreement with everything, as a request has it."""
    session.flush()
    session.expire_all()
    found = queries.agreement(agreement.id)
    assert found is not None
    return found


def approve(make: Make, one: Agreement, reason: str = "", role: Any = None) -> None:
    """Approve it as the quality manager of its institution, or as somebody else."""
    actor = make.actor(role or Role.QUALITY_MANAGER, session.get_one(Institution, one.home_id))
    services.approve(one, reason, seen=one.version, actor=actor)


def test_a_broken_must_of_a_programme_stands_in_the_way(make: Make, home: Institution) -> None:
    one, _ = waiting(make, home, **TOO_FEW)
    with pytest.raises(Refusal, match="F304") as refused:
        approve(make, one)
    assert refused.value.field == "reason"
    assert loaded(one).stage is Stage.IN_REVIEW


def test_nothing_stands_in_the_way_of_what_breaks_no_must(make: Make, home: Institution) -> None:
    one, _ = waiting(make, home)
    approve(make, one)
    entry = journal.about("agreements", one.id)[0]
    assert loaded(one).stage is Stage.APPROVED
    assert entry.data.keys() == {"changes"}


def test_a_warning_and_what_is_not_known_do_not_block(make: Make, home: Institution) -> None:
    one, _ = waiting(make, home, path=(), staff_partner=0, registry_code="")
    approve(make, one)
    assert loaded(one).stage is Stage.APPROVED


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_overriding_needs_a_reason(make: Make, home: Institution, reason: str) -> None:
    one, _ = waiting(make, home, **TOO_FEW)
    with pytest.raises(Refusal):
        approve(make, one, reason)
    assert loaded(one).stage is Stage.IN_REVIEW


@pytest.mark.parametrize("role", [Role.INTERNATIONAL_OFFICE, Role.SIGNATORY, Role.NCHED_LEAD])
def test_overriding_needs_the_permission(make: Make, home: Institution, role: Role) -> None:
    one, _ = waiting(make, home, **TOO_FEW)
    with pytest.raises(Refusal) as refused:
        approve(make, one, "The ministry agreed", role)
    assert refused.value.field is None
    assert loaded(one).stage is Stage.IN_REVIEW
    assert journal.about("agreements", one.id) == []


def test_the_journal_keeps_the_reason_and_the_rules(make: Make, home: Institution) -> None:
    one, under_it = waiting(make, home, **TOO_FEW)
    approve(make, one, " The partner's degree has 180. ")
    entry = journal.about("agreements", one.id)[0]
    assert loaded(one).stage is Stage.APPROVED
    assert entry.data["reason"] == "The partner's degree has 180."
    assert entry.data["overridden"] == [f"F304: {under_it.label}"]


def test_the_page_lists_what_stands_in_the_way_and_takes_the_reason(
    make: Make, client: Any, home: Institution
) -> None:
    one, under_it = waiting(make, home, **TOO_FEW)
    make.save()
    record = f"/agreements/{one.id}"
    make.sign_in(client, Role.QUALITY_MANAGER, home)
    shown = client.get(record).text
    assert "stand in the way" in shown and f"{record}/override" in shown
    assert f'href="/programmes/{under_it.id}"' in shown
    assert f"{record}/approve" not in shown
    refused = client.post(f"{record}/approve", data={"version": loaded(one).version})
    assert refused.status_code == 422 and "F304" in refused.text
    asked = client.get(f"{record}/override")
    assert asked.status_code == 200 and "F304" in asked.text
    assert client.send(f"{record}/override", data={"reason": " "}).status_code == 422
    taken = client.send(f"{record}/override", data={"reason": "180 by their law"})
    assert taken.status_code == 303
    told = client.get(record).text
    assert "180 by their law" in told and "Rules overridden" in told
    assert f"F304: {under_it.label}" in told


def test_what_stands_in_the_way_leads_the_office_to_the_field(
    make: Make, client: Any, home: Institution
) -> None:
    one, under_it = waiting(make, home, path=(), **TOO_FEW)
    person = make.person((Role.QUALITY_MANAGER, home), (Role.INTERNATIONAL_OFFICE, home))
    make.save()
    client.post("/language", data={"language": "en"})
    client.post("/sign-in", data={"email": person.email, "password": "three quiet rivers"})
    assert f"/programmes/{under_it.id}/edit#ects_total" in client.get(f"/agreements/{one.id}").text


def test_only_whoever_may_approve_is_told_of_the_musts_as_obstacles(
    make: Make, client: Any, home: Institution
) -> None:
    one, _ = waiting(make, home, **TOO_FEW)
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
    assert "stand in the way" not in client.get(f"/agreements/{one.id}").text
    assert client.get(f"/agreements/{one.id}/override").status_code == 403


def test_the_command_line_tells_of_the_condition(app: Any) -> None:
    told = app.test_cli_runner().invoke(args=["show", "steps", "--json"]).output
    import json

    rows = {(row["lifecycle"], row["action"]): row for row in json.loads(told)}
    assert rows["agreement", "approve"]["no_broken_must"] == "agreement"
    assert rows["agreement", "approve"]["override"] == "agreement.override"
    assert rows["agreement", "submit"]["override"] == ""
