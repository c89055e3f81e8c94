"""Pages on agreements: the list, the record, its forms and its steps."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, send_file, url_for
from flask_babel import gettext as _

from app.agreements import content, forms, papers, picture, queries, services, versions
from app.agreements.lifecycle import AGREEMENT
from app.agreements.models import (
    Agreement,
    DocumentKind,
    Term,
    Topic,
)
from app.agreements.queries import Attached, VersionPair
from app.agreements.words import STEP_HINTS, STEP_NAMES, WAITS_FOR
from app.kernel import clock, listing
from app.kernel.db import settle
from app.kernel.errors import Missing
from app.kernel.lifecycle import Step
from app.kernel.web.findings import Standing, findings, standing
from app.kernel.web.forms import Form
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page

blueprint = Blueprint("agreements", __name__, template_folder="templates")

# Which page a step's button opens; the others are taken at once.
STEP_PAGES = {
    "return": "agreements.send_back",
    "sign": "agreements.sign",
    "suspend": "agreements.suspend",
    "terminate": "agreements.terminate",
}
STEP_TONES = {"return": "normal", "suspend": "normal", "terminate": "danger"}

# Where a finding's field is put right: the action that may, its page, the anchor there.
PLACES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "clauses": (("agreement.annotate", "agreements.clauses", Topic.DEGREE.value),),
    "parent_id": (("agreement.register", "agreements.register", "parent_id"),),
    "documents": (("agreement.annotate", "agreements.attach", "file"),),
    "signed_on": (("agreement.sign", "agreements.sign", "signed_on"),),
    "terminated_on": (("agreement.terminate", "agreements.terminate", "terminated_on"),),
    "teachout_until": (("agreement.teach_out", "agreements.teach_out", "teachout_until"),),
    "terms": (
        ("agreement.edit", "agreements.edit", "starts_on"),
        ("agreement.renew", "agreements.renew", "starts_on"),
    ),
}
ELSEWHERE = (
    ("agreement.edit", "agreements.edit", ""),
    ("agreement.amend", "agreements.amend", ""),
)


@blueprint.get("/agreements")
@guard("agreement.list")
def index() -> Any:
    """The agreements this person may see, the newest first; the filters are in the address."""
    form = forms.FilterForm(request.args)
    form.offer(queries.partners_in_use(actor()), queries.homes_in_use(actor()))
    filters = form.value()
    found = queries.listing(actor(), filters, listing.cursor())
    return page(
        "agreements/index.html",
        filter_form=form,
        filters=filters,
        listing=listing.page_of(found),
    )


@blueprint.route("/agreements/new", methods=["GET", "POST"])
@guard("agreement.register")
def register() -> Any:
    """Register a draft."""
    form = forms.RegisterForm()
    homes = queries.offices(actor())
    moved = form.partners.was_moved()
    form.offer(
        queries.directory(), [p for home in homes for p in queries.possible_parents(home.id)]
    )
    form.offer_homes(homes)
    if not moved:
        made = form.carry(lambda value: services.register(*value, actor=actor()))
        if made is not None:
            return done(_address(made), _("The draft is registered. Submit it when it is ready."))
    return page("agreements/register.html", form=form)


@blueprint.get("/agreements/<int:agreement_id>")
@guard("agreement.show", on=queries.agreement)
def show(agreement: Agreement) -> Any:
    """The record of one agreement."""
    return _record(agreement)


@blueprint.route("/agreements/<int:agreement_id>/edit", methods=["GET", "POST"])
@guard("agreement.edit", on=queries.agreement)
def edit(agreement: Agreement) -> Any:
    """Correct a draft or a returned agreement."""
    form = forms.EditForm()
    moved = form.partners.was_moved()
    if request.method == "GET":
        form.show(agreement)
        for term in agreement.terms[:1]:
            form.show_term(term)
    _offer(form, agreement)
    if not moved and form.carried(
        lambda value: services.edit(agreement, *value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(agreement), _("Saved."))
    return page("agreements/edit.html", form=form, agreement=agreement)


@blueprint.route("/agreements/<int:agreement_id>/amend", methods=["GET", "POST"])
@guard("agreement.amend", on=queries.agreement)
def amend(agreement: Agreement) -> Any:
    """Change a signed agreement by an amendment."""
    form = forms.AmendForm()
    moved = form.partners.was_moved()
    if request.method == "GET":
        form.show(agreement)
    _offer(form, agreement)
    made = (
        None
        if moved
        else form.carry(
            lambda value: services.amend(agreement, value, seen=form.seen_version, actor=actor())
        )
    )
    if made is not None:
        return done(_address(agreement), _("The amendment is recorded."))
    return page("agreements/amend.html", form=form, agreement=agreement)


@blueprint.route("/agreements/<int:agreement_id>/clauses", methods=["GET", "POST"])
@guard("agreement.annotate", on=queries.agreement)
def clauses(agreement: Agreement) -> Any:
    """Say where each topic is settled in the text."""
    form = forms.ClausesForm()
    form.offer(agreement)
    if request.method == "GET":
        form.show(agreement)
    if form.carried(
        lambda value: services.set_clauses(agreement, value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(agreement), _("Saved."))
    return page("agreements/clauses.html", form=form, agreement=agreement)


@blueprint.post("/agreements/<int:agreement_id>/clauses/confirm")
@guard("agreement.review_clauses", on=queries.agreement)
def confirm_clauses(agreement: Agreement) -> Any:
    """Confirm that topics stand where it says: one, or all that are open."""
    address = f"{_address(agreement)}#clauses"
    return _step(
        agreement,
        services.confirm_clauses,
        _("The references are confirmed."),
        address,
        forms.ConfirmForm(),
    )


@blueprint.route("/agreements/<int:agreement_id>/documents/new", methods=["GET", "POST"])
@guard("agreement.annotate", on=queries.agreement)
def attach(agreement: Agreement) -> Any:
    """Attach a PDF."""
    form = forms.AttachForm()
    if form.carried(lambda pair: services.attach(agreement, *pair, actor=actor())):
        return done(_address(agreement), _("The document is attached."))
    return page("agreements/attach.html", form=form, agreement=agreement)


@blueprint.get("/agreements/<int:agreement_id>/documents/<int:document_id>")
@guard("agreement.show", on=queries.document)
def download(attached: Attached) -> Response:
    """The file itself, to be saved and not to be shown inside the page."""
    return _file(attached, as_attachment=True)


@blueprint.get("/agreements/<int:agreement_id>/documents/<int:document_id>/read")
@guard("agreement.show", on=queries.document)
def read(attached: Attached) -> Response:
    """The file in a window of its own: a link may name the page, as in …/read#page=7."""
    return _file(attached, as_attachment=False)


