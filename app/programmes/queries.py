"""Every read of programmes, their accreditations and the classifier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.agreements import queries as agreements
from app.agreements.models import CONCLUDED, Agreement, AgreementPartner, Stage
from app.agreements.validity import in_force_on
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.journal import JournalEntry
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.permissions import Actor
from app.kernel.text import search_norm
from app.kernel.years import AcademicYear
from app.programmes.models import (
    Accreditation,
    ClassifierEntry,
    Programme,
    ProgrammeAward,
    ProgrammePartner,
)
from app.programmes.path import Level
from app.programmes.permissions import visible_to
from app.programmes.registry import AREA, direction_of, normalised

ACCREDITATION_WINDOW = 180
MOST_WORDS = 8
AREA_KIND = "area"

IN_ORDER = Keyset((Programme.sort_key, Programme.id))

_AGREEMENT = joinedload(Programme.agreement)
_IN_A_LIST: tuple[ORMOption, ...] = (
    _AGREEMENT.joinedload(Agreement.home),
    selectinload(Programme.periods),
    selectinload(Programme.partners).joinedload(ProgrammePartner.institution),
)
_WHOLE: tuple[ORMOption, ...] = (
    *_IN_A_LIST,
    _AGREEMENT.selectinload(Agreement.partners).joinedload(AgreementPartner.institution),
    selectinload(Programme.awards).joinedload(ProgrammeAward.institution),
    selectinload(Programme.accreditations),
)


@dataclass(frozen=True)
class Filters:
    """How a list of programmes is narrowed; empty values do not narrow it.

    `direction` is two digits of an area at any level (04), or a code of the
    classifier (6B04, 6B041, 6B04088).
    """

    text: str = ""
    level: Level | None = None
    country: str = ""
    direction: str = ""
    stage: Stage | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the whole list is asked for."""
        return self == Filters()


@dataclass(frozen=True)
class Decision:
    """An accreditation together with the programme it is about."""

    programme: Programme
    accreditation: Accreditation

    @property
    def agreement(self) -> Agreement:
        """Permissions ask as they do of the programme."""
        return self.programme.agreement


@dataclass(frozen=True)
class Ending:
    """A programme whose accreditation ends, or has ended, on `on`."""

    programme: Programme
    on: date


def programme(programme_id: int) -> Programme | None:
    """One programme with everything that belongs to it; always the same number of queries."""
    return session.scalar(select(Programme).where(Programme.id == programme_id).options(*_WHOLE))


def history(programme: Programme, *, whole: bool) -> list[JournalEntry]:
    """What happened to it, the newest first; for readers outside, from the signing on.

    Counts that were entered under it are told to its institution only.
    """
    entries = journal.about(Programme.__tablename__, programme.id)
    if whole:
        return entries
    own = [entry for entry in entries if entry.event.startswith("programme.")]
    return agreements.since_signing(programme.agreement_id, own)


def by_code(code: str) -> Programme | None:
    """The programme with that code, loaded like `programme`."""
    return session.scalar(select(Programme).where(Programme.code == code).options(*_WHOLE))


def accreditation(programme_id: int, accreditation_id: int) -> Decision | None:
    """An accreditation of that programme."""
    found = programme(programme_id)
    decisions = found.accreditations if found else []
    wanted = next((one for one in decisions if one.id == accreditation_id), None)
    return Decision(found, wanted) if found and wanted else None


def listing(actor: Actor, filters: Filters | None = None, cursor: str = "") -> Slice[Programme]:
    """The programmes this person may see, by name, with path, partners and agreement."""
    return slice_of(narrowed(actor, filters or Filters()), IN_ORDER, cursor)


def narrowed(actor: Actor, filters: Filters) -> Select[Programme]:
    """The statement of a list: what the person may see, narrowed."""
    return select(Programme).where(visible_to(actor), *_conditions(filters)).options(*_IN_A_LIST)


def on_offer(actor: Actor, on: date) -> tuple[int, int]:
    """How many programmes this person sees admit under an agreement in force; how many in all."""
    year = AcademicYear.of(on).start
    admits = and_(
        Agreement.stage.in_(CONCLUDED),
        in_force_on(on),
        Programme.first_intake <= year,
        or_(Programme.last_intake.is_(None), Programme.last_intake >= year),
    )
    counts = select(func.count(case((admits, 1))), func.count()).select_from(Programme)
    row = session.execute(counts.join(Programme.agreement).where(visible_to(actor))).one()
    return int(row[0]), int(row[1])


def of_agreement(agreement_id: int) -> list[Programme]:
    """The programmes under an agreement, in the order of their codes."""
    return list(
        session.scalars(
            select(Programme)
            .where(Programme.agreement_id == agreement_id)
            .options(*_IN_A_LIST)
            .order_by(Programme.code)
        )
    )


def of_home(institution_id: int) -> list[Programme]:
    """All programmes of a home institution, in the order of their codes."""
    return list(
        session.scalars(
            select(Programme)
            .join(Agreement, Agreement.id == Programme.agreement_id)
            .where(Agreement.home_id == institution_id)
            .options(*_IN_A_LIST)
            .order_by(Programme.code)
        )
    )


