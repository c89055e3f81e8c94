"""The stages of an agreement: which leads to which, by whom, on what conditions.

To add a way: a `Step`. Its conditions are asked before it is taken and say in
a sentence what is missing; findings of the register's rules block a step here,
never the saving of a draft. A step with `musts` looks further: no rule of any
feature that is an error may be broken, about the agreement or its programmes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import lazy_gettext as _l

from app.agreements.facts import facts
from app.agreements.models import Agreement, Kind, Stage
from app.agreements.rulebooks.register import REGISTER
from app.agreements.term import Problem
from app.kernel import clock
from app.kernel.lifecycle import Lifecycle, Musts, Step
from app.kernel.rules import Finding, Severity, broken, judge

SIGNED_FILE = "F210"
PARENT_IS_A_DRAFT = _l("The agreement on which it rests is not signed yet. Sign that one first.")
NEEDS_FILE = (Kind.DOUBLE_DEGREE, Kind.JOINT_DEGREE)


@dataclass(frozen=True)
class Signing:
    """An agreement with what the signing adds to it: the conditions look at both."""

    agreement: Agreement
    signed_on: date
    has_file: bool
    same_as: tuple[str, ...] = ()


def has_partner(agreement: Agreement) -> Problem | None:
    """With nobody on the other side there is no agreement."""
    if agreement.partners:
        return None
    return Problem("partner", _l("Name at least one partner."), "partners")


def has_term(agreement: Agreement) -> Problem | None:
    """Without a term nobody can say when it is in force."""
    if agreement.terms:
        return None
    return Problem("term", _l("Say from when and for how long it is agreed."), "starts_on")


def breaks_no_rule_but_the_file(agreement: Agreement) -> Problem | None:
    """No error of the register's rules; the signed file cannot be there yet."""
    seen = facts([agreement])[agreement.id]
    found = (judge(rule, seen) for rule in REGISTER.rules)
    return _first_error(finding for finding in found if finding.id != SIGNED_FILE)


def is_signed_by_today(signing: Signing) -> Problem | None:
    """Nobody signs in the future."""
    if signing.signed_on <= clock.today():
        return None
    return Problem("signed_on", _l("The day of signing lies in the future."), "signed_on")


def has_the_signed_file(signing: Signing) -> Problem | None:
    """A programme agreement is signed with its text at hand; a memorandum may lack it."""
    if signing.has_file or signing.agreement.kind not in NEEDS_FILE:
        return None
    return Problem("file", _l("Attach the signed agreement as a PDF."), "file")


def rests_on_what_is_signed(signing: Signing) -> Problem | None:
    """What it rests on is signed before it: a draft carries nothing."""
    parent = signing.agreement.parent
    if parent is None or parent.is_concluded:
        return None
    return Problem("parent", PARENT_IS_A_DRAFT, "parent_id")


def is_complete(signing: Signing) -> Problem | None:
    """Partners and a term are there."""
    return has_partner(signing.agreement) or has_term(signing.agreement)


def breaks_no_rule_once_signed(signing: Signing) -> Problem | None:
    """No error of the register's rules, seen as if it were signed already."""
    seen = replace(
        facts([signing.agreement])[signing.agreement.id],
        agreement_stage=Stage.SIGNED,
        is_concluded=True,
        is_signed=True,
        signed_on=signing.signed_on,
        has_signed_file=signing.has_file,
        same_as=signing.same_as,
    )
    return _first_error(judge(rule, seen) for rule in REGISTER.rules)


def _first_error(findings: Iterable[Finding]) -> Problem | None:
    for finding in broken(findings, Severity.ERROR):
        return Problem(finding.id, f"{finding.id}: {finding.message}", finding.field or "")
    return None


READY = (has_partner, has_term, breaks_no_rule_but_the_file)
SIGNABLE = (
    is_complete,
    rests_on_what_is_signed,
    is_signed_by_today,
    has_the_signed_file,
    breaks_no_rule_once_signed,
)
RUNNING = (Stage.SIGNED, Stage.SUSPENDED)

STEPS = (
    Step("submit", (Stage.DRAFT, Stage.RETURNED), Stage.IN_REVIEW, "agreement.submit", READY),
    Step(
        "approve",
        (Stage.IN_REVIEW,),
        Stage.APPROVED,
        "agreement.approve",
        READY,
        musts=Musts("agreement", override="agreement.override"),
    ),
    Step("sign", (Stage.APPROVED,), Stage.SIGNED, "agreement.sign", SIGNABLE),
    Step(
        "return",
        (Stage.IN_REVIEW, Stage.APPROVED),
        Stage.RETURNED,
        "agreement.return",
        reason_required=True,
    ),
    Step(
        "suspend",
        (Stage.SIGNED,),
        Stage.SUSPENDED,
        "agreement.suspend",
        reason_required=True,
    ),
    Step("resume", (Stage.SUSPENDED,), Stage.SIGNED, "agreement.resume"),
    Step("terminate", RUNNING, Stage.TERMINATED, "agreement.terminate", reason_required=True),
)

AGREEMENT = Lifecycle("agreement", tuple(Stage), STEPS)
