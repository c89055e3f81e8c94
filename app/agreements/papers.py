"""Documents and clauses of an agreement as its page shows them."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.agreements.models import Agreement, AgreementDocument, Clause, Topic
from app.agreements.words import DOCUMENT_NAMES
from app.kernel.i18n import number


def document(document: AgreementDocument) -> dict[str, Any]:
    return {
        "document": document,
        "kind": DOCUMENT_NAMES[document.kind],
        "size": _size(document.file.size),
    }


def _size(octets: int) -> str:
    """The size of a file as people say it."""
    if octets < 1_000_000:
        return _("%(size)s KB", size=number(max(1, round(octets / 1000))))
    return _("%(size)s MB", size=number(round(octets / 1_000_000, 1)))


def topics(agreement: Agreement) -> list[tuple[Topic, Clause | None, str]]:
    """Every topic with its clause, and the address at which the document opens at the page."""
    known = {clause.topic: clause for clause in agreement.clauses}
    return [(topic, known.get(topic), _at_page(agreement, known.get(topic))) for topic in Topic]


def _at_page(agreement: Agreement, clause: Clause | None) -> str:
    signed = agreement.signed_document
    document_id = clause and (clause.document_id or (signed and signed.id))
    if clause is None or clause.page is None or document_id is None:
        return ""
    return url_for(
        "agreements.read",
        agreement_id=agreement.id,
        document_id=document_id,
        _anchor=f"page={clause.page}",
    )
