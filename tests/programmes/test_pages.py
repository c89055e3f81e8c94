"""Programmes through the pages: registering, the study path, partners, diplomas, decisions."""

from datetime import date
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from app.accounts.models import Role
from app.agreements.models import Agreement, Kind, Stage
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.journal import JournalEntry, first_broken
from app.programmes import queries
from app.programmes.models import AwardRole, Programme
from app.programmes.path import Unit
from tests.makers import Make

OFFICE = Role.INTERNATIONAL_OFFICE

TYPED = {
    "name_kk": "Бизнесті басқару",
    "name_ru": "Управление бизнесом",
    "name_en": "Business Administration",
    "level": "B",
    "track": "",
    "registry_code": "6B04101",
    "kind": "DD",
    "diploma_scheme": "1",
    "path": "2+2",
    "duration_months": "",
    "ects_total": "240",
    "ects_home": "120",
    "ects_partner": "120,5",
    "languages": ["en", "kk"],
    "mode": "0",
    "online_share": "0",
    "first_intake": "2026",
    "intake_open": "y",
    "registry_status": "0",
}


@pytest.fixture
def home(make: Make) -> Institution:
    """The institution whose office is signed in."""
    return make.institution()


@pytest.fixture
def agreement(make: Make, home: Institution) -> Agreement:
    """A signed agreement with one partner."""
    return make.agreement(home)


@pytest.fixture
def office(make: Make, client: Any, home: Institution) -> Any:
    """A browser in which the international office is signed in, in English."""
    make.sign_in(client, OFFICE, home)
    return client


def _registered(office: Any, agreement: Agreement, **typed: Any) -> Any:
    return office.post(f"/agreements/{agreement.id}/programmes/new", data=TYPED | typed)


def _only() -> Programme:
    found = queries.programme(session.scalars(select(Programme.id)).one())
    assert found
    return found


def _events(programme: Programme) -> list[str]:
    return list(
        session.scalars(
            select(JournalEntry.event)
            .where(JournalEntry.subject_kind == "programmes")
            .where(JournalEntry.subject_id == programme.id)
            .order_by(JournalEntry.number)
        )
    )


def test_a_programme_is_registered_with_its_path_in_short(
    office: Any, agreement: Agreement
) -> None:
    answer = _registered(office, agreement)
    assert answer.status_code == 303
    made = _only()
    assert made.code == f"{agreement.code}-P01"
    assert (made.path.text, made.path_unit, made.duration_months) == ("H2-P2", Unit.YEAR, 48)
    assert made.periods[1].institution_id == agreement.partners[0].institution_id
    assert str(made.ects_partner) == "120.5"
    assert [one.institution_id for one in made.partners] == [agreement.partners[0].institution_id]
    assert _events(made) == ["programme.registered"]


def test_the_journal_keeps_all_of_a_programme_from_the_first_entry_to_the_last(
    office: Any, make: Make, home: Institution
) -> None:
    agreement = make.agreement(home, stage=Stage.DRAFT)
    assert _registered(office, agreement, professional_standard="Teacher").status_code == 303
    number = _only().id
    (first,) = journal.about("programmes", number)
    kept = {name: after for name, before, after in first.changes if before is None}
    partner = agreement.partners[0].institution.code
    assert kept["path"] == ["H2", f"P2 {partner}"]
    assert kept["partners"] == [partner]
    assert (kept["level"], kept["path_unit"], kept["duration_months"]) == ("B", "YEAR", 48)
    assert (kept["ects_partner"], kept["professional_standard"]) == ("120.5", "Teacher")
    told = office.get(f"/programmes/{number}").text.split('id="journal"')[1]
    assert "Professional standards" in told
    for key in kept:
        assert f">{key}<" not in told

    assert office.post(f"/programmes/{number}/discard").status_code == 303
    last, _first = journal.about("programmes", number)
    assert last.event == "programme.discarded"
    assert {name: before for name, before, after in last.changes if after is None} == kept


