"""Opening, correcting and removing a cohort."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _l

from app.agreements.models import Agreement
from app.cohorts import queries
from app.cohorts.models import Cohort
from app.kernel import journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.programmes.models import Programme


@dataclass(frozen=True)
class CohortValue:
    """What is planned and known of a cohort; None is not known yet."""

    planned: int | None = None
    minimum: int | None = None
    admitted: int | None = None
    note: str = ""


def open_cohort(
    programme: Programme, entry_year: int, value: CohortValue, *, actor: Actor
) -> Cohort:
    """Open the cohort that enters a programme in a year, at the earliest a year ahead."""
    agreement = queries.agreement_of(programme)
    opened = [cohort.entry_year for cohort in queries.cohorts_of(programme.id)]
    check_entry_year(programme, agreement, entry_year, opened)
    _check(value)
    made = Cohort(programme_id=programme.id, entry_year=entry_year, **asdict(value))
    session.add(made)
    session.flush()
    journal.write(
        "cohort.opened",
        made,
        actor=actor,
        institution_id=agreement.home_id,
        changes={k: [None, v] for k, v in asdict(value).items() if v not in (None, "")},
        programme=programme.code,
    )
    return made


def check_entry_year(
    programme: Programme, agreement: Agreement, entry_year: int, opened: Collection[int]
) -> None:
    """Refuse a year in which no cohort can enter, or one of which it is open already."""
    if not agreement.is_concluded:
        raise Refusal(_l("A cohort is opened once the agreement is signed."), "entry_year")
    if not queries.FIRST_YEAR <= entry_year <= queries.present_year() + 1:
        raise Refusal(
            _l(
                "The entry year lies between %(first)d and %(last)d.",
                first=queries.FIRST_YEAR,
                last=queries.present_year() + 1,
            ),
            "entry_year",
        )
    if entry_year < programme.first_intake:
        raise Refusal(
            _l("The programme admits since %(year)d.", year=programme.first_intake), "entry_year"
        )
    if programme.last_intake is not None and entry_year > programme.last_intake:
        raise Refusal(
            _l("The programme's last intake was in %(year)d.", year=programme.last_intake),
            "entry_year",
        )
    if entry_year in opened:
        raise Refusal(_l("The cohort of this year is open already."), "entry_year")


def edit(cohort: Cohort, value: CohortValue, *, actor: Actor, seen_version: int = 0) -> None:
    """Correct what is planned and known of a cohort."""
    check_fresh(cohort, seen_version, asdict(value))
    _check(value)
    for name, given in asdict(value).items():
        if getattr(cohort, name) != given:
            setattr(cohort, name, given)
    if session.is_modified(cohort):
        journal.write("cohort.edited", cohort, actor=actor, institution_id=_home_id(cohort))


def remove(cohort: Cohort, *, actor: Actor) -> None:
    """Remove a cohort opened by mistake: one of which nothing has ever been counted."""
    if queries.has_counts(cohort):
        raise Refusal(_l("Students of this cohort are counted, so it stays. Clear its counts."))
    home_id = _home_id(cohort)
    session.delete(cohort)
    session.flush()
    journal.write("cohort.removed", cohort, actor=actor, institution_id=home_id, changes={})


def _home_id(cohort: Cohort) -> int:
    return queries.home_id_of(session.get_one(Programme, cohort.programme_id))


def _check(value: CohortValue) -> None:
    if value.planned is not None and value.minimum is not None and value.minimum > value.planned:
        raise Refusal(_l("The minimum to open is not more than what is planned."), "minimum")
