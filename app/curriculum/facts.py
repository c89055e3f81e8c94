"""What a check may know of a programme's curriculum, and of the credits that came out of it.

`None` says that the part is not recorded, and the engine then judges *unknown*. Once
anything of a curriculum is recorded, an empty part is a value: no outcomes, no modules
of a side, no conversion. To add a fact: a field, and where it comes from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select

from app.agreements.facts import gathered
from app.agreements.models import Agreement
from app.cohorts.facts.years import Counted as CountedYear
from app.cohorts.facts.years import begun, latest
from app.cohorts.models import Flow, Mobility
from app.curriculum.models import (
    Curriculum,
    GradeConversion,
    Module,
    ModuleMatch,
    ModuleOutcome,
    Outcome,
)
from app.curriculum.totals import Counted, Taught, Way, totals, ways
from app.institutions.models import Institution
from app.kernel.db import session
from app.programmes.facts import study_paths
from app.programmes.models import Programme, ProgrammePartner

STUDENTS = "STUD"


class Party(NamedTuple):
    """A partner that teaches the programme."""

    id: int
    code: str


class Stay(NamedTuple):
    """Credits of a stay of own students, and the year that reports it."""

    year: int
    earned: Decimal | None
    recognised: Decimal | None


class ModuleFact(NamedTuple):
    """A module with the number of its institution."""

    id: int
    institution_id: int
    code: str
    ects: Decimal


class GradeFact(NamedTuple):
    """A grade of a partner, and whether its letter at home is agreed."""

    institution_id: int
    label: str
    is_decided: bool


@dataclass(frozen=True)
class CurriculumFacts:
    """A programme's curriculum in figures.

    Where several ways lead through the programme (one partner or another), the credits
    are those of the first way that differs from the plan. `credits_home` are studied at
    home: the home plan without what a partner's module replaces. `stays` are the stays
    of own students in `year`, the last filed or the institution's own newest.
    """

    ects_home: Decimal
    ects_partner: Decimal
    ects_recognised: Decimal | None
    outcomes: int | None
    uncovered: tuple[str, ...] | None
    modules_home: int | None
    modules_partner: int | None
    silent_sides: tuple[str, ...] | None
    unmatched: tuple[str, ...] | None
    credits_home: Decimal | None
    credits_partner: Decimal | None
    credits_recognised: Decimal | None
    credits_unrecognised: Decimal | None
    unconverted: tuple[str, ...] | None
    undecided: tuple[str, ...] | None
    year: int | None
    stays: int | None
    credits_earned: Decimal | None
    credits_earned_recognised: Decimal | None

    @property
    def is_recorded(self) -> bool:
        """Whether modules of both sides are recorded."""
        return bool(self.modules_home and self.modules_partner)

    @property
    def recognised_share(self) -> Decimal | None:
        """Credits recognised of those earned in the year, as a share of one; unknown of none."""
        if self.credits_earned_recognised is None or not self.credits_earned:
            return None
        return self.credits_earned_recognised / self.credits_earned


def programme_facts(programmes: Sequence[Any]) -> dict[int, CurriculumFacts]:
    """The facts of each programme, by id; ten queries for any number of them."""
    ids = [programme.id for programme in programmes]
    rows = _programmes(ids)
    parties, paths = _parties(ids), study_paths(ids)
    outcomes, covered, modules = _outcomes(ids), _covered(ids), _modules(ids)
    matches, grades = _matches(ids), _grades(ids)
    years, stays = begun(row.home_id for row in rows), _stays(ids)
    found = {}
    for row in rows:
        partners, own = parties[row.id], modules[row.id]
        along = ways([party.id for party in partners], paths.get(row.id))
        lead = totals([_taught(m) for m in own], matches[row.id], row.home_id, along)
        is_known = len(partners) < 2 or row.id in paths
        is_blank = not (outcomes[row.id] or own or grades[row.id])
        found[row.id] = CurriculumFacts(
            ects_home=row.ects_home,
            ects_partner=row.ects_partner,
            ects_recognised=row.ects_recognised,
            **_taught_outcomes(is_blank, outcomes[row.id], covered.get(row.id), own),
            **_sides(row, partners, own, matches[row.id]),
            **_credits(row, own, lead if is_known else ()),
            **_graded(is_blank, partners, grades[row.id]),
            **_earned(latest(years[row.home_id], (s.year for s in stays[row.id])), stays[row.id]),
        )
    return found


def _programmes(ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Programme.id,
            Agreement.home_id,
            Institution.code.label("home_code"),
            Programme.ects_home,
            Programme.ects_partner,
            Programme.ects_recognised,
        )
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .join(Institution, Institution.id == Agreement.home_id)
        .where(Programme.id.in_(ids))
    ).all()


def _parties(ids: Sequence[int]) -> defaultdict[int, list[Party]]:
    return gathered(
        select(ProgrammePartner.programme_id, Institution.id, Institution.code)
        .join(Institution, Institution.id == ProgrammePartner.institution_id)
        .where(ProgrammePartner.programme_id.in_(ids))
        .order_by(ProgrammePartner.programme_id, ProgrammePartner.id),
        Party,
    )


def _outcomes(ids: Sequence[int]) -> defaultdict[int, list[tuple[int, str]]]:
    return gathered(
        select(Curriculum.programme_id, Outcome.id, Outcome.code)
        .join(Outcome, Outcome.curriculum_id == Curriculum.id)
        .where(Curriculum.programme_id.in_(ids))
        .order_by(Curriculum.programme_id, Outcome.position, Outcome.id),
        lambda id_, code: (id_, code),
    )


def _covered(ids: Sequence[int]) -> Mapping[int, set[int]]:
    """The outcomes of each programme that some module works towards."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(Curriculum.programme_id, ModuleOutcome.outcome_id)
        .join(Module, Module.curriculum_id == Curriculum.id)
        .join(ModuleOutcome, ModuleOutcome.module_id == Module.id)
        .where(Curriculum.programme_id.in_(ids))
        .distinct()
    )
    for programme_id, outcome_id in rows:
        found[programme_id].add(outcome_id)
    return found


