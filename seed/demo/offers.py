"""The plan: which agreements and programmes there are, before any row is written.

Programmes are opened and closed in the waves of `story.py`, so that the numbers
on offer in the published years are right by construction. Partners are dealt
out so that the programmes on offer in 2020 name each early partner at least
once and no other.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from app.agreements.models import Kind, Stage
from app.programmes.models import ProgrammeKind
from seed.demo import formats, story, terms
from seed.demo.directory import Directory, University
from seed.demo.formats import Field, Format
from seed.demo.rows import Row
from seed.demo.terms import Timeline, nominal_end

NEVER = 9999


@dataclass
class ProgrammePlan:
    """A programme to be written. `last_cohort` is the last year in which anybody enters."""

    level: str
    format: Format
    taught: Field
    kind: ProgrammeKind
    first_intake: int
    last: int | None
    last_cohort: int
    size: float
    dormant: bool = False
    always: bool = False
    last_intake: int | None = None
    row: Row = field(default_factory=dict)
    partners: tuple[University, ...] = ()
    home_id: int = 0

    def admits(self, year: int) -> bool:
        """Whether anybody may enter in a year."""
        return not self.dormant and self.first_intake <= year <= self.last_cohort

    def offered(self, year: int) -> bool:
        """Whether the plan has it on offer in a year."""
        return self.first_intake <= year <= (self.last or NEVER)


@dataclass
class AgreementPlan:
    """An agreement to be written, with its programmes."""

    home: University
    partners: tuple[University, ...]
    timeline: Timeline
    programmes: list[ProgrammePlan]
    wave: int
    kind: Kind = Kind.DOUBLE_DEGREE
    stage: Stage = Stage.SIGNED
    parent: "AgreementPlan | None" = None
    twin: "AgreementPlan | None" = None
    row: Row = field(default_factory=dict)
    partner_rows: list[Row] = field(default_factory=list)
    term_rows: list[Row] = field(default_factory=list)

    @property
    def levels(self) -> list[str]:
        """The levels of its programmes, in their usual order."""
        found = {programme.level for programme in self.programmes}
        return [level for level in story.LEVELS if level in found]


@dataclass(frozen=True)
class Group:
    """Programmes that will share an agreement: levels, opening years, last year on offer."""

    wave: int
    levels: tuple[str, ...]
    opens: tuple[int, ...]
    last: int | None


class Planner:
    """Deals programmes to agreements, partners and homes."""

    def __init__(self, random: Random, directory: Directory) -> None:
        self._random = random
        self._directory = directory
        self._fields = formats.fields()
        self._served: Counter[str] = Counter()
        self._taught: set[tuple[str, str, str, str]] = set()

    def plan(self) -> list[AgreementPlan]:
        """All concluded agreements with programmes, oldest wave first."""
        groups = [g for number in range(len(story.WAVES)) for g in self._groups(number)]
        published = [g for g in groups if g.wave in story.PUBLISHED_WAVES]
        dealt = dict(zip(map(id, published), self._deal(len(published)), strict=True))
        found = []
        for group in groups:
            partners = dealt.get(id(group)) or self._later_partners(group)
            found.append(self._agreement(group, partners))
        return found

    def _groups(self, number: int) -> Iterator[Group]:
        wave = story.WAVES[number]
        levels = [level for level, n in wave.counts.items() for _ in range(n)]
        self._random.shuffle(levels)
        sizes = (0.84, 0.14, 0.02) if number in story.PUBLISHED_WAVES else (0.6, 0.3, 0.1)
        while levels:
            size = self._random.choices((1, 2, 3), sizes)[0]
            taken, levels = levels[:size], levels[size:]
            first = self._random.randint(*wave.opens)
            later = [self._random.randint(first, min(first + 2, wave.opens[1])) for _ in taken[1:]]
            yield Group(number, tuple(taken), (first, *later), self._last(wave, max(wave.opens)))

    def _last(self, wave: story.Wave, opened: int) -> int | None:
        if wave.last is not None or self._random.random() >= wave.ends_later:
            return wave.last
        return self._random.randint(max(2020, opened), story.THIS_YEAR - 1)

    def _deal(self, agreements: int) -> list[tuple[University, ...]]:
        """Early partners for the agreements of 2020, each partner at least once."""
        early = [partner for partner in self._directory.partners if partner.early]
        counts = [1] * agreements
        for place in self._random.sample(range(agreements), agreements // 3):
            counts[place] += 1 if self._random.random() < 0.75 else 2
        while sum(counts) < len(early) + 10:
            counts[self._random.choice([i for i, n in enumerate(counts) if n < 3])] += 1
        self._random.shuffle(early)
        waiting, dealt = list(early), []
        for count in counts:
            taken, waiting = waiting[:count], waiting[count:]
            others = [partner for partner in early if partner not in taken]
            dealt.append((*taken, *self._random.sample(others, count - len(taken))))
        self._random.shuffle(dealt)
        return dealt

    def _later_partners(self, group: Group) -> tuple[University, ...]:
        """Any partners: only the early ones while the published year may look at them."""
        count = self._random.choices((1, 2, 3), (0.83, 0.13, 0.04))[0]
        pool = self._directory.partners
        if "R" in group.levels:
            pool = tuple(p for p in pool if "med" in p.groups)
        weights = [p.weight * (1.0 if p.early else 2.2) for p in pool]
        found: dict[str, University] = {}
        while len(found) < count:
            partner = self._random.choices(pool, weights)[0]
            found[partner.code] = partner
        return tuple(found.values())

    def _agreement(self, group: Group, partners: tuple[University, ...]) -> AgreementPlan:
        home = self._home(group, partners)
        programmes = [self._programme(group, n, home, partners) for n in range(len(group.levels))]
        longest = max(programme.format.months for programme in programmes)
        opens = min(group.opens)
        timeline = (
            terms.current(self._random, opens, longest)
            if group.last is None
            else terms.ended(self._random, opens, group.last)
        )
        made = AgreementPlan(home, partners, timeline, programmes, group.wave)
        _close(self._random, made)
        return made

    def _home(self, group: Group, partners: Sequence[University]) -> University:
        """A home institution that teaches what the partners teach, at every level."""
        until = group.last or story.THIS_YEAR
        able = [
            home
            for home in self._directory.homes
            if home.reports(max(story.FIRST_YEAR, min(group.opens)))
            and home.reports(max(story.FIRST_YEAR, until))
            and all(self._choices(home, partners, level) for level in group.levels)
        ]
        unserved = [home for home in able if not self._served[home.code]]
        merged = [home for home in unserved if home.reports_until]
        pool = merged or unserved or able
        chosen = self._random.choices(pool, [home.weight for home in pool])[0]
        self._served[chosen.code] += 1
        return chosen

    def _choices(self, home: University, partners: Sequence[University], level: str) -> list[Field]:
        if level == "R":
            return [f for f in self._fields if f.group == "res"] if "med" in home.groups else []
        shared = set(home.groups).intersection(partners[0].groups)
        return [f for f in self._fields if f.group in shared and level in f.levels]

    def _programme(
        self, group: Group, number: int, home: University, partners: tuple[University, ...]
    ) -> ProgrammePlan:
        level = group.levels[number]
        choices = self._choices(home, partners, level)
        fresh = [
            f
            for f in choices
            if (home.code, partners[0].code, level, f.name_en) not in self._taught
        ]
        chosen = self._random.choice(fresh or choices)
        self._taught.add((home.code, partners[0].code, level, chosen.name_en))
        return ProgrammePlan(
            level=level,
            format=formats.draw(self._random, level),
            taught=chosen,
            kind=self._kind(len(partners)),
            first_intake=group.opens[number],
            last=group.last,
            last_cohort=min(group.last or NEVER, home.reports_until or NEVER),
            size=self._random.lognormvariate(0, 0.5) * (1 + home.weight / 20),
            dormant=self._random.random() < (0.3 if group.last in (2018, 2019) else 0.0),
            partners=partners,
        )

    def _kind(self, partners: int) -> ProgrammeKind:
        if partners > 1 and self._random.random() < 0.35:
            return ProgrammeKind.MULTIPLE
        kinds = (
            ProgrammeKind.DOUBLE,
            ProgrammeKind.JOINT_DEGREE,
            ProgrammeKind.JOINT_PROGRAMME,
        )
        return self._random.choices(kinds, (0.9, 0.05, 0.05))[0]


def _close(random: Random, made: AgreementPlan) -> None:
    """Say how the end of the agreement reaches its programmes and their cohorts.

    Two thirds of the agreements end after their youngest students; the others
    leave some to be taught out.
    """
    timeline = made.timeline
    if timeline.how == "terminated":
        made.stage = Stage.TERMINATED
    if all(p.kind is ProgrammeKind.JOINT_DEGREE for p in made.programmes):
        made.kind = Kind.JOINT_DEGREE
    for programme in made.programmes:
        if timeline.how == "closed":
            programme.last_intake = programme.last
        if timeline.ends_on and random.random() < 0.66:
            programme.last_cohort = min(programme.last_cohort, _youngest(programme, timeline))
        if made.home.reports_until:
            years = programme.format.years
            programme.last_cohort = min(programme.last_cohort, made.home.reports_until - years)


def _youngest(programme: ProgrammePlan, timeline: Timeline) -> int:
    """The last entry year whose students finish before the agreement ends."""
    year = story.THIS_YEAR
    while timeline.ends_on and nominal_end(year, programme.format.months) > timeline.ends_on:
        year -= 1
    return year