def test_the_record_tells_path_diplomas_and_findings(
    office: Any, make: Make, agreement: Agreement
) -> None:
    made = make.programme(agreement)
    make.save()
    text = office.get(f"/programmes/{made.id}").text
    assert "Business Administration" in text
    assert "2+2, 48 months in all" in text
    assert "BSc" in text and "one of equal diplomas" in text
    assert "F313" in text


@pytest.mark.parametrize("role", [Role.NCHED_ANALYST, Role.SYSTEM_ADMIN])
def test_the_centre_reads_a_signed_programme_without_buttons(
    client: Any, make: Make, agreement: Agreement, role: Role
) -> None:
    made = make.programme(agreement)
    make.sign_in(client, role)
    answer = client.get(f"/programmes/{made.id}")
    assert answer.status_code == 200
    assert "Change the path" not in answer.text
    assert client.get(f"/programmes/{made.id}/path").status_code == 403


@pytest.mark.parametrize("page", ["", "/edit", "/path", "/partners", "/awards", "/accreditations"])
def test_every_page_of_a_programme_opens(
    office: Any, make: Make, agreement: Agreement, page: str
) -> None:
    made = make.programme(agreement)
    make.save()
    assert office.get(f"/programmes/{made.id}{page}").status_code == 200


# Registering and correcting.


def test_several_partners_may_each_take_the_students(
    office: Any, make: Make, home: Institution
) -> None:
    agreement = make.agreement(home, partners=[make.partner(), make.partner(country="FR")])
    assert _registered(office, agreement).status_code == 303
    made = _only()
    assert len(made.partners) == 2
    assert made.periods[1].institution_id is None
    assert "Any of the partners" in office.get(f"/programmes/{made.id}").text


def test_codes_count_on_and_a_discarded_one_is_not_used_again(
    office: Any, make: Make, home: Institution
) -> None:
    agreement = make.agreement(home, stage=Stage.DRAFT)
    first = make.programme(agreement, code=f"{agreement.code}-P01")
    make.save()
    assert _registered(office, agreement).status_code == 303
    last = session.scalars(select(Programme).order_by(Programme.id.desc())).first()
    assert last and last.code == f"{agreement.code}-P02"
    assert office.post(f"/programmes/{last.id}/discard").status_code == 303
    assert _registered(office, agreement).status_code == 303
    codes = session.scalars(select(Programme.code).order_by(Programme.id)).all()
    assert codes == [first.code, f"{agreement.code}-P03"]


def test_a_programme_with_cohorts_is_not_discarded(
    office: Any, make: Make, home: Institution
) -> None:
    made = make.programme(make.agreement(home, stage=Stage.DRAFT))
    make.cohort(made)
    make.save()
    answer = office.post(f"/programmes/{made.id}/discard")
    assert answer.status_code == 422
    assert "has cohorts" in answer.text
    assert make.reread(Programme, made.id)


def test_no_programme_rests_on_a_bare_memorandum(
    office: Any, make: Make, home: Institution
) -> None:
    agreement = make.agreement(home, kind=Kind.MEMORANDUM)
    answer = _registered(office, agreement)
    assert answer.status_code == 422
    assert "memorandum alone" in answer.text
    assert 'value="Business Administration"' in answer.text


@pytest.mark.parametrize(
    ("stage", "status"),
    [(Stage.DRAFT, 200), (Stage.IN_REVIEW, 200), (Stage.SUSPENDED, 200), (Stage.TERMINATED, 403)],
)
def test_programmes_are_added_until_the_agreement_is_terminated(
    office: Any, make: Make, home: Institution, stage: Stage, status: int
) -> None:
    agreement = make.agreement(home, stage=stage)
    made = make.programme(agreement)
    make.save()
    assert office.get(f"/agreements/{agreement.id}/programmes/new").status_code == status
    assert office.get(f"/programmes/{made.id}/edit").status_code == status


def test_a_programme_is_kept_in_order_while_its_students_are_taught_out(
    office: Any, make: Make, home: Institution
) -> None:
    over = date(2026, 6, 30)
    agreement = make.agreement(
        home, stage=Stage.TERMINATED, terminated_on=over, teachout_until=date(2028, 8, 31)
    )
    made = make.programme(agreement)
    for day, status in ((date(2028, 8, 31), 200), (date(2028, 9, 1), 403)):
        with clock.moved_to(day):
            assert office.get(f"/programmes/{made.id}/accreditations").status_code == status
            assert office.get(f"/agreements/{agreement.id}/programmes/new").status_code == 403


