"""The quality policy of an institution: who writes it down, what is refused, what is kept."""

from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.quality import policies
from app.quality.models import QualityPolicy
from tests.makers import Make

TODAY = date(2026, 11, 23)
QUALITY = Role.QUALITY_MANAGER
TYPED = {
    "url": "https://university.example/policy",
    "adopted_on": "2024-02-01",
    "languages": ["kk", "ru"],
    "has_iso_9001": "yes",
    "iso_9001_until": "2028-01-01",
    "admission_url": "https://university.example/admission",
    "support_url": "",
    "survey_on": "2026-05-01",
}


@pytest.fixture(autouse=True)
def the_day(context: Any) -> Any:
    """It is 23 November 2026."""
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def home(make: Make) -> Institution:
    """An institution that files returns."""
    return make.institution()


@pytest.fixture
def address(make: Make, home: Institution) -> str:
    """The page on its policy."""
    make.save()
    return f"/institutions/{home.id}/quality-policy"


def kept(home: Institution) -> QualityPolicy:
    """What is recorded now."""
    session.rollback()
    found = policies.stored(home.id)
    assert found is not None
    return found


@pytest.mark.parametrize("role", [QUALITY, Role.INSTITUTION_ADMIN])
def test_those_who_keep_the_policy_write_it_down(
    make: Make, client: Any, home: Institution, address: str, role: Role
) -> None:
    make.sign_in(client, role, home)
    assert client.send(address, data=TYPED).status_code == 303
    now = kept(home)
    assert (now.url, now.adopted_on, now.languages) == (
        TYPED["url"],
        date(2024, 2, 1),
        ["kk", "ru"],
    )
    assert now.has_iso_9001 is True and now.iso_9001_until == date(2028, 1, 1)
    assert now.support_url == "" and now.survey_on == date(2026, 5, 1)
    entry = journal.about("quality_policies", now.id)[0]
    assert entry.event == "quality_policy.set" and entry.institution_id == home.id
    changes = {key: after for key, _, after in entry.changes}
    assert changes["languages"] == ["kk", "ru"] and "support_url" not in changes
    shown = client.get(address).text
    assert TYPED["url"] in shown and "Quality policy recorded" in shown


def test_what_is_emptied_is_not_recorded_any_more(
    make: Make, client: Any, home: Institution, address: str
) -> None:
    make.sign_in(client, QUALITY, home)
    client.send(address, data=TYPED)
    client.send(address, data={"url": TYPED["url"], "has_iso_9001": ""})
    now = kept(home)
    assert now.has_iso_9001 is None and now.adopted_on is None and now.languages == []


def test_everybody_who_is_signed_in_reads_it(
    make: Make, client: Any, home: Institution, address: str
) -> None:
    make.sign_in(client, QUALITY, home)
    client.send(address, data=TYPED)
    elsewhere = make.institution()
    for role, place in ((Role.VIEWER, elsewhere), (QUALITY, elsewhere), (Role.NCHED_LEAD, None)):
        make.sign_in(client, role, place)
        shown = client.get(address)
        assert shown.status_code == 200 and str(TYPED["url"]) in shown.text
        assert 'name="url"' not in shown.text
        assert client.post(address, data=TYPED | {"version": "1"}).status_code == 403
        assert str(TYPED["url"]) in client.get(f"/institutions/{home.id}").text
    client.post("/sign-out")
    assert client.get(address).status_code in (302, 401)


def test_an_institution_that_files_no_returns_has_no_such_page(make: Make, client: Any) -> None:
    partner = make.partner()
    make.sign_in(client, Role.NCHED_LEAD)
    assert client.get(f"/institutions/{partner.id}/quality-policy").status_code == 404
    assert "quality-policy" not in client.get(f"/institutions/{partner.id}").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "policy.pdf"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"admission_url": "http://x"}, "admission_url"),
        ({"support_url": "x" * 400}, "support_url"),
        ({"adopted_on": "2026-11-24"}, "adopted_on"),
        ({"adopted_on": "2026-02-30"}, "adopted_on"),
        ({"survey_on": "2027-01-01"}, "survey_on"),
        ({"languages": ["kk", "xx"]}, "languages"),
        ({"has_iso_9001": "maybe"}, "has_iso_9001"),
        ({"has_iso_9001": "no"}, "iso_9001_until"),
        ({"has_iso_9001": ""}, "iso_9001_until"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    make: Make, client: Any, home: Institution, address: str, wrong: dict[str, Any], field: str
) -> None:
    make.sign_in(client, QUALITY, home)
    answer = client.send(address, data=TYPED | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert policies.stored(home.id) is None


def test_the_later_of_two_sees_what_the_first_recorded(
    make: Make, client: Any, home: Institution, address: str
) -> None:
    make.sign_in(client, QUALITY, home)
    assert client.post(address, data=TYPED | {"version": "0"}).status_code == 303
    for version in ("0", "", "7"):
        other = TYPED | {"version": version, "url": "https://other.example/policy"}
        late = client.post(address, data=other)
        assert late.status_code == 409, version
        assert "other.example" in late.text
    assert kept(home).url == TYPED["url"]
