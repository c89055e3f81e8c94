"""The rules about teach-out, counts and a year's figures: on facts, then on the database."""

from datetime import date
from typing import Any

import pytest

from app.agreements.models import Stage
from app.agreements.term import TermKind
from app.cohorts.facts import counts, figures, teachout
from app.cohorts.facts.counts import CountsFacts
from app.cohorts.facts.figures import YearFacts
from app.cohorts.facts.teachout import TeachOutFacts
from app.cohorts.facts.years import nominal_end
from app.cohorts.models import (
    Diplomas,
    Direction,
    FiguresStage,
    Flow,
    Graduation,
    Mobility,
    Movement,
    Sex,
    StudyPlace,
)
from app.cohorts.rulebooks.counts import COUNTS
from app.cohorts.rulebooks.figures import FIGURES
from app.cohorts.rulebooks.teachout import TEACH_OUT
from app.kernel import clock
from app.kernel.db import session
from app.kernel.rules import Rulebook, Verdict, examine
from app.programmes.models import DiplomaScheme, ProgrammeKind
from tests.makers import Make
from tests.verdicts import BROKEN, HOLDS, NOT_APPLICABLE, UNKNOWN, Case, cost, found, untested

TODAY = date(2026, 11, 23)

ENDED_WITH_STUDENTS = TeachOutFacts(
    is_concluded=True,
    term_kind=TermKind.FIX,
    has_ended=True,
    never_ends=False,
    ends_on=date(2026, 8, 31),
    teachout_until=date(2028, 8, 31),
    has_cohorts=True,
    youngest_entry=2024,
    youngest_until=date(2028, 8, 31),
    counted_on=date(2026, 10, 1),
    students=12,
    studying_until=date(2028, 8, 31),
)
OPEN_END = {"never_ends": True, "ends_on": None}
NO_TEACH_OUT = {"teachout_until": None}
NOBODY = {"students": 0, "studying_until": None, "teachout_until": None}

TEACH_OUT_CASES = [
    Case("X106", {}, HOLDS),
    Case("X106", NOBODY, HOLDS),
    Case("X106", {"teachout_until": None}, BROKEN),
    Case("X106", {"teachout_until": date(2028, 8, 30)}, BROKEN),
    Case("X106", {"students": None, "studying_until": None}, UNKNOWN),
    Case("X106", {"has_ended": None}, UNKNOWN),
    Case("X106", {"has_ended": False}, NOT_APPLICABLE),
    Case("X106", {"is_concluded": False}, NOT_APPLICABLE),
    Case("X107", {}, HOLDS),
    Case("X107", NO_TEACH_OUT | {"ends_on": date(2028, 8, 31)}, HOLDS),
    Case("X107", NO_TEACH_OUT | {"ends_on": date(2028, 8, 30)}, BROKEN),
    Case("X107", {"teachout_until": date(2028, 8, 30)}, BROKEN),
    Case("X107", NO_TEACH_OUT | OPEN_END, HOLDS),
    Case("X107", OPEN_END | {"term_kind": TermKind.AUTO}, HOLDS),
    Case("X107", {"never_ends": None, "ends_on": None}, UNKNOWN),
    Case("X107", {"has_cohorts": False, "youngest_until": None}, NOT_APPLICABLE),
]

COUNTED = CountsFacts(
    year=2026,
    counted_on=date(2026, 10, 1),
    programme_kind=ProgrammeKind.DOUBLE,
    diploma_scheme=DiplomaScheme.TWO_EQUAL,
    first_intake=2022,
    intake_open=True,
    path_text="H2-P2",
    students=40,
    at_partner=15,
    mobile=15,
    misplaced=0,
    misplaced_in=(),
    graduated=8,
    graduates=8,
    diplomas=(Diplomas.BOTH,),
    graduates_over_a_year=6,
    late_diplomas=0,
    stay_countries=("DE",),
    partner_countries=("DE", "PL"),
)
JOINT = {"diplomas": (Diplomas.JOINT,)}
ONE_JOINT = {
    "diploma_scheme": DiplomaScheme.ONE_JOINT,
    "programme_kind": ProgrammeKind.JOINT_DEGREE,
}
SINGLE = {"programme_kind": ProgrammeKind.JOINT_PROGRAMME}

