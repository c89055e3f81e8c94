"""Pages of the directory."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.institutions import forms, queries, services
from app.institutions.models import Institution, InstitutionLink, Ranking
from app.institutions.words import LINK_NAMES, SOURCE_NAMES
from app.kernel import journal, listing
from app.kernel.errors import Refusal
from app.kernel.i18n import countries
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page

blueprint = Blueprint("institutions", __name__, template_folder="templates")


@blueprint.record_once
def _install(state: Any) -> None:
    state.app.jinja_env.filters["link_kind"] = lambda kind: str(LINK_NAMES[kind])
    state.app.jinja_env.filters["source"] = lambda source: str(SOURCE_NAMES.get(source, source))


@blueprint.get("/institutions")
@guard("institution.list")
def index() -> Any:
    """The directory: search by name, narrowed by country and kind."""
    filters = queries.Filters(
        text=request.args.get("text", "")[:100],
        country=request.args.get("country", "")[:2],
        kind=request.args.get("kind", ""),
    )
    return page(
        "institutions/index.html",
        listing=listing.page_of(queries.listing(filters, listing.cursor())),
        filters=filters,
        countries=countries(queries.present_countries()),
    )


@blueprint.route("/institutions/new", methods=["GET", "POST"])
@guard("institution.register")
def register() -> Any:
    """Add an institution, after a look at those with a similar name."""
    form = forms.InstitutionForm()
    made = form.carry(
        lambda value: services.register(value, actor=actor(), confirmed=form.confirmed.data)
    )
    if made is not None:
        return done(_address(made), _("The institution is in the directory."))
    similar = []
    if form.confirmed.errors:
        value = form.value()
        similar = queries.near_duplicates(value.names, value.country)
    return page("institutions/register.html", form=form, similar=similar)


@blueprint.get("/institutions/<int:institution_id>")
@guard("institution.show", on=queries.institution)
def show(institution: Institution) -> Any:
    """One institution with everything known of it."""
    return page(
        "institutions/show.html",
        institution=institution,
        heirs=queries.heirs(institution.id),
        entries=journal.about("institutions", institution.id, 20),
    )


@blueprint.route("/institutions/<int:institution_id>/edit", methods=["GET", "POST"])
@guard("institution.edit", on=queries.institution)
def edit(institution: Institution) -> Any:
    """Correct the entry."""
    form = forms.InstitutionForm(obj=institution)
    if form.carried(
        lambda value: services.edit(institution, value, form.seen_version, actor=actor())
    ):
        return done(_address(institution), _("Saved."))
    return page("institutions/edit.html", form=form, institution=institution)


@blueprint.route("/institutions/<int:institution_id>/contacts", methods=["GET", "POST"])
@guard("institution.contacts", on=queries.institution)
def contacts(institution: Institution) -> Any:
    """Website and people to write to."""
    form = forms.ContactsForm(obj=institution)
    moved = form.contacts.was_moved()
    if not moved and form.carried(lambda v: services.set_contacts(institution, *v, actor=actor())):
        return done(_address(institution), _("Saved."))
    return page("institutions/contacts.html", form=form, institution=institution)


@blueprint.route("/institutions/<int:institution_id>/rankings", methods=["GET", "POST"])
@guard("institution.edit", on=queries.institution)
def rankings(institution: Institution) -> Any:
    """Add a place in a ranking."""
    form = forms.RankingForm()
    if form.carried(lambda value: services.add_ranking(institution, value, actor=actor())):
        return done(_address(institution), _("Saved."))
    return page("institutions/rankings.html", form=form, institution=institution)


@blueprint.post("/rankings/<int:ranking_id>/remove")
@guard("institution.edit", on=queries.ranking)
def remove_ranking(ranking: Ranking) -> Any:
    """Take back a place that was recorded wrongly."""
    services.remove_ranking(ranking, actor=actor())
    return done(_address(ranking.institution), _("Removed."))


@blueprint.route("/institutions/<int:institution_id>/links", methods=["GET", "POST"])
@guard("institution.edit", on=queries.institution)
def links(institution: Institution) -> Any:
    """Record from which institution this one came."""
    form = forms.LinkForm()
    if form.carry(lambda value: _linked(institution, *value)):
        return done(_address(institution), _("Saved."))
    return page("institutions/links.html", form=form, institution=institution)


@blueprint.post("/links/<int:link_id>/remove")
@guard("institution.edit", on=queries.link)
def remove_link(link: InstitutionLink) -> Any:
    """Take back a link that was recorded wrongly."""
    services.remove_link(link, actor=actor())
    return done(url_for("institutions.show", institution_id=link.institution_id), _("Removed."))


def _linked(institution: Institution, code: str, kind: Any, on: Any) -> bool:
    origin = queries.by_code(code)
    if origin is None:
        raise Refusal(_l("There is no institution with this code."), "origin")
    services.add_link(institution, origin, kind, on, actor=actor())
    return True


def _address(institution: Institution) -> str:
    return url_for("institutions.show", institution_id=institution.id)
