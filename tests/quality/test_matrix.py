"""The matrix: 200 programmes × 10 standards in a fixed number of queries, and what it shows."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from app.accounts.models import Role
from app.kernel import clock
from app.kernel.db import session
from app.programmes.models import Accreditation, AccreditationKind
from app.quality import matrix, queries, services, workbook
from app.quality.models import Grade
from app.quality.queries import Filters, Missing
from tests.makers import Make
from tests.quality.conftest import Desk

MANY = 200


def lines(actor: Any, **given: Any) -> list[matrix.Line]:
    """The whole matrix for somebody."""
    framework = queries.framework("esg-2015")
    assert framework is not None
    return matrix.lines(queries.all_rows(actor, Filters(**given)), framework, actor)


def accredited(make: Make, programme: Any, until: date) -> None:
    """A decision that ends on a day."""
    session.add(
        Accreditation(
            programme_id=programme.id,
            agency="IAAR",
            kind=AccreditationKind.PROGRAMME,
            valid_from=date(2020, 1, 1),
            valid_until=until,
        )
    )
    session.flush()


def test_two_hundred_programmes_cost_the_queries_of_two(desk: Desk, statements: Any) -> None:
    make, partner = desk.make, desk.make.partner()
    counts = []
    for n in (1, MANY - 1):
        for _ in range(n):
            make.programme(make.agreement(desk.home, [partner]))
        make.save()
        session.expunge_all()
        with statements() as seen:
            found = lines(desk.quality)
        counts.append(len(seen))
    assert len(found) == MANY + 1
    assert {len(line.cells) for line in found} == {10}
    assert counts[0] == counts[1]


def test_what_ends_first_stands_first_and_what_has_no_end_last(desk: Desk) -> None:
    make = desk.make
    days = [date(2029, 1, 1), date(2026, 12, 1), date(2024, 1, 1)]
    for day in days:
        accredited(make, make.programme(make.agreement(desk.home)), day)
    found = [line.row.accredited_until for line in lines(desk.quality)]
    assert found == [*sorted(days), None]
    cursor, seen = "", []
    for _ in range(6):
        part = queries.rows(desk.quality, Filters(), cursor, size=1)
        seen += [queries.row_of(one).accredited_until for one in part.rows]
        if part.after is None:
            break
        cursor = part.after
    assert seen == found


def test_a_cell_tells_apart_broken_unknown_and_what_nobody_judged(desk: Desk) -> None:
    (line,) = lines(desk.quality)
    for cell in line.cells:
        assert cell.grade is Grade.NOT_ASSESSED
        assert cell.misses(Missing.UNJUDGED)
        assert cell.misses(Missing.BROKEN) is (cell.sum.tone in ("bad", "warn"))
    assert {cell.sum.tone for cell in line.cells} > {"unknown"}
    review = desk.opened()
    for judgement in review.judgements:
        desk.judge(review, judgement, Grade.PARTIAL)
    (line,) = lines(desk.quality)
    assert all(cell.misses(Missing.LOW) for cell in line.cells)
    assert not any(cell.misses(Missing.UNJUDGED) for cell in line.cells)


def test_the_nearest_judgement_counts(desk: Desk) -> None:
    piece = desk.piece()
    grades = ((desk.home, Grade.PARTIAL), (None, Grade.FULL))
    for subject, grade in grades:
        review = desk.opened(subject=subject)
        for judgement in review.judgements:
            desk.judge(review, judgement, grade, reason="So it is", evidence={piece.id: ""})
        (line,) = lines(desk.quality)
        assert {cell.grade for cell in line.cells} == {grade}
        assert {cell.is_inherited for cell in line.cells} == {subject is not None}


def test_the_centre_sees_signed_judgements_and_no_open_figures(desk: Desk) -> None:
    assert {c.grade for c in lines(desk.analyst)[0].cells} == {Grade.NOT_ASSESSED}
    review = desk.filled()
    assert {c.grade for c in lines(desk.analyst)[0].cells} == {Grade.NOT_ASSESSED}
    services.sign(review, seen=review.version, actor=desk.rector)
    session.flush()
    assert {c.grade for c in lines(desk.analyst)[0].cells} == {Grade.SUBSTANTIAL}
    inside = sum(c.sum.holds + c.sum.unknown for c in lines(desk.quality)[0].cells)
    outside = sum(c.sum.holds + c.sum.unknown for c in lines(desk.analyst)[0].cells)
    assert outside < inside


def test_another_university_has_a_matrix_of_its_own(desk: Desk) -> None:
    other = desk.make.institution()
    assert not lines(desk.make.actor(Role.QUALITY_MANAGER, other))


def test_nothing_that_somebody_typed_becomes_a_formula(desk: Desk) -> None:
    desk.programme.name_en = desk.programme.name_kk = desk.programme.name_ru = "=1+1"
    desk.home.name_kk = "@SUM(1)"
    session.flush()
    framework = queries.framework("esg-2015")
    assert framework is not None
    with desk.make.app.test_request_context():
        content = workbook.matrix(framework, lines(desk.quality), clock.today())
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert any(cell.value == "=1+1" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("missing", Missing)
def test_the_page_narrows_to_what_is_missing(desk: Desk, client: Any, missing: Missing) -> None:
    desk.make.sign_in(client, Role.QUALITY_MANAGER, desk.home)
    answer = client.get(f"/quality?missing={missing}")
    assert answer.status_code == 200
    shown = desk.programme.code in answer.get_data(as_text=True)
    assert shown is lines(desk.quality)[0].misses(missing)


@pytest.mark.parametrize(
    "query", ["framework=none", "missing=all", "home=-1", "home=x", "text=%25", "page=@@@"]
)
def test_a_filter_that_is_none_narrows_nothing(desk: Desk, client: Any, query: str) -> None:
    desk.make.sign_in(client, Role.QUALITY_MANAGER, desk.home)
    assert client.get(f"/quality?{query}").status_code == 200
