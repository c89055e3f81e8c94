"""Which checks speak to which standards, and how that travels to other frameworks."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.features import FEATURES
from app.kernel.db import session
from app.quality import standards
from app.quality.standards import SPEAKS_TO
from seed import reference
from seed.reference import FOLDER

DRAFT = Path(__file__).with_name("esg-2027-draft.json")
# Data say nothing of these: people judge them.
BY_PEOPLE = {
    "ea-2015": {"2.2", "2.3", "2.4", "3.1", "7.2"},
    "esg-2015": set(),
    "order-152": set(),
}


def written() -> set[str]:
    """Every standard of the reference files, as "framework/code"."""
    found = set()
    for path in (FOLDER / "frameworks").glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        found |= {f"{data['code']}/{standard['code']}" for standard in data["standards"]}
    return found


def test_every_standard_that_a_rule_speaks_to_is_in_the_files() -> None:
    assert {code for codes in SPEAKS_TO.values() for code in codes} - written() == set()


def test_every_rule_that_speaks_exists_and_no_line_is_empty() -> None:
    rules = {
        rule.id
        for feature in FEATURES
        for part in feature.rulebooks
        for rule in feature.part(part).rules
    }
    assert SPEAKS_TO.keys() - rules == set()
    assert all(len(codes) == len({*codes}) > 0 for codes in SPEAKS_TO.values())


def test_every_rule_of_quality_speaks_to_something() -> None:
    quality = next(feature for feature in FEATURES if feature.name == "quality")
    own = {rule.id for part in quality.rulebooks for rule in quality.part(part).rules}
    assert own - SPEAKS_TO.keys() == set()


@pytest.mark.parametrize("framework", sorted(BY_PEOPLE))
def test_every_standard_of_which_data_can_speak_is_spoken_to(context: Any, framework: str) -> None:
    silent = {code for code, rules in standards.speakers(framework).items() if not rules}
    assert silent <= BY_PEOPLE[framework]


def test_what_speaks_to_a_standard_is_heard_by_the_clause_that_covers_it(context: Any) -> None:
    esg, iso = standards.speakers("esg-2015"), standards.speakers("iso-9001-2015")
    assert {*esg["1.2"]} <= {*iso["8.3"]}
    assert {*esg["1.4"]} <= {*iso["8.2"]} and {*esg["1.8"]} <= {*iso["8.2"]}
    assert all(iso.values())


def test_what_a_clause_hears_is_not_said_of_the_standard_that_it_covers(context: Any) -> None:
    esg = standards.speakers("esg-2015")
    assert "Q118" not in {rule for rules in esg.values() for rule in rules}


def test_an_unknown_framework_has_no_standards(context: Any) -> None:
    assert standards.speakers("esg-1999") == {} and standards.rules_of("esg-1999") == frozenset()


@pytest.fixture
def versions(context: Any, tmp_path: Path) -> Any:
    """The frameworks with the draft of a new version, and of one more after it."""
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy(DRAFT, folder / "frameworks" / DRAFT.name)
    later = json.loads(DRAFT.read_text(encoding="utf-8")) | {"code": "esg-2039", "position": 6}
    same = {standard["code"]: [standard["code"]] for standard in later["standards"]}
    later["links"] = [{"kind": "continues", "framework": "esg-2027-draft", "standards": same}]
    (folder / "frameworks" / "esg-2039.json").write_text(json.dumps(later), encoding="utf-8")
    reference.load(session, folder)
    return context


def test_computed_checks_travel_to_a_new_version(versions: Any) -> None:
    old, new = standards.speakers("esg-2015"), standards.speakers("esg-2027-draft")
    assert len(new) == 9
    assert {*new["1.2"]} == {*old["1.2"], *old["1.9"]}
    assert new["1.1"] == old["1.1"] and new["1.9"] == old["1.10"]
    assert standards.rules_of("esg-2027-draft") == standards.rules_of("esg-2015")


def test_checks_travel_over_any_number_of_versions(versions: Any) -> None:
    assert standards.speakers("esg-2039") == standards.speakers("esg-2027-draft")


def test_a_new_version_changes_nothing_for_the_others(versions: Any) -> None:
    assert "Q117" in standards.speakers("ea-2015")["1.2"]
    assert {*standards.speakers("esg-2015")["1.1"]} <= {*standards.speakers("ea-2015")["9"]}


def test_the_speakers_cost_two_queries(versions: Any, statements: Any) -> None:
    with statements() as seen:
        standards.speakers("esg-2039")
    assert len(seen) == 2
