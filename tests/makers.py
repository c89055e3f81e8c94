"""Makers: each makes one thing that is right, with what the test is about replaced.

They write through models, not services, so that a test of a rule can make what
a service would refuse. Call `make.save()` (or any service in a unit of work)
before a client reads: a request has a session of its own.
"""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.accounts.models import Membership, Person, Role
from app.accounts.passwords import hash_password
from app.agreements.models import Agreement, AgreementPartner, Kind, Stage, Term
from app.agreements.term import TermCause, TermKind
from app.cohorts.models import Cohort, Contingent, FiguresStage, Sex, StudyPlace, YearFigures
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.kernel.permissions import Membership as Held
from app.kernel.text import search_norm, sort_key
from app.programmes.models import (
    AwardRole,
    DiplomaScheme,
    Level,
    PathPeriod,
    Programme,
    ProgrammeAward,
    ProgrammeKind,
    ProgrammePartner,
    RegistryStatus,
)
from app.programmes.path import Place, Unit
from app.returns import workbook
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT
from app.returns.models import Campaign, CampaignKind, Delivery, Door, Return

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSWORD = "three quiet rivers"


class Make:
    """Everything a test may need, made right."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._numbers = itertools.count(1)

    def save(self) -> None:
        """Commit, so that requests and other sessions see what was made."""
        session.commit()

    def institution(self, **given: Any) -> Institution:
        """A home institution; `reports_from=None, country="DE"` makes a partner."""
        n = next(self._numbers)
        values = {
            "code": f"T-{n:03}",
            "name_kk": f"Көкөзен университеті {n}",
            "name_ru": f"Кокозенский университет {n}",
            "name_en": f"Kokozen University {n}",
            "country": "KZ",
            "reports_from": 2018,
            "is_fictional": True,
        } | given
        names = (values["name_kk"], values["name_ru"], values["name_en"], values["code"])
        values.setdefault("search_norm", " ".join(search_norm(str(t)) for t in names))
        values.setdefault("sort_key", sort_key(str(values["name_kk"])))
        return self._added(Institution(**values))

    def partner(self, **given: Any) -> Institution:
        """An institution abroad."""
        return self.institution(**({"country": "DE", "reports_from": None} | given))

    def person(self, *roles: tuple[Role, Institution | None], **given: Any) -> Person:
        """Somebody who can sign in with PASSWORD."""
        n = next(self._numbers)
        values = {
            "email": f"person{n}@example.org",
            "name": f"Айгүл Сапарова {n}",
            "password_hash": hash_password(PASSWORD),
            "stamp": f"stamp{n}",
            "language": "en",
            "registered_at": NOW,
        } | given
        made = Person(**values)
        made.memberships = [
            Membership(role=role, institution_id=place.id if place else None)
            for role, place in roles
        ]
        return self._added(made)

    def actor(self, role: Role | None = None, institution: Institution | None = None) -> Actor:
        """A person with one role, as services see them."""
        person = self.person(*([(role, institution)] if role else []))
        held = frozenset([Held(role, institution.id if institution else None)] if role else [])
        return Actor(id=person.id, name=person.name, email=person.email, memberships=held)

    def sign_in(
        self, client: Any, role: Role | None = None, institution: Institution | None = None
    ) -> Person:
        """Sign a fresh person of that role in at the client, in English."""
        person = self.person(*([(role, institution)] if role else []))
        self.save()
        client.post("/language", data={"language": "en"})
        answer = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
        assert answer.status_code == 303, answer.status_code
        return person

    def agreement(
        self,
        home: Institution | None = None,
        partners: list[Institution] | None = None,
        term: dict[str, Any] | None = None,
        **given: Any,
    ) -> Agreement:
        """A signed double-degree agreement with one partner and a term of five years."""
        n = next(self._numbers)
        home = home or self.institution()
        values = {
            "code": f"{home.code}-A-{n:03}",
            "number": f"DD-{n}",
            "title": f"Double degree agreement {n}",
            "kind": Kind.DOUBLE_DEGREE,
            "home_id": home.id,
            "stage": Stage.SIGNED,
            "languages": ["en", "kk"],
            "prevailing_language": "en",
            "levels": ["B", "M"],
            "signed_on": date(2024, 5, 20),
            "registered_at": NOW,
            "sort_on": date(2024, 5, 20),
            "signatory_name": "Ерлан Қасымов",
            "contact_name": "Дина Оспанова",
            "contact_email": "dina@example.org",
        } | given
        values.setdefault("search_norm", search_norm(f"{values['number']} {values['title']}"))
        made = Agreement(**values)
        made.partners = [
            AgreementPartner(institution_id=p.id, position=i, signatory_name="Anna Schmidt")
            for i, p in enumerate(partners or [self.partner()], start=1)
        ]
        made.terms = [self.term(**(term or {}))]
        return self._added(made)

    def term(self, **given: Any) -> Term:
        """A first fixed term, 1 September 2024 to 31 August 2029. Not added to the session."""
        values = {
            "number": 1,
            "cause": TermCause.FIRST,
            "kind": TermKind.FIX,
            "starts_on": date(2024, 9, 1),
            "ends_on": date(2029, 8, 31),
            "recorded_at": NOW,
        } | given
        return Term(**values)

    def programme(
        self,
        agreement: Agreement | None = None,
        path: tuple[tuple[Place, int], ...] = ((Place.HOME, 2), (Place.PARTNER, 2)),
        **given: Any,
    ) -> Programme:
        """A bachelor's double-degree programme 2+2 with its agreement's partners."""
        n = next(self._numbers)
        agreement = agreement or self.agreement()
        values = {
            "code": f"{agreement.code}-P{n:02}",
            "agreement_id": agreement.id,
            "registry_code": "6B04101",
            "name_kk": f"Бизнесті басқару {n}",
            "name_ru": f"Управление бизнесом {n}",
            "name_en": f"Business Administration {n}",
            "level": Level.BACHELOR,
            "kind": ProgrammeKind.DOUBLE,
            "diploma_scheme": DiplomaScheme.TWO_EQUAL,
            "path_unit": Unit.YEAR,
            "duration_months": 48,
            "ects_total": Decimal(240),
            "ects_home": Decimal(120),
            "ects_partner": Decimal(120),
            "languages": ["en"],
            "first_intake": 2024,
            "registry_status": RegistryStatus.INCLUDED,
            "staff_home": 12,
            "staff_partner": 6,
            "coordinator_email": "home@example.org",
        } | given
        values.setdefault("sort_key", sort_key(str(values["name_kk"])))
        names = [values[key] for key in ("code", "registry_code", "name_kk", "name_ru", "name_en")]
        values.setdefault("search_norm", " ".join(search_norm(str(text)) for text in names))
        made = Programme(**values)
        hosts = [p.institution_id for p in agreement.partners]
        made.periods = [
            PathPeriod(
                position=i,
                place=place,
                length=length,
                institution_id=hosts[0] if place is Place.PARTNER else None,
            )
            for i, (place, length) in enumerate(path, start=1)
        ]
        made.partners = [
            ProgrammePartner(
                institution_id=i, programme_name="Business", coordinator_email="a@b.de"
            )
            for i in hosts
        ]
        made.awards = [
            ProgrammeAward(
                institution_id=i,
                intake_from=2024,
                role=AwardRole.EQUAL,
                degree="BSc",
                supplement=True,
            )
            for i in (agreement.home_id, *hosts)
        ]
        return self._added(made)

    def cohort(self, programme: Programme | None = None, **given: Any) -> Cohort:
        """The cohort of 2024."""
        programme = programme or self.programme()
        values = {"entry_year": 2024, "planned": 20, "minimum": 5, "admitted": 18} | given
        return self._added(Cohort(programme_id=programme.id, **values))

    def contingent(self, cohort: Cohort, year: int = 2025, **given: Any) -> Contingent:
        """Ten women of the cohort on the reference date of `year`."""
        values = {
            "course_year": year - cohort.entry_year + 1,
            "citizenship": "KZ",
            "sex": Sex.FEMALE,
            "funding": "O",
            "place": StudyPlace.HOME,
            "language": "en",
            "n": 10,
        } | given
        return self._added(Contingent(cohort_id=cohort.id, year=year, **values))

    def figures(self, institution: Institution, year: int = 2025, **given: Any) -> YearFigures:
        """An institution's figures of a year, filed."""
        values = {
            "reference_on": date(year, 10, 1),
            "stage": FiguresStage.FILED,
            "filed_at": NOW,
            "total_contingent": 5000,
            "total_foreign": 150,
        } | given
        return self._added(YearFigures(institution_id=institution.id, year=year, **values))

    def campaign(self, year: int = 2025, **given: Any) -> Campaign:
        """An open annual campaign of a year, collected from 15 October to 15 November."""
        values = {
            "kind": CampaignKind.ANNUAL,
            "edition": CURRENT.code,
            "reference_on": date(year, 10, 1),
            "opens_on": date(year, 10, 15),
            "closes_on": date(year, 11, 15),
            "corrections_until": date(year, 11, 30),
            "publish_on": date(year + 1, 3, 1),
            "opened_at": NOW,
        } | given
        return self._added(Campaign(year=year, **values))

    def filing(
        self,
        institution: Institution | None = None,
        campaign: Campaign | None = None,
        **given: Any,
    ) -> Return:
        """A return that has not been started, to the campaign of 2025 unless given."""
        known = select(Campaign).where(Campaign.year == 2025)
        campaign = campaign or session.scalars(known).first() or self.campaign()
        institution = institution or self.institution()
        made = Return(campaign_id=campaign.id, institution_id=institution.id, **given)
        made.campaign, made.institution = campaign, institution
        return self._added(made)

    def delivery(self, filing: Return, dataset: Dataset | None = None, **given: Any) -> Delivery:
        """A valid delivery of a return; its data are the register's unless given."""
        data = dataset or workbook.dataset(filing.institution, filing.campaign.academic_year)
        values = {
            "number": next(self._numbers),
            "door": Door.REGISTER,
            "digest": data.digest,
            "rulebook": "2026.1",
            "dataset": data.dumped(),
            "findings": "[]",
            "errors": 0,
            "warnings": 0,
            "informations": 0,
            "is_nil": not data.rows("2_AGR"),
            "made_at": NOW,
            "made_by": "Айгүл Сапарова",
        } | given
        made = Delivery(return_id=filing.id, **values)
        made.filing = filing
        return self._added(made)

    def reread(self, kind: type, key: int) -> Any:
        """The record as it is in the database now."""
        session.expire_all()
        return session.scalar(select(kind).where(kind.id == key))

    def _added(self, thing: Any) -> Any:
        session.add(thing)
        session.flush()
        return thing
