"""Who sees and moves agreements: the policy in Python and in SQL, over every role and stage."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import CENTRE_ROLES, INSTITUTION_ROLES, Role
from app.agreements.lifecycle import AGREEMENT
from app.agreements.models import CONCLUDED, Agreement, Stage
from app.agreements.permissions import GRANTS, visible_to
from app.kernel.db import session
from app.kernel.permissions import ANONYMOUS, Actor, allowed
from tests.makers import Make


def actors(make: Make, own: Any, other: Any) -> dict[str, Actor]:
    """Everybody who may ask, at one institution, another, both, or none."""
    known = {"nobody": ANONYMOUS, "without a role": make.actor()}
    for role in INSTITUTION_ROLES:
        known[f"{role} here"] = make.actor(role, own)
        known[f"{role} there"] = make.actor(role, other)
    for role in (*CENTRE_ROLES, Role.SYSTEM_ADMIN):
        known[role] = make.actor(role)
    both = known["viewer here"].memberships | known[Role.NCHED_ANALYST].memberships
    known["viewer and analyst"] = Actor(id=1, memberships=both)
    return known


def test_what_is_listed_is_what_may_be_shown(make: Make) -> None:
    own, other, partner = make.institution(), make.institution(), make.partner()
    for home in (own, other):
        for stage in Stage:
            make.agreement(home, [partner], stage=stage)
    everything = session.scalars(select(Agreement)).all()
    for who, actor in actors(make, own, other).items():
        listed = set(session.scalars(select(Agreement.id).where(visible_to(actor))))
        shown = {one.id for one in everything if allowed(GRANTS, "agreement.show", actor, one)}
        assert listed == shown, who


def test_the_centre_reads_concluded_agreements_and_no_drafts(make: Make) -> None:
    for stage in Stage:
        one = make.agreement(stage=stage)
        for role in (*CENTRE_ROLES, Role.SYSTEM_ADMIN):
            may = allowed(GRANTS, "agreement.show", make.actor(role), one)
            assert may is (stage in CONCLUDED)


READING = {"agreement.list", "agreement.show", "agreement.history", "agreement.register"}


@pytest.mark.parametrize("action", sorted(set(GRANTS) - READING))
def test_only_the_home_institution_changes_an_agreement(make: Make, action: str) -> None:
    own, other = make.institution(), make.institution()
    writers = (Role.INTERNATIONAL_OFFICE, Role.QUALITY_MANAGER, Role.SIGNATORY)
    for stage in Stage:
        one = make.agreement(own, stage=stage)
        for who, actor in actors(make, own, other).items():
            if allowed(GRANTS, action, actor, one):
                assert who in {f"{role} here" for role in writers}, (who, stage)


def test_every_step_is_granted_to_somebody_exactly_where_it_starts(make: Make) -> None:
    own = make.institution()
    here = [make.actor(role, own) for role in INSTITUTION_ROLES]
    for step in AGREEMENT.steps:
        for stage in Stage:
            one = make.agreement(own, stage=stage)
            may = any(allowed(GRANTS, step.permission, actor, one) for actor in here)
            assert may is (stage in step.sources), (step.action, stage)


def test_every_stage_can_be_reached() -> None:
    assert AGREEMENT.unreachable() == frozenset()
