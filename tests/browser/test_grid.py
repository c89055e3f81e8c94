"""The headcount entered by keyboard alone, in a real browser."""

import re
from typing import Any

import pytest

from tests.browser.addresses import Addresses
from tests.browser.conftest import OFFICE, Window, needs_chromium

pytestmark = [pytest.mark.xdist_group("browser"), needs_chromium]

COUNTS = re.compile(r"lines-\d+-(women|men|leave_women|leave_men)")


def _focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.name || ''"))


def _tab_to(page: Any, wanted: str) -> None:
    for _ in range(300):
        if _focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def test_the_headcount_is_entered_by_keyboard_alone(addresses: Addresses, window: Window) -> None:
    page = window(OFFICE)
    address = addresses.open_year_grid()
    page.goto(address)
    lines = page.locator("[name$='-women']:not([name*=leave])")
    assert lines.count() >= 2, "the demonstration has a grid with two lines"
    first, second = (lines.nth(i).get_attribute("name").split("-")[1] for i in range(2))
    total = page.locator("tfoot output[data-sum^='#']")
    before = _number(total.inner_text())
    was = sum(
        _number(page.locator(f"[name='lines-{n}-{sex}']").input_value() or "0")
        for n in (first, second)
        for sex in ("women", "men")
    )

    _tab_to(page, f"lines-{first}-women")
    page.keyboard.type("31")
    page.keyboard.press("ArrowRight")
    assert _focused(page) == f"lines-{first}-men"
    page.keyboard.type("17")
    page.keyboard.press("Enter")
    assert _focused(page) == f"lines-{second}-men"
    page.keyboard.press("ArrowLeft")
    assert _focused(page) == f"lines-{second}-women"
    page.keyboard.type("5")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("8")
    page.keyboard.press("ArrowUp")
    assert _focused(page) == f"lines-{first}-men"
    assert _number(total.inner_text()) == before - was + 61
    row = page.locator(f"tr:has([name='lines-{first}-women']) output")
    assert _number(row.inner_text()) == 48

    for name in (f"lines-{first}-funding", f"lines-{second}-funding"):
        if not page.locator(f"[name='{name}']").input_value():
            _tab_to(page, name)
            page.keyboard.press("ArrowDown")
    page.locator(f"[name='lines-{first}-women']").focus()
    save = page.locator("main form .buttons .button.is-primary")
    while not save.evaluate("it => it === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/years/**")

    page.goto(address)
    kept = [
        page.locator(f"[name='lines-{n}-{sex}']").input_value()
        for n in (first, second)
        for sex in ("women", "men")
    ]
    assert kept == ["31", "17", "5", "8"]
