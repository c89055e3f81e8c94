"""Every read of agreements, with what it loads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Role
from app.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementPartner,
    AgreementVersion,
    Kind,
    Stage,
    Term,
)
from app.agreements.permissions import RUNNING, visible_to
from app.agreements.term import Notice, TermKind, Validity, next_notice
from app.agreements.validity import expires_by, in_force_on, validity_on
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.journal import JournalEntry
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.permissions import Actor
from app.kernel.text import search_norm

WINDOWS = (30, 90, 180, 365)
NOTICE_WINDOW = 90
MOST_WORDS = 8

NEWEST_FIRST = Keyset((Agreement.sort_on, Agreement.id), descending=True)

_PARTNERS = selectinload(Agreement.partners).joinedload(AgreementPartner.institution)
_IN_A_LIST: tuple[ORMOption, ...] = (
    joinedload(Agreement.home),
    _PARTNERS,
    selectinload(Agreement.terms),
)
_WHOLE: tuple[ORMOption, ...] = (
    *_IN_A_LIST,
    joinedload(Agreement.parent),
    selectinload(Agreement.clauses),
    selectinload(Agreement.documents).joinedload(AgreementDocument.file),
    selectinload(Agreement.versions),
)


@dataclass(frozen=True)
class Filters:
    """How a list of agreements is narrowed; empty values do not narrow it."""

    text: str = ""
    home_id: int | None = None
    partner_id: int | None = None
    country: str = ""
    level: str = ""
    kind: Kind | None = None
    stage: Stage | None = None
    validity: Validity | None = None
    expires_within: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the whole list is asked for."""
        return self == Filters()


@dataclass(frozen=True)
class VersionPair:
    """A version of an agreement and the one before it, if any."""

    agreement: Agreement
    version: AgreementVersion
    previous: AgreementVersion | None

    @property
    def home_id(self) -> int:
        """Whose it is: permissions ask as they do of the agreement."""
        return self.agreement.home_id

    @property
    def stage(self) -> Stage:
        """Where the agreement stands."""
        return self.agreement.stage


@dataclass(frozen=True)
class Attached:
    """A document together with the agreement to which it is attached."""

    agreement: Agreement
    document: AgreementDocument

    @property
    def home_id(self) -> int:
        """Whose it is."""
        return self.agreement.home_id

    @property
    def stage(self) -> Stage:
        """Where the agreement stands."""
        return self.agreement.stage


def agreement(agreement_id: int) -> Agreement | None:
    """One agreement with everything that belongs to it; always the same number of queries."""
    return session.scalar(select(Agreement).where(Agreement.id == agreement_id).options(*_WHOLE))


def by_code(code: str) -> Agreement | None:
    """The agreement with that code, loaded like `agreement`."""
    return session.scalar(select(Agreement).where(Agreement.code == code).options(*_WHOLE))


def version(agreement_id: int, number: int) -> VersionPair | None:
    """A version of an agreement with the one before it."""
    found = agreement(agreement_id)
    if found is None:
        return None
    known = {version.number: version for version in found.versions}
    wanted = known.get(number)
    return VersionPair(found, wanted, known.get(number - 1)) if wanted else None


def document(agreement_id: int, document_id: int) -> Attached | None:
    """A document of that agreement, with its file."""
    found = agreement(agreement_id)
    documents = found.documents if found else []
    wanted = next((one for one in documents if one.id == document_id), None)
    return Attached(found, wanted) if found and wanted else None


def listing(actor: Actor, filters: Filters | None = None, cursor: str = "") -> Slice[Agreement]:
    """The agreements this person may see, the newest first, with partners and terms."""
    return slice_of(narrowed(actor, filters or Filters()), NEWEST_FIRST, cursor)


def narrowed(actor: Actor, filters: Filters) -> Select[Any]:
    """The statement of a list: what the person may see, narrowed."""
    return select(Agreement).where(visible_to(actor), *_conditions(filters)).options(*_IN_A_LIST)


def by_validity(actor: Actor, on: date) -> dict[str, int]:
    """How many agreements this person sees in each state of validity on a day."""
    state = validity_on(on).label("state")
    wanted = select(state, func.count()).where(visible_to(actor)).group_by(state)
    return {row[0]: int(row[1]) for row in session.execute(wanted)}


def expiring(actor: Actor, before: date) -> list[Agreement]:
    """Those the actor may see that are in force today and end by `before`, not renewed."""
    return _expiring(visible_to(actor), before)