COUNTS_CASES = [
    Case("X105", {}, HOLDS),
    Case("X105", {"students": 0}, BROKEN),
    Case("X105", {"students": None}, UNKNOWN),
    Case("X105", {"year": None, "students": None}, UNKNOWN),
    Case("X105", {"students": 0, "intake_open": False}, NOT_APPLICABLE),
    Case("X105", {"students": 0, "first_intake": 2027}, NOT_APPLICABLE),
    Case("X105", {"intake_open": None}, UNKNOWN),
    Case("X105", {"first_intake": None}, UNKNOWN),
    Case("X111", {}, HOLDS),
    Case("X111", {"graduates": 7}, BROKEN),
    Case("X111", {"graduates": None}, UNKNOWN),
    Case("X111", {"graduated": None}, UNKNOWN),
    Case("X112", {}, HOLDS),
    Case("X112", {"mobile": 14}, BROKEN),
    Case("X112", {"mobile": None}, UNKNOWN),
    Case("X113", {}, HOLDS),
    Case("X113", SINGLE, BROKEN),
    Case("X113", ONE_JOINT, BROKEN),
    Case("X113", JOINT, BROKEN),
    Case("X113", JOINT | SINGLE, BROKEN),
    Case("X113", JOINT | ONE_JOINT, HOLDS),
    Case("X113", SINGLE | {"diplomas": (Diplomas.HOME,)}, NOT_APPLICABLE),
    Case("X113", {"programme_kind": None}, UNKNOWN),
    Case("X113", {"diploma_scheme": None}, UNKNOWN),
    Case("X114", {}, HOLDS),
    Case("X114", {"late_diplomas": 1}, BROKEN),
    Case("X114", {"graduates_over_a_year": 0}, NOT_APPLICABLE),
    Case("X115", {}, HOLDS),
    Case("X115", {"misplaced": 3, "misplaced_in": (1,)}, BROKEN),
    Case("X115", {"path_text": None, "misplaced": None}, UNKNOWN),
    Case("X117", {}, HOLDS),
    Case("X117", {"stay_countries": ("DE", "CZ")}, BROKEN),
    Case("X117", {"partner_countries": None}, UNKNOWN),
    Case("X117", {"stay_countries": ()}, NOT_APPLICABLE),
]

YEAR = YearFacts(
    entries=9,
    is_nil=False,
    total_contingent=5000,
    total_foreign=150,
    students=60,
    foreign_students=4,
    stray_programmes=(),
)
FIGURES_CASES = [
    Case("X101", {}, HOLDS),
    Case("X101", {"entries": 0, "is_nil": True}, HOLDS),
    Case("X101", {"is_nil": True}, BROKEN),
    Case("X101", {"entries": 0}, BROKEN),
    Case("X101", {"entries": 0, "is_nil": None}, UNKNOWN),
    Case("X103", {}, HOLDS),
    Case("X103", {"stray_programmes": ("QD-01-P-3",)}, BROKEN),
    Case("X103", {"entries": 0}, NOT_APPLICABLE),
    Case("X109", {}, HOLDS),
    Case("X109", {"total_contingent": 60, "total_foreign": 4}, HOLDS),
    Case("X109", {"total_contingent": 59}, BROKEN),
    Case("X109", {"total_foreign": 3}, BROKEN),
    Case("X109", {"total_contingent": None}, UNKNOWN),
    Case("X109", {"total_foreign": None}, UNKNOWN),
    Case("X109", {"students": None, "foreign_students": None}, UNKNOWN),
]


@pytest.mark.parametrize("case", TEACH_OUT_CASES, ids=str)
def test_a_teach_out_rule_judges_facts(case: Case) -> None:
    assert found(TEACH_OUT, ENDED_WITH_STUDENTS, case) is case.verdict


