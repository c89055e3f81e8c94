"""Somebody at a screen: opens pages, fills the forms that stand on them, and sends them.

A form is sent as a browser would: with its hidden fields and with whatever the
page proposes. A field that the page does not show cannot be filled, and an option
it does not offer cannot be chosen; either fails the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from lxml import html

from tests.makers import PASSWORD


@dataclass(frozen=True)
class Page:
    """An answer as the person sees it."""

    desk: "Desk"
    address: str
    answer: Any

    @property
    def text(self) -> str:
        """What the page says, without its markup."""
        return " ".join(" ".join(self.tree.find("body").itertext()).split())

    @property
    def tree(self) -> Any:
        """The page as a tree."""
        return html.fromstring(self.answer.text)

    @property
    def values(self) -> dict[str, str]:
        """The fields of the page's own form, with what stands in them."""
        return dict(self.form().form_values())

    def form(self, *names: str, to: str | None = None) -> Any:
        """The form of the page that goes to an address or has these fields."""
        forms = [one for one in self.tree.find(".//main").iter("form") if one.method == "POST"]
        if to is not None:
            forms = [one for one in forms if (one.action or "").endswith(to)]
        found = [one for one in forms if all(name in one.fields for name in names)]
        assert found, f"{self.address} has no form with {names or to}"
        return found[0]

    def send(
        self,
        expected: int = 303,
        *,
        to: str | None = None,
        press: str | None = None,
        files: dict[str, Any] | None = None,
        **fields: Any,
    ) -> "Page":
        """Fill a form of the page and press its button, or the button named `press`."""
        form = self.form(*fields, *(files or {}), to=to)
        for name, value in fields.items():
            form.fields[name] = value
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        if press is not None:
            button = form.xpath(f".//button[@name='{press}']")
            assert button, f"{self.address} has no button {press}"
            data[press] = button[0].get("value")
        answer = self.desk.client.post(form.action or self.address, data=data | (files or {}))
        assert answer.status_code == expected, f"{answer.status_code}: {_told(answer)}"
        return Page(self.desk, answer.location or self.address, answer)


class Desk:
    """A browser in which somebody has signed in, and chosen English, through the pages."""

    def __init__(self, app: Flask, person: Any) -> None:
        self.client = app.test_client()
        self.open("/sign-in").send(email=person.email, password=PASSWORD)
        token = self.open("/").tree.xpath("//input[@name='csrf_token']/@value")
        self.client.post("/language", data={"language": "en", "csrf_token": token})

    def open(self, address: str, expected: int = 200) -> Page:
        """Open a page."""
        answer = self.client.get(address)
        assert answer.status_code == expected, f"{address}: {answer.status_code}"
        return Page(self, address, answer)

    def send(self, address: str, expected: int = 303, **given: Any) -> Page:
        """Open a page and send its form."""
        return self.open(address).send(expected, **given)

    def take(self, address: str) -> bytes:
        """Download a file."""
        return bytes(self.open(address).answer.data)


def _words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _told(answer: Any) -> str:
    """What an answer complains about, for whoever reads a failed test."""
    return " | ".join(_complaints(answer.text))[:800]


def _complaints(text: str) -> Iterator[str]:
    tree = html.fromstring(text) if text.strip() else None
    if tree is not None:
        marked = tree.xpath(
            "//*[contains(@class,'error-summary') or contains(@class,'field-error')]"
        )
        yield from (_words(one) for one in marked or tree.iter("main"))
