"""Questions of the centre about a return, and what the institution says to them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import flag_modified

from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.returns import queries
from app.returns.lifecycle import QUESTION
from app.returns.models import Message, Question, QuestionState, Return

WHOLE = ("", "")

EVENTS = {
    "ask": "question.asked",
    "answer": "question.answered",
    "promise": "question.promised",
    "close": "question.closed",
}


def ask(filing: Return, about: tuple[str, str], text: str, *, actor: Actor) -> Question:
    """Open a thread about one finding (`Problem.subject`), or about the return (`WHOLE`).

    There is one thread about one thing: a closed one is opened again.
    """
    queries.hold(filing)
    found = queries.thread_about(filing, about)
    if found is not None:
        if found.state is not QuestionState.CLOSED:
            raise Refusal(_l("There is a question about this already. Write below it."), "text")
        _say(found, "ask", text, is_of_centre=True, actor=actor)
        return found
    rule, subject = about
    found = Question(
        return_id=filing.id,
        rule=rule,
        subject=subject,
        state=QuestionState.OPEN,
        asked_at=clock.now(),
        messages=[],
    )
    found.filing = filing
    session.add(found)
    _say(found, "ask", text, is_of_centre=True, actor=actor)
    return found


def ask_again(question: Question, text: str, *, seen: int, actor: Actor) -> None:
    """Ask more; a closed question is open again."""
    _fresh(question, seen)
    _say(question, "ask", text, is_of_centre=True, actor=actor)


def answer(question: Question, text: str, *, promises: bool, seen: int, actor: Actor) -> None:
    """Answer; with `promises` the next delivery will put it right."""
    _fresh(question, seen)
    action = "promise" if promises else "answer"
    _say(question, action, text, is_of_centre=False, actor=actor)


def close(question: Question, *, seen: int, actor: Actor) -> None:
    """Nothing more is wanted."""
    _fresh(question, seen)
    question.state = QuestionState(str(QUESTION.step(question.state, "close").target))
    session.flush()
    _tell("close", question, actor)


def _fresh(question: Question, seen: int) -> None:
    """The question as it is now, for somebody who saw that very version."""
    queries.hold_question(question)
    check_fresh(question, seen, {"state": question.state})


def _say(question: Question, action: str, text: str, *, is_of_centre: bool, actor: Actor) -> None:
    question.state = QuestionState(str(QUESTION.step(question.state, action).target))
    now = clock.now()
    made = Message(text=text, written_at=now, written_by=actor.name, is_of_centre=is_of_centre)
    question.messages.append(made)
    # Whoever saw the thread without this message must not write past it.
    flag_modified(question, "state")
    session.flush()
    _tell(action, question, actor)


def _tell(action: str, question: Question, actor: Actor) -> None:
    journal.write(
        EVENTS[action],
        question.filing,
        actor=actor,
        institution_id=question.filing.institution_id,
        changes={},
        **({"rule": question.rule, "about": question.subject} if question.rule else {}),
    )