@pytest.mark.parametrize("case", COUNTS_CASES, ids=str)
def test_a_rule_about_counts_judges_facts(case: Case) -> None:
    assert found(COUNTS, COUNTED, case) is case.verdict


@pytest.mark.parametrize("case", FIGURES_CASES, ids=str)
def test_a_rule_about_a_year_judges_facts(case: Case) -> None:
    assert found(FIGURES, YEAR, case) is case.verdict


def test_every_possible_outcome_of_every_rule_is_tried() -> None:
    assert untested(TEACH_OUT, TEACH_OUT_CASES) == set()
    assert untested(COUNTS, COUNTS_CASES) == set()
    assert untested(FIGURES, FIGURES_CASES) == set()


def test_a_cohort_finishes_on_the_eve_of_an_academic_year() -> None:
    assert nominal_end(2024, 48) == date(2028, 8, 31)
    assert nominal_end(2024, 18) == date(2026, 2, 28)


def verdicts(book: Rulebook, thing: Any) -> dict[str, Verdict]:
    """The verdict of each rule on a stored thing, on the day of the story."""
    session.flush()
    session.expire_all()
    with clock.moved_to(TODAY):
        findings = examine([book], book.subject, [thing])[thing.id]
    return {finding.id: finding.verdict for finding in findings}


def read_teach_out(agreement: Any) -> TeachOutFacts:
    session.flush()
    session.expire_all()
    with clock.moved_to(TODAY):
        return teachout.facts([agreement])[agreement.id]


def read_counts(programme: Any) -> CountsFacts:
    session.flush()
    session.expire_all()
    with clock.moved_to(TODAY):
        return counts.facts([programme])[programme.id]


def until(day: date | None, **given: Any) -> dict[str, Any]:
    """The term that ends on a day."""
    return {"starts_on": date(2020, 9, 1), "ends_on": day} | given


def test_students_of_an_ended_agreement_need_a_teach_out(make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home, term=until(date(2026, 6, 30)))
    cohort = make.cohort(make.programme(agreement))
    make.contingent(cohort, 2026)
    make.figures(home, 2026)
    assert verdicts(TEACH_OUT, agreement)["X106"] is BROKEN
    assert read_teach_out(agreement).studying_until == date(2028, 8, 31)
    agreement.teachout_until = date(2028, 8, 31)
    assert verdicts(TEACH_OUT, agreement)["X106"] is HOLDS


def test_who_was_counted_before_the_end_and_studies_beyond_it_needs_one_too(make: Make) -> None:
    agreement = make.agreement(term=until(date(2026, 10, 31)))
    programme = make.programme(agreement)
    make.contingent(make.cohort(programme), 2026)
    make.contingent(make.cohort(programme, entry_year=2022), 2026, n=7)
    read = read_teach_out(agreement)
    assert (read.has_ended, read.students) == (True, 10)
    assert verdicts(TEACH_OUT, agreement)["X106"] is BROKEN


def test_students_counted_after_the_end_are_left_even_beyond_their_time(make: Make) -> None:
    agreement = make.agreement(stage=Stage.TERMINATED, terminated_on=date(2026, 9, 1))
    make.contingent(make.cohort(make.programme(agreement), entry_year=2021), 2026)
    read = read_teach_out(agreement)
    assert (read.ends_on, read.students) == (date(2026, 8, 31), 10)
    assert read.studying_until == date(2025, 8, 31)
    assert verdicts(TEACH_OUT, agreement)["X106"] is BROKEN


def test_an_ended_agreement_that_nobody_counted_is_unknown(make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home, term=until(date(2026, 6, 30)))
    make.cohort(make.programme(agreement))
    make.figures(home, 2026, stage=FiguresStage.OPEN)
    assert verdicts(TEACH_OUT, agreement)["X106"] is UNKNOWN


def test_a_year_filed_without_rows_says_that_nobody_studies(make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home, term=until(date(2026, 6, 30)))
    make.contingent(make.cohort(make.programme(agreement)), 2025)
    make.figures(home, 2025)
    assert verdicts(TEACH_OUT, agreement)["X106"] is BROKEN
    make.figures(home, 2026)
    assert verdicts(TEACH_OUT, agreement)["X106"] is HOLDS


