"""A return from the institution's side: data come in, are looked at and submitted."""

from io import BytesIO
from typing import Any

from flask import request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import INSTITUTION_ROLES
from app.kernel import clock
from app.kernel.errors import Missing
from app.kernel.files import Upload
from app.kernel.i18n import LANGUAGES, current_language
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.returns import checking, forms, queries, services, workbook
from app.returns.annotate import annotated
from app.returns.dataset import edition_of
from app.returns.grouping import Group, grouped
from app.returns.models import Delivery, Return, ReturnStage
from app.returns.problems import Tally
from app.returns.routes.blueprint import blueprint
from app.returns.routes.register import XLSX


@blueprint.get("/returns/<int:return_id>")
@guard("return.show", on=queries.filing)
def show(filing: Return) -> Any:
    """A return: where it stands, what came in, what was found, what is asked."""
    deliveries = queries.deliveries(filing, actor())
    newest = queries.delivery(deliveries[0].id) if deliveries else None
    problems = checking.problems_of(newest) if newest else []
    threads = queries.threads(filing) if may("question.read", filing) else []
    inside = filing.institution_id in actor().institutions(*INSTITUTION_ROLES)
    return page(
        "returns/show.html",
        filing=filing,
        stage=filing.stage if inside else queries.shown_stage(filing),
        inside=inside,
        newest=newest,
        deliveries=deliveries,
        groups=grouped(problems),
        tally=Tally.of(problems),
        others=_among_others(filing, newest),
        standings=services.standings(filing),
        threads=threads,
        by_subject=queries.by_subject(threads),
        signature=queries.signature(filing) if may("return.receipt", filing) else None,
        entries=queries.history(filing),
        as_of=clock.today(),
    )


@blueprint.route("/returns/<int:return_id>/upload", methods=["GET", "POST"])
@guard("return.upload", on=queries.filing)
def upload(filing: Return) -> Any:
    """Take in a workbook; everything that is wrong comes back at once."""
    form = forms.UploadForm()
    made = form.carry(lambda value: services.take_workbook(filing, value, actor=actor()))
    if made is not None:
        return done(_address(filing), _found(made), "good" if made.errors == 0 else "warn")
    return page("returns/upload.html", form=form, filing=filing)


@blueprint.post("/returns/<int:return_id>/register")
@guard("return.upload", on=queries.filing)
def take_register(filing: Return) -> Any:
    """Take the data of the register as they are now."""
    made = services.take_register(filing, actor=actor())
    return done(_address(filing), _found(made), "good" if made.errors == 0 else "warn")


@blueprint.get("/returns/<int:return_id>/filled")
@guard("return.upload", on=queries.filing)
def filled(filing: Return) -> Any:
    """The workbook of this collection's edition, filled from the register."""
    campaign, home = filing.campaign, filing.institution
    edition, language = edition_of(campaign.edition), _language()
    content = workbook.filled(home, campaign.academic_year, language, edition)
    return _sent(content, workbook.file_name(home, campaign.academic_year, language))


@blueprint.post("/returns/<int:return_id>/submit")
@guard("return.submit", on=queries.filing)
def submit(filing: Return) -> Any:
    """Hand the newest delivery to the centre."""
    delivery = queries.last_delivery(filing)
    if delivery is None:
        raise Missing
    services.submit(
        filing,
        delivery,
        seen=forms.DeedForm().seen_version,
        seen_digest=request.form.get("digest", ""),
        actor=actor(),
    )
    return done(_address(filing), _("The return is with the national centre now."))


@blueprint.post("/returns/<int:return_id>/withdraw")
@guard("return.submit", on=queries.filing)
def withdraw(filing: Return) -> Any:
    """Take it back before anybody has begun to look at it."""
    services.withdraw(filing, seen=forms.DeedForm().seen_version, actor=actor())
    return done(_address(filing), _("The return is with you again."))


@blueprint.route("/returns/<int:return_id>/check", methods=["GET", "POST"])
@guard("return.upload", on=queries.filing)
def check(filing: Return) -> Any:
    """Check a workbook without keeping anything; the centre sees nothing of it."""
    form = forms.UploadForm()
    sent = form.carry(lambda value: value)
    if sent is None:
        return page("returns/check.html", form=form, filing=filing, problems=None)
    problems = checking.of_workbook(sent, filing).problems
    if request.form.get("as") == "workbook":
        return _marked(sent, problems)
    return page(
        "returns/check.html",
        form=form,
        filing=filing,
        problems=problems,
        groups=grouped(problems),
        tally=Tally.of(problems),
    )


@blueprint.get("/returns/deliveries/<int:delivery_id>")
@guard("delivery.show", on=queries.delivery)
def delivery(found: Delivery) -> Any:
    """What came in, and all that was found in it."""
    problems = checking.problems_of(found)
    return page(
        "returns/delivery.html",
        delivery=found,
        filing=found.filing,
        groups=grouped(problems),
        tally=Tally.of(problems),
    )


@blueprint.get("/returns/deliveries/<int:delivery_id>/workbook")
@guard("delivery.show", on=queries.delivery)
def delivered(found: Delivery) -> Any:
    """The file as it came; of data from the register, a workbook of them."""
    content = workbook.of_delivery(found, _language())
    return _sent(content, workbook.delivery_name(found, ""))


@blueprint.get("/returns/deliveries/<int:delivery_id>/marked")
@guard("delivery.show", on=queries.delivery)
def marked(found: Delivery) -> Any:
    """The workbook with every problem in its cell, in the reader's language."""
    language = _language()
    content = workbook.of_delivery(found, language)
    problems = checking.problems_of(found)
    return _sent(annotated(content, problems, language), workbook.delivery_name(found, "marked"))


def _among_others(filing: Return, newest: Delivery | None) -> list[Group]:
    """For the centre, while it looks at a return."""
    looks = filing.stage in (ReturnStage.SUBMITTED, ReturnStage.IN_REVIEW)
    if newest is None or not looks or not may("return.accept", filing):
        return []
    return grouped(checking.among_others(newest))


def _marked(sent: Upload, problems: Any) -> Any:
    language = current_language()
    return _sent(annotated(sent.content, problems, language), workbook.marked_name(sent.name))


def _language() -> str:
    language = request.args.get("language", current_language())
    if language not in LANGUAGES:
        raise Missing
    return language


def _sent(content: bytes, name: str) -> Any:
    return send_file(
        BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name, etag=False
    )


def _found(made: Delivery) -> str:
    if made.errors:
        return ngettext(
            "Checked: %(num)d error has to be corrected.",
            "Checked: %(num)d errors have to be corrected.",
            made.errors,
        )
    if made.warnings:
        return ngettext(
            "Checked: no errors, %(num)d warning to explain.",
            "Checked: no errors, %(num)d warnings to explain.",
            made.warnings,
        )
    return _("Checked: nothing is wrong. The return can be submitted.")


def _address(filing: Return) -> str:
    return url_for("returns.show", return_id=filing.id)
