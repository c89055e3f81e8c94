"""Evidence: attached once, used under as many standards as it speaks to."""

from flask_babel import lazy_gettext as _l

from app.institutions.models import Institution
from app.kernel import clock, files, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.quality.models import Confidence, Evidence, EvidenceKind, EvidenceUse
from app.quality.queries import Judged
from app.quality.services.reviews import held_open
from app.quality.services.values import EvidenceValue


def add(
    institution: Institution,
    value: EvidenceValue,
    *,
    actor: Actor,
    under: Judged | None = None,
) -> Evidence:
    """Keep a piece of evidence; under a judgement, use it there at once."""
    if under is not None:
        held_open(under.review)
    _check(value, has_file=False)
    stored = _stored(value, actor)
    piece = Evidence(
        institution_id=institution.id,
        institution=institution,
        kind=value.kind,
        title=value.title,
        url=value.url,
        dated_on=value.dated_on,
        note=value.note,
        file=stored,
        file_id=stored.id if stored else None,
        confidence=_confidence(value, has_file=False),
        added_at=clock.now(),
        added_by=actor.name,
    )
    session.add(piece)
    session.flush()
    if under is not None:
        under.judgement.uses.append(EvidenceUse(evidence_id=piece.id, evidence=piece))
    checksum = {"sha256": stored.sha256} if stored else {}
    _write_down("evidence.added", piece, actor, **checksum)
    return piece


def edit(piece: Evidence, value: EvidenceValue, *, seen: int, actor: Actor) -> None:
    """Correct what is said of a piece. What was verified has to be verified anew."""
    check_fresh(piece, seen, {"title": value.title, "url": value.url, "note": value.note})
    _check(value, has_file=piece.file_id is not None)
    if value.file and piece.file_id is not None:
        raise Refusal(
            _l("The file is kept as it is: signed reviews rest on it. Add a new piece instead."),
            "file",
        )
    stored = _stored(value, actor)
    if stored:
        piece.file, piece.file_id = stored, stored.id
    piece.kind, piece.title, piece.url = value.kind, value.title, value.url
    piece.dated_on, piece.note = value.dated_on, value.note
    piece.confidence = _confidence(value, has_file=piece.file_id is not None)
    piece.verified_by = ""
    checksum = {"sha256": stored.sha256} if stored else {}
    _write_down("evidence.edited", piece, actor, **checksum)


def verify(piece: Evidence, *, seen: int, actor: Actor) -> None:
    """The national centre has looked at it and found that it is so."""
    check_fresh(piece, seen)
    if piece.confidence is Confidence.CLAIMED:
        raise Refusal(_l("Nothing is attached that could be verified."))
    piece.confidence, piece.verified_by = Confidence.VERIFIED, actor.name
    _write_down("evidence.verified", piece, actor)


def _check(value: EvidenceValue, *, has_file: bool) -> None:
    if value.kind is EvidenceKind.LINK and not value.url:
        raise Refusal(_l("Give the address of the page."), "url")
    if value.kind is EvidenceKind.DOCUMENT and not (has_file or value.file or value.url):
        raise Refusal(_l("Attach the document, or give the address where it is."), "file")
    if value.dated_on is not None and value.dated_on > clock.today():
        raise Refusal(_l("Evidence cannot be of a day that is still to come."), "dated_on")


def _confidence(value: EvidenceValue, *, has_file: bool) -> Confidence:
    shown = has_file or value.file is not None or bool(value.url)
    return Confidence.ATTACHED if shown else Confidence.CLAIMED


def _stored(value: EvidenceValue, actor: Actor) -> files.StoredFile | None:
    if value.file is None:
        return None
    return files.store_document(
        value.file.name, value.file.content, actor_name=actor.name, field="file"
    )


def _write_down(event: str, piece: Evidence, actor: Actor, **data: str) -> None:
    changes = journal.changes_of(piece)
    for key in ("added_at", "added_by", "file_id", "institution_id"):
        changes.pop(key, None)
    journal.write(
        event,
        piece,
        actor=actor,
        institution_id=piece.institution_id,
        changes=changes,
        **data,
    )
