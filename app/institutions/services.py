"""Every write on the directory."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.institutions import queries
from app.institutions.models import (
    Institution,
    InstitutionContact,
    InstitutionLink,
    LegalForm,
    LinkKind,
    Ranking,
    RankingSystem,
)
from app.institutions.permissions import keeps_directory
from app.kernel import journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.text import search_norm, sort_key

BY_HAND = "by_hand"
IDENTIFIERS = ("epvo_number", "ror", "erasmus_code", "schac", "pic")


@dataclass(frozen=True)
class InstitutionValue:
    """What is typed about an institution. Years are the first of the academic year."""

    name_kk: str
    name_ru: str
    name_en: str
    country: str
    code: str = ""
    name_original: str = ""
    city_kk: str = ""
    city_ru: str = ""
    city_en: str = ""
    legal_form: LegalForm | None = None
    website: str = ""
    epvo_number: str | None = None
    ror: str = ""
    erasmus_code: str = ""
    schac: str = ""
    pic: str = ""
    reports_from: int | None = None
    reports_until: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All the names under which it may be known."""
        return (self.name_kk, self.name_ru, self.name_en, self.name_original)


@dataclass(frozen=True)
class ContactValue:
    """A person to write to."""

    name: str
    position: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class RankingValue:
    """A place in a ranking; `rank_to` ends a band such as 501–550."""

    system: RankingSystem
    year: int
    rank: int
    rank_to: int | None = None
    source: str = ""


def register(value: InstitutionValue, *, actor: Actor, confirmed: bool = False) -> Institution:
    """Add an institution to the directory.

    Likely duplicates are refused (field "confirmed") until the person says that
    it is a different one; equal identifiers are always refused.
    """
    _check(value, actor)
    if not confirmed and queries.near_duplicates(value.names, value.country):
        raise Refusal(
            _l("There is a very similar name in the directory. Look at the list first."),
            "confirmed",
        )
    code = value.code or queries.next_code(value.country)
    made = Institution(code=code, source=BY_HAND)
    _write(made, value)
    said = journal.entered(made)
    session.add(made)
    journal.write("institution.registered", made, actor=actor, changes=said)
    return made


def edit(institution: Institution, value: InstitutionValue, seen: int, *, actor: Actor) -> None:
    """Correct an institution's entry."""
    check_fresh(institution, seen, _columns(value))
    if value.code and value.code != institution.code:
        raise Refusal(_l("The code stays the same for ever: others refer to it."), "code")
    _check(value, actor, institution)
    _write(institution, value)
    journal.write("institution.edited", institution, actor=actor)


def set_contacts(
    institution: Institution,
    website: str,
    contacts: list[ContactValue],
    seen: int,
    *,
    actor: Actor,
) -> None:
    """Replace the list of contacts and the website."""
    before = _lines(institution.contacts)
    after = _lines(contacts)
    if seen and seen != institution.version:
        raise Conflict(
            {"website": (institution.website, website), "contacts": (before, after)},
            Institution.__tablename__,
        )
    changes: dict[str, list[Any]] = {"contacts": [before, after]} if before != after else {}
    if website != institution.website:
        changes |= {"website": [institution.website, website]}
    institution.website = website
    institution.contacts[:] = [
        InstitutionContact(name=c.name, position=c.position, email=c.email, phone=c.phone)
        for c in contacts
    ]
    institution.version += 1
    journal.write(
        "institution.contacts_set",
        institution,
        actor=actor,
        institution_id=institution.id,
        changes=changes,
    )


def add_ranking(institution: Institution, value: RankingValue, *, actor: Actor) -> None:
    """Record a place in a ranking of one year."""
    if any(r.system == value.system and r.year == value.year for r in institution.rankings):
        raise Refusal(_l("The place in this ranking and year is already recorded."), "year")
    if value.rank_to is not None and value.rank_to < value.rank:
        raise Refusal(_l("The end of the band lies before its beginning."), "rank_to")
    institution.rankings.append(
        Ranking(
            system=value.system,
            year=value.year,
            rank=value.rank,
            rank_to=value.rank_to,
            source=value.source,
        )
    )
    journal.write(
        "institution.ranking_added",
        institution,
        actor=actor,
        changes={},
        **_place(value),
    )


def remove_ranking(ranking: Ranking, *, actor: Actor) -> None:
    """Take back a place that was recorded wrongly."""
    session.delete(ranking)
    session.flush()
    journal.write(
        "institution.ranking_removed",
        ranking.institution,
        actor=actor,
        changes={},
        **_place(ranking),
    )


def add_link(
    institution: Institution, origin: Institution, kind: LinkKind, on: date | None, *, actor: Actor
) -> None:
    """Record from which institution this one came. The history has no circles."""
    if origin.id == institution.id or institution.id in queries.origins_above(origin.id):
        raise Refusal(_l("This would make the institution its own origin."), "origin")
    if any(known.origin_id == origin.id and known.kind == kind for known in institution.origins):
        raise Refusal(_l("This link is already recorded."), "origin")
    institution.origins.append(InstitutionLink(origin_id=origin.id, kind=kind, happened_on=on))
    journal.write(
        "institution.link_added",
        institution,
        actor=actor,
        changes={},
        kind=kind,
        origin=origin.code,
    )


def remove_link(link: InstitutionLink, *, actor: Actor) -> None:
    """Take back a link that was recorded wrongly."""
    institution = session.get_one(Institution, link.institution_id)
    session.delete(link)
    session.flush()
    journal.write(
        "institution.link_removed",
        institution,
        actor=actor,
        changes={},
        kind=link.kind,
        origin=link.origin.code,
    )


def _place(ranked: RankingValue | Ranking) -> dict[str, Any]:
    """A place as the journal tells it; a band's end and a source only where there are."""
    known = {"rank_to": ranked.rank_to, "source": ranked.source}
    said = {key: value for key, value in known.items() if value}
    return {"system": ranked.system, "year": ranked.year, "rank": ranked.rank} | said


def _check(value: InstitutionValue, actor: Actor, known: Institution | None = None) -> None:
    if not keeps_directory(actor, value) and (
        value.country == "KZ" or value.reports_from is not None
    ):
        raise Refusal(
            _l("You can register partner universities abroad. Ask the centre for others."),
            "country",
        )
    if value.reports_from is not None and value.country != "KZ":
        raise Refusal(_l("Only institutions of Kazakhstan file returns."), "reports_from")
    if value.reports_until is not None and (value.reports_from or 9999) > value.reports_until:
        raise Refusal(_l("The last year lies before the first."), "reports_until")
    but = known.id if known else None
    for column in ("code", *IDENTIFIERS):
        typed = getattr(value, column)
        if typed and (other := queries.clash(column, typed, but)):
            raise Refusal(
                _l("This is already the identifier of %(name)s.", name=other.name_en), column
            )


def _lines(contacts: Iterable[ContactValue | InstitutionContact]) -> list[str]:
    """Contacts as the journal and a conflict tell them, one line each."""
    return [
        ", ".join(part for part in (c.name, c.position, c.email, c.phone) if part) for c in contacts
    ]


def _columns(value: InstitutionValue) -> dict[str, object]:
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name != "code"}


def _write(institution: Institution, value: InstitutionValue) -> None:
    for column, typed in _columns(value).items():
        setattr(institution, column, typed)
    known = (
        *value.names,
        value.code or institution.code,
        value.city_kk,
        value.city_ru,
        value.city_en,
    )
    institution.search_norm = " ".join(search_norm(text) for text in known if text)
    institution.sort_key = sort_key(value.name_kk)
