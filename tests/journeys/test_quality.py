"""The quality manager runs a checklist, the rector signs it, the centre reads it: in each language."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from app.accounts.models import Role
from app.kernel import codes
from app.kernel.i18n import in_language
from app.quality import queries
from tests.journeys.conftest import Country

PDF = b"%PDF-1.4\nminutes\n%%EOF\n"
LANGUAGES = ("kk", "ru", "en")


def _names(country: Country) -> dict[str, Any]:
    """The standards, each with its number and its names."""
    with country.app.app_context():
        found = queries.framework("esg-2015")
        assert found is not None
        return {one.code: one for one in found.standards}


def _speaks(desk: Any, language: str) -> Any:
    """The same person, reading in that language."""
    token = desk.open("/").tree.xpath("//input[@name='csrf_token']/@value")[0]
    desk.client.post("/language", data={"language": language, "csrf_token": token})
    return desk


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_is_reviewed_from_the_first_look_to_the_signature(
    country: Country, language: str
) -> None:
    make = country.make
    programme = make.programme(make.agreement(country.home, list(country.partners)))
    make.save()
    names = _names(country)
    quality = _speaks(country.desk(Role.QUALITY_MANAGER), language)
    rector = _speaks(country.desk(Role.SIGNATORY), language)
    centre = _speaks(country.desk(Role.NCHED_ANALYST, at_home=False), language)

    matrix = quality.open("/quality")
    assert getattr(programme, f"name_{language}") in matrix.text
    seen = quality.open(f"/programmes/{programme.id}/quality")
    for one in names.values():
        assert getattr(one, f"name_{language}") in seen.text
        assert getattr(one, f"asks_{language}") in seen.text

    opened = quality.open(f"/programmes/{programme.id}/reviews/new").send(framework="esg-2015")
    review = opened.address
    centre.open(review, 403)
    _judge_everything(quality, review, names)

    gap = f"{review}/standards/{names['1.3'].id}"
    quality.open(gap).send(grade="1", comment="Not agreed with the partner yet")
    refused = quality.open(f"{review}/fill").send(422, summary="All in all")
    assert "1.3" in refused.text
    quality.open(f"{gap}/actions").send(
        title="Agree on grades", owner_name="Aina", owner_email="", due_on="2026-12-20"
    )
    quality.open(f"{review}/fill").send(summary="All in all")
    signing = rector.open(f"{review}/sign")
    signing.send()

    told = centre.open(review).text
    assert "Not agreed with the partner yet" in told and "All in all" in told
    assert "Agree on grades" not in told
    with country.app.test_request_context(), in_language(language):
        assert codes.label("JUDGE", "1", language) in told
    assert "Agree on grades" in quality.open(f"/institutions/{country.home.id}/actions").text
    sheet = quality.open(f"{review}/sheet")
    assert getattr(names["1.10"], f"name_{language}") in sheet.text
    _check_workbook(quality, review, names, language)


def _judge_everything(quality: Any, review: str, names: dict[str, Any]) -> None:
    """New evidence under the first standard, used again under all the others."""
    first = f"{review}/standards/{names['1.1'].id}"
    quality.open(f"{first}/evidence").send(
        kind="MINUTES",
        title="Minutes of the council",
        files={"file": (io.BytesIO(PDF), "minutes.pdf")},
    )
    page = quality.open(first)
    piece = page.tree.xpath("//input[@name='evidence']/@value")
    for one in names.values():
        quality.open(f"{review}/standards/{one.id}").send(
            grade="2", comment="In place", evidence=piece
        )


def _check_workbook(quality: Any, review: str, names: dict[str, Any], language: str) -> None:
    answer = quality.open(f"{review}/workbook").answer
    book = load_workbook(io.BytesIO(answer.data))
    rows = list(book.worksheets[0].iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows[: len(names)]] == list(names)
    assert rows[0][1] == getattr(names["1.1"], f"name_{language}")
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_a_reader_from_outside_finds_no_unsigned_review(country: Country) -> None:
    make = country.make
    programme = make.programme(make.agreement(country.home, list(country.partners)))
    make.save()
    quality = country.desk(Role.QUALITY_MANAGER)
    quality.open(f"/programmes/{programme.id}/reviews/new").send(framework="esg-2015")
    centre = country.desk(Role.NCHED_LEAD, at_home=False)
    assert "No review yet" in centre.open("/quality/reviews").text
    for role in (Role.INTERNATIONAL_OFFICE, Role.VIEWER, Role.SIGNATORY):
        page = country.desk(role).open("/quality/reviews/1")
        assert not page.tree.xpath("//main//a[contains(@href, '/standards/')]")


def test_all_programmes_of_an_agreement_are_reviewed_at_once(country: Country) -> None:
    make = country.make
    agreement = make.agreement(country.home, list(country.partners))
    for _ in range(3):
        make.programme(agreement)
    make.save()
    quality = country.desk(Role.QUALITY_MANAGER)
    address = f"/agreements/{agreement.id}/reviews/new"
    quality.open(address).send(framework="ea-2015", scope="each")
    assert "3 reviews are open." in quality.open("/quality/reviews").text
    quality.open(address).send(422, framework="ea-2015", scope="each")
    one = quality.open(address).send(framework="ea-2015", scope="whole")
    assert agreement.code in quality.open(one.address).text
    whole = quality.open(f"/institutions/{country.home.id}/reviews/new").send(framework="order-152")
    assert country.home.name_en in quality.open(whole.address).text
