"""Stretches of time on one axis: terms, cohorts, what comes after the end, today.

Positions are percent of the width; heights are pixels. Spans that name the same `row`
share a line. A span without an end runs out of the picture with an arrow. Last days are
inclusive, as in a contract. `beyond()` splits a span at a limit, for the part that is
taught out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

MARKS_ROOM = 26
MARKS_Y = 12
ROW_STEP = 58
LABEL_DROP = 14
TEXT_DROP = 30
BAR_DROP = 36
THICKNESS = 16
MOST_LABELS = 8

# How much of the width a letter takes where the picture is just wide enough for
# label and note in one line.
LETTER_WIDTH = 1.05

SHAPES = {
    "signed": ("good", "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z"),
    "terminated": ("bad", "M-5-5L5 5M5-5L-5 5"),
    "notice": ("warn", "M0-7L7 0L0 7L-7 0Z"),
}
OTHER_SHAPE = ("neutral", "M-5-5H5V5H-5Z")


@dataclass(frozen=True)
class Span:
    """A stretch of time; `note` is said beside its row, `row` joins it to others."""

    kind: str
    starts_on: date
    ends_on: date | None
    label: str
    note: str = ""
    row: str = ""


@dataclass(frozen=True)
class Mark:
    """A day that matters; `kind` is a key of `SHAPES` or anything else."""

    kind: str
    on: date
    label: str
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """The visible part of a span, in percent of the width."""

    kind: str
    x: float
    width: float
    label: str
    note: str
    is_open: bool


@dataclass(frozen=True)
class Row:
    """A line of the picture: its words above, its bars below.

    Where the picture is wide, label and note are one text at `text_x` and `text_y`;
    where it is narrow the label stands at `label_y` above the note, both at the left.
    """

    label: str
    note: str
    label_y: int
    text_x: float
    text_y: int
    anchor: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Tick:
    """The first day of a year; `is_minor` is left out where the picture is narrow."""

    x: float
    label: str
    anchor: str
    is_minor: bool


@dataclass(frozen=True)
class PlacedMark:
    """A mark in its place; `d` is drawn around the origin."""

    x: float
    tone: str
    d: str
    on: date
    label: str
    note: str


@dataclass(frozen=True)
class Timeline:
    """Everything in its place; without spans it has no rows."""

    top: int
    bottom: int
    height: int
    label_y: int
    marks_y: int
    today_y: int
    today_x: float | None
    today_anchor: str
    thickness: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[PlacedMark, ...]
    kinds: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class _Axis:
    start: date
    end: date

    def x(self, day: date) -> float:
        """Percent of the width, never outside the picture."""
        share = (day - self.start).days / (self.end - self.start).days
        return round(100 * min(1.0, max(0.0, share)), 2)

    def shows(self, day: date) -> bool:
        return self.start <= day <= self.end


def timeline(
    spans: Sequence[Span],
    marks: Sequence[Mark] = (),
    today: date | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Timeline:
    """The picture from `start` to `end`; left out, they are whole years around the data."""
    axis = _axis(spans, marks, today, start, end)
    top = MARKS_ROOM if marks else 4
    rows = _rows(spans, axis, top)
    bottom = top + ROW_STEP * len(rows) + 4
    is_today_shown = today is not None and axis.shows(today)
    today_x = axis.x(today) if today is not None and is_today_shown else None
    return Timeline(
        top=top,
        bottom=bottom,
        height=bottom + (42 if is_today_shown else 24),
        label_y=bottom + 18,
        marks_y=MARKS_Y,
        today_y=bottom + 37,
        today_x=today_x,
        today_anchor=_anchor(today_x),
        thickness=THICKNESS,
        rows=rows,
        ticks=_ticks(axis),
        marks=tuple(_placed(mark, axis) for mark in marks if axis.shows(mark.on)),
        kinds=tuple(dict.fromkeys(bar.kind for row in rows for bar in row.bars)),
        spans=tuple(spans),
    )


def beyond(span: Span, limit: date | None, kind: str = "teach_out") -> tuple[Span, ...]:
    """The span up to and with `limit`, and what lies after it as another kind."""
    if limit is None or (span.ends_on is not None and span.ends_on <= limit):
        return (span,)
    if span.starts_on > limit:
        return (replace(span, kind=kind, row=span.row or span.label),)
    row = span.row or span.label
    return (
        replace(span, ends_on=limit, row=row),
        replace(span, kind=kind, starts_on=limit + timedelta(days=1), row=row),
    )


def _axis(
    spans: Sequence[Span],
    marks: Sequence[Mark],
    today: date | None,
    start: date | None,
    end: date | None,
) -> _Axis:
    days = [span.starts_on for span in spans] + [mark.on for mark in marks]
    days += [span.ends_on for span in spans if span.ends_on]
    days += [today] if today else []
    first = start or date(min(days, default=date(2000, 1, 1)).year, 1, 1)
    last = end or date(max(days, default=first).year + 1, 1, 1)
    return _Axis(first, max(last, first + timedelta(days=1)))


def _rows(spans: Sequence[Span], axis: _Axis, top: int) -> tuple[Row, ...]:
    lines: dict[object, list[Span]] = {}
    for position, span in enumerate(spans):
        lines.setdefault(span.row or position, []).append(span)
    return tuple(
        _row(line, axis, top + ROW_STEP * position) for position, line in enumerate(lines.values())
    )


def _row(line: Sequence[Span], axis: _Axis, y: int) -> Row:
    bars = tuple(_bar(span, axis) for span in line if _is_visible(span, axis))
    note = ", ".join(dict.fromkeys(span.note for span in line if span.note))
    label = line[0].row or line[0].label
    x, anchor = _text_place(bars, len(label) + len(note) + len(" · "))
    return Row(label, note, y + LABEL_DROP, x, y + TEXT_DROP, anchor, y + BAR_DROP, bars)


def _text_place(bars: Sequence[Bar], letters: int) -> tuple[float, str]:
    """Where the words of a row are held: at its first bar's start, or at the last one's end.

    The start, while what is right of it has room for the words; failing both, the
    left edge.
    """
    needed = letters * LETTER_WIDTH
    if not bars or bars[0].x + needed <= 100:
        return (bars[0].x if bars else 0), "start"
    end = round(bars[-1].x + bars[-1].width, 2)
    return (end, "end") if end >= needed else (0, "start")


def _is_visible(span: Span, axis: _Axis) -> bool:
    return span.starts_on < axis.end and (span.ends_on is None or span.ends_on >= axis.start)


def _bar(span: Span, axis: _Axis) -> Bar:
    x = axis.x(span.starts_on)
    right = 100.0 if span.ends_on is None else axis.x(span.ends_on + timedelta(days=1))
    width = round(right - x, 2)
    return Bar(span.kind, x, width, span.label, span.note, is_open=span.ends_on is None)


def _ticks(axis: _Axis) -> tuple[Tick, ...]:
    """A line for each first of January, named as often as there is room for."""
    first = axis.start.year + (axis.start > date(axis.start.year, 1, 1))
    years = range(first, axis.end.year + 1)
    every = max(1, -(-len(years) // MOST_LABELS))
    ticks = []
    for position, year in enumerate(years):
        x = axis.x(date(year, 1, 1))
        label = str(year) if position % every == 0 else ""
        ticks.append(Tick(x, label, _anchor(x), is_minor=(position // every) % 2 == 1))
    return tuple(ticks)


def _anchor(x: float | None) -> str:
    """Where a word at this place must be held so that it stays inside the picture."""
    if x is None or x < 4:
        return "start"
    return "end" if x > 96 else "middle"


def _placed(mark: Mark, axis: _Axis) -> PlacedMark:
    tone, d = SHAPES.get(mark.kind, OTHER_SHAPE)
    return PlacedMark(axis.x(mark.on), tone, d, mark.on, mark.label, mark.note)
