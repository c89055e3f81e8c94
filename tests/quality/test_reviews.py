"""Reviews: what may be judged, what a signature freezes, and what travels to a new version."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import CENTRE_ROLES, INSTITUTION_ROLES, Role
from app.agreements.models import Stage
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.files import Upload
from app.kernel.lifecycle import NoSuchStep
from app.kernel.permissions import allowed
from app.quality import checks, queries, services
from app.quality.models import (
    ActionStage,
    Confidence,
    EvidenceKind,
    Grade,
    Review,
    ReviewStage,
)
from app.quality.permissions import GRANTS, reviews_visible_to
from app.quality.services import EvidenceValue, FollowValue
from seed import reference
from tests.agreements.test_permissions import actors
from tests.makers import NOW
from tests.quality.conftest import PDF, Desk

NEXT_YEAR = date(2027, 11, 1)
DRAFT = Path(__file__).with_name("esg-2027-draft.json")


def of(review: Review, code: str) -> Any:
    """The judgement on one standard."""
    return next(one for one in review.judgements if one.standard.code == code)


def test_a_review_begins_with_every_standard_of_its_framework_unjudged(desk: Desk) -> None:
    usable = {
        one.code: {standard.id for standard in one.standards}
        for one in queries.usable(clock.today())
    }
    assert len(usable) >= 4
    for code, standards in usable.items():
        review = desk.opened(code)
        assert {j.standard_id for j in review.judgements} == standards
        assert {j.grade for j in review.judgements} == {Grade.NOT_ASSESSED}


def test_computed_facts_write_no_judgement(desk: Desk) -> None:
    review = desk.opened()
    checks.of_review(review)
    queries.judgements_on([desk.programme], queries.framework("esg-2015"), desk.quality)
    assert {j.grade for j in desk.reread(review).judgements} == {Grade.NOT_ASSESSED}


def test_a_second_open_review_of_the_same_is_refused(desk: Desk) -> None:
    desk.opened()
    with pytest.raises(Refusal):
        desk.opened()
    desk.opened("ea-2015")
    desk.opened(subject=desk.home)


def test_full_against_a_broken_fact_needs_a_reason(desk: Desk) -> None:
    desk.programme.url_kk = desk.programme.url_ru = desk.programme.url_en = ""
    session.flush()
    review = desk.opened()
    broken = [j for j in review.judgements if checks.broken_under(review, j.standard)]
    assert broken
    for judgement in broken:
        with pytest.raises(Refusal) as refused:
            desk.judge(review, judgement, Grade.FULL)
        assert refused.value.field == "reason"
        assert judgement.grade is Grade.NOT_ASSESSED
        desk.judge(review, judgement, Grade.SUBSTANTIAL)
        desk.judge(review, judgement, Grade.FULL, reason="The record is behind")
        assert judgement.reason == "The record is behind"
        assert judgement.grade is Grade.FULL
        desk.judge(review, judgement, Grade.PARTIAL, reason="Kept only for full")
        assert judgement.reason == ""


def test_unknown_never_stands_against_full(desk: Desk) -> None:
    review = desk.opened()
    whole = [j for j in review.judgements if not checks.broken_under(review, j.standard)]
    assert whole
    for judgement in whole:
        desk.judge(review, judgement, Grade.FULL, reason="Said without need")
        assert judgement.reason == ""


def test_a_review_is_handed_on_when_nothing_is_left_open(desk: Desk) -> None:
    review = desk.opened()
    with pytest.raises(Refusal, match=r"1\.10"):
        services.fill(review, "", seen=review.version, actor=desk.quality)
    piece = desk.piece()
    for judgement in review.judgements:
        desk.judge(review, judgement, Grade.SUBSTANTIAL, evidence={piece.id: ""})
    low, bare = of(review, "1.2"), of(review, "1.3")
    desk.judge(review, low, Grade.NONE, comment="")
    desk.judge(review, bare, Grade.FULL, reason="So it is")
    for lacking in ("1.2", "1.3"):
        with pytest.raises(Refusal, match=lacking.replace(".", r"\.")):
            services.fill(review, "", seen=review.version, actor=desk.quality)
    desk.judge(review, low, Grade.NONE, comment="Nothing is there")
    desk.judge(review, bare, Grade.SUBSTANTIAL, evidence={piece.id: ""})
    with pytest.raises(Refusal, match=r"1\.2"):
        services.fill(review, "", seen=review.version, actor=desk.quality)
    desk.plan(review, low, NEXT_YEAR)
    services.fill(review, "Good", seen=review.version, actor=desk.quality)
    assert review.stage is ReviewStage.FILLED


def test_what_is_filled_or_signed_changes_no_more(desk: Desk) -> None:
    for number in (desk.filled().id, desk.signed("ea-2015").id):
        review = queries.review(number)
        assert review is not None
        with pytest.raises(Refusal):
            desk.judge(review, review.judgements[0], Grade.NONE)
        with pytest.raises(Refusal):
            services.discard(review, seen=review.version, actor=desk.quality)
    with pytest.raises(NoSuchStep):
        services.sign(review, seen=review.version, actor=desk.rector)


def test_a_returned_review_is_open_again_with_its_judgements(desk: Desk) -> None:
    review = desk.filled()
    with pytest.raises(Refusal) as refused:
        services.send_back(review, " ", seen=review.version, actor=desk.rector)
    assert refused.value.field == "reason"
    services.send_back(review, "Look again", seen=review.version, actor=desk.rector)
    review = desk.reread(review)
    assert review.stage is ReviewStage.OPEN
    assert review.return_reason == "Look again"
    desk.judge(review, review.judgements[0], Grade.SUBSTANTIAL)


def test_a_signature_freezes_edition_and_values(desk: Desk) -> None:
    review = desk.signed()
    kept = {j.standard.code: j.findings for j in review.judgements}
    assert review.edition == checks.edition()
    assert any(one["findings"] for one in kept.values() if one)
    before = checks.thawed(of(review, "1.2").findings)[desk.programme.code]
    desk.programme.ects_total, desk.programme.registry_code = 1, ""
    session.flush()
    again = desk.reread(review)
    assert {j.standard.code: j.findings for j in again.judgements} == kept
    after = checks.thawed(of(again, "1.2").findings)[desk.programme.code]
    assert [(f.id, f.verdict, f.seen) for f in before] == [(f.id, f.verdict, f.seen) for f in after]
    now = checks.of_review(again)[of(again, "1.2").standard_id][desk.programme.code]
    assert [(f.id, f.verdict) for f in now] != [(f.id, f.verdict) for f in after]


def test_a_later_signed_review_takes_the_place_of_the_earlier(desk: Desk) -> None:
    first, of_home = desk.signed(), desk.signed(subject=desk.home)
    second = desk.signed()
    assert desk.reread(first).stage is ReviewStage.SUPERSEDED
    assert desk.reread(of_home).stage is ReviewStage.SIGNED
    assert second.stage is ReviewStage.SIGNED
    events = [entry.event for entry in journal.about("reviews", first.id)]
    assert events[0] == "review.superseded"


def test_a_discarded_review_leaves_evidence_and_actions(desk: Desk) -> None:
    review = desk.opened()
    piece = desk.piece()
    desk.judge(review, review.judgements[0], Grade.SUBSTANTIAL, evidence={piece.id: ""})
    action = desk.plan(review, review.judgements[0], NEXT_YEAR)
    number = review.id
    services.discard(review, seen=review.version, actor=desk.quality)
    session.flush()
    session.expire_all()
    assert queries.review(number) is None
    assert [one.id for one, _n in queries.evidence_of(desk.home.id)] == [piece.id]
    kept = queries.action(action.id)
    assert kept is not None and kept.review_id is None


def test_two_people_at_one_standard_lose_nothing(desk: Desk) -> None:
    review = desk.opened()
    judgement = review.judgements[0]
    seen = judgement.version
    desk.judge(review, judgement, Grade.PARTIAL)
    value = services.JudgementValue(Grade.NONE, "Mine", "", {})
    with pytest.raises(Conflict) as conflict:
        services.judge(review, judgement, value, seen=seen, actor=desk.quality)
    assert conflict.value.values["grade"] == (Grade.PARTIAL, Grade.NONE)
    assert judgement.grade is Grade.PARTIAL


def test_evidence_of_another_institution_is_refused(desk: Desk) -> None:
    other = desk.make.institution()
    value = EvidenceValue(EvidenceKind.DATA, "Theirs", "", None, "", None)
    theirs = services.add(other, value, actor=desk.quality)
    review = desk.opened()
    with pytest.raises(Refusal) as refused:
        desk.judge(review, review.judgements[0], Grade.SUBSTANTIAL, evidence={theirs.id: ""})
    assert refused.value.field == "evidence"


def test_evidence_is_attached_once_and_used_under_many_standards(desk: Desk) -> None:
    piece = desk.piece()
    approach = desk.opened("ea-2015")
    desk.judge(approach, of(approach, "9"), Grade.SUBSTANTIAL, evidence={piece.id: ""})
    esg = desk.opened()
    for code in ("1.1", "1.9"):
        desk.judge(esg, of(esg, code), Grade.SUBSTANTIAL, evidence={piece.id: ""})
    assert len(queries.uses_of(piece.id)) == 3
    beside = queries.used_beside(esg, queries.crosswalk())
    assert set(beside[of(esg, "1.1").standard_id]) == {piece.id}
    assert of(esg, "1.5").standard_id not in beside


BAD_FILES = {
    "empty": b"",
    "a program": b"MZ\x90\x00",
    "a picture of another kind": b"GIF89a",
    "a page": b"<html></html>",
    "half a PDF": b"%PDF-1.4",
    "too large": b"%PDF-1.4" + b" " * 10 * 1024 * 1024 + b"%%EOF",
    "an archive": b"PK\x05\x06" + b"\0" * 18,
    "no archive": b"PK\x03\x04 nothing",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_evidence_of_a_forbidden_kind_or_size_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        desk.piece(kind=EvidenceKind.DOCUMENT, file=Upload(f"{name}.pdf", BAD_FILES[name]))
    assert refused.value.field == "file"
    assert not queries.evidence_of(desk.home.id)


def test_a_workbook_with_macros_is_refused(desk: Desk, tmp_path: Path) -> None:
    from zipfile import ZipFile

    for macros in (False, True):
        with ZipFile(tmp_path / "a.xlsx", "w") as package:
            package.writestr("xl/workbook.xml", "<a/>")
            if macros:
                package.writestr("xl/vbaProject.bin", "x")
        file = Upload("a.xlsx", (tmp_path / "a.xlsx").read_bytes())
        if macros:
            with pytest.raises(Refusal):
                desk.piece(kind=EvidenceKind.DOCUMENT, file=file)
        else:
            kept = desk.piece(kind=EvidenceKind.DOCUMENT, file=file)
            assert kept.file.name == "a.xlsx" and len(kept.file.sha256) == 64


def test_what_is_only_claimed_cannot_be_verified(desk: Desk) -> None:
    claimed = desk.piece()
    assert claimed.confidence is Confidence.CLAIMED
    with pytest.raises(Refusal):
        services.verify(claimed, seen=claimed.version, actor=desk.analyst)
    shown = desk.piece(kind=EvidenceKind.DOCUMENT, file=Upload("a.pdf", PDF))
    services.verify(shown, seen=shown.version, actor=desk.analyst)
    assert shown.confidence is Confidence.VERIFIED
    value = EvidenceValue(EvidenceKind.DOCUMENT, "Other", "", None, "", None)
    services.edit(shown, value, seen=0, actor=desk.quality)
    assert (shown.confidence, shown.verified_by) == (Confidence.ATTACHED, "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": EvidenceKind.LINK}, "url"),
        ({"kind": EvidenceKind.DOCUMENT}, "file"),
        ({"dated_on": date(2999, 1, 1)}, "dated_on"),
    ],
)
def test_evidence_that_shows_nothing_is_refused(desk: Desk, given: Any, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        desk.piece(**given)
    assert refused.value.field == field


def test_an_action_is_planned_ahead_and_says_what_came_of_it(desk: Desk) -> None:
    review = desk.opened()
    with pytest.raises(Refusal) as refused:
        desk.plan(review, review.judgements[0], clock.today().replace(year=2020))
    assert refused.value.field == "due_on"
    action = desk.plan(review, review.judgements[0], NEXT_YEAR, owner_email=desk.office.email)
    assert not action.is_overdue(NEXT_YEAR)
    assert action.is_overdue(date(2027, 11, 2))
    for actor in (desk.quality, desk.office):
        assert [one.id for one in queries.open_actions(actor, NEXT_YEAR)] == [action.id]
    assert not queries.open_actions(desk.rector, NEXT_YEAR)
    with pytest.raises(Refusal) as refused:
        services.follow(action, FollowValue(ActionStage.DONE, " "), seen=0, actor=desk.quality)
    assert refused.value.field == "follow_up"


def test_a_finished_action_is_not_overdue_and_can_be_opened_again(desk: Desk) -> None:
    review = desk.opened()
    action = desk.plan(review, review.judgements[0], NEXT_YEAR)
    services.follow(action, FollowValue(ActionStage.DONE, "Agreed"), seen=0, actor=desk.quality)
    assert action.closed_on == clock.today()
    assert not action.is_overdue(date(2099, 1, 1))
    with pytest.raises(Refusal):
        value = services.ActionValue("Other", "", "A", "", NEXT_YEAR)
        services.edit_action(action, value, seen=0, actor=desk.quality)
    services.follow(action, FollowValue(ActionStage.OPEN, "Agreed"), seen=0, actor=desk.quality)
    assert action.closed_on is None


NEW = "esg-2027-draft"


@pytest.fixture
def with_2027(context: Any, tmp_path: Path) -> None:
    """The reference data with one file more: the version of 2027, as if it were adopted."""
    target = tmp_path / "reference"
    shutil.copytree(reference.FOLDER, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    adopted = json.loads(DRAFT.read_text(encoding="utf-8"))
    adopted |= {"draft": False, "valid_from": "2027-05-20"}
    file = target / "frameworks" / f"{adopted['code']}.json"
    file.write_text(json.dumps(adopted), encoding="utf-8")
    reference.load(session, target)


def test_evidence_and_open_actions_travel_to_a_new_version(desk: Desk, with_2027: None) -> None:
    old = desk.opened()
    design, watch = desk.piece("Design"), desk.piece("Watch")
    desk.judge(old, of(old, "1.2"), Grade.SUBSTANTIAL, evidence={design.id: ""})
    desk.judge(old, of(old, "1.9"), Grade.PARTIAL, evidence={watch.id: ""})
    going, over = (desk.plan(old, of(old, "1.9"), NEXT_YEAR, title=t) for t in ("On", "Over"))
    done = FollowValue(ActionStage.DONE, "Done")
    services.follow(over, done, seen=0, actor=desk.quality)
    with clock.moved_to(date(2028, 3, 1)):
        new = desk.opened(NEW)
        merged = of(new, "1.2")
        assert {use.evidence_id for use in merged.uses} == {design.id, watch.id}
        assert merged.grade is Grade.NOT_ASSESSED
        planned = queries.actions_on(new, queries.crosswalk())
        assert [one.id for one in planned[merged.standard_id]] == [going.id]


def test_a_draft_version_opens_no_review(desk: Desk, with_2027: None) -> None:
    found = queries.framework(NEW)
    assert found is not None
    found.is_draft = True
    with pytest.raises(Refusal) as refused:
        services.open_review(found, desk.programme, actor=desk.quality)
    assert refused.value.field == "framework"


def test_what_is_listed_is_what_may_be_shown(desk: Desk) -> None:
    make = desk.make
    other = make.institution()
    for home in (desk.home, other):
        for stage in (Stage.DRAFT, Stage.SIGNED):
            programme = make.programme(make.agreement(home, stage=stage))
            for stands in ReviewStage:
                _bare(home, stands, programme_id=programme.id)
                _bare(home, stands, agreement_id=programme.agreement_id)
        for stands in ReviewStage:
            _bare(home, stands)
    session.flush()
    session.expire_all()
    ids = session.scalars(select(Review.id)).all()
    everything = [queries.review(one) for one in ids]
    for who, actor in actors(make, desk.home, other).items():
        listed = set(session.scalars(select(Review.id).where(reviews_visible_to(actor))))
        shown = {one.id for one in everything if one and allowed(GRANTS, "review.show", actor, one)}
        assert listed == shown, who


def _bare(home: Any, stage: ReviewStage, **about: Any) -> None:
    found = queries.framework("esg-2015")
    assert found is not None
    session.add(
        Review(framework_id=found.id, institution_id=home.id, stage=stage, opened_at=NOW, **about)
    )


def test_only_the_quality_manager_judges_and_only_the_signatory_signs(desk: Desk) -> None:
    review, filled = desk.opened(), desk.filled("ea-2015")
    other = desk.make.institution()
    roles = [(role, place) for role in INSTITUTION_ROLES for place in (desk.home, other)]
    roles += [(role, None) for role in (*CENTRE_ROLES, Role.SYSTEM_ADMIN)]
    may_judge, may_sign = [], []
    for role, place in roles:
        actor = desk.make.actor(role, place)
        if allowed(GRANTS, "review.judge", actor, review):
            may_judge.append((role, place))
        if allowed(GRANTS, "review.sign", actor, filled):
            may_sign.append((role, place))
    assert may_judge == [(Role.QUALITY_MANAGER, desk.home)]
    assert may_sign == [(Role.SIGNATORY, desk.home)]


def test_what_is_kept_of_open_figures_is_for_the_institution_alone(
    desk: Desk, client: Any, app: Any
) -> None:
    review = desk.signed()
    internal = {
        finding.id
        for judgement in review.judgements
        for many in checks.thawed(judgement.findings or {}).values()
        for finding in many
        if finding.rule.internal
    }
    assert internal
    for role, place in ((Role.NCHED_ANALYST, None), (Role.QUALITY_MANAGER, desk.home)):
        reader = app.test_client()
        desk.make.sign_in(reader, role, place)
        for page in ("", "/sheet"):
            text = reader.get(f"/quality/reviews/{review.id}{page}").get_data(as_text=True)
            assert any(rule in text for rule in internal) is (place is not None)
