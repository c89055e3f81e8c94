"""Quality on the command line: what is computed of an agreement, and the frameworks."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.agreements import queries as agreements
from app.agreements.models import Agreement
from app.kernel import checks
from app.kernel.cli import Group
from app.kernel.db import session
from app.kernel.journal import plain
from app.kernel.rules import Finding
from app.quality import standards
from app.quality.models import Framework, LinkKind, Standard, StandardLink

quality = Group("quality", help="Quality standards and what is computed about them.")


@quality.command("check")
@click.option("--agreement", "wanted", required=True, help="Number on paper, or code.")
@click.option("--framework", help="Only the rules that speak to it, such as esg-2015.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(wanted: str, framework: str | None, as_json: bool) -> None:
    """What the rules find about an agreement and all its programmes; exit 2 when unknown."""
    rules = _rules(framework)
    rows = [
        _row(one, finding)
        for one in checks.found("agreement", _agreement(wanted))
        for finding in one.findings
        if rules is None or finding.id in rules
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=_written))
        return
    for row in rows:
        about = row["programme"] or "the agreement"
        click.echo(f"{row['rule']}  {row['severity']}  {row['verdict']:<14}  {about}")
        click.echo(f"      {row['message']} ({row['clause']})")


@quality.command("frameworks")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def frameworks(as_json: bool) -> None:
    """The frameworks with their standards, and how these are tied to one another."""
    rows = list(_frameworks())
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        draft = " (draft)" if row["draft"] else ""
        click.echo(f"{row['code']}{draft}: {row['names']['en']}")
        for standard in row["standards"]:
            ties = "; ".join(f"{t['kind']} {t['framework']}/{t['code']}" for t in standard["links"])
            tied = f" [{ties}]" if ties else ""
            click.echo(f"  {standard['code']:<5} {standard['names']['en']}{tied}")


def _rules(framework: str | None) -> frozenset[str] | None:
    """The rules that speak to a framework; all when none is named."""
    if framework is None:
        return None
    if not session.scalar(select(Framework.id).where(Framework.code == framework)):
        _refuse(f"There is no framework {framework}. See: flask quality frameworks")
    return standards.rules_of(framework)


def _agreement(wanted: str) -> Agreement:
    """The agreement of that code or number; exit 2 when there is none, or more than one."""
    codes = session.scalars(
        select(Agreement.code)
        .where(or_(Agreement.code == wanted, Agreement.number == wanted))
        .order_by(Agreement.code != wanted, Agreement.code)
    ).all()
    found = agreements.by_code(codes[0]) if codes else None
    if found is None:
        _refuse(f"There is no agreement {wanted}.")
    if len(codes) > 1 and codes[0] != wanted:
        listed = ", ".join(codes)
        _refuse(f"Several agreements have the number {wanted}. Name one by its code: {listed}")
    return found


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)


def _written(value: Any) -> str:
    """A fact that JSON does not know, such as a study path, in its short notation."""
    return str(getattr(value, "text", value))


def _row(about: checks.Found, finding: Finding) -> dict[str, Any]:
    return {
        "programme": about.thing.code if about.subject == "programme" else None,
        "rule": finding.id,
        "clause": str(finding.clause),
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "values": {name: plain(value) for name, value in finding.seen.items()},
        "message": finding.message,
    }


def _frameworks() -> Iterator[dict[str, Any]]:
    found = session.scalars(
        select(Framework).options(selectinload(Framework.standards)).order_by(Framework.position)
    ).all()
    ties = _ties(found)
    for one in found:
        yield {
            "code": one.code,
            "names": _names(one),
            "version": one.version,
            "valid_from": plain(one.valid_from),
            "valid_until": plain(one.valid_until),
            "draft": one.is_draft,
            "standards": [
                {"code": s.code, "names": _names(s), "links": ties.get(s.id, [])}
                for s in one.standards
            ],
        }


def _ties(found: Sequence[Framework]) -> Mapping[int, list[dict[str, str]]]:
    """What each standard continues or covers."""
    known = {s.id: (one.code, s.code) for one in found for s in one.standards}
    ties: dict[int, list[dict[str, str]]] = {}
    links = session.scalars(select(StandardLink).order_by(StandardLink.id))
    for link in links:
        framework, code = known[link.other_id]
        tie = {"kind": LinkKind(link.kind).value, "framework": framework, "code": code}
        ties.setdefault(link.standard_id, []).append(tie)
    return ties


def _names(thing: Framework | Standard) -> dict[str, str]:
    return {"kk": thing.name_kk, "ru": thing.name_ru, "en": thing.name_en}
