"""The stages of a review: filled by the quality manager, signed off by the signatory.

Conditions say in a sentence what is missing; to ask for more before a review is
handed on, add one to the step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel.lifecycle import Lifecycle, Step
from app.quality.models import LOW, Grade, Judgement, Review, ReviewStage

HIGH = (Grade.SUBSTANTIAL, Grade.FULL)


@dataclass(frozen=True)
class Filling:
    """A review with the standards for which something is planned: the conditions look at both."""

    review: Review
    acted_on: frozenset[int] = frozenset()


class Sentence:
    """A condition's answer: the sentence, and the standards it is about."""

    def __init__(self, text: Any, judgements: Iterable[Judgement]) -> None:
        self.text = text
        self.judgements = tuple(judgements)

    def __str__(self) -> str:
        told = ", ".join(one.standard.code for one in self.judgements)
        return f"{self.text} {told}"


def _unless(
    text: Any, is_lacking: Callable[[Judgement], bool]
) -> Callable[[Filling], Sentence | None]:
    def condition(filling: Filling) -> Sentence | None:
        lacking = [one for one in in_order(filling.review) if is_lacking(one)]
        return Sentence(text, lacking) if lacking else None

    return condition


def in_order(review: Review) -> list[Judgement]:
    """The judgements as the framework lists its standards. Needs both loaded."""
    return sorted(review.judgements, key=lambda one: one.standard.position)


def everything_is_looked_at(filling: Filling) -> Sentence | None:
    """What is not assessed says why."""
    return _unless(
        _l("Judge these standards, or say in the comment why they are not assessed:"),
        lambda one: one.grade is Grade.NOT_ASSESSED and not one.comment.strip(),
    )(filling)


def low_is_explained(filling: Filling) -> Sentence | None:
    """A gap is described."""
    return _unless(
        _l("Say in the comment what is lacking:"),
        lambda one: one.grade in LOW and not one.comment.strip(),
    )(filling)


def high_has_evidence(filling: Filling) -> Sentence | None:
    """Compliance is shown by something."""
    return _unless(
        _l("Attach evidence to what is fully or substantially met:"),
        lambda one: one.grade in HIGH and not one.uses,
    )(filling)


def low_has_an_action(filling: Filling) -> Sentence | None:
    """Somebody sees to each gap."""
    return _unless(
        _l("Plan an action for each gap:"),
        lambda one: one.grade in LOW and one.standard_id not in filling.acted_on,
    )(filling)


REVIEW = Lifecycle(
    "review",
    tuple(ReviewStage),
    (
        Step(
            "fill",
            (ReviewStage.OPEN,),
            ReviewStage.FILLED,
            "review.fill",
            conditions=(
                everything_is_looked_at,
                low_is_explained,
                high_has_evidence,
                low_has_an_action,
            ),
        ),
        Step(
            "return",
            (ReviewStage.FILLED,),
            ReviewStage.OPEN,
            "review.return",
            reason_required=True,
        ),
        Step("sign", (ReviewStage.FILLED,), ReviewStage.SIGNED, "review.sign"),
        Step("supersede", (ReviewStage.SIGNED,), ReviewStage.SUPERSEDED, "review.sign"),
    ),
)
