"""A return on its way: deliveries come in, are submitted, reviewed, accepted.

Whatever the door, the data become a `Delivery` in one way (`_kept`): checked, with all
that was found. The stage says the rest. Each deed is one transaction: a process that is
killed leaves what was there before.
"""

import json
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.cohorts import queries as cohorts
from app.cohorts import services as figures
from app.cohorts.models import FiguresStage
from app.kernel import clock, files, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.files import StoredFile, Upload
from app.kernel.lifecycle import Step
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.returns import checking, queries, workbook
from app.returns.check import RULEBOOK_EDITION
from app.returns.dataset import Dataset, edition_of
from app.returns.lifecycle import RETURN, WITH_INSTITUTION
from app.returns.models import CampaignKind, Delivery, Door, Return, ReturnStage
from app.returns.problems import Problem, Tally, kept
from app.returns.services.counting import count
from app.returns.services.explaining import against_submission, waived
from app.returns.services.signing import void_all

# Deliveries that were never submitted: so many of the newest are kept.
KEPT_DRAFTS = 5


def take_workbook(filing: Return, upload: Upload, *, actor: Actor) -> Delivery:
    """Keep an uploaded workbook with all that is found in it, whatever that is.

    Refused only where there is nothing to keep: a file that is no workbook.
    """
    _hold(filing)
    checked = checking.of_workbook(upload, filing)
    if checked.dataset is None:
        raise Refusal(" ".join(f"{one.message} {one.remedy}" for one in checked.problems), "file")
    file = files.store_workbook(upload.name, upload.content, actor_name=actor.name)
    return _kept(filing, checked.dataset, checked.problems, Door.WORKBOOK, file, actor=actor)


def take_register(filing: Return, *, actor: Actor) -> Delivery:
    """Keep what the register has now as a delivery: nothing is typed again."""
    _hold(filing)
    campaign = filing.campaign
    edition = edition_of(campaign.edition)
    data = workbook.dataset(filing.institution, campaign.academic_year, edition)
    found = checking.of_dataset(data, filing)
    return _kept(filing, data, found.problems, Door.REGISTER, None, actor=actor)


def submit(
    filing: Return, delivery: Delivery, *, seen: int, seen_digest: str, actor: Actor
) -> None:
    """Hand the newest delivery to the centre.

    What the person saw is what is sent: another digest is a Conflict. With data from
    the register the figures of the year are filed along, so that they cannot move.
    """
    step = _ready(filing, "submit", seen)
    if delivery.digest != seen_digest or delivery.id != _newest(filing).id:
        raise Conflict
    _refuse_closed(filing)
    if standing := against_submission(checking.problems_of(delivery), filing):
        raise Refusal(
            _l("These rules still need an explanation: %(rules)s.", rules=_codes(standing))
        )
    now = clock.now()
    delivery.submitted_at = now
    filing.submitted_at = filing.submitted_at or now
    filing.stage = ReturnStage(str(step.target))
    filing.returned_reason = ""
    if delivery.door is Door.REGISTER:
        _file_figures(filing, actor)
    void_all(filing, delivery, actor=actor)
    _write("return.submitted", filing, actor, delivery=delivery.number, digest=delivery.digest)


def withdraw(filing: Return, *, seen: int, actor: Actor) -> None:
    """Take it back before anybody at the centre has begun with it."""
    step = _ready(filing, "withdraw", seen)
    filing.stage = ReturnStage(str(step.target))
    _reopen_figures(filing, str(_l("The return was taken back.")), actor)
    _write("return.withdrawn", filing, actor)


def review(filing: Return, *, seen: int, actor: Actor) -> None:
    """Begin to look at it."""
    step = _ready(filing, "review", seen)
    filing.stage = ReturnStage(str(step.target))
    _write("return.reviewed", filing, actor)


def send_back(filing: Return, reason: str, *, seen: int, actor: Actor) -> None:
    """Return it for correction, saying why; what was signed is void."""
    _give_back(filing, "send_back", reason, seen, actor)


def reopen(filing: Return, reason: str, *, seen: int, actor: Actor) -> None:
    """Let a published return be corrected; the published figures then get a restatement."""
    _give_back(filing, "reopen", reason, seen, actor)


