"""The rules about recognition: on facts alone, then against the conventions as loaded."""

from datetime import date
from typing import Any

import pytest

from app.institutions.models import Ranking, RankingSystem
from app.kernel import clock
from app.kernel.db import session
from app.kernel.rules import Rulebook, Verdict, examine
from app.recognition.facts import (
    AgreementBasisFacts,
    ProgrammeBasisFacts,
    agreement_facts,
    programme_facts,
)
from app.recognition.models import Convention, ConventionParty
from app.recognition.rulebooks.agreements import AGREEMENTS
from app.recognition.rulebooks.programmes import PROGRAMMES
from tests.makers import Make
from tests.verdicts import BROKEN, HOLDS, NOT_APPLICABLE, UNKNOWN, Case, cost, found, untested

TODAY = date(2026, 11, 23)

BOUND = AgreementBasisFacts(partner_countries=("DE",), countries_without_basis=())
AGREEMENT_CASES = [
    Case("X120", {}, HOLDS),
    Case("X120", {"countries_without_basis": ("US",)}, BROKEN),
    Case("X120", {"countries_without_basis": None}, UNKNOWN),
    Case("X120", {"partner_countries": None, "countries_without_basis": None}, UNKNOWN),
    Case("X120", {"partner_countries": ("KZ",)}, NOT_APPLICABLE),
]

SOUND = ProgrammeBasisFacts(
    online_share=20,
    partner_countries=("DE",),
    tokyo_only_countries=(),
    fast_track_claimed=True,
    top_places=(2, 3),
)
PROGRAMME_CASES = [
    Case("F311", {}, HOLDS),
    Case("F311", {"tokyo_only_countries": ("JP",)}, BROKEN),
    Case("F311", {"tokyo_only_countries": None}, UNKNOWN),
    Case("F311", {"online_share": 0, "tokyo_only_countries": ("JP",)}, NOT_APPLICABLE),
    Case("F311", {"online_share": None}, UNKNOWN),
    Case("X121", {"fast_track_claimed": None}, UNKNOWN),
    Case("X121", {}, HOLDS),
    Case("X121", {"top_places": (3, 1)}, BROKEN),
    Case("X121", {"top_places": None}, UNKNOWN),
    Case("X121", {"fast_track_claimed": False}, NOT_APPLICABLE),
]


@pytest.mark.parametrize("case", AGREEMENT_CASES, ids=str)
def test_an_agreement_is_judged_by_its_treaties(case: Case) -> None:
    assert found(AGREEMENTS, BOUND, case) is case.verdict


@pytest.mark.parametrize("case", PROGRAMME_CASES, ids=str)
def test_a_programme_is_judged_by_its_treaties(case: Case) -> None:
    assert found(PROGRAMMES, SOUND, case) is case.verdict


def test_every_possible_outcome_of_every_rule_is_tried() -> None:
    assert untested(AGREEMENTS, AGREEMENT_CASES) == set()
    assert untested(PROGRAMMES, PROGRAMME_CASES) == set()


def verdict(book: Rulebook, rule: str, thing: Any) -> Verdict:
    """What a rule says of a stored thing on the day of the story."""
    session.flush()
    session.expire_all()
    with clock.moved_to(TODAY):
        findings = examine([book], book.subject, [thing])[thing.id]
    return next(finding.verdict for finding in findings if finding.id == rule)


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        (["DE"], HOLDS),
        (["CN"], HOLDS),
        (["KR"], HOLDS),
        (["US"], BROKEN),
        (["DE", "MY"], BROKEN),
        (["ID"], BROKEN),
        (["HK"], UNKNOWN),
        (["HK", "US"], BROKEN),
        (["KZ"], NOT_APPLICABLE),
        (["KZ", "DE"], HOLDS),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, list) else given.value,
)
def test_a_treaty_is_looked_for_with_each_country(
    make: Make, countries: list[str], expected: Verdict
) -> None:
    agreement = make.agreement(partners=[make.partner(country=c) for c in countries])
    assert verdict(AGREEMENTS, "X120", agreement) is expected


def test_while_no_convention_is_loaded_nothing_is_said(make: Make) -> None:
    agreement = make.agreement(partners=[make.partner(country="US")])
    session.query(ConventionParty).delete()
    session.query(Convention).delete()
    assert verdict(AGREEMENTS, "X120", agreement) is UNKNOWN


@pytest.mark.parametrize(
    ("country", "expected"), [("KR", BROKEN), ("CN", HOLDS), ("DE", HOLDS), ("US", HOLDS)]
)
def test_online_study_may_not_rest_on_the_tokyo_convention_alone(
    make: Make, country: str, expected: Verdict
) -> None:
    agreement = make.agreement(partners=[make.partner(country=country)])
    assert verdict(PROGRAMMES, "F311", make.programme(agreement, online_share=30)) is expected


def place(institution: Any, system: RankingSystem, rank: int, **given: Any) -> None:
    values = {"year": 2026, "rank_to": None} | given
    session.add(Ranking(institution_id=institution.id, system=system, rank=rank, **values))


def test_two_rankings_within_250_carry_the_claim(make: Make) -> None:
    partner = make.partner()
    programme = make.programme(make.agreement(partners=[partner]), fast_track_claimed=True)
    assert verdict(PROGRAMMES, "X121", programme) is BROKEN
    place(partner, RankingSystem.QS, 250)
    place(partner, RankingSystem.THE, 201, rank_to=251)
    assert verdict(PROGRAMMES, "X121", programme) is BROKEN
    place(partner, RankingSystem.ARWU, 201, rank_to=250)
    assert verdict(PROGRAMMES, "X121", programme) is HOLDS


def test_only_the_newest_place_counts(make: Make) -> None:
    partner = make.partner()
    programme = make.programme(make.agreement(partners=[partner]), fast_track_claimed=True)
    place(partner, RankingSystem.QS, 100)
    place(partner, RankingSystem.THE, 100, year=2020)
    assert verdict(PROGRAMMES, "X121", programme) is HOLDS
    place(partner, RankingSystem.THE, 300, year=2026)
    assert verdict(PROGRAMMES, "X121", programme) is BROKEN


def test_every_partner_has_to_be_placed(make: Make) -> None:
    first, second = make.partner(), make.partner()
    programme = make.programme(make.agreement(partners=[first, second]), fast_track_claimed=True)
    for system in (RankingSystem.QS, RankingSystem.THE):
        place(first, system, 10)
    assert verdict(PROGRAMMES, "X121", programme) is BROKEN
    session.flush()
    assert programme_facts([programme])[programme.id].top_places == (2, 0)


def test_facts_cost_the_same_number_of_queries_for_one_and_for_twenty(make: Make) -> None:
    home = make.institution()
    agreements = [make.agreement(home) for _ in range(20)]
    programmes = [make.programme(agreement) for agreement in agreements]
    assert cost(agreement_facts, agreements[:1]) == cost(agreement_facts, agreements) == 3
    assert cost(programme_facts, programmes[:1]) == cost(programme_facts, programmes) == 5
