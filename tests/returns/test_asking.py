"""Questions of the centre: one thread about one thing, answered by the house, closed by the centre."""

from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.kernel import clock
from app.kernel.errors import Conflict, Refusal
from app.kernel.lifecycle import NoSuchStep
from app.kernel.permissions import Actor
from app.returns import queries, services
from app.returns.lifecycle import QUESTION
from app.returns.models import Question, QuestionState, Return, ReturnStage
from tests.makers import NOW, Make
from tests.returns.findings import NUMBERED, PLAIN, problem, stored

OFFICE, CENTRE = Actor(None, "Айгерім"), Actor(None, "Томирис")
ABOUT = (NUMBERED, "2_AGR:A1")
OPEN, ANSWERED, PROMISED, CLOSED = QuestionState


@pytest.fixture(autouse=True)
def day() -> Any:
    with clock.moved_to(date(2026, 11, 22)):
        yield


@pytest.fixture
def filing(make: Make) -> Return:
    made = make.filing(stage=ReturnStage.IN_REVIEW, submitted_at=NOW)
    findings = stored(problem(NUMBERED, term_years=12), problem(PLAIN))
    make.delivery(made, findings=findings, submitted_at=NOW)
    make.save()
    found = queries.filing(made.id)
    assert found is not None
    return found


def asked(make: Make, filing: Return, about: tuple[str, str] = ABOUT) -> Question:
    made = services.ask(filing, about, "Why twelve years?", actor=CENTRE)
    make.save()
    return made


def test_every_state_of_a_question_is_reached() -> None:
    assert not QUESTION.unreachable()


def test_a_question_is_asked_answered_and_closed(make: Make, filing: Return) -> None:
    made = asked(make, filing)
    assert queries.open_questions(filing) == 1
    services.answer(made, "By law", promises=False, seen=made.version, actor=OFFICE)
    make.save()
    assert made.state is ANSWERED and queries.open_questions(filing) == 0
    services.close(made, seen=made.version, actor=CENTRE)
    make.save()
    (found,) = queries.threads(filing)
    assert found.state is CLOSED
    assert [(one.text, one.is_of_centre) for one in found.messages] == [
        ("Why twelve years?", True),
        ("By law", False),
    ]
    events = [entry.event for entry in queries.history(filing)]
    assert events == ["question.closed", "question.answered", "question.asked"]


def test_what_is_promised_is_still_open(make: Make, filing: Return) -> None:
    made = asked(make, filing)
    services.answer(made, "A slip", promises=True, seen=made.version, actor=OFFICE)
    make.save()
    assert made.state is PROMISED and queries.open_questions(filing) == 1


def test_there_is_one_thread_about_one_thing(make: Make, filing: Return) -> None:
    made = asked(make, filing)
    with pytest.raises(Refusal):
        services.ask(filing, ABOUT, "And?", actor=CENTRE)
    services.close(made, seen=made.version, actor=CENTRE)
    make.save()
    again = services.ask(filing, ABOUT, "Once more", actor=CENTRE)
    make.save()
    assert (again.id, again.state) == (made.id, OPEN)
    assert asked(make, filing, ("", "")).id != made.id
    assert len(queries.by_subject(queries.threads(filing))) == 2


def test_a_closed_question_is_not_answered(make: Make, filing: Return) -> None:
    made = asked(make, filing)
    services.close(made, seen=made.version, actor=CENTRE)
    make.save()
    with pytest.raises(NoSuchStep):
        services.answer(made, "Late", promises=False, seen=made.version, actor=OFFICE)
    services.ask_again(made, "Another", seen=made.version, actor=CENTRE)
    assert made.state is OPEN


@pytest.mark.parametrize("deed", ["answer", "ask", "close"])
def test_nobody_writes_past_what_they_have_not_read(make: Make, filing: Return, deed: str) -> None:
    made = asked(make, filing)
    seen = made.version
    services.answer(made, "First", promises=False, seen=seen, actor=OFFICE)
    make.save()
    with pytest.raises(Conflict):
        if deed == "answer":
            services.answer(made, "Second", promises=False, seen=seen, actor=OFFICE)
        elif deed == "ask":
            services.ask_again(made, "Well?", seen=seen, actor=CENTRE)
        else:
            services.close(made, seen=seen, actor=CENTRE)