def test_an_agreement_without_programmes_leads_to_where_one_is_registered(
    office: Any, make: Make, home: Institution
) -> None:
    agreement = make.agreement(home)
    page = html.fromstring(office.get(f"/agreements/{agreement.id}").text)
    [address] = page.xpath("//li[.//*[text()='X104']]//a/@href")
    path, _, anchor = address.partition("#")
    assert path == f"/agreements/{agreement.id}/programmes/new"
    assert html.fromstring(office.get(path).text).xpath(f"//*[@id='{anchor}']")


# The kernel's forms say what a count or a date looks like; here it is enough that they do.
SHAPE = 'class="field-error"'

WRONG = [
    ({"registry_code": "6B99901"}, "The classifier has no training direction 6B999."),
    ({"registry_code": "7M04101"}, "At this level the code begins with 6B."),
    ({"registry_code": "6B0410"}, "A code looks like 6B04101"),
    ({"registry_code": "6B04088"}, "The classifier has no training direction 6B040."),
    ({"registry_code": ""}, SHAPE),
    ({"track": "SP"}, "leave it empty at other levels"),
    ({"level": "M", "registry_code": "7M04101", "path": "1+1"}, "Choose the kind of master"),
    ({"level": "X"}, "Choose one of the values on the list."),
    ({"path": "9+9"}, "Too long: in years, the most for this level is 6."),
    ({"path": "2+"}, "A number is missing beside a plus sign."),
    ({"path": "two"}, "A format holds only numbers and plus signs"),
    ({"path": "2+0"}, "A period cannot be zero"),
    ({"path": "4"}, "at least one period at home and one at the partner"),
    ({"path": "", "duration_months": ""}, "Write the duration, or the study path."),
    ({"duration_months": "36"}, "adds up to 48 months and the duration is 36"),
    ({"duration_months": "4.5"}, SHAPE),
    ({"ects_total": "-1"}, "Write a number such as 120 or 7.5"),
    ({"ects_total": "sNaN"}, "Write a number such as 120 or 7.5"),
    ({"ects_total": "120.25"}, "Write a number such as 120 or 7.5"),
    ({"ects_total": "9999"}, "The most is 999."),
    ({"ects_home": ""}, SHAPE),
    ({"languages": []}, SHAPE),
    ({"languages": ["qq"]}, "Choose languages on the list."),
    ({"first_intake": "99999999999999999999"}, SHAPE),
    ({"last_intake": "2025"}, "The last intake lies before the first."),
    ({"registry_on": "2090-01-01"}, "The date lies in the future."),
    ({"registry_on": "2026-02-30"}, SHAPE),
    ({"last_review_on": "2090-01-01"}, "The date lies in the future."),
    ({"url_en": "javascript:alert(1)"}, "Write an address like https://university.kz."),
    ({"online_share": "101"}, SHAPE),
    ({"places_year": "-3"}, SHAPE),
    ({"name_en": "x" * 301}, SHAPE),
]


def test_what_cannot_be_is_refused_with_what_was_typed(office: Any, agreement: Agreement) -> None:
    for typed, reason in WRONG:
        answer = _registered(office, agreement, **typed)
        assert (answer.status_code, typed) == (422, typed)
        assert reason in answer.text, typed
        assert "Управление бизнесом" in answer.text, typed
    assert not session.scalars(select(Programme.id)).all()


def test_a_reason_is_told_in_the_readers_language(office: Any, agreement: Agreement) -> None:
    office.post("/language", data={"language": "kk"})
    answer = _registered(office, agreement, registry_code="7M04101")
    assert answer.status_code == 422
    assert SHAPE in answer.text
    assert "At this level the code begins with" not in answer.text


def test_look_alike_letters_of_a_code_are_put_right_and_told(
    office: Any, agreement: Agreement
) -> None:
    answer = _registered(office, agreement, registry_code=" 6в04101 ")
    assert answer.status_code == 303
    assert _only().registry_code == "6B04101"
    assert "kept in Latin letters as 6B04101" in office.get(answer.location).text


