"""Two people at once on the same thing: the later one sees both values, and nothing is lost."""

from typing import Any

import pytest

from app.accounts.models import Role
from app.agreements.models import Stage
from tests.journeys.conftest import Country
from tests.journeys.desk import Desk


def _agreement(country: Country) -> tuple[str, Any, Any]:
    draft = country.make.agreement(country.home, stage=Stage.DRAFT, signed_on=None)
    late = {"title": "By the other", "partners-0-signatory_name": "Signs for the other"}
    return f"/agreements/{draft.id}/edit", {"title": "By the one"}, late


def _programme(country: Country) -> tuple[str, Any, Any]:
    programme = country.make.programme(country.make.agreement(country.home))
    address = f"/programmes/{programme.id}/edit"
    return address, {"name_en": "Named by the one"}, {"name_en": "Named by the other"}


def _headcount(country: Country) -> tuple[str, Any, Any]:
    programme = country.make.programme(country.make.agreement(country.home))
    country.make.contingent(country.make.cohort(programme), 2026, n=11)
    address = f"/programmes/{programme.id}/contingent/2026"
    return address, {"lines-0-women": "317"}, {"lines-0-women": "428"}


def _year(country: Country) -> tuple[str, Any, Any]:
    address = f"/years/{country.home.id}/2026/edit"
    return address, {"contact_name": "Chosen by one"}, {"contact_name": "Chosen by the other"}


@pytest.mark.parametrize("thing", [_agreement, _programme, _headcount, _year])
def test_the_later_of_two_sees_both_values_and_nothing_is_lost(
    country: Country, thing: Any
) -> None:
    address, quick, late = thing(country)
    one, other = (country.desk(Role.INTERNATIONAL_OFFICE) for _ in range(2))
    seen = other.open(address)
    one.send(address, **quick)

    conflict = seen.send(409, **late)
    assert _holds(conflict.text, quick) and _holds(conflict.text, late)
    assert _stands(one, address, quick)

    other.send(address, **late)
    assert _stands(one, address, late)


def test_two_who_typed_the_same_do_not_quarrel(country: Country) -> None:
    address, quick, _late = _headcount(country)
    one, other = (country.desk(Role.INTERNATIONAL_OFFICE) for _ in range(2))
    seen = other.open(address)
    one.send(address, **quick)
    seen.send(**quick)
    assert _stands(other, address, quick)


def _holds(text: str, typed: dict[str, str]) -> bool:
    return all(value in text for value in typed.values())


def _stands(desk: Desk, address: str, typed: dict[str, str]) -> bool:
    values = desk.open(address).values
    return all(values[name] == value for name, value in typed.items())
