"""Each register rule of an agreement: on facts alone, then as the database tells them."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.agreements.facts import AgreementFacts, facts
from app.agreements.models import (
    MANDATORY_TOPICS,
    AgreementDocument,
    Clause,
    DocumentKind,
    Kind,
    Stage,
    Topic,
)
from app.agreements.rulebooks.register import REGISTER
from app.agreements.term import TermCause, TermKind
from app.kernel import clock
from app.kernel.db import session
from app.kernel.files import StoredFile
from app.kernel.rules import Verdict, examine, judge
from tests.makers import NOW, Make
from tests.verdicts import BROKEN, HOLDS, NOT_APPLICABLE, UNKNOWN, Case, cost, found, untested

TODAY = date(2026, 11, 23)

SOUND = AgreementFacts(
    agreement_kind=Kind.DOUBLE_DEGREE,
    agreement_stage=Stage.SIGNED,
    today=TODAY,
    is_concluded=True,
    is_signed=True,
    signed_on=date(2024, 5, 20),
    same_as=(),
    starts_on=date(2024, 9, 1),
    term_kind=TermKind.FIX,
    term_starts_on=date(2024, 9, 1),
    shortens=None,
    has_end=True,
    ends_on=date(2029, 8, 31),
    has_renewal=False,
    renew_years=None,
    notice_given_on=None,
    is_terminated=False,
    terminated_on=None,
    partner_countries=("DE",),
    missing_topics=(),
    has_signed_file=True,
    programme_agreements=0,
    in_epvo=None,
)
AUTO = {
    "term_kind": TermKind.AUTO,
    "has_end": False,
    "ends_on": None,
    "has_renewal": True,
    "renew_years": 5,
}
IND = AUTO | {"term_kind": TermKind.IND, "has_renewal": False, "renew_years": None}
NOTICED = {
    "has_end": True,
    "ends_on": date(2029, 8, 31),
    "notice_given_on": date(2029, 2, 1),
}
NO_TERM = IND | {
    "term_kind": None,
    "starts_on": None,
    "term_starts_on": None,
    "has_end": None,
    "has_renewal": None,
}
DRAFT = {
    "agreement_stage": Stage.DRAFT,
    "is_concluded": False,
    "is_signed": False,
    "signed_on": None,
}
MOU = {"agreement_kind": Kind.MEMORANDUM}
ENDED = {
    "agreement_stage": Stage.TERMINATED,
    "is_terminated": True,
    "terminated_on": date(2026, 1, 1),
}

CASES = [
    Case("F201", {}, HOLDS),
    Case("F201", {"same_as": ("QD-01-A-007",)}, BROKEN),
    Case("F201", {"signed_on": None}, UNKNOWN),
    Case("F201", DRAFT, NOT_APPLICABLE),
    Case("F202", {}, HOLDS),
    Case("F202", {"signed_on": date(2025, 9, 1)}, HOLDS),
    Case("F202", {"signed_on": date(2025, 9, 2)}, BROKEN),
    Case("F202", {"signed_on": TODAY, "starts_on": date(2026, 9, 1)}, HOLDS),
    Case("F202", {"signed_on": TODAY + timedelta(1), "starts_on": date(2026, 9, 1)}, BROKEN),
    Case("F202", {"signed_on": None}, UNKNOWN),
    Case("F202", {"starts_on": None}, UNKNOWN),
    Case("F202", DRAFT, NOT_APPLICABLE),
    Case("F203", {}, HOLDS),
    Case("F203", {"has_end": False, "ends_on": None}, BROKEN),
    Case("F203", {"ends_on": date(2024, 9, 1)}, BROKEN),
    Case("F203", NO_TERM, UNKNOWN),
    Case("F203", AUTO, NOT_APPLICABLE),
    Case("F204", {}, HOLDS),
    Case("F204", {"ends_on": date(2025, 8, 31)}, HOLDS),
    Case("F204", {"ends_on": date(2025, 8, 30)}, BROKEN),
    Case("F204", {"ends_on": date(2034, 8, 31)}, HOLDS),
    Case("F204", {"ends_on": date(2034, 9, 1)}, BROKEN),
    Case("F204", {"has_end": False, "ends_on": None}, UNKNOWN),
    Case("F204", IND, NOT_APPLICABLE),
    Case("F204", {"shortens": TermKind.FIX}, HOLDS),
    Case("F204", {"shortens": TermKind.AUTO, "ends_on": date(2036, 8, 31)}, NOT_APPLICABLE),
    Case("F205", AUTO, HOLDS),
    Case("F205", AUTO | {"renew_years": None, "has_renewal": False}, BROKEN),
    Case("F205", AUTO | {"renew_years": 11}, BROKEN),
    Case("F205", AUTO | {"has_end": True, "ends_on": date(2029, 8, 31)}, HOLDS),
    Case("F205", AUTO | {"has_end": True, "ends_on": date(2024, 8, 31)}, BROKEN),
    Case("F205", NO_TERM, UNKNOWN),
    Case("F205", {}, NOT_APPLICABLE),
    Case("F206", IND, HOLDS),
    Case("F206", IND | {"has_end": True, "ends_on": date(2029, 8, 31)}, BROKEN),
    Case("F206", IND | NOTICED, HOLDS),
    Case("F206", IND | NOTICED | {"has_renewal": True, "renew_years": 5}, BROKEN),
    Case("F206", IND | {"has_renewal": True, "renew_years": 5}, BROKEN),
    Case("F206", NO_TERM, UNKNOWN),
    Case("F206", {}, NOT_APPLICABLE),
    Case("F207", ENDED, HOLDS),
    Case("F207", ENDED | {"agreement_stage": Stage.SIGNED}, BROKEN),
    Case("F207", ENDED | {"terminated_on": date(2024, 8, 31)}, BROKEN),
    Case("F207", ENDED | {"terminated_on": None}, UNKNOWN),
    Case("F207", ENDED | {"agreement_stage": None}, UNKNOWN),
    Case("F207", {}, NOT_APPLICABLE),
    Case("F208", {}, HOLDS),
    Case("F208", {"partner_countries": ("DE", "KZ")}, BROKEN),
    Case("F208", {"partner_countries": None}, UNKNOWN),
    Case("F209", {}, HOLDS),
    Case("F209", {"missing_topics": (Topic.FINANCE,)}, BROKEN),
    Case("F209", MOU | {"missing_topics": MANDATORY_TOPICS}, NOT_APPLICABLE),
    Case("F209", {"agreement_kind": None}, UNKNOWN),
    Case("F210", {}, HOLDS),
    Case("F210", {"has_signed_file": False}, BROKEN),
    Case("F210", {"agreement_kind": Kind.JOINT_DEGREE, "has_signed_file": False}, BROKEN),
    Case("F210", MOU | {"has_signed_file": False}, NOT_APPLICABLE),
    Case("F210", DRAFT | {"has_signed_file": False}, NOT_APPLICABLE),
    Case("F210", {"agreement_kind": None}, UNKNOWN),
    Case("F211", MOU | {"programme_agreements": 1}, HOLDS),
    Case("F211", MOU, BROKEN),
    Case("F211", {"agreement_kind": None}, UNKNOWN),
    Case("F211", MOU | DRAFT, NOT_APPLICABLE),
    Case("F211", {}, NOT_APPLICABLE),
    Case("X119", {"in_epvo": True}, HOLDS),
    Case("X119", {"in_epvo": False}, BROKEN),
    Case("X119", {}, UNKNOWN),
    Case("X119", DRAFT, NOT_APPLICABLE),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_judges_facts(case: Case) -> None:
    assert found(REGISTER, SOUND, case) is case.verdict


def test_every_possible_outcome_of_every_rule_is_tried() -> None:
    assert untested(REGISTER, CASES) == set()


def test_a_sound_agreement_breaks_nothing() -> None:
    verdicts = {judge(rule, SOUND).verdict for rule in REGISTER.rules}
    assert Verdict.BROKEN not in verdicts


def verdicts(agreement: Any) -> dict[str, Verdict]:
    """The verdict of each rule on a stored agreement, on the day of the story."""
    session.flush()
    session.expire_all()
    with clock.moved_to(TODAY):
        findings = examine([REGISTER], "agreement", [agreement])[agreement.id]
    return {finding.id: finding.verdict for finding in findings}


def settle(agreement: Any, *topics: Topic) -> None:
    session.add_all(Clause(agreement_id=agreement.id, topic=t, reference="p. 3") for t in topics)


def attach(agreement: Any, kind: DocumentKind) -> None:
    stored = StoredFile(
        sha256=f"{agreement.id:064}",
        name="agreement.pdf",
        size=4,
        media_type="application/pdf",
        stored_at=NOW,
    )
    session.add(stored)
    session.flush()
    session.add(AgreementDocument(agreement_id=agreement.id, file_id=stored.id, kind=kind))


def test_a_complete_agreement_of_the_register_is_in_order(make: Make) -> None:
    agreement = make.agreement()
    settle(agreement, *MANDATORY_TOPICS)
    attach(agreement, DocumentKind.SIGNED)
    judged = verdicts(agreement)
    assert {rule for rule, verdict in judged.items() if verdict is BROKEN} == set()
    assert {rule for rule, verdict in judged.items() if verdict is UNKNOWN} == {"X119"}


def test_topics_and_the_signed_file_are_missed(make: Make) -> None:
    agreement = make.agreement()
    settle(agreement, Topic.DEGREE)
    attach(agreement, DocumentKind.OTHER)
    read = facts([agreement])[agreement.id]
    assert read.missing_topics == tuple(t for t in MANDATORY_TOPICS if t is not Topic.DEGREE)
    assert not read.has_signed_file


def test_a_protocol_rests_on_the_clauses_of_its_agreement(make: Make) -> None:
    parent = make.agreement()
    settle(parent, *MANDATORY_TOPICS)
    protocol = make.agreement(kind=Kind.PROTOCOL, parent_id=parent.id)
    annexed = make.agreement(parent_id=parent.id)
    assert verdicts(protocol)["F209"] is HOLDS
    assert verdicts(annexed)["F209"] is BROKEN


def test_two_agreements_with_the_same_number_partner_and_day_are_found(make: Make) -> None:
    home, partner = make.institution(), make.partner()
    same: dict[str, Any] = {"home": home, "number": "7/24"}
    first = make.agreement(partners=[partner, make.partner()], **same)
    second = make.agreement(partners=[partner], **same)
    elsewhere = make.agreement(partners=[partner], number="7/24")
    later = make.agreement(partners=[partner], signed_on=date(2024, 5, 21), **same)
    read = facts([first, second, elsewhere, later])
    assert read[first.id].same_as == (second.code,)
    assert read[second.id].same_as == (first.code,)
    assert read[elsewhere.id].same_as == read[later.id].same_as == ()


def test_the_campus_counts_before_the_seat(make: Make) -> None:
    agreement = make.agreement(partners=[make.partner(country="US"), make.partner(country="DE")])
    agreement.partners[0].campus_country = "KZ"
    session.flush()
    assert facts([agreement])[agreement.id].partner_countries == ("DE", "KZ")
    assert verdicts(agreement)["F208"] is BROKEN


def test_only_a_concluded_programme_agreement_makes_a_memorandum_useful(make: Make) -> None:
    memorandum = make.agreement(kind=Kind.MEMORANDUM)
    make.agreement(parent_id=memorandum.id, stage=Stage.DRAFT)
    make.agreement(parent_id=memorandum.id, kind=Kind.MEMORANDUM)
    assert verdicts(memorandum)["F211"] is BROKEN
    make.agreement(parent_id=memorandum.id, kind=Kind.PROTOCOL)
    assert verdicts(memorandum)["F211"] is HOLDS


def test_the_term_agreed_last_is_judged_and_the_first_day_of_all_kept(make: Make) -> None:
    agreement = make.agreement(term={"starts_on": date(2010, 9, 1), "ends_on": date(2024, 8, 31)})
    session.add(
        make.term(
            agreement_id=agreement.id,
            number=2,
            kind=TermKind.AUTO,
            starts_on=date(2024, 9, 1),
            ends_on=None,
            renew_years=5,
        )
    )
    session.flush()
    read = facts([agreement])[agreement.id]
    assert (read.starts_on, read.term_starts_on) == (date(2010, 9, 1), date(2024, 9, 1))
    assert verdicts(agreement)["F204"] is NOT_APPLICABLE
    assert verdicts(agreement)["F205"] is HOLDS


def early_end(make: Make, agreement: Any, number: int, agreed_on: date, ends_on: date) -> None:
    """An early end as it was agreed on a day."""
    session.add(
        make.term(
            agreement_id=agreement.id,
            number=number,
            cause=TermCause.EARLY_END,
            starts_on=agreed_on,
            ends_on=ends_on,
        )
    )


def test_an_early_end_is_as_long_as_the_term_was_until_then(make: Make) -> None:
    agreement = make.agreement(term={"starts_on": date(2021, 9, 1), "ends_on": date(2031, 8, 31)})
    early_end(make, agreement, 2, date(2024, 11, 15), date(2025, 6, 30))
    early_end(make, agreement, 3, date(2025, 1, 15), date(2025, 3, 31))
    assert verdicts(agreement)["F204"] is HOLDS
    read = facts([agreement])[agreement.id]
    assert (read.term_starts_on, read.ends_on) == (date(2021, 9, 1), date(2025, 3, 31))
    assert read.shortens is TermKind.FIX


def test_an_automatic_term_that_ended_early_has_no_usual_length(make: Make) -> None:
    term = {"kind": TermKind.AUTO, "ends_on": None, "renew_years": 5}
    agreement = make.agreement(term=term | {"starts_on": date(2010, 9, 1)})
    early_end(make, agreement, 2, date(2024, 11, 15), date(2025, 6, 30))
    assert verdicts(agreement)["F204"] is NOT_APPLICABLE


def test_an_indefinite_term_that_notice_has_ended_is_in_order(make: Make) -> None:
    term = {"kind": TermKind.IND}
    stopped = make.agreement(term=term | {"notice_given_on": date(2026, 2, 1)})
    assert verdicts(stopped)["F206"] is HOLDS
    assert verdicts(make.agreement(term=term))["F206"] is BROKEN


def test_an_agreement_without_term_and_partner_is_unknown_and_not_broken(make: Make) -> None:
    agreement = make.agreement()
    agreement.terms, agreement.partners = [], []
    session.flush()
    judged = verdicts(agreement)
    assert {judged[rule] for rule in ("F202", "F203", "F205", "F206", "F208")} == {UNKNOWN}


def test_facts_cost_the_same_number_of_queries_for_one_and_for_twenty(make: Make) -> None:
    home = make.institution()
    made = [make.agreement(home=home) for _ in range(20)]
    assert cost(facts, made[:1]) == cost(facts, made) == 7