def test_an_agreement_marked_terminated_without_a_day_is_unknown(make: Make) -> None:
    agreement = make.agreement(stage=Stage.TERMINATED)
    make.contingent(make.cohort(make.programme(agreement)), 2026)
    judged = verdicts(TEACH_OUT, agreement)
    assert (judged["X106"], judged["X107"]) == (UNKNOWN, UNKNOWN)


def test_an_agreement_terminated_before_it_began_has_ended(make: Make) -> None:
    agreement = make.agreement(stage=Stage.TERMINATED, terminated_on=date(2024, 1, 1))
    make.cohort(make.programme(agreement))
    assert read_teach_out(agreement).ends_on == date(2023, 12, 31)
    assert verdicts(TEACH_OUT, agreement)["X107"] is BROKEN


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (until(date(2028, 8, 31)), HOLDS),
        (until(date(2028, 8, 30)), BROKEN),
        (until(None, kind=TermKind.AUTO, renew_years=5), HOLDS),
        (until(date(2027, 8, 31), kind=TermKind.AUTO, renew_years=5), BROKEN),
        (until(None, kind=TermKind.IND), HOLDS),
        (until(None), UNKNOWN),
    ],
    ids=["long", "short", "renewed", "notice given", "indefinite", "fixed without end"],
)
def test_an_agreement_has_to_outlive_its_youngest_cohort(
    make: Make, term: dict[str, Any], expected: Verdict
) -> None:
    agreement = make.agreement(term=term)
    make.cohort(make.programme(agreement))
    assert verdicts(TEACH_OUT, agreement)["X107"] is expected


def test_a_teach_out_carries_the_youngest_cohort_too(make: Make) -> None:
    agreement = make.agreement(term=until(date(2027, 8, 31)), teachout_until=date(2028, 8, 31))
    make.cohort(make.programme(agreement))
    assert verdicts(TEACH_OUT, agreement)["X107"] is HOLDS
    agreement.teachout_until = date(2028, 8, 30)
    assert verdicts(TEACH_OUT, agreement)["X107"] is BROKEN


def test_a_renewed_agreement_shows_that_it_renews_by_itself(make: Make) -> None:
    agreement = make.agreement(term=until(None, kind=TermKind.AUTO, renew_years=5))
    make.cohort(make.programme(agreement))
    session.flush()
    findings = examine([TEACH_OUT], "agreement", [agreement])[agreement.id]
    shown = next(dict(f.values) for f in findings if f.id == "X107")
    assert shown["term_kind"] is TermKind.AUTO
    assert shown["ends_on"] is None


def test_a_cohort_that_nobody_entered_is_not_the_youngest(make: Make) -> None:
    programme = make.programme()
    make.cohort(programme, entry_year=2024)
    make.cohort(programme, entry_year=2025, admitted=0)
    agreement = session.get_one(type(make.agreement()), programme.agreement_id)
    assert read_teach_out(agreement).youngest_entry == 2024
    make.cohort(programme, entry_year=2026, admitted=None)
    assert read_teach_out(agreement).youngest_entry == 2026


def test_an_agreement_without_cohorts_has_nobody_to_outlive(make: Make) -> None:
    assert verdicts(TEACH_OUT, make.agreement())["X107"] is NOT_APPLICABLE


@pytest.fixture
def home(make: Make) -> Any:
    return make.institution()


@pytest.fixture
def programme(make: Make, home: Any) -> Any:
    return make.programme(make.agreement(home))


def test_an_open_programme_is_dormant_only_when_the_year_is_filed(
    make: Make, home: Any, programme: Any
) -> None:
    make.figures(home, 2026, stage=FiguresStage.OPEN)
    assert verdicts(COUNTS, programme)["X105"] is UNKNOWN
    make.figures(home, 2025)
    assert verdicts(COUNTS, programme)["X105"] is BROKEN
    make.contingent(make.cohort(programme), 2026)
    assert verdicts(COUNTS, programme)["X105"] is HOLDS
    assert read_counts(programme).counted_on == date(2026, 10, 1)


