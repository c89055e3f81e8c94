"""The map of clauses: where each topic is settled, who looked it up, and what is missing."""

import io
from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.agreements import queries, services
from app.agreements.models import Agreement, DocumentKind, Stage, Topic
from app.agreements.services import ClauseValue
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.files import Upload
from tests.makers import Make
from tests.papers import pdf

TODAY = date(2026, 11, 23)
OFFICE, QUALITY = Role.INTERNATIONAL_OFFICE, Role.QUALITY_MANAGER
SIGNED = Upload("signed.pdf", pdf(12))


@pytest.fixture(autouse=True)
def the_day(context: Any) -> Any:
    """It is 23 November 2026."""
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def home(make: Make) -> Institution:
    """The institution of those who act."""
    return make.institution()


@pytest.fixture
def signed(make: Make, home: Institution) -> Agreement:
    """A signed agreement with its text of twelve pages."""
    one = loaded(make.agreement(home))
    services.attach(one, DocumentKind.SIGNED, SIGNED, actor=make.actor(OFFICE, home))
    return loaded(one)


def loaded(agreement: Agreement) -> Agreement:
    """The agreement with everything, as a request has it."""
    session.flush()
    session.expire_all()
    found = queries.agreement(agreement.id)
    assert found is not None
    return found


def place(make: Make, one: Agreement, **places: ClauseValue) -> None:
    """Say where topics are settled, named by their codes."""
    wanted = {Topic(code): value for code, value in places.items()}
    services.set_clauses(one, wanted, seen=one.version, actor=make.actor())


def confirm(make: Make, one: Agreement, topic: Topic | None = None) -> None:
    """Confirm one reference or all."""
    services.confirm_clauses(one, topic, seen=one.version, actor=make.actor())


def test_a_topic_is_settled_by_a_clause_a_page_or_both(make: Make, signed: Agreement) -> None:
    place(
        make,
        signed,
        cl_degree=ClauseValue("4.2", 7),
        cl_qa=ClauseValue(page=12),
        cl_award=ClauseValue("§ 9"),
    )
    one = loaded(signed)
    known = {c.topic: (c.reference, c.page, c.document_id) for c in one.clauses}
    assert known[Topic.DEGREE] == ("4.2", 7, None)
    assert known[Topic.QUALITY] == ("", 12, None)
    assert known[Topic.AWARD] == ("§ 9", None, None)
    assert not {Topic.DEGREE, Topic.QUALITY, Topic.AWARD} & {*one.unplaced_topics}
    assert len(one.unplaced_topics) == 8


def test_a_page_beyond_the_end_of_the_document_is_refused(make: Make, signed: Agreement) -> None:
    with pytest.raises(Refusal, match="12") as refused:
        place(make, signed, cl_degree=ClauseValue("4.2", 13))
    assert refused.value.field == "cl_degree_page"
    assert loaded(signed).clauses == []


def test_where_the_file_does_not_say_its_length_any_page_is_taken(
    make: Make, home: Institution
) -> None:
    one = loaded(make.agreement(home))
    unclear = Upload("scan.pdf", b"%PDF-1.7\n<< /Type /ObjStm >>\n%%EOF\n")
    services.attach(one, DocumentKind.SIGNED, unclear, actor=make.actor())
    place(make, loaded(one), cl_degree=ClauseValue(page=900))
    assert loaded(one).clauses[0].page == 900


def test_a_page_may_be_one_of_another_document(make: Make, signed: Agreement) -> None:
    services.attach(signed, DocumentKind.AMENDMENT, Upload("a.pdf", pdf(30)), actor=make.actor())
    one = loaded(signed)
    amendment = one.documents[-1].id
    place(make, one, cl_degree=ClauseValue(page=30, document_id=amendment))
    assert loaded(one).clauses[0].document_id == amendment
    stranger = loaded(make.agreement())
    with pytest.raises(Refusal) as refused:
        place(make, stranger, cl_degree=ClauseValue(page=1, document_id=amendment))
    assert refused.value.field == "cl_degree_document"


def test_the_quality_manager_confirms_one_or_all(make: Make, signed: Agreement) -> None:
    place(make, signed, cl_degree=ClauseValue("4.2", 7), cl_qa=ClauseValue("8"))
    one = loaded(signed)
    assert one.unconfirmed_topics == [Topic.DEGREE, Topic.QUALITY]
    confirm(make, one, Topic.QUALITY)
    one = loaded(signed)
    assert one.unconfirmed_topics == [Topic.DEGREE]
    confirm(make, one)
    one = loaded(signed)
    assert one.unconfirmed_topics == []
    degree = next(clause for clause in one.clauses if clause.topic is Topic.DEGREE)
    assert degree.reviewed_on == TODAY and degree.reviewed_by
    assert degree.document_id == one.documents[0].id
    entries = journal.about("agreements", one.id)
    assert [entry.data["topics"] for entry in entries[:2]] == [["cl_degree"], ["cl_qa"]]


@pytest.mark.parametrize("topic", [None, Topic.DEGREE])
def test_what_has_no_place_is_not_confirmed(
    make: Make, signed: Agreement, topic: Topic | None
) -> None:
    with pytest.raises(Refusal):
        confirm(make, signed, topic)


