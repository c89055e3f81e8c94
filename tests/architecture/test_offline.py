"""Pages as they arrive: nothing from other hosts, the policy on every answer, one heading."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.agreements.models import Stage
from app.kernel.web.security import HEADERS
from tests.architecture.register import Page, Register
from tests.architecture.tree import APP

ELSEWHERE = re.compile(r"^\s*([a-z]+:)?//", re.IGNORECASE)
STATIC = APP / "kernel" / "static"
READERS = ("nobody", "international_office of A", "signatory of A", "nched_lead", "system_admin")


def _drawn(register: Register, name: str) -> list[tuple[str, Any]]:
    visitor = register.visitor(name)
    found = [(str(a), visitor.get(a.url)) for a in register.addresses("GET")]
    return [*found, ("nothing", visitor.get("/there-is-no-such-page"))]


@pytest.mark.parametrize("name", READERS)
def test_pages_need_no_other_host_and_are_well_made(sqlite_register: Register, name: str) -> None:
    wrong = []
    for said, answer in _drawn(sqlite_register, name):
        for header, value in HEADERS.items():
            if answer.status_code != 500 and answer.headers.get(header) != value:
                wrong.append(f"{said}: no {header}")
        if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
            wrong += [f"{said}: {fault}" for fault in _faults(answer.get_data(as_text=True))]
    assert not wrong, "\n".join(sorted(set(wrong)))


def _faults(html: str) -> list[str]:
    page = Page(html)
    ids = [value for name, value in page.attributes if name == "id"]
    return [
        *(f"loads {url}" for url in page.resources if ELSEWHERE.match(url)),
        *(f"inline {text[:40]!r}" for text in page.inline),
        *(f"{name}=" for name, _ in page.attributes if name == "style" or name.startswith("on")),
        *([] if len(page.headings) == 1 else [f"{len(page.headings)} first headings"]),
        *(f"id {one} twice" for one in sorted({i for i in ids if ids.count(i) > 1})),
        *(["no language"] if "lang" not in dict(page.attributes) else []),
    ]


def test_static_files_load_nothing_from_elsewhere() -> None:
    wrong = [
        f"{path.name}: {found}"
        for path in STATIC.rglob("*")
        if path.suffix in (".css", ".js")
        for found in re.findall(
            r"(?:url\(|@import|fetch\(|import)\s*[\"']?(?:https?:)?//[^\s\"')]+",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert not wrong


def test_every_static_file_a_page_names_exists(sqlite_register: Register) -> None:
    page = Page(sqlite_register.visitor("nobody").get("/").get_data(as_text=True))
    named = [url.split("?")[0] for url in page.resources if url.startswith("/static/")]
    assert named
    for url in named:
        assert (STATIC / Path(url).relative_to("/static")).is_file(), url
        answer = sqlite_register.visitor("nobody").get(url)
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_every_language(sqlite_register: Register, language: str) -> None:
    visitor = sqlite_register.visitor("international_office of A")
    client = sqlite_register.app.test_client()
    client.set_cookie("session", visitor.cookie)
    client.post("/language", data={"language": language})
    wrong = []
    for address in sqlite_register.addresses("GET"):
        answer = client.get(address.url, buffered=True)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if text and answer.status_code == 200 and f'<html lang="{language}"' not in text:
            wrong.append(f"{address}: another language")
    assert not wrong


# At these stages the most that a page offers differs: nothing sent, to be reviewed, signed.
LOOKED_AT = (Stage.DRAFT, Stage.IN_REVIEW, Stage.SIGNED)


def test_links_on_pages_lead_to_something_that_is_there(sqlite_register: Register) -> None:
    """Every link that a page offers to a person is open to that person."""
    wrong = set()
    for name in ("international_office of A", "nched_analyst", "system_admin"):
        visitor = sqlite_register.visitor(name)
        links = set()
        for address in sqlite_register.addresses("GET"):
            if address.scene.agreement.stage not in LOOKED_AT:
                continue
            answer = visitor.get(address.url)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                page = Page(answer.get_data(as_text=True))
                links |= {(link.split("#")[0], address.endpoint) for link in page.links}
        known: dict[str, int] = {}
        for link, endpoint in sorted(links):
            if not link.startswith("/") or link.startswith("/static"):
                continue
            if link not in known:
                known[link] = visitor.get(link).status_code
            if known[link] >= 400:
                wrong.add(f"{name}: {endpoint} leads to {link}: {known[link]}")
    assert not wrong, "\n".join(sorted(wrong))
