"""The reference files and their loading: what they must say, and what is refused."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from app.institutions.models import Institution
from app.kernel import codes
from app.kernel.db import engine, session, unit_of_work
from app.programmes.models import ClassifierEntry
from app.quality.models import Action, Framework, Judgement, Review, Standard
from app.recognition import queries
from app.recognition.models import Convention, ConventionParty, Purpose, Standing
from seed import reference
from seed.reference import FOLDER, SeedError, files
from tests.makers import NOW, Make

TODAY = date(2026, 11, 23)
DRAFT = Path(__file__).parents[1] / "quality" / "esg-2027-draft.json"
NAMED: tuple[Any, ...] = (Institution, Convention, ClassifierEntry, Standard)

Change = Callable[[Any], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files, to be damaged."""
    target = tmp_path / "reference"
    shutil.copytree(FOLDER, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def edit_json(folder: Path, file: str, change: Change) -> None:
    """Change a JSON file in place."""
    data = json.loads((folder / file).read_text(encoding="utf-8"))
    change(data)
    (folder / file).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def edit_csv(folder: Path, file: str, change: Change) -> None:
    """Change a table in place; `change` gets its rows."""
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    change(rows)
    with (folder / file).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def convention(data: Any, code: str) -> Any:
    """One convention of the file."""
    return next(each for each in data["conventions"] if each["code"] == code)


def test_a_second_load_changes_nothing_and_says_so(context: Any) -> None:
    counts = reference.load(session)
    assert counts.changed == 0
    assert "nothing changed" in counts.sentence()
    assert sum(table["unchanged"] for table in counts.as_dict().values()) > 700


def test_every_row_of_the_files_is_in_its_table(context: Any) -> None:
    found = files.read(FOLDER)
    tables = {
        ClassifierEntry: len(found.classifier),
        Convention: len(found.conventions),
        ConventionParty: sum(len(family.members) for family in found.conventions),
        Framework: len(found.frameworks),
        Standard: sum(len(family.members) for family in found.frameworks),
        codes.Code: len(found.codes),
        Institution: len(found.institutions),
    }
    for model, expected in tables.items():
        assert session.scalar(select(func.count()).select_from(model)) == expected, model
    assert len(found.institutions) == 86 + 145


def test_every_name_exists_in_three_languages(context: Any) -> None:
    for model in NAMED:
        for row in session.scalars(select(model)):
            assert row.name_kk and row.name_ru and row.name_en, row
    for lists in codes.book().values():
        for label in lists.values():
            assert label.kk and label.ru and label.en


def test_every_row_keeps_its_source_and_confidence(context: Any) -> None:
    evidenced: tuple[Any, ...] = (Institution, Convention, ConventionParty, ClassifierEntry)
    for model in evidenced:
        for row in session.scalars(select(model)):
            assert row.source and row.confidence, row


def test_the_headings_of_a_framework_can_be_read(context: Any) -> None:
    assert codes.label("ea-2015", "7", "en") == "Resources"
    for framework in ("ea-2015", "iso-9001-2015"):
        grouped = select(Standard.group).join(Framework).where(Framework.code == framework)
        assert set(session.scalars(grouped)) == set(codes.book()[framework])


def test_real_universities_are_in_the_directory_but_file_nothing(context: Any) -> None:
    for row in session.scalars(select(Institution)):
        assert not row.is_fictional and row.reports_from is None
        assert row.search_norm and row.sort_key


def test_a_load_leaves_alone_what_people_decide(context: Any) -> None:
    with unit_of_work():
        session.execute(
            update(Institution)
            .where(Institution.code == "KZ-ENU")
            .values(reports_from=2020, website="https://enu.example", name_ru="Опечатка")
        )
    counts = reference.load(session)
    assert counts.as_dict()["institutions"] == {
        "added": 0,
        "updated": 1,
        "removed": 0,
        "unchanged": 230,
    }
    row = session.scalars(select(Institution).where(Institution.code == "KZ-ENU")).one()
    assert (row.reports_from, row.website) == (2020, "https://enu.example")
    assert row.name_ru.startswith("Евразийский")
    assert row.version == 2


def test_a_corrected_claim_replaces_the_old_one(context: Any, folder: Path) -> None:
    def correct(data: Any) -> None:
        claim = convention(data, "TOKYO")["claims"][2]
        claim["source"] = "corrected"
        data["sources"]["corrected"] = {"kk": "түзетілген", "ru": "исправлено"}
        claim["countries"].remove("BD")

    edit_json(folder, "conventions.json", correct)
    counts = reference.load(session, folder)
    changed = counts.as_dict()["convention_parties"]
    assert (changed["added"], changed["updated"], changed["removed"]) == (7, 0, 8)
    assert not queries.disputed("BD")
    assert reference.load(session, folder).changed == 0


def test_the_classifier_has_the_same_directions_at_all_three_levels(context: Any) -> None:
    codes_ = set(session.scalars(select(ClassifierEntry.code)))
    by_level = [{c[2:] for c in codes_ if c[:2] == level} for level in ("6B", "7M", "8D")]
    assert by_level[0] == by_level[1] == by_level[2]
    assert {f"{area:02}" for area in range(1, 13)} <= by_level[0]
    assert len(codes_) == 212


DAMAGED_ROWS: list[tuple[str, Change, str, str]] = [
    (
        "classifier.csv",
        lambda rows: rows[3].update(name_kk=""),
        "6B013",
        "name_kk is missing",
    ),
    ("classifier.csv", lambda rows: rows.append(dict(rows[5])), "6B015", "code occurs twice"),
    ("classifier.csv", lambda rows: rows[1].update(parent="6B99"), "6B011", "not its area"),
    ("classifier.csv", lambda rows: rows[1].update(nqf_level="7"), "6B011", "does not belong"),
    ("classifier.csv", lambda rows: rows[1].update(nqf_level="six"), "6B011", "whole number"),
    (
        "kz_universities.csv",
        lambda rows: rows[1].update(code="KZ-KAZNU"),
        "KZ-KAZNU",
        "code occurs twice",
    ),
    (
        "kz_universities.csv",
        lambda rows: rows[1].update(legal_form="royal"),
        "KZ-ENU",
        "'royal' is unknown",
    ),
    (
        "partner_universities.csv",
        lambda rows: rows[0].update(country="SU"),
        "US-ARIZONA",
        "country 'SU' is unknown",
    ),
    (
        "partner_universities.csv",
        lambda rows: rows[0].update(country="DE"),
        "US-ARIZONA",
        "does not begin with its country",
    ),
    (
        "partner_universities.csv",
        lambda rows: rows[0].update(code="US-" + "A" * 30),
        "US-AAA",
        "longer than 24",
    ),
    (
        "partner_universities.csv",
        lambda rows: rows[0].update(name_ru=" Аризонский университет"),
        "US-ARIZONA",
        "begins or ends with a space",
    ),
]


@pytest.mark.parametrize(("file", "damage", "entry", "problem"), DAMAGED_ROWS)
def test_a_damaged_table_is_refused_by_file_and_entry(
    folder: Path, file: str, damage: Change, entry: str, problem: str
) -> None:
    edit_csv(folder, file, damage)
    with pytest.raises(SeedError) as refused:
        files.read(folder)
    assert refused.value.file == file
    assert entry in refused.value.entry
    assert problem in refused.value.problem


DAMAGED_CONVENTIONS: list[tuple[Change, str, str]] = [
    (
        lambda data: convention(data, "TOKYO").update(in_force="2010-01-01"),
        "TOKYO",
        "entry into force 2010-01-01 lies before adoption 2011-11-26",
    ),
    (lambda data: convention(data, "LRC")["name"].pop("kk"), "LRC, name", "kk is missing"),
    (lambda data: convention(data, "LRC").update(adopted="1997-04-31"), "LRC", "is no day"),
    (lambda data: convention(data, "LRC").update(code="TOKYO"), "TOKYO", "code occurs twice"),
    (lambda data: convention(data, "LRC").update(position=50), "50", "position occurs twice"),
    (lambda data: convention(data, "LRC").update(colour="red"), "LRC", "colour is not known"),
    (lambda data: convention(data, "LRC").pop("purpose"), "LRC", "purpose is missing"),
    (
        lambda data: convention(data, "LRC")["notes"]["steps"][0].update(step="waited"),
        "LRC, notes, waited",
        "step 'waited' is unknown",
    ),
    (
        lambda data: data["sources"].pop("fdfa.be"),
        "sources, fdfa.be",
        "kk is missing",
    ),
    (
        lambda data: data["sources"].update({"nowhere": {"kk": "еш жерде", "ru": "нигде"}}),
        "sources",
        "nowhere is not known here",
    ),
    (lambda data: convention(data, "LRC")["claims"][0].pop("source"), "LRC, AD", "source"),
    (
        lambda data: convention(data, "LRC")["claims"][0].update(status="member"),
        "LRC, AD",
        "status 'member' is unknown",
    ),
    (
        lambda data: convention(data, "LRC")["claims"][0]["countries"].append("XK"),
        "LRC, AD",
        "country 'XK' is unknown",
    ),
    (
        lambda data: convention(data, "LRC")["claims"][1].update(in_force="1998-05-05"),
        "LRC, BE",
        "lies before",
    ),
    (
        lambda data: convention(data, "LRC")["claims"][1].update(in_force="2009-07-01"),
        "LRC, BE",
        "lies before ratification",
    ),
    (
        lambda data: convention(data, "LRC")["claims"][0]["countries"].append("AD"),
        "LRC AD",
        "claim occurs twice",
    ),
    (
        lambda data: convention(data, "LRC")["claims"][0].update(standing="doubtful"),
        "LRC, AD",
        "standing 'doubtful' is unknown",
    ),
    (
        lambda data: convention(data, "LRC")["claims"][0].update(standing="disputed"),
        "LRC, AD",
        "reason is missing",
    ),
    (
        lambda data: convention(data, "TOKYO")["claims"][1].update(reservations=["weekends"]),
        "TOKYO, KZ",
        "reservations 'weekends' is unknown",
    ),
    (
        lambda data: convention(data, "APOSTILLE")["claims"][0]["countries"].update(
            AL="1964-01-01"
        ),
        "APOSTILLE, AL",
        "lies before the convention's",
    ),
]


@pytest.mark.parametrize(("damage", "entry", "problem"), DAMAGED_CONVENTIONS)
def test_a_damaged_convention_is_refused_by_file_and_entry(
    folder: Path, damage: Change, entry: str, problem: str
) -> None:
    edit_json(folder, "conventions.json", damage)
    with pytest.raises(SeedError) as refused:
        files.read(folder)
    assert refused.value.file == "conventions.json"
    assert entry in refused.value.entry
    assert problem in refused.value.problem


ESG, EA, ORDER = (f"frameworks/{code}.json" for code in ("esg-2015", "ea-2015", "order-152"))


def walk(data: Any) -> Any:
    """The first cross-walk of a framework."""
    return data["links"][0]


DAMAGED_FRAMEWORKS: list[tuple[str, Change, str, str]] = [
    (ESG, lambda data: data["name"].pop("kk"), "esg-2015, name", "kk is missing"),
    (ESG, lambda data: data["standards"][2]["name"].pop("ru"), "esg-2015, 1.3, name", "ru is"),
    (ESG, lambda data: data["standards"][2]["asks"].pop("en"), "esg-2015, 1.3, asks", "en is"),
    (ESG, lambda data: data["standards"][2].pop("asks"), "esg-2015, 1.3, asks", "is missing"),
    (EA, lambda data: data["groups"]["7"].pop("kk"), "ea-2015, groups, 7", "kk is missing"),
    (
        EA,
        lambda data: walk(data)["standards"].update({"9": ["1.11"]}),
        "ea-2015",
        "the cross-walk names esg-2015 1.11, which is unknown",
    ),
    (
        EA,
        lambda data: walk(data)["standards"].update({"10": ["1.1"]}),
        "ea-2015",
        "the cross-walk names ea-2015 10, which is unknown",
    ),
    (
        ORDER,
        lambda data: walk(data).update(framework="esg-2027"),
        "order-152",
        "the cross-walk names esg-2027 1.2, which is unknown",
    ),
    (
        EA,
        lambda data: walk(data).update(framework="ea-2015", standards={"9": ["8"]}),
        "ea-2015",
        "the cross-walk leads from 9 into its own file",
    ),
    (ESG, lambda data: data.update(code="esg-2016"), "esg-2016", "is called otherwise"),
    (EA, lambda data: walk(data).update(kind="follows"), "ea-2015, links", "kind 'follows'"),
    (EA, lambda data: walk(data)["standards"].update({"8": ["1.8"] * 2}), "8 esg", "occurs twice"),
    (EA, lambda data: data.update(position=1), "1", "the position occurs twice"),
    (ESG, lambda data: data.update(valid_until="2015-05-14"), "esg-2015", "lies before"),
    (ESG, lambda data: data.update(draft="no"), "esg-2015", "neither true nor false"),
]


@pytest.mark.parametrize(("file", "damage", "entry", "problem"), DAMAGED_FRAMEWORKS)
def test_a_damaged_framework_is_refused_by_file_and_entry(
    folder: Path, file: str, damage: Change, entry: str, problem: str
) -> None:
    edit_json(folder, file, damage)
    with pytest.raises(SeedError) as refused:
        files.read(folder)
    assert refused.value.file in (file, "frameworks")
    assert entry in refused.value.entry
    assert problem in refused.value.problem


@pytest.mark.parametrize("code", ["esg-2015", "ea-2015", "order-152", "iso-9001-2015"])
def test_every_standard_says_in_words_of_its_own_what_it_asks_for(context: Any, code: str) -> None:
    rows = session.scalars(select(Standard).join(Framework).where(Framework.code == code)).all()
    assert rows
    for row in rows:
        for language in ("kk", "ru", "en"):
            asks, title = getattr(row, f"asks_{language}"), getattr(row, f"name_{language}")
            assert asks.endswith(".") and asks != title and 30 < len(asks) < 400, (row.code, asks)


def test_the_clauses_of_iso_9001_cover_standards_of_the_esg_many_to_many(context: Any) -> None:
    found = files.read(FOLDER)
    walked = [link for link in found.links if link["framework"] == "iso-9001-2015"]
    assert {link["kind"] for link in walked} == {"covers"}
    assert {link["other_framework"] for link in walked} == {"esg-2015"}
    from_, to = ([link[end] for link in walked] for end in ("standard", "other"))
    assert len(from_) > len({*from_}) and len(to) > len({*to})


def draft(folder: Path) -> Path:
    """The folder with one file more: the draft of a new version."""
    shutil.copy(DRAFT, folder / "frameworks" / DRAFT.name)
    return folder


def test_a_new_version_is_one_file(context: Any, folder: Path) -> None:
    counts = reference.load(session, draft(folder)).as_dict()
    assert counts["frameworks"]["added"] == 1
    assert counts["standards"]["added"] == 9
    assert counts["standard_links"]["added"] == 10
    assert counts["standards"]["updated"] == counts["standards"]["removed"] == 0
    new = session.scalars(select(Framework).where(Framework.code == DRAFT.stem)).one()
    assert new.is_draft and not new.is_valid_on(TODAY)
    assert reference.load(session, folder).changed == 0


def test_a_standard_goes_with_its_links(context: Any, folder: Path) -> None:
    reference.load(session, draft(folder))
    edit_json(folder, f"frameworks/{DRAFT.name}", drop_last)
    counts = reference.load(session, folder).as_dict()
    assert counts["standards"]["removed"] == counts["standard_links"]["removed"] == 1


def drop_last(data: Any) -> None:
    """Take the last standard of a framework and its links out."""
    code = data["standards"].pop()["code"]
    for each in data.get("links", []):
        each["standards"].pop(code, None)


@pytest.mark.parametrize("used_by", ["judgement", "action"])
def test_a_standard_by_which_people_judge_is_not_removed(
    make: Make, folder: Path, used_by: str
) -> None:
    reference.load(session, draft(folder))
    standard = session.scalars(
        select(Standard).join(Framework).where(Framework.code == DRAFT.stem, Standard.code == "1.9")
    ).one()
    use(make, standard, used_by)
    edit_json(folder, f"frameworks/{DRAFT.name}", drop_last)
    edit_csv(folder, "classifier.csv", lambda rows: rows[0].update(name_en="Changed"))
    with pytest.raises(SeedError) as refused:
        reference.load(session, folder)
    assert refused.value.file == "frameworks/esg-2027-draft.json"
    assert refused.value.entry == "esg-2027-draft, 1.9"
    assert "still use it" in refused.value.problem
    assert not session.scalar(select(ClassifierEntry).where(ClassifierEntry.name_en == "Changed"))


def use(make: Make, standard: Standard, by: str) -> None:
    """Judge by a standard, or plan an action about it."""
    home = make.institution()
    if by == "action":
        made: Any = Action(
            institution_id=home.id,
            standard_id=standard.id,
            title="Mend it",
            owner_name="A",
            due_on=TODAY,
            opened_on=TODAY,
        )
    else:
        made = Review(
            framework_id=standard.framework_id,
            institution_id=home.id,
            opened_at=NOW,
            judgements=[Judgement(standard_id=standard.id)],
        )
    session.add(made)
    session.flush()


DAMAGED_TEXTS = [
    ("code_lists.json", lambda text: text.replace('"ru"', '"rus"', 1), "ru is missing"),
    ("code_lists.json", lambda text: text.replace('"kk"', '"ru"', 1), "the key occurs twice"),
    ("code_lists.json", lambda text: text[:-40], "line"),
    ("frameworks/ea-2015.json", lambda text: text.replace('"group": "7"', '"group": "77"'), "'77'"),
    (
        "frameworks/esg-2015.json",
        lambda text: text.replace('"1.10"', '"1.1"'),
        "standard occurs twice",
    ),
    ("classifier.csv", lambda text: text.replace(",F\n", "\n", 1), "number of columns"),
    ("classifier.csv", lambda text: text.replace("name_kk", "name_kz", 1), "name_kk is missing"),
]


@pytest.mark.parametrize(("file", "damage", "problem"), DAMAGED_TEXTS)
def test_a_damaged_file_is_refused(
    folder: Path, file: str, damage: Callable[[str], str], problem: str
) -> None:
    path = folder / file
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(SeedError, match=file) as refused:
        files.read(folder)
    assert problem in str(refused.value)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "conventions.json").unlink()
    with pytest.raises(SeedError, match=r"conventions\.json: the file is missing"):
        files.read(folder)


