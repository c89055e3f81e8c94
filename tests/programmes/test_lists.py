"""The list of programmes, the classifier, what is shown on other pages; and who sees what."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select

from app.accounts.models import CENTRE_ROLES, INSTITUTION_ROLES, Role
from app.agreements.models import Stage
from app.institutions.models import Institution
from app.institutions.queries import by_code
from app.kernel import clock
from app.kernel.db import engine, session
from app.kernel.permissions import ANONYMOUS, allowed
from app.programmes import duties, permissions, queries
from app.programmes.models import Accreditation, AccreditationKind, Programme
from app.programmes.path import Level, Place, Unit
from app.programmes.queries import Filters
from app.programmes.words import path_written
from tests.makers import Make

OFFICE = Role.INTERNATIONAL_OFFICE


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements sent to the database within the block."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine(), "before_cursor_execute", note)


def test_what_is_listed_is_what_may_be_opened(make: Make) -> None:
    ours, theirs = make.institution(), make.institution()
    for home in (ours, theirs):
        for stage in Stage:
            make.programme(make.agreement(home, stage=stage))
    actors = [make.actor(role, ours) for role in INSTITUTION_ROLES]
    actors += [make.actor(role) for role in (*CENTRE_ROLES, Role.SYSTEM_ADMIN)]
    make.save()
    everything = [queries.programme(one) for one in session.scalars(select(Programme.id))]
    for actor in (*actors, make.actor(), ANONYMOUS):
        listed = {one.id for one in session.scalars(queries.narrowed(actor, Filters()))}
        opened = {
            one.id
            for one in everything
            if one and allowed(permissions.GRANTS, "programme.show", actor, one)
        }
        assert listed == opened


def test_only_the_office_at_home_edits(make: Make) -> None:
    home = make.institution()
    made = queries.programme(make.programme(make.agreement(home)).id)
    editors = [
        role
        for role in Role
        if allowed(
            permissions.GRANTS,
            "programme.edit",
            make.actor(role, home if role in INSTITUTION_ROLES else None),
            made,
        )
    ]
    assert editors == [OFFICE]
    stranger = make.actor(OFFICE, make.institution())
    assert not allowed(permissions.GRANTS, "programme.edit", stranger, made)


@pytest.fixture
def shelf(make: Make) -> dict[str, Programme]:
    """Four programmes of one institution that differ in everything the list is narrowed by."""
    home = make.institution(code="T-HOME")
    germany = make.agreement(home, partners=[make.partner(country="DE")])
    france = make.agreement(home, partners=[make.partner(country="FR")], stage=Stage.DRAFT)
    made = {
        "business": make.programme(germany, name_kk="Іскерлік басқару", name_ru="Деловое дело"),
        "law": make.programme(
            france, registry_code="7M04201", level=Level.MASTER, name_kk="Құқық", name_ru="Право"
        ),
        "physics": make.programme(germany, registry_code="6B05301", name_kk="Физика"),
        "both": make.programme(france, registry_code="6B0408801", name_kk="Ғылымаралық"),
    }
    make.save()
    return made


NARROWED = [
    (Filters(text="ІСКЕРЛІК"), {"business"}),
    (Filters(text="иСкерлик"), {"business"}),
    (Filters(text="деловое ДЕЛО"), {"business"}),
    (Filters(text="7m042"), {"law"}),
    (Filters(text="nothing like it"), set()),
    (Filters(level=Level.MASTER), {"law"}),
    (Filters(country="FR"), {"law", "both"}),
    (Filters(direction="04"), {"business", "law", "both"}),
    (Filters(direction="6B041"), {"business"}),
    (Filters(direction="6B04088"), {"both"}),
    (Filters(stage=Stage.DRAFT), {"law", "both"}),
    (Filters(country="DE", direction="05"), {"physics"}),
]


def test_the_list_is_narrowed_by_each_filter(make: Make, shelf: dict[str, Programme]) -> None:
    office = make.actor(OFFICE, _home())
    for filters, expected in NARROWED:
        found = {one.id for one in queries.listing(office, filters).rows}
        assert found == {shelf[key].id for key in expected}, filters


def _home() -> Institution | None:
    return by_code("T-HOME")


def test_filters_are_in_the_address_and_nonsense_narrows_nothing(
    client: Any, make: Make, shelf: dict[str, Programme]
) -> None:
    make.sign_in(client, OFFICE, _home())
    assert "6B05301" in client.get("/programmes?direction=6B053").text
    assert "No programme was found" in client.get("/programmes?text=zzz").text
    for nonsense in (
        "level=%01&country=%01&direction=%01&stage=%01&text=%01",
        "level=Z&stage=nowhere&country=XX&direction=" + "9" * 300,
        "page=garbage",
        "direction='--&text=%25_%27",
    ):
        assert client.get(f"/programmes?{nonsense}").status_code == 200
    assert "6B05301" in client.get("/programmes?level=Z&stage=nowhere").text


def test_a_list_costs_the_same_for_two_rows_and_for_many(client: Any, make: Make) -> None:
    home = make.institution()
    make.sign_in(client, OFFICE, home)
    client.get("/programmes")
    counts = []
    for more in (2, 28):
        agreement = make.agreement(home, partners=[make.partner(), make.partner()])
        for _n in range(more):
            make.programme(agreement)
        make.save()
        with _counted() as sent:
            assert client.get("/programmes").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_record_costs_the_same_however_much_belongs_to_it(client: Any, make: Make) -> None:
    home = make.institution()
    make.sign_in(client, OFFICE, home)
    client.get("/programmes")
    counts = []
    for hosts in (1, 6):
        made = make.programme(
            make.agreement(home, partners=[make.partner() for _n in range(hosts)])
        )
        make.save()
        with _counted() as sent:
            assert client.get(f"/programmes/{made.id}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_pages_lead_from_key_to_key(client: Any, make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home)
    for _n in range(51):
        make.programme(agreement)
    make.sign_in(client, OFFICE, home)
    first = client.get("/programmes?level=B")
    assert first.text.count('<tr><th scope="row">') == 50
    assert "Next page" in first.text


def test_the_agreements_page_lists_its_programmes(client: Any, make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home)
    made = make.programme(agreement)
    make.sign_in(client, OFFICE, home)
    text = client.get(f"/agreements/{agreement.id}").text
    assert f"/programmes/{made.id}" in text
    assert f"/agreements/{agreement.id}/programmes/new" in text
    assert "2+2" in text


def test_the_classifier_is_searched_in_three_languages(client: Any, make: Make) -> None:
    make.sign_in(client, Role.VIEWER, make.institution())
    for words in ("6в041", "6B041", "management", "БАСҚАРУ", "управление"):
        assert "6B041" in client.get("/classifier", query_string={"text": words}).text, words
    assert "Nothing in the classifier fits" in client.get("/classifier?text=zzzz").text
    masters = client.get("/classifier?level=M").text
    assert "7M041" in masters and "6B041" not in masters
    assert client.get("/classifier?level=%01&text=%01").status_code == 200
    assert client.get("/classifier?level=%00&text=%00").status_code == 400


def test_the_office_is_told_of_accreditations_that_end(app: Any, make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home)
    today = date(2026, 11, 23)

    def accredited(until: date, **given: Any) -> Programme:
        made = make.programme(agreement, **given)
        session.add(
            Accreditation(
                programme_id=made.id,
                agency="IAAR",
                kind=AccreditationKind.PROGRAMME,
                valid_from=date(2020, 1, 1),
                valid_until=until,
            )
        )
        return made

    soon, over = accredited(date(2027, 5, 1)), accredited(date(2026, 11, 1))
    accredited(date(2028, 1, 1))
    accredited(date(2027, 1, 1), intake_open=False)
    make.save()
    office, stranger = make.actor(OFFICE, home), make.actor(OFFICE, make.institution())
    centre = make.actor(Role.NCHED_LEAD)
    with clock.moved_to(today), app.test_request_context():
        told = duties.duties(office)
        assert [duty.tone for duty in told] == ["bad", "warn"]
        assert over.code in str(told[0].text) and soon.code in str(told[1].text)
        assert not duties.duties(stranger)
        assert not duties.duties(centre)


def test_a_path_with_four_partners_is_drawn(client: Any, make: Make) -> None:
    home = make.institution()
    hosts = [make.partner() for _n in range(4)]
    made = make.programme(
        make.agreement(home, partners=hosts),
        path=((Place.HOME, 1), (Place.PARTNER, 1), (Place.HOME, 1)),
        path_unit=Unit.SEMESTER,
    )
    for n, host in enumerate(hosts, start=4):
        made.periods.append(
            type(made.periods[0])(position=n, place=Place.PARTNER, length=1, institution_id=host.id)
        )
    make.sign_in(client, OFFICE, home)
    assert client.get(f"/programmes/{made.id}").status_code == 200


def test_huge_and_unknown_numbers_are_not_found(client: Any, make: Make) -> None:
    make.sign_in(client, OFFICE, make.institution())
    for number in ("0", "999999999", "9" * 12, "9" * 30):
        assert client.get(f"/programmes/{number}").status_code == 404
        assert client.get(f"/agreements/{number}/programmes/new").status_code == 404


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("H2-P2", "2+2"),
        (["H2", "P2 DE-014"], "2+2 DE-014"),
        (["H1", "P1 DE-014", "H1"], "1+1 DE-014+1"),
        ("something else", "something else"),
        (["X9"], "['X9']"),
    ],
)
def test_the_journal_writes_a_path_as_people_do(kept: Any, written: str) -> None:
    assert path_written(kept) == written
