"""Two windows on the same record: the later one is shown what differs, and loses nothing."""

import pytest

from tests.browser.addresses import Addresses
from tests.browser.conftest import OFFICE, Window, follow, needs_chromium

pytestmark = [pytest.mark.xdist_group("browser"), needs_chromium]

SAVE = "main form .buttons .button.is-primary"


def test_a_stale_edit_shows_both_values_and_leads_back(
    addresses: Addresses, window: Window
) -> None:
    address = addresses.of("programmes.edit", OFFICE)
    early, late = window(OFFICE), window(OFFICE)
    for page in (early, late):
        page.goto(address)
    early.fill("#name_en", "Named in the early window")
    follow(early, SAVE)
    assert not early.url.endswith(address)

    late.fill("#name_en", "Named in the late window")
    with late.expect_response(lambda answer: answer.request.method == "POST") as told:
        follow(late, SAVE)
    assert told.value.status == 409
    table = late.locator("main table").inner_text()
    assert "Named in the early window" in table and "Named in the late window" in table

    follow(late, f"main a[href='{address}']")
    assert late.locator("#name_en").input_value() == "Named in the early window"
    late.fill("#name_en", "Named in the late window")
    follow(late, SAVE)
    assert not late.url.endswith(address)
