"""National figures: only what was filed, unknown is not zero, from → to with the difference."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.accounts.models import Role
from app.agreements.models import Stage
from app.agreements.term import TermCause, TermKind
from app.cohorts.models import Direction, FiguresStage
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.models import Level
from app.statistics import queries
from app.statistics.figures import Change
from tests.makers import Make

YEAR = AcademicYear(2025)


def programmes(year: int = 2025) -> int | None:
    """How many programmes are on offer in the year."""
    session.flush()
    return queries.national(AcademicYear(year))[0].programmes.total


@pytest.fixture
def home(make: Make) -> Institution:
    """An institution that has filed 2024–25 and 2025–26."""
    found: Institution = make.institution(code="QD-01", reports_from=2018)
    make.figures(found, 2024)
    make.figures(found, 2025)
    return found


@pytest.fixture
def run(app: Any) -> Any:
    """`statistics national`, its JSON read."""
    runner = app.test_cli_runner()

    def printed(year: str) -> Any:
        session.commit()
        done = runner.invoke(args=["statistics", "national", "--year", year, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.output)

    return printed


def test_the_command_prints_exactly_the_agreed_shape(make: Make, run: Any, home: Any) -> None:
    make.institution(code="QD-02", reports_from=2025)
    for n in range(3):
        made = make.programme(make.agreement(home))
        cohort = make.cohort(made)
        make.contingent(cohort, 2025, n=5 + n)
        if n < 2:
            make.contingent(cohort, 2024, n=8)
    assert run("2025-2026") == {
        "year": "2025-2026",
        "coverage": {"institutions": 1, "of": 2},
        "programmes": {"bachelor": 3, "master": 0, "doctoral": 0, "total": 3},
        "contingent": {"bachelor": 18, "master": 0, "doctoral": 0, "total": 18},
        "partners": {"institutions": 3, "countries": 1},
        "change": {
            "from_year": "2024-2025",
            "institutions": 1,
            "contingent": {"from": 16, "to": 18, "difference": 2, "percent": 12.5},
            "programmes": {"from": 3, "to": 3, "difference": 0, "percent": 0.0},
        },
    }


def test_a_year_of_which_nothing_was_filed_is_unknown_and_not_zero(run: Any, home: Any) -> None:
    printed = run("2018-2019")
    nothing = {"bachelor": None, "master": None, "doctoral": None, "total": None}
    unknown = {"from": None, "to": None, "difference": None, "percent": None}
    assert printed["coverage"] == {"institutions": 0, "of": 1}
    assert printed["programmes"] == printed["contingent"] == nothing
    assert printed["partners"] == {"institutions": None, "countries": None}
    assert printed["change"]["contingent"] == printed["change"]["programmes"] == unknown


def test_the_first_known_year_has_no_difference(run: Any, home: Any) -> None:
    change = run("2024-2025")["change"]["contingent"]
    assert change == {"from": None, "to": 0, "difference": None, "percent": None}
    assert run("2025-2026")["change"]["contingent"]["percent"] is None


LIKE_FOR_LIKE = """
SELECT f.year,
  (SELECT COALESCE(SUM(c.n), 0) FROM contingents c
   JOIN cohorts k ON k.id = c.cohort_id
   JOIN programmes p ON p.id = k.programme_id
   JOIN agreements a ON a.id = p.agreement_id
   WHERE c.direction = 'OUT' AND c.year = f.year AND a.home_id = f.institution_id),
  (SELECT COUNT(*) FROM programmes p
   JOIN agreements a ON a.id = p.agreement_id
   JOIN terms t ON t.agreement_id = a.id
   WHERE a.home_id = f.institution_id AND p.first_intake <= f.year
     AND a.signed_on <= f.reference_on
     AND t.starts_on <= f.reference_on AND t.ends_on >= f.reference_on)
FROM year_figures f
WHERE f.stage = 'filed' AND f.year IN (2024, 2025) AND EXISTS (
  SELECT 1 FROM year_figures g WHERE g.institution_id = f.institution_id
  AND g.stage = 'filed' AND g.year IN (2024, 2025) AND g.year <> f.year)
