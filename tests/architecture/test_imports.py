"""Imports go downwards only, and each kind of file keeps to its own work."""

import ast

import pytest
from flask import Flask

from app.features import NAMES
from tests.architecture.tree import Module, feature_modules, modules

OPEN = ("models", "queries", "services", "facts", "permissions")

# Modules of a feature that others may use although their name is not in OPEN.
VALUES = {
    "app.agreements.term": "arithmetic of terms, on plain values",
    "app.cohorts.counts": "counts as plain values, told apart and compared",
    "app.agreements.validity": "the same arithmetic as SQL, for queries of higher features",
    "app.programmes.path": "arithmetic of study paths, on plain values",
    "app.programmes.registry": "the parts of a programme's code, on plain values",
    "app.recognition.route": "the route of a diploma, on plain values",
    "app.recognition.treaties": "who is bound on a day, on plain values",
    "app.returns.counting": "what a return adds to the national figures, on plain values",
    "app.returns.dataset": "a return as data",
    "app.returns.editions": "the declaration of the return's columns",
}

WITHOUT_FLASK = ("models", "services", "facts", "queries", "lifecycle", "permissions", "rulebooks")
CURRENT_USER = {"app.kernel.web.guard", "app.kernel.web", "app.accounts.routes"}
MAY_COMMIT = {"app.kernel.db", "app.kernel.web.application", "app.commands"}


def _edges() -> list[tuple[Module, str, int]]:
    return [
        (module, name, line)
        for module in modules()
        for name, line in module.imports()
        if name == "app" or name.startswith("app.")
    ]


def _layer(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in (*NAMES, "kernel") else "top"


def test_the_kernel_knows_no_feature() -> None:
    wrong = [
        f"{module.name}:{line} imports {name}"
        for module, name, line in _edges()
        if module.layer == "kernel" and _layer(name) != "kernel"
    ]
    assert not wrong


def test_features_import_only_those_before_them() -> None:
    order = {name: n for n, name in enumerate(NAMES)}
    wrong = [
        f"{module.name}:{line} imports {name}"
        for module, name, line in _edges()
        if module.layer in order
        and (_layer(name) == "top" or order.get(_layer(name), -1) > order[module.layer])
    ]
    assert not wrong


def test_of_another_feature_only_the_open_parts_are_imported() -> None:
    wrong = []
    for module, name, line in _edges():
        other = _layer(name)
        if module.layer not in NAMES or other not in NAMES or other == module.layer:
            continue
        part = name.split(".")[2] if name.count(".") > 1 else ""
        allowed = part in OPEN or any(name == v or name.startswith(f"{v}.") for v in VALUES)
        if not allowed:
            wrong.append(f"{module.name}:{line} imports {name}")
    assert not wrong


def test_every_value_module_on_the_list_is_there_and_plain() -> None:
    known = {module.name: module for module in modules()}
    assert set(VALUES) <= set(known)


@pytest.mark.parametrize("role", WITHOUT_FLASK)
def test_no_flask_below_the_routes(role: str) -> None:
    wrong = [
        f"{module.name}:{line} imports {name}"
        for module in feature_modules(role)
        for name, line in module.imports()
        if name.split(".")[0].startswith("flask") and name != "flask_babel"
    ]
    assert not wrong


@pytest.mark.parametrize("role", ("models", "queries"))
def test_models_and_queries_translate_nothing(role: str) -> None:
    wrong = [
        f"{module.name}:{line}"
        for module in feature_modules(role)
        for name, line in module.imports()
        if name == "flask_babel"
    ]
    assert not wrong


def test_services_and_queries_know_nothing_of_the_web() -> None:
    wrong = [
        f"{module.name}:{line} imports {name}"
        for module in feature_modules("models", "queries", "services", "facts", "rulebooks")
        for name, line in module.imports()
        if name.startswith("app.kernel.web")
    ]
    assert not wrong


WRITES = {"add", "add_all", "delete", "flush", "commit", "merge", "bulk_save_objects"}


def _calls(module: Module) -> list[tuple[ast.Call, str]]:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            found.append((node, ast.unparse(node.func)))
    return found


def test_queries_write_nothing() -> None:
    wrong = [
        f"{module.name}:{call.lineno} {name}"
        for module in feature_modules("queries", "facts")
        for call, name in _calls(module)
        if (name.startswith("session.") and name.split(".")[1] in WRITES)
        or name in ("insert", "update", "delete", "journal.write")
    ]
    assert not wrong


def test_routes_read_through_queries_and_write_through_services() -> None:
    wrong = [
        f"{module.name}:{call.lineno} {name}"
        for module in feature_modules("routes", "api")
        for call, name in _calls(module)
        if name in ("select", "insert", "update", "delete", "text", "journal.write")
        or name.startswith("session.scal")
        or name in ("session.execute", "session.add", "session.delete", "session.flush")
    ]
    assert not wrong


def test_models_forms_words_and_permissions_ask_no_database() -> None:
    wrong = [
        f"{module.name}:{line}"
        for module in feature_modules("models", "permissions", "forms", "words")
        for name, line in module.imports()
        if name == "app.kernel.db" and _names_session(module)
    ]
    assert not wrong


def _names_session(module: Module) -> bool:
    return any(
        alias.name == "session"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "app.kernel.db"
        for alias in node.names
    )


def test_who_asks_is_known_in_two_places_only() -> None:
    wrong = [
        module.name
        for module in modules()
        if module.name not in CURRENT_USER
        and any(
            isinstance(node, ast.Name)
            and node.id == "current_user"
            or isinstance(node, ast.ImportFrom)
            and any(alias.name == "current_user" for alias in node.names)
            for node in ast.walk(module.tree)
        )
    ]
    assert not wrong


def test_only_the_kernel_commits() -> None:
    wrong = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        if module.name not in MAY_COMMIT
        for call, name in _calls(module)
        if name.endswith("session.commit") or name == "commit"
    ]
    assert not wrong


