"""Pages on conventions, countries and routes, open to everybody; and the forms on claims."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.kernel import clock
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.recognition import forms, queries, route, services, words
from app.recognition.models import Convention, ConventionParty, Status

blueprint = Blueprint("recognition", __name__, template_folder="templates")


@blueprint.record_once
def _install(state: Any) -> None:
    state.app.jinja_env.filters.update(
        said=words.said,
        cited=words.cited,
        briefly=words.briefly,
        by_country=words.by_country,
        reserved=words.reserved,
        worded=words.worded,
        as_of=words.as_of,
        since=words.since,
        grouped=words.grouped,
        reason=lambda reason: str(words.REASON_NAMES.get(reason, reason)),
        origin=lambda origin: str(words.ORIGIN_NAMES[origin]),
    )


@blueprint.get("/recognition")
@guard("convention.list")
def index() -> Any:
    """The conventions, with how many they bind on a day and since when Kazakhstan."""
    form = _asked(forms.DayForm)
    return page(
        "recognition/index.html",
        form=form,
        on=form.day,
        treaties=queries.treaties(),
        countries_form=forms.RouteForm(),
    )


@blueprint.get("/recognition/countries")
@guard("convention.list")
def countries() -> Any:
    """Every country of which something is known: its verdict and legal basis on a day."""
    form = _asked(forms.DayForm)
    return page(
        "recognition/countries.html",
        form=form,
        on=form.day,
        routes=queries.routes(form.day),
    )


@blueprint.get("/recognition/conventions/<code>")
@guard("convention.show", on=queries.convention)
def convention(convention: Convention) -> Any:
    """One convention: its parties on a day, what is disputed, and what documents say."""
    form = _asked(forms.DayForm)
    return page(
        "recognition/convention.html",
        form=form,
        on=form.day,
        treaty=queries.treaty(convention.code),
        entries=queries.history(convention) if may("convention.history") else [],
    )


@blueprint.get("/recognition/countries/<country>")
@guard("convention.show", on=queries.known_country)
def country(country: str) -> Any:
    """One country: what is claimed of it, and how diplomas go to and fro."""
    form = _asked(forms.DayForm)
    treaties = queries.treaties([country])
    return page(
        "recognition/country.html",
        form=form,
        on=form.day,
        country=country,
        treaties=[one for one in treaties if one.of(country)],
        ways=_ways(treaties, route.Subject(country), form),
    )


@blueprint.get("/recognition/routes")
@guard("route.show")
def routes() -> Any:
    """The route of a diploma of a country, as far as it follows from the country alone."""
    form = _asked(forms.RouteForm)
    subject = form.subject
    treaties = queries.treaties([subject.country]) if subject else ()
    return page(
        "recognition/routes.html",
        form=form,
        on=form.day,
        subject=subject,
        ways=_ways(treaties, subject, form) if subject else (),
    )


@blueprint.get("/programmes/<int:programme_id>/recognition")
@guard("programme.show", on=programmes.programme)
def programme(programme: Programme) -> Any:
    """How each partner's diploma is recognised in Kazakhstan, and ours in its country."""
    form = _asked(forms.DayForm)
    return page(
        "recognition/programme.html",
        form=form,
        on=form.day,
        programme=programme,
        diplomas=queries.diplomas(programme, form.day),
    )


@blueprint.get("/programmes/<int:programme_id>/recognition/card")
@guard("programme.show", on=programmes.programme)
def card(programme: Programme) -> Any:
    """The same on one sheet for the graduate, to print or to read on a phone."""
    form = _asked(forms.DayForm)
    return page(
        "recognition/card.html",
        form=form,
        on=form.day,
        programme=programme,
        diplomas=queries.diplomas(programme, form.day),
    )


@blueprint.route("/recognition/conventions/<code>/claims/new", methods=["GET", "POST"])
@guard("claim.add", on=queries.convention)
def add_claim(convention: Convention) -> Any:
    """Record what a source says of a country, a ratification for one."""
    form = forms.NewClaimForm()
    if request.method == "GET":
        form.status.data = Status.PARTY
    if form.carried(lambda value: services.add_claim(convention, *value, actor=actor())):
        return done(_address(convention), _("The claim is recorded."))
    return page("recognition/add_claim.html", form=form, convention=convention)


@blueprint.route("/recognition/claims/<int:claim_id>/edit", methods=["GET", "POST"])
@guard("claim.edit", on=queries.claim)
def edit_claim(claim: ConventionParty) -> Any:
    """Correct what was recorded of a claim."""
    form = forms.ClaimForm(obj=claim)
    if form.carried(lambda value: services.edit_claim(claim, *value, actor=actor())):
        return done(_address(claim.convention), _("Saved."))
    return page("recognition/edit_claim.html", form=form, claim=claim)


@blueprint.route("/recognition/claims/<int:claim_id>/settle", methods=["GET", "POST"])
@guard("claim.settle", on=queries.claim)
def settle_claim(claim: ConventionParty) -> Any:
    """Mark a claim as disputed or withdrawn, or let it stand again, with the reason."""
    form = forms.SettleForm(obj=claim)
    if form.carried(lambda value: services.settle_claim(claim, *value, actor=actor())):
        return done(_address(claim.convention), _("Saved."))
    return page("recognition/settle_claim.html", form=form, claim=claim)


def _asked(kind: Any) -> Any:
    """A form with what the address asks, checked when it asks something; the day is today's."""
    form = kind(request.args)
    if request.args:
        form.validate()
    if not request.args.get("on"):
        form.on.data = clock.today()
    return form


def _ways(treaties: Any, subject: route.Subject, form: forms.DayForm) -> tuple[Any, Any]:
    """Into Kazakhstan, and out of it."""
    return (
        route.inward(treaties, subject, form.day),
        route.outward(treaties, subject, form.day),
    )


def _address(convention: Convention) -> str:
    return url_for("recognition.convention", code=convention.code)
