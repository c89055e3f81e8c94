"""The product as people meet it: a server process on a demonstration of its own.

`demonstration(folder)` makes a database with the commands that `make run` uses,
starts the production server on a free port of this machine, and stops it at the end.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Path(__file__).with_name("gunicorn_settings.py")
COMMANDS = (("db", "upgrade"), ("seed", "reference"), ("seed", "demo"))
PATIENCE = 60.0


@dataclass(frozen=True)
class Site:
    """Where the product answers, and the settings it was started with."""

    url: str
    environment: dict[str, str]


@contextmanager
def demonstration(folder: Path) -> Iterator[Site]:
    """A server with demonstration data, for the length of a block."""
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite'}",
        "SECRET_KEY": "for the browser only, and long enough to be a key",
        "FILES_DIR": str(folder / "files"),
        "DEMO": "1",
    }
    for command in COMMANDS:
        run = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        subprocess.run(run, cwd=ROOT, env=_whole(environment), check=True, capture_output=True)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with _server(listener.fileno(), environment, folder / "server.log"):
            _wait_for(f"{url}/health")
            yield Site(url, environment)


@contextmanager
def _server(listener: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    run = [sys.executable, "-m", "gunicorn", "-c", str(SETTINGS), "--bind", f"fd://{listener}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*run, "wsgi:app"],
            cwd=ROOT,
            env=_whole(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            pass_fds=[listener],
        )
        try:
            yield
        finally:
            process.communicate(timeout=PATIENCE)


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _whole(environment: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **environment}
