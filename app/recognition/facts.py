"""What a check may know of the legal basis on which the partner's diploma is recognised.

`None` says that a fact is not recorded, and the engine then judges *unknown*:
while no conventions are loaded, and for territories whose place in the treaties
is an open question.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.agreements.facts import gathered, partner_countries
from app.institutions.models import Ranking, RankingSystem
from app.kernel import clock
from app.kernel.db import session
from app.programmes.facts import partner_countries as countries_of_programmes
from app.programmes.models import Programme, ProgrammePartner
from app.recognition import queries
from app.recognition.models import Reservation
from app.recognition.procedure import FAST_TRACK_RANK, UNCLEAR
from app.recognition.treaties import HOME as HOME
from app.recognition.treaties import Basis

Bases = dict[str, list[Basis]]


@dataclass(frozen=True)
class AgreementBasisFacts:
    """The partners' countries, and those of them with no treaty to rely on."""

    partner_countries: tuple[str, ...] | None
    countries_without_basis: tuple[str, ...] | None


@dataclass(frozen=True)
class ProgrammeBasisFacts:
    """A programme as far as recognition of the partner's diploma goes.

    `top_places` is for each partner the number of rankings that have it within
    the first 250, in the newest year known; a partner without any has none.
    """

    online_share: int | None
    partner_countries: tuple[str, ...] | None
    tokyo_only_countries: tuple[str, ...] | None
    fast_track_claimed: bool | None
    top_places: tuple[int, ...] | None


def agreement_facts(agreements: Sequence[Any]) -> dict[int, AgreementBasisFacts]:
    """The facts of each agreement, by id; three queries for any number of them."""
    ids = [agreement.id for agreement in agreements]
    countries = partner_countries(ids)
    bases = _bases(countries.values())
    return {
        key: AgreementBasisFacts(
            partner_countries=tuple(countries[key]) or None,
            countries_without_basis=chosen(bases, countries[key], lambda found: not found),
        )
        for key in ids
    }


def programme_facts(programmes: Sequence[Any]) -> dict[int, ProgrammeBasisFacts]:
    """The facts of each programme, by id; five queries for any number of them."""
    rows = _programmes([programme.id for programme in programmes])
    ids = [row.id for row in rows]
    countries, places = countries_of_programmes(ids), _top_places(ids)
    bases = _bases(countries.values())
    return {
        row.id: ProgrammeBasisFacts(
            online_share=row.online_share,
            partner_countries=tuple(countries[row.id]) or None,
            tokyo_only_countries=chosen(bases, countries[row.id], all_exclude_online),
            fast_track_claimed=row.fast_track_claimed,
            top_places=tuple(places[row.id]) or None,
        )
        for row in rows
    }


def _bases(countries: Iterable[Collection[str]]) -> Bases | None:
    """The conventions to rely on for each country; unknown while none is loaded."""
    if not queries.is_loaded():
        return None
    wanted = {country for several in countries for country in several}
    return queries.bases(wanted, clock.today())


def all_exclude_online(found: Sequence[Basis]) -> bool:
    """Kazakhstan has reserved non-traditional modes in every treaty there is to rely on."""
    return bool(found) and all(one.excludes(Reservation.NON_TRADITIONAL) for one in found)


def chosen(
    bases: Bases | None, countries: Sequence[str], is_wanted: Callable[[Sequence[Basis]], bool]
) -> tuple[str, ...] | None:
    """The countries abroad whose treaties are so; unknown if that is open for one."""
    if bases is None or not countries:
        return None
    abroad = [country for country in countries if country != HOME]
    open_ones = {country for country in UNCLEAR.intersection(abroad) if not bases[country]}
    chosen = tuple(c for c in abroad if c not in open_ones and is_wanted(bases[c]))
    return None if not chosen and open_ones else chosen


def _programmes(ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Programme.id,
            Programme.online_share,
            Programme.fast_track_claimed,
        ).where(Programme.id.in_(ids))
    ).all()


def _top_places(programme_ids: Sequence[int]) -> defaultdict[int, list[int]]:
    """For each partner of each programme, in how many rankings it stands within the limit."""
    newest = (
        select(
            Ranking.institution_id,
            func.coalesce(Ranking.rank_to, Ranking.rank).label("place"),
            func.row_number()
            .over(
                partition_by=(Ranking.institution_id, Ranking.system),
                order_by=Ranking.year.desc(),
            )
            .label("age"),
        )
        .where(Ranking.system.in_(list(RankingSystem)))
        .subquery()
    )
    return gathered(
        select(ProgrammePartner.programme_id, func.count(newest.c.place))
        .outerjoin(
            newest,
            (newest.c.institution_id == ProgrammePartner.institution_id)
            & (newest.c.age == 1)
            & (newest.c.place <= FAST_TRACK_RANK),
        )
        .where(ProgrammePartner.programme_id.in_(programme_ids))
        .group_by(ProgrammePartner.programme_id, ProgrammePartner.id)
        .order_by(ProgrammePartner.programme_id, ProgrammePartner.id),
        int,
    )
