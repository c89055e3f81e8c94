"""Every page of every role in Chromium: what a page owes to whoever opens it.

The list comes from the routes, so a new page cannot be forgotten. Each page is
looked at wide and on a phone, in Kazakh.
"""

import gzip
import urllib.request
from functools import cache
from typing import Any

import pytest

from tests.browser.addresses import Address, Addresses
from tests.browser.conftest import Window, needs_chromium

pytestmark = [pytest.mark.xdist_group("browser"), needs_chromium]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 750}
BUDGET = 60 * 1024
PEOPLE = (
    None,
    "office@demo.example",
    "quality@demo.example",
    "rector@demo.example",
    "lead@demo.example",
    "system@demo.example",
)

LOOK = """() => ({
  headings: document.querySelectorAll("h1").length,
  title: document.title.split("·")[0].trim(),
  lang: document.documentElement.lang,
  over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  resources: performance.getEntriesByType("resource").map((one) => one.name),
})"""
OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_every_page_is_open_to_somebody(addresses: Addresses) -> None:
    reached = {one.endpoint for email in PEOPLE for one in addresses.open_to(email)}
    assert addresses.pages() - reached == set()


@pytest.mark.parametrize("email", PEOPLE, ids=lambda email: email or "visitor")
def test_every_page_keeps_what_a_page_promises(
    addresses: Addresses, window: Window, email: str | None
) -> None:
    page = window(email, viewport=WIDE, reduced_motion="reduce")
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if _is_bad(message) else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.extend(_outside(request.url)))
    faults = []
    for address in addresses.open_to(email):
        told.clear()
        faults += [f"{address}: {fault}" for fault in _faults(page, address)]
        faults += [f"{address}: {fault}" for fault in told]
    assert not faults, "\n".join(faults)


def _faults(page: Any, address: Address) -> list[str]:
    """What is wrong with a page, in words."""
    page.set_viewport_size(WIDE)
    answer = page.goto(address.url)
    seen = page.evaluate(LOOK)
    page.set_viewport_size(PHONE)
    narrow = page.evaluate(OVER)
    weight = _packed(answer.body()) + sum(_weight(url) for url in seen["resources"])
    checks = {
        f"status {answer.status}": answer.status < 400,
        f"{seen['headings']} main headings": seen["headings"] == 1,
        "no title": bool(seen["title"]),
        f"lang is {seen['lang']!r}": seen["lang"] == "kk",
        f"{seen['over']} px too wide at 1280": seen["over"] <= 0,
        f"{narrow} px too wide on a phone": narrow <= 0,
        f"{weight} bytes": weight <= BUDGET,
    }
    return [fault for fault, holds in checks.items() if not holds]


def _is_bad(message: Any) -> bool:
    return message.type in ("error", "warning")


def _outside(url: str) -> list[str]:
    return [] if url.startswith(("http://127.0.0.1:", "data:")) else [f"asks {url}"]


@cache
def _weight(url: str) -> int:
    with urllib.request.urlopen(url) as answer:
        return _packed(answer.read())


def _packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))
