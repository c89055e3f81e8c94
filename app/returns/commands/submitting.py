"""The command that files a workbook for an institution."""

import sys
from pathlib import Path

import click

from app.institutions.queries import by_code
from app.kernel.db import unit_of_work
from app.kernel.errors import Refusal
from app.kernel.files import Upload
from app.kernel.permissions import Actor
from app.kernel.rules import Severity
from app.returns import checking, intake, queries, services
from app.returns.commands.group import refuse, returns
from app.returns.models import DELIVERED, CampaignKind, Delivery, Return, ReturnStage

OPERATOR = Actor(None, "Qosdiplom")


@returns.command("submit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--institution", "code", required=True, help="Code of the institution.")
@click.option("--confirm", is_flag=True, help="Confirm every warning as it stands.")
def submit(file: Path, code: str, confirm: bool) -> None:
    """Check FILE and submit it as the return of an institution.

    Exit 0: submitted. 1: kept with what was found, but not submitted. 2: it cannot be
    taken in. The year is the one the workbook names; its collection has to be open.
    """
    upload = Upload(file.name, file.read_bytes())
    try:
        with unit_of_work():
            delivery = services.take_workbook(_filing(upload, code), upload, actor=OPERATOR)
    except Refusal as refusal:
        refuse(str(refusal.message))
    told = f"{code} {delivery.filing.campaign.academic_year}, delivery {delivery.number}"
    if delivery.filing.stage in DELIVERED:
        click.echo(f"{told}: the return is with the centre already; kept as a check only.")
        sys.exit(1)
    if delivery.filing.stage is not ReturnStage.VALID:
        click.echo(f"{told}: {delivery.errors} errors, not submitted.")
        sys.exit(1)
    try:
        with unit_of_work():
            _submitted(delivery, confirm)
    except Refusal as refusal:
        click.echo(f"{told}: not submitted. {refusal.message}")
        sys.exit(1)
    click.echo(f"{told}: submitted. SHA-256 {delivery.digest}")


def _filing(upload: Upload, code: str) -> Return:
    institution = by_code(code)
    if institution is None:
        raise Refusal(f"There is no institution with the code {code}.")
    for kind in CampaignKind:
        edition = services.edition_for(kind)
        data = intake.take(upload.content, name=upload.name, edition=edition).dataset
        campaign = queries.campaign_of(data.year.start, kind) if data else None
        filing = campaign and queries.filing_of(institution.id, campaign.id)
        if filing:
            return filing
    raise Refusal(
        f"{code} owes no return to an open collection of the year that the file names, "
        "or the file cannot be read. Run: flask returns check FILE"
    )


def _submitted(delivery: Delivery, confirm: bool) -> None:
    filing = delivery.filing
    if confirm:
        for problem in services.against_submission(checking.problems_of(delivery), filing):
            if problem.severity is Severity.WARNING:
                services.explain(filing, problem, "", seen=0, actor=OPERATOR)
    services.submit(
        filing, delivery, seen=filing.version, seen_digest=delivery.digest, actor=OPERATOR
    )
