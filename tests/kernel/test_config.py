"""What is missing or wrong in the environment ends the start with a sentence."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

import config
from config import ConfigurationError, read

ROOT = Path(config.__file__).parent
KEY = "long enough and nowhere else to be read"
POSTGRES = "postgresql://qd:secret@db.example/qd"


def given(folder: Path, **more: str) -> dict[str, str]:
    """An environment that is right, with something replaced."""
    url = f"sqlite:///{folder}/qd.sqlite"
    return {"DATABASE_URL": url, "SECRET_KEY": KEY, "FILES_DIR": str(folder)} | more


def refused(environment: dict[str, str]) -> str:
    """The sentence with which the start ends."""
    with pytest.raises(ConfigurationError) as problem:
        read(environment)
    return str(problem.value)


def test_what_is_given_is_used(tmp_path: Path) -> None:
    found = read(given(tmp_path, HOST="0.0.0.0", PORT="80", DEMO="1", SECURE_COOKIES="1"))
    assert found["DATABASE_URL"] == f"sqlite:///{tmp_path}/qd.sqlite"
    assert (found["HOST"], found["PORT"], found["DEMO"]) == ("0.0.0.0", 80, True)
    assert found["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_spelling_of_postgresql_leads_to_one_driver(tmp_path: Path, prefix: str) -> None:
    url = POSTGRES.replace("postgresql://", prefix)
    found = read(given(tmp_path, DATABASE_URL=url))
    assert found["DATABASE_URL"] == "postgresql+psycopg://qd:secret@db.example/qd"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mysql://x/y",
        "/var/db.sqlite",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "postgresql://",
        "postgresql://host:port/db",
        "postgresql://host/",
        "postgresql://host",
    ],
)
def test_an_address_of_no_database_is_refused(tmp_path: Path, url: str) -> None:
    assert "DATABASE_URL" in refused(given(tmp_path, DATABASE_URL=url))


def test_a_refused_address_does_not_give_its_password_away(tmp_path: Path) -> None:
    url = "postgresql://qd:secret@host:port/db"
    assert "secret" not in refused(given(tmp_path, DATABASE_URL=url))


def test_a_file_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/qd.sqlite"
    assert "nowhere" in refused(given(tmp_path, DATABASE_URL=url))


@pytest.mark.parametrize("url", [POSTGRES, "sqlite:////tmp/elsewhere.sqlite"])
@pytest.mark.parametrize("key", [None, "", "  "])
def test_only_the_embedded_database_makes_its_own_key(
    tmp_path: Path, url: str, key: str | None
) -> None:
    environment = given(tmp_path, DATABASE_URL=url)
    del environment["SECRET_KEY"]
    if key is not None:
        environment["SECRET_KEY"] = key
    assert "SECRET_KEY is not set" in refused(environment)


def test_the_embedded_database_keeps_the_key_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "INSTANCE", tmp_path / "instance")
    monkeypatch.setattr(config, "EMBEDDED", f"sqlite:///{tmp_path}/instance/qdiplom.sqlite")
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(read({})["SECRET_KEY"])) for _ in "x" * 8
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(found[0]) == 64
    kept = tmp_path / "instance" / "secret-key"
    assert kept.read_text() == found[0]
    assert kept.stat().st_mode & 0o077 == 0
    assert read({})["SECRET_KEY"] == found[0]


@pytest.mark.parametrize("port", ["", "0", "65536", "http", "-1", "80.5", "²", "٨٠", " 80"])
def test_a_port_is_a_number_of_a_port(tmp_path: Path, port: str) -> None:
    assert "PORT must be a number from 1 to 65535" in refused(given(tmp_path, PORT=port))


@pytest.mark.parametrize(
    "host",
    ["", " ", "local host", "http://x", "999.1.1.1", "1.2.3", "1", "::1", "[127.0.0.1]", "[::1"]
    + ["[:::]", "-x", "x-", "a..b", ".", "x:80", "١٢٧.0.0.1", "x" * 64, "a." * 127 + "a"],
)
def test_a_host_is_a_name_or_an_address(tmp_path: Path, host: str) -> None:
    assert "HOST must be an address or a name" in refused(given(tmp_path, HOST=host))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "0.0.0.0", "[::1]", "[::]", "localhost", "db-1.example.kz", "my_service"]
)
def test_addresses_and_names_are_taken_as_they_are(tmp_path: Path, host: str) -> None:
    assert read(given(tmp_path, HOST=host))["HOST"] == host


@pytest.mark.parametrize("key", ["x", "x" * 31, f"  {'x' * 31}  "])
def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path, key: str) -> None:
    told = refused(given(tmp_path, SECRET_KEY=key))
    assert "SECRET_KEY is too short: it needs at least 32 characters" in told
    assert read(given(tmp_path, SECRET_KEY="x" * 32))["SECRET_KEY"] == "x" * 32


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("url", [None, "sqlite:///{}/elsewhere.sqlite"])
def test_nobody_else_on_the_machine_reads_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool, url: str | None
) -> None:
    folder = tmp_path / "instance"
    monkeypatch.setattr(config, "INSTANCE", folder)
    monkeypatch.setattr(config, "EMBEDDED", f"sqlite:///{folder}/qosdiplom.sqlite")
    if is_there:
        folder.mkdir()
        folder.chmod(0o755)
    read({} if url is None else {"DATABASE_URL": url.format(tmp_path), "SECRET_KEY": KEY})
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["DEMO", "SECURE_COOKIES"])
def test_a_switch_is_on_or_off(tmp_path: Path, name: str) -> None:
    assert f"{name} must be 1 or 0" in refused(given(tmp_path, **{name: "yes"}))


@pytest.mark.parametrize("number", ["", "-1", "1.5", "10", "yes", "²"])
def test_proxies_are_counted(tmp_path: Path, number: str) -> None:
    assert "PROXIES must be a number" in refused(given(tmp_path, PROXIES=number))
    assert read(given(tmp_path, PROXIES="1"))["PROXIES"] == 1


def test_files_need_a_folder_that_can_be_made(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("x")
    assert "FILES_DIR cannot be used" in refused(given(tmp_path, FILES_DIR=str(occupied)))
    below = str(occupied / "below")
    assert "FILES_DIR cannot be used" in refused(given(tmp_path, FILES_DIR=below))


def test_every_setting_is_described_and_nothing_else(tmp_path: Path) -> None:
    read_names = {"DATABASE_URL", "SECRET_KEY", "FILES_DIR", "HOST", "PORT", "DEMO"}
    read_names |= {"SECURE_COOKIES", "PROXIES", "SIGNATURE_CA"}
    assert set(config.SETTINGS) == read_names | {"FOREIGN_TARGET", "FOREIGN_TARGET_YEAR"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOREIGN_TARGET", "0"),
        ("FOREIGN_TARGET", "101"),
        ("FOREIGN_TARGET", "ten"),
        ("FOREIGN_TARGET_YEAR", "29"),
    ],
)
def test_the_national_target_is_a_number_that_can_be(tmp_path: Path, name: str, value: str) -> None:
    assert f"{name} must be a number" in refused(given(tmp_path, **{name: value}))


@pytest.mark.parametrize(
    "wrong", [{"PORT": "x"}, {"DATABASE_URL": "mysql://x"}, {"DATABASE_URL": POSTGRES}]
)
def test_the_start_ends_with_the_sentence_and_nothing_more(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    environment = {"PATH": "/usr/bin:/bin", "FILES_DIR": str(tmp_path)} | wrong
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("Qosdiplom cannot start: ")
    assert "Traceback" not in done.stderr


def test_the_authority_of_signatures_must_be_there_and_hold_certificates(tmp_path: Path) -> None:
    assert read(given(tmp_path))["SIGNATURE_CA"] == ""
    missing, other = str(tmp_path / "none.pem"), tmp_path / "other.pem"
    other.write_text("no certificate")
    assert "could not be read" in refused(given(tmp_path, SIGNATURE_CA=missing))
    assert "no certificate in PEM form" in refused(given(tmp_path, SIGNATURE_CA=str(other)))
    other.write_text("-----BEGIN CERTIFICATE-----")
    assert read(given(tmp_path, SIGNATURE_CA=str(other)))["SIGNATURE_CA"] == str(other)
