"""The signatory's word: for the exact data that are accepted, until they change."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.returns import cms as port
from app.returns import queries
from app.returns.cms import Signer, Unverified
from app.returns.comparing import compare
from app.returns.dataset import Dataset
from app.returns.lifecycle import RETURN
from app.returns.models import Delivery, Return, ReturnStage, Signature
from app.returns.receipt import Receipt, Statement


def statement(delivery: Delivery) -> Statement:
    """What is declared with a delivery. Needs its data loaded."""
    return Statement.of(Dataset.loaded(delivery.dataset), delivery.number, delivery.rulebook)


def receipt(signature: Signature) -> Receipt:
    """The receipt of a signature."""
    return Receipt(
        statement=Statement.read(signature.statement),
        signed_by=signature.signer_name,
        position=signature.signer_position,
        signed_at=signature.signed_at,
        certificate=signature.certificate,
        cms=signature.cms,
    )


def sign(
    filing: Return,
    delivery: Delivery,
    *,
    seen_digest: str,
    cms: str | None = None,
    actor: Actor,
) -> Signature:
    """Put the signatory's name under the accepted delivery.

    The digest must be the one that was on the screen, otherwise it is a Conflict. `cms`
    is an electronic signature over the statement, in Base64; it is verified first.
    """
    queries.hold(filing)
    step = RETURN.step(filing.stage, "sign")
    counting = queries.counting_delivery(filing)
    if counting is None or counting.id != delivery.id or seen_digest != delivery.digest:
        raise Conflict({"digest": (counting.digest if counting else None, seen_digest)})
    declared, now = statement(delivery), clock.now()
    signer = _verified(cms, declared, now) if cms else None
    made = Signature(
        delivery_id=delivery.id,
        digest=delivery.digest,
        rulebook=delivery.rulebook,
        statement=declared.text,
        signed_at=now,
        signer_id=actor.id,
        signer_name=actor.name,
        signer_position=_position(delivery, actor),
        cms="".join(cms.split()) if cms else None,
        certificate=signer.subject if signer else "",
    )
    session.add(made)
    filing.stage = ReturnStage(str(step.target))
    told = {"certificate": signer.subject} if signer else {}
    _tell("return.signed", filing, delivery, actor, **told)
    return made


def void(delivery: Delivery, difference: str | None, *, actor: Actor) -> None:
    """Void what stands under a delivery, and keep what changed (`Comparison.dumped`).

    What was voided before without a difference, because the return was only given back,
    gets it now.
    """
    if _voided(delivery, difference):
        _tell("return.voided", delivery.filing, delivery, actor)


def void_all(filing: Return, delivery: Delivery | None, *, actor: Actor) -> None:
    """Void every signature under a return: it was given back, or `delivery` takes its place.

    Of a return that is only given back nobody knows yet what will be different.
    """
    after = Dataset.loaded(delivery.dataset) if delivery else None
    signed = {one.delivery_id: one.delivery for one in queries.signatures(filing)}
    voided = []
    for old in signed.values():
        old.filing = filing
        difference = compare(Dataset.loaded(old.dataset), after).dumped() if after else None
        if _voided(old, difference):
            voided.append(old)
    for old in voided:
        _tell("return.voided", filing, old, actor)


def _voided(delivery: Delivery, difference: str | None) -> bool:
    """Void what stands under a delivery; whether anything did. The journal comes last."""
    found = [one for one in queries.signatures(delivery.filing) if one.delivery_id == delivery.id]
    standing = [one for one in found if one.voided_at is None]
    for one in standing:
        one.voided_at = clock.now()
    for one in found:
        one.difference = one.difference or difference
    return bool(standing)


def _verified(cms: str, declared: Statement, at: datetime) -> Signer:
    verifier = port.configured()
    if verifier is None:
        raise Refusal(_l("Electronic signatures are not taken here."), "cms")
    try:
        return verifier.signer(cms, declared.text.encode(), at)
    except Unverified as refused:
        raise Refusal(refused.sentence, "cms") from None


def _position(delivery: Delivery, actor: Actor) -> str:
    """The position that the return itself gives its signatory, if that is who signs."""
    head = Dataset.loaded(delivery.dataset).head
    is_named = str(head.get("signatory_name", "")).casefold() == actor.name.casefold()
    return str(head.get("signatory_position", "")) if is_named else ""


def _tell(event: str, filing: Return, delivery: Delivery, actor: Actor, **data: str) -> None:
    journal.write(
        event,
        filing,
        actor=actor,
        institution_id=filing.institution_id,
        changes={},
        delivery=delivery.number,
        digest=delivery.digest,
        **data,
    )