def test_an_interdisciplinary_code_has_its_own_direction(office: Any, agreement: Agreement) -> None:
    assert _registered(office, agreement, registry_code="6B0408801").status_code == 303
    made = _only()
    assert made.direction == "6B04088"
    assert "Interdisciplinary programmes" in office.get(f"/programmes/{made.id}").text


def test_a_correction_is_kept_with_before_and_after(
    office: Any, make: Make, agreement: Agreement
) -> None:
    made = make.programme(agreement)
    make.save()
    answer = office.post(
        f"/programmes/{made.id}/edit", data=TYPED | {"version": "1", "places_year": "25"}
    )
    assert answer.status_code == 303
    assert make.reread(Programme, made.id).places_year == 25
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.number.desc())).first()
    assert entry and entry.event == "programme.edited"
    assert ("places_year", None, 25) in entry.changes
    assert "first_intake" in {key for key, _before, _after in entry.changes}
    assert first_broken() is None


def test_the_later_of_two_editors_sees_both_values(
    office: Any, make: Make, agreement: Agreement
) -> None:
    made = make.programme(agreement)
    make.save()
    address = f"/programmes/{made.id}/edit"
    assert (
        office.post(address, data=TYPED | {"version": "1", "places_year": "25"}).status_code == 303
    )
    later = office.post(address, data=TYPED | {"version": "1", "places_year": "40"})
    assert later.status_code == 409
    assert "Places a year" in later.text
    assert "25" in later.text and "40" in later.text
    assert make.reread(Programme, made.id).places_year == 25


def test_a_form_that_does_not_say_what_it_shows_overwrites_nothing(
    office: Any, make: Make, agreement: Agreement
) -> None:
    made = make.programme(agreement)
    make.save()
    address = f"/programmes/{made.id}/edit"
    for version in ("", "x", "²", "9" * 30):
        assert office.post(address, data=TYPED | {"version": version}).status_code == 409
    assert office.post(address, data=TYPED).status_code == 409
    assert office.send(address, data=TYPED).status_code == 303


# The study path.


def _rows(*rows: tuple[str, str], **typed: str) -> dict[str, str]:
    filled = {"unit": "YEAR", "duration_months": "", "label": ""}
    for n, (where, length) in enumerate(rows):
        filled |= {f"path-{n}-where": where, f"path-{n}-length": length}
    return filled | typed


@pytest.fixture
def programme(make: Make, agreement: Agreement) -> Programme:
    """A 2+2 bachelor's programme of the office that is signed in."""
    made = make.programme(agreement)
    make.save()
    return made


def test_the_path_is_set_row_by_row(office: Any, programme: Programme) -> None:
    host = str(programme.partners[0].institution_id)
    answer = office.post(
        f"/programmes/{programme.id}/path",
        data=_rows(("home", "1"), (host, "1"), ("home", "2"), version="1"),
    )
    assert answer.status_code == 303
    made = queries.programme(programme.id)
    assert made and made.path.text == "H1-P1-H2"
    assert made.version == 2
    assert _events(made)[-1] == "programme.path_set"


def test_the_path_is_shortened_and_kept_in_order(office: Any, programme: Programme) -> None:
    host = str(programme.partners[0].institution_id)
    address = f"/programmes/{programme.id}/path"
    rows = _rows(("home", "1"), (host, "1"), ("home", "1"), (host, "1"))
    assert office.send(address, data=rows).status_code == 303
    assert office.send(address, data=_rows((host, "1"), ("home", "3"))).status_code == 303
    made = queries.programme(programme.id)
    assert made and made.path.text == "P1-H3"


def test_a_format_fills_the_rows_without_saving(office: Any, programme: Programme) -> None:
    answer = office.post(
        f"/programmes/{programme.id}/path",
        data=_rows(("home", "2"), label="1+1+1+1", fill="1", version="1"),
    )
    assert answer.status_code == 200
    assert 'name="path-3-length"' in answer.text
    assert "H1-P1-H1-P1" in answer.text
    made = queries.programme(programme.id)
    assert made and made.path.text == "H2-P2"


