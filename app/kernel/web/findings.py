"""What the rules of all features find about a thing, as `components/findings.html` shows it.

A page asks `findings("agreement", [agreement])`: every feature's rulebooks with
that subject are put to it, each in a fixed number of queries. A feature that owns
facts about another's record says in its `places` where they are put right. Of the
others the page hands in a `link`; by convention they are edited on `<subject>s.edit`.
What an internal rule finds is shown to those who may read the whole history:
`<subject>.history`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import current_app, url_for

from app.kernel import checks, words
from app.kernel.checks import Found
from app.kernel.features import Place
from app.kernel.i18n import number
from app.kernel.lifecycle import Step
from app.kernel.rules import Finding, Verdict, examine
from app.kernel.text import inside
from app.kernel.web.guard import may

Link = Callable[[Any, str], str | None]


@dataclass(frozen=True)
class Item:
    """One finding in the reader's words; `missing` names what is not known yet."""

    rule: str
    severity: str
    verdict: str
    message: str
    remedy: str
    clause: str
    url: str | None
    values: tuple[tuple[str, str | None], ...]
    missing: tuple[str, ...] = ()
    awaits: str = ""


def findings(
    subject: str,
    things: Sequence[Any],
    link: Link | None = None,
    books: Collection[str] | None = None,
) -> list[Item]:
    """Everything found about the things, in the order of the rulebooks; of `books` only."""
    found = findings_by(subject, things, link, books)
    return [item for thing in things for item in found[thing.id]]


def findings_by(
    subject: str,
    things: Sequence[Any],
    link: Link | None = None,
    books: Collection[str] | None = None,
) -> dict[Any, list[Item]]:
    """The same for each thing by its id; a fixed number of queries for any number of things."""
    lead = link or _edit_page(subject)
    asked = [book for book in checks.rulebooks() if books is None or book.code in books]
    by_id = examine(asked, subject, things)
    return {
        thing.id: [
            _item(finding, thing, lead)
            for finding in by_id[thing.id]
            if not finding.rule.internal or may(f"{subject}.history", thing)
        ]
        for thing in things
    }


def retold(kept: Iterable[Finding]) -> list[Item]:
    """Findings that were kept from an earlier day: as they were seen, with nowhere to go."""
    return [_item(finding, None, lambda _thing, _field: None) for finding in kept]


@dataclass(frozen=True)
class Standing:
    """A thing about which rules that must hold are broken, and its page for those who may read."""

    label: str
    url: str | None
    items: list[Item]


def standing(step: Step, thing: Any, link: Link | None = None) -> list[Standing]:
    """What stands in the way of a step that asks for no broken must; `link` is of the thing."""
    if step.musts is None:
        return []
    return [_standing(one, thing, link) for one in checks.broken_musts(step.musts, thing)]


def _standing(found: Found, thing: Any, link: Link | None) -> Standing:
    lead = link if found.thing is thing and link else _edit_page(found.subject)
    items = [_item(finding, found.thing, lead) for finding in found.findings]
    return Standing(found.thing.label, _page_of(found.subject, found.thing), items)


def _page_of(subject: str, thing: Any) -> str | None:
    if not may(f"{subject}.show", thing):
        return None
    return url_for(f"{subject}s.show", **{f"{subject}_id": thing.id})


def _item(finding: Finding, thing: Any, lead: Link) -> Item:
    told = replace(finding, seen={name: _told(name, v) for name, v in finding.seen.items()})
    return Item(
        rule=finding.id,
        severity=finding.severity.value,
        verdict=finding.verdict.value,
        message=told.message,
        remedy=told.remedy,
        clause=str(finding.clause),
        url=_address(finding, thing, lead) if finding.field and thing is not None else None,
        values=tuple((words.word(name), value) for name, value in told.values),
        missing=tuple(inside(words.word(name)) for name in finding.missing),
        awaits=str(finding.rule.awaits or "") if finding.verdict is Verdict.UNKNOWN else "",
    )


def _address(finding: Finding, thing: Any, lead: Link) -> str | None:
    """Where the finding is put right: by the feature that owns the fact, or on the page itself."""
    field = str(finding.field)
    place = _places().get((finding.subject, field))
    return place.address(thing, finding.facts) if place else lead(thing, field)


def _places() -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] | None = current_app.extensions.get("places")
    if found is None:
        places = [
            place
            for feature in current_app.features  # type: ignore[attr-defined]
            if feature.places
            for place in feature.part(feature.places)
        ]
        found = current_app.extensions["places"] = {(one.of, one.field): one for one in places}
    return found


def _told(name: str, value: Any) -> str | None:
    """A fact in the reader's words; what is not known stays unknown."""
    if isinstance(value, (float, Decimal)):
        return number(round(float(value), 1))
    return None if value is None else words.shown(value, name)


def _edit_page(subject: str) -> Link:
    """The page on which a subject is edited, for those who may."""
    endpoint = f"{subject}s.edit"

    def lead(thing: Any, field: str) -> str | None:
        known = endpoint in current_app.view_functions
        if not known or not may(f"{subject}.edit", thing):
            return None
        return f"{url_for(endpoint, **{f'{subject}_id': thing.id})}#{field}"

    return lead