def test_the_reference_date_of_the_institution_is_used(
    make: Make, home: Any, programme: Any
) -> None:
    make.figures(home, 2025, reference_on=date(2025, 10, 15))
    assert read_counts(programme).counted_on == date(2025, 10, 15)


def test_courses_are_looked_for_where_the_path_puts_them(make: Make, programme: Any) -> None:
    cohort = make.cohort(programme)
    for n, course, place in (
        (3, 1, StudyPlace.PARTNER),
        (4, 2, StudyPlace.HOME_WITH_PARTNER),
        (5, 3, StudyPlace.HOME),
        (6, 4, StudyPlace.ONLINE),
        (7, 5, StudyPlace.HOME),
    ):
        make.contingent(cohort, 2025, n=n, course_year=course, place=place)
    make.contingent(cohort, 2025, direction=Direction.IN, course_year=1, place=StudyPlace.PARTNER)
    read = read_counts(programme)
    assert (read.misplaced, read.misplaced_in) == (8, (1, 3))
    assert (read.students, read.at_partner) == (35, 3)


def test_without_a_path_nobody_is_misplaced_and_nobody_is_well_placed(make: Make) -> None:
    programme = make.programme(path=())
    make.contingent(make.cohort(programme), 2025)
    assert verdicts(COUNTS, programme)["X115"] is UNKNOWN


def move(cohort: Any, graduated: int, year: int = 2025) -> None:
    session.add(
        Movement(
            cohort_id=cohort.id,
            year=year,
            sex=Sex.FEMALE,
            citizenship_group="KZ",
            graduated=graduated,
        )
    )


def award(cohort: Any, n: int, diplomas: Diplomas, **given: Any) -> None:
    values = {"year": 2025, "graduation_year": 2025, "sex": Sex.FEMALE, "citizenship_group": "KZ"}
    session.add(Graduation(cohort_id=cohort.id, n=n, diplomas=diplomas, **(values | given)))


def test_graduates_are_compared_within_one_year(make: Make, home: Any, programme: Any) -> None:
    make.figures(home, 2025)
    cohort = make.cohort(programme, entry_year=2021)
    assert verdicts(COUNTS, programme)["X111"] is HOLDS
    move(cohort, 6)
    move(cohort, 9, year=2024)
    assert verdicts(COUNTS, programme)["X111"] is BROKEN
    award(cohort, 4, Diplomas.BOTH)
    award(cohort, 2, Diplomas.PENDING)
    assert verdicts(COUNTS, programme)["X111"] is HOLDS


def test_graduates_of_a_year_still_entered_are_unknown(make: Make, programme: Any) -> None:
    cohort = make.cohort(programme, entry_year=2021)
    make.contingent(cohort, 2025, course_year=4)
    move(cohort, 6)
    assert verdicts(COUNTS, programme)["X111"] is UNKNOWN


def test_a_diploma_is_late_after_a_year_unless_a_later_return_has_it(
    make: Make, programme: Any
) -> None:
    cohort = make.cohort(programme, entry_year=2020)
    award(cohort, 3, Diplomas.PENDING, year=2026, graduation_year=2026)
    assert verdicts(COUNTS, programme)["X114"] is NOT_APPLICABLE
    award(cohort, 5, Diplomas.PENDING, year=2024, graduation_year=2024)
    assert verdicts(COUNTS, programme)["X114"] is BROKEN
    assert read_counts(programme).late_diplomas == 5
    award(cohort, 5, Diplomas.BOTH, year=2025, graduation_year=2024)
    assert verdicts(COUNTS, programme)["X114"] is HOLDS


def stay(programme: Any, n: int, **given: Any) -> None:
    values = {
        "year": 2025,
        "flow": Flow.OUT,
        "starts_on": date(2025, 9, 1),
        "ends_on": date(2026, 1, 31),
        "country": "DE",
        "funding": "O",
    } | given
    session.add(Mobility(programme_id=programme.id, n=n, **values))