def _modules(ids: Sequence[int]) -> defaultdict[int, list[ModuleFact]]:
    return gathered(
        select(Curriculum.programme_id, Module.id, Module.institution_id, Module.code, Module.ects)
        .join(Module, Module.curriculum_id == Curriculum.id)
        .where(Curriculum.programme_id.in_(ids))
        .order_by(Curriculum.programme_id, Module.position, Module.id),
        ModuleFact,
    )


def _matches(ids: Sequence[int]) -> defaultdict[int, list[Counted]]:
    return gathered(
        select(
            Curriculum.programme_id,
            ModuleMatch.partner_module_id,
            ModuleMatch.home_module_id,
            ModuleMatch.ects,
        )
        .join(ModuleMatch, ModuleMatch.curriculum_id == Curriculum.id)
        .where(Curriculum.programme_id.in_(ids)),
        Counted,
    )


def _grades(ids: Sequence[int]) -> defaultdict[int, list[GradeFact]]:
    return gathered(
        select(
            Curriculum.programme_id,
            GradeConversion.institution_id,
            GradeConversion.label,
            GradeConversion.grade.is_not(None),
        )
        .join(GradeConversion, GradeConversion.curriculum_id == Curriculum.id)
        .where(Curriculum.programme_id.in_(ids))
        .order_by(Curriculum.programme_id, GradeConversion.position, GradeConversion.id),
        GradeFact,
    )


def _stays(ids: Sequence[int]) -> defaultdict[int, list[Stay]]:
    return gathered(
        select(
            Mobility.programme_id, Mobility.year, Mobility.ects_earned, Mobility.ects_recognised
        ).where(
            Mobility.programme_id.in_(ids),
            Mobility.flow == Flow.OUT,
            Mobility.person_type == STUDENTS,
        ),
        Stay,
    )


def _taught(module: ModuleFact) -> Taught:
    return Taught(module.id, module.institution_id, module.ects)


def _taught_outcomes(
    is_blank: bool,
    outcomes: Sequence[tuple[int, str]],
    covered: set[int] | None,
    modules: Sequence[ModuleFact],
) -> dict[str, Any]:
    known = bool(outcomes and modules)
    missing = (code for id_, code in outcomes if id_ not in (covered or ()))
    return {
        "outcomes": None if is_blank else len(outcomes),
        "uncovered": tuple(missing) if known else None,
    }


def _sides(
    row: Any,
    partners: Sequence[Party],
    modules: Sequence[ModuleFact],
    matches: Iterable[Counted],
) -> dict[str, Any]:
    """Who teaches anything, and what of the partners' counts for nothing at home."""
    teaching = {module.institution_id for module in modules}
    sides = [(row.home_id, row.home_code), *partners]
    abroad = [m for m in modules if m.institution_id in {party.id for party in partners}]
    matched = {match.partner_module_id for match in matches}
    unmatched = tuple(module.code for module in abroad if module.id not in matched)
    return {
        "modules_home": _count(modules, lambda m: m.institution_id == row.home_id),
        "modules_partner": len(abroad) if modules else None,
        "silent_sides": tuple(code for id_, code in sides if id_ not in teaching)
        if modules and partners
        else None,
        "unmatched": unmatched if abroad else None,
    }


def _count(modules: Sequence[ModuleFact], which: Any) -> int | None:
    return sum(1 for module in modules if which(module)) if modules else None


def _credits(row: Any, modules: Sequence[ModuleFact], found: Sequence[Way]) -> dict[str, Any]:
    """The credits of the first way that is not as planned, or of the first; unknown of no module."""
    at_home = any(module.institution_id == row.home_id for module in modules)
    abroad = [way for way in found if way.partner]
    return {
        "credits_home": _off([way.home for way in found], row.ects_home) if at_home else None,
        "credits_partner": _off([way.partner for way in abroad], row.ects_partner),
        "credits_recognised": _off([way.recognised for way in abroad], row.ects_recognised),
        "credits_unrecognised": _off([way.unrecognised for way in abroad], Decimal(0)),
    }


def _off(credits: Sequence[Decimal], planned: Decimal | None) -> Decimal | None:
    return next((one for one in credits if one != planned), credits[0] if credits else None)


def _graded(
    is_blank: bool, partners: Sequence[Party], grades: Sequence[GradeFact]
) -> dict[str, Any]:
    """Partners without a conversion, and grades of the others without a letter at home."""
    converted = {grade.institution_id for grade in grades}
    codes = {party.id: party.code for party in partners}
    open_ = (g for g in grades if not g.is_decided and g.institution_id in codes)
    return {
        "unconverted": tuple(code for id_, code in partners if id_ not in converted)
        if partners and not is_blank
        else None,
        "undecided": tuple(f"{codes[g.institution_id]} {g.label}" for g in open_)
        if converted & codes.keys()
        else None,
    }


def _earned(last: CountedYear | None, stays: Sequence[Stay]) -> dict[str, Any]:
    """Credits of own students in the last year; what is not known of one is not known of all."""
    found = [stay for stay in stays if last and stay.year == last.year]
    is_told = bool(found) or bool(last and last.is_filed)
    return {
        "year": last and last.year,
        "stays": len(found) if is_told else None,
        "credits_earned": _summed([stay.earned for stay in found]),
        "credits_earned_recognised": _summed([stay.recognised for stay in found]),
    }


def _summed(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None