@blueprint.post("/agreements/<int:agreement_id>/documents/<int:document_id>/remove")
@guard("agreement.annotate", on=queries.document)
def detach(attached: Attached) -> Any:
    """Take a wrong file away before the signing."""
    services.detach(attached.agreement, attached.document, actor=actor())
    return done(_address(attached.agreement), _("The document is removed."))


@blueprint.post("/agreements/<int:agreement_id>/submit")
@guard("agreement.submit", on=queries.agreement)
def submit(agreement: Agreement) -> Any:
    """Hand it to the quality manager."""
    return _step(agreement, services.submit, _("Submitted. The quality manager reviews it now."))


@blueprint.post("/agreements/<int:agreement_id>/approve")
@guard("agreement.approve", on=queries.agreement)
def approve(agreement: Agreement) -> Any:
    """Find it in order."""
    return _step(agreement, services.approve, _("Approved. It waits for the signatory now."))


@blueprint.route("/agreements/<int:agreement_id>/override", methods=["GET", "POST"])
@guard("agreement.override", on=queries.agreement)
def override(agreement: Agreement) -> Any:
    """Approve it although rules that must hold are broken, saying why."""
    return _asked(
        "agreements/override.html",
        forms.ReasonForm(),
        agreement,
        services.approve,
        _("Approved. It waits for the signatory now."),
        standing=_standing("approve", agreement),
    )


@blueprint.post("/agreements/<int:agreement_id>/resume")
@guard("agreement.resume", on=queries.agreement)
def resume(agreement: Agreement) -> Any:
    """Take it up again."""
    return _step(agreement, services.resume, _("The agreement is resumed."))


@blueprint.route("/agreements/<int:agreement_id>/return", methods=["GET", "POST"])
@guard("agreement.return", on=queries.agreement)
def send_back(agreement: Agreement) -> Any:
    """Return it for correction, saying why."""
    return _asked(
        "agreements/send_back.html",
        forms.ReasonForm(),
        agreement,
        services.send_back,
        _("Returned to the international office."),
    )


