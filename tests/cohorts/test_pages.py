"""Every page of the feature opens, for those who may, and says what it should."""

from datetime import date

import pytest

from app.accounts.models import Role
from app.cohorts.models import FiguresStage
from tests.cohorts.conftest import Scene


def paths(scene: Scene) -> list[str]:
    home, programme, cohort = scene.home.id, scene.programme.id, scene.cohort.id
    return [
        f"/programmes/{programme}/cohorts/new",
        f"/cohorts/{cohort}",
        f"/cohorts/{cohort}/edit",
        f"/programmes/{programme}/contingent/2025",
        f"/programmes/{programme}/mobility/2025",
        f"/cohorts/{cohort}/movement/2025",
        f"/cohorts/{cohort}/graduates/2025",
        "/years",
        f"/years/{home}/2025",
        f"/years/{home}/2025/edit",
    ]


@pytest.mark.parametrize("is_filled", [False, True])
def test_the_office_opens_every_page_empty_and_filled(scene: Scene, is_filled: bool) -> None:
    if is_filled:
        scene.make.contingent(scene.cohort, 2024)
        scene.make.contingent(scene.cohort, 2025, n=8, on_leave=1)
        scene.make.figures(scene.home, 2025, stage=FiguresStage.OPEN)
        scene.make.save()
    scene.sign_in()
    for path in paths(scene):
        answer = scene.client.get(path)
        assert answer.status_code == 200, path


def test_the_panels_stand_on_the_pages_of_programme_and_agreement(scene: Scene) -> None:
    scene.make.contingent(scene.cohort, 2025)
    scene.make.save()
    scene.sign_in()
    programme = scene.client.get(f"/programmes/{scene.programme.id}").get_data(as_text=True)
    assert 'id="cohorts"' in programme and f"/cohorts/{scene.cohort.id}" in programme
    agreement = scene.client.get(f"/agreements/{scene.programme.agreement_id}")
    text = agreement.get_data(as_text=True)
    assert "The youngest cohort entered in 2024 and studies until 31.08.2028" in text


def test_a_cohort_that_ends_with_its_agreement_is_not_said_to_end_before_it(scene: Scene) -> None:
    agreement = scene.make.agreement(scene.home, term={"ends_on": date(2028, 8, 31)})
    scene.make.cohort(scene.make.programme(agreement))
    scene.make.save()
    scene.sign_in()
    text = scene.client.get(f"/agreements/{agreement.id}").get_data(as_text=True)
    assert "entered in 2024; its studies and the agreement both end on 31.08.2028." in text
    assert "before the agreement ends" not in text


@pytest.mark.parametrize("role", [Role.QUALITY_MANAGER, Role.SIGNATORY, Role.VIEWER])
def test_others_of_the_institution_read_counts_and_do_not_enter_them(
    scene: Scene, role: Role
) -> None:
    scene.make.contingent(scene.cohort, 2025)
    scene.make.save()
    scene.sign_in(role)
    answer = scene.client.get(scene.grid)
    assert answer.status_code == 200
    assert "<input" not in answer.get_data(as_text=True).split('class="grid')[1]
    assert scene.client.post(scene.grid, data={}).status_code == 403
    assert scene.client.get(f"/cohorts/{scene.cohort.id}/edit").status_code == 403


@pytest.mark.parametrize("page", ["movement", "graduates", "mobility"])
def test_who_reads_sees_no_lines_without_counts(scene: Scene, page: str) -> None:
    scene.make.figures(scene.home, 2025)
    scene.make.save()
    scene.sign_in()
    of = f"programmes/{scene.programme.id}" if page == "mobility" else f"cohorts/{scene.cohort.id}"
    text = scene.client.get(f"/{of}/{page}/2025").get_data(as_text=True)
    assert "Nothing is entered." in text
    assert text.count('class="is-line"') <= 1


@pytest.mark.parametrize(
    "path",
    [
        "/cohorts/99999999999999999999",
        "/cohorts/0",
        "/programmes/1/contingent/1999",
        "/programmes/1/contingent/2090",
        "/programmes/1/contingent/99999999999",
        "/years/1/1999",
        "/years/99999999999/2025",
        "/cohorts/1/movement/20250",
    ],
)
def test_years_and_numbers_that_cannot_be_are_not_found(scene: Scene, path: str) -> None:
    scene.sign_in()
    assert scene.client.get(path).status_code == 404


def test_one_cohort_leads_to_its_place_in_the_grid_of_the_programme(scene: Scene) -> None:
    scene.sign_in()
    answer = scene.client.get(f"/cohorts/{scene.cohort.id}/contingent/2025")
    assert answer.location.endswith(f"{scene.grid}#cohort-2024")
