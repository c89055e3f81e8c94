"""Writing down what an institution says of its own quality assurance."""

from dataclasses import dataclass, fields
from datetime import date

from flask_babel import lazy_gettext as _l

from app.agreements.queries import hold
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.quality.models import QualityPolicy
from app.quality.policies import PolicyOf, stored


@dataclass(frozen=True)
class PolicyValue:
    """The policy as typed; empty means that it is not recorded."""

    url: str = ""
    adopted_on: date | None = None
    languages: tuple[str, ...] = ()
    has_iso_9001: bool | None = None
    iso_9001_until: date | None = None
    admission_url: str = ""
    support_url: str = ""
    survey_on: date | None = None


def set_policy(found: PolicyOf, value: PolicyValue, *, seen: int, actor: Actor) -> QualityPolicy:
    """Record the policy; Conflict when somebody recorded it since version `seen` was shown.

    `seen` is 0 for a form that showed nothing recorded. Two who record the first one
    take turns at the institution's row.
    """
    _check(value)
    hold(found.institution)
    policy = stored(found.institution.id)
    typed = {field.name: getattr(value, field.name) for field in fields(value)}
    typed["languages"] = list(value.languages)
    if seen != (policy.version if policy else 0):
        raise _conflict(policy, typed)
    if policy is None:
        policy = QualityPolicy(
            institution=found.institution, institution_id=found.institution.id, languages=[]
        )
        session.add(policy)
    for name, one in typed.items():
        if getattr(policy, name) != one:
            setattr(policy, name, one)
    changes = journal.changes_of(policy)
    said = {key: pair for key, pair in changes.items() if key != "institution_id"}
    journal.write(
        "quality_policy.set",
        policy,
        actor=actor,
        institution_id=found.institution.id,
        changes={key: pair for key, pair in said.items() if pair[0] or pair[1]},
    )
    return policy


def _check(value: PolicyValue) -> None:
    today = clock.today()
    for name in ("adopted_on", "survey_on"):
        day = getattr(value, name)
        if day is not None and day > today:
            raise Refusal(_l("The day lies in the future."), name)
    if value.iso_9001_until is not None and not value.has_iso_9001:
        raise Refusal(
            _l("Say that the institution has the certificate, or leave the day empty."),
            "iso_9001_until",
        )


def _conflict(policy: QualityPolicy | None, typed: dict[str, object]) -> Conflict:
    """What is recorded now beside what was sent."""
    now = {name: getattr(policy, name, None) for name in typed}
    values = {name: (now[name], one) for name, one in typed.items() if now[name] != one}
    return Conflict(values, QualityPolicy.__tablename__)
