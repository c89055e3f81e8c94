"""The command that verifies a receipt."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from app.kernel.workbook.declaration import Edition
from app.returns import cms, intake, offline
from app.returns.commands.group import refuse, returns
from app.returns.dataset import edition_of
from app.returns.receipt import Outcome, Receipt, Unreadable
from app.returns.receipt import verify as compared

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@returns.command("verify")
@click.argument("receipt", type=_file)
@click.argument("file", type=_file)
@click.option("--ca", type=_file, help="Certificates (PEM) of the authority of the signature.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def verify(receipt: Path, file: Path, ca: Path | None, as_json: bool) -> None:
    """Say whether FILE is the workbook that RECEIPT was given for.

    Exit 0: it is. 1: it is not, and in what. 2: something cannot be read. Needs no
    server and no database.
    """
    try:
        with offline.reference_data():
            outcome = _outcome(receipt, file, ca)
    except Unreadable as unreadable:
        if as_json:
            click.echo(json.dumps({"genuine": None, "error": str(unreadable)}))
        refuse(str(unreadable))
    click.echo(json.dumps(_plain(outcome), ensure_ascii=False) if as_json else _told(outcome))
    sys.exit(0 if outcome.is_genuine else 1)


def _outcome(receipt: Path, file: Path, ca: Path | None) -> Outcome:
    found = Receipt.read(receipt.read_bytes())
    taken = intake.take(file.read_bytes(), name=file.name, edition=_edition(found))
    if taken.dataset is None:
        raise Unreadable(" ".join(f"{one.message} {one.remedy}" for one in taken.problems))
    try:
        checker = cms.port_for(str(ca)).signer if ca else None
    except ValueError:
        raise Unreadable(f"{ca} holds no certificates in PEM form.") from None
    return compared(found, taken.dataset, checker)


def _edition(found: Receipt) -> Edition:
    try:
        return edition_of(found.statement.edition)
    except KeyError:
        raise Unreadable("The receipt names an edition that is not known here.") from None


def _told(outcome: Outcome) -> str:
    receipt, declared = outcome.receipt, outcome.receipt.statement
    verdict = "Genuine" if outcome.is_genuine else "Not genuine"
    lines = [
        f"{verdict}: {declared.institution}, {declared.year}, delivery {declared.delivery}.",
        *(f"  {sentence}" for sentence in outcome.wrong),
        f"Signed by {receipt.signed_by} on {receipt.signed_at:%d.%m.%Y %H:%M} UTC"
        f"{f', certificate of {outcome.signer.subject}' if outcome.signer else ''}.",
        str(outcome.note),
    ]
    return "\n".join(lines)


def _plain(outcome: Outcome) -> dict[str, Any]:
    receipt, declared = outcome.receipt, outcome.receipt.statement
    return {
        "genuine": outcome.is_genuine,
        "institution": declared.institution,
        "year": declared.year,
        "edition": declared.edition,
        "delivery": declared.delivery,
        "digest": declared.digest,
        "rulebook": declared.rulebook,
        "signed_by": receipt.signed_by,
        "signed_at": receipt.signed_at.isoformat(),
        "certificate": outcome.signer.subject if outcome.signer else None,
        "electronic_signature": bool(receipt.cms),
        "wrong": [str(sentence) for sentence in outcome.wrong],
        "note": str(outcome.note),
    }
