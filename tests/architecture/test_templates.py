"""Templates: made of components, without inline style or script, every text translatable."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.architecture.tree import modules, short, templates

INLINE = re.compile(r"""\s(style|on[a-z]+)\s*=\s*["'{]""")
URL_FOR = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")
CYRILLIC = re.compile("[\u0400-\u04ff]")
ATTRIBUTE = re.compile(r"""\b[a-z-]+="[^"]*\"""")
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "label")
FOLDERS = ("components", "layouts")

# What is the same in every language.
SAME_EVERYWHERE = {"Qosdiplom", "ECTS", "PDF", "Excel", "ROR", "PIC", "SCHAC", "Erasmus", "SHA-256"}

OWN_NAMES = {"_languages.html": "a language is offered under its own name"}


def _pages() -> list[Path]:
    return [p for p in templates() if p.parent.name not in FOLDERS and not p.name.startswith("_")]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_there_are_pages_components_and_layouts() -> None:
    assert _pages()
    assert {p.parent.name for p in templates()} >= set(FOLDERS)


@pytest.mark.parametrize("path", templates(), ids=short)
def test_no_inline_style_or_script(path: Path) -> None:
    text = _text(path)
    assert not INLINE.findall(text)
    assert "<style" not in text
    assert "javascript:" not in text
    assert not re.findall(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", _pages(), ids=short)
def test_every_page_extends_a_layout(path: Path) -> None:
    found = re.search(r"""{%-?\s*extends\s+["']([^"']+)["']""", _text(path))
    assert found
    assert found.group(1).split("/")[0] in ("layouts", "errors"), found.group(1)


@pytest.mark.parametrize("path", _pages(), ids=short)
def test_every_page_fills_title_lead_and_body(path: Path) -> None:
    blocks = set(re.findall(r"{%-?\s*block\s+(\w+)", _text(path)))
    assert {"title", "lead", "body"} <= blocks or "layouts/page.html" not in _text(path)


@pytest.mark.parametrize("path", templates(), ids=short)
def test_sentences_are_english_and_translated(path: Path) -> None:
    """Kazakh and Russian stand in the catalogs only."""
    assert path.name in OWN_NAMES or not CYRILLIC.findall(_text(path))


@pytest.mark.parametrize("path", templates(), ids=short)
def test_no_text_bypasses_the_catalogs(sqlite_app: Flask, path: Path) -> None:
    assert _spoken(sqlite_app, path) == []


def _spoken(app: Flask, path: Path) -> list[str]:
    """Words that a page would say the same in every language."""
    parts = []
    skipped = 0
    for _line, kind, value in app.jinja_env.lex(_text(path)):
        if kind in ("variable_begin", "block_begin", "comment_begin"):
            skipped += 1
            parts.append(" ")
        elif kind in ("variable_end", "block_end", "comment_end"):
            skipped -= 1
        elif kind == "data" and not skipped:
            parts.append(value)
    heard = Heard()
    heard.feed("".join(parts))
    heard.close()
    texts = [ATTRIBUTE.sub("", text) for text in heard.texts]
    words = [w for text in texts for w in re.findall(r"(?<![\w-])[A-Za-z][\w-]{2,}", text)]
    return [word for word in words if word not in SAME_EVERYWHERE]


class Heard(HTMLParser):
    """The texts of a template's markup, and of the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        """A text between tags."""
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """A text in an attribute."""
        self.texts += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """The same for a tag that closes itself."""
        self.handle_starttag(tag, attrs)


def test_every_address_a_template_names_is_a_route(sqlite_app: Flask) -> None:
    wrong = [
        f"{short(path)}: {endpoint}"
        for path in templates()
        for endpoint in URL_FOR.findall(_text(path))
        if endpoint not in sqlite_app.view_functions
    ]
    assert not wrong


def test_every_template_compiles_and_what_it_includes_exists(sqlite_app: Flask) -> None:
    known = set(sqlite_app.jinja_env.list_templates())
    for name in known:
        if name.endswith(".html"):
            sqlite_app.jinja_env.get_template(name)
    wrong = [
        f"{short(path)}: {wanted}"
        for path in templates()
        for wanted in re.findall(
            r"""{%-?\s*(?:extends|include|from|import)\s+["']([^"']+)["']""", _text(path)
        )
        if wanted not in known
    ]
    assert not wrong


def test_every_page_a_view_names_exists_and_every_page_is_named(sqlite_app: Flask) -> None:
    known = set(sqlite_app.jinja_env.list_templates())
    named = {
        found
        for module in modules()
        for found in re.findall(r"""["']([\w-]+/[\w-]+\.html)["']""", module.text)
    }
    assert sorted(named - known) == []
    pages = {f"{path.parent.name}/{path.name}" for path in _pages()}
    extended = {
        found
        for path in templates()
        for found in re.findall(r"""["']([\w-]+/[\w-]+\.html)["']""", _text(path))
    }
    assert sorted(pages - named - extended) == [], "nobody draws these pages"


COMPONENTS = [p for p in templates() if p.parent.name == "components"]


@pytest.mark.parametrize("path", COMPONENTS, ids=short)
def test_every_component_says_in_its_first_line_what_it_takes(path: Path) -> None:
    first = _text(path).splitlines()[0]
    assert first.startswith("{#")
    for macro in re.findall(r"{%-?\s*macro\s+([a-z]\w*)\(", _text(path)):
        assert macro in first, f"{macro} is not in the first line"


@pytest.mark.parametrize("path", COMPONENTS, ids=short)
def test_every_component_is_used(path: Path) -> None:
    name = f"components/{path.name}"
    assert any(name in _text(other) for other in templates() if other != path)


@pytest.mark.parametrize("path", _pages(), ids=short)
def test_pages_ask_may_and_never_for_a_role(path: Path) -> None:
    assert not re.findall(r"actor\.(holds|memberships)", _text(path))


@pytest.mark.parametrize("path", templates(), ids=short)
def test_every_posted_form_has_its_token(path: Path) -> None:
    """Written by hand, a form has to carry the token itself."""
    text = _text(path)
    for found in re.finditer(r"""<form[^>]*method=["']post["'].*?</form>""", text, re.S | re.I):
        assert "csrf" in found.group(0), found.group(0)[:100]
