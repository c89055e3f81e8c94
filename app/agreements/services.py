"""Every write on agreements: registering, correcting, the steps, terms, amendments, files.

Each service checks everything first, then changes, then writes the journal.
What a person saw is told by `seen`, the version of the record: when somebody
else was quicker, the later one gets a Conflict with both values.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from app.accounts.models import Role
from app.agreements import content, queries
from app.agreements.lifecycle import AGREEMENT, Signing
from app.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementPartner,
    AgreementVersion,
    Clause,
    DocumentKind,
    Kind,
    Stage,
    Term,
    Topic,
    TuitionRule,
)
from app.agreements.term import (
    Span,
    TermCause,
    TermKind,
    check,
    end_after_notice,
    end_of_fixed,
)
from app.institutions.models import Institution
from app.kernel import clock, files, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.lifecycle import Step
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.text import search_norm

# Told in another way: the parent by its code, the home as the entry's institution.
UNSAID = ("home_id", "parent_id", "registered_at", "sort_on")


@dataclass(frozen=True)
class PartnerValue:
    """A partner, who signs for it and whom to write to there."""

    institution_id: int
    campus_country: str = ""
    campus_city: str = ""
    signatory_name: str = ""
    signatory_position: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class ContentValue:
    """What an agreement says, its term aside."""

    number: str
    title: str
    kind: Kind
    partners: tuple[PartnerValue, ...]
    parent_id: int | None = None
    languages: tuple[str, ...] = ()
    prevailing_language: str = ""
    levels: tuple[str, ...] = ()
    tuition_rule: TuitionRule | None = None
    max_students_year: int | None = None
    signatory_name: str = ""
    signatory_position: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class TermValue:
    """A term as typed: the end of a fixed one by its last day, or by its length in years."""

    kind: TermKind
    starts_on: date
    ends_on: date | None = None
    years: int | None = None
    renew_years: int | None = None
    notice_months: int | None = None


@dataclass(frozen=True)
class RenewalValue:
    """One more term: why, since when agreed, on what basis."""

    cause: TermCause
    term: TermValue
    agreed_on: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class EarlyEndValue:
    """The parties agree that the running term ends before its time."""

    ends_on: date
    agreed_on: date
    basis: str = ""


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class SigningValue:
    """The day on which the last party signed, and the signed text."""

    signed_on: date
    file: Upload | None = None


@dataclass(frozen=True)
class AmendmentValue:
    """What the agreement says from a day on, and why it was changed."""

    content: ContentValue
    effective_on: date
    reason: str
    file: Upload | None = None


@dataclass(frozen=True)
class Parties:
    """What the typed numbers stand for."""

    partners: dict[int, Institution]
    parent: Agreement | None


@dataclass(frozen=True)
class TerminationValue:
    """The first day no longer in force, why, and how long students are taught out."""

    terminated_on: date
    reason: str
    teachout_until: date | None = None


def register(home_id: int, value: ContentValue, term: TermValue, *, actor: Actor) -> Agreement:
    """Register a draft at one of the actor's institutions; it gets its code for ever."""
    if home_id not in actor.institutions(Role.INTERNATIONAL_OFFICE):
        raise Refusal(_l("You register agreements of your own institution only."), "home_id")
    home = session.get_one(Institution, home_id)
    parties = _checked(value, home_id)
    span = _span(term, TermCause.FIRST)
    made = Agreement(
        home=home,
        home_id=home_id,
        code=_next_code(home),
        stage=Stage.DRAFT,
        registered_at=clock.now(),
        sort_on=clock.today(),
        partners=[],
        terms=[_term(1, span, actor)],
        clauses=[],
        documents=[],
        versions=[],
    )
    _write_content(made, value, parties)
    session.add(made)
    said = {k: v for k, v in _changes(made).items() if v[1] not in (None, "", [])}
    said |= _parent_changes(None, made) | {"partners": [None, content.sentences(made)]}
    said |= _told(None, made.terms[0])
    journal.write("agreement.registered", made, actor=actor, institution_id=home_id, changes=said)
    return made


