"""Each student is counted once, also when two universities of Kazakhstan share a programme."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cohorts.models import Direction, StudyPlace
from app.kernel.years import AcademicYear
from app.programmes.path import Level
from app.returns.counting import Students
from app.statistics import queries, sharing
from app.statistics.sharing import Side
from tests.makers import Make
from tests.statistics.worlds import students

PARTNER, HOME, ONLINE = StudyPlace.PARTNER, StudyPlace.HOME, StudyPlace.ONLINE


def side(institution: str, partners: Sequence[str], *rows: Students, **given: Any) -> Side:
    """A programme shared with some partners."""
    values = {"year": 2025, "key": f"{institution}-P", "level": Level.BACHELOR, "field": "6B041"}
    return Side(
        institution=institution, partners=frozenset(partners), students=rows, **(values | given)
    )


def twice(*sides: Side) -> int:
    """How many students stand twice."""
    return sum(pair.n for pair in sharing.duplicates(sides))


@pytest.mark.parametrize(
    ("away", "received", "at_home", "n"),
    [
        (10, 0, 10, 10),
        (10, 10, 10, 0),
        (10, 4, 20, 6),
        (10, 4, 3, 3),
        (0, 4, 3, 0),
        (4, 10, 3, 0),
        (10, 0, 0, 0),
    ],
)
def test_those_at_the_partner_whom_it_does_not_show_as_received_stand_among_its_own(
    away: int, received: int, at_home: int, n: int
) -> None:
    one = side("X", "Y", students(away, place=PARTNER))
    other = side(
        "Y", "X", students(received, direction=Direction.IN), students(at_home, place=HOME)
    )
    assert twice(one, other) == n


@pytest.mark.parametrize(
    "given",
    [
        {"level": Level.MASTER},
        {"field": "6B061"},
        {"year": 2024},
        {"partners": frozenset("Z")},
        {"institution": "Z"},
    ],
)
def test_without_a_mirror_nobody_stands_twice(given: dict[str, Any]) -> None:
    one = side("X", "Y", students(10, place=PARTNER))
    other = Side(**(vars(side("Y", "X", students(10, place=HOME))) | given))
    assert twice(one, other) == 0


def test_entry_years_are_matched_one_by_one() -> None:
    one = side("X", "Y", students(10, place=PARTNER, entry_year=2024))
    other = side("Y", "X", students(10, place=HOME, entry_year=2023))
    assert twice(one, other) == 0


_rows = st.lists(
    st.builds(
        students,
        st.integers(0, 30),
        direction=st.sampled_from(Direction),
        place=st.sampled_from((PARTNER, HOME, ONLINE)),
        entry_year=st.integers(2023, 2025),
    ),
    max_size=6,
)


@st.composite
def _sides(draw: Any) -> list[Side]:
    """Up to four universities, each with up to two programmes shared with any of them."""
    found = []
    for institution in draw(st.sets(st.sampled_from("WXYZ"), min_size=1)):
        for number in range(draw(st.integers(1, 2))):
            partners = draw(st.sets(st.sampled_from("WXYZ")))
            rows = draw(_rows)
            found.append(side(institution, sorted(partners), *rows, key=f"{institution}{number}"))
    return found


def own(sides: Sequence[Side]) -> int:
    """The plain sum of own students."""
    return sum(r.n for s in sides for r in s.students if r.direction is Direction.OUT)


@given(_sides())
def test_the_national_figure_is_never_less_than_what_anybody_declares_alone(
    sides: list[Side],
) -> None:
    total = own(sides) - twice(*sides)
    assert total >= 0
    for institution in "WXYZ":
        assert total >= own([one for one in sides if one.institution == institution])


@given(_rows)
def test_without_partners_in_the_country_it_is_the_plain_sum(rows: list[Students]) -> None:
    assert twice(side("X", "Y", *rows), side("Z", "W", *rows)) == 0


@given(_sides())
def test_rows_without_the_duplicates_are_the_sum_less_them(sides: list[Side]) -> None:
    pairs = sharing.duplicates(sides)
    for one in sides:
        away: dict[int, int] = {}
        for pair in pairs:
            if (pair.source, pair.source_key) == (one.institution, one.key):
                away[pair.entry_year] = away.get(pair.entry_year, 0) + pair.n
        kept = sharing.without(one.students, away)
        assert own([Side(**(vars(one) | {"students": kept}))]) == own([one]) - sum(away.values())
        assert all(row.n >= 0 for row in kept)


def shared(make: Make) -> list[Any]:
    """Two universities with a programme between them: ten away, four received, twenty at home."""
    one, other = make.institution(), make.institution()
    for place, partner, rows in (
        (one, other, ((10, Direction.OUT, PARTNER), (5, Direction.OUT, HOME))),
        (other, one, ((20, Direction.OUT, HOME), (4, Direction.IN, HOME))),
    ):
        make.figures(place, 2025)
        cohort = make.cohort(make.programme(make.agreement(place, [partner])))
        for n, direction, where in rows:
            make.contingent(cohort, n=n, direction=direction, place=where)
    return [one, other]


def test_the_national_contingent_counts_them_once(make: Make) -> None:
    one, other = shared(make)
    year = AcademicYear(2025)
    figures, _before = queries.national(year)
    assert figures.contingent.total == 35 - 6
    listed = {i.code: n for i, _programmes, n in queries.filed_institutions(year)}
    assert listed == {one.code: 9, other.code: 20}
    rows = queries.years([year])[2025]
    assert sum(entry.students for entry in rows.entries) == 29
    (pair,) = rows.pairs
    assert (pair.source, pair.target, pair.n) == (one.code, other.code, 6)
