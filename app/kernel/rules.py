"""Checks as values: what a rule says, which facts it needs, when it holds.

A rulebook lists rules about one kind of thing and names the function that reads
their facts in a fixed number of queries. The engine decides the verdict; a fact
that is needed and not known makes it *unknown*, which is never counted as
broken. To add a check: a `Rule` in a feature's `rulebooks/`. Identifiers are
for ever; a changed meaning is a new identifier.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from dataclasses import field as declared
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, get_args, get_type_hints

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l


class Severity(StrEnum):
    """How much a broken rule weighs; the value is the code of the return's rules."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"


class Verdict(StrEnum):
    """What a rule finds."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


def always(facts: Any) -> bool:
    """The rule concerns everything of its kind."""
    return True


@dataclass(frozen=True)
class Wording:
    """What a rule says when it is broken in one particular way, and what to do then."""

    otherwise: Any
    remedy: Any


# The fact that says in which way a rule is broken.
WAY = "way"


@dataclass(frozen=True)
class Rule:
    """One check.

    `says` is the sentence when it holds, `otherwise` when it is broken, `remedy`
    what to do then and `field` where. Texts may name facts as `%(ends_on)s`.
    `needs` are the facts that must be known before anything can be said; a fact
    whose very absence means something (no end: indefinite) does not belong
    there. `values` are further facts worth showing beside the finding. `weighs`
    is for a rule that is heavier or lighter as the facts have it; `severity` is
    then the one it is listed with. An `internal` rule speaks of figures that may
    not be filed yet: only the institution itself reads what it finds. `awaits`
    says what has to come first where nobody can enter a needed fact in the register.
    `wordings` are for a rule that can be broken in several ways: by the value of the fact
    `way`, what is said instead of `otherwise` and `remedy`.
    """

    id: str
    severity: Severity
    clause: str
    says: Any
    otherwise: Any
    remedy: Any
    needs: tuple[str, ...]
    holds: Callable[[Any], bool]
    applies: Callable[[Any], bool] = always
    field: str | None = None
    values: tuple[str, ...] = ()
    weighs: Callable[[Any], Severity] | None = None
    internal: bool = False
    awaits: Any = None
    wordings: Mapping[str, Wording] = declared(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.id

    @property
    def names(self) -> tuple[str, ...]:
        """The facts the rule may show, each once."""
        return tuple(dict.fromkeys((*self.needs, *self.values)))


FactsReader = Callable[[Sequence[Any]], Mapping[Any, Any]]


@dataclass(frozen=True)
class Rulebook:
    """Rules of one edition about one kind of `subject` ("agreement").

    `facts` reads for many things at once and is annotated with what it returns,
    `dict[int, AgreementFacts]`: id → a frozen dataclass.
    """

    code: str
    edition: str
    subject: str
    facts: FactsReader
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Finding:
    """What one rule found about one thing, with the facts as they were seen.

    Sentences are put together when read, in the reader's language. `facts` are all
    that was known of the thing; `seen` are those the rule shows. `url` is for the
    page that knows where `field` is edited.
    """

    rule: Rule
    verdict: Verdict
    severity: Severity
    seen: Mapping[str, Any]
    subject: str = ""
    subject_id: Any = None
    facts: Any = None
    url: str | None = None

    @property
    def id(self) -> str:
        """The rule's identifier."""
        return self.rule.id

    @property
    def clause(self) -> str:
        return self.rule.clause

    @property
    def field(self) -> str | None:
        return self.rule.field

    @property
    def message(self) -> str:
        """What is the matter when broken; otherwise what the rule says."""
        broken = self.verdict is Verdict.BROKEN
        return self._filled(self._wording.otherwise if broken else self.rule.says)

    @property
    def remedy(self) -> str:
        """What to do; empty where nothing is to be done."""
        if self.verdict is Verdict.BROKEN:
            return self._filled(self._wording.remedy)
        if self.verdict is Verdict.UNKNOWN:
            return str(_l("Record what is not known yet; the check then answers by itself."))
        return ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed facts that are not known."""
        return tuple(name for name in self.rule.needs if self.seen[name] is None)

    @property
    def values(self) -> tuple[tuple[str, Any], ...]:
        """Facts to show beside the message, as (name, value)."""
        return tuple((name, self.seen[name]) for name in self.rule.values)

    @property
    def _wording(self) -> Rule | Wording:
        return self.rule.wordings.get(str(self.seen.get(WAY)), self.rule)

    def _filled(self, text: Any) -> str:
        return str(text) % {name: _shown(value) for name, value in self.seen.items()}


def judge(rule: Rule, facts: Any, subject: str = "", subject_id: Any = None) -> Finding:
    """Put one rule to one thing's facts."""
    seen = {name: getattr(facts, name) for name in rule.names}
    found = verdict(rule, facts)
    severity = rule.severity
    if rule.weighs and found is Verdict.BROKEN:
        severity = rule.weighs(facts)
    return Finding(rule, found, severity, seen, subject, subject_id, facts)