@blueprint.route("/agreements/<int:agreement_id>/sign", methods=["GET", "POST"])
@guard("agreement.sign", on=queries.agreement)
def sign(agreement: Agreement) -> Any:
    """Record the signing."""
    return _asked(
        "agreements/sign.html",
        forms.SignForm(),
        agreement,
        services.sign,
        _("Signed. The text as signed is kept as version 1."),
        has_file=any(one.kind is DocumentKind.SIGNED for one in agreement.documents),
    )


@blueprint.route("/agreements/<int:agreement_id>/suspend", methods=["GET", "POST"])
@guard("agreement.suspend", on=queries.agreement)
def suspend(agreement: Agreement) -> Any:
    """Let it rest for a while."""
    return _asked(
        "agreements/suspend.html",
        forms.ReasonForm(),
        agreement,
        services.suspend,
        _("The agreement is suspended."),
    )


@blueprint.route("/agreements/<int:agreement_id>/terminate", methods=["GET", "POST"])
@guard("agreement.terminate", on=queries.agreement)
def terminate(agreement: Agreement) -> Any:
    """End it before its time."""
    return _asked(
        "agreements/terminate.html",
        forms.TerminateForm(),
        agreement,
        services.terminate,
        _("The termination is recorded."),
    )


@blueprint.route("/agreements/<int:agreement_id>/teach-out", methods=["GET", "POST"])
@guard("agreement.teach_out", on=queries.agreement)
def teach_out(agreement: Agreement) -> Any:
    """Say until when students who are left are taught."""
    form = forms.TeachOutForm()
    if request.method == "GET":
        form.teachout_until.data = agreement.teachout_until
    return _asked("agreements/teach_out.html", form, agreement, services.teach_out, _("Saved."))


@blueprint.route("/agreements/<int:agreement_id>/renew", methods=["GET", "POST"])
@guard("agreement.renew", on=queries.agreement)
def renew(agreement: Agreement) -> Any:
    """Add a renewal or an extension."""
    form = forms.RenewForm()
    if request.method == "GET" and (end := agreement.life.final_end):
        form.starts_on.data = end + picture.DAY
    return _asked(
        "agreements/renew.html", form, agreement, services.renew, _("The new term is recorded.")
    )


@blueprint.route("/agreements/<int:agreement_id>/end-early", methods=["GET", "POST"])
@guard("agreement.renew", on=queries.agreement)
def end_early(agreement: Agreement) -> Any:
    """Record that the parties agreed on an earlier end."""
    return _asked(
        "agreements/end_early.html",
        forms.EndEarlyForm(),
        agreement,
        services.end_early,
        _("The earlier end is recorded."),
    )


@blueprint.route("/agreements/<int:agreement_id>/notice", methods=["GET", "POST"])
@guard("agreement.renew", on=queries.agreement)
def give_notice(agreement: Agreement) -> Any:
    """Record a notice of non-renewal; it fixes the end."""
    return _asked(
        "agreements/give_notice.html",
        forms.NoticeForm(),
        agreement,
        services.give_notice,
        _("The notice is recorded and the end is fixed."),
        last=queries.deadline(agreement, clock.today()),
    )


@blueprint.post("/agreements/<int:agreement_id>/discard")
@guard("agreement.discard", on=queries.agreement)
def discard(agreement: Agreement) -> Any:
    """Delete a draft that was never submitted."""
    return _step(
        agreement, services.discard, _("The draft is discarded."), url_for("agreements.index")
    )


@blueprint.get("/agreements/<int:agreement_id>/versions/<int:number>")
@guard("agreement.show", on=queries.version)
def difference(pair: VersionPair) -> Any:
    """A version as it read, and what differs from the one before."""
    before = pair.previous.content if pair.previous else None
    return page(
        "agreements/difference.html",
        agreement=pair.agreement,
        version=pair.version,
        previous=pair.previous,
        rows=[]
        if before is None
        else versions.told(content.differences(before, pair.version.content)),
        whole=versions.whole(pair.version.content),
    )


