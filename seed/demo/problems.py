"""Problems planted on purpose, so that each rule of the register finds something.

`PROBLEMS` says which rule is broken at which home institution and how. Some
change the plan, before students are moved through it (`plan`), the others change
rows at the end (`rows`). To plant one more, add a line; what it changes may not
touch agreements that were in force in the published years, so the pickers offer
only those that opened later.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.agreements.models import (
    AgreementDocument,
    Clause,
    DocumentKind,
    Kind,
    Stage,
    Topic,
)
from app.agreements.term import TermKind, add_years, end_of_fixed
from app.cohorts.models import (
    Cohort,
    Contingent,
    Diplomas,
    Flow,
    Graduation,
    Mobility,
    Movement,
    StudyPlace,
    YearFigures,
)
from app.institutions.models import Ranking
from app.kernel.db import Base
from app.programmes.models import (
    Accreditation,
    DiplomaScheme,
    Mode,
    PathPeriod,
    ProgrammeAward,
    ProgrammeKind,
    ProgrammePartner,
    RegistryStatus,
)
from app.programmes.path import Place
from seed.demo import formats, showcase, story
from seed.demo.directory import Directory
from seed.demo.offers import AgreementPlan, ProgrammePlan
from seed.demo.rows import Row, Rows
from seed.demo.students import CohortPlan
from seed.demo.terms import TermPlan, Timeline, nominal_end

TOKYO_ONLY = ("KR", "JP")
FIRST_FREE_WAVE = 4

Subject = AgreementPlan | ProgrammePlan | str


@dataclass
class World:
    """What a problem may look at and change."""

    random: Random
    directory: Directory
    plans: list[AgreementPlan]
    rows: Rows
    cohorts: list[CohortPlan] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    found: list[tuple[str, Subject]] = field(default_factory=list)
    taught_out: list[AgreementPlan] = field(default_factory=list)

    def agreement(
        self, home: str, suits: Callable[[AgreementPlan], bool], since: int = FIRST_FREE_WAVE
    ) -> AgreementPlan:
        """The first agreement of a home institution that suits and has no problem yet."""
        for plan in self.plans:
            free = since <= plan.wave < showcase.BY_HAND and id(plan) not in self.taken
            if plan.home.code == home and free and suits(plan):
                self.taken.add(id(plan))
                return plan
        raise LookupError(f"{home} has no agreement for this problem")

    def programme(
        self,
        home: str,
        suits: Callable[[ProgrammePlan], bool],
        agreement: Callable[[AgreementPlan], bool] | None = None,
    ) -> tuple[AgreementPlan, ProgrammePlan]:
        """The first programme that suits, under an open agreement without a problem yet."""
        plan = self.agreement(
            home, lambda a: (agreement or is_open)(a) and any(suits(p) for p in a.programmes)
        )
        return plan, next(p for p in plan.programmes if suits(p))

    def about(self, model: type[Base], programme: ProgrammePlan) -> list[Row]:
        """The rows of a programme in a table that names it."""
        return [r for r in self.rows.of(model) if r["programme_id"] == programme.row["id"]]

    def counted(self, model: type[Base], programme: ProgrammePlan) -> list[Row]:
        """The rows of a programme's cohorts in a table that names them."""
        ids = {row["id"] for row in self.about(Cohort, programme)}
        return [row for row in self.rows.of(model) if row["cohort_id"] in ids]

    def remove(self, model: type[Base], gone: list[Row]) -> None:
        """Leave rows out."""
        ids = {row["id"] for row in gone}
        kept = [row for row in self.rows.of(model) if row["id"] not in ids]
        self.rows.of(model)[:] = kept

    def has_students(self, programme: ProgrammePlan) -> bool:
        """Whether its newest figures have students at the partner or at home."""
        latest = max((r["year"] for r in self.counted(Contingent, programme)), default=0)
        return latest == story.THIS_YEAR


