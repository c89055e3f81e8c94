"""The page on an institution's quality policy: whoever may correct it gets the form."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page
from app.quality import policies
from app.quality.forms.policy import PolicyForm
from app.quality.policies import PolicyOf
from app.quality.services.policy import set_policy


@guard("quality_policy.show", on=policies.policy_of)
def policy(found: PolicyOf) -> Any:
    """What the institution says of its own quality assurance."""
    form = PolicyForm()
    form.version.data = str(found.version)
    if found.policy:
        form.show(found.policy)
    return _page(found, form)


@guard("quality_policy.edit", on=policies.policy_of)
def save_policy(found: PolicyOf) -> Any:
    """Record what was typed on the page."""
    form = PolicyForm()
    if form.carried(lambda value: set_policy(found, value, seen=form.seen_version, actor=actor())):
        address = url_for("quality.policy", institution_id=found.institution.id)
        return done(address, _("Saved."))
    return _page(found, form)


def mount(blueprint: Blueprint) -> None:
    """Give the pages their address."""
    address = "/institutions/<int:institution_id>/quality-policy"
    blueprint.add_url_rule(address, view_func=policy, methods=["GET"])
    blueprint.add_url_rule(address, view_func=save_policy, methods=["POST"])


def _page(found: PolicyOf, form: PolicyForm) -> Any:
    return page(
        "quality/policy.html",
        form=form,
        institution=found.institution,
        policy=found.policy,
        found=found,
        entries=policies.history(found),
    )
