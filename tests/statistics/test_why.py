"""Every total decomposes into its causes, and they always sum to the difference."""

import json
from typing import Any

import pytest
from hypothesis import given

from app.kernel.years import AcademicYear
from app.programmes.path import Level
from app.statistics import decomposition, queries
from app.statistics.decomposition import Cause, Explained
from app.statistics.rows import Year
from tests.makers import Make
from tests.statistics.worlds import programme, students, year, years

FIGURES = (decomposition.contingent, decomposition.programmes)


def causes(explained: Explained) -> dict[str, int]:
    """What each cause adds, without those that add nothing."""
    assert explained.total.parts is not None
    return {p.cause.value: p.difference for p in explained.total.parts if p.difference}


@pytest.mark.parametrize("figure", FIGURES)
@given(before=years(2024), after=years(2025))
def test_the_causes_always_sum_to_the_difference(figure: Any, before: Year, after: Year) -> None:
    found: Explained = figure(before, after)
    for why in (found.total, *found.levels.values()):
        if not (before.is_known and after.is_known):
            assert why.parts is None
            assert why.change.difference is None
            continue
        assert why.parts is not None
        assert sum(part.difference for part in why.parts) == why.change.difference
        for part in why.parts:
            shares = [share.difference for share in part.shares]
            moved = [one.difference for share in part.shares for one in share.programmes]
            assert sum(shares) == sum(moved) == part.difference
    if found.total.change.difference is not None:
        levels = [why.change.difference for why in found.levels.values()]
        assert sum(n or 0 for n in levels) == found.total.change.difference


@given(before=years(2024), after=years(2025))
def test_each_programme_has_one_cause(before: Year, after: Year) -> None:
    found = decomposition.contingent(before, after).total
    names = [
        (share.place.code, one.key, one.level)
        for part in found.parts or ()
        for share in part.shares
        for one in share.programmes
    ]
    assert len(names) == len(set(names))


@given(before=years(2024), after=years(2025))
def test_the_way_back_is_the_opposite(before: Year, after: Year) -> None:
    there = decomposition.contingent(before, after)
    back = decomposition.contingent(after, before)
    if there.total.parts is None:
        return
    opposite = {
        Cause.NEW: Cause.CLOSED,
        Cause.GROWN: Cause.SHRUNK,
        Cause.NEWLY_REPORTING: Cause.NO_LONGER_REPORTING,
    }
    for one, other in opposite.items():
        assert there.total.part(one).difference == -back.total.part(other).difference


def test_every_cause_by_an_example() -> None:
    before = year(
        2024,
        [
            (1, programme("closed", [students(5)])),
            (1, programme("grown", [students(10)])),
            (1, programme("shrunk", [students(10)])),
            (1, programme("same", [students(3)])),
            (2, programme("gone", [students(7)])),
        ],
        {1, 2},
    )
    after = year(
        2025,
        [
            (1, programme("grown", [students(14)])),
            (1, programme("shrunk", [students(8)])),
            (1, programme("same", [students(3)])),
            (1, programme("opened", [students(6)])),
            (3, programme("reported", [students(9)])),
        ],
        {1, 3},
    )
    found = decomposition.contingent(before, after)
    assert causes(found) == {
        "new": 6,
        "closed": -5,
        "grown": 4,
        "shrunk": -2,
        "newly_reporting": 9,
        "no_longer_reporting": -7,
    }
    assert causes(decomposition.programmes(before, after)) == {
        "new": 1,
        "closed": -1,
        "newly_reporting": 1,
        "no_longer_reporting": -1,
    }


def test_a_programme_whose_level_changed_is_closed_there_and_new_here() -> None:
    before = year(2024, [(1, programme("P", [students(5)]))], {1})
    after = year(2025, [(1, programme("P", [students(6)], level=Level.MASTER))], {1})
    assert causes(decomposition.contingent(before, after)) == {"closed": -5, "new": 6}


def test_a_year_that_nobody_reported_is_not_explained() -> None:
    found = decomposition.contingent(year(2024, [], set()), year(2025, [], {1}))
    assert found.total.as_json()["parts"] is None
    assert found.total.change.before is None


def test_the_command_prints_every_cause_down_to_the_programme(app: Any, make: Make) -> None:
    home = make.institution(code="QD-01")
    made = make.programme(make.agreement(home))
    cohort = make.cohort(made)
    for start, n in ((2024, 10), (2025, 13)):
        make.figures(home, start)
        make.contingent(cohort, start, n=n)
    make.save()
    run = app.test_cli_runner().invoke
    asked = ["statistics", "why", "--from", "2024-2025", "--to", "2025-2026"]
    done = run(args=[*asked, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert (found["from"], found["to"]) == ("2024-2025", "2025-2026")
    assert found["coverage"]["to"] == {"institutions": 1, "of": 1}
    total = found["contingent"]["total"]
    assert {key: total[key] for key in ("from", "to", "difference", "percent")} == {
        "from": 10,
        "to": 13,
        "difference": 3,
        "percent": 30.0,
    }
    assert set(total["parts"]) == {cause.value for cause in Cause}
    (place,) = total["parts"]["grown"]["institutions"]
    assert (place["code"], place["n"]) == ("QD-01", 3)
    (one,) = place["programmes"]
    assert (one["code"], one["from"], one["to"]) == (made.code, 10, 13)
    assert found["contingent"]["bachelor"]["difference"] == 3
    assert "grown: +3 (1 programmes, 1 institutions)" in run(args=asked).output


@pytest.mark.parametrize(
    ("before", "after"), [("2025", "2025-2026"), ("2024-2025", ""), ("2024-2025", "next")]
)
def test_the_command_refuses_what_is_no_academic_year(app: Any, before: str, after: str) -> None:
    refused = app.test_cli_runner().invoke(
        args=["statistics", "why", "--from", before, "--to", after]
    )
    assert refused.exit_code == 2
    assert "is not an academic year" in refused.stderr


def test_rows_and_totals_tell_the_same(make: Make) -> None:
    for n in range(3):
        place = make.institution()
        make.figures(place, 2025)
        for level in list(Level)[: n + 1]:
            make.contingent(
                make.cohort(make.programme(make.agreement(place), level=level)), n=n + 4
            )
    rows = queries.years([AcademicYear(2025)])[2025]
    figures, _before = queries.national(AcademicYear(2025))
    assert sum(entry.students for entry in rows.entries) == figures.contingent.total
    assert len(list(rows.on_offer)) == figures.programmes.total
    assert rows.coverage == figures.coverage