def is_open(plan: AgreementPlan) -> bool:
    """Signed, in force, with programmes that admit; none of those set by hand."""
    return (
        plan.stage is Stage.SIGNED
        and plan.kind is Kind.DOUBLE_DEGREE
        and plan.timeline.how == "current"
        and bool(plan.programmes)
        and plan.wave < showcase.BY_HAND
    )


def _any(programme: ProgrammePlan) -> bool:
    return True


def _at(level: str) -> Callable[[ProgrammePlan], bool]:
    return lambda programme: programme.level == level


@dataclass(frozen=True)
class Problem:
    """A rule broken on purpose at a home institution; `make` returns what breaks it."""

    rule: str
    home: str
    make: Callable[[World, str], Subject]
    phase: str


def _termed(change: Callable[[TermPlan], None], kind: TermKind) -> Callable[[World, str], Subject]:
    """A problem of the last term of an agreement whose term is of that kind."""

    def make(world: World, home: str) -> Subject:
        plan = world.agreement(home, lambda a: is_open(a) and a.timeline.terms[-1].kind is kind)
        change(plan.timeline.terms[-1])
        return plan

    return make


def _twelve_years(term: TermPlan) -> None:
    term.ends_on = end_of_fixed(term.starts_on, 12)


def _without_end(term: TermPlan) -> None:
    term.ends_on = None


def _without_years(term: TermPlan) -> None:
    term.renew_years = None


def _with_years(term: TermPlan) -> None:
    term.renew_years = 5


def _signed_late(world: World, home: str) -> Subject:
    plan = world.agreement(
        home, lambda a: is_open(a) and a.timeline.terms[0].starts_on.year <= 2023
    )
    plan.timeline.signed_on = plan.timeline.terms[0].starts_on + timedelta(days=430)
    plan.timeline.terms[0].agreed_on = plan.timeline.signed_on
    return plan


def _domestic(world: World, home: str) -> Subject:
    plan = world.agreement(home, lambda a: is_open(a) and a.parent is None)
    partner = world.directory.home("QD-40")
    plan.partners = (partner,)
    for programme in plan.programmes:
        programme.partners = plan.partners
    return plan


def _bare_memorandum(world: World, home: str) -> Subject:
    of = world.agreement(home, is_open)
    others = [p for p in world.directory.partners if p not in of.partners]
    signed_on = of.timeline.signed_on + timedelta(days=45)
    partners = (world.random.choice(others),)
    made = showcase.memorandum(world.random, of.home, partners, signed_on)
    world.plans.append(made)
    return made


def _declared_only(world: World, home: str) -> Subject:
    of = world.agreement(home, is_open)
    others = [p for p in world.directory.partners if p.early and p not in of.partners]
    timeline = Timeline(
        [replace(of.timeline.terms[-1])], of.timeline.signed_on - timedelta(days=3), "current"
    )
    made = AgreementPlan(of.home, (world.random.choice(others),), timeline, [], showcase.BY_HAND)
    world.plans.append(made)
    return made


def _on_memorandum(world: World, home: str) -> Subject:
    plan, programme = world.programme(home, _any, lambda a: is_open(a) and a.parent is None)
    plan.kind = Kind.MEMORANDUM
    return programme


def _twice(world: World, home: str) -> Subject:
    of, programme = world.programme(home, _any)
    again = replace(programme, dormant=True, last_intake=story.THIS_YEAR - 1, row={})
    timeline = Timeline([replace(t) for t in of.timeline.terms], of.timeline.signed_on, "current")
    made = AgreementPlan(of.home, of.partners, timeline, [again], showcase.BY_HAND)
    made.twin = of
    world.plans.append(made)
    return made


def _dormant(world: World, home: str) -> Subject:
    _, programme = world.programme(home, lambda p: p.first_intake <= story.THIS_YEAR - 2)
    programme.dormant = True
    return programme


def _too_short(world: World, home: str) -> Subject:
    plan, programme = world.programme(
        home, lambda p: p.level in "BD" and p.first_intake <= story.THIS_YEAR - 2
    )
    start = plan.timeline.terms[0].starts_on
    years = min(10, story.THIS_YEAR + 2 - start.year)
    plan.timeline.terms = [TermPlan(TermKind.FIX, start, end_of_fixed(start, years))]
    plan.timeline.terms[0].agreed_on = plan.timeline.signed_on
    programme.always = True
    return plan