def _record(agreement: Agreement, form: Form | None = None) -> Response:
    """The record page; with the errors of `form` when a step could not be taken."""
    today = clock.today()
    in_the_way = _standing("approve", agreement)
    return page(
        "agreements/show.html",
        form=form,
        agreement=agreement,
        life=picture.life(agreement, today) if agreement.terms else None,
        validity=agreement.validity_on(today),
        end=agreement.life.shown_end,
        deadline=queries.deadline(agreement, today) if agreement.is_concluded else None,
        items=findings("agreement", [agreement], _where),
        steps=[
            _offered(step, agreement)
            for step in AGREEMENT.available(agreement.stage)
            if not (step.musts and in_the_way)
        ],
        standing=in_the_way,
        waits=WAITS_FOR.get(agreement.stage),
        terms=[_term(term, agreement) for term in reversed(agreement.terms)],
        topics=papers.topics(agreement),
        children=[one for one in queries.children(agreement.id) if may("agreement.show", one)],
        documents=[papers.document(one) for one in agreement.documents],
        entries=queries.history(agreement, whole=may("agreement.history", agreement)),
    )


def _step(
    agreement: Agreement,
    deed: Callable[..., Any],
    message: str,
    address: str | None = None,
    form: Form | None = None,
) -> Any:
    """Take a step that asks nothing more than its button says; the record tells a refusal."""
    form = form or forms.StepForm()
    seen = form.seen_version
    if form.carried(lambda value: deed(*_said(agreement, value), seen=seen, actor=actor())):
        return done(address or _address(agreement), message)
    settle(keep=False)
    found = queries.agreement(agreement.id)
    if found is None:
        raise Missing
    return _record(found, form)


def _said(agreement: Agreement, value: Any) -> tuple[Any, ...]:
    """What a deed is given: the agreement, and what its button says of it."""
    return (agreement,) if value is None else (agreement, value)


def _asked(
    template: str,
    form: Form,
    agreement: Agreement,
    deed: Callable[..., Any],
    message: str,
    **values: Any,
) -> Any:
    """A page that asks for something and then does it."""
    if request.method == "GET":
        form.version.data = agreement.version
    if form.carried(lambda value: deed(agreement, value, seen=form.seen_version, actor=actor())):
        return done(_address(agreement), message)
    return page(template, form=form, agreement=agreement, **values)


def _offer(form: forms.ContentForm, agreement: Agreement) -> None:
    parents = queries.possible_parents(agreement.home_id, but=agreement.id)
    form.offer(queries.directory(), parents)


def _address(agreement: Agreement) -> str:
    return url_for("agreements.show", agreement_id=agreement.id)


def _where(agreement: Agreement, field: str) -> str | None:
    """The page on which this person can put the field right, if there is one."""
    for action, endpoint, anchor in PLACES.get(field, ELSEWHERE):
        if may(action, agreement):
            values: dict[str, Any] = (
                {} if endpoint == "agreements.register" else {"agreement_id": agreement.id}
            )
            return url_for(endpoint, **values, _anchor=anchor or field)
    return None


def _offered(step: Step, agreement: Agreement) -> dict[str, Any]:
    """A step as a button: whether this person may take it, and where it leads."""
    endpoint = STEP_PAGES.get(step.action)
    return {
        "label": STEP_NAMES[step.action],
        "hint": STEP_HINTS[step.action],
        "tone": STEP_TONES.get(step.action, "primary"),
        "is_page": endpoint is not None,
        "url": url_for(endpoint or f"agreements.{step.action}", agreement_id=agreement.id),
        "is_open": may(step.permission, agreement),
    }


def _standing(action: str, agreement: Agreement) -> list[Standing]:
    """The broken musts in the way of a step, for whoever may take it now."""
    steps = [one for one in AGREEMENT.available(agreement.stage) if one.action == action]
    if not steps or not may(steps[0].permission, agreement):
        return []
    return standing(steps[0], agreement, _where)


def _term(term: Term, agreement: Agreement) -> dict[str, Any]:
    stands = term in agreement.standing_terms
    ends = picture.sentence(term.span) if stands else _("Fell away with the earlier end")
    return {"term": term, "ends": ends}


def _file(attached: Attached, *, as_attachment: bool) -> Response:
    file = attached.document.file
    if not file.path.is_file():
        raise Missing
    return send_file(
        file.path,
        mimetype=file.media_type,
        as_attachment=as_attachment,
        download_name=file.name,
    )
