"""Decisions of accreditation agencies on a programme."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.programmes.models import Accreditation, Programme
from app.programmes.services.told import tell
from app.programmes.services.values import AccreditationValue


def add_accreditation(programme: Programme, value: AccreditationValue, *, actor: Actor) -> None:
    """Record a decision of an accreditation agency."""
    if value.valid_until <= value.valid_from:
        raise Refusal(_l("It ends before it begins."), "valid_until")
    if any(_is_same(known, value) for known in programme.accreditations):
        raise Refusal(_l("This decision is already recorded."), "valid_from")
    made = Accreditation(
        agency=value.agency,
        kind=value.kind,
        valid_from=value.valid_from,
        valid_until=value.valid_until,
        decision=value.decision,
    )
    programme.accreditations.append(made)
    tell("programme.accreditation_added", programme, actor, {}, **_decision(made))


def remove_accreditation(
    programme: Programme, accreditation: Accreditation, *, actor: Actor
) -> None:
    """Take back a decision that was recorded wrongly."""
    programme.accreditations.remove(accreditation)
    tell("programme.accreditation_removed", programme, actor, {}, **_decision(accreditation))


def _is_same(known: Accreditation, value: AccreditationValue) -> bool:
    return (known.agency, known.kind, known.valid_from) == (
        value.agency,
        value.kind,
        value.valid_from,
    )


def _decision(accreditation: Accreditation) -> dict[str, Any]:
    return {
        "agency": accreditation.agency,
        "accreditation_kind": accreditation.kind,
        "valid_from": accreditation.valid_from,
        "valid_until": accreditation.valid_until,
        "decision": accreditation.decision,
    }
