"""What is signed is one text; its receipt is verified with nothing but the workbook."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from app import create_app
from app.kernel.years import AcademicYear
from app.returns import workbook
from app.returns.cms import Authority
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT
from app.returns.receipt import Receipt, Statement, Unreadable, verify
from app.returns.totals import Totals
from tests.makers import Make
from tests.returns.authority import AT, issued, root, signed

YEAR, DAY = AcademicYear(2025), date(2025, 10, 1)


def data(**rows: list[dict[str, Any]]) -> Dataset:
    return Dataset.of(
        CURRENT, "QD-01", YEAR, DAY, {name[1:]: found for name, found in rows.items()}
    )


def whole() -> Dataset:
    """Two programmes of two levels with two partners, one of them without a code."""
    return data(
        _2_AGR=[
            {"agr_id": "A1", "partner_id": "P1", "partner_ids_other": ["P2"]},
            {"agr_id": "A2", "partner_id": "P1"},
            {"agr_id": "A3", "partner_id": "NEW", "partner_name_en": "Lake University"},
        ],
        _3_PROG=[{"prog_id": "1", "level": "B"}, {"prog_id": "2", "level": "M"}],
        _4_CONT=[
            {"prog_id": "1", "direction": "OUT", "n": 10},
            {"prog_id": "1", "direction": "IN", "n": 4},
            {"prog_id": "2", "direction": "OUT", "n": 5},
        ],
        _6_GRAD=[{"prog_id": "1", "n": 3}],
    )


def receipt_of(dataset: Dataset, **given: Any) -> Receipt:
    values = {"signed_by": "Айгүл Сапарова", "position": "Rector", "signed_at": AT} | given
    return Receipt(statement=Statement.of(dataset, 2, "2026.1"), **values)


def test_the_totals_are_those_of_our_own_students() -> None:
    found = Totals.of(whole())
    assert (found.programmes, found.students, found.partners, found.graduates) == (2, 15, 3, 3)
    assert found.by_level == {"B": 10, "M": 5}


def test_a_number_that_is_none_makes_a_total_unknown_and_not_smaller() -> None:
    found = Totals.of(
        data(
            _3_PROG=[{"prog_id": "1", "level": "B"}],
            _4_CONT=[
                {"prog_id": "1", "n": 7},
                {"prog_id": "1", "n": "many"},
                {"prog_id": "9", "n": 1},
            ],
        )
    )
    assert found.students is None
    assert found.by_level == {"B": None, "": 1}
    assert found.graduates == 0


def test_the_statement_says_what_is_signed_and_is_one_text() -> None:
    statement = Statement.of(whole(), 2, "2026.1")
    found = json.loads(statement.text)
    assert found["institution"] == "QD-01" and found["year"] == "2025-2026"
    assert found["digest"] == whole().digest and found["rulebook"] == "2026.1"
    assert found["rows"] == {"2_AGR": 3, "3_PROG": 2, "4_CONT": 3, "6_GRAD": 1}
    assert found["totals"]["students_by_level"] == {"B": 10, "M": 5}
    assert Statement.read(statement.text) == statement
    assert "\n" not in statement.text and ": " not in statement.text


def test_a_receipt_is_read_back_as_it_was_written() -> None:
    receipt = receipt_of(whole(), cms="QUJD", certificate="CN=A")
    assert Receipt.read(receipt.dumped()) == receipt


def test_the_right_data_are_genuine() -> None:
    found = verify(receipt_of(whole()), whole())
    assert found.is_genuine and "only says" in str(found.note)


def test_what_differs_is_said() -> None:
    other = data(_4_CONT=[{"prog_id": "1", "n": 10}])
    moved = Dataset(other.edition, "QD-02", AcademicYear(2024), DAY, other.sheets)
    told = " ".join(map(str, verify(receipt_of(whole()), moved).wrong))
    for part in ("QD-02", "2024-2025", "not those that were signed", "4_CONT: 3 rows", "has 1"):
        assert part in told
    assert "8_QA" not in told


def test_an_electronic_signature_is_verified_against_the_authority() -> None:
    authority = root()
    port, holder = Authority((authority.certificate,)), issued(authority)
    statement = Statement.of(whole(), 2, "2026.1").text.encode()
    receipt = receipt_of(whole(), cms=signed(statement, holder))
    found = verify(receipt, whole(), port.signer)
    assert found.is_genuine and found.signer and found.signer.name == "Айгүл Сапарова"
    assert not verify(receipt, whole(), Authority((root("X").certificate,)).signer).is_genuine
    assert not verify(receipt_of(whole()), whole(), port.signer).is_genuine
    assert "not checked" in str(verify(receipt, whole()).note)


def test_a_statement_that_was_changed_does_not_carry_the_signature() -> None:
    authority = root()
    statement = Statement.of(whole(), 2, "2026.1").text.encode()
    forged = receipt_of(
        data(_4_CONT=[{"prog_id": "1", "n": 99}]), cms=signed(statement, issued(authority))
    )
    found = verify(
        forged,
        data(_4_CONT=[{"prog_id": "1", "n": 99}]),
        Authority((authority.certificate,)).signer,
    )
    assert not found.is_genuine and "another text" in str(found.wrong[-1])


GENUINE = json.loads(receipt_of(whole()).dumped())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"null",
        b'{"format": "other"}',
        b"{" * 100_000,
        b"[" * 100_000,
        b" " * 2_000_000,
        json.dumps(GENUINE | {"statement": "{}"}).encode(),
        json.dumps(GENUINE | {"statement": GENUINE["statement"] + " "}).encode(),
        json.dumps(GENUINE | {"statement": 7}).encode(),
        json.dumps(GENUINE | {"signed_at": "yesterday"}).encode(),
        json.dumps(GENUINE | {"signed_at": "2025-11-20T09:00:00"}).encode(),
        json.dumps(GENUINE | {"signed_by": None}).encode(),
        json.dumps(GENUINE | {"cms": ["x"]}).encode(),
        json.dumps({k: v for k, v in GENUINE.items() if k != "position"}).encode(),
    ],
)
def test_what_is_no_receipt_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        Receipt.read(content)
    assert str(refused.value).endswith(".")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(GENUINE)), inner),
        max_leaves=8,
    )
)
def test_no_json_is_an_error_of_ours(found: Any) -> None:
    changed = GENUINE | found if isinstance(found, dict) else found
    try:
        Receipt.read(json.dumps(changed).encode())
    except Unreadable as refused:
        assert str(refused)


@pytest.fixture
def files(make: Make, tmp_path: Path) -> dict[str, Path]:
    """A signed return of the register: its workbook, its receipt, and another workbook."""
    home = make.institution(code="QD-01", reports_from=2018)
    make.figures(home, 2025)
    row = make.contingent(make.cohort(make.programme(make.agreement(home))))
    found = {name: tmp_path / name for name in ("genuine.xlsx", "receipt.json", "other.xlsx")}
    found["genuine.xlsx"].write_bytes(workbook.filled(home, YEAR, "kk"))
    dataset = workbook.dataset(home, YEAR)
    holder = issued(AUTHORITY)
    statement = Statement.of(dataset, 2, "2026.1").text.encode()
    receipt = receipt_of(dataset, cms=signed(statement, holder))
    found["receipt.json"].write_bytes(receipt.dumped())
    row.n = 11
    make.save()
    found["other.xlsx"].write_bytes(workbook.filled(home, YEAR, "ru"))
    found["ca.pem"] = tmp_path / "ca.pem"
    found["ca.pem"].write_bytes(AUTHORITY.pem)
    found["bare.xlsx"] = tmp_path / "bare.xlsx"
    found["bare.xlsx"].write_bytes(b"no workbook")
    return found


AUTHORITY = root("Authority of the command")


def command(app: Any, files: dict[str, Path], receipt: str, file: str, *more: str) -> Any:
    args = ["returns", "verify", str(files[receipt]), str(files[file]), *more]
    return app.test_cli_runner().invoke(args=args)


def test_the_command_knows_what_is_genuine(app: Any, files: dict[str, Path]) -> None:
    done = command(app, files, "receipt.json", "genuine.xlsx", "--ca", str(files["ca.pem"]))
    assert done.exit_code == 0, done.output
    assert "Genuine: QD-01, 2025-2026" in done.output and "Айгүл Сапарова" in done.output


def test_the_command_says_what_does_not_match(app: Any, files: dict[str, Path]) -> None:
    done = command(app, files, "receipt.json", "other.xlsx", "--json")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert found["genuine"] is False and "not those that were signed" in found["wrong"][0]


def test_the_command_refuses_what_it_cannot_read(app: Any, files: dict[str, Path]) -> None:
    assert command(app, files, "receipt.json", "bare.xlsx").exit_code == 2
    assert command(app, files, "bare.xlsx", "genuine.xlsx").exit_code == 2
    done = command(app, files, "receipt.json", "genuine.xlsx", "--ca", str(files["bare.xlsx"]))
    assert done.exit_code == 2


def test_the_command_needs_no_database(files: dict[str, Path], tmp_path: Path) -> None:
    nowhere = tmp_path / "empty"
    nowhere.mkdir()
    url = f"sqlite:///{nowhere / 'none.sqlite'}"
    bare = create_app(
        config.read(
            {"DATABASE_URL": url, "SECRET_KEY": "x" * 40, "FILES_DIR": str(nowhere / "files")}
        )
    )
    done = command(bare, files, "receipt.json", "genuine.xlsx")
    assert done.exit_code == 0, done.output
    assert not (nowhere / "none.sqlite").exists()
