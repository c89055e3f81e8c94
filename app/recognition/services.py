"""Every write on claims: added, corrected, disputed, withdrawn; none is ever deleted.

A claim is what one source says of one country. Its country and source stay; another
source is another claim. What people write is theirs: a load of the reference data
leaves it alone (`origin`).
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.iso import COUNTRIES
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.recognition import queries
from app.recognition.models import Convention, ConventionParty, Origin, Standing, Status


@dataclass(frozen=True)
class ClaimValue:
    """What is typed about a claim, beside its country and source."""

    status: Status
    signed_on: date | None = None
    ratified_on: date | None = None
    in_force_on: date | None = None
    attested_on: date | None = None
    reservations: tuple[str, ...] = ()
    reservation_kk: str = ""
    reservation_ru: str = ""
    reservation_en: str = ""
    confidence: str = "F"
    as_of: str = ""


def add_claim(
    convention: Convention, country: str, source: str, value: ClaimValue, *, actor: Actor
) -> ConventionParty:
    """Record what a source says of a country."""
    if country not in COUNTRIES:
        raise Refusal(_l("There is no such country."), "country")
    if not source:
        raise Refusal(_l("A claim needs its source."), "source")
    if queries.same_claim(convention.id, country, source):
        raise Refusal(
            _l("What this source says of the country is already recorded: correct that claim."),
            "source",
        )
    _check(convention, value)
    made = ConventionParty(
        convention_id=convention.id,
        country=country,
        source=source,
        origin=Origin.BY_HAND,
        standing=Standing.STANDS,
        **_columns(value),
    )
    entered = journal.entered(made)
    session.add(made)
    _tell("claim.added", convention, made, actor, entered)
    return made


def edit_claim(claim: ConventionParty, value: ClaimValue, seen: int, *, actor: Actor) -> None:
    """Correct what was recorded; the country and the source stay."""
    columns = _columns(value)
    check_fresh(claim, seen, columns)
    _check(claim.convention, value)
    for name, typed in columns.items():
        setattr(claim, name, typed)
    _adopt(claim)
    _tell("claim.corrected", claim.convention, claim, actor, journal.changes_of(claim))


def settle_claim(
    claim: ConventionParty, standing: Standing, reason: str, seen: int, *, actor: Actor
) -> None:
    """Say whether a claim stands, is disputed or withdrawn, and why."""
    check_fresh(claim, seen, {"standing": standing})
    if not reason:
        raise Refusal(_l("Write the reason: others have to understand it later."), "reason")
    if standing is claim.standing:
        raise Refusal(_l("The claim is judged so already."), "standing")
    claim.standing = standing
    claim.reason = "" if standing is Standing.STANDS else reason
    _adopt(claim)
    changes = journal.changes_of(claim)
    changes.pop("reason", None)
    _tell("claim.settled", claim.convention, claim, actor, changes, reason=reason)


def _adopt(claim: ConventionParty) -> None:
    """From now on people answer for it, not the reference files."""
    if claim.origin is Origin.REFERENCE:
        claim.origin = Origin.CORRECTED


def _check(convention: Convention, value: ClaimValue) -> None:
    _check_future(value)
    _check_order(convention, value)
    if value.status is not Status.PARTY and value.in_force_on:
        raise Refusal(
            _l("A convention is in force for parties only. Choose the status, or leave this out."),
            "in_force_on",
        )
    if value.status in (Status.SIGNED, Status.OUTSIDE) and value.ratified_on:
        raise Refusal(
            _l("Who has ratified is a party. Choose the status, or leave this out."), "ratified_on"
        )


def _check_future(value: ClaimValue) -> None:
    """What a source reports has happened; only an entry into force may lie ahead."""
    today = clock.today()
    for name in ("signed_on", "ratified_on", "attested_on"):
        if (day := getattr(value, name)) and day > today:
            raise Refusal(_l("This day lies in the future."), name)
    if value.as_of > today.isoformat():
        raise Refusal(_l("This day lies in the future."), "as_of")


def _check_order(convention: Convention, value: ClaimValue) -> None:
    """Adopted, signed, ratified, in force: each no earlier than those before."""
    _not_before(value, "in_force_on", convention.in_force_on, _l("the convention came into force"))
    for name in ("signed_on", "ratified_on", "in_force_on", "attested_on"):
        _not_before(value, name, convention.adopted_on, _l("the convention was adopted"))
    for name in ("ratified_on", "in_force_on"):
        _not_before(value, name, value.signed_on, _l("the country signed"))
    _not_before(value, "in_force_on", value.ratified_on, _l("the country ratified"))


def _not_before(value: ClaimValue, name: str, earlier: date | None, what: Any) -> None:
    day = getattr(value, name)
    if day and earlier and day < earlier:
        raise Refusal(
            _l(
                "This day lies before the day on which %(what)s, %(day)s.",
                what=what,
                day=earlier.strftime("%d.%m.%Y"),
            ),
            name,
        )


def _columns(value: ClaimValue) -> dict[str, Any]:
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    return found | {"reservations": list(value.reservations)}


def _tell(
    event: str,
    convention: Convention,
    claim: ConventionParty,
    actor: Actor,
    changes: dict[str, list[Any]],
    **more: Any,
) -> None:
    """Tell it under the convention, so that its page shows the life of all its claims."""
    said = {"country", "source", "convention_id", "standing", "origin", "status"}
    told: dict[str, Any] = {"country": claim.country, "source": claim.source} | more
    if event == "claim.added":
        told["status"] = claim.status
        changes = {key: pair for key, pair in changes.items() if key not in said}
    if event == "claim.settled":
        told["standing"] = claim.standing
        changes = {key: pair for key, pair in changes.items() if key == "origin"}
    journal.write(event, convention, actor=actor, changes=changes, **told)
