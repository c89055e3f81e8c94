"""The pages of agreements, through the web, on both databases."""

import io
from datetime import date
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.accounts.models import Role
from app.agreements import queries
from app.agreements.models import Agreement, Kind, Stage
from app.agreements.queries import Filters
from app.agreements.term import TermKind
from app.kernel import clock
from tests.makers import Make

OFFICE = Role.INTERNATIONAL_OFFICE
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def typed(home: Any, *partners: Any, **given: Any) -> dict[str, Any]:
    """A draft as a person types it into the form."""
    rows = {f"partners-{n}-institution_id": str(p.id) for n, p in enumerate(partners)}
    return {
        "home_id": str(home.id),
        "number": "12-DD/2026",
        "title": "Double degree in computing",
        "kind": "DD",
        "levels": ["B"],
        "languages": ["en", "kk"],
        "prevailing_language": "en",
        "term_kind": "FIX",
        "starts_on": "2026-09-01",
        "years": "5",
        "signatory_name": "Ерлан Қасымов",
        **rows,
    } | given


@pytest.fixture
def office(make: Make, client: Any) -> Any:
    """A home institution whose international office is signed in."""
    home = make.institution(code="QD-01")
    make.sign_in(client, OFFICE, home)
    return home


def only(make: Make) -> Agreement:
    """The single agreement there is, as it is in the database now."""
    from sqlalchemy import select

    from app.kernel.db import session

    session.rollback()
    found = session.scalars(select(Agreement.id)).all()
    assert len(found) == 1
    loaded = queries.agreement(found[0])
    assert loaded is not None
    return loaded


def test_an_office_registers_a_draft_with_two_partners(
    make: Make, client: Any, office: Any
) -> None:
    one, other = make.partner(), make.partner()
    make.save()
    answer = client.post("/agreements/new", data=typed(office, one, other))
    assert answer.status_code == 303
    made = only(make)
    assert made.code == "QD-01-A-001"
    assert made.stage is Stage.DRAFT
    assert [p.institution_id for p in made.partners] == [one.id, other.id]
    assert made.terms[0].ends_on == date(2031, 8, 31)
    shown = client.get(answer.location)
    assert shown.status_code == 200
    assert "Double degree in computing" in shown.text


