"""The catalogs: complete in three languages, and the same sentences as in the source."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.architecture.tree import APP, ROOT

LANGUAGES = ("kk", "ru", "en")
FORMS = {"kk": 2, "ru": 3, "en": 2}
PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*[\d.]*([a-zA-Z])")
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&[a-z]+;")
TEMPLATE = APP / "translations" / "messages.pot"


@cache
def _catalog(language: str) -> Catalog:
    path = APP / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


@cache
def _committed() -> Catalog:
    with TEMPLATE.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The sentences of the source as it is now, with the Makefile's own options."""
    target = tmp_path_factory.mktemp("pot") / "messages.pot"
    keywords = re.findall(r"-k \S+", (ROOT / "Makefile").read_text(encoding="utf-8"))
    options = [part for pair in keywords for part in pair.split()]
    command = ["pybabel", "-q", "extract", "-F", str(ROOT / "babel.cfg"), *options]
    CommandLineInterface().run([*command, "-o", str(target), str(APP)])
    with target.open("rb") as file:
        return read_po(file)


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


def _keys(catalog: Catalog) -> set[tuple[str, ...]]:
    return {_key(message) for message in _messages(catalog)}


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (message.string,)


def test_the_committed_sentences_are_those_of_the_source(extracted: Catalog) -> None:
    now, kept = _keys(extracted), _keys(_committed())
    assert sorted(now - kept) == [], "not extracted yet: run make messages"
    assert sorted(kept - now) == [], "no longer in the source: run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_in_every_language(language: str, extracted: Catalog) -> None:
    translated = {_key(m) for m in _messages(_catalog(language)) if all(_texts(m))}
    assert sorted(_keys(extracted) - translated) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalog_holds_more_than_the_source(language: str, extracted: Catalog) -> None:
    assert sorted(_keys(_catalog(language)) - _keys(extracted)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_a_guess(language: str) -> None:
    assert [m.id for m in _messages(_catalog(language)) if m.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_complete(language: str) -> None:
    catalog = _catalog(language)
    assert catalog.num_plurals == FORMS[language]
    plural = [m for m in _messages(catalog) if len(_key(m)) > 1]
    assert plural
    assert [m.id for m in plural if len(_texts(m)) != FORMS[language] or not all(_texts(m))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same(language: str) -> None:
    """All of them in every form; a form for exactly one may say "one" instead of the number."""
    wrong = []
    for message in _messages(_catalog(language)):
        wanted = {p for text in _key(message) for p in PLACEHOLDER.findall(text)}
        for text in filter(None, _texts(message)):
            found = set(PLACEHOLDER.findall(text))
            missing = wanted - found if len(_key(message)) == 1 else wanted - found - {("num", "d")}
            if found - wanted or missing:
                wrong.append((message.id, text))
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_for_formatting_are_the_same(language: str) -> None:
    """Sentences of the rules name facts in braces."""
    wrong = [
        (message.id, text)
        for message in _messages(_catalog(language))
        for text in filter(None, _texts(message))
        if _braces(text) != _braces(_key(message)[0])
    ]
    assert not wrong


def _braces(text: str) -> set[str]:
    if "{" not in text:
        return set()
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalog_compiles(language: str) -> None:
    errors = [(m.id, list(m.check(_catalog(language)))) for m in _messages(_catalog(language))]
    assert [(key, found) for key, found in errors if found] == []
    target = BytesIO()
    write_mo(target, _catalog(language))
    assert target.tell() > 0


def test_sentences_hold_no_markup(extracted: Catalog) -> None:
    assert [m.id for m in _messages(extracted) if any(MARKUP.search(t) for t in _key(m))] == []


def test_placeholders_have_names(extracted: Catalog) -> None:
    """ "%s" cannot change its place in another language."""
    bare = re.compile(r"(?<!%)%[sdrf](?![\w%])")
    assert [m.id for m in _messages(extracted) if any(bare.search(t) for t in _key(m))] == []


@pytest.mark.parametrize("language", ("kk", "ru"))
def test_translations_are_in_their_own_script(language: str) -> None:
    """A sentence of several words that is still English was forgotten."""
    cyrillic = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
    wrong = [
        message.id
        for message in _messages(_catalog(language))
        for text in filter(None, _texts(message))
        if len(re.findall(r"[A-Za-z]{3,}", PLACEHOLDER.sub("", text))) > 2
        and not cyrillic.search(text)
    ]
    assert not wrong


def test_sentences_are_spaced_alike_at_both_ends() -> None:
    wrong = [
        (language, message.id)
        for language in LANGUAGES
        for message in _messages(_catalog(language))
        for text in filter(None, _texts(message))
        if (text[:1].isspace(), text[-1:].isspace())
        != (_key(message)[0][:1].isspace(), _key(message)[0][-1:].isspace())
    ]
    assert not wrong
