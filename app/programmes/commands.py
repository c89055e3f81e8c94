"""Programmes on the command line: what a study path in short means."""

import json
import sys

import click

from app.kernel.cli import Group
from app.programmes.path import PathError, parse_label

programmes = Group("programmes", help="Joint and double-degree programmes.")


@programmes.command("path")
@click.argument("label")
@click.option(
    "--level", required=True, help="bachelor, master, doctoral or residency; or B, M, D, R."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def path(label: str, level: str, as_json: bool) -> None:
    """Read a study path such as 2+2; exit 2 with the reason when there is none."""
    try:
        found = parse_label(label, level).as_json()
    except PathError as refusal:
        click.echo(str(refusal.message), err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{found['label']} = {found['text']}, {found['unit']}, {found['months']} months")
    for period in found["periods"]:
        click.echo(f"  {period['where']} {period['count']}")
