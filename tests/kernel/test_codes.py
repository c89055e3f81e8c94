"""Code lists: labels in three languages, read once."""

from typing import Any

import pytest
from sqlalchemy import select

from app.agreements.models import Kind
from app.kernel import codes
from app.kernel.codes import Code
from app.kernel.db import session


@pytest.mark.parametrize(
    ("language", "label"), [("kk", "Бакалавриат"), ("ru", "Бакалавриат"), ("en", "Bachelor")]
)
def test_a_code_has_a_label_in_each_language(context: Any, language: str, label: str) -> None:
    assert codes.label("LEVEL", "B", language) == label


def test_an_enum_is_read_by_its_code(context: Any) -> None:
    assert codes.label("AGR_KIND", Kind.MEMORANDUM, "en") == codes.label("AGR_KIND", "MOU", "en")


def test_what_the_list_does_not_know_stays_as_it_is(context: Any) -> None:
    assert codes.label("LEVEL", "Z9", "kk") == "Z9"
    assert codes.label("NO_SUCH_LIST", "B", "kk") == "B"
    assert codes.label("LEVEL", None, "kk") == codes.label("LEVEL", "", "kk") == ""


def test_an_unknown_language_reads_kazakh(context: Any) -> None:
    assert codes.label("LEVEL", "B", "de") == codes.label("LEVEL", "B", "kk")


def test_labels_are_read_once_and_again_after_a_change(context: Any, statements: Any) -> None:
    codes.label("LEVEL", "B", "en")
    with statements() as seen:
        codes.label("LEVEL", "M", "ru")
        codes.label("STAGE", "signed", "kk")
    assert seen == []
    session.scalars(select(Code).where(Code.list == "LEVEL", Code.code == "B")).one().en = "First"
    session.commit()
    codes.forget()
    assert codes.label("LEVEL", "B", "en") == "First"
    codes.forget()


def test_an_empty_table_is_not_remembered(context: Any) -> None:
    kept = codes.book()
    assert kept
    codes.forget()
    session.query(Code).delete()
    assert codes.label("LEVEL", "B", "en") == "B"
    session.rollback()
    assert codes.label("LEVEL", "B", "en") == "Bachelor"
