"""The geometry of the pictures: in proportion, inside the frame, honest about the unknown."""

import re
from datetime import date
from itertools import pairwise

import pytest

from app.kernel.pictures.bars import Item, Series, bars, columns, nice_ticks
from app.kernel.pictures.ribbon import MARGIN, Ribbon, Segment, ribbon
from app.kernel.pictures.timeline import Mark, Span, beyond, timeline

PATHS = [
    (24, 24),
    (6, 6),
    (12, 12, 12, 12),
    (6, 18),
    (4, 8),
    (9, 9),
    (36, 12),
    (48,),
    (24, 24, 24),
]
TONES = ("home", "partner", "partner2", "partner3")


def path(*months: int) -> Ribbon:
    segments = [
        Segment(f"Place {number}", TONES[number % 4], length, f"{length} months")
        for number, length in enumerate(months)
    ]
    return ribbon(segments, "Year {n}")


def numbers(d: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", d)]


def points(d: str) -> list[tuple[float, float]]:
    """The coordinates of a stroke, which uses only M, L and C."""
    flat = numbers(d)
    return list(zip(flat[::2], flat[1::2], strict=True))


@pytest.mark.parametrize("months", PATHS)
def test_a_ribbon_lies_inside_its_view_box(months: tuple[int, ...]) -> None:
    picture = path(*months)
    reach = picture.thickness / 2
    for stroke in picture.strokes:
        for x, y in points(stroke.d):
            assert MARGIN <= x <= picture.width - MARGIN
            assert reach <= y <= picture.height - reach
    places = [(text.x, text.y) for text in picture.captions]
    places += [(year.x, year.y) for year in picture.years]
    for x, y in places:
        assert 0 < x < picture.width
        assert 0 < y < picture.height


@pytest.mark.parametrize("months", PATHS)
def test_one_stroke_begins_exactly_where_the_one_before_ends(months: tuple[int, ...]) -> None:
    strokes = path(*months).strokes
    assert len(strokes) == len(months)
    for left, right in pairwise(strokes):
        assert points(left.d)[-1] == points(right.d)[0]


@pytest.mark.parametrize("months", PATHS)
def test_the_length_of_a_stroke_is_proportional_to_the_stay(months: tuple[int, ...]) -> None:
    picture = path(*months)
    edges = [MARGIN, *[points(stroke.d)[-1][0] for stroke in picture.strokes]]
    edges[-1] += picture.thickness / 2
    for (left, right), length in zip(pairwise(edges), months, strict=True):
        assert right - left == pytest.approx(picture.cell * length / 6, abs=0.03)


def test_home_flows_below_and_every_partner_on_its_own_lane_above() -> None:
    picture = path(12, 12, 12, 12)
    heights = [points(stroke.d)[-2][1] for stroke in picture.strokes]
    lanes = [
        points(stroke.d)[4 if number else 0][1] for number, stroke in enumerate(picture.strokes[:3])
    ]
    assert lanes == sorted(lanes, reverse=True)
    assert len(set(lanes)) == 3
    assert min(heights) < max(heights)


def test_the_half_years_are_cut_and_the_bends_are_not() -> None:
    picture = path(24, 24)
    assert len(picture.cuts) == 6
    assert [cut.is_year for cut in picture.cuts] == [False, True, False, False, True, False]


def test_years_are_named_and_a_part_of_a_year_counts_as_one() -> None:
    assert [year.label for year in path(12, 6).years] == ["Year 1", "Year 2"]


PHONE_LETTERS = {"short": 16, "medium": 27, "long": 32}


@pytest.mark.parametrize("months", PATHS)
def test_on_a_phone_no_length_reaches_into_the_names_of_the_years(months: tuple[int, ...]) -> None:
    picture = path(*months)
    letter = PHONE_LETTERS[picture.size]
    shown = [text.y + letter / 2 for text in picture.captions if "wide-only" not in text.style]
    assert all(lowest < year.y - 0.8 * letter for lowest in shown for year in picture.years)


def test_the_legend_adds_up_the_stays_at_one_place() -> None:
    stays = [Segment("A", "home", 12, "1 year"), Segment("B", "partner", 12, "1 year")]
    legend = ribbon([*stays, Segment("A", "home", 24, "2 years")]).legend
    assert [(entry.label, entry.text) for entry in legend] == [
        ("A", "1 year + 2 years"),
        ("B", "1 year"),
    ]


def test_two_stays_in_a_row_on_one_lane_are_joined_without_a_bend() -> None:
    picture = ribbon([Segment("A", "partner", 6), Segment("B", "partner", 6)])
    assert all("C" not in stroke.d for stroke in picture.strokes)


def test_a_path_without_stays_has_nothing_to_draw() -> None:
    picture = ribbon([])
    assert (picture.strokes, picture.ends, picture.cuts, picture.years) == ((), (), (), ())


@pytest.mark.parametrize(("tone", "length"), [("home", 0), ("home", -6), ("elsewhere", 6)])
def test_a_stay_that_cannot_be_drawn_is_refused(tone: str, length: int) -> None:
    with pytest.raises(ValueError, match="drawn|lane"):
        ribbon([Segment("A", tone, length)])


TERM = Span("term", date(2020, 9, 1), date(2025, 8, 31), "Term")


def test_a_span_is_as_wide_as_its_days_and_the_last_day_counts() -> None:
    year = Span("term", date(2021, 1, 1), date(2021, 12, 31), "2021")
    [row] = timeline([year], start=date(2020, 1, 1), end=date(2024, 1, 1)).rows
    days = (date(2024, 1, 1) - date(2020, 1, 1)).days
    assert row.bars[0].width == pytest.approx(100 * 365 / days, abs=0.01)


def test_neighbouring_terms_touch_without_gap_or_overlap() -> None:
    renewal = Span("renewal", date(2025, 9, 1), date(2030, 8, 31), "Renewal")
    picture = timeline([TERM, renewal])
    first, second = (row.bars[0] for row in picture.rows)
    assert first.x + first.width == pytest.approx(second.x, abs=0.01)


def test_everything_stays_inside_the_picture() -> None:
    spans = [
        TERM,
        Span("cohort", date(2010, 1, 1), date(2040, 1, 1), "Longer than the picture"),
        Span("term", date(2022, 1, 1), None, "Open"),
    ]
    picture = timeline(spans, start=date(2015, 6, 1), end=date(2028, 6, 1))
    for row in picture.rows:
        for bar in row.bars:
            assert bar.x >= 0
            assert bar.width > 0
            assert bar.x + bar.width <= 100.01
        assert picture.top <= row.y < row.y + picture.thickness <= picture.bottom
    assert all(0 <= tick.x <= 100 for tick in picture.ticks)
    assert picture.label_y <= picture.height


def test_a_span_without_an_end_runs_out_of_the_picture() -> None:
    [row] = timeline([Span("term", date(2020, 1, 1), None, "Open")], today=date(2024, 1, 1)).rows
    assert row.bars[0].is_open
    assert row.bars[0].x + row.bars[0].width == pytest.approx(100)


def test_a_span_outside_the_picture_keeps_its_row_but_has_no_bar() -> None:
    [row] = timeline([TERM], start=date(2000, 1, 1), end=date(2010, 1, 1)).rows
    assert row.label == "Term"
    assert row.bars == ()


def test_the_words_of_a_row_stand_where_its_bar_is_and_inside_the_picture() -> None:
    def place(begins: int, ends: int, note: str = "01.09.2020 – 31.08.2025") -> tuple[float, str]:
        span = Span("renewal", date(begins, 1, 1), date(ends, 12, 31), "Renewal 3", note)
        [row] = timeline([span], start=date(2000, 1, 1), end=date(2100, 1, 1)).rows
        return row.text_x, row.anchor

    x, anchor = place(2030, 2040)
    assert (x, anchor) == (pytest.approx(30, abs=0.1), "start")
    x, anchor = place(2080, 2089)
    assert (x, anchor) == (pytest.approx(90, abs=0.1), "end")
    assert place(2090, 2099, "a note that is longer than the whole picture " * 4) == (0, "start")


def test_spans_of_one_row_share_a_line() -> None:
    spans = [Span("term", date(2020, 1, 1), None, "a", row="Terms"), TERM]
    spans.append(Span("renewal", date(2021, 1, 1), None, "b", row="Terms"))
    assert [len(row.bars) for row in timeline(spans).rows] == [2, 1]


def test_today_and_marks_are_shown_only_when_they_lie_inside() -> None:
    marks = [Mark("signed", date(2020, 6, 1), "Signed"), Mark("notice", date(2050, 1, 1), "Notice")]
    picture = timeline([TERM], marks, date(2060, 1, 1), date(2020, 1, 1), date(2026, 1, 1))
    assert [mark.label for mark in picture.marks] == ["Signed"]
    assert picture.today_x is None


def test_different_kinds_of_marks_have_different_shapes() -> None:
    kinds = ("signed", "terminated", "notice", "anything else")
    marks = [Mark(kind, date(2021, 1, 1), kind) for kind in kinds]
    assert len({mark.d for mark in timeline([TERM], marks).marks}) == 4


def test_a_long_axis_names_only_as_many_years_as_fit() -> None:
    spans = [Span("term", date(1990, 1, 1), date(2060, 1, 1), "Long")]
    named = [tick for tick in timeline(spans).ticks if tick.label]
    assert 2 <= len(named) <= 8


def test_a_timeline_of_nothing_has_no_rows_and_still_an_axis() -> None:
    picture = timeline([])
    assert picture.rows == ()
    assert picture.height > 0


def test_what_lies_beyond_the_limit_is_another_kind_on_the_same_row() -> None:
    cohort = Span("cohort", date(2023, 9, 1), date(2027, 6, 30), "Cohort 2023")
    before, after = beyond(cohort, date(2025, 8, 31))
    assert (before.kind, before.ends_on) == ("cohort", date(2025, 8, 31))
    assert (after.kind, after.starts_on) == ("teach_out", date(2025, 9, 1))
    assert len(timeline([before, after]).rows) == 1


def test_nothing_is_split_without_a_limit_and_everything_is_beyond_a_past_one() -> None:
    cohort = Span("cohort", date(2023, 9, 1), date(2027, 6, 30), "Cohort 2023")
    assert beyond(cohort, None) == (cohort,)
    assert beyond(cohort, date(2027, 6, 30)) == (cohort,)
    [late] = beyond(cohort, date(2023, 8, 31))
    assert late.kind == "teach_out"


def test_bars_are_in_proportion_and_the_longest_fills_the_width() -> None:
    picture = bars([Item("DE", 40), Item("ES", 10), Item("FR", 0)])
    assert [row.width for row in picture.rows] == [100, 25, 0]
    assert all(row.y + picture.thickness <= picture.height for row in picture.rows)


def test_an_unknown_count_is_kept_apart_from_zero() -> None:
    picture = bars([Item("DE", None), Item("ES", 0)])
    assert [row.value for row in picture.rows] == [None, 0]
    [column] = columns(["2025"], [Series("Bachelor", (None,))]).columns
    assert column.total is None
    assert column.unknown_height > 0


def test_no_bars_make_an_empty_picture() -> None:
    assert bars([]).rows == ()
    assert columns([], []).columns == ()


def test_the_layers_of_a_column_stand_on_each_other_in_proportion() -> None:
    series = [Series("Bachelor", (557,)), Series("Master", (609,)), Series("Doctoral", (23,))]
    picture = columns(["2021–22"], series)
    [column] = picture.columns
    assert column.total == 1189
    base = next(tick.y for tick in picture.ticks if tick.is_base)
    assert column.parts[0].y + column.parts[0].height == pytest.approx(base, abs=0.01)
    for below, above in pairwise(column.parts):
        assert above.y + above.height == pytest.approx(below.y, abs=0.02)
    heights = [part.height / part.value for part in column.parts]
    assert heights == pytest.approx([heights[0]] * 3, rel=0.02)


@pytest.mark.parametrize("years", [1, 2, 8, 30])
def test_columns_stay_inside_the_picture_and_apart(years: int) -> None:
    labels = [str(year) for year in range(years)]
    picture = columns(labels, [Series("Bachelor", tuple(range(years)))])
    edges = [(column.x, column.x + picture.column_width) for column in picture.columns]
    assert edges[0][0] >= 0
    assert edges[-1][1] <= 100
    assert all(left[1] < right[0] for left, right in pairwise(edges))
    assert all(part.y >= 0 for column in picture.columns for part in column.parts)


def test_a_series_with_a_missing_year_is_refused() -> None:
    with pytest.raises(ValueError, match="one value for each label"):
        columns(["2024", "2025"], [Series("Bachelor", (1,))])


@pytest.mark.parametrize("largest", [0, 1, 3, 9, 10, 11, 99, 1189, 1450, 9_999_999])
def test_ticks_are_whole_even_steps_that_reach_the_largest(largest: int) -> None:
    ticks = nice_ticks(largest)
    steps = {right - left for left, right in pairwise(ticks)}
    assert ticks[0] == 0
    assert ticks[-1] >= largest
    assert len(steps) == 1
    assert len(ticks) <= 6