@pytest.mark.parametrize("after", [ClauseValue("4.3", 7), ClauseValue("4.2", 8), ClauseValue("4")])
def test_a_changed_reference_has_to_be_confirmed_anew(
    make: Make, signed: Agreement, after: ClauseValue
) -> None:
    place(make, signed, cl_degree=ClauseValue("4.2", 7), cl_qa=ClauseValue("8"))
    confirm(make, loaded(signed))
    place(make, loaded(signed), cl_degree=after)
    assert loaded(signed).unconfirmed_topics == [Topic.DEGREE]


def test_what_stays_as_it_was_stays_confirmed(make: Make, client: Any, home: Institution) -> None:
    one = loaded(make.agreement(home))
    services.attach(one, DocumentKind.SIGNED, SIGNED, actor=make.actor())
    make.save()
    make.sign_in(client, OFFICE, home)
    typed = {"cl_degree": "4.2", "cl_degree_page": "7", "cl_qa": "8"}
    one = loaded(one)
    assert client.send(f"/agreements/{one.id}/clauses", data=typed).status_code == 303
    confirm(make, loaded(one))
    make.save()
    client.send(f"/agreements/{one.id}/clauses", data=typed | {"cl_qa": "9"})
    assert loaded(one).unconfirmed_topics == [Topic.QUALITY]


def test_a_document_that_goes_takes_its_pages_along(make: Make, home: Institution) -> None:
    one = loaded(make.agreement(home, stage=Stage.DRAFT, signed_on=None))
    services.attach(one, DocumentKind.OTHER, SIGNED, actor=make.actor())
    one = loaded(one)
    document = one.documents[0]
    in_it = {"page": 3, "document_id": document.id}
    place(make, one, cl_degree=ClauseValue("4.2", **in_it), cl_qa=ClauseValue("", **in_it))
    confirm(make, loaded(one))
    one = loaded(one)
    services.detach(one, one.documents[0], actor=make.actor())
    one = loaded(one)
    assert [(c.topic, c.reference, c.page) for c in one.clauses] == [(Topic.DEGREE, "4.2", None)]
    assert one.unconfirmed_topics == [Topic.DEGREE]


def test_the_page_lists_gaps_and_opens_the_document_at_the_page(
    make: Make, client: Any, home: Institution, signed: Agreement
) -> None:
    place(make, signed, cl_degree=ClauseValue("4.2", 7), cl_qa=ClauseValue("8"))
    make.save()
    record = f"/agreements/{signed.id}"
    make.sign_in(client, QUALITY, home)
    text = client.get(record).text
    read = f"{record}/documents/{loaded(signed).documents[0].id}/read"
    assert f'href="{read}#page=7"' in text
    assert "No place is named for" in text and "Not confirmed by the quality manager yet" in text
    shown = client.get(read, buffered=True)
    assert shown.status_code == 200 and shown.mimetype == "application/pdf"
    assert "attachment" not in shown.headers["Content-Disposition"]
    confirming = f"{record}/clauses/confirm"
    version = str(loaded(signed).version)
    wrong = client.post(confirming, data={"version": version, "topic": "cl_nothing"})
    assert wrong.status_code == 422
    done = client.post(confirming, data={"version": version, "topic": "cl_degree"})
    assert done.status_code == 303
    late = client.post(confirming, data={"version": version})
    assert late.status_code == 409
    client.post(confirming, data={"version": str(loaded(signed).version)})
    assert "Not confirmed" not in client.get(record).text


def test_only_the_quality_manager_of_the_institution_confirms(
    make: Make, client: Any, home: Institution, signed: Agreement
) -> None:
    place(make, signed, cl_degree=ClauseValue("4.2", 7))
    make.save()
    for role, place_ in ((OFFICE, home), (Role.SIGNATORY, home), (QUALITY, make.institution())):
        make.sign_in(client, role, place_)
        data = {"version": str(loaded(signed).version)}
        assert client.post(f"/agreements/{signed.id}/clauses/confirm", data=data).status_code == 403


def test_the_form_refuses_a_page_beyond_the_end_beside_its_field(
    make: Make, client: Any, home: Institution, signed: Agreement
) -> None:
    make.save()
    make.sign_in(client, OFFICE, home)
    for page in ("13", "0", "-1", "one", "99999999999"):
        answer = client.send(f"/agreements/{signed.id}/clauses", data={"cl_degree_page": page})
        assert answer.status_code == 422, page
        assert 'id="cl_degree_page-error"' in answer.text


def test_with_several_documents_the_form_asks_in_which(
    make: Make, client: Any, home: Institution, signed: Agreement
) -> None:
    make.save()
    make.sign_in(client, OFFICE, home)
    address = f"/agreements/{signed.id}/clauses"
    assert "cl_degree_document" not in client.get(address).text
    sent = {"kind": "amendment", "file": (io.BytesIO(pdf(30)), "amendment.pdf")}
    client.send(f"/agreements/{signed.id}/documents/new", data=sent)
    assert "cl_degree_document" in client.get(address).text
    amendment = str(loaded(signed).documents[-1].id)
    typed = {"cl_degree_page": "20", "cl_degree_document": amendment}
    assert client.send(address, data=typed).status_code == 303
    assert f"/documents/{amendment}/read#page=20" in client.get(f"/agreements/{signed.id}").text
