"""The way of an agreement through its stages, up to its end and teach-out."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from app.agreements import content, queries
from app.agreements.lifecycle import AGREEMENT, Signing
from app.agreements.models import (
    Agreement,
    DocumentKind,
)
from app.agreements.services.papers import add_version, attached, has_signed_file
from app.agreements.services.record import ready, refuse_problems, write_down
from app.agreements.services.values import SigningValue, TerminationValue
from app.kernel import checks, clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh


def discard(agreement: Agreement, *, seen: int, actor: Actor) -> None:
    """Delete a draft that was never submitted. Its code is not used again."""
    check_fresh(agreement, seen)
    was = content.snapshot(agreement)
    try:
        with session.begin_nested():
            session.delete(agreement)
    except IntegrityError:
        raise Refusal(
            _l("Programmes or other agreements rest on this draft. Move or remove them first.")
        ) from None
    journal.write(
        "agreement.discarded",
        agreement,
        actor=actor,
        institution_id=agreement.home_id,
        changes={},
        content=was,
    )


def submit(agreement: Agreement, *, seen: int, actor: Actor) -> None:
    """Hand the draft to the quality manager."""
    step = ready(agreement, "submit", seen)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.return_reason = ""
    write_down("agreement.submitted", agreement, actor)


def approve(agreement: Agreement, reason: str = "", *, seen: int, actor: Actor) -> None:
    """The quality manager finds it in order, or says why it goes on against a broken must.

    Refused while a rule that must hold is broken about it or its programmes, unless the
    actor may override that and gives a reason; the journal then names the rules.
    """
    step = ready(agreement, "approve", seen)
    overridden = checks.settle(step, agreement, reason, actor=actor)
    agreement.stage = step.target  # type: ignore[assignment]
    told: dict[str, Any] = {}
    if overridden:
        told = {"reason": reason.strip(), "overridden": overridden}
    write_down("agreement.approved", agreement, actor, **told)


def send_back(agreement: Agreement, reason: str, *, seen: int, actor: Actor) -> None:
    """Return it to the international office for correction, saying why."""
    step = ready(agreement, "return", seen, reason)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.return_reason = reason
    write_down("agreement.returned", agreement, actor, reason=reason)


def sign(agreement: Agreement, value: SigningValue, *, seen: int, actor: Actor) -> None:
    """Record that all have signed; the text as signed becomes version 1."""
    check_fresh(agreement, seen, {"signed_on": value.signed_on})
    step = AGREEMENT.step(agreement.stage, "sign")
    signing = Signing(
        agreement,
        value.signed_on,
        has_file=value.file is not None or has_signed_file(agreement),
        same_as=tuple(queries.twins(agreement, value.signed_on)),
    )
    refuse_problems(step, signing)
    if value.file:
        attached(agreement, DocumentKind.SIGNED, value.file, actor)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.signed_on = value.signed_on
    agreement.sort_on = value.signed_on
    add_version(agreement, value.signed_on, "", actor)
    write_down("agreement.signed", agreement, actor)


def suspend(agreement: Agreement, reason: str, *, seen: int, actor: Actor) -> None:
    """Let it rest for a while, saying why."""
    step = ready(agreement, "suspend", seen, reason)
    agreement.stage = step.target  # type: ignore[assignment]
    write_down("agreement.suspended", agreement, actor, reason=reason)


def resume(agreement: Agreement, *, seen: int, actor: Actor) -> None:
    """Take it up again after a suspension."""
    step = ready(agreement, "resume", seen)
    agreement.stage = step.target  # type: ignore[assignment]
    write_down("agreement.resumed", agreement, actor)


def terminate(agreement: Agreement, value: TerminationValue, *, seen: int, actor: Actor) -> None:
    """End it before its time; students who are left may be taught out."""
    check_fresh(agreement, seen, {"terminated_on": value.terminated_on})
    step = ready(agreement, "terminate", seen, value.reason)
    _check_termination(agreement, value)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.terminated_on = value.terminated_on
    agreement.termination_reason = value.reason
    agreement.teachout_until = value.teachout_until
    write_down("agreement.terminated", agreement, actor)


def teach_out(agreement: Agreement, until: date | None, *, seen: int, actor: Actor) -> None:
    """Say until when students who are left are taught after the agreement's end."""
    check_fresh(agreement, seen, {"teachout_until": until})
    end = agreement.life.end_seen_from(clock.today())
    if until is not None and end is None:
        raise Refusal(
            _l("The agreement has no end yet, so nothing is to be taught out."), "teachout_until"
        )
    if until is not None and end is not None and until <= end:
        raise Refusal(_l("Teach-out begins after the agreement has ended."), "teachout_until")
    agreement.teachout_until = until
    write_down("agreement.teach_out_set", agreement, actor)


def _check_termination(agreement: Agreement, value: TerminationValue) -> None:
    begun = agreement.life.starts_on
    end = agreement.life.final_end
    if begun is not None and value.terminated_on < begun:
        raise Refusal(_l("It cannot be terminated before it began."), "terminated_on")
    if end is not None and value.terminated_on > end:
        raise Refusal(_l("It ends by itself before that day."), "terminated_on")
    if value.teachout_until is not None and value.teachout_until < value.terminated_on:
        raise Refusal(_l("Teach-out begins after the agreement has ended."), "teachout_until")