def _unusual(level: str, path: str) -> Callable[[World, str], Subject]:
    def make(world: World, home: str) -> Subject:
        _, programme = world.programme(home, _at(level))
        programme.format = formats.named(level, path)
        return programme

    return make


def _without_term(world: World, home: str) -> Subject:
    plan = next(p for p in world.plans if p.stage is Stage.DRAFT and p.home.code == home)
    plan.timeline.terms = []
    return plan


def _row(
    change: Callable[[Row], None], suits: Callable[[ProgrammePlan], bool] = _any
) -> Callable[[World, str], Subject]:
    """A problem of a programme's own columns."""

    def make(world: World, home: str) -> Subject:
        _, programme = world.programme(home, suits)
        change(programme.row)
        return programme

    return make


def _put(**columns: Any) -> Callable[[Row], None]:
    """Put values into columns."""
    return lambda row: row.update(columns)


def _missing_credits(row: Row) -> None:
    row["ects_partner"] -= Decimal(30)


def _recognised_in_excess(row: Row) -> None:
    row["ects_recognised"] = row["ects_partner"] + Decimal(6)


def _few_credits(row: Row) -> None:
    row["ects_total"] -= Decimal(24)
    row["ects_home"] -= Decimal(24)


def _longer(row: Row) -> None:
    row["duration_months"] += 6


def _wrong_prefix(row: Row) -> None:
    row["registry_code"] = "6B" + row["registry_code"][2:]


def _same_names(row: Row) -> None:
    row["name_kk"] = row["name_ru"] = row["name_en"]


def _cyrillic_in_english(row: Row) -> None:
    row["name_en"] = row["name_en"].replace("e", "е", 1).replace("a", "а", 1)


def _begun_early(world: World, home: str) -> Subject:
    plan, programme = world.programme(home, lambda p: p.first_intake >= 2022)
    programme.row["first_intake"] = plan.timeline.terms[0].starts_on.year - 1
    return programme


def _without_clauses(world: World, home: str) -> Subject:
    plan = world.agreement(home, is_open)
    topics = (Topic.PROTECTION, Topic.QUALITY, Topic.CREDITS)
    gone = [
        row
        for row in world.rows.of(Clause)
        if row["agreement_id"] == plan.row["id"] and row["topic"] in topics
    ]
    world.remove(Clause, gone)
    return plan


def _without_file(world: World, home: str) -> Subject:
    plan = world.agreement(home, is_open)
    gone = [
        row
        for row in world.rows.of(AgreementDocument)
        if row["agreement_id"] == plan.row["id"] and row["kind"] is DocumentKind.SIGNED
    ]
    world.remove(AgreementDocument, gone)
    return plan


def _terminated_before(world: World, home: str) -> Subject:
    plan = world.agreement(
        home, lambda a: a.timeline.ends_on is not None and a.wave < showcase.BY_HAND
    )
    plan.row["stage"] = Stage.TERMINATED
    plan.row["termination_reason"] = "Күні қате енгізілген."
    plan.row["terminated_on"] = plan.timeline.terms[0].starts_on - timedelta(days=40)
    return plan


def _never_abroad(world: World, home: str) -> Subject:
    _, programme = world.programme(home, lambda p: p.first_intake == story.THIS_YEAR)
    gone = [r for r in world.about(PathPeriod, programme) if r["place"] is Place.PARTNER]
    world.remove(PathPeriod, gone)
    return programme


def _online_under_tokyo(world: World, home: str) -> Subject:
    _, programme = world.programme(home, lambda p: p.partners[0].country in TOKYO_ONLY)
    programme.row |= {"online_share": 30, "mode": Mode.BLENDED}
    return programme


def _not_accredited(world: World, home: str) -> Subject:
    _, programme = world.programme(home, _any)
    world.remove(Accreditation, world.about(Accreditation, programme))
    return programme


