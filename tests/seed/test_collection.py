"""A whole collection of the fictional country, from its plan to publication and a restatement.

Fifty universities file what their registers have; what is wrong on purpose is let pass by
the centre with a reason. Then every national figure is put together again, from the data
that came in and by nothing else.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app import create_app
from app.cohorts.models import Direction
from app.kernel import clock
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.kernel.years import AcademicYear
from app.returns import checking, queries, services
from app.returns.dataset import Dataset
from app.returns.models import COUNTING, CampaignKind, Delivery, Publication, ReturnStage
from app.statistics import queries as statistics
from app.statistics import services as publication
from seed import demo
from seed.demo import collections, story
from seed.demo.collections import Centre
from tests.conftest import SqliteTemplate, settings

YEAR = AcademicYear(2025)
CENTRE = Centre(Actor(None, "Томирис"), Actor(None, "Қайрат"))
LEVELS = {"B": "bachelor", "M": "master", "D": "doctoral", "R": "residency"}


@pytest.fixture(scope="module")
def collected(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The campaign of 2025–2026 with every return accepted and signed; its number."""
    folder = tmp_path_factory.mktemp("collection")
    app = create_app(settings(sqlite_template.copy(folder), folder))
    with app.app_context():
        with clock.moved_to(story.TODAY):
            demo.load(session)
            session.commit()
        yield _collected()
        session.rollback()
    app.extensions["engine"].dispose()


def _collected() -> int:
    with clock.moved_to(date(2025, 9, 15)):
        campaign = services.plan(services.usual(CampaignKind.ANNUAL, 2025), actor=CENTRE.lead)
        services.open_campaign(campaign, seen=campaign.version, actor=CENTRE.lead)
        session.flush()
    day = campaign.opens_on
    for filing in queries.filings(campaign.id):
        delivery = collections.delivered(filing, day)
        assert collections.submitted(filing, delivery, day + timedelta(days=1), CENTRE)
        collections.accepted(filing, day + timedelta(days=9), CENTRE)
        collections.signed(filing, delivery, day + timedelta(days=12))
    session.execute(text("ANALYZE"))
    session.commit()
    return campaign.id


def data() -> list[Dataset]:
    """What counts, as it came in."""
    return [Dataset.loaded(one.dataset) for one in queries.counting(YEAR.start)]


def students(datasets: list[Dataset]) -> Counter[str]:
    """Own students by level, added up from the rows."""
    found: Counter[str] = Counter()
    for one in datasets:
        levels = {row["prog_id"]: row["level"] for row in one.rows("3_PROG")}
        for row in one.rows("4_CONT"):
            if row["direction"] == Direction.OUT.value:
                found[LEVELS[levels[row["prog_id"]]]] += row["n"]
    return found


def test_fifty_universities_go_the_whole_way(collected: int) -> None:
    filings = queries.filings(collected)
    assert len(filings) == 50
    assert {one.stage for one in filings} == {ReturnStage.SIGNED}
    assert len(data()) == 50


def test_every_national_figure_is_the_sum_of_accepted_returns(collected: int) -> None:
    figures, _before = statistics.national(YEAR)
    expected = students(data())
    told = figures.contingent.as_json()
    assert figures.coverage.as_json() == {"institutions": 50, "of": 50}
    for pair in statistics.shared_students():
        if pair.year == YEAR.start:
            expected[LEVELS[pair.level.value]] -= pair.n
    assert {name: told[name] for name in expected} == dict(expected)


def test_the_register_can_move_and_what_was_accepted_does_not(collected: int) -> None:
    before = statistics.national(YEAR)[0].as_json(statistics.comparison(*_pair()))
    session.execute(text("UPDATE contingents SET n = n + 3 WHERE year = 2025"))
    after = statistics.national(YEAR)[0].as_json(statistics.comparison(*_pair()))
    session.rollback()
    assert before == after


def _pair() -> tuple[Any, Any]:
    now, before = statistics.national(YEAR)
    return before, now


def test_what_is_published_is_what_was_accepted(collected: int) -> None:
    campaign = queries.campaign(collected)
    assert campaign is not None
    with clock.moved_to(campaign.publish_on):
        made = publication.publish(campaign, seen=campaign.version, actor=CENTRE.lead)
    kept = json.loads(made.figures)
    figures, _before = statistics.national(YEAR)
    assert f'"total": {figures.contingent.total}' in json.dumps(kept)
    assert {one.stage for one in queries.filings(collected)} == {ReturnStage.PUBLISHED}
    session.rollback()


def test_a_correction_after_publication_is_a_restatement_and_counts_only_once_accepted(
    collected: int,
) -> None:
    campaign = queries.campaign(collected)
    assert campaign is not None
    with clock.moved_to(campaign.publish_on):
        publication.publish(campaign, seen=campaign.version, actor=CENTRE.lead)
    published = statistics.national(YEAR)[0].contingent.total
    filing = next(f for f in queries.filings(collected) if _has_students(f))
    with clock.moved_to(date(2026, 4, 1)):
        services.reopen(filing, "4_CONT", seen=filing.version, actor=CENTRE.lead)
        session.flush()
    assert statistics.national(YEAR)[0].contingent.total == published
    old = queries.last_delivery(filing)
    assert old is not None
    changed = _with_more_students(Dataset.loaded(old.dataset), 3)
    _redelivered(filing, old, changed)
    now = statistics.national(YEAR)[0].contingent.total
    assert published is not None
    assert now == published + 3
    assert session.query(Publication).count() == 1
    session.rollback()


def _has_students(filing: Any) -> bool:
    found = queries.counting_delivery(filing)
    return found is not None and bool(Dataset.loaded(found.dataset).rows("4_CONT"))


def _with_more_students(dataset: Dataset, n: int) -> Dataset:
    at, first = next(
        (at, row)
        for at, row in enumerate(dataset.rows("4_CONT"))
        if row["direction"] == Direction.OUT.value
    )
    rows = list(dataset.rows("4_CONT"))
    rows[at] = {**first, "n": first["n"] + n}
    sheets = {**dataset.sheets, "4_CONT": tuple(rows)}
    return Dataset(dataset.edition, dataset.institution, dataset.year, dataset.reference_on, sheets)


def _redelivered(filing: Any, old: Delivery, changed: Dataset) -> None:
    """The corrected data, all the way to acceptance."""
    with clock.moved_to(date(2026, 4, 3)):
        newer = Delivery(
            return_id=filing.id,
            number=old.number + 1,
            door=old.door,
            digest=changed.digest,
            rulebook=old.rulebook,
            dataset=changed.dumped(),
            findings="[]",
            errors=0,
            warnings=0,
            informations=0,
            is_nil=False,
            made_at=clock.now(),
            made_by="A",
        )
        session.add(newer)
        filing.stage = ReturnStage.VALID
        session.flush()
        services.submit(
            filing, newer, seen=filing.version, seen_digest=newer.digest, actor=CENTRE.analyst
        )
        session.flush()
        collections.accepted(filing, date(2026, 4, 4), CENTRE)
    assert filing.stage in COUNTING


def test_nothing_is_found_that_was_not_planted(collected: int) -> None:
    """A false alarm costs fifty universities an afternoon."""
    broken: Counter[str] = Counter()
    for delivery in queries.counting(YEAR.start):
        for one in checking.problems_of(delivery):
            if one.is_broken and one.severity.value == "E":
                broken[one.code] += 1
    assert sum(broken.values()) < 60, broken
