"""The reference files, read and checked: one function a file, one row a table row.

A new column of a file is read in its function here; what the column may hold
is said by the check it goes through.
"""

import csv
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from app.institutions.models import Institution, LegalForm
from app.kernel.codes import Code
from app.kernel.db import Base
from app.kernel.text import search_norm, sort_key
from app.programmes.models import ClassifierEntry
from app.quality.models import Framework, LinkKind, Standard
from app.recognition.models import (
    Convention,
    ConventionParty,
    Origin,
    Purpose,
    Reservation,
    Standing,
    Status,
)
from seed.reference.checks import (
    CONFIDENCE,
    LANGUAGES,
    Entry,
    Row,
    SeedError,
    fit,
    in_order,
    unique,
)

REASONS = ("contradicted", "has_left", "news_only")
STEPS = ("government", "mazhilis", "senate", "law_signed", "deposit", "notice", "in_force")
LEVELS = {"6B": ("bachelor", 6), "7M": ("master", 7), "8D": ("doctoral", 8), "7R": ("residency", 7)}
KINDS = ("area", "direction", "interdisciplinary")
DIRECTORIES = ("kz_universities.csv", "partner_universities.csv")


@dataclass(frozen=True)
class Family:
    """A row and the rows that belong to it."""

    head: Row
    members: tuple[Row, ...]


@dataclass(frozen=True)
class Reference:
    """Everything the files say, checked."""

    codes: tuple[Row, ...]
    classifier: tuple[Row, ...]
    institutions: tuple[Row, ...]
    conventions: tuple[Family, ...]
    frameworks: tuple[Family, ...]
    links: tuple[Row, ...]


def read(folder: Path) -> Reference:
    """All files of the folder; SeedError at the first thing that is wrong."""
    frameworks, groups, links = _frameworks(folder)
    return Reference(
        codes=_codes(folder) + groups,
        classifier=_classifier(folder),
        institutions=_institutions(folder),
        conventions=_conventions(folder),
        frameworks=frameworks,
        links=links,
    )


def _codes(folder: Path) -> tuple[Row, ...]:
    """`code_lists.json`: list → code → names."""
    file = "code_lists.json"
    rows = []
    for name, codes in _json(folder, file).items():
        whole = Entry(file, name, codes)
        for position, code in enumerate(codes, start=1):
            rows.append(_code(whole.within(code), name, code, position))
    return tuple(rows)


def _code(entry: Entry, list_: str, code: str, position: int) -> Row:
    row: Row = {"list": list_, "code": code, "position": position, **entry.trilingual()}
    fit(entry, _table(Code), row)
    return row


def _classifier(folder: Path) -> tuple[Row, ...]:
    """`classifier.csv`: each level's areas, directions and interdisciplinary codes."""
    file = "classifier.csv"
    entries = list(_csv(folder, file))
    rows = tuple(_classified(entry) for entry in entries)
    unique(file, ((row["code"],) for row in rows), "code")
    known = {row["code"]: row["kind"] for row in rows}
    for entry, row in zip(entries, rows, strict=True):
        _check_place(entry, row, known)
    return rows


def _classified(entry: Entry) -> Row:
    row: Row = {
        "code": entry.text("code"),
        "kind": entry.one_of("kind", KINDS),
        "parent": entry.optional("parent"),
        "level": entry.text("level"),
        "nqf_level": entry.number("nqf_level"),
        **entry.names(),
        **_evidence(entry),
    }
    entry.finish()
    fit(entry, _table(ClassifierEntry), row)
    return row


def _check_place(entry: Entry, row: Row, known: dict[str, str]) -> None:
    """The level follows from the code's first signs, the parent is the area it begins with."""
    if LEVELS.get(row["code"][:2]) != (row["level"], row["nqf_level"]):
        raise entry.refuse(f"the code does not belong to level {row['level']}")
    expected = "" if row["kind"] == "area" else row["code"][:4]
    if row["parent"] != expected or (expected and known.get(expected) != "area"):
        raise entry.refuse(f"the parent {row['parent']!r} is not its area")


def _institutions(folder: Path) -> tuple[Row, ...]:
    """The two directories: universities of Kazakhstan, and partners abroad."""
    rows: list[Row] = []
    for file in DIRECTORIES:
        found = [_institution(entry) for entry in _csv(folder, file)]
        unique(file, ((row["code"],) for row in rows + found), "code")
        unique(file, ((row["country"], row["name_en"]) for row in rows + found), "name")
        rows += found
    return tuple(rows)