def test_a_refused_load_writes_nothing(context: Any, folder: Path) -> None:
    edit_csv(folder, "classifier.csv", lambda rows: rows[0].update(name_en="Changed"))
    edit_json(folder, "conventions.json", lambda data: data["conventions"][0].pop("code"))
    with pytest.raises(SeedError):
        reference.load(session, folder)
    assert not session.scalar(select(ClassifierEntry).where(ClassifierEntry.name_en == "Changed"))


@pytest.mark.parametrize(
    ("country", "on", "expected"),
    [
        ("DE", TODAY, ["LRC"]),
        ("BE", TODAY, ["LRC"]),
        ("BE", date(2009, 8, 31), []),
        ("CN", TODAY, ["BIL_CN", "TOKYO"]),
        ("CN", date(2026, 2, 17), ["BIL_CN"]),
        ("JP", TODAY, ["TOKYO"]),
        ("JP", date(2025, 12, 31), []),
        ("TM", TODAY, ["BIL_TM", "LRC"]),
        ("RU", TODAY, ["EAEU5_1998", "CIS_2013", "LRC", "TOKYO"]),
        ("KG", TODAY, ["EAEU5_1998", "CIS_2013", "LRC"]),
        ("UZ", TODAY, []),
        ("US", TODAY, []),
        ("IN", TODAY, []),
        ("PH", TODAY, []),
        ("HK", TODAY, []),
        ("KZ", TODAY, []),
    ],
)
def test_bases_are_listed_in_the_order_they_are_relied_on(
    context: Any, country: str, on: date, expected: list[str]
) -> None:
    assert [each.code for each in queries.basis(country, on)] == expected


