"""A study path keeps its unit and its order, and refuses what adds up to nothing."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.programmes.path import (
    CUSTOMS,
    Level,
    PathError,
    Period,
    Place,
    StudyPath,
    Unit,
    level_of,
    parse_label,
    parse_text,
)

HOME, PARTNER = Place.HOME, Place.PARTNER
steady = settings(deadline=None)


@st.composite
def paths(draw: st.DrawFn) -> StudyPath:
    """Any path at all, with up to three partners."""
    sides = st.one_of(
        st.just((HOME, None)), st.tuples(st.just(PARTNER), st.sampled_from(["A", "B", 3]))
    )
    drawn = draw(st.lists(st.tuples(sides, st.integers(1, 9)), min_size=1, max_size=6))
    periods: list[Period] = []
    for (where, partner), count in drawn:
        period = Period(where, count, partner)
        if not periods or not periods[-1].adjoins(period):
            periods.append(period)
    return StudyPath(tuple(periods), draw(st.sampled_from(Unit)))


def reason(label: str, level: str = "bachelor") -> str:
    with pytest.raises(PathError) as refused:
        parse_label(label, level)
    assert str(refused.value.message)
    return refused.value.reason


def test_the_same_label_is_years_for_a_bachelor_and_semesters_for_a_master() -> None:
    bachelor, master = parse_label("2+2", "bachelor"), parse_label("2+2", "master")
    assert bachelor.label == master.label == "2+2"
    assert (bachelor.unit, bachelor.months, bachelor.semesters) == (Unit.YEAR, 48, 8)
    assert (master.unit, master.months, master.semesters) == (Unit.SEMESTER, 24, 4)


def test_a_bare_label_is_read_with_home_first() -> None:
    path = parse_label("3+1", "B")
    assert path.text == "H3-P1"
    assert (path.periods_home, path.periods_partner) == (3, 1)


def test_an_alternating_path_stays_as_it_is() -> None:
    path = parse_label("1+1+1+1", "bachelor")
    assert path.text == "H1-P1-H1-P1"
    assert [set(path.place_in(year)) for year in (1, 2, 3, 4)] == [
        {HOME},
        {PARTNER},
        {HOME},
        {PARTNER},
    ]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("2+", "unfinished"),
        ("+2", "unfinished"),
        ("2++2", "unfinished"),
        ("+", "unfinished"),
        ("two+two", "letters"),
        ("2+x", "letters"),
        ("екі", "letters"),
        ("0+4", "zero"),
        ("2+00", "zero"),
        ("-1+5", "negative"),
        ("2+−2", "negative"),
        ("9+9", "too_long"),
        ("6+1", "too_long"),
        ("1+" * 40 + "1", "too_long"),
        ("9" * 6000 + "+1", "too_long"),
        ("4", "single"),
        ("1,5+2", "unreadable"),
        ("2-2", "unreadable"),
        ("2+2;", "unreadable"),
    ],
)
def test_what_is_no_path_is_refused_with_its_reason(label: str, expected: str) -> None:
    assert reason(label) == expected


def test_the_limit_depends_on_the_level() -> None:
    assert reason("4+3", "master") == "too_long"
    assert parse_label("3+3", "master").months == 36
    assert parse_label("3+3", "bachelor").months == 72
    assert parse_label("3+3", "doctoral").months == 72


def test_an_unknown_level_is_refused_before_the_label_is_read() -> None:
    assert reason("", "school") == "level"


def test_a_level_is_known_by_code_and_by_name() -> None:
    assert [level_of(x) for x in ("B", "bachelor", Level.BACHELOR)] == [Level.BACHELOR] * 3


def test_a_refused_path_is_a_refusal_of_its_field() -> None:
    with pytest.raises(Refusal) as refused:
        parse_label("2+", "master")
    assert refused.value.field == "path"


def test_spaces_and_wide_characters_do_not_matter() -> None:
    assert parse_label(" 2 + 2 ", "B") == parse_label("2+2", "B") == parse_label("２＋２", "B")


def test_two_neighbours_at_one_university_are_refused() -> None:
    with pytest.raises(PathError) as refused:
        parse_text("H2-P1-P1", "YEAR")
    assert refused.value.reason == "neighbours"


def test_two_neighbours_at_two_partners_are_two_periods() -> None:
    path = parse_text("H2-P1-P1", Unit.YEAR, partners=("Lyon", "Turin"))
    assert path.label == "2+1+1"
    assert [p.partner for p in path.periods] == [None, "Lyon", "Turin"]


@pytest.mark.parametrize("text", ["2+2", "H2P2", "H2-", "X2-P2", "H-P2", "H²²²²-P1", "H-2"])
def test_an_unreadable_notation_is_refused(text: str) -> None:
    with pytest.raises(PathError) as refused:
        parse_text(text, "SEM")
    assert refused.value.reason == "unreadable"


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(PathError) as refused:
        parse_text("H2-P2", "MONTH")
    assert refused.value.reason == "unit"


def test_the_notation_is_read_from_a_cyrillic_keyboard() -> None:
    assert parse_text("н2 - р2", "YEAR") == parse_label("2+2", "B")


def test_a_year_may_hold_both_places() -> None:
    path = parse_label("1+1", "master")
    assert path.place_in(1) == {HOME, PARTNER}
    assert path.nominal_years == 1


def test_a_semester_abroad_in_the_last_year_divides_that_year_only() -> None:
    path = parse_text("H6-P1-H1", "SEM")
    assert [set(path.place_in(y)) for y in (1, 2, 3, 4)] == [{HOME}] * 3 + [{HOME, PARTNER}]


def test_nobody_is_anywhere_outside_the_path() -> None:
    path = parse_label("2+2", "B")
    assert path.place_in(0) == path.place_in(-3) == path.place_in(5) == frozenset()


@pytest.mark.parametrize(
    ("text", "unit", "level", "usual"),
    [
        ("H2-P2", "YEAR", "B", True),
        ("P2-H2", "YEAR", "B", True),
        ("H1-P3", "YEAR", "B", True),
        ("H3-P1", "YEAR", "B", True),
        ("H4-P4", "SEM", "B", True),
        ("H2-P2", "SEM", "B", False),
        ("H1-P1-H1-P1", "YEAR", "B", False),
        ("H2-P3", "YEAR", "B", False),
        ("H1-P1", "SEM", "M", True),
        ("P1-H3", "SEM", "M", True),
        ("H3-P1", "SEM", "M", True),
        ("H2-P2", "YEAR", "M", False),
        ("H1-P4", "SEM", "M", False),
        ("H4", "YEAR", "B", False),
        ("H2-P1", "YEAR", "D", True),
    ],
)
def test_a_usual_format_is_one_that_the_sources_name(
    text: str, unit: str, level: str, usual: bool
) -> None:
    assert parse_text(text, unit).is_usual(level) is usual


def test_a_path_at_one_university_can_be_kept_but_fits_no_double_degree() -> None:
    path = parse_text("H4", "YEAR")
    with pytest.raises(PathError) as refused:
        path.fit("B")
    assert refused.value.reason == "single"


def test_the_plain_form_has_the_unit_and_every_period() -> None:
    assert parse_label("2+2", "bachelor").as_json() == {
        "label": "2+2",
        "text": "H2-P2",
        "unit": "YEAR",
        "months": 48,
        "periods": [
            {"where": "HOME", "count": 2, "partner": None},
            {"where": "PARTNER", "count": 2, "partner": None},
        ],
    }


def test_every_level_has_its_customs() -> None:
    assert set(CUSTOMS) == set(Level)


@steady
@given(paths())
def test_a_path_survives_being_written_and_read(path: StudyPath) -> None:
    partners = [p.partner for p in path.periods if p.partner is not None]
    assert parse_text(path.text, path.unit.value, partners) == path


@steady
@given(paths())
def test_the_stretches_tile_the_whole_length(path: StudyPath) -> None:
    stretches = path.stretches
    assert stretches[0].starts == 0 and stretches[-1].ends == path.months
    assert all(a.ends == b.starts for a, b in pairwise(stretches))


@steady
@given(paths())
def test_a_student_is_somewhere_in_every_course_year_and_nowhere_after(path: StudyPath) -> None:
    assert all(path.place_in(year) for year in range(1, path.nominal_years + 1))
    assert not path.place_in(path.nominal_years + 1)
    seen = frozenset().union(*(path.place_in(y) for y in range(1, path.nominal_years + 1)))
    assert seen == {p.where for p in path.periods}


@steady
@given(st.lists(st.integers(1, 3), min_size=2, max_size=6), st.sampled_from(Level))
def test_a_label_that_is_read_is_the_label_that_is_shown(counts: list[int], level: Level) -> None:
    label = "+".join(map(str, counts))
    try:
        path = parse_label(label, level)
    except PathError as refused:
        assert refused.reason == "too_long"
        assert sum(counts) * CUSTOMS[level].unit.months > CUSTOMS[level].longest
    else:
        assert path.label == label
        assert path.months <= CUSTOMS[level].longest


@steady
@given(st.text(), st.sampled_from(Level))
def test_whatever_is_typed_is_a_path_or_a_reason(text: str, level: Level) -> None:
    for read in (lambda: parse_label(text, level), lambda: parse_text(text, Unit.YEAR)):
        try:
            read()
        except PathError as refused:
            assert refused.reason and str(refused)
