"""A programme as the standards of quality see it, with the policy of its institution."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.agreements.facts import Timing, timings
from app.agreements.models import CONCLUDED, Agreement
from app.agreements.term import add_years
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.programmes.facts import Accredited, ProgrammeFacts
from app.programmes.facts import DiplomaScheme as DiplomaScheme
from app.programmes.facts import Level as Level
from app.programmes.facts import ProgrammeKind as ProgrammeKind
from app.programmes.facts import facts as facts_of_register
from app.programmes.models import Programme
from app.quality.facts import counts, sides
from app.quality.models import QualityPolicy

MONTHS_A_YEAR = 12
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True)
class QualityFacts:
    """One programme with what its institution and its sides say of themselves.

    `policy_…`, `admission_url`, `support_url` and `survey_on` are the institution's.
    `in_force` is the agreement's today. `withdrawn` and `studied` are own students of
    the latest year counted: those who left, and all who were there in it.
    """

    today: date
    level: Level
    programme_kind: ProgrammeKind
    diploma_scheme: DiplomaScheme
    ects_total: Decimal
    ects_partner: Decimal
    ects_recognised: Decimal | None
    duration_months: int
    intake_open: bool
    still_teaches: bool
    policy_url: str | None
    policy_adopted_on: date | None
    policy_languages: tuple[str, ...] | None
    admission_gpa: Decimal | None
    admission_language: str | None
    admission_url: str | None
    support_url: str | None
    survey_on: date | None
    study_languages: tuple[str, ...] | None
    taught_in: tuple[str, ...] | None
    public_pages: tuple[str, ...] | None
    staff_home: int | None
    not_awarding: tuple[str, ...] | None
    without_supplement: tuple[str, ...] | None
    unsourced_partners: tuple[str, ...] | None
    idle_partners: tuple[str, ...] | None
    is_concluded: bool
    in_force: bool | None
    accreditations: tuple[Accredited, ...]
    youngest_until: date | None
    counted_on: date | None
    withdrawn: int | None
    studied: int | None
    figures_year: int | None
    figures_due_on: date | None
    figures_filed_on: date | None

    @property
    def admission(self) -> tuple[Any, ...] | None:
        """What is asked of applicants, as far as it is recorded."""
        asked = (self.admission_gpa, self.admission_language, self.admission_url)
        return tuple(one for one in asked if one is not None) or None

    @property
    def ects_a_year(self) -> Decimal | None:
        """Credits in a year of study; nothing without a duration."""
        if not self.duration_months:
            return None
        return self.ects_total * MONTHS_A_YEAR / self.duration_months

    @property
    def accredited_today(self) -> bool:
        """Whether some decision is valid today."""
        return any(d.valid_from <= self.today <= d.valid_until for d in self.accreditations)

    @property
    def accredited_until(self) -> date | None:
        """The last day of the decision that reaches furthest."""
        return max((d.valid_until for d in self.accreditations), default=None)

    @property
    def withdrawn_share(self) -> Decimal | None:
        """The share of those who left, from 0 to 1; zero where nobody was there."""
        if self.withdrawn is None or self.studied is None:
            return None
        return Decimal(self.withdrawn) / self.studied if self.studied else Decimal(0)

    def is_within(self, years: int, day: date | None) -> bool:
        """Whether a day is at most so many years ago."""
        return day is not None and add_years(day, years) >= self.today


def programme_facts(programmes: Sequence[Any]) -> dict[int, QualityFacts]:
    """The facts of each programme, by id; a fixed number of queries for any number of them."""
    rows = _rows([programme.id for programme in programmes])
    ids = [row.Programme.id for row in rows]
    homes = {row.home_id for row in rows}
    register, policies = facts_of_register(programmes), _policies(homes)
    lives = timings({row.agreement_id for row in rows})
    both = sides.sides(ids)
    counted = counts.counted(ids, homes)
    figures = counts.figures(homes)
    today = clock.today()
    return {
        row.Programme.id: QualityFacts(
            today=today,
            is_concluded=row.stage in CONCLUDED,
            in_force=_in_force(lives[row.agreement_id], today),
            **_of_register(register[row.Programme.id]),
            **_own(row.Programme),
            **_policy(policies.get(row.home_id)),
            **both.facts(row.Programme, row.code),
            **counted.facts(row.Programme, row.home_id),
            **figures.facts(row.home_id, row.reports_from, row.reports_until),
        )
        for row in rows
    }


def _rows(ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Programme,
            Programme.agreement_id,
            Agreement.home_id,
            Agreement.stage,
            Institution.code,
            Institution.reports_from,
            Institution.reports_until,
        )
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .join(Institution, Institution.id == Agreement.home_id)
        .where(Programme.id.in_(ids))
    ).all()


def _policies(home_ids: Iterable[int]) -> dict[int, QualityPolicy]:
    found = session.scalars(
        select(QualityPolicy).where(QualityPolicy.institution_id.in_({*home_ids}))
    )
    return {policy.institution_id: policy for policy in found}


def _in_force(timing: Timing, today: date) -> bool | None:
    """Whether the agreement is in force today; unknown without a term."""
    return timing.life.in_force(today) if timing.life.spans else None


def _of_register(known: ProgrammeFacts) -> dict[str, Any]:
    """What the register's own rules see already."""
    names = (
        "level",
        "programme_kind",
        "diploma_scheme",
        "ects_total",
        "ects_partner",
        "ects_recognised",
        "duration_months",
        "intake_open",
        "still_teaches",
        "accreditations",
    )
    return {name: getattr(known, name) for name in names}


def _own(programme: Programme) -> dict[str, Any]:
    pages = [tongue for tongue in LANGUAGES if getattr(programme, f"url_{tongue}").strip()]
    return {
        "admission_gpa": programme.admission_gpa,
        "admission_language": programme.admission_language.strip() or None,
        "study_languages": tuple(programme.languages) or None,
        "public_pages": tuple(pages) or None,
        "staff_home": programme.staff_home,
    }


def _policy(policy: QualityPolicy | None) -> dict[str, Any]:
    """What the institution says of its own quality assurance; nothing known without a row."""
    return {
        "policy_url": (policy and policy.url.strip()) or None,
        "policy_adopted_on": policy and policy.adopted_on,
        "policy_languages": (policy and tuple(policy.languages)) or None,
        "admission_url": (policy and policy.admission_url.strip()) or None,
        "support_url": (policy and policy.support_url.strip()) or None,
        "survey_on": policy and policy.survey_on,
    }