def accept(filing: Return, *, seen: int, actor: Actor) -> None:
    """Take it into the national figures, in the place of what counted before."""
    step = _ready(filing, "accept", seen)
    delivery = queries.last_delivery(filing, submitted=True)
    assert delivery is not None, "a return in review was submitted"
    before, now = queries.counting_delivery(filing), clock.now()
    if before is not None:
        before.replaced_at = now
    delivery.accepted_at, delivery.accepted_by = now, actor.name
    session.flush()
    if filing.campaign.kind is CampaignKind.ANNUAL:
        count(delivery)
    filing.stage = ReturnStage(str(step.target))
    _write("return.accepted", filing, actor, delivery=delivery.number, digest=delivery.digest)


def _hold(filing: Return) -> None:
    queries.hold(filing)
    if filing.campaign.opened_at is None:
        raise Refusal(_l("The collection is not open yet."))


def _ready(filing: Return, action: str, seen: int, reason: str = "") -> Step:
    """The step from the stage as it is now, for somebody who saw that very version."""
    queries.hold(filing)
    check_fresh(filing, seen)
    step = RETURN.step(filing.stage, action)
    if step.reason_required and not reason.strip():
        raise Refusal(_l("Say what has to be corrected."), "reason")
    return step


def _kept(
    filing: Return,
    data: Dataset,
    problems: Sequence[Problem],
    door: Door,
    file: StoredFile | None,
    *,
    actor: Actor,
) -> Delivery:
    """Keep a delivery. A return that is with the centre does not change by it."""
    tally = Tally.of(problems)
    made = Delivery(
        return_id=filing.id,
        number=queries.next_number(filing),
        door=door,
        file_id=file.id if file else None,
        digest=data.digest,
        rulebook=RULEBOOK_EDITION,
        dataset=data.dumped(),
        findings=json.dumps([kept(one) for one in problems], ensure_ascii=False),
        errors=tally.errors,
        warnings=tally.warnings,
        informations=tally.informations,
        is_nil=not data.rows("2_AGR"),
        made_at=clock.now(),
        made_by=actor.name,
    )
    made.filing, made.file = filing, file
    session.add(made)
    session.flush()
    if filing.stage in WITH_INSTITUTION:
        valid = tally.errors == len(waived(list(problems), filing))
        for action in ("upload", "find_valid" if valid else "find_invalid"):
            filing.stage = ReturnStage(str(RETURN.step(filing.stage, action).target))
    for old in queries.drafts(filing)[KEPT_DRAFTS:]:
        session.delete(old)
    _write("return.uploaded", filing, actor, delivery=made.number, door=door.value)
    return made


def _newest(filing: Return) -> Delivery:
    found = queries.last_delivery(filing)
    if found is None:
        raise Refusal(_l("Upload a workbook first, or take the data of the register."))
    return found


def _refuse_closed(filing: Return) -> None:
    campaign = filing.campaign
    if clock.today() < campaign.opens_on:
        raise Refusal(_l("Returns are taken from %(day)s.", day=f"{campaign.opens_on:%d.%m.%Y}"))


def _give_back(filing: Return, action: str, reason: str, seen: int, actor: Actor) -> None:
    step = _ready(filing, action, seen, reason)
    filing.stage = ReturnStage(str(step.target))
    filing.returned_reason = reason
    _reopen_figures(filing, reason, actor)
    void_all(filing, None, actor=actor)
    _write("return.returned", filing, actor, reason=reason)


def _file_figures(filing: Return, actor: Actor) -> None:
    """The register stands still while its data are with the centre."""
    year = filing.campaign.year
    found = cohorts.figures(filing.institution_id, year)
    if found is None or found.stage is FiguresStage.OPEN:
        figures.file(filing.institution_id, year, actor=actor, with_differences=True)


def _reopen_figures(filing: Return, reason: str, actor: Actor) -> None:
    found = cohorts.figures(filing.institution_id, filing.campaign.year, to_change=True)
    if found is not None and found.stage is FiguresStage.FILED:
        figures.reopen(found, reason, actor=actor)


def _codes(problems: Sequence[Problem]) -> str:
    return ", ".join(dict.fromkeys(one.code for one in problems))


def _write(event: str, filing: Return, actor: Actor, **data: object) -> None:
    journal.write(
        event,
        filing,
        actor=actor,
        institution_id=filing.institution_id,
        changes={},
        **data,
    )
