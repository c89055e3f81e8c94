"""Every rulebook in one loop: the table of rules, the features and the labels agree."""

import csv
import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from app.features import FEATURES
from app.kernel.rules import Rule, Rulebook, check_rulebooks
from app.returns.rulebooks.schema import RULES as OF_THE_FILE
from tests.verdicts import shown

HERE = Path(__file__).parents[2]
TABLE = HERE / "seed" / "reference" / "return_rules.csv"

WITHOUT_FIELD = {
    "X118": "the data come from EPVO; nothing on the page could be corrected",
    "X119": "the data come from EPVO; nothing on the page could be corrected",
    "X120": "a treaty of states is not the institution's to correct",
}
# The register and the standards of quality ask for more than the return: the rules with
# these letters stand in no table of NCHED's.
OWN_LETTERS = ("R", "Q", "C")


def modules() -> list[ModuleType]:
    """Every module under a feature's `rulebooks/`."""
    found = []
    for feature in FEATURES:
        folder = HERE / "app" / feature.name / "rulebooks"
        for module in pkgutil.iter_modules([str(folder)]):
            found.append(import_module(f"app.{feature.name}.rulebooks.{module.name}"))
    return found


BOOKS = [v for module in modules() for v in vars(module).values() if isinstance(v, Rulebook)]
RULES = [rule for book in BOOKS for rule in book.rules]
ITS_OWN = {rule.id for rule in RULES if rule.id.startswith(OWN_LETTERS)}

with TABLE.open(encoding="utf-8", newline="") as lines:
    ROWS = {row["code"]: row for row in csv.DictReader(lines)}


def test_no_rulebook_contradicts_itself_or_another() -> None:
    check_rulebooks(BOOKS)


def test_every_rulebook_is_named_by_its_feature_and_none_is_lost() -> None:
    named = [feature.part(part).code for feature in FEATURES for part in feature.rulebooks]
    assert sorted(named) == sorted(book.code for book in BOOKS)


@pytest.mark.parametrize("rule", [r for r in RULES if r.id not in ITS_OWN], ids=str)
def test_a_rule_is_in_the_table_with_the_same_severity(rule: Rule) -> None:
    assert ROWS[rule.id]["severity"] == rule.severity.value


def test_the_registers_own_rules_stay_clear_of_the_table() -> None:
    assert not any(code.startswith(OWN_LETTERS) for code in ROWS)
    assert {"R001", "R002", "Q101", "Q201"} <= ITS_OWN


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_says_what_to_do_and_where(rule: Rule) -> None:
    assert str(rule.remedy)
    assert bool(rule.field) != (rule.id in WITHOUT_FIELD)


def test_every_rule_of_the_table_is_judged_at_one_place() -> None:
    judged = [rule.id for rule in (*RULES, *OF_THE_FILE) if rule.id not in ITS_OWN]
    assert sorted(judged) == sorted(ROWS)


def test_the_table_has_every_rule_in_three_languages() -> None:
    assert len(ROWS) == 101
    for row in ROWS.values():
        assert all(row[name].strip() for name in ("text_kk", "text_ru", "text_en", "source"))
        assert row["severity"] in {"E", "W", "I"}


def test_every_fact_that_a_finding_shows_has_a_label() -> None:
    words: dict[str, object] = {}
    for feature in FEATURES:
        words |= feature.part(feature.words) if feature.words else {}
    nameless = {name for book in BOOKS for name in shown(book)} - words.keys()
    assert nameless == set()


def test_a_rulebook_imports_only_the_kernel_and_the_facts_of_its_own_feature() -> None:
    for feature in FEATURES:
        for file in (HERE / "app" / feature.name / "rulebooks").glob("*.py"):
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.startswith(("from app.", "import app.")):
                    assert line.split()[1].startswith(
                        ("app.kernel.", f"app.{feature.name}.facts")
                    ), f"{file.name}: {line}"
