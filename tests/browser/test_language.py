"""The switch of languages keeps the reader's place."""

import pytest

from tests.browser.conftest import OFFICE, Window, follow, needs_chromium

pytestmark = [pytest.mark.xdist_group("browser"), needs_chromium]

PLACES = ("/agreements?stage=signed&level=B", "/statistics?year=2021-2022", "/classifier?text=6B04")


@pytest.mark.parametrize("place", PLACES)
def test_the_switch_keeps_the_place_and_every_language_says_it_differently(
    window: Window, place: str
) -> None:
    page = window(OFFICE)
    page.goto(place)
    titles = set()
    for language in ("ru", "en", "kk"):
        follow(page, f".languages [value={language}]")
        assert page.url.endswith(place)
        assert page.locator("html").get_attribute("lang") == language
        titles.add(page.locator("h1").inner_text())
    assert len(titles) == 3
