"""Every view asks who may, every grant is used, every form carries its token."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app import create_app
from app.kernel.permissions import check_grants
from tests.architecture.register import NAMES, Register, rules, undone
from tests.architecture.tree import APP, modules, templates
from tests.conftest import SqliteTemplate, settings

ACTION = re.compile(r"""["']([a-z_]+\.[a-z_]+)["']""")
MAY = re.compile(r"""\bmay\(\s*["']([a-z_.]+)["']""")
WRITING = re.compile(r"\s*(insert|update|delete|create|drop|alter|replace)\b", re.IGNORECASE)


def _views(app: Flask) -> dict[str, Any]:
    return {name: view for name, view in app.view_functions.items() if name != "static"}


def test_every_view_is_guarded(sqlite_app: Flask) -> None:
    open_ = [n for n, view in _views(sqlite_app).items() if not hasattr(view, "guarded_by")]
    assert not open_


def test_every_guard_names_an_action_that_is_granted(sqlite_app: Flask) -> None:
    grants = sqlite_app.extensions["grants"]
    wrong = {n: v.guarded_by for n, v in _views(sqlite_app).items() if v.guarded_by not in grants}
    assert not wrong


def test_every_granted_action_is_asked_about_somewhere(sqlite_app: Flask) -> None:
    """By a guard, by `may`, by a step of a lifecycle or by an entry of the menu."""
    asked = {view.guarded_by for view in _views(sqlite_app).values()}
    for path in [*templates(), *(m.path for m in modules() if m.role != "permissions")]:
        asked |= set(ACTION.findall(path.read_text(encoding="utf-8")))
    assert sorted(set(sqlite_app.extensions["grants"]) - asked) == []


def test_every_action_that_is_asked_about_is_granted(sqlite_app: Flask) -> None:
    """A misspelt name would raise only when somebody opens the page."""
    grants = sqlite_app.extensions["grants"]
    sources = [*templates(), *(m.path for m in modules())]
    wrong = [
        f"{path.relative_to(APP)}: {action}"
        for path in sources
        for action in MAY.findall(path.read_text(encoding="utf-8"))
        if action not in grants
    ]
    assert not wrong


def test_every_step_of_a_lifecycle_needs_a_granted_permission(sqlite_app: Any) -> None:
    grants = sqlite_app.extensions["grants"]
    lifecycles = [f.part(ref) for f in sqlite_app.features for ref in f.lifecycles]
    assert lifecycles
    for lifecycle in lifecycles:
        assert not lifecycle.unreachable(), lifecycle.name
        assert [s.action for s in lifecycle.steps if s.permission not in grants] == []
        musts = [step.musts for step in lifecycle.steps if step.musts]
        assert [one.override for one in musts if one.override not in grants] == []
        assert {one.subject for one in musts} <= _subjects(sqlite_app)


def _subjects(app: Any) -> set[str]:
    """What rulebooks are about."""
    return {f.part(reference).subject for f in app.features for reference in f.rulebooks}


def test_the_grants_say_what_their_authors_meant(sqlite_app: Flask) -> None:
    check_grants(sqlite_app.extensions["grants"])


def test_every_entry_of_the_menu_leads_to_a_page_guarded_by_its_action(sqlite_app: Any) -> None:
    for item in sqlite_app.extensions["menu"]:
        assert sqlite_app.view_functions[item.endpoint].guarded_by == item.action


def test_endpoint_function_and_template_have_one_name(sqlite_app: Flask) -> None:
    wrong = [
        f"{endpoint} is the function {view.__name__}"
        for endpoint, view in _views(sqlite_app).items()
        if endpoint.split(".")[-1] != view.__name__
    ]
    assert not wrong


def test_no_form_is_taken_without_its_token(
    sqlite_template: SqliteTemplate, sqlite_register: Register, tmp_path: Path
) -> None:
    (tmp_path / "csrf").mkdir()
    guarded = create_app(
        settings(sqlite_template.copy(tmp_path / "csrf"), tmp_path) | {"WTF_CSRF_ENABLED": True}
    )
    client = guarded.test_client()
    posts = sqlite_register.addresses("POST", "PUT", "PATCH", "DELETE")
    taken = [str(a) for a in posts if client.open(a.url, method=a.method).status_code != 400]
    guarded.extensions["engine"].dispose()
    assert posts
    assert not taken


@pytest.mark.parametrize("name", ["international_office of A", "nched_lead", "system_admin"])
def test_reading_writes_nothing(sqlite_register: Register, name: str) -> None:
    visitor = sqlite_register.visitor(name)
    written: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if WRITING.match(statement):
            written.append(statement[:80])

    engine = sqlite_register.app.extensions["engine"]
    event.listen(engine, "before_cursor_execute", note)
    found = []
    for address in sqlite_register.addresses("GET"):
        written.clear()
        visitor.get(address.url)
        found += [f"{address}: {statement}" for statement in written]
    assert not found


def test_state_changes_by_post_only(sqlite_app: Flask) -> None:
    """A link that a mail program follows must not approve an agreement."""
    verbs = ("remove", "delete", "discard", "submit", "approve", "file", "reset", "sign-out")
    wrong = [
        str(rule)
        for rule in rules(sqlite_app)
        if "GET" in (rule.methods or set()) and str(rule).rsplit("/", 1)[-1] in verbs
    ]
    assert not wrong


@pytest.mark.parametrize("name", NAMES)
def test_signing_out_and_switching_language_are_open_to_all(
    sqlite_register: Register, name: str
) -> None:
    visitor = sqlite_register.visitor(name)
    with undone(sqlite_register.app):
        assert visitor.post("/sign-out").status_code == 303
        assert visitor.post("/language", {"language": "kk"}).status_code == 303
