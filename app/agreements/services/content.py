"""What an agreement says: registering it, correcting it while it is open."""

from dataclasses import dataclass, fields

from flask_babel import lazy_gettext as _l

from app.accounts.models import Role
from app.agreements import content, queries
from app.agreements.lifecycle import PARENT_IS_A_DRAFT
from app.agreements.models import (
    Agreement,
    AgreementPartner,
    Stage,
)
from app.agreements.services.record import own_changes, parent_changes, partner_changes, write_down
from app.agreements.services.terms import made_term, span_of, term_changes, write_first_term
from app.agreements.services.values import ContentValue, TermValue
from app.agreements.term import (
    TermCause,
)
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.text import search_norm


@dataclass(frozen=True)
class Parties:
    """What the typed numbers stand for."""

    partners: dict[int, Institution]
    parent: Agreement | None


def register(home_id: int, value: ContentValue, term: TermValue, *, actor: Actor) -> Agreement:
    """Register a draft at one of the actor's institutions; it gets its code for ever."""
    if home_id not in actor.institutions(Role.INTERNATIONAL_OFFICE):
        raise Refusal(_l("You register agreements of your own institution only."), "home_id")
    home = session.get_one(Institution, home_id)
    parties = checked(value, home_id)
    span = span_of(term, TermCause.FIRST)
    made = Agreement(
        home=home,
        home_id=home_id,
        code=_next_code(home),
        stage=Stage.DRAFT,
        registered_at=clock.now(),
        sort_on=clock.today(),
        partners=[],
        terms=[made_term(1, span, actor)],
        clauses=[],
        documents=[],
        versions=[],
    )
    write_content(made, value, parties)
    session.add(made)
    said = {k: v for k, v in own_changes(made).items() if v[1] not in (None, "", [])}
    said |= parent_changes(None, made) | {"partners": [None, content.sentences(made)]}
    said |= term_changes(None, made.terms[0])
    journal.write("agreement.registered", made, actor=actor, institution_id=home_id, changes=said)
    return made


def edit(
    agreement: Agreement, value: ContentValue, term: TermValue, *, seen: int, actor: Actor
) -> None:
    """Correct a draft or a returned agreement, its first term included."""
    check_unchanged(agreement, seen, value)
    parties = checked(value, agreement.home_id, agreement)
    span = span_of(term, TermCause.FIRST)
    before, parent = content.sentences(agreement), agreement.parent
    first = write_first_term(agreement, span, actor)
    write_content(agreement, value, parties)
    said = parent_changes(parent, agreement) | partner_changes(before, agreement) | first
    write_down("agreement.edited", agreement, actor, said)


def check_unchanged(agreement: Agreement, seen: int, value: ContentValue) -> None:
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


def checked(value: ContentValue, home_id: int, agreement: Agreement | None = None) -> Parties:
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
    if agreement is not None and agreement.is_concluded and not parent.is_concluded:
        raise Refusal(PARENT_IS_A_DRAFT, "parent_id")
    return parent


def _next_code(home: Institution) -> str:
    """The home's code and a running number that was never used.

    Two people registering at once take turns.
    """
    queries.hold(home)
    used = (code.rpartition("-")[2] for code in queries.codes_used(home))
    last = max((int(number) for number in used if number.isdecimal()), default=0)
    return f"{home.code}-A-{last + 1:03}"


def write_content(agreement: Agreement, value: ContentValue, parties: Parties) -> None:
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
