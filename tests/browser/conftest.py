"""One server and one Chromium for all browser tests; a signed-in window for each."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from seed.demo import PASSWORD
from tests.browser.addresses import Addresses
from tests.browser.site import Site, demonstration

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
OFFICE = "office@demo.example"

# On a build server a missing browser is a fault; on a desk these tests are left out.
needs_chromium = pytest.mark.skipif(
    not os.path.exists(CHROMIUM) and not os.environ.get("CI"),
    reason="Chromium is not installed",
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running server with the demonstration."""
    with demonstration(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="session")
def addresses(site: Site) -> Iterator[Addresses]:
    """Which pages there are, and for whom."""
    made = Addresses(site.environment)
    yield made
    made.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        made = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


Window = Callable[..., Any]


@pytest.fixture(scope="session")
def states() -> dict[str, Any]:
    """The cookies of those who have signed in already."""
    return {}


@pytest.fixture
def window(site: Site, chromium: Any, states: dict[str, Any]) -> Iterator[Window]:
    """`window(email, **context)` opens a tab, signed in; all are closed at the end."""
    opened = []

    def open_(email: str | None = None, **options: Any) -> Any:
        context = chromium.new_context(
            base_url=site.url, storage_state=_state(chromium, site, email, states), **options
        )
        opened.append(context)
        return context.new_page()

    yield open_
    for context in opened:
        context.close()


def _state(chromium: Any, site: Site, email: str | None, states: dict[str, Any]) -> Any:
    if email is None:
        return None
    if email not in states:
        with _context(chromium, site) as context:
            page = context.new_page()
            sign_in(page, email)
            states[email] = context.storage_state()
    return states[email]


@contextmanager
def _context(chromium: Any, site: Site) -> Iterator[Any]:
    made = chromium.new_context(base_url=site.url)
    yield made
    made.close()


def sign_in(page: Any, email: str) -> None:
    """Sign in through the page, and choose Kazakh."""
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/")
    follow(page, ".languages [value=kk]")


def follow(page: Any, what: str) -> None:
    """Click what leads to another page or sends a form, and wait for the page that answers.

    A click alone comes back before the answer is there, and what is counted then
    may belong to the old page, the new one or neither.
    """
    with page.expect_navigation():
        page.locator(what).first.click()