def test_another_partner_is_added_and_removed_without_javascript(
    make: Make, client: Any, office: Any
) -> None:
    partner = make.partner()
    make.save()
    grown = client.post("/agreements/new", data=typed(office, partner) | {"add_partners": "1"})
    assert grown.status_code == 200
    assert 'name="partners-1-institution_id"' in grown.text
    assert "Double degree in computing" in grown.text
    pressed = typed(office, partner, partner) | {"remove_partners-0": "1"}
    shrunk = client.post("/agreements/new", data=pressed)
    assert 'name="partners-0-institution_id"' not in shrunk.text
    assert 'name="partners-1-institution_id"' in shrunk.text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"number": ""}, "number"),
        ({"number": "   "}, "number"),
        ({"title": "x" * 301}, "title"),
        ({"kind": "XX"}, "kind"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": "1899-01-01"}, "starts_on"),
        ({"years": "", "ends_on": "2026-08-31"}, "ends_on"),
        ({"years": "", "ends_on": ""}, "ends_on"),
        ({"years": "-1"}, "years"),
        ({"years": "1.5"}, "years"),
        ({"years": "99999999999999999999"}, "years"),
        ({"ends_on": "2030-01-01"}, "years"),
        ({"term_kind": "AUTO", "years": ""}, "renew_years"),
        ({"term_kind": "AUTO", "years": "", "renew_years": "11"}, "renew_years"),
        ({"term_kind": "AUTO", "years": "5", "renew_years": "5"}, "years"),
        ({"term_kind": "IND", "years": "", "ends_on": "2030-01-01"}, "ends_on"),
        ({"term_kind": "IND", "years": "5"}, "years"),
        ({"term_kind": "?"}, "term_kind"),
        ({"notice_months": "25"}, "notice_months"),
        ({"prevailing_language": "de"}, "prevailing_language"),
        ({"prevailing_language": "xx"}, "prevailing_language"),
        ({"languages": ["xx"]}, "languages"),
        ({"levels": ["Z"]}, "levels"),
        ({"max_students_year": "0"}, "max_students_year"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"parent_id": "999999"}, "parent_id"),
        ({"tuition_rule": "FREE"}, "tuition_rule"),
        ({"partners-0-institution_id": ""}, "partners"),
        ({"partners-0-institution_id": "99999999999999999999"}, "partners"),
        ({"partners-0-institution_id": "abc"}, "partners"),
        ({"partners-1-signatory_name": "Anna"}, "partners"),
        ({"home_id": "1' OR 1=1"}, "home_id"),
        ({"version": "99999999999999999999", "number": ""}, "number"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field_and_kept(
    make: Make, client: Any, office: Any, change: dict[str, Any], reason: str
) -> None:
    partner = make.partner()
    make.save()
    answer = client.post("/agreements/new", data=typed(office, partner, **change))
    assert answer.status_code == 422
    assert f'href="#{reason}' in answer.text
    assert "Ерлан Қасымов" in answer.text
    assert queries.listing(make.actor(OFFICE, office)).rows == []


@pytest.mark.parametrize(
    "strange",
    [
        {"number": "12\x00DD"},
        {"title": "\ud800".encode("utf-8", "surrogatepass")},
        {"partners-²-institution_id": "1"},
        {"partners-" + "9" * 5000 + "-institution_id": "1"},
        {"remove_partners-" + "9" * 5000: "1"},
        {"partners-3-campus_country": "ZZ"},
    ],
)
def test_no_strange_field_breaks_the_form(
    make: Make, client: Any, office: Any, strange: dict[str, Any]
) -> None:
    partner = make.partner()
    make.save()
    answer = client.post("/agreements/new", data=typed(office, partner) | strange)
    assert answer.status_code in (200, 303, 422)


def test_a_partner_is_named_once_and_never_is_the_home_institution(
    make: Make, client: Any, office: Any
) -> None:
    partner = make.partner()
    make.save()
    twice = client.post("/agreements/new", data=typed(office, partner, partner))
    assert twice.status_code == 422
    own = client.post("/agreements/new", data=typed(office, office))
    assert own.status_code == 422
    assert "cannot be its own partner" in own.text


def test_nobody_registers_for_another_institution(make: Make, client: Any, office: Any) -> None:
    other, partner = make.institution(), make.partner()
    make.save()
    answer = client.post("/agreements/new", data=typed(other, partner))
    assert answer.status_code == 422


def test_a_code_is_never_used_again(make: Make, client: Any, office: Any) -> None:
    partner = make.partner()
    make.save()
    client.post("/agreements/new", data=typed(office, partner))
    first = only(make)
    discarded = client.post(f"/agreements/{first.id}/discard", data={"version": str(first.version)})
    assert discarded.status_code == 303
    client.post("/agreements/new", data=typed(office, partner))
    assert only(make).code == "QD-01-A-002"


def test_a_draft_on_which_something_rests_is_not_discarded(
    make: Make, client: Any, office: Any
) -> None:
    draft = make.agreement(office, stage=Stage.DRAFT, signed_on=None)
    make.programme(draft)
    make.save()
    answer = client.send(f"/agreements/{draft.id}/discard")
    assert answer.status_code == 422
    assert "rest on this draft" in answer.text
    assert client.get(f"/agreements/{draft.id}").status_code == 200


def test_a_submitted_agreement_is_not_edited(make: Make, client: Any, office: Any) -> None:
    waiting = make.agreement(office, stage=Stage.IN_REVIEW, signed_on=None)
    make.save()
    assert client.get(f"/agreements/{waiting.id}/edit").status_code == 403
    assert client.get(f"/agreements/{waiting.id}").status_code == 200


def test_an_unknown_agreement_is_missing(client: Any, office: Any) -> None:
    for address in ("999999", "99999999999999999999999999", "0"):
        assert client.get(f"/agreements/{address}").status_code == 404


def test_an_edit_of_the_partners_alone_is_seen_by_the_next_editor(
    make: Make, client: Any, office: Any
) -> None:
    partner, other = make.partner(), make.partner()
    draft = make.agreement(office, [partner], stage=Stage.DRAFT, signed_on=None)
    seen = str(draft.version)
    make.save()
    address = f"/agreements/{draft.id}/edit"
    data = typed(office, partner, other, number=draft.number, title=draft.title, version=seen)
    assert client.post(address, data=data).status_code == 303
    late = client.post(address, data=data | {"number": "99"})
    assert late.status_code == 409
    assert "99" in late.text
    assert len(only(make).partners) == 2


def test_only_a_whole_pdf_is_attached(make: Make, client: Any, office: Any) -> None:
    draft = make.agreement(office, stage=Stage.DRAFT, signed_on=None)
    make.save()
    address = f"/agreements/{draft.id}/documents/new"
    for content in (b"", b"GIF89a", b"%PDF-1.4 cut off"):
        data = {"kind": "signed", "file": (io.BytesIO(content), "scan.pdf")}
        assert client.post(address, data=data).status_code == 422
    assert client.post(address, data={"kind": "signed"}).status_code == 422
    for size, status in ((11_000_000, 422), (30_000_000, 422), (45_000_000, 413)):
        large = {"kind": "signed", "file": FileStorage(io.BytesIO(PDF + b" " * size), "a.pdf")}
        boundary, body = encode_multipart(large)
        content_type = f"multipart/form-data; boundary={boundary}"
        answer = client.post(address, data=body, content_type=content_type)
        assert answer.status_code == status
    assert only(make).documents == []
    good = {"kind": "signed", "file": (io.BytesIO(PDF), "../../келісім.pdf")}
    assert client.post(address, data=good).status_code == 303
    kept = only(make).documents[0]
    assert kept.file.name == "келісім.pdf"
    got = client.get(f"/agreements/{draft.id}/documents/{kept.id}", buffered=True)
    assert got.data == PDF
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_is_given_only_under_its_agreement_and_to_its_readers(
    make: Make, client: Any, office: Any
) -> None:
    draft = make.agreement(office, stage=Stage.DRAFT, signed_on=None)
    other = make.agreement(office, stage=Stage.DRAFT, signed_on=None)
    stranger = make.institution()
    make.save()
    data = {"kind": "other", "file": (io.BytesIO(PDF), "scan.pdf")}
    client.post(f"/agreements/{draft.id}/documents/new", data=data)
    loaded = queries.agreement(draft.id)
    assert loaded is not None
    kept = loaded.documents[0].id
    assert client.get(f"/agreements/{other.id}/documents/{kept}").status_code == 404
    make.sign_in(client, OFFICE, stranger)
    assert client.get(f"/agreements/{draft.id}/documents/{kept}").status_code == 403


def test_clauses_are_entered_and_leave_a_trace(make: Make, client: Any, office: Any) -> None:
    draft = make.agreement(office, stage=Stage.DRAFT, signed_on=None)
    make.save()
    address = f"/agreements/{draft.id}/clauses"
    assert client.get(address).status_code == 200
    data = {"cl_degree": "clause 2.1", "cl_qa": "page 9", "version": str(draft.version)}
    assert client.post(address, data=data).status_code == 303
    late = client.post(address, data=data | {"cl_qa": "page 10"})
    assert late.status_code == 409
    assert "page 10" in late.text
    now = only(make)
    assert {c.topic.value: c.reference for c in now.clauses} == {
        "cl_degree": "clause 2.1",
        "cl_qa": "page 9",
    }
    assert "Clause on quality assurance" in client.get(f"/agreements/{draft.id}").text


@pytest.mark.parametrize(
    "question",
    [
        "page=garbage",
        "page=" + "A" * 5000,
        "page=WzAsIjIwMjQtMDUtMjAiXQ",
        "page=WzAsIjIwMjQtMDUtMjAiLDk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
        "country=ZZ&level=%25&stage=?&within=-1&partner=x&home=99999999999999999999",
        "q=%27%25_",
        "_external=1&_scheme=javascript&endpoint=x&page=",
    ],
)
def test_a_strange_address_shows_a_list(client: Any, office: Any, question: str) -> None:
    assert client.get(f"/agreements?{question}").status_code == 200


def test_the_list_is_searched_without_regard_to_case_or_letters(
    make: Make, client: Any, office: Any
) -> None:
    partner = make.partner(
        name_kk="Өнер және ғылым университеті", name_ru="Университет искусств", name_en="Arts"
    )
    make.agreement(office, [partner], title="Қос диплом туралы келісім", number="ҚД-7")
    make.save()
    for said in ("ӨНЕР", "онер гылым", "КОС ДИПЛОМ", "қд 7", "искусств келісім", "t-00"):
        assert "Қос диплом" in client.get("/agreements", query_string={"q": said}).text, said
    assert "Қос диплом" not in client.get("/agreements?q=физика").text


def test_the_filters_narrow_the_list(make: Make, context: Any) -> None:
    home = make.institution()
    actor = make.actor(OFFICE, home)
    german, korean = make.partner(), make.partner(country="KR")
    bachelor = make.agreement(home, [german], levels=["B"])
    master = make.agreement(
        home,
        [korean, german],
        levels=["M"],
        kind=Kind.MEMORANDUM,
        term={"ends_on": date(2027, 1, 31)},
    )
    draft = make.agreement(home, [german], levels=["B", "M"], stage=Stage.DRAFT, signed_on=None)

    def found(**given: Any) -> set[int]:
        return {one.id for one in queries.listing(actor, Filters(**given)).rows}

    with clock.moved_to(date(2026, 11, 23)):
        assert found() == {bachelor.id, master.id, draft.id}
        assert found(level="M") == {master.id, draft.id}
        assert found(country="KR") == {master.id}
        assert found(partner_id=german.id) == {bachelor.id, master.id, draft.id}
        assert found(stage=Stage.DRAFT) == {draft.id}
        assert found(kind=Kind.MEMORANDUM) == {master.id}
        assert found(expires_within=30) == set()
        assert found(expires_within=90) == {master.id}
        assert found(home_id=german.id) == set()
        assert found(level="%") == set()


def test_pages_of_the_list_join_without_gap_or_overlap(
    make: Make, client: Any, office: Any
) -> None:
    partner = make.partner()
    for n in range(125):
        day = date(2020, 1 + n % 3, 1)
        make.agreement(office, [partner], title=f"Treaty {n:03}", sort_on=day)
    make.save()
    seen, address = [], "/agreements?level=B"
    import re

    while address:
        text = client.get(address).text
        seen += re.findall(r"Treaty \d{3}", text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == 125
    assert sorted(seen) == [f"Treaty {n:03}" for n in range(125)]
    back = re.search(r'rel="prev" href="([^"]+)"', text)
    assert back is not None
    previous = client.get(back[1].replace("&amp;", "&")).text
    assert re.findall(r"Treaty \d{3}", previous) == seen[50:100]


def test_findings_lead_to_the_place_where_they_are_put_right(
    make: Make, client: Any, office: Any
) -> None:
    draft = make.agreement(office, stage=Stage.DRAFT, signed_on=None)
    signed = make.agreement(office)
    make.save()
    assert (
        f'href="/agreements/{draft.id}/clauses#cl_degree"'
        in client.get(f"/agreements/{draft.id}").text
    )
    text = client.get(f"/agreements/{signed.id}").text
    assert f'href="/agreements/{signed.id}/documents/new#file"' in text
    make.sign_in(client, Role.VIEWER, office)
    assert "/clauses#" not in client.get(f"/agreements/{draft.id}").text


def test_the_home_page_lists_what_ends_and_what_renews(
    make: Make, client: Any, office: Any
) -> None:
    with clock.moved_to(date(2026, 11, 23)):
        ending = make.agreement(office, term={"ends_on": date(2027, 3, 31)})
        later = make.agreement(office, term={"ends_on": date(2027, 8, 31)})
        renewing = make.agreement(
            office,
            term={
                "kind": TermKind.AUTO,
                "starts_on": date(2022, 3, 1),
                "ends_on": None,
                "renew_years": 5,
                "notice_months": 2,
            },
        )
        make.save()
        text = client.get("/").text
        assert f"/agreements/{ending.id}" in text
        assert f"/agreements/{renewing.id}" in text
        assert "by 31.12.2026" in text
        assert f"/agreements/{later.id}" not in text


def test_the_centre_does_not_read_what_happened_before_the_signing(
    make: Make, client: Any, office: Any
) -> None:
    partner = make.partner()
    make.save()
    memorandum = typed(office, partner, kind="MOU", starts_on="2026-09-01")
    record = client.post("/agreements/new", data=memorandum).location
    client.send(f"{record}/submit")
    make.sign_in(client, Role.QUALITY_MANAGER, office)
    client.send(f"{record}/approve")
    make.sign_in(client, Role.SIGNATORY, office)
    client.send(f"{record}/sign", data={"signed_on": "2026-09-01"})
    assert "Approved by the quality manager" in client.get(record).text
    make.sign_in(client, Role.NCHED_LEAD)
    text = client.get(record).text
    assert "Signed" in text
    assert "Approved by the quality manager" not in text


def test_a_page_and_a_duty_name_a_deadline_that_is_still_to_come(
    make: Make, client: Any, office: Any
) -> None:
    term = {"kind": TermKind.AUTO, "ends_on": None, "renew_years": 1, "notice_months": 12}
    made = make.agreement(office, term=term | {"starts_on": date(2026, 1, 1)})
    with clock.moved_to(date(2026, 11, 23)):
        shown = client.get(f"/agreements/{made.id}").text
        home = client.get("/").text
    assert "renews by itself on 01.01.2027" in shown
    assert "on 31.12.2027 is due by 31.12.2026" in shown
    assert "Renews by itself on 01.01.2027" in home


def test_a_wrong_day_of_termination_leads_the_signatory_to_where_it_is_put_right(
    make: Make, client: Any
) -> None:
    home = make.institution(code="QD-01")
    made = make.agreement(home, terminated_on=date(2024, 1, 1))
    make.sign_in(client, Role.SIGNATORY, home)
    text = client.get(f"/agreements/{made.id}").text
    assert "ask NCHED to have the day corrected" in text
    assert f"/agreements/{made.id}/terminate#terminated_on" in text


def test_an_agreement_that_was_terminated_before_it_began_says_nothing_of_an_end(
    make: Make, client: Any, office: Any
) -> None:
    made = make.agreement(office, stage=Stage.TERMINATED, terminated_on=date(2024, 7, 1))
    make.save()
    text = client.get(f"/agreements/{made.id}").text
    assert "not in force from 01.07.2024" in text
    assert "In force until" not in text
    assert 'id="life"' not in text
    assert "no end date" not in client.get("/agreements").text


@pytest.mark.parametrize(
    ("stage", "said", "not_said"),
    [
        (Stage.SUSPENDED, "term is running", "is-good"),
        (Stage.IN_REVIEW, "is-info", "not yet in force"),
        (Stage.APPROVED, "is-info", "not yet in force"),
    ],
)
def test_the_badges_of_an_agreement_do_not_contradict_each_other(
    make: Make, client: Any, office: Any, stage: Stage, said: str, not_said: str
) -> None:
    made = make.agreement(office, stage=stage)
    make.save()
    text = client.get(f"/agreements/{made.id}").text
    badges = text.partition('class="badges"')[2].partition("</p>")[0]
    assert said in badges
    assert not_said not in badges


def test_a_document_cannot_be_attached_without_a_file_and_the_form_says_so_before(
    make: Make, client: Any, office: Any
) -> None:
    made = make.agreement(office, stage=Stage.DRAFT, signed_on=None)
    make.save()
    address = f"/agreements/{made.id}/documents/new"
    assert "(optional)" not in client.get(address).text
    answer = client.post(address, data={"kind": "other"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_the_list_of_contents_names_every_panel_also_those_of_other_features(
    make: Make, client: Any, office: Any
) -> None:
    import re

    made = make.agreement(office)
    make.cohort(make.programme(made))
    make.save()
    text = client.get(f"/agreements/{made.id}").text
    contents = text.partition('class="contents"')[2].partition("</nav>")[0]
    linked = re.findall(r'href="#([\w-]+)"', contents)
    assert linked == re.findall(r'<section class="panel" id="([\w-]+)"', text)
    assert {"life", "programmes", "cohorts", "journal"} <= set(linked)


def test_the_registration_is_told_without_marking_every_value_as_new(
    make: Make, client: Any, office: Any
) -> None:
    partner = make.partner()
    make.save()
    address = client.post("/agreements/new", data=typed(office, partner)).location
    journal = client.get(address).text.partition('class="journal"')[2]
    assert "Double degree in computing" in journal
    assert "<ins>" not in journal


def test_the_summary_lists_errors_in_the_order_of_the_page(
    make: Make, client: Any, office: Any
) -> None:
    import re

    make.save()
    wrong = {"kind": "", "number": "", "title": "", "starts_on": "", "max_students_year": "x"}
    text = client.post("/agreements/new", data=typed(office, **wrong)).text
    summary = text.partition("data-error-summary")[2].partition("</ul>")[0]
    named = re.findall(r'href="#([\w-]+)"', summary)
    assert named == ["kind", "number", "title", "partners", "starts_on", "max_students_year"]


def test_only_our_languages_are_in_sight_until_another_is_chosen(
    make: Make, client: Any, office: Any
) -> None:
    ours = make.agreement(office, stage=Stage.DRAFT, signed_on=None, languages=["en", "kk"])
    other = make.agreement(office, stage=Stage.DRAFT, signed_on=None, languages=["en", "de"])
    make.save()
    folded = '<details class="more"><summary>Other languages'
    assert folded in client.get(f"/agreements/{ours.id}/edit").text
    assert folded not in client.get(f"/agreements/{other.id}/edit").text


def test_whoever_terminates_is_told_who_still_studies(make: Make, client: Any, office: Any) -> None:
    made = make.agreement(office)
    make.cohort(make.programme(made, name_en="Business"), entry_year=2024)
    make.sign_in(client, Role.SIGNATORY, office)
    with clock.moved_to(date(2026, 11, 23)):
        text = client.get(f"/agreements/{made.id}/terminate").text
    assert "1 cohort still studies under the agreement, until 31.08.2028: 2024, Business." in text
    assert 'class="button is-danger"' in text