def _institution(entry: Entry) -> Row:
    """A university of the directory: real, and never one that files returns by itself.

    Whether it files returns is decided by people, so `reports_from` is not touched.
    """
    row: Row = {
        "code": entry.text("code"),
        "country": entry.country("country"),
        **entry.names(),
        "name_original": entry.optional("name_original"),
        "city_kk": entry.text("city_kk"),
        "city_ru": entry.text("city_ru"),
        "city_en": entry.text("city_en"),
        "legal_form": entry.choice("legal_form", LegalForm),
        "is_fictional": False,
        **_evidence(entry),
    }
    entry.finish()
    if not row["code"].startswith(f"{row['country']}-"):
        raise entry.refuse(f"the code does not begin with its country {row['country']}")
    known = ("name_kk", "name_ru", "name_en", "name_original", "code")
    cities = ("city_kk", "city_ru", "city_en")
    row["search_norm"] = " ".join(filter(None, (search_norm(row[k]) for k in (*known, *cities))))
    row["sort_key"] = sort_key(row["name_kk"])
    fit(entry, _table(Institution), row)
    return row


def _conventions(folder: Path) -> tuple[Family, ...]:
    """`conventions.json`: conventions, and the claims about who is bound."""
    file = "conventions.json"
    data = _json(folder, file)
    listed, cited = data.get("conventions", []), Entry(file, "sources", data.get("sources") or {})
    found = tuple(_convention(_named(file, one), cited) for one in listed)
    unique(file, ((family.head["code"],) for family in found), "code")
    unique(file, ((str(family.head["position"]),) for family in found), "position")
    cited.finish()
    return found


def _convention(entry: Entry, cited: Entry) -> Family:
    head: Row = {
        "code": entry.text("code"),
        "position": entry.number("position"),
        "purpose": Purpose(entry.one_of("purpose", [one.value for one in Purpose])),
        "is_complete": entry.flag("complete"),
        **_prefixed("name", entry.within("name").trilingual()),
        "adopted_on": entry.day("adopted"),
        "in_force_on": entry.day("in_force"),
        "as_of": entry.text("as_of"),
        **_cited(entry, cited),
        "confidence": entry.one_of("confidence", CONFIDENCE),
        "notes": _notes(entry.within("notes"), cited),
    }
    in_order(entry, ("adoption", head["adopted_on"]), ("entry into force", head["in_force_on"]))
    claims = tuple(
        row for data in entry.list_of("claims") for row in _claims(_below(entry, data), head, cited)
    )
    entry.finish()
    fit(entry, _table(Convention), head)
    unique(entry.file, ((head["code"], row["country"], row["source"]) for row in claims), "claim")
    return Family(head, claims)


def _notes(entry: Entry, cited: Entry) -> Row:
    """What documents say beside the claims: short name, remark, rule, numbers and steps."""
    short = entry.within("short").trilingual()
    found: Row = {"reference": entry.optional("reference"), "short": short}
    for name in ("remark", "rule"):
        found[name] = entry.within(name).trilingual() if entry.mapping(name) else None
    found["numbers"] = [
        _number(_below(entry, one), cited) for one in entry.optional_list("numbers")
    ]
    found["steps"] = [_step(_below(entry, one), cited) for one in entry.optional_list("steps")]
    entry.finish()
    return {name: value for name, value in found.items() if value}


def _number(entry: Entry, cited: Entry) -> Row:
    """How many parties a document says there are, and how many it names."""
    row: Row = {
        "said": entry.number("said"),
        "listed": entry.number("listed") if "listed" in entry.data else None,
        "as_of": entry.text("as_of"),
        "remark": entry.within("remark").trilingual() if entry.mapping("remark") else None,
        **_cited(entry, cited),
    }
    entry.finish()
    return row


def _step(entry: Entry, cited: Entry) -> Row:
    """A step of Kazakhstan; without a day it is not known, and then needs no source."""
    day = entry.day("on")
    row: Row = {
        "step": entry.one_of("step", STEPS),
        "on": day.isoformat() if day else None,
        **(_cited(entry, cited) if day or entry.optional("source") else {}),
    }
    entry.finish()
    return row


