"""Who teaches a programme and who awards its diplomas: the partners' side and the home side."""

from collections.abc import Sequence
from itertools import pairwise

from flask_babel import lazy_gettext as _l

from app.kernel import journal
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.programmes.models import AwardRole, Programme, ProgrammeAward, ProgrammePartner
from app.programmes.services.record import search_text
from app.programmes.services.told import (
    award_told,
    change,
    check_rows_fresh,
    merged,
    partner_told,
    taught_by,
    tell,
)
from app.programmes.services.values import AwardValue, PartnersValue, PartnerValue


def set_partners(programme: Programme, value: PartnersValue, seen: int, *, actor: Actor) -> None:
    """Say which partners teach the programme, and who coordinates it on every side."""
    before = [partner_told(programme, one) for one in programme.partners]
    sent = [partner_told(programme, one) for one in value.partners]
    check_rows_fresh(programme, seen, "partners", before, sent)
    _check_partners(programme, value.partners)
    programme.partners = merged(
        programme.partners,
        value.partners,
        ours=lambda row: row.institution_id,
        theirs=lambda one: one.institution_id,
        make=lambda one: ProgrammePartner(
            institution_id=one.institution_id,
            programme_name=one.programme_name,
            coordinator_name=one.coordinator_name,
            coordinator_email=one.coordinator_email,
        ),
        write=_write_partner,
    )
    programme.coordinator_name = value.coordinator_name
    programme.coordinator_email = value.coordinator_email
    programme.search_norm = search_text(programme)
    after = [partner_told(programme, one) for one in programme.partners]
    changes = journal.changes_of(programme) | change("partners", before, after)
    tell("programme.partners_set", programme, actor, changes)


def set_awards(
    programme: Programme, awards: Sequence[AwardValue], seen: int, *, actor: Actor
) -> None:
    """Say who awards which diploma to which intakes; of one institution they may not overlap."""
    before = [award_told(programme, one) for one in programme.awards]
    sent = [award_told(programme, one) for one in awards]
    check_rows_fresh(programme, seen, "awards", before, sent)
    _check_awards(programme, awards)
    programme.awards = merged(
        programme.awards,
        sorted(awards, key=lambda one: one.intake_from),
        ours=lambda row: (row.institution_id, row.intake_from),
        theirs=lambda one: (one.institution_id, one.intake_from),
        make=_award,
        write=_write_award,
    )
    after = [award_told(programme, one) for one in programme.awards]
    tell("programme.awards_set", programme, actor, change("awards", before, after))


def _check_partners(programme: Programme, partners: Sequence[PartnerValue]) -> None:
    known = {partner.institution_id for partner in programme.agreement.partners}
    kept = {partner.institution_id for partner in partners}
    if not kept:
        raise Refusal(_l("At least one partner teaches the programme."), "partners")
    if not kept <= known:
        raise Refusal(_l("This university is not a partner of the agreement."), "partners")
    if {p.institution_id for p in programme.periods if p.institution_id} - kept:
        raise Refusal(
            _l("A partner that is in the study path cannot be left out. Change the path first."),
            "partners",
        )
    if {a.institution_id for a in programme.awards} - kept - {programme.agreement.home_id}:
        raise Refusal(
            _l("A partner that awards a diploma cannot be left out. Change the diplomas first."),
            "partners",
        )


def _check_awards(programme: Programme, awards: Sequence[AwardValue]) -> None:
    known = {programme.agreement.home_id, *taught_by(programme)}
    for n, award in enumerate(awards):
        row = f"awards-{n}"
        if award.institution_id not in known:
            raise Refusal(
                _l("Only universities that teach the programme award it."), f"{row}-institution"
            )
        if award.intake_until is not None and award.intake_until < award.intake_from:
            raise Refusal(_l("The last intake lies before the first."), f"{row}-intake_until")
        if award.role is not AwardRole.NONE and not award.degree:
            raise Refusal(_l("Write the degree as it stands on the diploma."), f"{row}-degree")
    in_order = sorted(enumerate(awards), key=lambda it: (it[1].institution_id, it[1].intake_from))
    for (_first, one), (n, other) in pairwise(in_order):
        if one.institution_id == other.institution_id and _until(one) >= other.intake_from:
            raise Refusal(
                _l(
                    "Two diplomas of one university are for the same intake, %(year)d. "
                    "End the first before the second begins.",
                    year=other.intake_from,
                ),
                f"awards-{n}-intake_from",
            )


def _until(award: AwardValue) -> float:
    return float("inf") if award.intake_until is None else award.intake_until


def _write_partner(row: ProgrammePartner, value: PartnerValue) -> None:
    row.programme_name = value.programme_name
    row.coordinator_name = value.coordinator_name
    row.coordinator_email = value.coordinator_email


def _award(value: AwardValue) -> ProgrammeAward:
    made = ProgrammeAward(institution_id=value.institution_id, intake_from=value.intake_from)
    _write_award(made, value)
    return made


def _write_award(row: ProgrammeAward, value: AwardValue) -> None:
    row.intake_until = value.intake_until
    row.role = value.role
    row.degree = value.degree
    row.supplement = value.supplement