def test_a_format_alone_is_enough_to_save(office: Any, programme: Programme) -> None:
    answer = office.post(
        f"/programmes/{programme.id}/path", data=_rows(("", ""), label="3+1", version="1")
    )
    assert answer.status_code == 303
    made = queries.programme(programme.id)
    assert made and made.path.text == "H3-P1"


def test_rows_are_added_taken_away_and_moved_by_buttons(office: Any, programme: Programme) -> None:
    host = str(programme.partners[0].institution_id)
    address = f"/programmes/{programme.id}/path"
    rows = _rows(("home", "1"), (host, "3"))
    added = office.post(address, data=rows | {"add_path": "1"})
    assert added.status_code == 200
    assert 'name="path-2-length"' in added.text
    moved = office.post(address, data=rows | {"up_path-1": "1"})
    assert "P3-H1" in moved.text
    removed = office.post(address, data=rows | {"remove_path-0": "1"})
    assert 'name="path-0-length"' not in removed.text
    nonsense = office.post(address, data=rows | {"up_path-77": "1"})
    assert nonsense.status_code == 200
    assert "H1-P3" in nonsense.text


PATHS = [
    ((("home", "0"), ("HOST", "2")), {}, "A period cannot be zero"),
    ((("home", "-1"), ("HOST", "2")), {}, SHAPE),
    ((("home", "1.5"), ("HOST", "2")), {}, SHAPE),
    ((("home", ""), ("HOST", "2")), {}, "Fill this in, or take the row away."),
    ((("", "2"), ("HOST", "2")), {}, "Fill this in, or take the row away."),
    ((("home", "4"),), {}, "at least one period at home and one at the partner"),
    ((("home", "9"), ("HOST", "9")), {}, "Too long: in years, the most for this level is 6."),
    ((("home", "1"), ("home", "1"), ("HOST", "2")), {}, "are one: add them up"),
    ((("home", "2"), ("999999", "2")), {}, "Choose one of the values on the list."),
    ((("home", "2"), ("HOST", "2")), {"unit": "WEEK"}, "Choose one of the values on the list."),
    ((("home", "2"), ("HOST", "2")), {"duration_months": "36"}, "adds up to 48 months"),
    (((" ", " "),), {}, "The study path is empty"),
    ((), {}, "The study path is empty"),
    ((), {"label": "2+x"}, "A format holds only numbers and plus signs"),
]


def test_a_path_that_does_not_add_up_is_refused(office: Any, programme: Programme) -> None:
    host = str(programme.partners[0].institution_id)
    for rows, more, reason in PATHS:
        named = tuple((host if where == "HOST" else where, length) for where, length in rows)
        answer = office.send(f"/programmes/{programme.id}/path", data=_rows(*named, **more))
        assert (answer.status_code, rows) == (422, rows)
        assert reason in answer.text, rows
    made = queries.programme(programme.id)
    assert made and made.path.text == "H2-P2"


def test_two_editors_of_the_path_collide(office: Any, programme: Programme) -> None:
    host = str(programme.partners[0].institution_id)
    address = f"/programmes/{programme.id}/path"
    first = _rows(("home", "3"), (host, "1"), version="1")
    later = _rows(("home", "1"), (host, "3"), version="1")
    assert office.post(address, data=first).status_code == 303
    answer = office.post(address, data=later)
    assert answer.status_code == 409
    assert "3+1" in answer.text and "1+3" in answer.text
    made = queries.programme(programme.id)
    assert made and made.path.text == "H3-P1"


# Partners, diplomas, decisions.


def _partner_rows(agreement: Agreement, *teaching: int) -> dict[str, str]:
    rows = {"coordinator_name": "Дина", "coordinator_email": "dina@home.kz"}
    for n, partner in enumerate(agreement.partners):
        rows[f"partners-{n}-institution_id"] = str(partner.institution_id)
        rows[f"partners-{n}-programme_name"] = "Betriebswirtschaft"
        rows[f"partners-{n}-coordinator_email"] = "a@b.de"
        if n in teaching:
            rows[f"partners-{n}-teaches"] = "y"
    return rows


