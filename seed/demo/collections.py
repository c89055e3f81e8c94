"""The collections of the fictional country: graduates in summer, the return in autumn.

Written through the services on the days on which it is said to have happened, so that
the journal, the findings and the national figures are as the product makes them. Of the
autumn's returns some are accepted, some are being looked at, one was sent back with a
question; QD-01 still has to send its own, and its rector has the summer's to sign.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from app.accounts.models import Membership, Person, Role
from app.cohorts.models import FiguresStage, YearFigures
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.kernel.rules import Severity
from app.returns import checking, queries, services
from app.returns.models import Campaign, CampaignKind, Delivery, Return, ReturnStage
from app.returns.services.asking import WHOLE
from seed.demo.showcase import SHOWN
from seed.demo.story import TODAY

YEAR = 2026
NEWS = (
    "Бұл редакцияда 7_MOB парағына мобильділік кезіндегі кредиттер қосылды. "
    "Есепті тізілім өзі толтырады, жетіспейтінін ғана қосыңыз.",
    "В этой редакции на лист 7_MOB добавлены кредиты за период мобильности. "
    "Отчет заполняется по реестру, добавьте только недостающее.",
    "This edition adds the credits of a stay to sheet 7_MOB. "
    "The register fills the return; add only what is missing.",
)
# Why the centre lets what was planted wrong on purpose stand.
REASON = "Деректер түпнұсқа құжаттармен салыстырылды."
ANSWER = "Тіркеу бөлімінің деректерімен салыстырылды, сан дұрыс."
SENT_BACK = "4_CONT парағындағы магистранттар саны алдыңғы жылмен сәйкес келмейді, тексеріңіз."
ASKED = "Бұл бағдарламаның контингенті неге осынша өзгерді?"
ABOUT_DIPLOMAS = "Серіктес дипломын күтіп жүрген түлектер оны қашан алады?"
SUMMER = 8


@dataclass(frozen=True)
class Centre:
    """Who acts at the national centre."""

    analyst: Actor
    lead: Actor


def add() -> int:
    """Write both collections; returns the number of deliveries. The caller commits."""
    centre = Centre(_known("analyst"), _known("lead"))
    made = [*_summer(centre), *_autumn(centre)]
    return len(made)


def _summer(centre: Centre) -> Iterator[Delivery]:
    campaign = _opened(CampaignKind.AWARDS, date(YEAR, 6, 15), centre)
    asked = queries.filings(campaign.id)
    homes = sorted(asked, key=lambda filing: filing.institution.code != SHOWN)[:SUMMER]
    for filing in homes:
        delivery = delivered(filing, campaign.opens_on + timedelta(days=5))
        if submitted(filing, delivery, campaign.opens_on + timedelta(days=6), centre):
            accepted(filing, campaign.closes_on + timedelta(days=3), centre)
            if filing.institution.code == SHOWN:
                with clock.moved_to(campaign.closes_on + timedelta(days=4)):
                    services.ask(filing, WHOLE, ABOUT_DIPLOMAS, actor=centre.analyst)
            else:
                signed(filing, delivery, campaign.closes_on + timedelta(days=6))
        yield delivery


def _autumn(centre: Centre) -> Iterator[Delivery]:
    campaign = _opened(CampaignKind.ANNUAL, date(YEAR, 9, 15), centre)
    filed = _filed()
    waiting = [f for f in queries.filings(campaign.id) if f.institution_id in filed]
    for nth, filing in enumerate(waiting):
        day = max(filed[filing.institution_id], campaign.opens_on)
        delivery = delivered(filing, day)
        if nth % 8 != 7 and submitted(filing, delivery, day, centre):
            _looked_at(filing, delivery, nth, centre)
        yield delivery


def _looked_at(filing: Return, delivery: Delivery, nth: int, centre: Centre) -> None:
    """What the centre has done by today: the earlier it came, the further it is."""
    day = min(TODAY, filing.campaign.closes_on + timedelta(days=2))
    if nth % 8 == 6:
        return
    with clock.moved_to(day):
        services.review(filing, seen=filing.version, actor=centre.analyst)
        session.flush()
    if nth % 8 == 5:
        with clock.moved_to(day + timedelta(days=1)):
            services.ask(filing, WHOLE, ASKED, actor=centre.analyst)
            services.send_back(filing, SENT_BACK, seen=filing.version, actor=centre.analyst)
    elif nth % 8 < 4:
        with clock.moved_to(day + timedelta(days=2)):
            services.accept(filing, seen=filing.version, actor=centre.analyst)
            session.flush()
        if nth % 8 < 2:
            signed(filing, delivery, day + timedelta(days=3))


def _opened(kind: CampaignKind, day: date, centre: Centre) -> Campaign:
    is_summer = kind is CampaignKind.AWARDS
    value = services.usual(kind, YEAR - is_summer)
    if not is_summer:
        kk, ru, en = NEWS
        value = replace(value, news_kk=kk, news_ru=ru, news_en=en)
    with clock.moved_to(day):
        made = services.plan(value, actor=centre.analyst)
        services.open_campaign(made, seen=made.version, actor=centre.lead)
        session.flush()
    return made


def _filed() -> dict[int, date]:
    """On which day each institution filed its figures of the year."""
    found = session.scalars(
        select(YearFigures)
        .join(Institution, Institution.id == YearFigures.institution_id)
        .where(
            YearFigures.year == YEAR,
            YearFigures.stage == FiguresStage.FILED,
            Institution.code != SHOWN,
        )
    )
    return {one.institution_id: one.filed_at.date() for one in found if one.filed_at}


def delivered(filing: Return, day: date) -> Delivery:
    """The data of the register, taken on a day."""
    with clock.moved_to(day):
        made = services.take_register(filing, actor=_of(filing, Role.INTERNATIONAL_OFFICE))
        session.flush()
    return made


def submitted(filing: Return, delivery: Delivery, day: date, centre: Centre) -> bool:
    """Explained, waived and sent; says whether it could be."""
    office = _of(filing, Role.INTERNATIONAL_OFFICE)
    with clock.moved_to(day):
        for problem in checking.problems_of(delivery):
            if problem.is_broken and problem.severity is not Severity.INFORMATION:
                explained = services.explain(filing, problem, ANSWER, seen=0, actor=office)
                if problem.severity is Severity.ERROR:
                    value = services.DecisionValue(True, REASON, None, date(YEAR + 1, 9, 30))
                    services.decide(explained, value, seen=explained.version, actor=centre.lead)
                session.flush()
        if filing.stage is not ReturnStage.VALID:
            return False
        services.submit(
            filing,
            delivery,
            seen=filing.version,
            seen_digest=delivery.digest,
            actor=office,
        )
        session.flush()
    return True


def accepted(filing: Return, day: date, centre: Centre) -> None:
    """Looked at and taken into the national figures."""
    with clock.moved_to(day):
        services.review(filing, seen=filing.version, actor=centre.analyst)
        session.flush()
        services.accept(filing, seen=filing.version, actor=centre.analyst)
        session.flush()


def signed(filing: Return, delivery: Delivery, day: date) -> None:
    """Signed by the institution's signatory."""
    with clock.moved_to(day):
        services.sign(
            filing,
            delivery,
            seen_digest=delivery.digest,
            actor=_of(filing, Role.SIGNATORY),
        )
        session.flush()


def _known(name: str) -> Actor:
    person = session.scalars(select(Person).where(Person.email == f"{name}@demo.example")).one()
    return Actor(person.id, person.name, person.email)


def _of(filing: Return, role: Role) -> Actor:
    """Somebody with a role at the institution; who is not known by name is its office."""
    person = session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.institution_id == filing.institution_id, Membership.role == role)
        .order_by(Person.id)
        .limit(1)
    )
    if person is None:
        return Actor(None, str(filing.institution.name_kk))
    return Actor(person.id, person.name, person.email)