def _accredited_long(world: World, home: str) -> Subject:
    _, programme = world.programme(home, _any)
    for row in world.about(Accreditation, programme):
        row["valid_until"] = add_years(row["valid_from"], 9)
    return programme


def _one_domain(world: World, home: str) -> Subject:
    plan, programme = world.programme(home, _any)
    for row in world.about(ProgrammePartner, programme):
        row["coordinator_email"] = f"partner.contact@{plan.home.domain}"
    return programme


def _abandoned(world: World, home: str) -> Subject:
    """Ended, with students who have years to go, and nothing said about them."""

    def suits(plan: AgreementPlan) -> bool:
        return bool(plan.row.get("teachout_until")) and any(
            world.has_students(programme) for programme in plan.programmes
        )

    plan = world.agreement(home, suits, since=0)
    plan.row["teachout_until"] = None
    return plan


def _total_too_small(world: World, home: str) -> Subject:
    place = world.directory.home(home)
    for row in world.rows.of(YearFigures):
        if row["institution_id"] == place.id and row["year"] == story.THIS_YEAR - 1:
            row |= {"total_contingent": 4, "total_foreign": 0}
    return home


def _movement(world: World, home: str) -> Subject:
    """One graduate less in the movement than left: the balance does not close."""
    _, programme = world.programme(
        home, lambda p: _latest_movement(world, p) is not None, lambda a: a.wave >= 4
    )
    row = _latest_movement(world, programme)
    assert row is not None
    row["withdrawn"] += 1
    return programme


def _latest_movement(world: World, programme: ProgrammePlan) -> Row | None:
    rows = [
        r for r in world.counted(Movement, programme) if r["year"] >= 2023 and r["withdraw_reason"]
    ]
    return max(rows, key=lambda r: int(r["year"]), default=None)


def _graduates_differ(world: World, home: str) -> Subject:
    _, programme = world.programme(
        home, lambda p: bool(_graduations(world, p, story.THIS_YEAR)), lambda a: a.wave >= 4
    )
    _graduations(world, programme, story.THIS_YEAR)[0]["n"] += 1
    return programme


def _graduations(world: World, programme: ProgrammePlan, year: int) -> list[Row]:
    return [r for r in world.counted(Graduation, programme) if r["year"] == year]


def _stays(world: World, programme: ProgrammePlan) -> list[Row]:
    """Periods abroad that cover this year's reference date."""
    return [
        row
        for row in world.about(Mobility, programme)
        if row["year"] == story.THIS_YEAR
        and row["flow"] is Flow.OUT
        and row["starts_on"].year == story.THIS_YEAR
        and row["starts_on"].month == 9
    ]


def _mobility_missing(world: World, home: str) -> Subject:
    _, programme = world.programme(home, lambda p: bool(_stays(world, p)), lambda a: a.wave >= 4)
    world.remove(Mobility, _stays(world, programme)[:1])
    return programme


def _elsewhere(world: World, home: str) -> Subject:
    _, programme = world.programme(home, lambda p: bool(_stays(world, p)), lambda a: a.wave >= 4)
    country = "AE" if programme.partners[0].country != "AE" else "SG"
    for row in _stays(world, programme):
        row["country"] = country
    return programme


def _both_for_one(world: World, home: str) -> Subject:
    """Two diplomas counted where the programme gives one."""

    def suits(programme: ProgrammePlan) -> bool:
        single = programme.kind is ProgrammeKind.JOINT_PROGRAMME
        return single and bool(world.counted(Graduation, programme))

    _, programme = world.programme(home, suits, lambda a: a.wave >= 2)
    for row in world.counted(Graduation, programme):
        row["diplomas"] = Diplomas.BOTH
    return programme


def _late_diplomas(world: World, home: str) -> Subject:
    def suits(programme: ProgrammePlan) -> bool:
        return any(_old(row) for row in world.counted(Graduation, programme))

    _, programme = world.programme(home, suits, lambda a: a.wave >= 4)
    for row in world.counted(Graduation, programme):
        if _old(row):
            row["diplomas"] = Diplomas.PENDING
    return programme


