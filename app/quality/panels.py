"""Quality on the pages of other records: a programme's profile, an agreement's reviews."""

from collections.abc import Mapping
from typing import Any

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.features import Panel
from app.kernel.web.guard import actor, may
from app.programmes.models import Programme
from app.quality import policies, queries
from app.quality.queries import FIRST


def of_programme(programme: Programme) -> Mapping[str, Any] | None:
    """Its judgements on the first set of standards, and its reviews."""
    framework = queries.framework(FIRST)
    if framework is None:
        return None
    return {
        "framework": framework,
        "judged": queries.judgements_on([programme], framework, actor())[programme.id],
        "reviews": queries.reviews_of(programme, actor()),
        "may_open": may("review.open", programme),
    }


def of_agreement(agreement: Agreement) -> Mapping[str, Any] | None:
    """The reviews about the agreement, and the way to open one."""
    reviews = queries.reviews_of(agreement, actor())
    may_open = may("review.open", agreement)
    return {"reviews": reviews, "may_open": may_open} if reviews or may_open else None


def of_institution(institution: Institution) -> Mapping[str, Any] | None:
    """Reviews of the whole institution, its evidence and its actions."""
    if not institution.is_home or not may("review.list"):
        return None
    is_inside = may("action.list", institution)
    reviews = queries.reviews_of(institution, actor())
    if not (is_inside or reviews):
        return None
    actions = queries.actions_of(institution.id) if is_inside else []
    today = clock.today()
    return {
        "reviews": reviews,
        "may_open": may("review.open_for_all", institution),
        "is_inside": is_inside,
        "open_actions": sum(one.closed_on is None for one in actions),
        "overdue": sum(one.is_overdue(today) for one in actions),
    }


def policy_of_institution(institution: Institution) -> Mapping[str, Any] | None:
    """The quality policy of an institution that files returns."""
    return {"policy": policies.stored(institution.id)} if institution.is_home else None


PANELS = (
    Panel("institution", "quality/_policy.html", policy_of_institution, 30),
    Panel("programme", "quality/_programme.html", of_programme, 30),
    Panel("agreement", "quality/_agreement.html", of_agreement, 70),
    Panel("institution", "quality/_institution.html", of_institution, 70),
)