def test_a_disputed_claim_is_kept_and_is_never_a_basis(context: Any) -> None:
    is_disputed = ConventionParty.standing == Standing.DISPUTED
    claims = session.scalars(select(ConventionParty).where(is_disputed)).all()
    tokyo = {"IN", "KG", "PH", "ID", "IR", "LK", "BD", "TM"}
    assert tokyo == {c.country for c in claims if "NCHED news" in c.source}
    is_exemption = Convention.purpose == Purpose.EXEMPTION
    exemptions = session.scalars(select(Convention.id).where(is_exemption)).all()
    for claim in (one for one in claims if one.convention_id not in exemptions):
        kept = [(made.code, one.country) for made, one in queries.disputed(claim.country)]
        bound = {each.code for each in queries.basis(claim.country, TODAY)}
        assert kept and bound.isdisjoint(code for code, _ in kept)


def test_a_signature_alone_does_not_make_a_party(context: Any) -> None:
    parties = {claim.country for claim in queries.parties("LRC", TODAY)}
    assert "US" not in parties
    assert len(parties) == 57


@pytest.mark.parametrize(
    ("code", "on", "count"),
    [
        ("LRC", date(2024, 1, 1), 56),
        ("LRC", date(1999, 1, 31), 0),
        ("TOKYO", TODAY, 13),
        ("TOKYO", date(2026, 1, 1), 12),
        ("GLOBAL", TODAY, 25),
        ("CA5_2025", TODAY, 0),
        ("NOTHING", TODAY, 0),
    ],
)
def test_parties_are_those_bound_on_the_day(context: Any, code: str, on: date, count: int) -> None:
    assert len(queries.parties(code, on)) == count


def test_a_basis_tells_since_when_how_surely_and_with_what_reservation(context: Any) -> None:
    tokyo = queries.basis("JP", TODAY)[0]
    assert tokyo.since == date(2026, 2, 18)
    assert tokyo.home.reservations == ("non_traditional", "partial_studies")
    assert tokyo.home.reservation_kk and tokyo.home.reservation_ru and tokyo.home.reservation_en
    assert not tokyo.is_exact
    assert tokyo.is_confirmed
    armenian = {each.code: each for each in queries.basis("AM", TODAY)}
    assert not armenian["CIS_2013"].is_confirmed
    assert armenian["LRC"].is_confirmed and not armenian["LRC"].home.reservations


def test_many_countries_cost_one_query(context: Any) -> None:
    countries = sorted(set(session.scalars(select(Institution.country))))
    seen: list[str] = []

    def note(*call: Any) -> None:
        seen.append(call[2])

    event.listen(engine(), "before_cursor_execute", note)
    found = queries.bases(countries, TODAY)
    event.remove(engine(), "before_cursor_execute", note)
    assert len(seen) == 1
    assert list(found) == countries
    assert [each.code for each in found["FR"]] == ["LRC"]
