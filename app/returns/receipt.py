"""What is signed, and the receipt of it that anybody can verify without us. Pure.

The statement is one canonical text (JSON with sorted keys and no blanks) that says whose
return it is, of which year and edition, the SHA-256 of its data and the totals. A receipt
is a JSON file with that very text, who signed it when, and the electronic signature over
it where there is one. `verify` takes the receipt and a workbook and says whether they
belong together. A later form of either gets another name in `STATEMENT` or `RECEIPT`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l

from app.returns.cms import Signer, Unverified
from app.returns.dataset import Dataset
from app.returns.totals import Totals

STATEMENT, RECEIPT = "qosdiplom-statement/1", "qosdiplom-receipt/1"
LIMIT = 1024 * 1024

# Says who signed `statement` with `cms` (Base64) at an instant, or raises Unverified.
Checker = Callable[[str, bytes, datetime], Signer]


class Unreadable(ValueError):
    """What was given is not what it should be; the sentence says what it is not."""


@dataclass(frozen=True)
class Statement:
    """What a signatory declares; `rows` counts the rows of every sheet that has any."""

    institution: str
    year: str
    edition: str
    delivery: int
    digest: str
    rulebook: str
    rows: Mapping[str, int]
    totals: Mapping[str, Any]

    @classmethod
    def of(cls, dataset: Dataset, number: int, rulebook: str) -> Self:
        """The statement about a dataset that came as delivery `number`."""
        return cls(
            institution=dataset.institution,
            year=str(dataset.year),
            edition=dataset.edition,
            delivery=number,
            digest=dataset.digest,
            rulebook=rulebook,
            rows=rows_of(dataset),
            totals=Totals.of(dataset).plain(),
        )

    @property
    def text(self) -> str:
        """The one text of it; its UTF-8 bytes are what is signed."""
        return _canonical({"format": STATEMENT} | asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        """The statement behind its text; Unreadable when it is none."""
        try:
            found = _object(text)
        except (ValueError, RecursionError) as wrong:
            raise _as_unreadable(wrong) from None
        if found.pop("format", None) != STATEMENT or set(found) != set(cls.__annotations__):
            raise Unreadable(_l("The receipt holds no statement that we know."))
        made = cls(**found)
        if made.text != text or not isinstance(made.rows, dict):
            raise Unreadable(_l("The statement in the receipt is not in its canonical form."))
        return made


@dataclass(frozen=True)
class Receipt:
    """A signed statement; `certificate` names the holder of the key, `cms` is in Base64."""

    statement: Statement
    signed_by: str
    position: str
    signed_at: datetime
    certificate: str = ""
    cms: str | None = None

    def dumped(self) -> bytes:
        """The receipt as the file that people take away."""
        found = {
            "format": RECEIPT,
            "statement": self.statement.text,
            "signed_by": self.signed_by,
            "position": self.position,
            "signed_at": self.signed_at.isoformat(),
            "certificate": self.certificate,
            "cms": self.cms,
        }
        return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """The receipt in a file; Unreadable when it is none."""
        if len(content) > LIMIT:
            raise Unreadable(_l("The receipt is larger than any receipt of ours."))
        try:
            found = _object(content.decode("utf-8-sig"))
            if found["format"] != RECEIPT:
                raise Unreadable(_l("This is not a receipt of a signed return."))
            signed_at = datetime.fromisoformat(found["signed_at"])
            texts = [found[name] for name in ("statement", "signed_by", "position", "certificate")]
        except (KeyError, TypeError, ValueError, RecursionError) as wrong:
            raise _as_unreadable(wrong) from None
        cms = found.get("cms")
        if signed_at.tzinfo is None or not all(isinstance(one, str) for one in [*texts, cms or ""]):
            raise Unreadable(_l("This is not a receipt of a signed return."))
        statement, signed_by, position, certificate = texts
        read = Statement.read(statement)
        return cls(read, signed_by, position, signed_at, certificate, cms)


@dataclass(frozen=True)
class Outcome:
    """What a verification found: `wrong` are sentences about what does not match.

    `signer` is the verified holder of an electronic signature; `note` says how far the
    receipt proves who signed.
    """

    receipt: Receipt
    wrong: tuple[Any, ...]
    note: Any
    signer: Signer | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether the workbook holds exactly what was signed."""
        return not self.wrong


def verify(receipt: Receipt, dataset: Dataset, checker: Checker | None = None) -> Outcome:
    """Whether the data are those of the receipt, and whether its signature holds.

    Without a `checker` an electronic signature is not looked at, and the outcome says so.
    """
    wrong = [*_differences(receipt.statement, dataset)]
    if checker is None:
        return Outcome(receipt, tuple(wrong), _unchecked(receipt))
    signer = None
    try:
        if not receipt.cms:
            raise Unverified(_l("The receipt carries no electronic signature."))
        signer = checker(receipt.cms, receipt.statement.text.encode(), receipt.signed_at)
    except Unverified as refused:
        wrong.append(refused.sentence)
    note = _l("The electronic signature was checked against the given authority.")
    return Outcome(receipt, tuple(wrong), note, signer)


def rows_of(dataset: Dataset) -> dict[str, int]:
    """How many rows each sheet has, where it has any."""
    return {name: len(rows) for name, rows in dataset.sheets.items() if rows}


def _differences(statement: Statement, dataset: Dataset) -> list[Any]:
    pairs = (
        (_l("The institution"), statement.institution, dataset.institution),
        (_l("The academic year"), statement.year, str(dataset.year)),
        (_l("The edition of the workbook"), statement.edition, dataset.edition),
    )
    found = [
        _l("%(what)s: signed was %(signed)s, the workbook says %(found)s.", what=what, **two)
        for what, signed, now in pairs
        if signed != now
        for two in ({"signed": signed, "found": now},)
    ]
    if statement.digest == dataset.digest:
        return found
    found.append(_l("The data in the workbook are not those that were signed."))
    return [*found, *_rows(statement.rows, rows_of(dataset))]


def _rows(signed: Mapping[str, int], now: Mapping[str, int]) -> list[Any]:
    return [
        _l(
            "Sheet %(sheet)s: %(signed)s rows were signed, the workbook has %(found)s.",
            sheet=sheet,
            signed=signed.get(sheet, 0),
            found=now.get(sheet, 0),
        )
        for sheet in sorted({*signed, *now})
        if signed.get(sheet, 0) != now.get(sheet, 0)
    ]


def _unchecked(receipt: Receipt) -> Any:
    if receipt.cms:
        return _l("The electronic signature was not checked: no authority was given.")
    return _l("There is no electronic signature: that these people signed, the receipt only says.")


def _canonical(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise Unreadable(_l("This is not a receipt of a signed return."))
    return found


def _as_unreadable(wrong: Exception) -> Unreadable:
    if isinstance(wrong, Unreadable):
        return wrong
    return Unreadable(_l("This is not a receipt of a signed return."))