def test_one_style_of_sqlalchemy_only() -> None:
    wrong = [
        f"{module.name}:{call.lineno}"
        for module in modules("app", "seed")
        for call, name in _calls(module)
        if name.endswith(("session.query", ".query.filter"))
    ]
    assert not wrong


def test_files_of_a_feature_have_the_names_of_the_house() -> None:
    house = {
        *OPEN,
        "lifecycle",
        "forms",
        "routes",
        "rulebooks",
        "checklists",
        "editions",
        "api",
        "jobs",
        "notices",
        "commands",
        "words",
        "panels",
        "duties",
        "",
    }
    nouns = ("manager", "helper", "util", "utils", "common", "misc", "handlers", "base")
    wrong = [m.name for m in modules() if m.name.split(".")[-1] in nouns]
    assert not wrong
    missing = [m.name for m in feature_modules() if m.role not in house and not _says(m)]
    assert not missing, "a file of its own kind says in its docstring what a reader finds"


def _says(module: Module) -> bool:
    return len(ast.get_docstring(module.tree) or "") > 20


def test_no_names_that_say_nothing() -> None:
    wrong = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in modules("app", "seed")
        for function in module.functions()
        if function.name.lstrip("_").startswith(("get_", "do_", "handle_", "process_"))
        and function.name not in INHERITED
    ]
    assert not wrong


# Names that a library calls.
INHERITED = {
    "get_id",
    "get_bind",
    "process_bind_param",
    "process_result_value",
    "process_formdata",
    "process_data",
}


def test_every_module_says_what_a_reader_finds() -> None:
    assert not [m.name for m in modules("app", "seed") if not ast.get_docstring(m.tree)]


def test_signatures_have_types() -> None:
    wrong = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in modules("app", "seed", "migrations")
        for function in module.functions()
        if function.returns is None and function.name != "__init__"
    ]
    assert not wrong


def test_every_feature_on_the_list_has_its_folder_and_the_other_way_round(
    sqlite_app: Flask,
) -> None:
    folders = {m.layer for m in modules()} - {"kernel", "top", "translations"}
    assert folders == set(NAMES)
    assert [feature.name for feature in sqlite_app.features] == list(NAMES)  # type: ignore[attr-defined]
