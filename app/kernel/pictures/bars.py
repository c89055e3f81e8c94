"""Counts as bars: one below the other with names, or stacked year by year.

Widths are percent, heights pixels. The names of the value lines stand to the left of
the columns, in room that the style sheet gives in pixels. A count that is not known (None) is drawn as an
empty dashed shape, never as zero. `bars()` and `columns()` are what others call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

ROW_STEP = 44
LABEL_DROP = 14
BAR_DROP = 21
THICKNESS = 12

PLOT_TOP = 26
PLOT_HEIGHT = 200
AXIS_ROOM = 26
COLUMN_SHARE = 0.62
MOST_LABELS = 4
UNKNOWN_HEIGHT = 44


@dataclass(frozen=True)
class Item:
    """What one bar stands for."""

    label: str
    value: float | None
    note: str = ""


@dataclass(frozen=True)
class BarRow:
    """A bar with its name above it; `width` is percent."""

    label: str
    value: float | None
    note: str
    label_y: int
    y: int
    width: float


@dataclass(frozen=True)
class Bars:
    """Bars one below the other; the longest fills the width."""

    height: int
    thickness: int
    rows: tuple[BarRow, ...]


@dataclass(frozen=True)
class Series:
    """One layer of every column, with a value (or None) for each year."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class LegendEntry:
    """A layer's name and the number of its colour and texture."""

    tone: int
    label: str


@dataclass(frozen=True)
class Part:
    """One layer of one column."""

    tone: int
    label: str
    value: int
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """A year. `total` is None when any of its layers is unknown and none is drawn.

    A narrow picture writes `short` for `label`.
    """

    label: str
    short: str
    x: float
    centre: float
    total: int | None
    total_y: float
    label_y: float
    unknown_height: int
    is_minor: bool
    is_last: bool
    parts: tuple[Part, ...]
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class ValueTick:
    """A horizontal line at a round number."""

    value: float
    y: float
    label_y: float
    is_base: bool


@dataclass(frozen=True)
class Columns:
    """Stacked columns year by year; `numeric` are the number columns of the table twin."""

    height: int
    axis_y: int
    column_width: float
    columns: tuple[Column, ...]
    ticks: tuple[ValueTick, ...]
    legend: tuple[LegendEntry, ...]
    numeric: tuple[int, ...]


def bars(items: Sequence[Item]) -> Bars:
    """Bars in the order given, all measured against the largest value."""
    largest = max((item.value for item in items if item.value), default=1)
    rows = tuple(_bar(item, ROW_STEP * place, largest) for place, item in enumerate(items))
    return Bars(height=ROW_STEP * len(rows), thickness=THICKNESS, rows=rows)


def _bar(item: Item, y: int, largest: float) -> BarRow:
    width = round(100 * (item.value or 0) / largest, 2)
    return BarRow(item.label, item.value, item.note, y + LABEL_DROP, y + BAR_DROP, width)


def columns(labels: Sequence[str], series: Sequence[Series], short: Sequence[str] = ()) -> Columns:
    """A column for each label with the series stacked in order, the first at the bottom.

    `short` are the same labels for a narrow picture. Raises ValueError when a series has not exactly one value for each label.
    """
    if any(len(layer.values) != len(labels) for layer in series):
        raise ValueError("Every series needs one value for each label.")
    stacks = [tuple(layer.values[place] for layer in series) for place in range(len(labels))]
    ticks = nice_ticks(max((sum(filter(None, stack)) for stack in stacks), default=0))
    step = 100 / max(len(labels), 1)
    return Columns(
        height=PLOT_TOP + PLOT_HEIGHT + AXIS_ROOM,
        axis_y=PLOT_TOP + PLOT_HEIGHT + 18,
        column_width=round(step * COLUMN_SHARE, 2),
        columns=tuple(
            _column(labels, short or labels, place, stack, series, step, ticks[-1])
            for place, stack in enumerate(stacks)
        ),
        ticks=tuple(_tick(value, ticks[-1]) for value in ticks),
        legend=tuple(LegendEntry(tone, layer.label) for tone, layer in enumerate(series, 1)),
        numeric=tuple(range(1, len(series) + 2)),
    )


def _column(
    labels: Sequence[str],
    short: Sequence[str],
    place: int,
    stack: tuple[int | None, ...],
    series: Sequence[Series],
    step: float,
    highest: float,
) -> Column:
    centre = step * (place + 0.5)
    total = None if None in stack else sum(filter(None, stack))
    top = _y(sum(filter(None, stack)), highest)
    head = top - (UNKNOWN_HEIGHT if total is None else 0)
    every = ceil(len(labels) / MOST_LABELS)
    return Column(
        label=labels[place],
        short=short[place],
        x=round(centre - step * COLUMN_SHARE / 2, 2),
        centre=round(centre, 2),
        total=total,
        total_y=max(head, 0),
        label_y=max(round(head - 6, 2), 12),
        unknown_height=round(top - max(head, 0)),
        is_minor=(len(labels) - 1 - place) % every != 0,
        is_last=place == len(labels) - 1,
        parts=_parts(stack, series, highest),
        values=stack,
    )


def _parts(
    stack: tuple[int | None, ...], series: Sequence[Series], highest: float
) -> tuple[Part, ...]:
    parts = []
    below = 0
    for tone, (layer, value) in enumerate(zip(series, stack, strict=True), start=1):
        if value:
            y = _y(below + value, highest)
            parts.append(Part(tone, layer.label, value, y, round(_y(below, highest) - y, 2)))
            below += value
    return tuple(parts)


def _tick(value: float, highest: float) -> ValueTick:
    y = _y(value, highest)
    return ValueTick(value, y, round(y + 4, 2), is_base=value == 0)


def _y(value: float, highest: float) -> float:
    return round(PLOT_TOP + PLOT_HEIGHT * (1 - value / highest), 2)


def nice_ticks(largest: float, about: int = 4) -> tuple[int, ...]:
    """Round whole numbers from 0 to the first one that is not below `largest`."""
    if largest <= 0:
        return (0, 1)
    rough = max(largest / about, 1)
    power = 10 ** floor(log10(rough))
    step = next(ceil(power * factor) for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return tuple(range(0, step * ceil(largest / step) + 1, step))
