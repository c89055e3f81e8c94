"""The map of clauses: where each topic is settled, and who has looked it up."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.agreements.models import Agreement, AgreementDocument, Clause, Topic
from app.agreements.services.record import write_down
from app.agreements.services.values import ClauseValue
from app.kernel import clock
from app.kernel.errors import Refusal
from app.kernel.pdf import page_count
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh


def set_clauses(
    agreement: Agreement, places: dict[Topic, ClauseValue], *, seen: int, actor: Actor
) -> None:
    """Say for each topic in which clause or on which page the text settles it.

    A place that changes has to be confirmed anew.
    """
    check_fresh(agreement, seen)
    _check_pages(agreement, places)
    known = {clause.topic: clause for clause in agreement.clauses}
    changes: dict[str, list[Any]] = {}
    for topic in Topic:
        before = _value(known.get(topic))
        after = places.get(topic, before)
        if _where(agreement, before) != _where(agreement, after):
            changes[topic.value] = [_told(before), _told(after)]
            _write(agreement, known.get(topic), topic, after)
    if changes:
        write_down("agreement.clauses_set", agreement, actor, changes)


def confirm_clauses(
    agreement: Agreement, topic: Topic | None = None, *, seen: int, actor: Actor
) -> None:
    """Confirm that a topic stands where it says; without a topic, all not confirmed yet.

    The document that was looked at is kept, so that a file attached later changes nothing.
    """
    check_fresh(agreement, seen)
    wanted = [
        clause
        for clause in agreement.clauses
        if clause.topic in agreement.unconfirmed_topics and topic in (None, clause.topic)
    ]
    if not wanted:
        raise Refusal(_l("There is no reference to confirm. Have the places entered first."))
    signed = agreement.signed_document
    for clause in wanted:
        clause.reviewed_by, clause.reviewed_on = actor.name, clock.today()
        if clause.page is not None and clause.document_id is None:
            clause.document_id = signed.id if signed else None
    topics = [one.value for one in Topic if one in {clause.topic for clause in wanted}]
    write_down("agreement.clauses_confirmed", agreement, actor, topics=topics)


def take_out_of_clauses(agreement: Agreement, document: AgreementDocument) -> dict[str, list[Any]]:
    """Forget the pages of a document that goes; what changed, for the journal."""
    changes: dict[str, list[Any]] = {}
    for clause in [one for one in agreement.clauses if one.document_id == document.id]:
        before, after = _value(clause), ClauseValue(clause.reference)
        changes[clause.topic.value] = [_told(before), _told(after)]
        _write(agreement, clause, clause.topic, after)
    return changes


def _check_pages(agreement: Agreement, places: dict[Topic, ClauseValue]) -> None:
    documents = {one.id: one for one in agreement.documents}
    lengths: dict[int, int | None] = {}
    for topic, place in places.items():
        if place.document_id is not None and place.document_id not in documents:
            raise Refusal(_l("Choose a document that is attached."), f"{topic.value}_document")
        if place.page is None:
            continue
        document = documents.get(place.document_id or 0) or agreement.signed_document
        if document is None:
            continue
        if document.id not in lengths:
            lengths[document.id] = _length(document)
        most = lengths[document.id]
        if most is not None and place.page > most:
            raise Refusal(
                _l("The document has no such page: its last is %(most)s.", most=most),
                f"{topic.value}_page",
            )


def _length(document: AgreementDocument) -> int | None:
    """The pages of a document; None where the file does not say, or is not at hand."""
    path = document.file.path
    return page_count(path.read_bytes()) if path.is_file() else None


def _value(clause: Clause | None) -> ClauseValue:
    if clause is None:
        return ClauseValue()
    return ClauseValue(clause.reference, clause.page, clause.document_id)


def _where(agreement: Agreement, place: ClauseValue) -> ClauseValue:
    """A place with the document that it really means."""
    signed = agreement.signed_document
    if place.page is None or place.document_id is not None or signed is None:
        return place
    return replace(place, document_id=signed.id)


def _told(place: ClauseValue) -> Any:
    """A place as the journal keeps it: the bare reference where there is no page."""
    if place.page is None:
        return place.reference or None
    return {"reference": place.reference, "page": place.page}


def _write(agreement: Agreement, clause: Clause | None, topic: Topic, place: ClauseValue) -> None:
    if place.reference == "" and place.page is None:
        if clause is not None:
            agreement.clauses.remove(clause)
        return
    if clause is None:
        clause = Clause(topic=topic)
        agreement.clauses.append(clause)
    clause.reference, clause.page = place.reference, place.page
    clause.document_id = None if place.page is None else place.document_id
    clause.reviewed_by, clause.reviewed_on = "", None
