"""Everything that matters works with JavaScript switched off."""

import pytest

from tests.browser.addresses import Addresses
from tests.browser.conftest import OFFICE, Window, follow, needs_chromium, sign_in

pytestmark = [pytest.mark.xdist_group("browser"), needs_chromium]


def test_signing_in_and_choosing_a_language_need_no_script(window: Window) -> None:
    page = window(None, java_script_enabled=False)
    page.goto("/sign-in")
    follow(page, ".languages [value=ru]")
    assert page.url.endswith("/sign-in")
    assert page.locator("html").get_attribute("lang") == "ru"
    page.fill("#email", OFFICE)
    page.fill("#password", "wrong")
    follow(page, "main .button.is-primary")
    assert page.locator("[role=alert]").count() == 1
    assert page.locator("#email").input_value() == OFFICE
    sign_in(page, OFFICE)
    page.goto("/agreements")
    assert page.locator("tbody tr").count() > 1


def test_a_partner_is_added_to_an_agreement_without_script(window: Window) -> None:
    page = window(OFFICE, java_script_enabled=False)
    page.goto("/agreements/new")
    page.fill("#title", "Қос диплом туралы келісім")
    follow(page, "[name=add_partners]")
    assert page.locator("#title").input_value() == "Қос диплом туралы келісім"
    assert page.locator("[name='partners-1-institution_id']").count() == 1
    follow(page, "[name='remove_partners-0']")
    assert page.locator("select[name$='-institution_id']").count() == 1


def test_the_headcount_is_saved_without_script(addresses: Addresses, window: Window) -> None:
    page = window(OFFICE, java_script_enabled=False)
    address = addresses.open_year_grid(last=True)
    page.goto(address)
    lines = page.locator("[name$='-men']:not([name*=leave])")
    before = lines.count()
    follow(page, "[name=add]")
    assert lines.count() == before + 1
    name = lines.first.get_attribute("name")
    funding = page.locator(f"[name='{name.replace('men', 'funding')}']")
    if not funding.input_value():
        funding.select_option(index=1)
    page.fill(f"[name='{name}']", "23")
    follow(page, "main form .buttons .button.is-primary")
    assert "/years/" in page.url
    page.goto(address)
    assert page.locator(f"[name='{name}']").input_value() == "23"
