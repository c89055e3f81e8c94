"""The way of a return, from nothing to publication, and of a question, as tables.

What is uploaded stays the institution's own business until it is submitted. What was
accepted goes on counting while the return is with the institution again: it is replaced
when a later delivery is accepted, not before.
"""

from app.kernel.lifecycle import Lifecycle, Step
from app.returns.models import QuestionState, ReturnStage

(
    NOT_STARTED,
    UPLOADED,
    INVALID,
    VALID,
    SUBMITTED,
    IN_REVIEW,
    RETURNED,
    ACCEPTED,
    SIGNED,
    PUBLISHED,
) = ReturnStage
WITH_INSTITUTION = (NOT_STARTED, UPLOADED, INVALID, VALID, RETURNED)

RETURN = Lifecycle(
    "return",
    tuple(ReturnStage),
    (
        Step("upload", WITH_INSTITUTION, UPLOADED, "return.upload"),
        Step("find_invalid", (UPLOADED,), INVALID, "return.upload"),
        Step("find_valid", (UPLOADED,), VALID, "return.upload"),
        Step("submit", (VALID,), SUBMITTED, "return.submit"),
        Step("withdraw", (SUBMITTED,), VALID, "return.submit"),
        Step("review", (SUBMITTED,), IN_REVIEW, "return.review"),
        Step(
            "send_back",
            (SUBMITTED, IN_REVIEW, ACCEPTED, SIGNED),
            RETURNED,
            "return.review",
            reason_required=True,
        ),
        Step("reopen", (PUBLISHED,), RETURNED, "return.reopen", reason_required=True),
        Step("accept", (IN_REVIEW,), ACCEPTED, "return.accept"),
        Step("sign", (ACCEPTED,), SIGNED, "return.sign"),
        Step("publish", (SIGNED,), PUBLISHED, "campaign.publish"),
    ),
)

OPEN, ANSWERED, PROMISED, CLOSED = QuestionState

# The centre asks and closes; the institution answers, or says that the next delivery will.
QUESTION = Lifecycle(
    "question",
    tuple(QuestionState),
    (
        Step("ask", (OPEN, ANSWERED, PROMISED, CLOSED), OPEN, "question.ask"),
        Step("answer", (OPEN, ANSWERED, PROMISED), ANSWERED, "question.answer"),
        Step("promise", (OPEN, ANSWERED, PROMISED), PROMISED, "question.answer"),
        Step("close", (OPEN, ANSWERED, PROMISED), CLOSED, "question.close"),
    ),
)
