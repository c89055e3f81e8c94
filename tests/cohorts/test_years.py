"""A year's figures through the web: header, filing, opening again, who sees what."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.agreements.models import Agreement, Stage
from app.cohorts import duties, permissions, queries
from app.cohorts.models import Cohort, Contingent, FiguresStage, Movement, Sex, YearFigures
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.i18n import in_language
from app.kernel.permissions import ANONYMOUS, Actor, allowed
from app.programmes.models import Programme
from tests.cohorts.conftest import Scene
from tests.conftest import SHOWN
from tests.makers import Make

LINE = {
    f"lines-0-{name}": value
    for name, value in {
        "entry_year": "2024",
        "course_year": "2",
        "place": "HOME",
        "funding": "O",
        "citizenship": "KZ",
        "language": "en",
        "direction": "OUT",
        "study_mode": "FT",
        "women": "7",
    }.items()
}
HEADER = {
    "total_contingent": "5000",
    "total_foreign": "120",
    "contact_name": "Дина Оспанова",
    "contact_email": "dina@example.kz",
    "contact_phone": "+7 7172 12 34 56",
    "signatory_name": "Ерлан Қасымов",
    "signatory_position": "ректор",
}


@pytest.fixture
def address(scene: Scene) -> str:
    return f"/years/{scene.home.id}/2025"


def figures() -> YearFigures | None:
    session.rollback()
    session.expire_all()
    return session.scalar(select(YearFigures))


def test_a_year_goes_from_header_to_filed_and_back(scene: Scene, address: str) -> None:
    scene.sign_in()
    assert "headcount is missing" in scene.client.get(address).get_data(as_text=True)
    assert scene.client.send(f"{address}/edit", data=HEADER).status_code == 303
    assert scene.client.send(f"{address}/file").status_code == 303
    assert figures().stage is FiguresStage.FILED  # type: ignore[union-attr]
    again = scene.client.send(f"{address}/file")
    assert again.status_code == 422 and "are filed" in again.get_data(as_text=True)
    assert scene.client.post(f"{address}/reopen", data={"reason": "x"}).status_code == 403
    scene.sign_in(Role.NCHED_LEAD)
    assert scene.client.post(f"{address}/reopen", data={"reason": ""}).status_code == 422
    assert scene.client.post(f"{address}/reopen", data={"reason": "Wrong"}).status_code == 303
    assert figures().stage is FiguresStage.OPEN  # type: ignore[union-attr]
    assert scene.client.get(address).status_code == 403


def test_a_year_without_a_header_is_not_filed_and_says_why(scene: Scene, address: str) -> None:
    scene.sign_in(Role.SIGNATORY)
    answer = scene.client.send(f"{address}/file")
    assert answer.status_code == 422
    assert "Name the contact person" in answer.get_data(as_text=True)
    assert figures() is None


@pytest.mark.parametrize(
    "given",
    [
        {"total_foreign": "5001"},
        {"total_contingent": "-1"},
        {"total_contingent": "1.5"},
        {"total_contingent": "99999999999999"},
        {"contact_email": "nobody"},
        {"contact_phone": "call me"},
        {"signatory_name": "x" * 201},
    ],
)
def test_a_header_that_cannot_be_is_refused(
    scene: Scene, address: str, given: dict[str, str]
) -> None:
    scene.sign_in()
    answer = scene.client.send(f"{address}/edit", data=HEADER | given)
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)
    assert figures() is None


def test_the_later_of_two_who_edit_the_header_gets_both_values(scene: Scene, address: str) -> None:
    scene.sign_in()
    first = HEADER | {"version": "0"}
    assert scene.client.post(f"{address}/edit", data=first).status_code == 303
    answer = scene.client.post(f"{address}/edit", data=first | {"contact_name": "Марат"})
    assert answer.status_code == 409
    assert "Марат" in answer.get_data(as_text=True)


def test_whom_to_ask_is_proposed_as_it_was_last_year(scene: Scene, address: str) -> None:
    scene.make.figures(scene.home, 2024, contact_name="Гүлнар", total_contingent=4321)
    scene.make.save()
    scene.sign_in()
    page = scene.client.get(f"{address}/edit").get_data(as_text=True)
    assert "Гүлнар" in page and "4321" not in page


def test_what_is_stored_is_shown_and_not_last_years(scene: Scene, address: str) -> None:
    make = scene.make
    make.figures(scene.home, 2024, contact_name="Гүлнар", signatory_name="Ескі Ректор")
    make.figures(scene.home, 2025, stage=FiguresStage.OPEN, signatory_name="Жаңа Ректор")
    make.save()
    scene.sign_in()
    page = scene.client.get(f"{address}/edit").text
    assert "Гүлнар" in page and "Жаңа Ректор" in page and "Ескі Ректор" not in page


def test_differences_are_told_in_words_and_filed_knowingly(scene: Scene, address: str) -> None:
    scene.make.figures(scene.home, 2024)
    scene.make.contingent(scene.cohort, 2024, n=10)
    scene.make.contingent(scene.cohort, 2025, n=7)
    scene.make.save()
    scene.sign_in()
    scene.client.send(f"{address}/edit", data=HEADER)
    page = scene.client.get(address).get_data(as_text=True)
    assert "3 students are missing" in page
    assert scene.client.send(f"{address}/file").status_code == 422
    assert scene.client.send(f"{address}/file", data={"with_differences": "y"}).status_code == 303


def test_nobody_files_counts_that_were_entered_after_the_page_was_read(
    scene: Scene, address: str
) -> None:
    scene.sign_in()
    scene.client.send(f"{address}/edit", data=HEADER)
    seen = dict(SHOWN.findall(scene.client.get(address).text))
    entered = scene.client.send(scene.grid, data=LINE)
    assert entered.status_code == 303
    stale = scene.client.post(f"{address}/file", data=seen)
    assert stale.status_code == 409
    assert f'href="{address}"' in stale.text
    assert scene.client.send(f"{address}/file", data={"with_differences": "y"}).status_code == 303


def test_graduates_without_diplomas_are_filed_knowingly_only(scene: Scene, address: str) -> None:
    scene.sign_in()
    scene.client.send(f"{address}/edit", data=HEADER)
    group = {"sex": Sex.FEMALE, "citizenship_group": "KZ"}
    session.add(Movement(cohort_id=scene.cohort.id, year=2025, **group, admitted=3, graduated=3))
    scene.make.save()
    told = scene.client.send(f"{address}/file")
    assert told.status_code == 422
    assert "3 by the movement" in told.text
    assert scene.client.send(f"{address}/file", data={"with_differences": "y"}).status_code == 303


def test_the_centre_finds_filed_years_only(scene: Scene) -> None:
    other = scene.make.institution(name_en="Openly Unfiled University")
    scene.make.figures(scene.home, 2025)
    scene.make.figures(other, 2025, stage=FiguresStage.OPEN)
    scene.make.save()
    scene.sign_in(Role.NCHED_ANALYST)
    page = scene.client.get("/years?year=2025").get_data(as_text=True)
    assert scene.home.name_en in page and "Openly Unfiled" not in page
    assert scene.client.get(f"/years/{scene.home.id}/2025").status_code == 200
    assert scene.client.get(f"/years/{other.id}/2025").status_code == 403
    assert scene.client.get(scene.grid).status_code == 200
    for garbage in ("²", "20255", "x", "-1"):
        assert scene.client.get("/years", query_string={"year": garbage}).status_code == 200


def test_a_filed_year_does_not_give_the_open_one_before_it_away(scene: Scene, address: str) -> None:
    scene.make.contingent(scene.cohort, 2024, n=7391)
    scene.make.contingent(scene.cohort, 2025, n=12)
    scene.make.figures(scene.home, 2024, stage=FiguresStage.OPEN)
    scene.make.figures(scene.home, 2025)
    scene.make.save()
    pages = (address, f"/cohorts/{scene.cohort.id}", f"/cohorts/{scene.cohort.id}/movement/2025")
    scene.sign_in()
    assert all("7,391" in scene.client.get(one).text for one in pages)
    scene.sign_in(Role.NCHED_ANALYST)
    assert not any("7,391" in scene.client.get(one).text for one in pages)


def test_what_happened_while_figures_were_open_is_the_institutions_own_business(
    scene: Scene, address: str
) -> None:
    scene.sign_in()
    scene.client.send(f"{address}/edit", data=HEADER)
    scene.client.send(f"{address}/file")
    assert 'id="journal"' in scene.client.get(address).get_data(as_text=True)
    scene.sign_in(Role.NCHED_LEAD)
    assert 'id="journal"' not in scene.client.get(address).get_data(as_text=True)


def test_what_conditions_in_sql_show_is_what_the_grants_allow(make: Make) -> None:
    homes = [make.institution(), make.institution()]
    for home, agreement_stage in zip(homes * 2, (Stage.SIGNED, Stage.TERMINATED) * 2, strict=True):
        draft = make.cohort(make.programme(make.agreement(home, stage=Stage.DRAFT)))
        make.contingent(draft, 2024)
        make.contingent(
            make.cohort(make.programme(make.agreement(home, stage=agreement_stage))), 2024
        )
    for home in homes:
        for year, stage in ((2024, FiguresStage.FILED), (2025, FiguresStage.OPEN), (2026, None)):
            if stage:
                make.figures(home, year, stage=stage)
        cohort = make.cohort(make.programme(make.agreement(home)))
        for year in (2024, 2025, 2026):
            make.contingent(cohort, year)
    actors = [
        *(make.actor(role, home) for role in list(Role)[:5] for home in homes),
        *(make.actor(role) for role in list(Role)[5:]),
        make.actor(),
        ANONYMOUS,
    ]
    for actor in actors:
        _check_figures(actor)
        _check_counts(actor)


def _check_figures(actor: Actor) -> None:
    seen = set(session.scalars(select(YearFigures.id).where(permissions.visible_to(actor))))
    may = {
        one.id
        for one in session.scalars(select(YearFigures))
        if allowed(permissions.GRANTS, "figures.show", actor, one)
    }
    assert seen == may, actor


def _check_counts(actor: Actor) -> None:
    joined = (
        select(Contingent, Programme.id)
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
    )
    shown = joined.where(permissions.counts_visible_to(actor, Contingent))
    seen = {record.id for record, _ in session.execute(shown)}
    may = set()
    for record, programme_id in session.execute(joined):
        found = queries.programme_year(programme_id, record.year)
        if allowed(permissions.GRANTS, "counts.show", actor, found):
            may.add(record.id)
    assert seen == may, actor


def test_the_centre_sees_cohorts_of_concluded_agreements_only(make: Make) -> None:
    analyst = make.actor(Role.NCHED_ANALYST)
    for stage in Stage:
        cohort = make.cohort(make.programme(make.agreement(stage=stage)))
        found = queries.cohort(cohort.id)
        concluded = stage in (Stage.SIGNED, Stage.SUSPENDED, Stage.TERMINATED)
        assert allowed(permissions.GRANTS, "cohort.show", analyst, found) is concluded


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 9, 20), None),
        (date(2026, 10, 1), "45 days are left"),
        (date(2026, 11, 14), "1 day is left"),
        (date(2026, 11, 15), "due today"),
        (date(2026, 11, 16), "were due on 15.11.2026"),
    ],
)
def test_the_office_is_told_when_figures_are_due(
    scene: Scene, today: date, told: str | None
) -> None:
    office = scene.make.actor(Role.INTERNATIONAL_OFFICE, scene.home)
    scene.make.save()
    with scene.make.app.test_request_context("/"), clock.moved_to(today), in_language("en"):
        found = [str(duty.text) for duty in duties.duties(office)]
    assert [(told or "") in text for text in found] == ([True] if told else [])


@pytest.mark.parametrize(
    ("today", "stage", "is_overdue"),
    [
        (date(2026, 11, 15), FiguresStage.OPEN, False),
        (date(2026, 11, 16), FiguresStage.OPEN, True),
        (date(2026, 11, 16), FiguresStage.FILED, False),
    ],
)
def test_figures_that_are_overdue_say_so_on_every_page_of_the_year(
    scene: Scene, today: date, stage: FiguresStage, is_overdue: bool
) -> None:
    scene.make.figures(scene.home, 2026, stage=stage)
    scene.make.save()
    pages = (
        f"/years/{scene.home.id}/2026",
        f"/cohorts/{scene.cohort.id}/movement/2026",
        f"/programmes/{scene.programme.id}/contingent/2026",
    )
    with clock.moved_to(today):
        scene.sign_in()
        for path in pages:
            text = scene.client.get(path).get_data(as_text=True)
            assert ("overdue" in text) is is_overdue, path


def test_the_year_leads_from_each_number_to_where_it_is_entered(scene: Scene) -> None:
    make, cohort = scene.make, scene.cohort
    older = make.cohort(scene.programme, entry_year=2022)
    for one, n in ((cohort, 18), (older, 4)):
        make.contingent(one, 2025, n=n)
        session.add(
            Movement(
                cohort_id=one.id, year=2025, sex=Sex.FEMALE, citizenship_group="KZ", graduated=2
            )
        )
    make.save()
    scene.sign_in()
    page = scene.client.get(f"/years/{scene.home.id}/2025").get_data(as_text=True)
    programmes = page.split('id="programmes"')[1].split("</section>")[0]
    for address in (
        f"/programmes/{scene.programme.id}/contingent/2025",
        f"/cohorts/{cohort.id}/movement/2025",
        f"/cohorts/{older.id}/movement/2025",
        f"/cohorts/{cohort.id}/graduates/2025",
        f"/cohorts/{older.id}/graduates/2025",
        f"/programmes/{scene.programme.id}/mobility/2025",
    ):
        assert f'href="{address}"' in programmes, address


def test_filed_figures_are_no_longer_due(scene: Scene) -> None:
    scene.make.figures(scene.home, 2026)
    office = scene.make.actor(Role.INTERNATIONAL_OFFICE, scene.home)
    with clock.moved_to(date(2026, 11, 1)):
        assert queries.due(office) == []


@pytest.mark.parametrize(
    ("ends_on", "teachout", "is_outlived"),
    [
        (date(2027, 8, 31), None, True),
        (date(2028, 8, 31), None, False),
        (date(2027, 8, 31), date(2028, 8, 31), False),
        (date(2027, 8, 31), date(2028, 6, 30), True),
    ],
)
def test_an_agreement_that_ends_before_its_youngest_cohort_is_found(
    make: Make, ends_on: date, teachout: date | None, is_outlived: bool
) -> None:
    home = make.institution()
    agreement = make.agreement(home, term={"ends_on": ends_on}, teachout_until=teachout)
    programme = make.programme(agreement)
    make.cohort(programme, entry_year=2023)
    make.cohort(programme, entry_year=2024)
    quality = make.actor(Role.QUALITY_MANAGER, home)
    session.expire_all()
    found = queries.outliving(quality, date(2026, 11, 1))
    assert [span.cohort.entry_year for _, span in found] == ([2024] if is_outlived else [])
    assert queries.outliving(quality, date(2030, 1, 1)) == []


def _filled(make: Make, home: Institution, programmes: int) -> None:
    for _ in range(programmes):
        programme = make.programme(make.agreement(home))
        for entry in (2023, 2024):
            cohort = make.cohort(programme, entry_year=entry)
            make.contingent(cohort, 2024)
            make.contingent(cohort, 2025)


def test_the_reads_of_a_year_cost_the_same_for_one_programme_and_for_ten(
    make: Make, statements: Any
) -> None:
    costs = []
    for programmes in (1, 10):
        home = make.institution()
        _filled(make, home, programmes)
        make.save()
        session.expire_all()
        with statements() as seen:
            found = queries.summaries(home.id, 2025)
        assert len(found) == programmes
        costs.append(len(seen))
    assert costs[0] == costs[1]