def accreditations_ending(institution_ids: frozenset[int], by: date | None = None) -> list[Ending]:
    """Programmes of these institutions that admit students and lose their accreditation by a day.

    The last of a programme's decisions counts. Those already ended come first.
    """
    if not institution_ids:
        return []
    last = func.max(Accreditation.valid_until).label("last")
    rows = session.execute(
        select(Programme, last)
        .join(Accreditation, Accreditation.programme_id == Programme.id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Agreement.home_id.in_(institution_ids), Agreement.stage != Stage.TERMINATED)
        .where(Programme.intake_open)
        .group_by(Programme.id)
        .having(last <= (by or clock.today() + timedelta(days=ACCREDITATION_WINDOW)))
        .order_by(last, Programme.id)
        .limit(20)
    )
    return [Ending(*row) for row in rows]


def hold(agreement: Agreement) -> None:
    """Lock the agreement's row, so that whoever else holds it waits for this unit of work."""
    session.execute(select(Agreement.id).where(Agreement.id == agreement.id).with_for_update())


def codes_used(agreement: Agreement) -> list[str]:
    """Codes of the agreement's programmes that exist, or existed and were discarded."""
    living = session.scalars(select(Programme.code).where(Programme.agreement_id == agreement.id))
    discarded = session.scalars(
        select(JournalEntry.subject_name).where(
            JournalEntry.event == "programme.discarded",
            JournalEntry.institution_id == agreement.home_id,
            JournalEntry.subject_name.startswith(f"{agreement.code}-P", autoescape=True),
        )
    )
    return [*living, *(name.split(" ")[0] for name in discarded)]


def partner_countries(actor: Actor) -> list[str]:
    """Countries of the partners that teach the programmes this person may see."""
    return list(
        session.scalars(
            select(Institution.country)
            .join(ProgrammePartner, ProgrammePartner.institution_id == Institution.id)
            .join(Programme, Programme.id == ProgrammePartner.programme_id)
            .where(visible_to(actor))
            .distinct()
        )
    )


def areas() -> list[ClassifierEntry]:
    """The areas of study, each once, named as for bachelors where they have them."""
    rows = session.scalars(
        select(ClassifierEntry)
        .where(ClassifierEntry.kind == AREA_KIND)
        .order_by(ClassifierEntry.code)
    )
    first: dict[str, ClassifierEntry] = {}
    for row in rows:
        first.setdefault(row.code[2:], row)
    return [first[number] for number in sorted(first)]


def entry(code: str) -> ClassifierEntry | None:
    """An entry of the classifier by its exact code."""
    if not code.isalnum():
        return None
    return session.scalar(select(ClassifierEntry).where(ClassifierEntry.code == code))


def direction(registry_code: str) -> ClassifierEntry | None:
    """The classifier's entry under which a programme's code stands; None if there is none.

    Where the classifier names an area without any directions, the area stands for them.
    """
    return directions([registry_code]).get(registry_code)


def directions(registry_codes: Iterable[str]) -> dict[str, ClassifierEntry]:
    """The entries of several programmes' codes, by code; one query."""
    wanted = {code: _candidates(code) for code in registry_codes}
    found = {
        row.code: row
        for row in session.scalars(
            select(ClassifierEntry).where(
                ClassifierEntry.code.in_({one for many in wanted.values() for one in many}),
                or_(ClassifierEntry.kind != AREA_KIND, ~_has_directions()),
            )
        )
    }
    return {
        code: next(found[one] for one in many if one in found)
        for code, many in wanted.items()
        if any(one in found for one in many)
    }


def classifier(text: str = "", level: Level | None = None) -> list[ClassifierEntry]:
    """Entries whose code or name in any of the three languages has the words; in code order.

    Letter case and the Kazakh letters do not matter, so the comparison is made
    here: the classifier is short and no database folds Kazakh.
    """
    wanted = select(ClassifierEntry).order_by(ClassifierEntry.code)
    if level:
        wanted = wanted.where(ClassifierEntry.level == level.name.lower())
    words = _words(text)
    return [row for row in session.scalars(wanted) if _has(row, words)]


def _has(row: ClassifierEntry, words: Sequence[str]) -> bool:
    text = search_norm(f"{row.code} {row.name_kk} {row.name_ru} {row.name_en}")
    return all(word in text or search_norm(normalised(word)) in text for word in words)


def _candidates(registry_code: str) -> tuple[str, ...]:
    return direction_of(registry_code), registry_code[:AREA]


def _has_directions() -> ColumnElement[bool]:
    """Whether the classifier divides the area further."""
    below = select(ClassifierEntry.parent).where(ClassifierEntry.parent != "")
    return ClassifierEntry.code.in_(below)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """One condition for each filter that is set."""
    found: list[ColumnElement[bool]] = [
        Programme.search_norm.contains(word, autoescape=True) for word in _words(filters.text)
    ]
    if filters.level:
        found.append(Programme.level == filters.level)
    if filters.country:
        found.append(_taught_in(filters.country))
    if filters.direction:
        found.append(_of_direction(filters.direction))
    if filters.stage:
        found.append(
            Programme.agreement_id.in_(select(Agreement.id).where(Agreement.stage == filters.stage))
        )
    return found


def _taught_in(country: str) -> ColumnElement[bool]:
    return Programme.id.in_(
        select(ProgrammePartner.programme_id)
        .join(Institution, Institution.id == ProgrammePartner.institution_id)
        .where(Institution.country == country)
    )


def _of_direction(code: str) -> ColumnElement[bool]:
    if code.isdecimal():
        return func.substr(Programme.registry_code, 3, len(code)) == code
    return Programme.registry_code.startswith(code, autoescape=True)


def _words(text: str) -> list[str]:
    return search_norm(text).split()[:MOST_WORDS]
