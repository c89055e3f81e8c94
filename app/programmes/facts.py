"""What a check may know of a programme, and of an agreement as seen from its programmes.

`None` says that a fact is not recorded, and the engine then judges *unknown*.
Where the rule is about the absence itself (no accreditation, no review), the
absence is a value of its own. To add a fact: a field, and where it comes from.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, or_, select, union

from app.agreements.facts import gathered, mapped
from app.agreements.models import CONCLUDED, Agreement, AgreementPartner, Stage, Term
from app.agreements.models import Kind as Kind
from app.agreements.term import add_months, add_years, length_in_years
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.programmes.models import (
    Accreditation,
    AccreditationKind,
    ClassifierEntry,
    PathPeriod,
    Programme,
    ProgrammeAward,
    ProgrammePartner,
    Track,
)
from app.programmes.models import DiplomaScheme as DiplomaScheme
from app.programmes.models import ProgrammeKind as ProgrammeKind
from app.programmes.models import RegistryStatus as RegistryStatus
from app.programmes.path import Level as Level
from app.programmes.path import PathError, Period, StudyPath, Unit

DIRECTION, INTERDISCIPLINARY, AREA = 5, 7, 4
CARRYING = (Kind.DOUBLE_DEGREE, Kind.JOINT_DEGREE, Kind.PROTOCOL)


class Accredited(NamedTuple):
    """An accreditation decision, as far as its time goes."""

    agency: str
    kind: AccreditationKind
    valid_from: date
    valid_until: date

    @property
    def years(self) -> float:
        """How long it is valid; zero when it ends before it begins."""
        return length_in_years(self.valid_from, self.valid_until)

    @property
    def by_european_approach(self) -> bool:
        """Whether it follows the European Approach to joint programmes."""
        return self.kind is AccreditationKind.EUROPEAN_APPROACH


@dataclass(frozen=True)
class ProgrammeFacts:
    """One programme as the rules see it, of the register or of a row in a return.

    `path` is unknown without periods; what follows from it is unknown with it.
    `partner_domains` is unknown while any side's coordinator has no address.
    `strangers` teach or award, and are no partners of the agreement. `is_wound_up`
    says that the agreement is terminated and nobody is taught out any more. The register
    always has an agreement; a return may name one that it does not list.
    """

    today: date
    next_reference_on: date
    registry_code: str | None
    is_in_classifier: bool | None
    level: Level | None
    track: Track | None
    programme_kind: ProgrammeKind | None
    diploma_scheme: DiplomaScheme | None
    name_kk: str
    name_ru: str
    name_en: str
    ects_total: Decimal | None
    ects_home: Decimal | None
    ects_partner: Decimal | None
    ects_recognised: Decimal | None
    path: StudyPath | None
    path_text: str | None
    periods_home: int | None
    periods_partner: int | None
    path_months: int | None
    duration_months: int | None
    first_intake: int | None
    last_intake: int | None
    intake_open: bool | None
    registry_status: RegistryStatus | None
    accreditations: tuple[Accredited, ...] | None
    accredited_until: date | None
    staff_partner: int | None
    coordinator_domain: str | None
    partner_domains: tuple[str, ...] | None
    last_review_on: date | None
    has_agreement: bool
    agreement_kind: Kind | None
    agreement_levels: tuple[str, ...] | None
    agreement_starts_on: date | None
    is_wound_up: bool
    strangers: tuple[str, ...]
    in_epvo: bool | None

    @property
    def volume(self) -> str | None:
        """What the least volume of credits depends on: B, D, M-SP, M-PR; a master's track counts."""
        if self.level is not Level.MASTER:
            return self.level and self.level.value
        return self.track and f"{self.level.value}-{self.track.value}"

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who accredited it."""
        return tuple(dict.fromkeys(decision.agency for decision in self.accreditations or ()))

    @property
    def rests_on_agreement(self) -> bool | None:
        """Whether a programme agreement or protocol that is known carries it."""
        if not self.has_agreement:
            return False
        return None if self.agreement_kind is None else self.agreement_kind in CARRYING

    @property
    def still_teaches(self) -> bool | None:
        """Whether it admits students, or its last intake has not yet studied to the end."""
        if self.is_wound_up:
            return False
        if self.intake_open or self.last_intake is None:
            return True
        if self.intake_open is None or self.duration_months is None:
            return None
        return add_months(date(self.last_intake, 9, 1), self.duration_months) > self.today

    def was_reviewed_within(self, years: int) -> bool:
        """Whether the last review is at most so many years old."""
        return self.last_review_on is not None and (
            add_years(self.last_review_on, years) >= self.today
        )


@dataclass(frozen=True)
class ProgrammesOfAgreementFacts:
    """An agreement as far as the programmes under it go."""

    agreement_kind: Kind | None
    is_concluded: bool
    programmes: int


def facts(programmes: Sequence[Any]) -> dict[int, ProgrammeFacts]:
    """The facts of each programme, by id; seven queries for any number of them."""
    ids = [programme.id for programme in programmes]
    rows = _rows(ids)
    starts = _starts({row.agreement_id for row in rows})
    classifier = {*session.scalars(select(ClassifierEntry.code))}
    paths = study_paths(ids)
    accreditations = _accreditations(ids)
    mails, strangers = _partner_mails(ids), _strangers(ids)
    today = clock.today()
    return {
        row.Programme.id: ProgrammeFacts(
            today=today,
            next_reference_on=next_reference(today),
            is_in_classifier=is_listed(row.Programme.registry_code, classifier),
            has_agreement=True,
            agreement_kind=row.kind,
            agreement_levels=tuple(row.levels) or None,
            agreement_starts_on=starts.get(row.agreement_id),
            is_wound_up=_is_wound_up(row, today),
            strangers=tuple(strangers[row.Programme.id]),
            in_epvo=None,
            **_own(row.Programme),
            **_path(paths.get(row.Programme.id)),
            **_accredited(accreditations[row.Programme.id]),
            **_domains(row.Programme.coordinator_email, mails[row.Programme.id]),
        )
        for row in rows
    }


def agreement_facts(agreements: Sequence[Any]) -> dict[int, ProgrammesOfAgreementFacts]:
    """The facts of each agreement, by id; one query for any number of them."""
    rows: Iterable[Any] = session.execute(
        select(Agreement.id, Agreement.kind, Agreement.stage, func.count(Programme.id))
        .outerjoin(Programme, Programme.agreement_id == Agreement.id)
        .where(Agreement.id.in_([agreement.id for agreement in agreements]))
        .group_by(Agreement.id, Agreement.kind, Agreement.stage)
    )
    return {
        key: ProgrammesOfAgreementFacts(kind, stage in CONCLUDED, n) for key, kind, stage, n in rows
    }


def partner_countries(programme_ids: Iterable[int]) -> defaultdict[int, list[str]]:
    """Where the partners of each programme teach it: the agreement's campus, or their seat."""
    country = func.coalesce(func.nullif(AgreementPartner.campus_country, ""), Institution.country)
    return gathered(
        select(ProgrammePartner.programme_id, country)
        .join(Programme, Programme.id == ProgrammePartner.programme_id)
        .join(Institution, Institution.id == ProgrammePartner.institution_id)
        .outerjoin(
            AgreementPartner,
            and_(
                AgreementPartner.agreement_id == Programme.agreement_id,
                AgreementPartner.institution_id == ProgrammePartner.institution_id,
            ),
        )
        .where(ProgrammePartner.programme_id.in_(programme_ids))
        .distinct()
        .order_by(ProgrammePartner.programme_id, country),
        str,
    )