def expiring_of(institution_ids: frozenset[int], before: date) -> list[Agreement]:
    """The same for the agreements of these institutions."""
    return _expiring(Agreement.home_id.in_(institution_ids), before) if institution_ids else []


def waiting(stage: Stage, institution_ids: frozenset[int]) -> list[Agreement]:
    """The agreements of these institutions at a stage, the longest known first."""
    if not institution_ids:
        return []
    return list(
        session.scalars(
            select(Agreement)
            .where(Agreement.home_id.in_(institution_ids), Agreement.stage == stage)
            .options(*_IN_A_LIST)
            .order_by(Agreement.sort_on, Agreement.id)
            .limit(20)
        )
    )


def notices_due(
    institution_ids: frozenset[int], within: int = NOTICE_WINDOW
) -> list[tuple[Agreement, Notice]]:
    """Agreements that go on by themselves unless notice is given soon, with that notice."""
    if not institution_ids:
        return []
    today = clock.today()
    last = today + timedelta(days=within)
    found = session.scalars(
        select(Agreement)
        .where(
            Agreement.home_id.in_(institution_ids),
            Agreement.stage.in_(RUNNING),
            Agreement.id.in_(
                select(Term.agreement_id).where(
                    Term.kind == TermKind.AUTO, Term.ends_on.is_(None), Term.starts_on <= today
                )
            ),
            in_force_on(today),
        )
        .options(*_IN_A_LIST)
        .order_by(Agreement.id)
    )
    notices = [(one, deadline(one, today)) for one in found]
    return [(one, notice) for one, notice in notices if notice and notice.due_on <= last]


def deadline(agreement: Agreement, on: date) -> Notice | None:
    """The next notice of non-renewal that is in time, of the term that runs on a day."""
    span = agreement.life.span_on(on)
    return next_notice(span, on) if span else None


def possible_parents(home_id: int, but: int | None = None) -> list[Agreement]:
    """Agreements of an institution under which another can be concluded."""
    return list(
        session.scalars(
            select(Agreement)
            .where(Agreement.home_id == home_id, Agreement.id != (but or 0))
            .where(Agreement.kind.in_((Kind.MEMORANDUM, Kind.DOUBLE_DEGREE, Kind.JOINT_DEGREE)))
            .order_by(Agreement.code)
            .limit(500)
        )
    )


def children(agreement_id: int) -> list[Agreement]:
    """The agreements concluded under this one."""
    return list(
        session.scalars(
            select(Agreement).where(Agreement.parent_id == agreement_id).order_by(Agreement.code)
        )
    )


def descends_from(agreement_id: int | None, ancestor_id: int) -> bool:
    """Whether following the parents of an agreement leads to `ancestor_id`."""
    seen: set[int] = set()
    while agreement_id is not None and agreement_id not in seen:
        if agreement_id == ancestor_id:
            return True
        seen.add(agreement_id)
        agreement_id = session.scalar(
            select(Agreement.parent_id).where(Agreement.id == agreement_id)
        )
    return False


def twins(agreement: Agreement, signed_on: date) -> list[str]:
    """Codes of other agreements with the same number, day of signing and a partner (rule F201)."""
    partners = [one.institution_id for one in agreement.partners]
    return list(
        session.scalars(
            select(Agreement.code)
            .where(
                Agreement.home_id == agreement.home_id,
                Agreement.id != agreement.id,
                Agreement.number == agreement.number,
                Agreement.signed_on == signed_on,
                Agreement.id.in_(
                    select(AgreementPartner.agreement_id).where(
                        AgreementPartner.institution_id.in_(partners)
                    )
                ),
            )
            .order_by(Agreement.code)
        )
    )


def institutions_by_id(ids: Sequence[int]) -> dict[int, Institution]:
    """Institutions of the directory by their number."""
    found = session.scalars(select(Institution).where(Institution.id.in_(ids)))
    return {one.id: one for one in found}


def history(agreement: Agreement, *, whole: bool) -> list[JournalEntry]:
    """What happened to it, the newest first; for readers outside, from the signing on."""
    entries = journal.about("agreements", agreement.id)
    return entries if whole else since_signing(agreement.id, entries)