def edit(
    agreement: Agreement, value: ContentValue, term: TermValue, *, seen: int, actor: Actor
) -> None:
    """Correct a draft or a returned agreement, its first term included."""
    _check_fresh(agreement, seen, value)
    parties = _checked(value, agreement.home_id, agreement)
    span = _span(term, TermCause.FIRST)
    before, parent = content.sentences(agreement), agreement.parent
    first = _write_first_term(agreement, span, actor)
    _write_content(agreement, value, parties)
    said = _parent_changes(parent, agreement) | _partner_changes(before, agreement) | first
    _record("agreement.edited", agreement, actor, said)


def set_clauses(
    agreement: Agreement, references: dict[Topic, str], *, seen: int, actor: Actor
) -> None:
    """Say for each topic on which page or in which clause the text settles it."""
    check_fresh(agreement, seen)
    known = {clause.topic: clause for clause in agreement.clauses}
    changes: dict[str, list[Any]] = {}
    for topic in Topic:
        before = known[topic].reference if topic in known else ""
        after = references.get(topic, before)
        if before == after:
            continue
        changes[topic.value] = [before or None, after or None]
        if topic not in known:
            agreement.clauses.append(Clause(topic=topic, reference=after))
        elif after:
            known[topic].reference = after
        else:
            agreement.clauses.remove(known[topic])
    if changes:
        _record("agreement.clauses_set", agreement, actor, changes)


def attach(agreement: Agreement, kind: DocumentKind, upload: Upload, *, actor: Actor) -> None:
    """Keep a PDF with the agreement; its checksum is in the journal."""
    document = _attached(agreement, kind, upload, actor)
    _record(
        "agreement.document_attached",
        agreement,
        actor,
        file=document.file.name,
        sha256=document.file.sha256,
    )


def detach(agreement: Agreement, document: AgreementDocument, *, actor: Actor) -> None:
    """Take a wrong file away, as long as nothing is signed; the journal keeps its checksum."""
    if agreement.is_concluded:
        raise Refusal(_l("The files of a signed agreement are kept. Attach the right one as well."))
    agreement.documents.remove(document)
    _record(
        "agreement.document_removed",
        agreement,
        actor,
        file=document.file.name,
        sha256=document.file.sha256,
    )


def discard(agreement: Agreement, *, seen: int, actor: Actor) -> None:
    """Delete a draft that was never submitted. Its code is not used again."""
    check_fresh(agreement, seen)
    journal.write(
        "agreement.discarded",
        agreement,
        actor=actor,
        institution_id=agreement.home_id,
        changes={},
        content=content.snapshot(agreement),
    )
    try:
        with session.begin_nested():
            session.delete(agreement)
    except IntegrityError:
        raise Refusal(
            _l("Programmes or other agreements rest on this draft. Move or remove them first.")
        ) from None


def submit(agreement: Agreement, *, seen: int, actor: Actor) -> None:
    """Hand the draft to the quality manager."""
    step = _ready(agreement, "submit", seen)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.return_reason = ""
    _record("agreement.submitted", agreement, actor)


def approve(agreement: Agreement, *, seen: int, actor: Actor) -> None:
    """The quality manager finds it in order."""
    step = _ready(agreement, "approve", seen)
    agreement.stage = step.target  # type: ignore[assignment]
    _record("agreement.approved", agreement, actor)


def send_back(agreement: Agreement, reason: str, *, seen: int, actor: Actor) -> None:
    """Return it to the international office for correction, saying why."""
    step = _ready(agreement, "return", seen, reason)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.return_reason = reason
    _record("agreement.returned", agreement, actor, reason=reason)


