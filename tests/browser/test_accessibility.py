"""The main pages under axe, light and dark: nothing that keeps anybody out.

To have a page looked at, name its endpoint and somebody who may open it.
"""

from typing import Any

import pytest

from tests.browser.addresses import Addresses
from tests.browser.conftest import Window, needs_chromium

pytestmark = [pytest.mark.xdist_group("browser"), needs_chromium]

OFFICE, QUALITY, LEAD = "office@demo.example", "quality@demo.example", "lead@demo.example"
MAIN = {
    None: (
        "home.show",
        "accounts.sign_in",
        "recognition.index",
        "recognition.convention",
        "recognition.routes",
    ),
    OFFICE: (
        "home.show",
        "agreements.index",
        "agreements.show",
        "agreements.register",
        "agreements.difference",
        "programmes.index",
        "programmes.show",
        "programmes.path",
        "programmes.edit",
        "cohorts.show",
        "cohorts.contingent",
        "cohorts.movement",
        "cohorts.year",
        "institutions.show",
    ),
    QUALITY: (
        "quality.index",
        "quality.programme",
        "quality.show",
        "quality.judge",
        "quality.sheet",
        "quality.actions",
        "quality.policy",
        "curriculum.show",
    ),
    LEAD: ("statistics.national", "returns.index", "institutions.index", "cohorts.years"),
}

# Nothing but the colours differs in the dark.
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


@pytest.mark.parametrize("email", MAIN, ids=lambda email: email or "visitor")
def test_axe_finds_nothing_on_the_main_pages(
    addresses: Addresses, window: Window, email: str | None
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    page = window(email, reduced_motion="reduce")
    known = {one.endpoint: one.url for one in addresses.open_to(email)}
    faults = []
    for endpoint in MAIN[email]:
        page.emulate_media(color_scheme="light")
        page.goto(known[endpoint])
        faults += _faults(axe.run(page), known[endpoint])
        page.emulate_media(color_scheme="dark")
        faults += _faults(axe.run(page, options=COLOURS), f"{known[endpoint]} in the dark")
    assert not faults, "\n".join(faults)


def _faults(results: Any, where: str) -> list[str]:
    return [f"{where}: {_told(one)}" for one in results.response["violations"]]


def _told(violation: dict[str, Any]) -> str:
    places = [str(node["target"][0]) for node in violation["nodes"][:5]]
    return f"{violation['id']}: {violation['help']} at {', '.join(places)}"
