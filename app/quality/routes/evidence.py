"""Evidence: kept once for the institution, used under many standards."""

from typing import Any

from flask import Response, request, send_file, url_for
from flask_babel import gettext as _

from app.institutions.models import Institution
from app.kernel.errors import Missing
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page
from app.quality import forms, queries, services
from app.quality.models import Review
from app.quality.queries import Judged, Piece
from app.quality.routes.blueprint import blueprint


@blueprint.get("/institutions/<int:institution_id>/evidence")
@guard("evidence.list", on=queries.institution)
def evidence(institution: Institution) -> Any:
    """Everything an institution has attached, and how often it is used."""
    pieces = queries.evidence_of(institution.id)
    return page("quality/evidence.html", institution=institution, pieces=pieces)


@blueprint.route("/institutions/<int:institution_id>/evidence/new", methods=["GET", "POST"])
@guard("evidence.add", on=queries.institution)
def add_evidence(institution: Institution) -> Any:
    """Attach a piece of evidence that reviews can use."""
    form = forms.EvidenceForm()
    made = form.carry(lambda value: services.add(institution, value, actor=actor()))
    back = url_for("quality.evidence", institution_id=institution.id)
    if made is not None:
        return done(back, _("The evidence is kept."))
    return page("quality/add_evidence.html", form=form, institution=institution, back=back)


@blueprint.route(
    "/quality/reviews/<int:review_id>/standards/<int:standard_id>/evidence",
    methods=["GET", "POST"],
)
@guard("review.judge", on=queries.judged_review)
def add_evidence_here(review: Review) -> Any:
    """Attach a piece of evidence under one standard of a review."""
    standard_id = (request.view_args or {})["standard_id"]
    judgement = next(one for one in review.judgements if one.standard_id == standard_id)
    under = Judged(review, judgement)
    form = forms.EvidenceForm()
    made = form.carry(
        lambda value: services.add(review.institution, value, actor=actor(), under=under)
    )
    back = url_for("quality.judge", review_id=review.id, standard_id=standard_id)
    if made is not None:
        return done(back, _("The evidence is kept, and used under this standard."))
    return page(
        "quality/add_evidence_here.html",
        form=form,
        review=review,
        standard=judgement.standard,
        back=back,
    )


@blueprint.get("/quality/evidence/<int:evidence_id>")
@guard("evidence.show", on=queries.piece)
def piece(found: Piece) -> Any:
    """One piece of evidence, and where it is used."""
    return page(
        "quality/piece.html",
        piece=found,
        evidence=found.evidence,
        uses=queries.readable_uses(found.evidence.id, actor()),
    )


@blueprint.route("/quality/evidence/<int:evidence_id>/edit", methods=["GET", "POST"])
@guard("evidence.edit", on=queries.piece)
def edit_evidence(found: Piece) -> Any:
    """Correct what is said of it."""
    form = forms.EvidenceForm()
    if request.method == "GET":
        form.show(found.evidence)
    elif found.evidence.file_id is not None:
        del form.file
    if form.carried(
        lambda value: services.edit(found.evidence, value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(found), _("Saved."))
    return page("quality/edit_evidence.html", form=form, evidence=found.evidence)


@blueprint.get("/quality/evidence/<int:evidence_id>/document")
@guard("evidence.show", on=queries.piece)
def evidence_file(found: Piece) -> Response:
    """The file itself, to be saved and not to be shown inside the page."""
    file = found.evidence.file
    if file is None or not file.path.is_file():
        raise Missing
    return send_file(
        file.path, mimetype=file.media_type, as_attachment=True, download_name=file.name
    )


@blueprint.route("/quality/evidence/<int:evidence_id>/verify", methods=["GET", "POST"])
@guard("evidence.verify", on=queries.piece)
def verify(found: Piece) -> Any:
    """The national centre says that it has looked at it."""
    form = forms.SignForm(obj=found.evidence)
    if form.carried(
        lambda _value: services.verify(found.evidence, seen=form.seen_version, actor=actor())
    ):
        return done(_address(found), _("The evidence is verified."))
    return page("quality/verify.html", form=form, evidence=found.evidence)


def _address(found: Piece) -> str:
    return url_for("quality.piece", evidence_id=found.evidence.id)
