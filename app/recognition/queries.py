"""Reads about recognition: who is bound by what, and the facts of a route.

Which conventions there are, in which order they are relied on and who is bound is
data (`seed/reference/conventions.json`, and what the centre adds); who counts on a
day is reckoned in `treaties.py`. Every read of claims is one query.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from app.institutions import queries as institutions
from app.institutions.models import (
    Institution,
    InstitutionLink,
    LegalForm,
    LinkKind,
    Ranking,
)
from app.kernel import journal
from app.kernel.db import session
from app.kernel.errors import Missing
from app.kernel.iso import COUNTRIES
from app.kernel.journal import JournalEntry
from app.programmes.models import AwardRole, Programme, ProgrammeAward
from app.recognition.models import Convention, ConventionParty, Purpose
from app.recognition.procedure import UNCLEAR
from app.recognition.route import Place, Route, Subject, inward, outward
from app.recognition.treaties import HOME, Basis, Claim, Treaty
from app.recognition.treaties import bases as bases_among


@dataclass(frozen=True)
class Diploma:
    """What a partner awards, and how it is recognised here and ours there.

    `is_awarded` is False when it is recorded that the partner awards none: then
    nothing but the period of study has to be recognised.
    """

    partner: Institution
    awards: tuple[ProgrammeAward, ...]
    is_awarded: bool
    inward: Route
    outward: Route


_CLAIM = tuple(field.name for field in fields(Claim))
_TREATY = tuple(field.name for field in fields(Treaty) if field.name != "claims")


def treaties(countries: Collection[str] | None = None) -> tuple[Treaty, ...]:
    """All conventions in the order they are relied on, with their claims.

    With `countries`, only the claims about those and about Kazakhstan are read.
    """
    wanted = None if countries is None else {*countries, HOME}
    among = None if wanted is None else ConventionParty.country.in_(wanted)
    return _read(among)


def treaty(code: str) -> Treaty | None:
    """One convention with every claim about it, letter case aside."""
    return next(iter(_read(None, Convention.code == code.upper())), None)


def convention(code: str) -> Convention:
    """The record of a convention; raises Missing, so that a visitor is not asked to sign in."""
    found = session.scalar(select(Convention).where(Convention.code == code.upper()))
    if found is None:
        raise Missing
    return found


def known_country(country: str) -> str:
    """The country's code, letter case aside; raises Missing."""
    if country.upper() not in COUNTRIES:
        raise Missing
    return country.upper()


def claim(claim_id: int) -> ConventionParty | None:
    """One claim with its convention."""
    return session.scalar(
        select(ConventionParty)
        .where(ConventionParty.id == claim_id)
        .options(joinedload(ConventionParty.convention))
    )


def same_claim(convention_id: int, country: str, source: str) -> ConventionParty | None:
    """A claim about the country that names the very same source."""
    return session.scalar(
        select(ConventionParty).where(
            ConventionParty.convention_id == convention_id,
            ConventionParty.country == country,
            ConventionParty.source == source,
        )
    )


def history(convention: Convention) -> list[JournalEntry]:
    """What people did to the claims of a convention, the newest first."""
    return journal.about(Convention.__tablename__, convention.id)


def basis(country: str, on: date) -> list[Basis]:
    """The legal bases for a country on a day, the one to rely on first; empty when none."""
    return bases([country], on)[country]


def bases(countries: Collection[str], on: date) -> dict[str, list[Basis]]:
    """The legal bases of several countries, in one query."""
    found = treaties(countries)
    return {country: list(bases_among(found, country, on)) for country in countries}


def parties(convention_code: str, on: date) -> list[Claim]:
    """Who is bound by a convention on a day, by undisputed claims, in order of country."""
    found = treaty(convention_code)
    return list(found.parties(on)) if found else []


def disputed(country: str) -> list[tuple[Treaty, Claim]]:
    """Claims about a country that sources at treaty level contradict."""
    return [(made, claim) for made in treaties([country]) for claim in made.disputed(country)]


def conventions() -> list[Convention]:
    """All conventions, in the order in which they are relied on, without their claims."""
    return list(session.scalars(select(Convention).order_by(Convention.position)))