def study_paths(programme_ids: Iterable[int]) -> dict[int, StudyPath]:
    """The study path of each programme that has one, by id; one query."""
    stored = gathered(
        select(
            PathPeriod.programme_id,
            Programme.path_unit,
            PathPeriod.place,
            PathPeriod.length,
            PathPeriod.institution_id,
        )
        .join(Programme, Programme.id == PathPeriod.programme_id)
        .where(PathPeriod.programme_id.in_(programme_ids))
        .order_by(PathPeriod.programme_id, PathPeriod.position),
        lambda unit, *period: (unit, Period(*period)),
    )
    laid = {key: _laid([p for _, p in rows], rows[0][0]) for key, rows in stored.items()}
    return {key: path for key, path in laid.items() if path}


def _laid(periods: Sequence[Period], unit: Unit) -> StudyPath | None:
    """The path, or nothing when the stored periods do not make one: then it is unknown."""
    try:
        return StudyPath(tuple(periods), unit)
    except PathError:
        return None


def _rows(ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Programme,
            Programme.agreement_id,
            Agreement.kind,
            Agreement.levels,
            Agreement.stage,
            Agreement.teachout_until,
        )
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Programme.id.in_(ids))
    ).all()


def _is_wound_up(row: Any, today: date) -> bool:
    taught_out = row.teachout_until is not None and today <= row.teachout_until
    return row.stage is Stage.TERMINATED and not taught_out


