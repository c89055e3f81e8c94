"""Pages on programmes: the list, the record, its forms; and the classifier."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.agreements import queries as agreements
from app.agreements.models import Agreement, Kind
from app.kernel import clock, listing
from app.kernel.i18n import code
from app.kernel.web.findings import findings
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.kernel.years import AcademicYear
from app.programmes import forms, picture, queries, registry, services, words
from app.programmes.models import Programme, ProgrammeAward
from app.programmes.path import Level
from app.programmes.queries import Decision

blueprint = Blueprint("programmes", __name__, template_folder="templates")


@blueprint.record_once
def _install(state: Any) -> None:
    state.app.jinja_env.filters.update(months=picture.months)
    state.app.jinja_env.globals.update(intakes=words.intakes, in_units=picture.length)


@blueprint.get("/programmes")
@guard("programme.list")
def index() -> Any:
    """The programmes this person may see, by name; the filters are in the address."""
    form = forms.FilterForm(request.args)
    form.offer_countries(queries.partner_countries(actor()))
    form.offer_areas(queries.areas(), queries.entry(form.direction.data or ""))
    filters = form.value()
    found = queries.listing(actor(), filters, listing.cursor())
    return page(
        "programmes/index.html",
        filter_form=form,
        filters=filters,
        listing=listing.page_of(found),
        directions=queries.directions(one.registry_code for one in found.rows),
    )


@blueprint.route("/agreements/<int:agreement_id>/programmes/new", methods=["GET", "POST"])
@guard("programme.register", on=agreements.agreement)
def register(agreement: Agreement) -> Any:
    """Register a programme under an agreement."""
    form = forms.NewProgrammeForm()
    form.offer(agreement)
    made = form.carry(lambda value: services.register(agreement, *value, actor=actor()))
    if made is None:
        is_bare = agreement.kind is Kind.MEMORANDUM
        return page("programmes/register.html", form=form, agreement=agreement, is_bare=is_bare)
    where = "programmes.awards" if made.periods else "programmes.path"
    message = _told(_("The programme is registered."), form.registry_code.data)
    return done(url_for(where, programme_id=made.id), *message)


@blueprint.get("/programmes/<int:programme_id>")
@guard("programme.show", on=queries.programme)
def show(programme: Programme) -> Any:
    """The record of one programme."""
    awards, ended = _awards(programme)
    return page(
        "programmes/show.html",
        programme=programme,
        ribbon=picture.path(programme),
        direction=queries.direction(programme.registry_code),
        awards=awards,
        ended_awards=ended,
        accredited_until=max((a.valid_until for a in programme.accreditations), default=None),
        today=clock.today(),
        items=findings("programme", [programme]),
        entries=queries.history(programme, whole=may("programme.history", programme)),
    )


@blueprint.route("/programmes/<int:programme_id>/edit", methods=["GET", "POST"])
@guard("programme.edit", on=queries.programme)
def edit(programme: Programme) -> Any:
    """Correct what is known of a programme."""
    form = forms.ProgrammeForm(obj=programme)
    if form.carried(lambda value: services.edit(programme, *value, actor=actor())):
        return done(_address(programme), *_told(_("Saved."), form.registry_code.data))
    return page("programmes/edit.html", form=form, programme=programme)


@blueprint.route("/programmes/<int:programme_id>/path", methods=["GET", "POST"])
@guard("programme.edit", on=queries.programme)
def path(programme: Programme) -> Any:
    """Set the study path, row by row or from a format such as 2+2."""
    form = forms.PathForm()
    if request.method == "GET":
        form.show(programme)
    moved = request.method == "POST" and form.was_rearranged(programme)
    form.offer(programme)
    if not moved and form.carried(
        lambda value: services.set_path(programme, *value, actor=actor())
    ):
        return done(_address(programme), _("The study path is saved."))
    return page("programmes/path.html", form=form, programme=programme, **_preview(form, programme))


@blueprint.route("/programmes/<int:programme_id>/partners", methods=["GET", "POST"])
@guard("programme.edit", on=queries.programme)
def partners(programme: Programme) -> Any:
    """Say which partners teach the programme, and who coordinates it."""
    form = forms.PartnersForm()
    if request.method == "GET":
        form.show(programme)
    form.offer(programme)
    if form.carried(lambda value: services.set_partners(programme, *value, actor=actor())):
        return done(_address(programme), _("Saved."))
    return page("programmes/partners.html", form=form, programme=programme)


@blueprint.route("/programmes/<int:programme_id>/awards", methods=["GET", "POST"])
@guard("programme.edit", on=queries.programme)
def awards(programme: Programme) -> Any:
    """Say who awards which diploma to which intakes."""
    form = forms.AwardsForm()
    if request.method == "GET":
        form.show(programme)
    moved = request.method == "POST" and form.awards.was_moved()
    form.offer(programme)
    if not moved and form.carried(
        lambda value: services.set_awards(programme, *value, actor=actor())
    ):
        return done(_address(programme), _("The diplomas are saved."))
    return page("programmes/awards.html", form=form, programme=programme)


@blueprint.route("/programmes/<int:programme_id>/accreditations", methods=["GET", "POST"])
@guard("programme.edit", on=queries.programme)
def accreditations(programme: Programme) -> Any:
    """Record a decision of an accreditation agency."""
    form = forms.AccreditationForm()
    if form.carried(lambda value: services.add_accreditation(programme, value, actor=actor())):
        return done(f"{_address(programme)}#accreditation", _("The accreditation is recorded."))
    return page("programmes/accreditations.html", form=form, programme=programme)


@blueprint.post("/programmes/<int:programme_id>/accreditations/<int:accreditation_id>/remove")
@guard("programme.edit", on=queries.accreditation)
def remove_accreditation(decision: Decision) -> Any:
    """Take back a decision that was recorded wrongly."""
    services.remove_accreditation(decision.programme, decision.accreditation, actor=actor())
    return done(f"{_address(decision.programme)}#accreditation", _("Removed."))


@blueprint.post("/programmes/<int:programme_id>/discard")
@guard("programme.discard", on=queries.programme)
def discard(programme: Programme) -> Any:
    """Remove a programme registered by mistake."""
    services.discard(programme, actor=actor())
    address = url_for("agreements.show", agreement_id=programme.agreement_id)
    return done(address, _("The programme is discarded."))


@blueprint.get("/classifier")
@guard("classifier.show")
def classifier() -> Any:
    """The classifier of training directions, searched by code or name."""
    form = forms.ClassifierForm(request.args)
    text, level = form.wanted
    return page(
        "programmes/classifier.html",
        filter_form=form,
        entries=queries.classifier(text, level),
        has_programmes=may("programme.list"),
    )


def _awards(programme: Programme) -> tuple[list[ProgrammeAward], list[ProgrammeAward]]:
    """What goes on and what has ended: home first, then the partners, then by intake."""
    home, year = programme.agreement.home_id, AcademicYear.of(clock.today()).start
    rows = sorted(
        programme.awards,
        key=lambda a: (a.institution_id != home, a.institution_id, a.intake_from),
    )
    over = [a for a in rows if a.intake_until is not None and a.intake_until < year]
    return [a for a in rows if a not in over], over


def _preview(form: forms.PathForm, programme: Programme) -> dict[str, Any]:
    """What the rows on the screen come to, as far as they make a path."""
    typed = form.typed
    if typed is None:
        return {"typed": None, "ribbon": None, "is_unusual": False}
    hosts = [one.institution for one in programme.partners]
    return {
        "typed": typed,
        "ribbon": picture.drawn(typed, programme.agreement.home, hosts),
        "is_unusual": not typed.is_usual(programme.level),
        "level": code(Level(programme.level), "LEVEL"),
    }


def _told(message: str, typed_code: str) -> tuple[str, str]:
    """The message and its tone, with a word on letters that were put right."""
    if registry.was_mistyped(typed_code):
        return f"{message} {_letters(typed_code)}", "warn"
    return message, "good"


def _letters(typed_code: str) -> str:
    return _(
        "The code was typed with look-alike letters; it is kept in Latin letters as %(code)s.",
        code=registry.normalised(typed_code),
    )


def _address(programme: Programme) -> str:
    return url_for("programmes.show", programme_id=programme.id)