def is_loaded() -> bool:
    """Whether there is any convention on recognition to judge by."""
    wanted = select(Convention.id).where(Convention.purpose == Purpose.RECOGNITION).limit(1)
    return session.scalar(wanted) is not None


def places(institution_ids: Collection[int], on: date) -> dict[int, tuple[Place, ...]]:
    """The newest place of each institution in each ranking by a day; one query.

    An edition that carries the number of the year after is published in the year itself.
    """
    rows = session.execute(
        select(Ranking.institution_id, Ranking.system, Ranking.year, Ranking.rank, Ranking.rank_to)
        .where(Ranking.institution_id.in_(institution_ids), Ranking.year <= on.year + 1)
        .order_by(Ranking.institution_id, Ranking.system, Ranking.year)
    )
    found: defaultdict[int, dict[str, Place]] = defaultdict(dict)
    for institution_id, system, year, rank, rank_to in rows:
        found[institution_id][system] = Place(system.value, year, rank, rank_to)
    return {key: tuple(found[key].values()) for key in institution_ids}


def routes(on: date) -> list[Route]:
    """The route into Kazakhstan from each country that is claimed, partnered or unclear."""
    found = treaties()
    claimed = {claim.country for made in found for claim in made.claims}
    known = claimed.union(UNCLEAR, institutions.present_countries()) - {HOME}
    return [inward(found, Subject(code), on) for code in sorted(known)]


def diplomas(programme: Programme, on: date) -> list[Diploma]:
    """The diploma of each partner of a whole programme, with both routes; three queries."""
    teaching = [one.institution for one in programme.partners]
    ids = [one.id for one in teaching]
    placed, branches = places(ids, on), _branches(ids)
    seats = {one.institution_id: one.campus_country for one in programme.agreement.partners}
    found = treaties([one.country for one in teaching])
    return [
        _diploma(
            programme,
            partner,
            found,
            on,
            places=placed[partner.id],
            is_branch=partner.id in branches or partner.legal_form is LegalForm.BRANCH,
            campus=seats.get(partner.id, ""),
        )
        for partner in teaching
    ]


def _diploma(
    programme: Programme, partner: Institution, found: Sequence[Treaty], on: date, **known: Any
) -> Diploma:
    awards = tuple(one for one in programme.awards if one.institution_id == partner.id)
    given = [one for one in awards if one.role is not AwardRole.NONE]
    subject = Subject(
        partner.country,
        online_share=programme.online_share,
        is_partial=True,
        has_supplement=all(one.supplement for one in given) if given else None,
        **known,
    )
    return Diploma(
        partner=partner,
        awards=awards,
        is_awarded=bool(given) or not awards,
        inward=inward(found, subject, on),
        outward=outward(found, subject, on),
    )


def _branches(institution_ids: Collection[int]) -> set[int]:
    """Those that are recorded as the branch of another."""
    return set(
        session.scalars(
            select(InstitutionLink.institution_id).where(
                InstitutionLink.institution_id.in_(institution_ids),
                InstitutionLink.kind == LinkKind.BRANCH,
            )
        )
    )


def _read(
    claims: ColumnElement[bool] | None, *conventions: ColumnElement[bool]
) -> tuple[Treaty, ...]:
    joined = ConventionParty.convention_id == Convention.id
    rows = session.execute(
        select(Convention, ConventionParty)
        .outerjoin(ConventionParty, joined if claims is None else and_(joined, claims))
        .where(*conventions)
        .order_by(Convention.position, ConventionParty.country, ConventionParty.id)
    )
    found: dict[int, tuple[Convention, list[Claim]]] = {}
    for made, one in rows:
        listed = found.setdefault(made.id, (made, []))[1]
        if one is not None:
            listed.append(_claim(one))
    return tuple(_treaty(made, listed) for made, listed in found.values())


def _treaty(made: Convention, claims: list[Claim]) -> Treaty:
    values: dict[str, Any] = {name: getattr(made, name) for name in _TREATY}
    return Treaty(**values, claims=tuple(claims))


def _claim(one: ConventionParty) -> Claim:
    values: dict[str, Any] = {name: getattr(one, name) for name in _CLAIM}
    return Claim(**values | {"reservations": tuple(one.reservations)})