def _own(programme: Programme) -> dict[str, Any]:
    names = (
        "level",
        "track",
        "diploma_scheme",
        "name_kk",
        "name_ru",
        "name_en",
        "ects_total",
        "ects_home",
        "ects_partner",
        "ects_recognised",
        "duration_months",
        "first_intake",
        "last_intake",
        "intake_open",
        "registry_status",
        "staff_partner",
        "last_review_on",
    )
    own = {name: getattr(programme, name) for name in names}
    return own | {
        "programme_kind": programme.kind,
        "registry_code": programme.registry_code.strip() or None,
    }


def _path(path: StudyPath | None) -> dict[str, Any]:
    return {
        "path": path,
        "path_text": path and path.text,
        "periods_home": path and path.periods_home,
        "periods_partner": path and path.periods_partner,
        "path_months": path and path.months,
    }


def _accreditations(ids: Sequence[int]) -> defaultdict[int, list[Accredited]]:
    return gathered(
        select(
            Accreditation.programme_id,
            Accreditation.agency,
            Accreditation.kind,
            Accreditation.valid_from,
            Accreditation.valid_until,
        )
        .where(Accreditation.programme_id.in_(ids))
        .order_by(Accreditation.programme_id, Accreditation.valid_until),
        Accredited,
    )


def _accredited(decisions: Sequence[Accredited]) -> dict[str, Any]:
    return {
        "accreditations": tuple(decisions),
        "accredited_until": max((d.valid_until for d in decisions), default=None),
    }


def _partner_mails(ids: Sequence[int]) -> defaultdict[int, list[str]]:
    return gathered(
        select(ProgrammePartner.programme_id, ProgrammePartner.coordinator_email)
        .where(ProgrammePartner.programme_id.in_(ids))
        .order_by(ProgrammePartner.programme_id, ProgrammePartner.id),
        str,
    )


def _strangers(ids: Sequence[int]) -> defaultdict[int, list[str]]:
    """Codes of institutions that teach or still award, and are no party of the agreement.

    Diplomas of intakes that are over are history: the partner was one then.
    """
    goes_on = or_(
        ProgrammeAward.intake_until.is_(None), ProgrammeAward.intake_until >= clock.today().year
    )
    part = union(
        select(ProgrammePartner.programme_id, ProgrammePartner.institution_id),
        select(PathPeriod.programme_id, PathPeriod.institution_id),
        select(ProgrammeAward.programme_id, ProgrammeAward.institution_id).where(goes_on),
    ).subquery()
    party = exists().where(
        AgreementPartner.agreement_id == Programme.agreement_id,
        AgreementPartner.institution_id == part.c.institution_id,
    )
    return gathered(
        select(Programme.id, Institution.code)
        .join(part, part.c.programme_id == Programme.id)
        .join(Institution, Institution.id == part.c.institution_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Programme.id.in_(ids), Institution.id != Agreement.home_id, ~party)
        .order_by(Programme.id, Institution.code),
        str,
    )


def _domains(home: str, partners: Collection[str]) -> dict[str, Any]:
    domains = [domain(mail) for mail in partners]
    return {
        "coordinator_domain": domain(home),
        "partner_domains": tuple(d for d in domains if d) if domains and all(domains) else None,
    }


def domain(mail: str) -> str | None:
    return mail.rpartition("@")[2].strip().casefold() or None


def _starts(agreement_ids: Iterable[int]) -> dict[int, date]:
    """The first day of each agreement that has a term."""
    return mapped(
        select(Term.agreement_id, func.min(Term.starts_on))
        .where(Term.agreement_id.in_(agreement_ids))
        .group_by(Term.agreement_id)
    )


def next_reference(today: date) -> date:
    """The first 1 October after today."""
    this = date(today.year, 10, 1)
    return this if today < this else date(today.year + 1, 10, 1)


def is_listed(registry_code: str, classifier: Collection[str]) -> bool | None:
    """Whether the classifier knows the direction; unknown while no classifier is loaded.

    Of residency it names the area only, which then stands for its directions.
    """
    code = registry_code.strip()
    if not classifier or not code:
        return None
    if code[:INTERDISCIPLINARY] in classifier or code[:DIRECTION] in classifier:
        return True
    area = code[:AREA]
    return area in classifier and not any(c.startswith(area) and c != area for c in classifier)