def _claims(entry: Entry, convention: Row, cited: Entry) -> Iterator[Row]:
    """One row for each country the claim names; a mapping says when it came into force there."""
    row = _claim(entry, convention, cited)
    for country, day in _countries(entry):
        made = row | {"country": entry.known_country(country), **day}
        _check_days(entry, convention, made)
        fit(entry, _table(ConventionParty), made)
        yield made
    entry.finish()


def _claim(entry: Entry, convention: Row, cited: Entry) -> Row:
    standing = entry.optional("standing") or Standing.STANDS.value
    texts = entry.within("reservation").trilingual() if entry.mapping("reservation") else {}
    row: Row = {
        "status": Status(entry.one_of("status", [one.value for one in Status])),
        "standing": Standing(entry.known("standing", standing, [one.value for one in Standing])),
        "reason": entry.one_of("reason", REASONS) if entry.optional("reason") else "",
        "origin": Origin.REFERENCE,
        "signed_on": entry.day("signed"),
        "ratified_on": entry.day("ratified"),
        "in_force_on": entry.day("in_force"),
        "attested_on": entry.day("attested"),
        "reservations": [
            entry.known("reservations", one, [kind.value for kind in Reservation])
            for one in entry.optional_list("reservations")
        ],
        **{f"reservation_{language}": texts.get(language, "") for language in LANGUAGES},
        "as_of": entry.optional("as_of") or convention["as_of"],
        **_cited(entry, cited),
        "confidence": entry.one_of("confidence", CONFIDENCE),
    }
    if row["standing"] is not Standing.STANDS and not row["reason"]:
        raise entry.refuse("reason is missing: the claim does not stand")
    return row


def _countries(entry: Entry) -> Iterator[tuple[str, Row]]:
    """The countries of a claim, with the day of entry into force where the file gives it."""
    if not isinstance(entry.data.get("countries"), dict):
        yield from ((country, {}) for country in entry.list_of("countries"))
        return
    days = entry.within("countries")
    for country in days.data:
        yield country, {"in_force_on": days.day(country)}


def _check_days(entry: Entry, convention: Row, row: Row) -> None:
    """Each day of a claim after those that come before it."""
    adopted = ("adoption", convention["adopted_on"])
    ratified, force = ("ratification", row["ratified_on"]), ("force", row["in_force_on"])
    in_order(entry, adopted, ("signature", row["signed_on"]), ratified, force)
    in_order(entry, adopted, ("attestation", row["attested_on"]))
    in_order(entry, ("the convention's", convention["in_force_on"]), force)


def _cited(entry: Entry, cited: Entry) -> Row:
    """A source in English, with its words in Kazakh and Russian out of `sources`."""
    source = entry.text("source")
    words = cited.within(source)
    row = {"source": source, "source_kk": words.text("kk"), "source_ru": words.text("ru")}
    words.finish()
    return row


def _frameworks(folder: Path) -> tuple[tuple[Family, ...], tuple[Row, ...], tuple[Row, ...]]:
    """`frameworks/*.json`, one a version: standards, the cross-walk, headings as code lists."""
    names = sorted(f"frameworks/{path.name}" for path in (folder / "frameworks").glob("*.json"))
    entries = [_named(name, _json(folder, name)) for name in names]
    if not entries:
        raise SeedError("frameworks", "", "there is no framework")
    groups = tuple(row for entry in entries for row in _groups(entry))
    walks = [list(_links(entry)) for entry in entries]
    found = tuple(_framework(entry) for entry in entries)
    unique("frameworks", ((family.head["code"],) for family in found), "code")
    unique("frameworks", ((str(family.head["position"]),) for family in found), "position")
    known = {(family.head["code"], row["code"]) for family in found for row in family.members}
    for entry, rows in zip(entries, walks, strict=True):
        _check_links(entry, rows, known)
    return found, groups, tuple(row for rows in walks for row in rows)


def _groups(entry: Entry) -> Iterator[Row]:
    """A framework's headings: the code list that carries its code."""
    groups = Entry(entry.file, f"{entry.name}, groups", entry.mapping("groups"))
    for position, code in enumerate(groups.data, start=1):
        yield _code(groups.within(code), entry.text("code"), code, position)


