"""Programmes as rows: path, partners, awards, accreditation."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.agreements.models import CONCLUDED
from app.agreements.term import add_years
from app.kernel.text import search_norm, sort_key
from app.programmes.models import (
    Accreditation,
    AccreditationKind,
    AwardRole,
    DiplomaScheme,
    Mode,
    PathPeriod,
    Programme,
    ProgrammeAward,
    ProgrammeKind,
    ProgrammePartner,
    RegistryStatus,
    Track,
)
from app.programmes.path import Place
from seed.demo.agreements import Office
from seed.demo.chronicle import Chronicle
from seed.demo.directory import University
from seed.demo.formats import Format
from seed.demo.offers import AgreementPlan, ProgrammePlan
from seed.demo.people import Cast
from seed.demo.rows import Row, Rows
from seed.demo.story import THIS_YEAR, TODAY

PREFIXES = {"B": "6B", "M": "7M", "D": "8D", "R": "7R"}
AGENCIES = ("IAAR", "IAAR", "IQAA", "IQAA", "ACQUIN", "ASIIN", "FIBAA", "AQA")
LANGUAGE_TESTS = ("IELTS 5.5", "IELTS 6.0", "B2", "TOEFL iBT 72", "")
DEGREES_HOME = {
    "B": "«{name}» білім беру бағдарламасы бойынша бакалавр",
    "M": "«{name}» білім беру бағдарламасы бойынша магистр",
    "D": "«{name}» білім беру бағдарламасы бойынша философия докторы (PhD)",
    "R": "«{name}» мамандығы бойынша дәрігер",
}
DEGREES_ABROAD = {
    "B": "Bachelor in {name}",
    "M": "Master in {name}",
    "D": "PhD in {name}",
    "R": "Specialist in {name}",
}
TITLES_ABROAD = {"B": "BSc {name}", "M": "MSc {name}", "D": "PhD {name}", "R": "{name} Residency"}


@dataclass
class Catalogue:
    """Writes planned programmes as rows."""

    rows: Rows
    random: Random
    cast: Cast
    chronicle: Chronicle
    offices: dict[str, Office]
    _serials: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, plans: list[AgreementPlan]) -> None:
        """Write the programmes of every agreement, in the order of the agreements."""
        for plan in sorted(plans, key=lambda p: int(p.row["id"])):
            for number, programme in enumerate(plan.programmes, 1):
                self._programme(plan, programme, number)

    def _programme(self, plan: AgreementPlan, programme: ProgrammePlan, number: int) -> None:
        values = self._values(plan, programme, number)
        programme.row = self.rows.add(Programme, **values)
        programme.home_id = plan.home.id
        self._periods(programme)
        for partner in programme.partners:
            self._partner(programme, partner)
        self._awards(plan, programme)
        self._accreditation(programme)
        at = plan.row["registered_at"]
        if programme.first_intake > at.year + 1 and plan.stage in CONCLUDED:
            at = max(at, self.chronicle.hour(date(programme.first_intake, 5, 12)))
        office = self.offices[plan.home.code].office
        name = f"{values['code']} {values['registry_code']}"
        self.chronicle.note(
            at + timedelta(hours=2) if at.date() < TODAY else at,
            "programme.registered",
            Programme,
            programme.row,
            name,
            plan.home.id,
            office,
            code=values["code"],
            registry_code=values["registry_code"],
            name_en=values["name_en"],
            path=programme.format.path,
        )

    def _values(self, plan: AgreementPlan, programme: ProgrammePlan, number: int) -> dict[str, Any]:
        code = f"{plan.row['code']}-P{number:02}"
        study = programme.format
        registry = self._registry_code(plan, programme)
        taught = programme.taught
        names = (taught.name_kk, taught.name_ru, taught.name_en)
        intake_open = self._intake_open(plan, programme)
        return {
            "code": code,
            "agreement_id": plan.row["id"],
            "registry_code": registry,
            "name_kk": names[0],
            "name_ru": names[1],
            "name_en": names[2],
            "level": study.level,
            "track": Track(study.track) if study.track else None,
            "kind": programme.kind,
            "diploma_scheme": self._scheme(programme),
            **_credits(study),
            "languages": self._languages(programme),
            "mode": Mode.ON_CAMPUS,
            "online_share": 0,
            "first_intake": programme.first_intake,
            "last_intake": self._last_intake(programme, intake_open),
            "intake_open": intake_open,
            "registry_status": self._status(plan, programme, intake_open),
            "registry_on": self._registered_on(plan, programme),
            "professional_standard": f"«{taught.name_kk}» кәсіптік стандарты",
            "staff_home": self.random.randint(8, 34),
            "staff_partner": self.random.randint(2, 14),
            "coordinator_name": self.cast.of("KZ"),
            "coordinator_email": f"coordinator{number}@{plan.home.domain}",
            **self._pages(plan, code),
            "admission_gpa": self.random.choice((Decimal("2.75"), Decimal("3.00"), None)),
            "admission_language": self.random.choice(LANGUAGE_TESTS),
            "places_year": self.random.choice((10, 15, 20, 25)),
            "last_review_on": self._reviewed_on(programme, intake_open),
            "fast_track_claimed": False,
            "search_norm": " ".join(search_norm(t) for t in (code, registry, *names)),
            "sort_key": sort_key(names[0]),
        }

    def _registry_code(self, plan: AgreementPlan, programme: ProgrammePlan) -> str:
        direction = PREFIXES[programme.level] + programme.taught.direction
        if programme.level in "BMD" and self.random.random() < 0.02:
            direction = f"{direction[:4]}088"
        self._serials[plan.home.code, direction] += 1
        return f"{direction}{self._serials[plan.home.code, direction]:02}"

    def _intake_open(self, plan: AgreementPlan, programme: ProgrammePlan) -> bool:
        ended = programme.last is not None or programme.last_intake is not None
        return plan.stage in CONCLUDED and plan.timeline.terminated_on is None and not ended

    def _last_intake(self, programme: ProgrammePlan, intake_open: bool) -> int | None:
        """Of programmes that ended with their agreement, some never said so."""
        if programme.last_intake or not programme.last or intake_open:
            return programme.last_intake
        return programme.last if self.random.random() < 0.6 else None

    def _scheme(self, programme: ProgrammePlan) -> DiplomaScheme:
        if programme.kind is ProgrammeKind.JOINT_DEGREE:
            return DiplomaScheme.ONE_JOINT
        if programme.kind is ProgrammeKind.JOINT_PROGRAMME:
            return DiplomaScheme.MAIN_ADDITIONAL
        return self.random.choices(
            (DiplomaScheme.TWO_EQUAL, DiplomaScheme.MAIN_ADDITIONAL), (0.7, 0.3)
        )[0]

    def _languages(self, programme: ProgrammePlan) -> list[str]:
        language = programme.partners[0].language
        first = "ru" if language == "ru" else "en"
        others = [code for code in ("kk", language) if code != first]
        return [first, *(o for o in dict.fromkeys(others) if self.random.random() < 0.35)]

    def _status(
        self, plan: AgreementPlan, programme: ProgrammePlan, intake_open: bool
    ) -> RegistryStatus:
        if plan.stage not in CONCLUDED:
            return RegistryStatus.NOT_INCLUDED
        if intake_open:
            return RegistryStatus.INCLUDED
        return self.random.choice((RegistryStatus.INCLUDED, RegistryStatus.EXCLUDED))

    def _registered_on(self, plan: AgreementPlan, programme: ProgrammePlan) -> date | None:
        if plan.stage not in CONCLUDED or programme.first_intake < 2018:
            return None
        return date(programme.first_intake, self.random.randint(2, 8), self.random.randint(1, 28))

    def _pages(self, plan: AgreementPlan, code: str) -> dict[str, str]:
        if plan.stage not in CONCLUDED or self.random.random() < 0.25:
            return {}
        root = f"https://www.{plan.home.domain}"
        return {f"url_{lang}": f"{root}/{lang}/{code.lower()}" for lang in ("kk", "ru", "en")}

    def _reviewed_on(self, programme: ProgrammePlan, intake_open: bool) -> date | None:
        if not intake_open:
            was_reviewed = self.random.random() >= 0.5 and programme.first_intake < THIS_YEAR
            return date(programme.first_intake, 12, 1) if was_reviewed else None
        year = max(
            min(programme.first_intake, THIS_YEAR - 1), self.random.choice((2022, 2024, 2025))
        )
        return date(year, self.random.randint(1, 12), self.random.randint(1, 28))

    def _periods(self, programme: ProgrammePlan) -> None:
        sole = programme.partners[0].id if len(programme.partners) == 1 else None
        for position, (place, length) in enumerate(programme.format.periods, 1):
            self.rows.add(
                PathPeriod,
                programme_id=programme.row["id"],
                position=position,
                place=place,
                length=length,
                institution_id=sole if place is Place.PARTNER else None,
            )

    def _partner(self, programme: ProgrammePlan, partner: University) -> None:
        name = TITLES_ABROAD[programme.level].format(name=programme.taught.name_en)
        if partner.language == "ru":
            name = programme.taught.name_ru
        programme.row["search_norm"] += f" {search_norm(name)}"
        self.rows.add(
            ProgrammePartner,
            programme_id=programme.row["id"],
            institution_id=partner.id,
            programme_name=name,
            coordinator_name=self.cast.of(partner.country),
            coordinator_email=f"joint.degrees@{partner.domain}",
        )

    def _awards(self, plan: AgreementPlan, programme: ProgrammePlan) -> None:
        """Who awards what; where a partner began with an attestation, it changed later."""
        home, abroad = _roles(programme)
        named = programme.taught
        first = programme.first_intake
        self._award(
            programme,
            plan.home,
            home,
            first,
            None,
            DEGREES_HOME[programme.level].format(name=named.name_kk),
        )
        degree = DEGREES_ABROAD[programme.level].format(name=named.name_en)
        changed = first <= 2022 and programme.last is None and self.random.random() < 0.18
        for partner in programme.partners:
            if changed and abroad is AwardRole.EQUAL:
                self._award(programme, partner, AwardRole.ADDITIONAL, first, first + 1, degree)
                self._award(programme, partner, abroad, first + 2, None, degree, True)
            else:
                self._award(programme, partner, abroad, first, None, degree)

    def _award(
        self,
        programme: ProgrammePlan,
        institution: University,
        role: AwardRole,
        since: int,
        until: int | None,
        degree: str,
        supplement: bool | None = None,
    ) -> Row:
        return self.rows.add(
            ProgrammeAward,
            programme_id=programme.row["id"],
            institution_id=institution.id,
            intake_from=since,
            intake_until=until,
            role=role,
            degree="" if role is AwardRole.NONE else degree[:300],
            supplement=self.random.random() < 0.8 if supplement is None else supplement,
        )

    def _accreditation(self, programme: ProgrammePlan) -> None:
        """A decision for five years; open programmes have one that lasts beyond next October."""
        row = programme.row
        if row["intake_open"]:
            since = self.random.choice((date(2023, 3, 14), date(2024, 5, 30), date(2025, 6, 20)))
            if programme.first_intake == THIS_YEAR:
                since = date(2026, 5, 28)
        elif row["registry_status"] is RegistryStatus.NOT_INCLUDED or self.random.random() < 0.2:
            return
        else:
            since = date(max(2012, programme.first_intake), 6, self.random.randint(1, 28))
        kind = self.random.choices(list(AccreditationKind), (0.82, 0.14, 0.04))[0]
        years = 6 if kind is AccreditationKind.EUROPEAN_APPROACH else 5
        self.rows.add(
            Accreditation,
            programme_id=row["id"],
            agency=self.random.choice(AGENCIES),
            kind=kind,
            valid_from=since,
            valid_until=add_years(since, years) - timedelta(days=1),
            decision=f"№ {self.random.randint(100, 999)}",
        )


def _credits(study: Format) -> dict[str, Any]:
    """How long and how much, here and there."""
    abroad = Decimal(study.ects - study.ects_home)
    return {
        "path_unit": study.unit,
        "duration_months": study.months,
        "ects_total": Decimal(study.ects),
        "ects_home": Decimal(study.ects_home),
        "ects_partner": abroad,
        "ects_recognised": abroad,
    }


def _roles(programme: ProgrammePlan) -> tuple[AwardRole, AwardRole]:
    """What the diploma of the home institution is, and that of a partner."""
    if programme.kind is ProgrammeKind.JOINT_DEGREE:
        return AwardRole.JOINT, AwardRole.JOINT
    if programme.kind is ProgrammeKind.JOINT_PROGRAMME:
        return AwardRole.MAIN, AwardRole.NONE
    if programme.row["diploma_scheme"] is DiplomaScheme.TWO_EQUAL:
        return AwardRole.EQUAL, AwardRole.EQUAL
    return AwardRole.MAIN, AwardRole.ADDITIONAL
