"""Curricula of a few dozen programmes: outcomes, modules, recognition, grades; some with gaps.

Made from the pools of `data/modules.json`, without a share in the dice of the others, so
that no figure depends on them. Every gap is one of `GAPS`, dealt out in turn.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.agreements.models import CONCLUDED
from app.curriculum.models import (
    Curriculum,
    Grade,
    GradeConversion,
    Module,
    ModuleMatch,
    ModuleOutcome,
    Outcome,
)
from seed.demo import story
from seed.demo.agreements import Office
from seed.demo.chronicle import Chronicle
from seed.demo.directory import University
from seed.demo.formats import DATA
from seed.demo.offers import AgreementPlan, ProgrammePlan
from seed.demo.rows import Row, Rows

Name = Sequence[str]

SHOWN = "QD-01"
# Of the other universities every so-many-th programme.
EACH = 7
LEVELS = "BM"
GROUPS = ("biz", "it", "tech", "hum", "agro")
# What is wrong on purpose, in turn; most are whole.
GAPS = (
    "",
    "unmatched",
    "",
    "short",
    "",
    "uncovered",
    "",
    "partly",
    "",
    "undecided",
    "",
    "no grades",
)
LARGEST_PAIRS = 8

SCALES: dict[str, tuple[tuple[str, str], ...]] = {
    "DE": (
        ("1.0", "A"),
        ("1.3", "A-"),
        ("1.7", "B+"),
        ("2.0", "B"),
        ("2.3", "B-"),
        ("2.7", "C+"),
        ("3.0", "C"),
        ("3.3", "C-"),
        ("3.7", "D+"),
        ("4.0", "D"),
        ("5.0", "F"),
    ),
    "RU": (("5", "A"), ("4", "B"), ("3", "C"), ("2", "F")),
    "US": (
        ("A", "A"),
        ("A-", "A-"),
        ("B+", "B+"),
        ("B", "B"),
        ("B-", "B-"),
        ("C+", "C+"),
        ("C", "C"),
        ("D", "D"),
        ("F", "F"),
    ),
    "": (("A", "A"), ("B", "B+"), ("C", "B-"), ("D", "C"), ("E", "D"), ("FX", "FX"), ("F", "F")),
}


@dataclass
class Curricula:
    """Writes the curricula of planned programmes as rows."""

    rows: Rows
    chronicle: Chronicle
    offices: dict[str, Office]
    _pool: dict[str, list[Any]] = field(
        default_factory=lambda: json.loads((DATA / "modules.json").read_text(encoding="utf-8"))
    )

    def add(self, plans: list[AgreementPlan]) -> None:
        """A curriculum for each chosen programme, in the order of the agreements."""
        chosen = [
            (plan, programme)
            for plan in sorted(plans, key=lambda p: int(p.row["id"]))
            for programme in plan.programmes
            if _is_chosen(plan, programme)
        ]
        for n, (plan, programme) in enumerate(chosen):
            self._curriculum(plan, programme, GAPS[n % len(GAPS)])

    def _curriculum(self, plan: AgreementPlan, programme: ProgrammePlan, gap: str) -> None:
        row = self.rows.add(Curriculum, programme_id=programme.row["id"])
        outcomes = list(self._outcomes(row, programme))
        theirs = self._partner_plan(programme)
        home = list(self._home_plan(programme, gap))
        replaced = [
            self._module(row, plan.home, n, pair[:3], ects, "R")
            for n, (pair, ects) in enumerate(theirs, len(home) + 1)
        ]
        own = [
            self._module(row, plan.home, n, name, ects, "H")
            for n, (name, ects) in enumerate(home, 1)
        ]
        self._cover(own + replaced, outcomes, gap)
        for partner in programme.partners:
            taught = [
                self._module(row, partner, n, pair[3:], ects, "P")
                for n, (pair, ects) in enumerate(theirs, 1)
            ]
            extra = [
                self._module(row, partner, n, name, ects, "E")
                for n, (name, ects) in enumerate(self._electives(programme), len(taught) + 1)
            ]
            self._cover(taught + extra, outcomes, gap)
            self._match(row, replaced, taught, extra, gap)
        if gap != "no grades":
            for one in programme.partners:
                self._grades(row, one, gap)
        self._tell(plan, programme, row, outcomes)

    def _outcomes(self, row: Row, programme: ProgrammePlan) -> Iterator[Row]:
        named = programme.taught
        field_names = {"kk": named.name_kk, "ru": named.name_ru, "en": named.name_en}
        for n, texts in enumerate(self._pool["outcomes"], 1):
            kk, ru, en = (text.format(**field_names) for text in texts)
            yield self.rows.add(
                Outcome,
                curriculum_id=row["id"],
                position=n,
                code=f"LO{n}",
                text_kk=kk,
                text_ru=ru,
                text_en=en,
            )

    def _electives(self, programme: ProgrammePlan) -> list[tuple[Name, int]]:
        abroad = int(programme.row["ects_partner"])
        return [(name, 5) for name in self._pool["electives"][: 1 if abroad < 60 else 2]]

    def _partner_plan(self, programme: ProgrammePlan) -> list[tuple[Name, int]]:
        """Pairs of a home module and the partner's that replaces it, with their credits."""
        left = int(programme.row["ects_partner"]) - 5 * len(self._electives(programme))
        pairs = self._pool[programme.taught.group]
        n = max(2, min(LARGEST_PAIRS, left // 6))
        return list(zip(pairs, _parts(left, n), strict=False))

    def _home_plan(self, programme: ProgrammePlan, gap: str) -> Iterator[tuple[Name, int]]:
        """What is studied at home whatever the partner teaches."""
        left = int(programme.row["ects_home"])
        if programme.level == "B" and left > 100:
            for *name, ects in self._pool["general"]:
                left -= ects
                yield name, ects
        names = self._pool[programme.level]
        names = names[-max(2, min(len(names), left // 5)) :]
        parts = list(zip(names, _parts(left, len(names)), strict=True))
        yield from parts[1:] if gap == "short" else parts

    def _module(
        self, row: Row, side: University, n: int, name: Name, ects: int, letter: str
    ) -> Row:
        kk, ru, en = name
        return self.rows.add(
            Module,
            curriculum_id=row["id"],
            institution_id=side.id,
            position=n,
            code=f"{letter}{100 + n}",
            name_kk=kk,
            name_ru=ru,
            name_en=en,
            ects=Decimal(ects),
        )

    def _cover(self, modules: list[Row], outcomes: list[Row], gap: str) -> None:
        """Each module works towards two outcomes; the last stays bare where that is the gap."""
        known = outcomes[:-1] if gap == "uncovered" else outcomes
        for n, module in enumerate(modules):
            for number in sorted({n % len(known), (n + 2) % len(known)}):
                self.rows.add(ModuleOutcome, module_id=module["id"], outcome_id=known[number]["id"])

    def _match(
        self, row: Row, home: list[Row], taught: list[Row], extra: list[Row], gap: str
    ) -> None:
        pairs = [*zip(taught, home, strict=True), *((module, None) for module in extra)]
        for n, (theirs, ours) in enumerate(pairs):
            if gap == "unmatched" and n in (1, len(pairs) - 1):
                continue
            lost = 2 if gap == "partly" and n < 2 else 0
            self.rows.add(
                ModuleMatch,
                curriculum_id=row["id"],
                partner_module_id=theirs["id"],
                home_module_id=ours and ours["id"],
                ects=theirs["ects"] - lost,
            )

    def _grades(self, row: Row, partner: University, gap: str) -> None:
        scale = SCALES.get("RU" if partner.language == "ru" else partner.country, SCALES[""])
        for n, (label, letter) in enumerate(scale, 1):
            is_open = gap == "undecided" and n == len(scale) - 1
            self.rows.add(
                GradeConversion,
                curriculum_id=row["id"],
                institution_id=partner.id,
                position=n,
                label=label,
                grade=None if is_open else Grade(letter),
            )

    def _tell(
        self, plan: AgreementPlan, programme: ProgrammePlan, row: Row, outcomes: list[Row]
    ) -> None:
        """When it was entered: a week after the programme began, in the hours of an office."""
        day = min(max(plan.row["registered_at"].date(), story.REGISTER_SINCE), story.TODAY)
        at = datetime.combine(day, time(10, row["id"] % 60), UTC) + timedelta(days=7)
        name = f"{programme.row['code']} {programme.row['registry_code']}"
        self.chronicle.note(
            min(at, datetime.combine(story.TODAY, time(4), UTC)),
            "curriculum.outcomes_set",
            Curriculum,
            row,
            name,
            plan.home.id,
            self.offices[plan.home.code].office,
            changes={one["code"]: [None, one["text_en"]] for one in outcomes},
        )


def _is_chosen(plan: AgreementPlan, programme: ProgrammePlan) -> bool:
    suits = programme.level in LEVELS and programme.taught.group in GROUPS and programme.partners
    near = plan.home.code == SHOWN or programme.row["id"] % EACH == 0
    return bool(suits and near and plan.stage in CONCLUDED and programme.row["ects_partner"] >= 30)


def _parts(total: int, n: int) -> list[int]:
    """A sum of credits in so many whole parts, the first ones larger by one."""
    return [total // n + (number < total % n) for number in range(n)]
