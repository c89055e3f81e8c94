"""What stands outside a return is read in a fixed number of statements, for the right people."""

from datetime import date
from typing import Any

from app.agreements.models import Kind
from app.returns import queries
from tests.makers import NOW, Make
from tests.returns.sound import YEAR, dataset, returned


def test_the_register_tells_what_a_workbook_cannot(make: Make) -> None:
    home = make.institution(code="QD-01", reports_from=2018)
    memorandum = make.agreement(home, kind=Kind.MEMORANDUM)
    agreement = make.agreement(home, parent_id=memorandum.id, levels=["B"])
    make.programme(agreement)
    filing = make.filing(home, make.campaign(YEAR))
    known = queries.context_for(filing)
    assert (known.institution, known.reference_on) == ("QD-01", date(YEAR, 10, 1))
    assert known.previous is None and known.others is None
    assert known.known[memorandum.code].resting == 1
    assert known.known[agreement.code].levels == ("B",)
    assert known.known[agreement.code].programmes == 1
    assert known.classifier and known.treaties


def test_only_what_was_accepted_last_and_not_replaced_is_last_year(make: Make) -> None:
    home = make.institution(code="QD-01", reports_from=2018)
    last = make.filing(home, make.campaign(YEAR - 1))
    filing = make.filing(home, make.campaign(YEAR))
    data = dataset(returned(YEAR - 1), YEAR - 1)
    make.delivery(last, data)
    assert queries.context_for(filing).previous is None
    make.delivery(last, dataset({}, YEAR - 1), accepted_at=NOW, replaced_at=NOW)
    make.delivery(last, data, accepted_at=NOW)
    previous = queries.context_for(filing).previous
    assert previous is not None and previous.digest == data.digest


def test_the_returns_of_others_are_there_for_who_asks_for_them(make: Make) -> None:
    campaign = make.campaign(YEAR)
    filing, other = make.filing(campaign=campaign), make.filing(campaign=campaign)
    for one in (filing, other):
        make.delivery(one, dataset({}, YEAR, one.institution.code), accepted_at=NOW)
    assert queries.context_for(filing).others is None
    others = queries.context_for(filing, with_others=True).others
    assert others is not None
    assert [one.institution for one in others] == [other.institution.code]


def test_the_context_costs_the_same_for_few_and_many(make: Make, statements: Any) -> None:
    home = make.institution(code="QD-01", reports_from=2018)
    filing = make.filing(home, make.campaign(YEAR))
    make.programme(make.agreement(home))
    with statements() as few:
        queries.context_for(filing)
    for _ in range(3):
        make.programme(make.agreement(home))
    with statements() as many:
        queries.context_for(filing)
    assert len(few) == len(many)
