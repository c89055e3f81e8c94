"""What the plan alone would not show: frameworks, papers under way, and QD-01.

QD-01 is the institution a visitor signs in to. Its agreements are set by hand,
one for each thing worth seeing; all open after the published years.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.agreements.models import CONCLUDED, Kind, Stage
from app.agreements.term import TermCause, TermKind
from app.programmes.models import ProgrammeKind
from app.programmes.path import Unit
from seed.demo import formats, story, terms
from seed.demo.directory import Directory, University
from seed.demo.offers import NEVER, AgreementPlan, ProgrammePlan
from seed.demo.terms import TermPlan, Timeline

SHOWN = "QD-01"
BY_HAND = len(story.WAVES)


@dataclass(frozen=True)
class Course:
    """A programme set by hand."""

    level: str
    path: str
    field: str
    first: int
    last: int | None = None
    last_cohort: int = NEVER
    kind: ProgrammeKind = ProgrammeKind.DOUBLE
    unit: Unit | None = None


def by_hand(directory: Directory) -> list[AgreementPlan]:
    """The agreements of QD-01 that a visitor should find."""
    fixed = TermPlan(TermKind.FIX, date(2022, 9, 1), date(2032, 8, 31))
    auto = TermPlan(TermKind.AUTO, date(2021, 9, 1), renew_years=5, notice_months=6)
    indefinite = TermPlan(TermKind.IND, date(2023, 3, 1), notice_months=12)
    expiring = TermPlan(TermKind.FIX, date(2022, 2, 1), date(2027, 1, 31))
    taught_out = TermPlan(TermKind.FIX, date(2021, 9, 1), date(2025, 8, 31))
    extended = [
        TermPlan(TermKind.FIX, date(2021, 9, 1), date(2024, 8, 31)),
        TermPlan(
            TermKind.FIX,
            date(2024, 9, 1),
            date(2034, 8, 31),
            agreed_on=date(2024, 5, 16),
            cause=TermCause.EXTENSION,
        ),
    ]
    ended = TermPlan(TermKind.AUTO, date(2021, 9, 1), renew_years=3, notice_months=3)
    paused = TermPlan(TermKind.FIX, date(2023, 9, 1), date(2033, 8, 31))
    shortened = [
        TermPlan(TermKind.FIX, date(2021, 9, 1), date(2031, 8, 31)),
        TermPlan(
            TermKind.FIX,
            date(2024, 11, 15),
            date(2025, 6, 30),
            agreed_on=date(2024, 11, 15),
            cause=TermCause.EARLY_END,
        ),
    ]
    noticed = TermPlan(
        TermKind.AUTO,
        date(2021, 9, 1),
        date(2027, 8, 31),
        renew_years=3,
        notice_months=6,
        notice_given_on=date(2026, 10, 5),
    )
    make = _Maker(directory)
    return [
        make(
            [fixed],
            date(2022, 5, 19),
            ("QP-DE-09", "QP-FI-02"),
            [Course("B", "H2-P2", "Computer Science", 2022)],
        ),
        make(
            [auto],
            date(2021, 6, 24),
            ("QP-IT-02",),
            [
                Course("M", "H2-P2", "Economics", 2021),
                Course("B", "H3-P1", "International Relations", 2022),
            ],
        ),
        make(
            [indefinite],
            date(2023, 1, 27),
            ("QP-CZ-03",),
            [Course("D", "H2-P1", "Biotechnology", 2023)],
        ),
        make(
            [expiring],
            date(2021, 12, 10),
            ("QP-LT-01",),
            [Course("M", "H1-P1", "Public Administration", 2022, 2025, 2025, unit=Unit.SEMESTER)],
        ),
        make(
            [taught_out],
            date(2021, 4, 15),
            ("QP-PL-04",),
            [Course("B", "H3-P1", "International Business", 2021, 2024, 2023)],
        ),
        make(
            extended,
            date(2021, 5, 28),
            ("QP-FR-01", "QP-ES-01", "QP-PT-01"),
            [Course("M", "H1-P3", "Data Science", 2021, kind=ProgrammeKind.MULTIPLE)],
        ),
        make(
            [paused],
            date(2023, 6, 8),
            ("QP-TR-04",),
            [Course("M", "H1-P1", "Translation Studies", 2023, unit=Unit.YEAR)],
            stage=Stage.SUSPENDED,
        ),
        make(
            [ended],
            date(2021, 6, 3),
            ("QP-HU-01",),
            [Course("M", "H3-P1", "Applied Mathematics", 2021, 2023, 2021)],
            stage=Stage.TERMINATED,
            terminated_on=date(2024, 3, 1),
        ),
        make(
            shortened,
            date(2021, 7, 2),
            ("QP-GB-08",),
            [Course("M", "H1-P1", "Psychology", 2021, 2023, 2022, unit=Unit.YEAR)],
        ),
        make(
            [noticed],
            date(2021, 5, 7),
            ("QP-LV-03",),
            [Course("M", "H2-P2", "International Law", 2021, 2025, 2025, unit=Unit.SEMESTER)],
        ),
    ]


@dataclass(frozen=True)
class _Maker:
    directory: Directory

    def __call__(
        self,
        spans: list[TermPlan],
        signed_on: date,
        partners: tuple[str, ...],
        courses: list[Course],
        stage: Stage = Stage.SIGNED,
        terminated_on: date | None = None,
    ) -> AgreementPlan:
        spans[0].agreed_on = signed_on
        found = tuple(p for code in partners for p in self.directory.partners if p.code == code)
        end = terminated_on - timedelta(days=1) if terminated_on else spans[-1].ends_on
        timeline = Timeline(spans, signed_on, "by hand", terminated_on, end)
        return AgreementPlan(
            home=self.directory.home(SHOWN),
            partners=found,
            timeline=timeline,
            programmes=[_programme(course, found) for course in courses],
            wave=BY_HAND,
            stage=stage,
        )


def _programme(course: Course, partners: tuple[University, ...]) -> ProgrammePlan:
    named = next(f for f in formats.fields() if f.name_en == course.field)
    return ProgrammePlan(
        level=course.level,
        format=formats.named(course.level, course.path, course.unit),
        taught=named,
        kind=course.kind,
        first_intake=course.first,
        last=course.last,
        last_cohort=course.last_cohort,
        size=1.5,
        always=True,
        last_intake=course.last,
        partners=partners,
    )


def memoranda(random: Random, plans: list[AgreementPlan]) -> list[AgreementPlan]:
    """A framework memorandum, signed earlier, for every seventh agreement."""
    made = []
    for plan in plans:
        if plan.kind is Kind.PROTOCOL or random.random() > 0.14:
            continue
        signed_on = plan.timeline.signed_on - timedelta(days=random.randint(150, 900))
        made.append(memorandum(random, plan.home, plan.partners[:1], signed_on))
        plan.parent = made[-1]
    return made


def memorandum(
    random: Random, home: University, partners: tuple[University, ...], signed_on: date
) -> AgreementPlan:
    """A memorandum of cooperation: without a programme, mostly without an end."""
    starts_on = signed_on + timedelta(days=1)
    if random.random() < 0.5:
        term = TermPlan(TermKind.IND, starts_on, agreed_on=signed_on)
    else:
        term = TermPlan(
            TermKind.AUTO, starts_on, renew_years=5, notice_months=3, agreed_on=signed_on
        )
    timeline = Timeline([term], signed_on, "framework")
    return AgreementPlan(home, partners, timeline, [], BY_HAND, kind=Kind.MEMORANDUM)


def protocols(random: Random, plans: list[AgreementPlan]) -> list[AgreementPlan]:
    """Where an agreement has several programmes, some stand in a protocol to it."""
    made = []
    for plan in plans:
        recent = plan.wave >= 4 and plan.timeline.how == "current"
        if not recent or len(plan.programmes) < 2 or random.random() > 0.3:
            continue
        last = plan.programmes.pop()
        timeline = Timeline(
            [TermPlan(**vars(term)) for term in plan.timeline.terms],
            plan.timeline.signed_on,
            "current",
        )
        made.append(
            AgreementPlan(
                plan.home,
                plan.partners,
                timeline,
                [last],
                plan.wave,
                kind=Kind.PROTOCOL,
                parent=plan,
            )
        )
    return made


def suspend(random: Random, plans: list[AgreementPlan]) -> None:
    """Let a few recent agreements be suspended."""
    recent = [p for p in plans if p.wave in (5, 6) and p.timeline.how == "current"]
    for plan in random.sample(recent, 3):
        plan.stage = Stage.SUSPENDED


def under_way(random: Random, directory: Directory) -> list[AgreementPlan]:
    """Agreements not yet concluded: drafts, in review, returned, approved."""
    stages = (
        [Stage.DRAFT] * 13 + [Stage.IN_REVIEW] * 8 + [Stage.RETURNED] * 5 + [Stage.APPROVED] * 6
    )
    shown = directory.home(SHOWN)
    able = [h for h in directory.homes if h.reports_until is None and h.code != SHOWN]
    homes = [shown] * 2 + random.choices(able, [h.weight for h in able], k=11)
    homes += [shown] + random.choices(able, [h.weight for h in able], k=7)
    homes += [shown] + random.choices(able, [h.weight for h in able], k=4)
    homes += [shown] + random.choices(able, [h.weight for h in able], k=5)
    return [
        _under_way(random, directory, home, stage)
        for home, stage in zip(homes, stages, strict=True)
    ]


def _under_way(
    random: Random, directory: Directory, home: University, stage: Stage
) -> AgreementPlan:
    partner = random.choice([p for p in directory.partners if set(p.groups) & set(home.groups)])
    level = random.choice("BMM")
    shared = set(home.groups) & set(partner.groups)
    choices = [f for f in formats.fields() if f.group in shared and level in f.levels]
    programmes = []
    if choices and not (stage is Stage.DRAFT and random.random() < 0.4):
        programmes = [
            ProgrammePlan(
                level=level,
                format=formats.draw(random, level),
                taught=random.choice(choices),
                kind=ProgrammeKind.DOUBLE,
                first_intake=story.THIS_YEAR + 1,
                last=None,
                last_cohort=NEVER,
                size=1.0,
                partners=(partner,),
            )
        ]
    timeline = terms.current(random, story.THIS_YEAR + 1, 48)
    return AgreementPlan(home, (partner,), timeline, programmes, wave=-1, stage=stage)


def concluded(plans: list[AgreementPlan]) -> list[AgreementPlan]:
    """Those that were signed."""
    return [plan for plan in plans if plan.stage in CONCLUDED]