def _framework(entry: Entry) -> Family:
    head: Row = {
        "code": entry.text("code"),
        "position": entry.number("position"),
        **_prefixed("name", entry.within("name").trilingual()),
        "version": entry.text("version"),
        "valid_from": entry.day("valid_from"),
        "valid_until": entry.day("valid_until"),
        "is_draft": entry.flag("draft"),
        "source": entry.text("source"),
    }
    if Path(entry.file).stem != head["code"]:
        raise entry.refuse(f"the file of {head['code']} is called otherwise")
    in_order(entry, ("valid_from", head["valid_from"]), ("valid_until", head["valid_until"]))
    groups = entry.mapping("groups")
    standards = tuple(
        _standard(_below(entry, data), position, groups)
        for position, data in enumerate(entry.list_of("standards"), start=1)
    )
    entry.finish()
    fit(entry, _table(Framework), head)
    unique(entry.file, ((head["code"], row["code"]) for row in standards), "standard")
    return Family(head, standards)


def _standard(entry: Entry, position: int, groups: dict[str, Any]) -> Row:
    row: Row = {
        "code": entry.text("code"),
        "position": position,
        "group": entry.one_of("group", groups) if groups else entry.optional("group"),
        **_prefixed("name", entry.within("name").trilingual()),
        **_prefixed("asks", entry.within("asks").trilingual()),
        "confidence": entry.one_of("confidence", CONFIDENCE),
    }
    entry.finish()
    fit(entry, _table(Standard), row)
    return row


def _links(entry: Entry) -> Iterator[Row]:
    """The cross-walk of a file: what each of its standards continues or covers elsewhere."""
    for data in entry.optional_list("links"):
        walk = Entry(entry.file, f"{entry.name}, links", data)
        kind, other = walk.one_of("kind", [k.value for k in LinkKind]), walk.text("framework")
        for code, others in walk.mapping("standards").items():
            for one in others:
                yield {
                    "framework": entry.text("code"),
                    "standard": code,
                    "other_framework": other,
                    "other": one,
                    "kind": kind,
                }
        walk.finish()


def _check_links(entry: Entry, rows: Sequence[Row], known: Collection[tuple[str, str]]) -> None:
    """Both ends of each link are standards of some file, and lie in different frameworks."""
    for row in rows:
        ends = (row["framework"], row["standard"]), (row["other_framework"], row["other"])
        for framework, code in ends:
            if (framework, code) not in known:
                raise entry.refuse(f"the cross-walk names {framework} {code}, which is unknown")
        if row["framework"] == row["other_framework"]:
            raise entry.refuse(f"the cross-walk leads from {row['standard']} into its own file")
    unique(entry.file, ((" ".join(map(str, [*r.values()][:4])),) for r in rows), "link")


def _evidence(entry: Entry) -> Row:
    return {
        "source": entry.text("source"),
        "confidence": entry.one_of("confidence", CONFIDENCE),
    }


def _prefixed(prefix: str, texts: Row) -> Row:
    return {f"{prefix}_{language}": text for language, text in texts.items()}


def _named(file: str, data: Any) -> Entry:
    """An entry that is called by its code."""
    if not isinstance(data, dict):
        raise SeedError(file, str(data), "it is not a mapping")
    return Entry(file, str(data.get("code", "?")), data)


def _below(entry: Entry, data: Any) -> Entry:
    """An entry of a list inside another, called after both."""
    if not isinstance(data, dict):
        raise entry.refuse(f"{data!r} is not a mapping")
    name = (
        data.get("code") or " ".join(map(str, data.get("countries", []))) or data.get("step", "?")
    )
    return Entry(entry.file, f"{entry.name}, {name}", data)


def _csv(folder: Path, file: str) -> Iterator[Entry]:
    """The rows of a table, each called by its code."""
    with _opened(folder, file).open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, strict=True), start=2):
            if None in row or None in row.values():
                raise SeedError(file, f"line {number}", "the number of columns is wrong")
            yield Entry(file, row.get("code") or f"line {number}", row)


def _json(folder: Path, file: str) -> dict[str, Any]:
    try:
        found = json.loads(
            _opened(folder, file).read_text(encoding="utf-8"),
            object_pairs_hook=lambda pairs: _distinct(file, pairs),
        )
    except json.JSONDecodeError as error:
        raise SeedError(file, f"line {error.lineno}", error.msg) from None
    if not isinstance(found, dict):
        raise SeedError(file, "", "it does not hold a mapping")
    return found


def _distinct(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is written twice, which JSON would pass over in silence."""
    unique(file, ((key,) for key, _ in pairs), "key")
    return dict(pairs)


def _opened(folder: Path, file: str) -> Path:
    path = folder / file
    if not path.is_file():
        raise SeedError(file, "", "the file is missing")
    return path


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
