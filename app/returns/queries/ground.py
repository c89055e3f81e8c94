"""What of the register a dataset is entered into: everything that its rows may hang on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.agreements.models import Agreement
from app.cohorts.models import Cohort
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.models import Programme
from app.returns.queries.material import Material, material


@dataclass(frozen=True)
class Ground:
    """The register of one institution, for the return of one year.

    Agreements and programmes are all of the institution, by code; `entered` are the entry
    years of a programme's cohorts, by its id; `hosts` the directory, code → id.
    """

    material: Material
    agreements: Mapping[str, Agreement]
    programmes: Mapping[str, Programme]
    entered: Mapping[int, frozenset[int]]
    hosts: Mapping[str, int]


def ground(institution: Institution, year: AcademicYear) -> Ground:
    """Load it in a fixed number of statements."""
    found = material(institution, year)
    agreements = session.scalars(select(Agreement).where(Agreement.home_id == institution.id))
    programmes = session.scalars(
        select(Programme)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Agreement.home_id == institution.id)
        .options(joinedload(Programme.agreement))
    ).all()
    return Ground(
        material=found,
        agreements={one.code: one for one in agreements},
        programmes={one.code: one for one in programmes},
        entered=_entered(institution.id),
        hosts={
            code: id_ for id_, code in session.execute(select(Institution.id, Institution.code))
        },
    )


def held_versions(programmes: Collection[int]) -> dict[int, int]:
    """The versions of programmes as they are now, which nobody changes until the commit."""
    wanted = (
        select(Programme.id, Programme.version)
        .where(Programme.id.in_(programmes))
        .order_by(Programme.id)
        .with_for_update()
    )
    return {found.id: found.version for found in session.execute(wanted)}


def cohorts_by_entry(programmes: Sequence[int]) -> dict[tuple[int, int], Cohort]:
    """The cohorts of programmes by programme and entry year."""
    found = session.scalars(select(Cohort).where(Cohort.programme_id.in_(programmes)))
    return {(cohort.programme_id, cohort.entry_year): cohort for cohort in found}


def _entered(institution_id: int) -> dict[int, frozenset[int]]:
    years: dict[int, set[int]] = {}
    for programme_id, entry_year in session.execute(
        select(Cohort.programme_id, Cohort.entry_year)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Agreement.home_id == institution_id)
    ):
        years.setdefault(programme_id, set()).add(entry_year)
    return {programme_id: frozenset(found) for programme_id, found in years.items()}