def test_partners_and_coordinators_are_named(
    office: Any, programme: Programme, agreement: Agreement
) -> None:
    answer = office.send(f"/programmes/{programme.id}/partners", data=_partner_rows(agreement, 0))
    assert answer.status_code == 303
    made = queries.programme(programme.id)
    assert made and made.coordinator_name == "Дина"
    assert made.partners[0].programme_name == "Betriebswirtschaft"
    found = office.get("/programmes?text=betriebsWIRTSCHAFT")
    assert made.code in found.text


def test_a_partner_in_the_path_or_without_any_other_is_not_left_out(
    office: Any, make: Make, home: Institution
) -> None:
    agreement = make.agreement(home, partners=[make.partner(), make.partner()])
    made = make.programme(agreement)
    make.save()
    address = f"/programmes/{made.id}/partners"
    none, only_second = _partner_rows(agreement), _partner_rows(agreement, 1)
    nobody = office.send(address, data=none)
    assert nobody.status_code == 422
    assert "At least one partner teaches the programme." in nobody.text
    second = office.send(address, data=only_second)
    assert second.status_code == 422
    assert "in the study path cannot be left out" in second.text


def test_a_forged_partner_is_refused(
    office: Any, programme: Programme, agreement: Agreement
) -> None:
    rows = _partner_rows(agreement, 0)
    for forged in ("0", "x", "²", "999999999", "9" * 40, "-1"):
        typed = rows | {"partners-0-institution_id": forged}
        answer = office.send(f"/programmes/{programme.id}/partners", data=typed)
        assert (answer.status_code, forged) == (422, forged)
        assert "not a partner of the agreement" in answer.text


def _award_rows(*rows: tuple[int, str, str, str, str]) -> dict[str, str]:
    filled = {}
    for n, (institution, role, degree, first, last) in enumerate(rows):
        filled |= {
            f"awards-{n}-institution": str(institution),
            f"awards-{n}-role": role,
            f"awards-{n}-degree": degree,
            f"awards-{n}-intake_from": first,
            f"awards-{n}-intake_until": last,
        }
    return filled


def test_diplomas_change_from_intake_to_intake(office: Any, programme: Programme) -> None:
    home, host = programme.awards[0].institution_id, programme.awards[1].institution_id
    answer = office.send(
        f"/programmes/{programme.id}/awards",
        data=_award_rows(
            (home, "main", "Bachelor of Business", "2024", "2025"),
            (home, "equal", "BBA", "2026", ""),
            (host, "additional", "B.Sc.", "2024", ""),
        ),
    )
    assert answer.status_code == 303
    made = queries.programme(programme.id)
    assert made
    assert {(a.institution_id, a.intake_from, a.intake_until, a.role) for a in made.awards} == {
        (home, 2024, 2025, AwardRole.MAIN),
        (home, 2026, None, AwardRole.EQUAL),
        (host, 2024, None, AwardRole.ADDITIONAL),
    }
    text = office.get(f"/programmes/{programme.id}").text
    rows = text.split('id="awards"')[1].split("</section>")[0].split("<tr>")
    told = {name: row for row in rows for name in ("Bachelor of Business", "BBA") if name in row}
    assert "main diploma" in told["Bachelor of Business"]
    assert "intakes 2024–2025" in told["Bachelor of Business"]
    assert "one of equal diplomas" in told["BBA"] and "intakes since 2026" in told["BBA"]
    assert "1 arrangement of earlier intakes" in text


AWARDS = [
    (
        [("HOME", "main", "BBA", "2024", ""), ("HOME", "main", "BBA", "2026", "")],
        "same intake, 2026",
    ),
    (
        [("HOME", "main", "BBA", "2024", ""), ("HOME", "equal", "B", "2024", "")],
        "same intake, 2024",
    ),
    ([("HOME", "main", "BBA", "2026", "2024")], "The last intake lies before the first."),
    ([("HOME", "main", "", "2026", "")], "Write the degree as it stands on the diploma."),
    ([("HOME", "main", "BBA", "", "")], "Fill this in, or take the row away."),
    ([("HOME", "chief", "BBA", "2024", "")], "Choose one of the values on the list."),
    ([("999999", "main", "BBA", "2024", "")], "Choose one of the values on the list."),
    ([("HOME", "main", "BBA", "20244", "")], SHAPE),
]


