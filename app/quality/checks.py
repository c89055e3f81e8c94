"""What the machine finds about each standard: rules of all features, sorted by standard.

Findings are read in a fixed number of queries for any number of programmes. A
programme is seen together with its agreement. The machine never judges: it shows what
holds, what is broken and what is not known.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel.checks import rulebooks
from app.kernel.journal import plain
from app.kernel.rules import Finding, Severity, Verdict, examine
from app.programmes.models import Programme
from app.quality import queries, standards
from app.quality.models import Framework, Review, Standard

Findings = list[Finding]
Sorted = dict[int, Findings]
Speakers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Sum:
    """What was found under one standard, counted by verdict."""

    errors: int = 0
    warnings: int = 0
    unknown: int = 0
    holds: int = 0

    @property
    def tone(self) -> str:
        """The worst that was found: bad, warn, unknown, good, or neutral where nothing speaks."""
        if self.errors:
            return "bad"
        if self.warnings:
            return "warn"
        if self.unknown:
            return "unknown"
        return "good" if self.holds else "neutral"

    @property
    def is_missing(self) -> bool:
        """Whether something is broken or not known."""
        return self.tone in ("bad", "warn", "unknown")


def of_programmes(programmes: Sequence[Programme], whole: bool = True) -> dict[int, Findings]:
    """By programme: what is found about it and its agreement.

    Without `whole`, what only the institution may read is left out.
    """
    books = rulebooks()
    agreements = {one.agreement_id: one.agreement for one in programmes}
    own = examine(books, "programme", programmes)
    above = examine(books, "agreement", list(agreements.values()))
    return {
        one.id: [
            finding
            for finding in (*own[one.id], *above[one.agreement_id])
            if whole or not finding.rule.internal
        ]
        for one in programmes
    }


def of_subject(subject: Programme | Agreement | Institution) -> dict[str, Findings]:
    """Findings by the code of what they are about: a programme, an agreement, or many."""
    if isinstance(subject, Programme):
        return {subject.code: of_programmes([subject])[subject.id]}
    programmes = queries.programmes_under(subject)
    agreements = [subject] if isinstance(subject, Agreement) else []
    if isinstance(subject, Institution):
        agreements = list({one.agreement_id: one.agreement for one in programmes}.values())
    books = rulebooks()
    own = examine(books, "programme", programmes)
    above = examine(books, "agreement", agreements)
    return {one.code: own[one.id] for one in programmes} | {
        one.code: above[one.id] for one in agreements
    }


def by_speaker(framework: Framework, speaking: Speakers, found: Iterable[Finding]) -> Sorted:
    """Findings under the standards of a framework to which their rules speak."""
    listed = list(found)
    return {
        one.id: [f for f in listed if f.id in speaking.get(one.code, ())]
        for one in framework.standards
    }


def is_for_people_only(framework: Framework, speaking: Speakers) -> set[int]:
    """The standards to which no rule speaks."""
    return {one.id for one in framework.standards if not speaking.get(one.code)}


def summed(found: Iterable[Finding]) -> Sum:
    """Findings counted by verdict."""
    broken: Counter[Severity] = Counter()
    verdicts: Counter[Verdict] = Counter()
    for finding in found:
        verdicts[finding.verdict] += 1
        if finding.verdict is Verdict.BROKEN:
            broken[finding.severity] += 1
    return Sum(
        errors=broken[Severity.ERROR],
        warnings=broken[Severity.WARNING] + broken[Severity.INFORMATION],
        unknown=verdicts[Verdict.UNKNOWN],
        holds=verdicts[Verdict.HOLDS],
    )


def of_review(review: Review) -> dict[int, dict[str, Findings]]:
    """By standard and subject's code: what is found about what the review is about."""
    framework = queries.framework(review.framework.code)
    assert framework is not None
    found = of_subject(review.subject)
    speaking = standards.speakers(framework.code)
    sorted_ = {code: by_speaker(framework, speaking, many) for code, many in found.items()}
    return {
        one.id: {code: many[one.id] for code, many in sorted_.items() if many[one.id]}
        for one in framework.standards
    }


def broken_under(review: Review, standard: Standard) -> Findings:
    """What contradicts a full compliance with a standard."""
    return [
        finding
        for many in of_review(review)[standard.id].values()
        for finding in many
        if finding.verdict is Verdict.BROKEN and finding.severity is not Severity.INFORMATION
    ]


def frozen(found: Mapping[str, Findings]) -> dict[str, Any]:
    """Findings as a signed review keeps them: counted, with the values that were seen.

    About a whole institution, what holds is only counted.
    """
    many = [(code, finding) for code, findings in found.items() for finding in findings]
    kept = {Verdict.BROKEN, Verdict.UNKNOWN} | ({Verdict.HOLDS} if len(many) <= MANY else set())
    counted = Counter(finding.verdict.value for _code, finding in many)
    return {
        "counts": dict(sorted(counted.items())),
        "findings": [
            {
                "about": code,
                "rule": finding.id,
                "verdict": finding.verdict.value,
                "severity": finding.severity.value,
                "seen": {name: _kept(value) for name, value in finding.seen.items()},
            }
            for code, finding in many
            if finding.verdict in kept
        ],
    }


MANY = 100


def _kept(value: Any) -> Any:
    """A value as JSON keeps it; one of a kind of its own by its words."""
    simple = float(value) if isinstance(value, Decimal) else plain(value)
    try:
        json.dumps(simple)
    except TypeError:
        return str(getattr(value, "text", value))
    return simple


def edition() -> str:
    """The editions of all rulebooks by which something was judged."""
    return "; ".join(f"{book.code} {book.edition}" for book in rulebooks())


def thawed(kept: Mapping[str, Any]) -> dict[str, Findings]:
    """What a signed review kept, by the code of what it is about.

    The sentences are those of the rules as they read today: an identifier never
    changes its meaning. A rule that is gone is left out.
    """
    rules = {rule.id: rule for book in rulebooks() for rule in book.rules}
    found: dict[str, Findings] = {}
    for one in kept.get("findings", ()):
        if rule := rules.get(one["rule"]):
            finding = Finding(
                rule=rule,
                verdict=Verdict(one["verdict"]),
                severity=Severity(one["severity"]),
                seen={name: one["seen"].get(name) for name in rule.names},
            )
            found.setdefault(one["about"], []).append(finding)
    return found
