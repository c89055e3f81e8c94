"""A study path drawn as one ribbon that flows between the places of study.

Home flows on the lowest lane and each partner on a lane of its own above it, so the
places are told apart by height and texture before colour. Time runs to the right in
equal half-years. `ribbon()` is what others call; the rest are the parts it returns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LANES = ("home", "partner", "partner2", "partner3")
CELL_MONTHS = 6
YEAR_MONTHS = 12

MARGIN = 20
TRACK = 640
CELL_WIDEST = 140
CELL_NARROWEST = 44
THICKNESS = 32
LANE_STEP = 66
AXIS_ROOM = 58
LETTER = 7.4

# Each size names how many half-years it reaches to and how wide a letter is, in units of
# the view box, when the picture is scaled down to a phone (the sizes in components.css).
SIZES = {"short": (2, 9.5), "medium": (4, 16.0), "long": (999, 19.0)}


@dataclass(frozen=True)
class Segment:
    """A stay at one place: `tone` is one of `LANES`, `length` is in months."""

    label: str
    tone: str
    length: int
    caption: str = ""


@dataclass(frozen=True)
class Stroke:
    """The centre line of one stay, with half of each bend that leads in and out."""

    tone: str
    d: str


@dataclass(frozen=True)
class End:
    """The rounded beginning or end of the ribbon."""

    tone: str
    d: str
    x: float
    y: float


@dataclass(frozen=True)
class Cut:
    """A thin line across the ribbon between two half-years."""

    d: str
    is_year: bool


@dataclass(frozen=True)
class Year:
    """A year of study: a line at its beginning and its name below the middle."""

    d: str
    x: float
    y: float
    label: str
    narrow: str


@dataclass(frozen=True)
class Text:
    """Words beside the ribbon, in the lane that is empty at that time."""

    x: float
    y: float
    text: str
    style: str


@dataclass(frozen=True)
class LegendEntry:
    """One place with everything that is spent there, in the order of first arrival."""

    tone: str
    label: str
    text: str


@dataclass(frozen=True)
class Ribbon:
    """A study path ready to be written as SVG; without segments it has no strokes."""

    width: float
    height: float
    thickness: int
    size: str
    cell: float
    strokes: tuple[Stroke, ...]
    ends: tuple[End, ...]
    cuts: tuple[Cut, ...]
    years: tuple[Year, ...]
    captions: tuple[Text, ...]
    legend: tuple[LegendEntry, ...]
    segments: tuple[Segment, ...]
    text: str


@dataclass(frozen=True)
class _Stay:
    """A segment put in its place."""

    segment: Segment
    x1: float
    x2: float
    y: float

    @property
    def middle(self) -> float:
        return (self.x1 + self.x2) / 2

    @property
    def width(self) -> float:
        return self.x2 - self.x1


def ribbon(segments: Sequence[Segment], unit_label: str = "{n}") -> Ribbon:
    """The picture of a path. `unit_label` names a year, with `{n}` for its number.

    Raises ValueError for a tone without a lane or a length that is not positive.
    """
    _check(segments)
    months = sum(segment.length for segment in segments)
    cell = _cell_width(months)
    size = next(name for name, (cells, _) in SIZES.items() if months <= cells * CELL_MONTHS)
    letter = SIZES[size][1]
    lanes = max((LANES.index(segment.tone) for segment in segments), default=0) + 1
    bottom = MARGIN / 2 + THICKNESS / 2 + (max(lanes, 2) - 1) * LANE_STEP
    stays = _stays(segments, cell, bottom)
    return Ribbon(
        width=_tidy(2 * MARGIN + months / CELL_MONTHS * cell),
        height=_tidy(bottom + THICKNESS / 2 + AXIS_ROOM),
        thickness=THICKNESS,
        size=size,
        cell=cell,
        strokes=_strokes(stays, cell),
        ends=_ends(stays),
        cuts=_cuts(stays, cell, months),
        years=_years(months, cell, bottom, unit_label, letter),
        captions=_captions(stays, bottom, cell, letter),
        legend=_legend(segments),
        segments=tuple(segments),
        text=", ".join(f"{segment.label} {segment.caption}".strip() for segment in segments),
    )


def _check(segments: Sequence[Segment]) -> None:
    for segment in segments:
        if segment.tone not in LANES:
            raise ValueError(f"No lane for the tone {segment.tone!r}.")
        if segment.length <= 0:
            raise ValueError(f"A stay of {segment.length} months cannot be drawn.")


def _cell_width(months: int) -> float:
    """Short programmes stay short, long ones keep to the track."""
    cells = max(months / CELL_MONTHS, 1)
    return _tidy(min(CELL_WIDEST, max(CELL_NARROWEST, TRACK / cells)))


def _stays(segments: Sequence[Segment], cell: float, bottom: float) -> list[_Stay]:
    stays = []
    x = float(MARGIN)
    for segment in segments:
        end = x + segment.length / CELL_MONTHS * cell
        stays.append(_Stay(segment, x, end, bottom - LANES.index(segment.tone) * LANE_STEP))
        x = end
    return stays


def _bend(left: _Stay, right: _Stay, cell: float) -> float:
    """How far a bend reaches to either side of the boundary between two stays."""
    return min(cell * 0.46, left.width * 0.4, right.width * 0.4, LANE_STEP * 0.8)


def _strokes(stays: Sequence[_Stay], cell: float) -> tuple[Stroke, ...]:
    strokes = []
    for position, stay in enumerate(stays):
        before = stays[position - 1] if position else None
        after = stays[position + 1] if position + 1 < len(stays) else None
        d = _entry(before, stay, cell) + _exit(stay, after, cell)
        strokes.append(Stroke(stay.segment.tone, d))
    return tuple(strokes)


def _entry(before: _Stay | None, stay: _Stay, cell: float) -> str:
    """From the middle of the bend before (or from the rounded beginning) to the lane."""
    if before is None:
        return _path("M", stay.x1 + THICKNESS / 2, stay.y)
    if before.y == stay.y:
        return _path("M", stay.x1, stay.y)
    reach, middle = _bend(before, stay, cell), (before.y + stay.y) / 2
    return _path("M", stay.x1, middle) + _path(
        "C",
        *(stay.x1 + reach / 4, (middle + stay.y) / 2),
        *(stay.x1 + reach / 2, stay.y),
        *(stay.x1 + reach, stay.y),
    )


def _exit(stay: _Stay, after: _Stay | None, cell: float) -> str:
    """Along the lane to the middle of the next bend (or to the rounded end)."""
    if after is None:
        return _path("L", stay.x2 - THICKNESS / 2, stay.y)
    if after.y == stay.y:
        return _path("L", stay.x2, stay.y)
    reach, middle = _bend(stay, after, cell), (stay.y + after.y) / 2
    return _path("L", stay.x2 - reach, stay.y) + _path(
        "C",
        *(stay.x2 - reach / 2, stay.y),
        *(stay.x2 - reach / 4, (stay.y + middle) / 2),
        *(stay.x2, middle),
    )


def _ends(stays: Sequence[_Stay]) -> tuple[End, ...]:
    if not stays:
        return ()
    first, last = stays[0], stays[-1]
    return (
        _cap(first.segment.tone, first.x1 + THICKNESS / 2, first.y, sweep=0),
        _cap(last.segment.tone, last.x2 - THICKNESS / 2, last.y, sweep=1),
    )


def _cap(tone: str, x: float, y: float, sweep: int) -> End:
    half = THICKNESS / 2
    d = _path("M", x, y - half) + f"A{half:g} {half:g} 0 0 {sweep} {_pair(x, y + half)}Z"
    return End(tone, d, _tidy(x), _tidy(y))


def _cuts(stays: Sequence[_Stay], cell: float, months: int) -> tuple[Cut, ...]:
    """Lines between half-years, except where the ribbon bends: there the bend says it."""
    bends = {round(left.x2, 2) for left, right in pairwise(stays) if left.y != right.y}
    cuts = []
    for month in range(CELL_MONTHS, months, CELL_MONTHS):
        x = MARGIN + month / CELL_MONTHS * cell
        if round(x, 2) in bends:
            continue
        y = next(stay.y for stay in stays if stay.x1 - 0.01 <= x <= stay.x2 + 0.01)
        d = _path("M", x, y - THICKNESS / 2) + _path("V", y + THICKNESS / 2)
        cuts.append(Cut(d, is_year=month % YEAR_MONTHS == 0))
    return tuple(cuts)


def _years(
    months: int, cell: float, bottom: float, unit_label: str, letter: float
) -> tuple[Year, ...]:
    foot = bottom + THICKNESS / 2 + 10
    years = []
    for number, start in enumerate(range(0, months, YEAR_MONTHS), start=1):
        end = min(start + YEAR_MONTHS, months)
        x1, x2 = (MARGIN + month / CELL_MONTHS * cell for month in (start, end))
        line = _path("M", x1, MARGIN / 2) + _path("V", foot + 34)
        label = unit_label.format(n=number)
        narrow = label if len(label) * letter < x2 - x1 else str(number)
        years.append(Year(line, _tidy((x1 + x2) / 2), _tidy(foot + 32), label, narrow))
    return tuple(years)


def _captions(
    stays: Sequence[_Stay], bottom: float, cell: float, letter: float
) -> tuple[Text, ...]:
    """The length, and the name where it fits, in the lane the ribbon has left free."""
    texts: list[Text] = []
    for stay in stays:
        free = stay.y + (LANE_STEP if stay.y < bottom else -LANE_STEP)
        label, caption = stay.segment.label, stay.segment.caption
        has_name = len(label) * LETTER < stay.width - cell / 2
        is_short = len(caption) * letter < stay.width
        x = _tidy(stay.middle)
        if has_name:
            # On a phone the name is left out, and the length stands alone in the lane.
            texts.append(Text(x, _tidy(free - 10), label, "soft wide-only"))
            texts.append(Text(x, _tidy(free + 10), caption, "strong wide-only"))
        if is_short or not has_name:
            shown = "narrow-only" if has_name else "" if is_short else "wide-only"
            texts.append(Text(x, _tidy(free), caption, f"strong {shown}".strip()))
    return tuple(text for text in texts if text.text)


def _legend(segments: Sequence[Segment]) -> tuple[LegendEntry, ...]:
    captions: dict[tuple[str, str], list[str]] = {}
    for segment in segments:
        captions.setdefault((segment.tone, segment.label), []).append(segment.caption)
    return tuple(
        LegendEntry(tone, label, " + ".join(filter(None, parts)))
        for (tone, label), parts in captions.items()
    )


def _path(command: str, *numbers: float) -> str:
    return command + " ".join(f"{_tidy(number):g}" for number in numbers)


def _pair(x: float, y: float) -> str:
    return f"{_tidy(x):g} {_tidy(y):g}"


def _tidy(number: float) -> float:
    return round(number, 2)
