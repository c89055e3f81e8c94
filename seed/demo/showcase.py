"""What the plan alone would not show: frameworks, papers under way, and QD-01.

QD-01 is the institution a visitor signs in to; `showpieces.py` lists what is set
by hand for it.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from app.agreements.models import Kind, Stage
from app.agreements.term import TermKind
from app.programmes.models import ProgrammeKind
from seed.demo import formats, story, terms
from seed.demo.directory import Directory, University
from seed.demo.offers import NEVER, AgreementPlan, ProgrammePlan
from seed.demo.showpieces import SHOWPIECES, Course, Showpiece
from seed.demo.terms import TermPlan, Timeline

SHOWN = "QD-01"
BY_HAND = len(story.WAVES)


def by_hand(directory: Directory) -> list[AgreementPlan]:
    """The agreements of QD-01 that a visitor should find."""
    return [_shown(directory, piece) for piece in SHOWPIECES]


def _shown(directory: Directory, piece: Showpiece) -> AgreementPlan:
    spans = [replace(term) for term in piece.terms]
    spans[0].agreed_on = piece.signed_on
    partners = tuple(directory.partner(code) for code in piece.partners)
    ended = piece.terminated_on
    end = ended - timedelta(days=1) if ended else spans[-1].ends_on
    return AgreementPlan(
        home=directory.home(SHOWN),
        partners=partners,
        timeline=Timeline(spans, piece.signed_on, "by hand", ended, end),
        programmes=[_programme(course, partners) for course in piece.courses],
        wave=BY_HAND,
        stage=piece.stage,
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