def sign(agreement: Agreement, value: SigningValue, *, seen: int, actor: Actor) -> None:
    """Record that all have signed; the text as signed becomes version 1."""
    check_fresh(agreement, seen, {"signed_on": value.signed_on})
    step = AGREEMENT.step(agreement.stage, "sign")
    signing = Signing(
        agreement,
        value.signed_on,
        has_file=value.file is not None or _has_signed_file(agreement),
        same_as=tuple(queries.twins(agreement, value.signed_on)),
    )
    _refuse_problems(step, signing)
    if value.file:
        _attached(agreement, DocumentKind.SIGNED, value.file, actor)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.signed_on = value.signed_on
    agreement.sort_on = value.signed_on
    _add_version(agreement, value.signed_on, "", actor)
    _record("agreement.signed", agreement, actor)


def suspend(agreement: Agreement, reason: str, *, seen: int, actor: Actor) -> None:
    """Let it rest for a while, saying why."""
    step = _ready(agreement, "suspend", seen, reason)
    agreement.stage = step.target  # type: ignore[assignment]
    _record("agreement.suspended", agreement, actor, reason=reason)


def resume(agreement: Agreement, *, seen: int, actor: Actor) -> None:
    """Take it up again after a suspension."""
    step = _ready(agreement, "resume", seen)
    agreement.stage = step.target  # type: ignore[assignment]
    _record("agreement.resumed", agreement, actor)


def terminate(agreement: Agreement, value: TerminationValue, *, seen: int, actor: Actor) -> None:
    """End it before its time; students who are left may be taught out."""
    check_fresh(agreement, seen, {"terminated_on": value.terminated_on})
    step = _ready(agreement, "terminate", seen, value.reason)
    _check_termination(agreement, value)
    agreement.stage = step.target  # type: ignore[assignment]
    agreement.terminated_on = value.terminated_on
    agreement.termination_reason = value.reason
    agreement.teachout_until = value.teachout_until
    _record("agreement.terminated", agreement, actor)


def teach_out(agreement: Agreement, until: date | None, *, seen: int, actor: Actor) -> None:
    """Say until when students who are left are taught after the agreement's end."""
    check_fresh(agreement, seen, {"teachout_until": until})
    end = agreement.life.final_end
    if until is not None and end is None:
        raise Refusal(
            _l("The agreement has no end yet, so nothing is to be taught out."), "teachout_until"
        )
    if until is not None and end is not None and until <= end:
        raise Refusal(_l("Teach-out begins after the agreement has ended."), "teachout_until")
    agreement.teachout_until = until
    _record("agreement.teach_out_set", agreement, actor)


def renew(agreement: Agreement, value: RenewalValue, *, seen: int, actor: Actor) -> Term:
    """Add a term after the last one: a renewal or an extension. Earlier terms are kept."""
    check_fresh(agreement, seen)
    end = agreement.life.final_end
    if end is None:
        raise Refusal(
            _l("The present term has no end. Record a notice first, or amend the agreement.")
        )
    span = _span(value.term, value.cause)
    if span.starts_on <= end:
        raise Refusal(
            _l("The new term begins after the present one has ended; terms do not overlap."),
            "starts_on",
        )
    return _add_term(agreement, span, value.agreed_on, value.basis, "agreement.renewed", actor)


def end_early(agreement: Agreement, value: EarlyEndValue, *, seen: int, actor: Actor) -> Term:
    """Shorten the running term by agreement of the parties; it is kept in the history."""
    check_fresh(agreement, seen)
    running = agreement.life.span_on(value.agreed_on)
    if running is None or value.agreed_on <= running.starts_on:
        raise Refusal(_l("On that day no term was running that could be shortened."), "agreed_on")
    if value.agreed_on > clock.today():
        raise Refusal(_l("The day lies in the future."), "agreed_on")
    if value.ends_on <= value.agreed_on:
        raise Refusal(_l("The last day must be later than the day it was agreed."), "ends_on")
    if running.ends_on is not None and value.ends_on >= running.ends_on:
        raise Refusal(_l("This is not earlier than the end of the present term."), "ends_on")
    span = Span(TermKind.FIX, value.agreed_on, value.ends_on, cause=TermCause.EARLY_END)
    return _add_term(agreement, span, value.agreed_on, value.basis, "agreement.ended_early", actor)