def _old(row: Row) -> bool:
    return bool(row["year"] <= story.THIS_YEAR - 2 and row["diplomas"] is Diplomas.BOTH)


def _misplaced(world: World, home: str) -> Subject:
    """First-year students at the partner, where the path begins at home."""

    def first(programme: ProgrammePlan) -> list[Row]:
        return [
            row
            for row in world.counted(Contingent, programme)
            if row["year"] == story.THIS_YEAR
            and row["course_year"] == 1
            and row["place"] is StudyPlace.HOME
        ]

    _, programme = world.programme(
        home,
        lambda p: (
            p.format.path in ("H2-P2", "H3-P1", "H1-P3") and p.level == "B" and bool(first(p))
        ),
    )
    for row in first(programme)[:2]:
        row |= {"place": StudyPlace.PARTNER, "funding_partner": "O"}
    return programme


def _of_other_level(world: World, home: str) -> Subject:
    plan, programme = world.programme(home, _at("M"))
    plan.row["levels"] = ["B"]
    return programme


def _claims_rank(world: World, home: str) -> Subject:
    ranked = {row["institution_id"] for row in world.rows.of(Ranking)}
    _, programme = world.programme(home, lambda p: p.partners[0].id not in ranked)
    programme.row["fast_track_claimed"] = True
    return programme


def _awarded_by_a_stranger(world: World, home: str) -> Subject:
    """The diploma comes from a university with which nothing was agreed."""
    plan, programme = world.programme(home, _any)
    stranger = next(one for one in world.directory.partners if one not in plan.partners)
    for row in world.about(ProgrammeAward, programme):
        if row["institution_id"] == plan.partners[0].id:
            row["institution_id"] = stranger.id
    return programme


PROBLEMS = (
    Problem("F201", "QD-12", _twice, "plan"),
    Problem("F202", "QD-05", _signed_late, "plan"),
    Problem("F203", "QD-06", _termed(_without_end, TermKind.FIX), "plan"),
    Problem("F204", "QD-02", _termed(_twelve_years, TermKind.FIX), "plan"),
    Problem("F205", "QD-08", _termed(_without_years, TermKind.AUTO), "plan"),
    Problem("F206", "QD-11", _termed(_with_years, TermKind.IND), "plan"),
    Problem("F208", "QD-16", _domestic, "plan"),
    Problem("F211", "QD-02", _bare_memorandum, "plan"),
    Problem("F211", "QD-40", _bare_memorandum, "plan"),
    Problem("F307", "QD-14", _unusual("B", "H1-P1-H1-P1"), "plan"),
    Problem("F307", "QD-06", _unusual("M", "H1-P2"), "plan"),
    Problem("X102", "QD-06", _on_memorandum, "plan"),
    Problem("X104", "QD-02", _declared_only, "plan"),
    Problem("X104", "QD-11", _declared_only, "plan"),
    Problem("X105", "QD-25", _dormant, "plan"),
    Problem("X105", "QD-34", _dormant, "plan"),
    Problem("X107", "QD-35", _too_short, "plan"),
    Problem("F207", "QD-01", _terminated_before, "rows"),
    Problem("F209", "QD-01", _without_clauses, "rows"),
    Problem("F209", "QD-06", _without_clauses, "rows"),
    Problem("F210", "QD-13", _without_file, "rows"),
    Problem("F210", "QD-05", _without_file, "rows"),
    Problem("F301", "QD-11", _row(_put(registry_code="6B99901")), "rows"),
    Problem("F302", "QD-12", _row(_wrong_prefix, _at("M")), "rows"),
    Problem("F303", "QD-14", _row(_missing_credits), "rows"),
    Problem("F304", "QD-01", _row(_few_credits, _at("B")), "rows"),
    Problem("F305", "QD-23", _never_abroad, "rows"),
    Problem("F306", "QD-05", _row(_longer), "rows"),
    Problem("F308", "QD-16", _row(_same_names), "rows"),
    Problem("F309", "QD-26", _row(_cyrillic_in_english), "rows"),
    Problem("F310", "QD-13", _row(_put(diploma_scheme=DiplomaScheme.ONE_JOINT)), "rows"),
    Problem("F311", "QD-12", _online_under_tokyo, "rows"),
    Problem("F312", "QD-14", _row(_put(registry_status=RegistryStatus.NOT_INCLUDED)), "rows"),
    Problem("F313", "QD-35", _not_accredited, "rows"),
    Problem("F314", "QD-02", _accredited_long, "rows"),
    Problem("F315", "QD-03", _row(_put(staff_partner=0)), "rows"),
    Problem("F316", "QD-03", _one_domain, "rows"),
    Problem("F317", "QD-01", _row(_put(last_review_on=None)), "rows"),
    Problem("X106", "QD-07", _abandoned, "rows"),
    Problem("X108", "QD-12", _begun_early, "rows"),
    Problem("X109", "QD-20", _total_too_small, "rows"),
    Problem("X110", "QD-13", _movement, "rows"),
    Problem("X111", "QD-14", _graduates_differ, "rows"),
    Problem("X112", "QD-20", _mobility_missing, "rows"),
    Problem("X113", "QD-38", _both_for_one, "rows"),
    Problem("X114", "QD-30", _late_diplomas, "rows"),
    Problem("X115", "QD-26", _misplaced, "rows"),
    Problem("X116", "QD-23", _of_other_level, "rows"),
    Problem("X117", "QD-01", _elsewhere, "rows"),
    Problem("X121", "QD-26", _claims_rank, "rows"),
    Problem("R001", "QD-30", _awarded_by_a_stranger, "rows"),
    Problem("R002", "QD-31", _row(_recognised_in_excess), "rows"),
)

