"""How a write on an agreement is checked against its stage and told to the journal."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import flag_modified

from app.agreements import content
from app.agreements.lifecycle import AGREEMENT
from app.agreements.models import (
    Agreement,
)
from app.kernel import journal
from app.kernel.errors import Refusal
from app.kernel.lifecycle import Step
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh

# Told in another way: the parent by its code, the home as the entry's institution.
UNSAID = ("home_id", "parent_id", "registered_at", "sort_on")


def write_down(
    event: str,
    agreement: Agreement,
    actor: Actor,
    more: dict[str, list[Any]] | None = None,
    **data: Any,
) -> None:
    """Journal what changed; the version grows even when only parts of it did."""
    changes = own_changes(agreement) | (more or {})
    flag_modified(agreement, "search_norm")
    journal.write(
        event, agreement, actor=actor, institution_id=agreement.home_id, changes=changes, **data
    )


def own_changes(agreement: Agreement) -> dict[str, list[Any]]:
    """Changed columns that mean something to a reader."""
    found = journal.changes_of(agreement)
    return {key: pair for key, pair in found.items() if key not in UNSAID}


def parent_changes(before: Agreement | None, agreement: Agreement) -> dict[str, list[Any]]:
    """The agreement on which this one rests, by its code."""
    codes = [one.code if one else None for one in (before, agreement.parent)]
    return {"parent": codes} if codes[0] != codes[1] else {}


def ready(agreement: Agreement, action: str, seen: int, reason: str | None = None) -> Step:
    """The step, when the record is fresh, a reason is given and nothing stands in the way."""
    check_fresh(agreement, seen, {"stage": agreement.stage})
    step = AGREEMENT.step(agreement.stage, action)
    if step.reason_required and not (reason or "").strip():
        raise Refusal(_l("Say why."), "reason")
    refuse_problems(step, agreement)
    return step


def refuse_problems(step: Step, thing: Any) -> None:
    for problem in step.problems(thing):
        raise Refusal(problem.message, problem.field)


def partner_changes(before: list[str], agreement: Agreement) -> dict[str, list[Any]]:
    after = content.sentences(agreement)
    return {} if before == after else {"partners": [before, after]}
