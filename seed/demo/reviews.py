"""Quality at the shown university: policies, evidence, reviews at every stage, actions.

Written through the services, on the days on which it is said to have happened, so that
the journal and what a signed review keeps are as the product makes them.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.agreements.models import Agreement, Stage
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.files import Upload
from app.kernel.permissions import Actor
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.quality import policies, queries, services
from app.quality.models import (
    LOW,
    ActionStage,
    Evidence,
    EvidenceKind,
    Framework,
    Grade,
    Review,
)
from app.quality.services import ActionValue, EvidenceValue, FollowValue, JudgementValue
from app.quality.services.policy import PolicyValue, set_policy
from seed.demo import pdf
from seed.demo.formats import DATA
from seed.demo.showcase import SHOWN

FILE = DATA / "reviews.json"
# How a review was judged, by the position of the standard; taken in turn.
SCORES = ("32231322", "2232", "33222", "21232", "2322")


@dataclass(frozen=True)
class Cast:
    """Who acts at the shown university."""

    quality: Actor
    rector: Actor
    office: Actor


def add() -> int:
    """Write everything; returns the number of reviews. The caller commits."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    cast = Cast(_actor("quality"), _actor("rector"), _actor("office"))
    home = session.scalars(select(Institution).where(Institution.code == SHOWN)).one()
    _policies(told["addresses"])
    with clock.moved_to(date(2023, 9, 12)):
        pieces = [_piece(home, one, cast.quality) for one in told["evidence"]]
    scenes = _scenes(home, told, pieces, cast)
    return sum(1 for _ in scenes)


def _actor(name: str) -> Actor:
    person = session.scalars(select(Person).where(Person.email == f"{name}@demo.example")).one()
    return Actor(person.id, person.name, person.email)


def _policies(addresses: dict[str, str]) -> None:
    """Most universities say what their policy is; some long ago, some not at all."""
    homes = session.scalars(
        select(Institution)
        .where(Institution.reports_from.is_not(None), Institution.is_fictional)
        .order_by(Institution.code)
    ).all()
    for number, home in enumerate(homes):
        if number % 5 == 4:
            continue
        base = f"https://{home.code.lower()}.example"
        old = number % 5 == 3
        value = PolicyValue(
            url=f"{base}/{addresses['policy']}",
            adopted_on=date(2017, 3, 1) if old else date(2023, 4, 3),
            languages=("kk", "ru") if number % 2 else ("kk", "ru", "en"),
            has_iso_9001=number % 3 == 0,
            admission_url=f"{base}/{addresses['admission']}",
            support_url="" if number % 4 == 2 else f"{base}/{addresses['support']}",
            survey_on=None if old else date(2026, 5, 20),
        )
        found = policies.policy_of(home.id)
        assert found is not None
        with clock.moved_to(date(2026, 6, 2)):
            set_policy(found, value, seen=0, actor=Actor(None, "Qosdiplom"))


def _piece(home: Institution, told: dict[str, str], actor: Actor) -> Evidence:
    kind = EvidenceKind(told["kind"])
    file = None
    if kind in (EvidenceKind.DOCUMENT, EvidenceKind.MINUTES):
        content = pdf.page([told["file"], "Demonstration", "Invented document"])
        file = Upload(f"{told['file']}.pdf", content)
    value = EvidenceValue(
        kind=kind,
        title=told["title"],
        url=told.get("url", ""),
        dated_on=date(2023, 5, 15),
        note=told.get("note", ""),
        file=file,
    )
    return services.add(home, value, actor=actor)


def _scenes(
    home: Institution, told: dict[str, Any], pieces: list[Evidence], cast: Cast
) -> list[Review]:
    esg, approach = _framework("esg-2015"), _framework("ea-2015")
    chosen = _chosen(home)
    play = Play(told, pieces, cast)
    made = [
        play.signed(esg, home, date(2024, 2, 6), SCORES[1]),
        play.signed(esg, chosen[0], date(2024, 3, 14), SCORES[0]),
        play.signed(esg, chosen[0], date(2026, 4, 16), SCORES[2]),
        play.signed(approach, chosen[0], date(2026, 5, 12), SCORES[3]),
        play.signed(esg, chosen[1], date(2025, 11, 20), SCORES[3]),
        play.filled(esg, chosen[2], date(2026, 11, 10), SCORES[4]),
        play.half(esg, chosen[3], date(2026, 11, 16), SCORES[0]),
    ]
    play.follow()
    return made


