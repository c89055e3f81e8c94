"""The source tree as the architecture tests read it: modules, imports, functions, templates."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.features import NAMES

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"


@dataclass(frozen=True)
class Module:
    """One Python file under `app/`, or beside it."""

    path: Path

    @property
    def name(self) -> str:
        """Its dotted name: app.agreements.queries."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def layer(self) -> str:
        """The feature it belongs to, "kernel", or "top" for what puts the whole together."""
        parts = self.path.relative_to(ROOT).parts
        if parts[0] != "app" or len(parts) < 3:
            return "top"
        return parts[1]

    @property
    def role(self) -> str:
        """What the house calls its kind: queries, services, routes, … ("" for `__init__`)."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""

    @property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return _parsed(self.path)

    @property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module with its line; `from a import b` also as a.b when that is one."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno} imports relatively"
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield whole if _is_module(whole) else str(node.module), node.lineno

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def modules(*folders: str) -> list[Module]:
    """The Python files under these folders, `app` unless others are named."""
    found = [p for folder in folders or ("app",) for p in (ROOT / folder).rglob("*.py")]
    return [Module(path) for path in sorted(found) if "__pycache__" not in path.parts]


def feature_modules(*roles: str) -> list[Module]:
    """The modules of features that play one of these roles, packages included."""
    return [m for m in modules() if m.layer in NAMES and (not roles or m.role in roles)]


def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(p for p in APP.rglob("*.html") if "templates" in p.parts)


def short(path: Path) -> str:
    """A path as a message names it."""
    return str(path.relative_to(ROOT))
