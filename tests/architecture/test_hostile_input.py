"""Anything a person can type ends in a sentence, never in an error of ours.

Addresses with senseless numbers and queries; every form empty, and with each of
its fields filled with what its kind bears worst. On SQLite everything; on
PostgreSQL what it refuses and SQLite takes: NUL, and numbers beyond 32 bits.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from app.kernel.permissions import allowed
from tests.architecture.register import (
    Address,
    Failure,
    Field,
    Page,
    Register,
    Sent,
    Visitor,
    rules,
    undone,
)
from tests.architecture.test_access import _actor, _thing
from tests.architecture.tree import modules

AREAS = (
    "institutions",
    "accounts",
    "agreements",
    "programmes",
    "cohorts",
    "recognition",
    "curriculum",
    "quality",
    "returns",
    "campaigns",
    "elsewhere",
)
READERS = ("international_office of A", "system_admin")
ASKERS = (
    "international_office of A",
    "quality_manager of A",
    "signatory of A",
    "institution_admin of A",
    "nched_lead",
    "system_admin",
    "nobody",
)
HUGE = "9" * 31
KEYS = ("0", "2147483647", "2147483648", "99999999999999999999")

GARBAGE = (
    "",
    " ",
    "a\x00\x01\uffffb",
    HUGE,
    "2147483648",
    "-1",
    "1.5",
    "NaN",
    "²",
    "<script>alert(1)</script>",
    "2026-02-30",
    "9999-12-31",
    "Ұлт\u202eтық 🎓",
    "x" * 100_000,
)
WORST = ("a\x00\x01\uffffb", HUGE, "2147483648", "²")
BY_KIND = {
    "number": (HUGE, "2147483648", "NaN", "²", "-1", "1.5"),
    "date": ("9999-12-31", "0001-01-01", "2026-02-30", "²"),
    "hidden": ("2147483648", HUGE, "²", "a\x00\x01\uffffb"),
    "select": ("2147483648", HUGE, "a\x00\x01\uffffb"),
    "file": ("a\x00\x01\uffffb",),
}
TEXTS = ("\x00<script>²", "x" * 100_000, HUGE)
HARD_FOR_POSTGRESQL = {"\x00<script>²", *WORST, "9999-12-31"}
QUERY = re.compile(r"""\bargs(?:\.get)?[\[(]["'](\w+)["']""")


def _said(address: object, data: object, answer: Any) -> str:
    """A fault as a message names it."""
    why = answer.why if isinstance(answer, Failure) else f"answers {answer.status_code}"
    return f"{address} with {str(data)[:120]!r}: {why}"


def _area(address: Address) -> str:
    first = address.endpoint.split(".")[0]
    return first if first in AREAS else "elsewhere"


def _once(register: Register, name: str, *methods: str) -> list[Address]:
    """One address of each view, open to the person where there is one."""
    found: dict[tuple[str, str], Address] = {}
    for address in register.addresses(*methods):
        key = (address.method, address.endpoint)
        if key not in found or (
            not _is_open(register, found[key], name) and _is_open(register, address, name)
        ):
            found[key] = address
    return list(found.values())


@pytest.mark.parametrize("name", READERS)
def test_no_number_in_an_address_is_an_error(register: Register, name: str) -> None:
    visitor = register.visitor(name)
    wrong = []
    for address in _once(register, name):
        for url in _with_keys(address):
            with undone(register.app):
                answer = visitor.open(address.method, url)
            if answer.status_code >= 500:
                wrong.append(_said(address, url, answer))
    assert not wrong, "\n".join(wrong)


def _with_keys(address: Address) -> Iterator[str]:
    """The address with each of its parts replaced by numbers that mean nothing."""
    parts = address.url.split("/")
    for place, part in enumerate(parts):
        for key in KEYS if part[:1].isdigit() else ():
            yield "/".join([*parts[:place], key, *parts[place + 1 :]])


@pytest.mark.parametrize("name", READERS)
def test_no_query_in_an_address_is_an_error(register: Register, name: str) -> None:
    visitor = register.visitor(name)
    found = [_asked(visitor, address) for address in _once(register, name, "GET")]
    wrong = [fault for faults in found for fault in faults]
    assert not wrong, "\n".join(wrong)


def _asked(visitor: Visitor, address: Address) -> list[str]:
    """What goes wrong when every query that this page may read is senseless."""
    own = _filters(visitor.get(address.url))
    names = {*_queries(), *own}
    found = []
    garbage = filter(_tried(visitor.app), GARBAGE)
    for value in garbage if not address.values else (HUGE, "a\x00\x01\uffffb²"):
        for query in [dict.fromkeys(names, value), *_each(address, own | {"page"}, value)]:
            answer = visitor.get(address.url, query_string=query)
            if answer.status_code >= 500:
                found.append(_said(address, query, answer))
    return found


def _each(address: Address, names: set[str], value: str) -> list[dict[str, str]]:
    """One query at a time, where a page narrows a list, with the worst values."""
    if address.values or value not in WORST:
        return []
    return [{name: value} for name in sorted(names)]


@cache
def _queries() -> frozenset[str]:
    """The names that the source asks the query for, read once for all pages."""
    return frozenset(name for module in modules() for name in QUERY.findall(module.text))


def _filters(answer: Any) -> set[str]:
    """The names that the page's own filters send."""
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return set()
    forms = Page(answer.get_data(as_text=True)).forms
    return {one.name for form in forms if form.method == "GET" for one in form.fields}


@pytest.mark.parametrize("area", AREAS)
def test_no_form_is_an_error_whatever_is_typed(register: Register, area: str) -> None:
    wrong = []
    for address, name in _open_posts(register, area):
        visitor = register.visitor(name)
        form = _form_of(visitor, address, register)
        for data in _attempts(form, _tried(register.app)):
            with undone(register.app):
                answer = visitor.post(address.url, data)
            if answer.status_code >= 500:
                wrong.append(_said(address, _shown(data, form), answer))
    assert not wrong, "\n".join(wrong)


def _open_posts(register: Register, area: str) -> Iterator[tuple[Address, str]]:
    """One address for each view that takes forms, with somebody to whom it is open."""
    done = set()
    for name in ASKERS:
        for address in register.addresses("POST"):
            known = _area(address) != area or address.endpoint in done
            if not known and _is_open(register, address, name):
                done.add(address.endpoint)
                yield address, name


def _is_open(register: Register, address: Address, name: str) -> bool:
    app = register.app
    view: Any = app.view_functions[address.endpoint]
    with app.app_context():
        about, thing = _thing(app, address)
        if about and thing is None:
            return False
        return allowed(app.extensions["grants"], view.guarded_by, _actor(register, name), thing)


def _form_of(visitor: Visitor, address: Address, register: Register) -> Sent:
    """The form that leads to the address: on the page of that address, or on one above it."""
    for url in _pages_with(address, register):
        answer = visitor.get(url)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in Page(answer.get_data(as_text=True)).forms:
            if form.method == "POST" and (form.action or url).split("?")[0] == address.url:
                return form
    return Sent(address.url, "POST", [Field("version", "1", "hidden")])


def _pages_with(address: Address, register: Register) -> Iterator[str]:
    url = address.url
    while url:
        yield url
        url = url.rpartition("/")[0]
    scene = address.scene
    yield f"/institutions/{scene.home.id}"
    yield f"/people/{scene.person.id}"


def _tried(app: Flask) -> Callable[[str], bool]:
    """Which values are worth trying on this database."""
    if app.extensions["engine"].dialect.name == "sqlite":
        return lambda value: True
    return lambda value: value in HARD_FOR_POSTGRESQL


def _attempts(form: Sent, tried: Callable[[str], bool]) -> Iterator[Any]:
    """Nothing at all, the same in every field, and one wrong field at a time."""
    proposed = form.data()
    yield {}
    yield proposed
    for value in filter(tried, GARBAGE):
        yield dict.fromkeys(proposed, value)
    for one in _kinds(form):
        for value in filter(tried, BY_KIND.get(one.kind, TEXTS)):
            yield proposed | {one.name: value}
        # What a form takes, the column must hold, also when folding makes it longer.
        yield from (proposed | {one.name: letter * one.most} for letter in "ұß" if one.most)
        # What does not concern the database is tried once.
        if not tried(""):
            continue
        yield MultiDict([*proposed.items(), (one.name, "²"), (one.name, HUGE)])
        if one.kind == "file":
            yield from ({**proposed, one.name: file} for file in _uploads())


def _kinds(form: Sent) -> list[Field]:
    """The fields; of repeated rows only one of each name."""
    found: dict[str, Field] = {}
    for one in form.fields:
        found.setdefault(re.sub(r"\d+", "0", one.name), one)
    return list(found.values())


def _uploads() -> Iterator[FileStorage]:
    for name, content in (
        ("a.pdf", b""),
        ("a.pdf", b"no PDF at all"),
        ("../../etc/\x00passwd", b"%PDF-1.4\n%%EOF\n"),
        ("ұ" * 300 + ".pdf", b"%PDF-1.4\n%%EOF\n"),
    ):
        yield FileStorage(BytesIO(content), name)


def _shown(data: Any, form: Sent) -> dict[str, str]:
    """Only what differs from the proposal, for the message."""
    proposed = form.data()
    return {k: str(v)[:40] for k, v in dict(data).items() if proposed.get(k) != v} or {"": "all"}


def test_every_form_on_the_way_is_known(sqlite_register: Register) -> None:
    """Somebody may open every view that takes forms; else the test above skips it."""
    tried = {a.endpoint for area in AREAS for a, _ in _open_posts(sqlite_register, area)}
    taking = {r.endpoint for r in rules(sqlite_register.app) if "POST" in (r.methods or set())}
    assert sorted(taking - tried) == []


@pytest.mark.parametrize(
    "path", ["/%00", "/%ff%fe", "/agreements/%00", "/" + "x" * 5000, "//", "/."]
)
def test_no_path_is_an_error(sqlite_register: Register, path: str) -> None:
    assert sqlite_register.visitor("system_admin").get(path).status_code < 500


def test_a_broken_session_is_nobody(sqlite_register: Register) -> None:
    for cookie in ("", "x", "a.b.c", "\u00e9", "." * 3000):
        answer = Visitor(sqlite_register.app, cookie).get("/agreements")
        assert answer.status_code == 302