def give_notice(agreement: Agreement, given_on: date, *, seen: int, actor: Actor) -> Term:
    """Record a notice of non-renewal (or of ending an indefinite term); it fixes the end."""
    check_fresh(agreement, seen)
    term = _open_term(agreement)
    if given_on > clock.today():
        raise Refusal(_l("The day lies in the future."), "given_on")
    if given_on < (agreement.signed_on or term.starts_on):
        raise Refusal(_l("The notice cannot be older than the agreement."), "given_on")
    before = content_of(term)
    term.ends_on = end_after_notice(term.span, given_on)
    term.notice_given_on = given_on
    _record("agreement.notice_given", agreement, actor, _told(before, term))
    return term


def amend(agreement: Agreement, value: AmendmentValue, *, seen: int, actor: Actor) -> int:
    """Change a signed agreement by an amendment; returns the number of the new version."""
    _check_fresh(agreement, seen, value.content)
    parties = _checked(value.content, agreement.home_id, agreement)
    _check_amendment(agreement, value)
    if value.file:
        _attached(agreement, DocumentKind.AMENDMENT, value.file, actor)
    if not agreement.versions:
        _add_version(agreement, agreement.signed_on or value.effective_on, "", actor)
    before, parent = content.snapshot(agreement), agreement.parent
    sentences = content.sentences(agreement)
    _write_content(agreement, value.content, parties)
    if not content.differences(before, content.snapshot(agreement)):
        raise Refusal(_l("Nothing differs from what is in force. Change what was amended."))
    number = _add_version(agreement, value.effective_on, value.reason, actor)
    _record(
        "agreement.amended",
        agreement,
        actor,
        _parent_changes(parent, agreement) | _partner_changes(sentences, agreement),
        number=number,
        effective_on=value.effective_on,
        reason=value.reason,
    )
    return number


def content_of(term: Term) -> dict[str, Any]:
    """A term's columns as they are, for comparing later."""
    columns = ("kind", "starts_on", "ends_on", "renew_years", "notice_months", "notice_given_on")
    return {column: getattr(term, column) for column in columns}


def _record(
    event: str,
    agreement: Agreement,
    actor: Actor,
    more: dict[str, list[Any]] | None = None,
    **data: Any,
) -> None:
    """Journal what changed; the version grows even when only parts of it did."""
    changes = _changes(agreement) | (more or {})
    flag_modified(agreement, "search_norm")
    journal.write(
        event, agreement, actor=actor, institution_id=agreement.home_id, changes=changes, **data
    )


def _changes(agreement: Agreement) -> dict[str, list[Any]]:
    """Changed columns that mean something to a reader."""
    found = journal.changes_of(agreement)
    return {key: pair for key, pair in found.items() if key not in UNSAID}


def _parent_changes(before: Agreement | None, agreement: Agreement) -> dict[str, list[Any]]:
    """The agreement on which this one rests, by its code."""
    codes = [one.code if one else None for one in (before, agreement.parent)]
    return {"parent": codes} if codes[0] != codes[1] else {}


def _ready(agreement: Agreement, action: str, seen: int, reason: str | None = None) -> Step:
    """The step, when the record is fresh, a reason is given and nothing stands in the way."""
    check_fresh(agreement, seen, {"stage": agreement.stage})
    step = AGREEMENT.step(agreement.stage, action)
    if step.reason_required and not (reason or "").strip():
        raise Refusal(_l("Say why."), "reason")
    _refuse_problems(step, agreement)
    return step


def _refuse_problems(step: Step, thing: Any) -> None:
    for problem in step.problems(thing):
        raise Refusal(problem.message, problem.field)


