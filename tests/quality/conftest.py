"""What the tests of quality share: somebody of each role at one university with a programme."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.accounts.models import Role
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.quality import queries, services
from app.quality.models import EvidenceKind, Grade, Judgement, Review
from app.quality.services import ActionValue, EvidenceValue, JudgementValue
from tests.makers import Make

PDF = b"%PDF-1.4\nminutes\n%%EOF\n"


def whole(programme_id: int) -> Programme:
    """The programme as its page loads it."""
    found = programmes.programme(programme_id)
    assert found is not None
    return found


@dataclass
class Desk:
    """A university, its programme, its people, and the ordinary deeds of a review."""

    make: Make
    home: Institution
    programme: Programme
    quality: Actor
    rector: Actor
    office: Actor
    analyst: Actor

    def opened(self, framework: str = "esg-2015", subject: Any = None) -> Review:
        """A review as its page loads it."""
        found = queries.framework(framework)
        assert found is not None
        if subject is None:
            subject = self.programme = whole(self.programme.id)
        made = services.open_review(found, subject, actor=self.quality)
        session.flush()
        return self.reread(made)

    def reread(self, review: Review) -> Review:
        """The review with everything, as the database has it."""
        session.flush()
        session.expire_all()
        found = queries.review(review.id)
        assert found is not None
        return found

    def piece(self, title: str = "Minutes", **given: Any) -> Any:
        """A piece of evidence."""
        values = {"kind": EvidenceKind.DATA, "url": "", "dated_on": None, "note": "", "file": None}
        value = EvidenceValue(title=title, **(values | given))
        return services.add(self.home, value, actor=self.quality)

    def judge(self, review: Review, judgement: Judgement, grade: Grade, **given: Any) -> None:
        """Judge one standard, with a comment."""
        values: dict[str, Any] = {"comment": "As it is", "reason": "", "evidence": {}}
        value = JudgementValue(grade=grade, **(values | given))
        services.judge(review, judgement, value, seen=judgement.version, actor=self.quality)
        session.flush()

    def plan(self, review: Review, judgement: Judgement, due_on: Any, **given: Any) -> Any:
        """An action on a standard."""
        values = {"title": "Agree on it", "detail": "", "owner_name": "A", "owner_email": ""}
        value = ActionValue(due_on=due_on, **(values | given))
        return services.plan(review, judgement, value, actor=self.quality)

    def filled(self, framework: str = "esg-2015", subject: Any = None) -> Review:
        """A review that waits for the signature: everything substantial, with evidence."""
        review, piece = self.opened(framework, subject), self.piece()
        for judgement in review.judgements:
            self.judge(review, judgement, Grade.SUBSTANTIAL, evidence={piece.id: ""})
        services.fill(review, "All in all", seen=review.version, actor=self.quality)
        return self.reread(review)

    def signed(self, framework: str = "esg-2015", subject: Any = None) -> Review:
        """A signed review."""
        review = self.filled(framework, subject)
        services.sign(review, seen=review.version, actor=self.rector)
        return self.reread(review)


@pytest.fixture
def desk(make: Make) -> Desk:
    """The university of these tests."""
    home = make.institution()
    made = make.programme(make.agreement(home))
    return Desk(
        make,
        home,
        whole(made.id),
        make.actor(Role.QUALITY_MANAGER, home),
        make.actor(Role.SIGNATORY, home),
        make.actor(Role.INTERNATIONAL_OFFICE, home),
        make.actor(Role.NCHED_ANALYST),
    )