"""


def half_filed(make: Make) -> None:
    """Three institutions: one files both years, one only the earlier, one only the later."""
    for n, filed in enumerate(((2024, 2025), (2024,), (2025,))):
        place = make.institution()
        cohort = make.cohort(make.programme(make.agreement(place), first_intake=2024 + n % 2))
        for year in filed:
            make.figures(place, year)
            make.contingent(cohort, year, n=100 * n + 10 + (year - 2024))


def test_years_that_are_not_whole_are_compared_over_who_filed_in_both(make: Make, run: Any) -> None:
    half_filed(make)
    printed = run("2025-2026")
    rows = session.execute(text(LIKE_FOR_LIKE)).all()
    by_year = {year: [sum(r[n] for r in rows if r[0] == year) for n in (1, 2)] for year, *_ in rows}
    change = printed["change"]
    assert by_year == {2024: [10, 1], 2025: [11, 1]}
    assert change["institutions"] == 1
    for n, name in enumerate(("contingent", "programmes")):
        found = change[name]
        assert [found["from"], found["to"]] == [by_year[2024][n], by_year[2025][n]]
        assert found["from"] + found["difference"] == found["to"]
    assert printed["contingent"]["total"] == 11 + 211
    assert printed["coverage"] == {"institutions": 2, "of": 3}


def test_nothing_is_compared_when_nobody_filed_in_both_years(make: Make, run: Any) -> None:
    for year in (2024, 2025):
        place = make.institution()
        make.figures(place, year)
        make.contingent(make.cohort(make.programme(make.agreement(place))), year, n=9)
    unknown = {"from": None, "to": None, "difference": None, "percent": None}
    assert run("2025-2026")["change"] == {
        "from_year": "2024-2025",
        "institutions": 0,
        "contingent": unknown,
        "programmes": unknown,
    }


def test_whole_years_are_compared_as_they_stand_whoever_opened_or_closed(
    make: Make, run: Any
) -> None:
    for n, (since, until) in enumerate(((2018, None), (2018, 2024), (2025, None))):
        place = make.institution(reports_from=since, reports_until=until)
        cohort = make.cohort(make.programme(make.agreement(place)))
        for year in (2024, 2025):
            if since <= year <= (until or year):
                make.figures(place, year)
                make.contingent(cohort, year, n=10 + n)
    change = run("2025-2026")["change"]
    assert "institutions" not in change
    assert change["contingent"] == {"from": 21, "to": 22, "difference": 1, "percent": 4.76}


def test_partners_too_are_compared_over_who_filed_in_both_years(make: Make) -> None:
    half_filed(make)
    now, before = queries.national(YEAR)
    compared = queries.comparison(before, now)
    assert now.partners.institutions == 2
    assert (compared.before.partners.institutions, compared.after.partners.institutions) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after", "difference", "percent"),
    [
        (1120, 1189, 69, 6.16),
        (329, 186, -143, -43.47),
        (3, 1, -2, -66.67),
        (0, 5, 5, None),
        (None, 5, None, None),
        (5, None, None, None),
        (5, 5, 0, 0.0),
    ],
)
def test_a_change_has_two_decimals_and_no_percentage_of_nothing(
    before: int | None, after: int | None, difference: int | None, percent: float | None
) -> None:
    change = Change(before, after)
    assert (change.difference, change.percent) == (difference, percent)


@pytest.mark.parametrize("year", ["2025", "2025-2027", "", "abc", "2025-2026; DROP"])
def test_the_command_refuses_what_is_no_academic_year(app: Any, year: str) -> None:
    refused = app.test_cli_runner().invoke(args=["statistics", "national", "--year", year])
    assert refused.exit_code == 2
    assert "is not an academic year" in refused.stderr
    assert refused.stdout == ""


def test_the_command_also_speaks_in_sentences(app: Any, make: Make, home: Any) -> None:
    make.contingent(make.cohort(make.programme(make.agreement(home))), 2025, n=12)
    make.save()
    done = app.test_cli_runner().invoke(args=["statistics", "national", "--year", "2025-2026"])
    assert done.exit_code == 0, done.output
    assert "filed by 1 of 1" in done.output
    assert "2024-2025: 0 → 12 (+12)" in done.output
    assert "filed in both years" not in done.output


def test_the_sentences_say_over_whom_a_change_is_measured(app: Any, make: Make) -> None:
    half_filed(make)
    make.save()
    done = app.test_cli_runner().invoke(args=["statistics", "national", "--year", "2025-2026"])
    assert "changes over the 1 that filed in both years" in done.output


def test_only_filed_figures_count(make: Make, home: Institution) -> None:
    other = make.institution(code="QD-02")
    make.figures(other, 2025, stage=FiguresStage.OPEN)
    for place in (home, other):
        made = make.programme(make.agreement(place))
        make.contingent(make.cohort(made), 2025, n=7)
    figures, _before = queries.national(YEAR)
    assert figures.contingent.total == 7
    assert figures.programmes.total == 1
    assert figures.partners.institutions == 1
    assert (figures.coverage.institutions, figures.coverage.of) == (1, 2)


def test_students_received_from_a_partner_are_not_counted(make: Make, home: Any) -> None:
    cohort = make.cohort(make.programme(make.agreement(home)))
    make.contingent(cohort, n=7)
    make.contingent(cohort, n=5, direction=Direction.IN)
    assert queries.national(YEAR)[0].contingent.total == 7


def test_students_on_leave_are_not_in_the_contingent(make: Make, home: Any) -> None:
    make.contingent(make.cohort(make.programme(make.agreement(home))), n=7, on_leave=4)
    assert queries.national(YEAR)[0].contingent.total == 7


def test_counts_under_a_draft_stay_at_home(make: Make, home: Any) -> None:
    draft = make.agreement(home, stage=Stage.DRAFT, signed_on=None)
    make.contingent(make.cohort(make.programme(draft)), n=7)
    figures, _before = queries.national(YEAR)
    assert (figures.contingent.total, figures.programmes.total) == (0, 0)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_programme_is_on_offer_under_a_concluded_agreement_only(
    make: Make, home: Any, stage: Stage
) -> None:
    make.programme(make.agreement(home, stage=stage))
    concluded = stage in (Stage.SIGNED, Stage.SUSPENDED, Stage.TERMINATED)
    assert programmes() == int(concluded)


@pytest.mark.parametrize(
    ("given", "is_offered"),
    [
        ({"signed_on": date(2025, 10, 1)}, True),
        ({"signed_on": date(2025, 10, 2)}, False),
        ({"term": {"starts_on": date(2025, 10, 1)}}, True),
        ({"term": {"starts_on": date(2025, 10, 2)}}, False),
        ({"term": {"starts_on": date(2020, 9, 1), "ends_on": date(2025, 10, 1)}}, True),
        ({"term": {"starts_on": date(2020, 9, 1), "ends_on": date(2025, 9, 30)}}, False),
        ({"terminated_on": date(2025, 10, 1)}, False),
        ({"terminated_on": date(2025, 10, 2)}, True),
        ({"term": {"kind": TermKind.IND, "ends_on": None}}, True),
        ({"term": {"kind": TermKind.AUTO, "ends_on": None, "renew_years": 5}}, True),
    ],
)
def test_a_programme_is_on_offer_while_its_agreement_is_in_force_on_the_day(
    make: Make, home: Any, given: dict[str, Any], is_offered: bool
) -> None:
    make.programme(make.agreement(home, **given))
    assert programmes() == int(is_offered)


@pytest.mark.parametrize(
    ("later", "is_offered"),
    [
        ({"starts_on": date(2025, 1, 1), "ends_on": date(2025, 6, 30)}, False),
        ({"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}, True),
        ({"starts_on": date(2025, 10, 2), "ends_on": date(2025, 12, 31)}, True),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2030, 12, 31)}, True),
    ],
)
def test_a_later_term_replaces_the_earlier_from_its_first_day(
    make: Make, home: Any, later: dict[str, Any], is_offered: bool
) -> None:
    agreement = make.agreement(home)
    agreement.terms.append(make.term(number=2, cause=TermCause.EARLY_END, **later))
    make.programme(agreement)
    assert programmes() == int(is_offered)
    assert agreement.life.in_force(date(2025, 10, 1)) is is_offered


@pytest.mark.parametrize(
    ("first", "last", "is_offered"),
    [
        (2025, None, True),
        (2026, None, False),
        (2018, 2025, True),
        (2018, 2024, False),
        (2025, 2025, True),
    ],
)
def test_a_programme_is_on_offer_from_its_first_to_its_last_intake(
    make: Make, home: Any, first: int, last: int | None, is_offered: bool
) -> None:
    make.programme(make.agreement(home), first_intake=first, last_intake=last)
    assert programmes() == int(is_offered)


def test_a_partner_counts_once_and_only_abroad(make: Make, home: Any) -> None:
    abroad, other = make.partner(country="DE"), make.partner(country="FR")
    domestic = make.institution(reports_from=None)
    make.programme(make.agreement(home, [abroad, domestic]))
    make.programme(make.agreement(home, [abroad, other]))
    figures, _before = queries.national(YEAR)
    assert (figures.partners.institutions, figures.partners.countries) == (2, 2)
    rows = {row.country: (row.partners, row.programmes) for row in queries.partner_countries(YEAR)}
    assert rows == {"DE": (1, 2), "FR": (1, 1)}


def test_every_figure_is_the_sum_over_the_institutions_behind_it(make: Make) -> None:
    levels = (Level.BACHELOR, Level.MASTER, Level.DOCTORAL)
    for n in range(4):
        place = make.institution()
        make.figures(place, 2025, stage=FiguresStage.FILED if n else FiguresStage.OPEN)
        for level in levels[: n or 3]:
            cohort = make.cohort(make.programme(make.agreement(place), level=level))
            make.contingent(cohort, n=10 * n + 1)
            make.contingent(cohort, n=2, sex="M", direction=Direction.IN)
    figures, _before = queries.national(YEAR)
    sources = queries.filed_institutions(YEAR)
    assert len(sources) == figures.coverage.institutions == 3
    assert sum(p for _i, p, _n in sources) == figures.programmes.total == 6
    assert sum(n for _i, _p, n in sources) == figures.contingent.total == 11 + 42 + 93
    assert [figures.contingent.of(level) for level in levels] == [63, 52, 31]


@pytest.mark.parametrize("role", [*Role])
def test_everybody_signed_in_reads_the_page_and_the_centre_sees_the_sources(
    client: Any, make: Make, home: Institution, role: Role
) -> None:
    make.contingent(make.cohort(make.programme(make.agreement(home))), n=7)
    above = (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)
    make.sign_in(client, role, None if role in above else home)
    page = client.get("/statistics?year=2025-2026")
    assert page.status_code == 200
    assert "National figures 2025–2026" in page.text.replace("\N{WORD JOINER}", "")
    centre = role in (Role.NCHED_ANALYST, Role.NCHED_LEAD)
    assert ("Where the figures come from" in page.text) is centre


def test_visitors_are_asked_to_sign_in(client: Any) -> None:
    assert client.get("/statistics").status_code == 302


@pytest.mark.parametrize(
    ("year", "status"),
    [
        ("", 200),
        ("1900-1901", 200),
        ("1990-1991", 200),
        ("2199-2200", 200),
        ("2200-2201", 404),
        ("2025", 404),
        ("²025-2026", 404),
        ("9" * 400, 404),
        ("\x00", 400),
    ],
)
def test_any_year_in_the_address_is_answered(
    client: Any, make: Make, year: str, status: int
) -> None:
    make.sign_in(client, Role.NCHED_ANALYST)
    assert client.get("/statistics", query_string={"year": year}).status_code == status


def test_a_year_without_returns_says_that_it_is_not_known(
    client: Any, make: Make, home: Institution
) -> None:
    make.sign_in(client, Role.NCHED_ANALYST)
    page = client.get("/statistics?year=2010-2011").text
    assert "not the same as zero" in page
    assert '<option value="2010-2011" selected>' in page


def test_a_year_that_is_half_filed_says_so(client: Any, make: Make, home: Institution) -> None:
    make.institution(code="QD-02")
    make.sign_in(client, Role.NCHED_ANALYST)
    assert "these figures cover 1 of 2 institutions" in client.get("/statistics").text


def test_the_page_opens_on_the_newest_year_that_is_whole(client: Any, make: Make) -> None:
    place, other = make.institution(), make.institution()
    for year in range(2018, 2026):
        make.figures(place, year)
        if year != 2025:
            make.figures(other, year)
    make.sign_in(client, Role.NCHED_ANALYST)
    opened = client.get("/statistics").text.replace("\u2060", "")
    assert "National figures 2024–2025" in opened
    assert "/statistics?year=2025-2026" in opened
    assert "not complete" not in client.get("/statistics?year=2024-2025").text


def test_a_year_that_is_not_whole_says_over_whom_it_is_compared(client: Any, make: Make) -> None:
    half_filed(make)
    make.sign_in(client, Role.NCHED_ANALYST)
    page = client.get("/statistics?year=2025-2026").text
    assert "over the 1 institution that filed in both years" in page
    assert "222" in page


def test_the_page_costs_the_same_for_many_rows_as_for_few(
    client: Any, make: Make, home: Institution, statements: Any
) -> None:
    make.institution()
    make.sign_in(client, Role.NCHED_LEAD)
    make.contingent(make.cohort(make.programme(make.agreement(home))), n=7)
    with clock.moved_to(date(2026, 11, 23)):
        client.get("/statistics")
        with statements() as few:
            client.get("/statistics")
        for n in range(12):
            place = make.institution()
            make.figures(place, 2025)
            partner = make.partner(country=("DE", "FR", "IT")[n % 3])
            make.contingent(make.cohort(make.programme(make.agreement(place, [partner]))))
        with statements() as many:
            client.get("/statistics")
    assert len(few) == len(many)
