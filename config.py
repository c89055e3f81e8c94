"""How the product is configured: by environment, checked at the start.

Each setting is one line of `SETTINGS`. A value that is missing or wrong ends
the start with a sentence that says what to set, never with an error later.
"""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

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
    "FOREIGN_TARGET": "the national target for foreign students, in percent; the default is 10",
    "FOREIGN_TARGET_YEAR": "the year in which it is to be reached; the default is 2029",
    "PROXIES": "how many proxies stand in front, whose X-Forwarded-For is believed; the default is 0",
    "SIGNATURE_CA": "certificates (PEM) of the authority whose electronic signatures are taken",
}


SHORTEST_KEY = 32
NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")

POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")
NO_DATABASE = (
    "DATABASE_URL is not understood. Use sqlite:///path/to/file or "
    "postgresql://user:password@host/database."
)


class ConfigurationError(Exception):
    """A setting that matters is missing or cannot be understood."""


def read(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings of this process, checked.

    Raises ConfigurationError with a sentence for the person who starts it.
    """
    env = os.environ if environment is None else environment
    url = database_url(env.get("DATABASE_URL", EMBEDDED))
    files = _files(env.get("FILES_DIR", ""))
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": _long(env.get("SECRET_KEY", "").strip() or _secret(url)),
        "FILES_DIR": str(files),
        "HOST": _host(env.get("HOST", "127.0.0.1")),
        "PORT": _port(env.get("PORT", "8000")),
        "DEMO": _flag("DEMO", env.get("DEMO", "")),
        "SESSION_COOKIE_SECURE": _flag("SECURE_COOKIES", env.get("SECURE_COOKIES", "")),
        "PROXIES": _proxies(env.get("PROXIES", "0")),
        "SIGNATURE_CA": _certificates(env.get("SIGNATURE_CA", "").strip()),
        "FOREIGN_TARGET": _whole("FOREIGN_TARGET", env.get("FOREIGN_TARGET", "10"), 1, 100),
        "FOREIGN_TARGET_YEAR": _whole(
            "FOREIGN_TARGET_YEAR", env.get("FOREIGN_TARGET_YEAR", "2029"), 2020, 2100
        ),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Well above the limit of a file, so that a page can say that the file is too large.
        "MAX_CONTENT_LENGTH": 40 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 20_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "kk",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Almaty",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }


def database_url(text: str) -> str:
    """The URL with its driver named; only SQLite files and PostgreSQL are served."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ConfigurationError(NO_DATABASE) from None
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        _check_folder(Path(str(url.database)).parent)
        return text
    if url.drivername in POSTGRESQL and url.database:
        return "postgresql+psycopg://" + text.partition("://")[2]
    raise ConfigurationError(NO_DATABASE)


def _check_folder(folder: Path) -> None:
    """The folder of an SQLite file; that of the embedded database is made."""
    if folder == INSTANCE:
        _close_instance()
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(
            f"DATABASE_URL cannot be used: the folder {folder} is not there or not writable."
        )


def _close_instance() -> None:
    """Make the folder with the data, or close one that is ours: others on the machine read nothing."""
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    state = INSTANCE.stat()
    if state.st_uid == os.geteuid() and state.st_mode & 0o077:
        INSTANCE.chmod(0o700)


def _secret(url: str) -> str:
    """The kept key of the embedded database; elsewhere it has to be set."""
    if url != EMBEDDED:
        raise ConfigurationError(
            "SECRET_KEY is not set. Set it to a long random text, the same for every process."
        )
    kept = INSTANCE / "secret-key"
    if not kept.exists():
        _keep(secrets.token_hex(32), kept)
    return kept.read_text().strip()


def _long(key: str) -> str:
    if len(key) < SHORTEST_KEY:
        raise ConfigurationError(
            f"SECRET_KEY is too short: it needs at least {SHORTEST_KEY} characters that nobody can "
            "guess. Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return key


def _keep(key: str, kept: Path) -> None:
    """Write the key whole or not at all: of several processes that start, one wins."""
    part = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    part.write_text(key)
    with suppress(FileExistsError):
        os.link(part, kept)
    part.unlink()


def _files(text: str) -> Path:
    if not text:
        with suppress(OSError):
            _close_instance()
    return _writable(Path(text or INSTANCE / "files"))


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


def _certificates(path: str) -> str:
    """The path of a file with at least one certificate; empty when none is set."""
    try:
        if path and b"-----BEGIN CERTIFICATE-----" not in Path(path).read_bytes():
            raise ConfigurationError(f"SIGNATURE_CA holds no certificate in PEM form: {path}.")
    except OSError as problem:
        raise ConfigurationError(
            f"SIGNATURE_CA cannot be used: {path} could not be read ({problem.strerror})."
        ) from problem
    return path


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise ConfigurationError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _host(text: str) -> str:
    """An IPv4 address, an IPv6 address in brackets, or a name."""
    is_number = text.rpartition(".")[2].isdecimal()
    if not (_is_address(text) or (not is_number and _is_name(text))):
        raise ConfigurationError(
            f"HOST must be an address or a name, such as 127.0.0.1, [::1] or localhost, not {text!r}."
        )
    return text


def _is_address(text: str) -> bool:
    in_brackets = text.startswith("[") and text.endswith("]")
    try:
        found = ip_address(text[1:-1] if in_brackets else text)
    except ValueError:
        return False
    return in_brackets is (found.version == 6)


def _is_name(text: str) -> bool:
    return len(text) < 254 and all(NAME.fullmatch(label) for label in text.split("."))


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not least <= int(text) <= most:
        raise ConfigurationError(f"{name} must be a number from {least} to {most}, not {text!r}.")
    return int(text)


def _proxies(text: str) -> int:
    if not re.fullmatch("[0-9]", text):
        raise ConfigurationError(f"PROXIES must be a number from 0 to 9, not {text!r}.")
    return int(text)


def _flag(name: str, text: str) -> bool:
    if text not in ("", "0", "1"):
        raise ConfigurationError(f"{name} must be 1 or 0, not {text!r}.")
    return text == "1"
