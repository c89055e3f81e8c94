"""Reads of what is said about a return: explanations of findings, and questions."""

from collections.abc import Iterable, Mapping

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import Role
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.returns.models import (
    COUNTING,
    Campaign,
    Explanation,
    ExplanationState,
    Question,
    QuestionState,
    Return,
)

UNSETTLED = (QuestionState.OPEN, QuestionState.PROMISED)


def explanations(found: Return) -> list[Explanation]:
    """What was said of findings of this return, and was accepted before; the oldest first.

    Needs the campaign. What is said about a later year does not explain an earlier one.
    """
    accepted = and_(
        Explanation.state == ExplanationState.ACCEPTED,
        Explanation.is_waiver.is_(False),
        Campaign.year < found.campaign.year,
    )
    return list(
        session.scalars(
            _EXPLANATIONS.where(
                Explanation.institution_id == found.institution_id,
                or_(Explanation.return_id == found.id, accepted),
            ).order_by(Explanation.id)
        )
    )


def explanation(explanation_id: int) -> Explanation | None:
    """An explanation with its return, campaign and institution."""
    return session.scalar(_EXPLANATIONS.where(Explanation.id == explanation_id))


def threads(found: Return) -> list[Question]:
    """The questions about a return with what was written, the oldest first."""
    wanted = _QUESTIONS.where(Question.return_id == found.id).order_by(Question.id)
    return list(session.scalars(wanted.options(selectinload(Question.messages))))


def by_subject(questions: Iterable[Question]) -> Mapping[tuple[str, str], Question]:
    """Questions by the finding they are about."""
    return {one.about: one for one in questions}


def question(question_id: int) -> Question | None:
    """A question with what was written, its return, campaign and institution."""
    return session.scalar(
        _QUESTIONS.where(Question.id == question_id).options(selectinload(Question.messages))
    )


def thread_about(found: Return, about: tuple[str, str]) -> Question | None:
    """The thread about one finding of a return, or about all of it, if there is one."""
    rule, subject = about
    return session.scalar(
        _QUESTIONS.where(
            Question.return_id == found.id, Question.rule == rule, Question.subject == subject
        )
        .options(selectinload(Question.messages))
        .order_by(Question.id.desc())
        .limit(1)
    )


def open_questions(found: Return) -> int:
    """How many questions about a return wait for the institution or for its promise."""
    return int(
        session.scalar(
            select(func.count())
            .select_from(Question)
            .where(Question.return_id == found.id, Question.state.in_(UNSETTLED))
        )
        or 0
    )


def unanswered(actor: Actor) -> Mapping[Return, int]:
    """Returns of the actor's international offices with questions to answer, and how many."""
    own = actor.institutions(Role.INTERNATIONAL_OFFICE)
    if not own:
        return {}
    return _counted(QuestionState.OPEN, Return.institution_id.in_(own))


def answered() -> Mapping[Return, int]:
    """Returns with answers that nobody at the centre has closed yet, and how many."""
    return _counted(QuestionState.ANSWERED)


def undecided() -> Mapping[Return, int]:
    """Submitted returns with explanations that wait for the centre, and how many."""
    wanted = (
        select(Return, func.count(Explanation.id))
        .join(Explanation, Explanation.return_id == Return.id)
        .join(Return.campaign)
        .join(Return.institution)
        .where(
            Explanation.state == ExplanationState.GIVEN,
            Explanation.is_waiver.is_(False),
            Return.stage.not_in(COUNTING),
            Return.submitted_at.is_not(None),
        )
        .group_by(Return.id, Campaign.id, Institution.id)
        .options(contains_eager(Return.campaign), contains_eager(Return.institution))
        .order_by(Institution.sort_key, Return.id)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def waivers_asked() -> list[Explanation]:
    """Errors that an institution asks to let pass, the oldest first, before submission too."""
    return list(
        session.scalars(
            _EXPLANATIONS.where(
                Explanation.state == ExplanationState.GIVEN,
                Explanation.is_waiver.is_(True),
                Return.stage.not_in(COUNTING),
            ).order_by(Explanation.id)
        )
    )


def hold_question(thing: Question) -> None:
    """Lock a question and read anew how it stands: whoever holds it already is waited for."""
    session.execute(select(Question.id).where(Question.id == thing.id).with_for_update())
    session.refresh(thing, ["version", "state"])


def _counted(state: QuestionState, *conditions: object) -> Mapping[Return, int]:
    wanted = (
        select(Return, func.count(Question.id))
        .join(Question, Question.return_id == Return.id)
        .join(Return.campaign)
        .join(Return.institution)
        .where(Question.state == state, *conditions)  # type: ignore[arg-type]
        .group_by(Return.id, Campaign.id, Institution.id)
        .options(contains_eager(Return.campaign), contains_eager(Return.institution))
        .order_by(Institution.sort_key, Return.id)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


_EXPLANATIONS = (
    select(Explanation)
    .join(Explanation.filing)
    .join(Return.campaign)
    .join(Return.institution)
    .options(
        contains_eager(Explanation.filing).options(
            contains_eager(Return.campaign), contains_eager(Return.institution)
        )
    )
)
_QUESTIONS = (
    select(Question)
    .join(Question.filing)
    .join(Return.campaign)
    .join(Return.institution)
    .options(
        contains_eager(Question.filing).options(
            contains_eager(Return.campaign), contains_eager(Return.institution)
        )
    )
)
