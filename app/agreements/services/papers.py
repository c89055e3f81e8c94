"""What lies on paper: files, versions and amendments."""

from datetime import date

from flask_babel import lazy_gettext as _l

from app.agreements import content
from app.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementVersion,
    DocumentKind,
)
from app.agreements.services.clauses import take_out_of_clauses
from app.agreements.services.content import check_unchanged, checked, write_content
from app.agreements.services.record import parent_changes, partner_changes, write_down
from app.agreements.services.values import AmendmentValue
from app.kernel import clock, files
from app.kernel.errors import Refusal
from app.kernel.files import Upload
from app.kernel.permissions import Actor


def attach(agreement: Agreement, kind: DocumentKind, upload: Upload, *, actor: Actor) -> None:
    """Keep a PDF with the agreement; its checksum is in the journal."""
    document = attached(agreement, kind, upload, actor)
    write_down(
        "agreement.document_attached",
        agreement,
        actor,
        file=document.file.name,
        sha256=document.file.sha256,
    )


def detach(agreement: Agreement, document: AgreementDocument, *, actor: Actor) -> None:
    """Take a wrong file away, as long as nothing is signed; the journal keeps its checksum.

    Pages of it that clauses name go with it.
    """
    if agreement.is_concluded:
        raise Refusal(_l("The files of a signed agreement are kept. Attach the right one as well."))
    changes = take_out_of_clauses(agreement, document)
    agreement.documents.remove(document)
    write_down(
        "agreement.document_removed",
        agreement,
        actor,
        changes,
        file=document.file.name,
        sha256=document.file.sha256,
    )


def amend(agreement: Agreement, value: AmendmentValue, *, seen: int, actor: Actor) -> int:
    """Change a signed agreement by an amendment; returns the number of the new version."""
    check_unchanged(agreement, seen, value.content)
    parties = checked(value.content, agreement.home_id, agreement)
    _check_amendment(agreement, value)
    if value.file:
        attached(agreement, DocumentKind.AMENDMENT, value.file, actor)
    if not agreement.versions:
        add_version(agreement, agreement.signed_on or value.effective_on, "", actor)
    before, parent = content.snapshot(agreement), agreement.parent
    sentences = content.sentences(agreement)
    write_content(agreement, value.content, parties)
    if not content.differences(before, content.snapshot(agreement)):
        raise Refusal(_l("Nothing differs from what is in force. Change what was amended."))
    number = add_version(agreement, value.effective_on, value.reason, actor)
    write_down(
        "agreement.amended",
        agreement,
        actor,
        parent_changes(parent, agreement) | partner_changes(sentences, agreement),
        number=number,
        effective_on=value.effective_on,
        reason=value.reason,
    )
    return number


def _check_amendment(agreement: Agreement, value: AmendmentValue) -> None:
    if not value.reason.strip():
        raise Refusal(_l("Say why."), "reason")
    earliest = max(
        (version.effective_on for version in agreement.versions), default=agreement.signed_on
    )
    if earliest is not None and value.effective_on < earliest:
        raise Refusal(
            _l("An amendment takes effect after the signing and after earlier amendments."),
            "effective_on",
        )
    if value.effective_on > clock.today():
        raise Refusal(
            _l(
                "The register shows what is in force. Attach the signed amendment as a document "
                "now, and enter it on the day it takes effect."
            ),
            "effective_on",
        )


def has_signed_file(agreement: Agreement) -> bool:
    return any(document.kind is DocumentKind.SIGNED for document in agreement.documents)


def attached(
    agreement: Agreement, kind: DocumentKind, upload: Upload, actor: Actor
) -> AgreementDocument:
    """Keep the file. It writes to the database at once, so nothing else is changed before."""
    stored = files.store_pdf(upload.name, upload.content, actor_name=actor.name, field="file")
    document = AgreementDocument(kind=kind, file=stored, file_id=stored.id)
    agreement.documents.append(document)
    return document


def add_version(agreement: Agreement, effective_on: date, reason: str, actor: Actor) -> int:
    number = max((version.number for version in agreement.versions), default=0) + 1
    agreement.versions.append(
        AgreementVersion(
            number=number,
            effective_on=effective_on,
            reason=reason,
            content=content.snapshot(agreement),
            recorded_at=clock.now(),
            recorded_by=actor.name,
        )
    )
    return number
