"""An agreement that ends before its students: shown, extended, and in order again."""

from datetime import date

from app.accounts.models import Role
from app.kernel import clock, journal
from tests.journeys.conftest import Country

TOO_SHORT = (
    "The agreement ends before its youngest cohort can graduate, and no teach-out covers it."
)
LONG_ENOUGH = "The agreement or its teach-out outlasts the youngest cohort."
ANNEX = {
    "cause": "extension",
    "term_kind": "FIX",
    "starts_on": "2028-09-01",
    "years": "2",
    "agreed_on": "2026-11-20",
    "basis": "Annex 2 of 20 November 2026",
}


def test_an_extension_takes_the_finding_on_the_youngest_cohort_away(country: Country) -> None:
    make = country.make
    agreement = make.agreement(
        country.home, list(country.partners), term={"ends_on": date(2028, 8, 31)}
    )
    cohort = make.cohort(make.programme(agreement), entry_year=2026)
    make.contingent(cohort, 2026)
    office = country.desk(Role.INTERNATIONAL_OFFICE)
    record = f"/agreements/{agreement.id}"

    before = office.open(record)
    assert TOO_SHORT in before.text
    assert "longer than the agreement, which ends on 31.08.2028" in before.text
    remedy = before.tree.xpath("//li[.//*[text()='X107']]//a/@href")
    assert remedy and remedy[0].startswith(f"{record}/renew")

    office.send(f"{record}/renew", **ANNEX)
    after = office.open(record)
    assert TOO_SHORT not in after.text and LONG_ENOUGH in after.text
    assert "its studies and the agreement both end on 31.08.2030" in after.text
    assert ANNEX["basis"] in after.text
    assert journal.first_broken() is None


def test_students_who_are_left_after_the_end_are_taught_out(country: Country) -> None:
    make = country.make
    agreement = make.agreement(
        country.home,
        list(country.partners),
        term={"starts_on": date(2021, 9, 1), "ends_on": date(2026, 8, 31)},
        signed_on=date(2021, 5, 20),
    )
    cohort = make.cohort(make.programme(agreement, first_intake=2021), entry_year=2024)
    make.contingent(cohort, 2026)
    office = country.desk(Role.INTERNATIONAL_OFFICE)
    record = f"/agreements/{agreement.id}"

    assert "signed expired" in office.open(record).text
    office.send(f"{record}/teach-out", 422, teachout_until="2026-08-31")
    office.send(f"{record}/teach-out", teachout_until="2028-08-31")
    text = office.open(record).text
    assert "signed teach-out" in text
    assert "students are taught out until 31.08.2028" in text
    with clock.moved_to(date(2028, 9, 1)):
        assert "signed expired" in office.open(record).text