def test_a_second_answer_is_news_although_the_state_is_the_same(make: Make, filing: Return) -> None:
    made = asked(make, filing)
    services.answer(made, "First", promises=False, seen=made.version, actor=OFFICE)
    make.save()
    seen = made.version
    services.answer(made, "More", promises=False, seen=seen, actor=OFFICE)
    make.save()
    assert made.version > seen


def test_what_waits_is_counted_for_each_side(make: Make, filing: Return) -> None:
    office = make.actor(Role.INTERNATIONAL_OFFICE, filing.institution)
    made = asked(make, filing)
    asked(make, filing, ("", ""))
    assert {one.id: n for one, n in queries.unanswered(office).items()} == {filing.id: 2}
    assert queries.unanswered(make.actor(Role.NCHED_LEAD)) == {}
    assert queries.answered() == {}
    services.answer(made, "By law", promises=False, seen=made.version, actor=OFFICE)
    make.save()
    assert list(queries.unanswered(office).values()) == [1]
    assert list(queries.answered().values()) == [1]


# The pages


def test_the_centre_asks_about_a_finding_and_the_office_answers(
    client: Any, make: Make, filing: Return
) -> None:
    make.sign_in(client, Role.NCHED_ANALYST)
    new = f"/returns/{filing.id}/questions/new"
    about = f"{new}?rule={NUMBERED}&subject=2_AGR:A1"
    assert NUMBERED in client.get(about).text
    assert client.get(f"{new}?rule=F204&subject=elsewhere").status_code == 404
    assert client.send(about, {"text": " "}).status_code == 422
    assert client.send(about, {"text": "Why twelve years?"}).status_code == 303
    (thread,) = queries.threads(filing)
    address, home = f"/returns/questions/{thread.id}", thread.filing.institution
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
    page = client.get(address).text
    assert "Why twelve years?" in page and 'name="promises"' in page
    assert client.send(f"{address}/answer", {"text": ""}).status_code == 422
    typed = {"text": "A slip", "promises": "y"}
    assert client.send(f"{address}/answer", typed).status_code == 303
    assert "will be fixed on resubmission" in client.get(address).text
    make.sign_in(client, Role.NCHED_ANALYST)
    assert client.send(f"{address}/ask", {"text": "When?"}).status_code == 303
    assert client.send(f"{address}/close").status_code == 303
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
    closed = client.get(address).text
    assert 'name="promises"' not in closed and "When?" in closed


def test_two_at_once_see_what_was_written_meanwhile(
    client: Any, make: Make, filing: Return
) -> None:
    made = asked(make, filing)
    seen = made.version
    services.answer(made, "First", promises=False, seen=seen, actor=OFFICE)
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, filing.institution)
    typed = {"text": "My long answer", "version": str(seen)}
    answer = client.post(f"/returns/questions/{made.id}/answer", data=typed)
    assert answer.status_code == 409 and "My long answer" in answer.text


def test_only_the_house_and_the_centre_read_a_thread(
    client: Any, make: Make, filing: Return
) -> None:
    made = asked(make, filing)
    for role, where, reads, answers, asks in (
        (Role.VIEWER, filing.institution, 200, 403, 403),
        (Role.SIGNATORY, filing.institution, 200, 403, 403),
        (Role.INTERNATIONAL_OFFICE, filing.institution, 200, 200, 403),
        (Role.INTERNATIONAL_OFFICE, make.institution(), 403, 403, 403),
        (Role.NCHED_LEAD, None, 200, 403, 200),
        (Role.SYSTEM_ADMIN, None, 403, 403, 403),
    ):
        make.sign_in(client, role, where)
        address = f"/returns/questions/{made.id}"
        assert client.get(address).status_code == reads, role
        assert client.get(f"{address}/answer").status_code == answers, role
        assert client.get(f"{address}/ask").status_code == asks, role


def test_nothing_is_asked_about_what_was_not_submitted(client: Any, make: Make) -> None:
    filing = make.filing(stage=ReturnStage.VALID)
    make.sign_in(client, Role.NCHED_LEAD)
    assert client.get(f"/returns/{filing.id}/questions/new").status_code == 403