# Facts that were never entered: the rules that need them judge *unknown*.
UNKNOWN = (
    Problem("F203", "QD-19", _without_term, "plan"),
    Problem("F315", "QD-08", _row(_put(staff_partner=None)), "rows"),
    Problem("F315", "QD-08", _row(_put(staff_partner=None)), "rows"),
    Problem("F316", "QD-08", _row(_put(coordinator_email="")), "rows"),
)


def plant(world: World, phase: str) -> None:
    """Plant the problems of a phase; LookupError when an institution has no place for one."""
    for problem in (*PROBLEMS, *UNKNOWN):
        if problem.phase != phase:
            continue
        try:
            subject = problem.make(world, problem.home)
        except LookupError as missing:
            raise LookupError(f"{problem.rule}: {missing}") from missing
        label = problem.rule if problem in PROBLEMS else f"unknown {problem.rule}"
        world.found.append((label, subject))


def places(world: World) -> dict[str, tuple[str, ...]]:
    """Where each problem is, by the code of the agreement, programme or institution."""
    found: dict[str, tuple[str, ...]] = {}
    for label, subject in world.found:
        code = subject if isinstance(subject, str) else str(subject.row["code"])
        found[label] = (*found.get(label, ()), code)
    return found


def finish(world: World) -> None:
    """What the rows of agreements can say only when all students are known."""
    _add_teachouts(world)
    _settle_twins(world)
    plant(world, "rows")


def _add_teachouts(world: World) -> None:
    """Agreements that ended before their youngest students say until when these are taught."""
    for plan in world.plans:
        ends_on = plan.timeline.ends_on
        until = max(_ends_of_study(world, plan), default=None)
        if ends_on and until and until > ends_on and plan.wave >= 0:
            plan.row["teachout_until"] = until
            world.taught_out.append(plan)


def _ends_of_study(world: World, plan: AgreementPlan) -> Iterator[Any]:
    for cohort in world.cohorts:
        if cohort.agreement is plan and cohort.present:
            yield nominal_end(cohort.entry_year, cohort.programme.format.months)


def _settle_twins(world: World) -> None:
    """Give an agreement that was entered twice the number of the first."""
    for plan in world.plans:
        if plan.twin:
            plan.row |= {"number": plan.twin.row["number"]}