def examine(
    rulebooks: Iterable[Rulebook], subject: str, things: Sequence[Any]
) -> dict[Any, list[Finding]]:
    """Every finding about each thing by its id, from the rulebooks about that subject.

    A thing whose facts were not read is a KeyError: silence would look like health.
    """
    found: dict[Any, list[Finding]] = {thing.id: [] for thing in things}
    for book in rulebooks:
        if book.subject == subject and found:
            facts = book.facts(things)
            for id_, findings in found.items():
                findings += (judge(rule, facts[id_], subject, id_) for rule in book.rules)
    return found


def broken(findings: Iterable[Finding], *severities: Severity) -> list[Finding]:
    """The broken ones, errors first; of the given severities only, when any are given."""
    order = list(Severity)
    wanted = (f for f in findings if f.verdict is Verdict.BROKEN)
    return sorted(
        (f for f in wanted if not severities or f.severity in severities),
        key=lambda finding: order.index(finding.severity),
    )


class _Missing(Exception):
    """A condition asked for a needed fact that is not known."""


class _Watched:
    """Facts that speak up when a needed one is asked for and not known."""

    def __init__(self, facts: Any, needs: Iterable[str]) -> None:
        self._facts = facts
        self._needs = frozenset(needs)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._facts, name)
        if value is None and name in self._needs:
            raise _Missing(name)
        return value


def verdict(rule: Rule, facts: Any) -> Verdict:
    """What a rule finds, without the finding: for those who judge thousands and tell of few."""
    try:
        if rule.applies is not always and not rule.applies(_Watched(facts, rule.needs)):
            return Verdict.NOT_APPLICABLE
    except _Missing:
        return Verdict.UNKNOWN
    if any(getattr(facts, name) is None for name in rule.needs):
        return Verdict.UNKNOWN
    return Verdict.HOLDS if rule.holds(facts) else Verdict.BROKEN


def _shown(value: Any) -> str:
    """A fact inside a sentence; an unknown one is a dash."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(_l("yes") if value else _l("no"))
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, (float, Decimal)):
        return str(format_decimal(value))
    if isinstance(value, (list, tuple, set, frozenset)):
        listed = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return ", ".join(_shown(one) for one in listed)
    return str(value.value if isinstance(value, Enum) else value)


class RulebookError(ValueError):
    """A rulebook says something its author cannot have meant."""


_PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\)s|%|(?P<stray>.|$))", re.DOTALL)


def check_rulebook(book: Rulebook) -> None:
    """Raise RulebookError with all slips of a rulebook; a test does this to every one."""
    if slips := list(_slips(book)):
        raise RulebookError(f"{book.code} {book.edition}: " + "; ".join(slips))


def check_rulebooks(books: Sequence[Rulebook]) -> None:
    """Check each, and that no identifier is used by two of them."""
    for book in books:
        check_rulebook(book)
    ids = [rule.id for book in books for rule in book.rules]
    if twice := _repeated(ids):
        raise RulebookError(f"in two rulebooks: {', '.join(twice)}")


def facts_type(book: Rulebook) -> type:
    """The dataclass of a rulebook's facts, as its reading function declares it."""
    try:
        declared = get_args(get_type_hints(book.facts).get("return"))
    except NameError as unknown:
        raise RulebookError(f"{book.code}: annotations must be importable: {unknown}") from None
    found = declared[-1] if declared else None
    if not (isinstance(found, type) and is_dataclass(found)):
        raise RulebookError(f"{book.code}: annotate the facts as dict[int, YourFacts]")
    return found


def _slips(book: Rulebook) -> Iterator[str]:
    known = _known(facts_type(book))
    if not (book.code and book.edition and book.subject):
        yield "code, edition and subject are needed"
    for twice in _repeated([rule.id for rule in book.rules]):
        yield f"{twice} is there twice"
    for rule in book.rules:
        yield from (f"{rule.id or 'a rule'}: {slip}" for slip in _rule_slips(rule, known))


def _rule_slips(rule: Rule, known: frozenset[str]) -> Iterator[str]:
    if not (rule.id and rule.clause):
        yield "id and clause are needed"
    if rule.severity not in set(Severity):
        yield f"unknown severity {rule.severity!r}"
    for name in rule.names:
        if name not in known:
            yield f"no such fact: {name}"
    if rule.wordings and WAY not in rule.names:
        yield f"wordings are chosen by the fact {WAY!r}"
    ways = [text for one in rule.wordings.values() for text in (one.otherwise, one.remedy)]
    for text in (rule.says, rule.otherwise, rule.remedy, *ways):
        yield from _text_slips(text, rule.names)


def _text_slips(text: Any, names: Sequence[str]) -> Iterator[str]:
    if type(text) is str:
        yield f"not translatable: {text!r}"
    if not str(text):
        yield "a text is empty"
    for found in _PLACEHOLDER.finditer(str(text)):
        if found["stray"] is not None:
            yield f"write %(name)s or %% in {str(text)!r}"
        elif found["name"] and found["name"] not in names:
            yield f"%({found['name']})s is neither needed nor among the values"


def _known(facts: type) -> frozenset[str]:
    """Fields and properties of a facts class."""
    properties = (name for name in dir(facts) if isinstance(getattr(facts, name, None), property))
    return frozenset((*facts.__dataclass_fields__, *properties))  # type: ignore[attr-defined]


def _repeated(ids: Sequence[str]) -> list[str]:
    return sorted({one for one in ids if ids.count(one) > 1})