def test_students_abroad_are_compared_on_the_reference_date(
    make: Make, home: Any, programme: Any
) -> None:
    make.figures(home, 2025)
    make.contingent(make.cohort(programme, entry_year=2023), 2025, place=StudyPlace.PARTNER)
    assert verdicts(COUNTS, programme)["X112"] is BROKEN
    stay(programme, 10)
    stay(programme, 4, starts_on=date(2026, 2, 1), ends_on=date(2026, 6, 30))
    stay(programme, 4, person_type="STAFF")
    stay(programme, 4, flow=Flow.IN, country="KZ")
    judged = verdicts(COUNTS, programme)
    assert (judged["X112"], judged["X117"]) == (HOLDS, HOLDS)
    stay(programme, 1, country="CZ")
    judged = verdicts(COUNTS, programme)
    assert (judged["X112"], judged["X117"]) == (BROKEN, BROKEN)


def test_mobility_not_yet_entered_is_unknown(make: Make, programme: Any) -> None:
    cohort = make.cohort(programme, entry_year=2023)
    make.contingent(cohort, 2025, place=StudyPlace.PARTNER)
    assert verdicts(COUNTS, programme)["X112"] is UNKNOWN


def test_the_stay_may_be_at_the_campus_of_the_agreement(make: Make, home: Any) -> None:
    agreement = make.agreement(home)
    agreement.partners[0].campus_country = "CZ"
    programme = make.programme(agreement)
    make.figures(home, 2025)
    stay(programme, 1, country="CZ")
    assert verdicts(COUNTS, programme)["X117"] is HOLDS


def test_a_year_without_entries_is_nil_once_it_is_filed(make: Make, home: Any) -> None:
    opened = make.figures(home, 2026, stage=FiguresStage.OPEN)
    filed = make.figures(home, 2025)
    assert verdicts(FIGURES, opened)["X101"] is UNKNOWN
    assert verdicts(FIGURES, filed)["X101"] is HOLDS
    make.agreement(home)
    assert verdicts(FIGURES, opened)["X101"] is HOLDS


def test_counts_under_an_unsigned_agreement_are_stray(make: Make, home: Any) -> None:
    year = make.figures(home, 2025)
    listed, stray = (
        make.programme(make.agreement(home, stage=stage)) for stage in (Stage.SIGNED, Stage.DRAFT)
    )
    make.contingent(make.cohort(listed), 2025)
    assert verdicts(FIGURES, year)["X103"] is HOLDS
    stay(stray, 1)
    assert verdicts(FIGURES, year)["X103"] is BROKEN
    session.flush()
    assert figures.facts([year])[year.id].stray_programmes == (stray.code,)


def test_the_programmes_fit_into_the_institution(make: Make, home: Any, programme: Any) -> None:
    year = make.figures(home, 2025, total_contingent=20, total_foreign=2)
    make.figures(home, 2024, total_contingent=1)
    cohort = make.cohort(programme)
    for n, citizenship in ((14, "KZ"), (2, "UZ"), (4, "XX")):
        make.contingent(cohort, 2025, n=n, citizenship=citizenship)
    make.contingent(cohort, 2025, n=50, citizenship="DE", direction=Direction.IN)
    assert verdicts(FIGURES, year)["X109"] is HOLDS
    year.total_foreign = 1
    assert verdicts(FIGURES, year)["X109"] is BROKEN
    year.total_foreign = None
    assert verdicts(FIGURES, year)["X109"] is UNKNOWN


def test_facts_cost_the_same_number_of_queries_for_one_and_for_twenty(
    make: Make, home: Any
) -> None:
    agreements = [make.agreement(home) for _ in range(20)]
    programmes = [make.programme(agreement) for agreement in agreements]
    for programme in programmes:
        make.contingent(make.cohort(programme), 2025)
    years = [make.figures(home, year) for year in range(2007, 2027)]
    for read, things, queries in (
        (teachout.facts, agreements, 6),
        (counts.facts, programmes, 8),
        (figures.facts, years, 4),
    ):
        assert cost(read, things[:1]) == cost(read, things) == queries
