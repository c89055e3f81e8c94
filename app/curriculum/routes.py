"""Pages on a curriculum: the map of both sides, and a form for each of its parts."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.cohorts import queries as cohorts
from app.curriculum import forms, queries, services, sheet
from app.curriculum.grades import SCALE
from app.curriculum.queries import Record, Side
from app.curriculum.words import text_of
from app.kernel.web.findings import findings
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page

blueprint = Blueprint("curriculum", __name__, template_folder="templates")

BOOK = "programme-curriculum"
CURRICULUM = "/programmes/<int:programme_id>/curriculum"


@blueprint.record_once
def _install(state: Any) -> None:
    state.app.jinja_env.filters.update(outcome_text=text_of)


@blueprint.get(CURRICULUM)
@guard("curriculum.show", on=queries.record)
def show(record: Record) -> Any:
    """The map: what each side teaches, what counts for what, what is missing."""
    return page(
        "curriculum/show.html",
        record=record,
        programme=record.programme,
        sheets=sheet.sheets(record),
        crossings=sheet.crossings(record),
        at_home=sheet.studied_at_home(record),
        covering=sheet.covering(record),
        scale=SCALE,
        credits=cohorts.credits_by_cohort(record.programme.id, actor()),
        items=findings("programme", [record.programme], books=(BOOK,)),
        entries=queries.history(record) if may("curriculum.history", record) else [],
    )


@blueprint.route(f"{CURRICULUM}/outcomes", methods=["GET", "POST"])
@guard("curriculum.edit", on=queries.record)
def outcomes(record: Record) -> Any:
    """Say what graduates know and can do."""
    form = forms.OutcomesForm()
    if request.method == "GET":
        form.show(record)
    moved = request.method == "POST" and form.was_moved()
    if not moved and form.carried(
        lambda value: services.set_outcomes(record, *value, actor=actor())
    ):
        return done(_address(record, "outcomes"), _("The outcomes are saved."))
    return page("curriculum/outcomes.html", form=form, record=record, programme=record.programme)


@blueprint.route(f"{CURRICULUM}/modules/<int:institution_id>", methods=["GET", "POST"])
@guard("curriculum.edit", on=queries.side)
def modules(side: Side) -> Any:
    """Enter the modules of one side, line by line or from a spreadsheet."""
    form = forms.ModulesForm()
    if request.method == "GET":
        form.show(side)
    moved = request.method == "POST" and form.was_rearranged()
    lost = None if moved else form.carry(lambda v: services.set_modules(side, *v, actor=actor()))
    if lost is not None:
        return done(_address(side, "map"), *_saved(lost))
    return page("curriculum/modules.html", form=form, record=side, programme=side.programme)


@blueprint.route(f"{CURRICULUM}/matches", methods=["GET", "POST"])
@guard("curriculum.edit", on=queries.record)
def matches(record: Record) -> Any:
    """Say for what each module of the partners counts at home."""
    form = forms.MatchesForm()
    if request.method == "GET":
        form.show(record)
    moved = request.method == "POST" and form.was_rearranged()
    form.offer(record)
    if not moved and form.carried(
        lambda value: services.set_matches(record, *value, actor=actor())
    ):
        return done(_address(record, "map"), _("The recognition of modules is saved."))
    return page(
        "curriculum/matches.html",
        form=form,
        record=record,
        programme=record.programme,
        sections=form.sections(record),
    )


@blueprint.route(f"{CURRICULUM}/grades/<int:partner_id>", methods=["GET", "POST"])
@guard("curriculum.edit", on=queries.partner_side)
def grades(side: Side) -> Any:
    """Say what the grades of a partner become at home."""
    form = forms.GradesForm()
    if request.method == "GET":
        form.show(side)
    moved = request.method == "POST" and form.was_moved()
    if not moved and form.carried(lambda value: services.set_grades(side, *value, actor=actor())):
        return done(_address(side, "grades"), _("The conversion of grades is saved."))
    return page("curriculum/grades.html", form=form, record=side, programme=side.programme)


def _saved(lost: int) -> tuple[str, str]:
    """The message and its tone, with a word on matches that went with their modules."""
    if not lost:
        return _("The modules are saved."), "good"
    return (
        ngettext(
            "The modules are saved; %(num)d match of modules that are gone went with them.",
            "The modules are saved; %(num)d matches of modules that are gone went with them.",
            lost,
        ),
        "warn",
    )


def _address(record: Record, anchor: str) -> str:
    return url_for("curriculum.show", programme_id=record.programme.id, _anchor=anchor)
