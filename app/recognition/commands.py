"""Recognition on the command line: a country's route, and a convention's parties.

Shapes of `--json`, days as YYYY-MM-DD or null:

`route` prints one object: `country`, `on`, `direction` (inward), `basis` (a list, the one
to rely on first, each with `code`, `status`, `since`, `is_exact` (whether `since` is the
day of entry into force), `confidence`, `source` and Kazakhstan's `home_source`),
`disputed` (claims that do not count: `code`, `country`, `status`, `source`, `reason`),
`pending`, `apostille` (exempt, apostille, legalisation, unknown or none), `apostille_basis`
(the convention's `code`, `since` and `source`, or null), `fast_track` (null without
`--institution`; else `holds` true, false or null, and `places`), `warnings` (each with
`code` and the sentence it `says`), `documents`, `not_known` and `verdict`.

`parties` prints one object: `convention`, `on`, `as_of`, `is_complete`, `count`, and three
lists of claims: `parties` (bound on the day, counted), `disputed` (not counted) and
`others` (signed only, acceding, not bound yet). Each claim has `country`, `status`,
`standing`, `signed_on`, `ratified_on`, `in_force_on`, `attested_on`, `since`,
`reservations`, `confidence`, `source`, `as_of`, `origin` and `reason`.
"""

import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

import click

from app.institutions import queries as institutions
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.cli import Group
from app.kernel.i18n import country as country_name
from app.kernel.iso import COUNTRIES
from app.recognition import queries, words
from app.recognition.procedure import Item
from app.recognition.route import FastTrack, Route, Subject, inward
from app.recognition.treaties import Basis, Claim, Treaty

CLAIM = (
    "country",
    "status",
    "standing",
    "signed_on",
    "ratified_on",
    "in_force_on",
    "attested_on",
    "since",
    "reservations",
    "confidence",
    "source",
    "as_of",
    "origin",
    "reason",
)

recognition = Group("recognition", help="Recognition of diplomas: routes and parties.")


@recognition.command("route")
@click.option("--country", required=True, help="Two letters of ISO 3166-1, such as DE.")
@click.option("--institution", default="", help="Code in the directory: says the fast track too.")
@click.option("--online-share", default="0", help="Percent taught online, 0 to 100.")
@click.option("--partial", is_flag=True, help="A part is studied at another university.")
@click.option("--on", default="", help="The day, YYYY-MM-DD; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def route(
    country: str, institution: str, online_share: str, partial: bool, on: str, as_json: bool
) -> None:
    """How a diploma of a country is recognised in Kazakhstan; exit 2 on input that makes no sense."""
    code, day, share = _country(country), _day(on), _share(online_share)
    university = _institution(institution, code) if institution else None
    places = queries.places([university.id], day)[university.id] if university else None
    subject = Subject(code, online_share=share, is_partial=partial, places=places)
    found = inward(queries.treaties([code]), subject, day)
    _print(_route(found), as_json, _lines_of_route(found))


@recognition.command("parties")
@click.option("--convention", required=True, help="Its code, such as TOKYO.")
@click.option("--on", default="", help="The day, YYYY-MM-DD; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def parties(convention: str, on: str, as_json: bool) -> None:
    """Who is bound by a convention on a day; exit 2 on input that makes no sense."""
    found, day = queries.treaty(convention.strip()), _day(on)
    if found is None:
        known = ", ".join(one.code for one in queries.conventions())
        _refuse(f"There is no convention {convention!r}. Known are: {known}.")
    _print(_parties(found, day), as_json, _lines_of_parties(found, day))


def _route(found: Route) -> dict[str, Any]:
    papers = found.legalisation
    return {
        "country": found.subject.country,
        "on": found.on,
        "direction": found.direction,
        "basis": [_basis(one) for one in found.bases],
        "disputed": [
            {"code": made.code} | _claim(claim, ("country", "status", "source", "reason"))
            for made, claim in found.disputed
        ],
        "pending": [
            {"code": one.treaty.code, "home": one.home.status, "status": one.abroad.status}
            for one in found.pending
        ],
        "apostille": papers.paper,
        "apostille_basis": _basis(papers.basis) if papers.basis else None,
        "fast_track": _fast_track(found.fast_track) if found.fast_track else None,
        "warnings": [{"code": one.code, "says": words.said(one)} for one in found.warnings],
        "documents": _items(found.documents),
        "not_known": _items(found.open_questions),
        "verdict": found.verdict,
    }


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "code": basis.code,
        "status": basis.abroad.status,
        "since": basis.since,
        "is_exact": basis.is_exact,
        "confidence": basis.confidence,
        "source": basis.abroad.source,
        "home_source": basis.home.source,
    }


def _fast_track(fast: FastTrack) -> dict[str, Any]:
    places = [
        {"system": p.system, "year": p.year, "rank": p.rank, "to": p.rank_to} for p in fast.places
    ]
    return {"holds": fast.holds, "places": places}


def _items(rows: Sequence[Item]) -> list[dict[str, Any]]:
    return [{"code": one.code, "says": str(one.says), "source": one.source} for one in rows]


def _parties(found: Treaty, on: date) -> dict[str, Any]:
    bound = found.parties(on)
    return {
        "convention": found.code,
        "on": on,
        "as_of": found.as_of,
        "is_complete": found.is_complete,
        "count": len(bound),
        "parties": [_claim(one) for one in bound],
        "disputed": [_claim(one) for one in found.disputed()],
        "others": [_claim(one) for one in found.others(on)],
    }


def _claim(claim: Claim, names: Sequence[str] = CLAIM) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in names}


def _lines_of_route(found: Route) -> list[str]:
    head = f"{country_name(found.subject.country)} on {found.on}: {found.verdict}"
    bases = [f"  {one.code} since {one.since or 'a day not known'}" for one in found.bases]
    papers = f"  papers: {found.legalisation.paper}"
    return [head, *bases, papers, *(f"  ! {words.said(one)}" for one in found.warnings)]


def _lines_of_parties(found: Treaty, on: date) -> list[str]:
    bound = found.parties(on)
    return [
        f"{found.code} on {on}: {len(bound)} parties",
        *(f"  {one.country} since {one.since or 'a day not known'}" for one in bound),
        *(f"  {one.country} disputed, not counted: {one.source}" for one in found.disputed()),
    ]


def _print(found: dict[str, Any], as_json: bool, lines: Sequence[str]) -> None:
    if as_json:
        click.echo(json.dumps(journal.plain(found), ensure_ascii=False))
        return
    click.echo("\n".join(lines))


def _country(text: str) -> str:
    code = text.strip().upper()
    if code not in COUNTRIES:
        _refuse(f"There is no country {text!r}. Write two letters of ISO 3166-1, such as DE.")
    return code


def _day(text: str) -> date:
    if not text:
        return clock.today()
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f"{text!r} is no day. Write it as YYYY-MM-DD, such as 2026-11-22.")


def _share(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > 100:
        _refuse(f"The share taught online is a whole number from 0 to 100, not {text!r}.")
    return int(text)


def _institution(code: str, country: str) -> Institution:
    found = institutions.by_code(code)
    if found is None:
        _refuse(f"There is no institution with the code {code!r}.")
    if found.country != country:
        _refuse(f"{found.code} is in {found.country}, not in {country}.")
    return found


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