def _framework(code: str) -> Framework:
    found = queries.framework(code)
    assert found is not None
    return found


def _chosen(home: Institution) -> list[Programme]:
    """Four programmes of signed agreements that admit students, by code."""
    ids = session.scalars(
        select(Programme.id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Agreement.home_id == home.id, Agreement.stage == Stage.SIGNED)
        .where(Programme.intake_open)
        .order_by(Programme.code)
        .limit(4)
    ).all()
    found = [programmes.programme(one) for one in ids]
    return [one for one in found if one is not None]


class Play:
    """Reviews as they were done, with the sentences and evidence at hand."""

    def __init__(self, told: dict[str, Any], pieces: list[Evidence], cast: Cast) -> None:
        self.comments: dict[str, str] = told["comments"]
        self.tasks: dict[str, str] = told["tasks"]
        self.summary: str = told["summary"]
        self.owners: list[str] = told["owners"]
        self.pieces, self.cast = pieces, cast
        self.planned: list[Any] = []

    def signed(
        self, framework: Framework, subject: Programme | Institution, day: date, scores: str
    ) -> Review:
        """A review filled and signed on one day."""
        review = self.filled(framework, subject, day, scores)
        with clock.moved_to(day):
            services.sign(review, seen=0, actor=self.cast.rector)
            session.flush()
        return review

    def filled(
        self, framework: Framework, subject: Programme | Institution, day: date, scores: str
    ) -> Review:
        """A review that waits for the signature."""
        with clock.moved_to(day):
            review = self._judged(framework, subject, scores, len(framework.standards))
            services.fill(review, self.summary, seen=0, actor=self.cast.quality)
            session.flush()
        return review

    def half(
        self, framework: Framework, subject: Programme | Institution, day: date, scores: str
    ) -> Review:
        """A review that is still being filled."""
        with clock.moved_to(day):
            return self._judged(framework, subject, scores, len(framework.standards) // 2)

    def follow(self) -> None:
        """Some actions are done, some are under way; the others wait, a few beyond their day."""
        for number, action in enumerate(self.planned):
            if number % 3 == 0:
                value = FollowValue(ActionStage.DONE, self.summary.split(".")[0] + ".")
            elif number % 3 == 1:
                value = FollowValue(ActionStage.RUNNING, "")
            else:
                continue
            with clock.moved_to(action.due_on):
                services.follow(action, value, seen=0, actor=self.cast.quality)
                session.flush()

    def _judged(
        self, framework: Framework, subject: Programme | Institution, scores: str, many: int
    ) -> Review:
        opened = services.open_review(framework, subject, actor=self.cast.quality)
        session.flush()
        review = queries.review(opened.id)
        assert review is not None
        ordered = sorted(review.judgements, key=lambda one: one.standard.position)
        for number, judgement in enumerate(ordered[:many]):
            grade = Grade(scores[number % len(scores)])
            piece = self.pieces[number % len(self.pieces)]
            value = JudgementValue(
                grade=grade,
                comment=self.comments[grade.value],
                reason=self.comments["reason"] if grade is Grade.FULL else "",
                evidence={} if grade in LOW else {piece.id: ""},
            )
            services.judge(review, judgement, value, seen=0, actor=self.cast.quality)
            session.flush()
            if grade in LOW:
                self._plan(review, judgement, number)
        return review

    def _plan(self, review: Review, judgement: Any, number: int) -> None:
        today = clock.today()
        year = today.year + (today.month > 6)
        value = ActionValue(
            title=self.tasks[str(number % len(self.tasks))],
            detail="",
            owner_name=self.owners[number % len(self.owners)],
            owner_email=self.cast.office.email if number % 2 else "",
            due_on=date(year, 12, 20) if year > today.year else date(year, 10, 30),
        )
        self.planned.append(services.plan(review, judgement, value, actor=self.cast.quality))