def _check_fresh(agreement: Agreement, seen: int, value: ContentValue) -> None:
    """Conflict with what both wrote, the partners included."""
    sent = {f.name: getattr(value, f.name) for f in fields(value) if f.name != "partners"}
    sent |= {"languages": list(value.languages), "levels": list(value.levels)}
    try:
        check_fresh(agreement, seen, sent)
    except Conflict as conflict:
        found = queries.institutions_by_id([one.institution_id for one in value.partners])
        now = [one.institution.label for one in agreement.partners]
        typed = [one.label for one in found.values()]
        partners = {"partners": (now, typed)} if sorted(now) != sorted(typed) else {}
        raise Conflict(conflict.values | partners) from None


def _checked(value: ContentValue, home_id: int, agreement: Agreement | None = None) -> Parties:
    """The parties and the parent, when the content is sound."""
    if not value.number:
        raise Refusal(_l("Write the number of the agreement."), "number")
    if not value.title:
        raise Refusal(_l("Write the title of the agreement."), "title")
    if value.prevailing_language and value.prevailing_language not in value.languages:
        raise Refusal(
            _l("The prevailing version is one of the languages of the agreement."),
            "prevailing_language",
        )
    parent = _checked_parent(value, home_id, agreement)
    return Parties(_checked_partners(value, home_id), parent)


def _checked_partners(value: ContentValue, home_id: int) -> dict[int, Institution]:
    ids = [one.institution_id for one in value.partners]
    if not ids:
        raise Refusal(_l("Name at least one partner."), "partners")
    if len(ids) != len(set(ids)):
        raise Refusal(_l("The same partner is named twice."), "partners")
    if home_id in ids:
        raise Refusal(_l("The home institution cannot be its own partner."), "partners")
    found = queries.institutions_by_id(ids)
    if set(ids) - set(found):
        raise Refusal(_l("Choose the partner from the directory."), "partners")
    return found


def _checked_parent(
    value: ContentValue, home_id: int, agreement: Agreement | None
) -> Agreement | None:
    if value.parent_id is None:
        return None
    parent = session.get(Agreement, value.parent_id)
    if parent is None or parent.home_id != home_id:
        raise Refusal(_l("Choose an agreement of the same home institution."), "parent_id")
    if agreement is not None and queries.descends_from(value.parent_id, agreement.id):
        raise Refusal(_l("An agreement cannot rest on itself."), "parent_id")
    return parent


def _check_termination(agreement: Agreement, value: TerminationValue) -> None:
    begun = agreement.life.starts_on
    end = agreement.life.final_end
    if begun is not None and value.terminated_on < begun:
        raise Refusal(_l("It cannot be terminated before it began."), "terminated_on")
    if end is not None and value.terminated_on > end:
        raise Refusal(_l("It ends by itself before that day."), "terminated_on")
    if value.teachout_until is not None and value.teachout_until < value.terminated_on:
        raise Refusal(_l("Teach-out begins after the agreement has ended."), "teachout_until")


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


def _next_code(home: Institution) -> str:
    """The home's code and a running number that was never used.

    The home's row is locked, so that two people registering at once take turns.
    """
    session.execute(select(Institution.id).where(Institution.id == home.id).with_for_update())
    used = (code.rpartition("-")[2] for code in queries.codes_used(home))
    last = max((int(number) for number in used if number.isdecimal()), default=0)
    return f"{home.code}-A-{last + 1:03}"


def _write_content(agreement: Agreement, value: ContentValue, parties: Parties) -> None:
    for field in fields(value):
        if field.name not in ("partners", "parent_id", "languages", "levels"):
            setattr(agreement, field.name, getattr(value, field.name))
    agreement.languages = list(value.languages)
    agreement.levels = list(value.levels)
    agreement.parent_id = value.parent_id
    agreement.parent = parties.parent
    agreement.search_norm = search_norm(f"{agreement.code} {value.number} {value.title}")
    _write_partners(agreement, value, parties.partners)