def since_signing(agreement_id: int, entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """The entries from the one that tells of the signing on; none of an agreement not signed."""
    signed = session.scalar(
        select(func.min(JournalEntry.number)).where(
            JournalEntry.subject_kind == "agreements",
            JournalEntry.subject_id == agreement_id,
            JournalEntry.event == "agreement.signed",
        )
    )
    return [entry for entry in entries if signed is not None and entry.number >= signed]


def directory() -> list[Institution]:
    """Every institution that can be a partner, in alphabetical order."""
    return list(session.scalars(select(Institution).order_by(Institution.sort_key, Institution.id)))


def partners_in_use(actor: Actor) -> list[Institution]:
    """The partners of the agreements this person may see, in alphabetical order."""
    used = (
        select(AgreementPartner.institution_id)
        .join(Agreement, Agreement.id == AgreementPartner.agreement_id)
        .where(visible_to(actor))
    )
    return _sorted(used)


def homes_in_use(actor: Actor) -> list[Institution]:
    """The home institutions of the agreements this person may see, in alphabetical order."""
    return _sorted(select(Agreement.home_id).where(visible_to(actor)))


def offices(actor: Actor) -> list[Institution]:
    """The institutions for which this person registers agreements."""
    own = actor.institutions(Role.INTERNATIONAL_OFFICE)
    found = select(Institution).where(Institution.id.in_(own)).order_by(Institution.sort_key)
    return list(session.scalars(found))


def hold(home: Institution) -> None:
    """Lock the institution's row, so that whoever else holds it waits for this unit of work."""
    session.execute(select(Institution.id).where(Institution.id == home.id).with_for_update())


def codes_used(home: Institution) -> list[str]:
    """Codes of an institution's agreements that exist, or existed as discarded drafts."""
    living = session.scalars(select(Agreement.code).where(Agreement.home_id == home.id))
    discarded = session.scalars(
        select(JournalEntry.subject_name).where(
            JournalEntry.event == "agreement.discarded", JournalEntry.institution_id == home.id
        )
    )
    return [*living, *(name.split(" ")[0] for name in discarded)]


def _expiring(whose: ColumnElement[bool], before: date) -> list[Agreement]:
    return list(
        session.scalars(
            select(Agreement)
            .where(whose, Agreement.stage.in_(RUNNING), expires_by(clock.today(), before))
            .options(*_IN_A_LIST)
            .order_by(Agreement.sort_on, Agreement.id)
        )
    )


def _sorted(ids: Select[Any]) -> list[Institution]:
    wanted = select(Institution).where(Institution.id.in_(ids))
    return list(session.scalars(wanted.order_by(Institution.sort_key, Institution.id)))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """One condition for each filter that is set."""
    today = clock.today()
    found: list[ColumnElement[bool]] = [_says(word) for word in _words(filters.text)]
    if filters.home_id is not None:
        found.append(Agreement.home_id == filters.home_id)
    if filters.partner_id is not None:
        found.append(_with_partner(AgreementPartner.institution_id == filters.partner_id))
    if filters.country:
        found.append(_with_partner(_taught_in() == filters.country))
    if filters.level:
        # The list of levels is kept as JSON text, ["B", "M"], in both databases.
        found.append(cast(Agreement.levels, Text).contains(f'"{filters.level}"', autoescape=True))
    if filters.kind:
        found.append(Agreement.kind == filters.kind)
    if filters.stage:
        found.append(Agreement.stage == filters.stage)
    if filters.validity:
        found.append(validity_on(today) == filters.validity.value)
    if filters.expires_within:
        found.append(Agreement.stage.in_(RUNNING))
        found.append(expires_by(today, today + timedelta(days=filters.expires_within)))
    return found


def _taught_in() -> ColumnElement[str]:
    """The country of the campus that teaches, or of the partner itself."""
    return func.coalesce(func.nullif(AgreementPartner.campus_country, ""), Institution.country)


def _with_partner(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Agreement.id.in_(
        select(AgreementPartner.agreement_id)
        .join(Institution, Institution.id == AgreementPartner.institution_id)
        .where(condition)
    )


def _words(text: str) -> list[str]:
    return search_norm(text).split()[:MOST_WORDS]


def _says(word: str) -> ColumnElement[bool]:
    """The word stands in the number or title, or in a name of one of the parties.

    Names are looked up in the directory, so that a university renamed there is
    found under its new name at once.
    """
    named = Institution.search_norm.contains(word, autoescape=True)
    return or_(
        Agreement.search_norm.contains(word, autoescape=True),
        Agreement.home_id.in_(select(Institution.id).where(named)),
        _with_partner(named),
    )
