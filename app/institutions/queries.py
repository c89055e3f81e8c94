"""Every read of the directory."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.institutions.models import Institution, InstitutionLink, Ranking
from app.kernel.db import session
from app.kernel.iso import COUNTRIES
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.text import NEAR, eponyms, near, search_norm, spelling

IN_ORDER = Keyset((Institution.sort_key, Institution.id))


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to; empty text means everything."""

    text: str = ""
    country: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Link:
    """One institution's history as seen from another."""

    id: int
    kind: str
    other: Institution
    happened_on: object
    is_origin: bool


def institution(institution_id: int) -> Institution | None:
    """One institution with its contacts, rankings and origins."""
    return session.scalar(
        select(Institution)
        .where(Institution.id == institution_id)
        .options(
            selectinload(Institution.contacts),
            selectinload(Institution.rankings),
            selectinload(Institution.origins).joinedload(InstitutionLink.origin),
        )
    )


def ranking(ranking_id: int) -> Ranking | None:
    """One place in a ranking, with its institution."""
    return session.scalar(
        select(Ranking).where(Ranking.id == ranking_id).options(joinedload(Ranking.institution))
    )


def link(link_id: int) -> InstitutionLink | None:
    """One link with its origin."""
    return session.scalar(
        select(InstitutionLink)
        .where(InstitutionLink.id == link_id)
        .options(joinedload(InstitutionLink.origin))
    )


def by_code(code: str) -> Institution | None:
    """The institution with that code, letter case aside."""
    return session.scalar(select(Institution).where(Institution.code == code.strip().upper()))


def heirs(institution_id: int) -> list[tuple[InstitutionLink, Institution]]:
    """Those that came from this institution."""
    found = session.execute(
        select(InstitutionLink, Institution)
        .join(Institution, Institution.id == InstitutionLink.institution_id)
        .where(InstitutionLink.origin_id == institution_id)
        .order_by(Institution.sort_key, Institution.id)
    )
    return [(link, heir) for link, heir in found]


def origins_above(institution_id: int) -> set[int]:
    """Every institution from which this one descends, at any distance."""
    found: set[int] = set()
    edge = {institution_id}
    while edge:
        rows = session.scalars(
            select(InstitutionLink.origin_id).where(InstitutionLink.institution_id.in_(edge))
        )
        edge = set(rows) - found
        found |= edge
    return found


def listing(filters: Filters, cursor: str = "") -> Slice[Institution]:
    """A stretch of the directory in alphabetical order."""
    wanted = select(Institution)
    for condition in _conditions(filters):
        wanted = wanted.where(condition)
    return slice_of(wanted, IN_ORDER, cursor)


def present_countries() -> list[str]:
    """Codes of the countries that occur in the directory."""
    return list(session.scalars(select(Institution.country).distinct()))


def clash(column: str, value: str, but: int | None = None) -> Institution | None:
    """Another institution that already has this identifier."""
    wanted = select(Institution).where(getattr(Institution, column) == value)
    if but is not None:
        wanted = wanted.where(Institution.id != but)
    return session.scalar(wanted.limit(1))


def near_duplicates(names: tuple[str, ...], country: str) -> list[Institution]:
    """Institutions whose name is likely to mean the same, best first, at most five.

    In the country that is every similar name; in another only the very same one,
    because countries have their Technical Universities each.
    """
    typed = [name for name in names if name]
    found = []
    for candidate in session.scalars(select(Institution)):
        score = _nearness(candidate, typed, is_abroad=candidate.country != country)
        if score >= NEAR:
            found.append((score, candidate))
    found.sort(key=lambda pair: (-pair[0], pair[1].country != country, pair[1].id))
    return [candidate for _score, candidate in found[:5]]


def _nearness(candidate: Institution, typed: list[str], is_abroad: bool) -> float:
    known = (
        candidate.name_kk,
        candidate.name_ru,
        candidate.name_en,
        candidate.name_original,
    )
    theirs = [name for name in known if name]
    if is_abroad:
        return float(bool({*map(spelling, typed)} & {*map(spelling, theirs)}))
    towns = (candidate.city_kk, candidate.city_ru, candidate.city_en)
    persons = eponyms((*typed, *theirs), towns)
    return max((near(a, b, persons) for a in typed for b in theirs), default=0.0)


def home_institutions(year: int | None = None) -> list[Institution]:
    """Those that file returns (in the academic year starting in `year`), alphabetically."""
    wanted = select(Institution).where(Institution.reports_from.is_not(None))
    if year is not None:
        wanted = wanted.where(
            Institution.reports_from <= year,
            or_(Institution.reports_until.is_(None), Institution.reports_until >= year),
        )
    return list(session.scalars(wanted.order_by(Institution.sort_key, Institution.id)))


def is_directory_empty() -> bool:
    """Whether no institution is registered yet."""
    return session.scalar(select(Institution.id).limit(1)) is None


def next_code(prefix: str) -> str:
    """A code for a new institution: prefix and the number after the largest one given."""
    taken = session.scalars(
        select(Institution.code).where(Institution.code.startswith(f"{prefix}-", autoescape=True))
    )
    numbers = [code.removeprefix(f"{prefix}-") for code in taken]
    largest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{prefix}-{largest + 1:03}"


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in search_norm(filters.text).split()[:6]:
        found.append(Institution.search_norm.contains(word, autoescape=True))
    if filters.country in COUNTRIES:
        found.append(Institution.country == filters.country)
    if filters.kind == "home":
        found.append(Institution.reports_from.is_not(None))
    if filters.kind == "partner":
        found.append(Institution.country != "KZ")
    return found
