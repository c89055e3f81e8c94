"""How the product is configured: by environment, checked at the start.

Each setting is one line of `SETTINGS`. A value that is missing or wrong ends
the start with a sentence that says what to set, never with an error later.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
EMBEDDED = f"sqlite:///{INSTANCE / 'qosdiplom.sqlite'}"

SETTINGS = {
    "DATABASE_URL": "where the data is; the default is an SQLite file under instance/",
    "SECRET_KEY": "signs sessions and forms; generated and kept for the default database",
    "FILES_DIR": "where attached files are kept; the default is instance/files",
    "HOST": "the address the server listens on; the default is 127.0.0.1",
    "PORT": "the port the server listens on; the default is 8000",
    "DEMO": "1 while the data are a demonstration: shows a notice on every page",
    "SECURE_COOKIES": "1 behind HTTPS: cookies are sent over HTTPS only",
}


class ConfigurationError(Exception):
    """A setting that matters is missing or cannot be understood."""


def read(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings of this process, checked.

    Raises ConfigurationError with a sentence for the person who starts it.
    """
    env = os.environ if environment is None else environment
    url = database_url(env.get("DATABASE_URL", EMBEDDED))
    files = Path(env.get("FILES_DIR") or INSTANCE / "files")
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": env.get("SECRET_KEY") or _secret(url),
        "FILES_DIR": str(_writable(files)),
        "HOST": env.get("HOST", "127.0.0.1"),
        "PORT": _port(env.get("PORT", "8000")),
        "DEMO": _flag("DEMO", env.get("DEMO", "")),
        "SESSION_COOKIE_SECURE": _flag("SECURE_COOKIES", env.get("SECURE_COOKIES", "")),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 20_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "kk",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Almaty",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }


def database_url(text: str) -> str:
    """The URL with its driver named; only SQLite and PostgreSQL are served."""
    if text.startswith("sqlite:///"):
        if text.startswith(f"sqlite:///{INSTANCE}"):
            INSTANCE.mkdir(exist_ok=True)
        return text
    for prefix in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    raise ConfigurationError(
        "DATABASE_URL is not understood. Use sqlite:///path/to/file or "
        "postgresql://user:password@host/database."
    )


def _secret(url: str) -> str:
    """The kept key of the embedded database; elsewhere it has to be set."""
    if url != EMBEDDED:
        raise ConfigurationError(
            "SECRET_KEY is not set. Set it to a long random text, the same for every process."
        )
    kept = INSTANCE / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text().strip()


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ConfigurationError(
            f"FILES_DIR cannot be used: {folder} could not be made ({problem.strerror})."
        ) from problem
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(f"FILES_DIR cannot be used: {folder} is not writable.")
    return folder.resolve()


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigurationError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _flag(name: str, text: str) -> bool:
    if text not in ("", "0", "1"):
        raise ConfigurationError(f"{name} must be 1 or 0, not {text!r}.")
    return text == "1"