def test_diplomas_that_cannot_be_are_refused(office: Any, programme: Programme) -> None:
    home = programme.awards[0].institution_id
    for rows, reason in AWARDS:
        named = [(home if who == "HOME" else who, *rest) for who, *rest in rows]
        answer = office.send(f"/programmes/{programme.id}/awards", data=_award_rows(*named))
        assert (answer.status_code, rows) == (422, rows)
        assert reason in answer.text, rows
    made = queries.programme(programme.id)
    assert made and len(made.awards) == 2


@pytest.mark.parametrize(
    ("second", "field"),
    [
        (("main", "", "2026", ""), "degree"),
        (("main", "BBA", "2026", "2025"), "intake_until"),
        (("equal", "BBA", "2024", ""), "intake_from"),
    ],
)
def test_a_wrong_diploma_is_told_beside_its_field(
    office: Any, programme: Programme, second: tuple[str, ...], field: str
) -> None:
    home = programme.awards[0].institution_id
    rows = _award_rows((home, "main", "BBA", "2024", "2025"), (home, *second))
    answer = office.send(f"/programmes/{programme.id}/awards", data=rows)
    assert answer.status_code == 422
    assert f'id="awards-1-{field}-error"' in answer.text


def test_two_editors_of_the_diplomas_collide(office: Any, programme: Programme) -> None:
    home = programme.awards[0].institution_id
    address = f"/programmes/{programme.id}/awards"
    first = _award_rows((home, "main", "BBA", "2024", "")) | {"version": "1"}
    assert office.post(address, data=first).status_code == 303
    later = office.post(address, data=first | {"awards-0-degree": "Bachelor"})
    assert later.status_code == 409
    assert "BBA" in later.text and "Bachelor" in later.text


def test_an_accreditation_is_recorded_and_taken_back(office: Any, programme: Programme) -> None:
    typed = {
        "agency": "IAAR",
        "kind": "PROG",
        "valid_from": "2025-01-15",
        "valid_until": "2030-01-14",
        "decision": "№ 12",
    }
    address = f"/programmes/{programme.id}/accreditations"
    assert office.post(address, data=typed).status_code == 303
    assert "accredited until 14.01.2030" in office.get(f"/programmes/{programme.id}").text
    again = office.post(address, data=typed)
    assert again.status_code == 422
    assert "already recorded" in again.text
    made = queries.programme(programme.id)
    assert made
    removed = office.post(f"{address}/{made.accreditations[0].id}/remove")
    assert removed.status_code == 303
    made = queries.programme(programme.id)
    assert made and not made.accreditations
    assert _events(made)[-2:] == [
        "programme.accreditation_added",
        "programme.accreditation_removed",
    ]
    assert office.post(f"{address}/999999/remove").status_code == 404


@pytest.mark.parametrize("until", ["2025-01-15", "2024-12-31"])
def test_an_accreditation_does_not_end_before_it_begins(
    office: Any, programme: Programme, until: str
) -> None:
    answer = office.post(
        f"/programmes/{programme.id}/accreditations",
        data={"agency": "IAAR", "kind": "PROG", "valid_from": "2025-01-15", "valid_until": until},
    )
    assert answer.status_code == 422
    assert "It ends before it begins." in answer.text


def test_an_accreditation_of_another_programme_is_not_found(
    office: Any, make: Make, programme: Programme, agreement: Agreement
) -> None:
    other = make.programme(agreement)
    office.post(
        f"/programmes/{programme.id}/accreditations",
        data={
            "agency": "IAAR",
            "kind": "PROG",
            "valid_from": "2025-01-15",
            "valid_until": "2030-01-14",
        },
    )
    made = queries.programme(programme.id)
    assert made
    address = f"/programmes/{other.id}/accreditations/{made.accreditations[0].id}/remove"
    assert office.post(address).status_code == 404