def _write_partners(
    agreement: Agreement, value: ContentValue, partners: dict[int, Institution]
) -> None:
    """Keep rows of partners that stay, so that nothing hanging on them is lost."""
    known = {one.institution_id: one for one in agreement.partners}
    kept = []
    for position, typed in enumerate(value.partners, start=1):
        row = known.get(typed.institution_id) or AgreementPartner(
            institution=partners[typed.institution_id]
        )
        for field in fields(typed):
            setattr(row, field.name, getattr(typed, field.name))
        row.position = position
        kept.append(row)
    agreement.partners = kept


def _partner_changes(before: list[str], agreement: Agreement) -> dict[str, list[Any]]:
    after = content.sentences(agreement)
    return {} if before == after else {"partners": [before, after]}


def _span(value: TermValue, cause: TermCause) -> Span:
    """The term as the arithmetic has it, when it is possible at all."""
    ends_on = value.ends_on
    if value.kind is TermKind.FIX and value.years:
        counted = end_of_fixed(value.starts_on, value.years)
        if ends_on is not None and ends_on != counted:
            raise Refusal(
                _l("The last day and the number of years do not agree. Leave one of them empty."),
                "years",
            )
        ends_on = counted
    span = Span(value.kind, value.starts_on, ends_on, value.renew_years, value.notice_months, cause)
    for problem in check(span):
        raise Refusal(problem.message, problem.field)
    return span


def _term(number: int, span: Span, actor: Actor) -> Term:
    return Term(
        number=number,
        cause=span.cause,
        kind=span.kind,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        renew_years=span.renew_years,
        notice_months=span.notice_months,
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )


def _write_first_term(agreement: Agreement, span: Span, actor: Actor) -> dict[str, list[Any]]:
    """Correct the only term that a draft has; returns what changed."""
    if not agreement.terms:
        agreement.terms.append(_term(1, span, actor))
        return _told(None, agreement.terms[0])
    first = agreement.terms[0]
    before = content_of(first)
    for column in ("kind", "starts_on", "ends_on", "renew_years", "notice_months"):
        setattr(first, column, getattr(span, column))
    return _told(before, first)


def _add_term(
    agreement: Agreement, span: Span, agreed_on: date | None, basis: str, event: str, actor: Actor
) -> Term:
    made = _term(max((one.number for one in agreement.terms), default=0) + 1, span, actor)
    made.agreed_on = agreed_on
    made.basis = basis
    agreement.terms.append(made)
    _record(event, agreement, actor, _told(None, made), cause=span.cause, basis=basis)
    return made


def _open_term(agreement: Agreement) -> Term:
    """The term that goes on without an end; a Refusal when there is none."""
    last = max(agreement.terms, key=lambda one: (one.starts_on, one.number), default=None)
    if last is None or last.kind is TermKind.FIX:
        raise Refusal(_l("A fixed term ends by itself; no notice is needed."))
    if last.ends_on is not None:
        raise Refusal(_l("Notice was already given: the end is fixed."))
    return last


def _told(before: dict[str, Any] | None, term: Term) -> dict[str, list[Any]]:
    """What changed in a term, under names of their own in the journal."""
    was = before or {}
    changes = {}
    for column, value in content_of(term).items():
        if was.get(column) != value:
            key = "term_kind" if column == "kind" else column
            changes[key] = [journal.plain(was.get(column)), journal.plain(value)]
    return changes


def _has_signed_file(agreement: Agreement) -> bool:
    return any(document.kind is DocumentKind.SIGNED for document in agreement.documents)


def _attached(
    agreement: Agreement, kind: DocumentKind, upload: Upload, actor: Actor
) -> AgreementDocument:
    """Keep the file. It writes to the database at once, so nothing else is changed before."""
    stored = files.store_pdf(upload.name, upload.content, actor_name=actor.name, field="file")
    document = AgreementDocument(kind=kind, file=stored, file_id=stored.id)
    agreement.documents.append(document)
    return document


def _add_version(agreement: Agreement, effective_on: date, reason: str, actor: Actor) -> int:
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
