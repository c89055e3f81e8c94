"""What the services on agreements do and refuse, called directly."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import Role
from app.agreements import queries, services
from app.agreements.models import Agreement, DocumentKind, Kind, Stage
from app.agreements.services import (
    AmendmentValue,
    ContentValue,
    EarlyEndValue,
    PartnerValue,
    RenewalValue,
    SigningValue,
    TerminationValue,
    TermValue,
)
from app.agreements.term import TermCause, TermKind, Validity
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.files import Upload
from app.kernel.lifecycle import NoSuchStep
from tests.makers import Make

TODAY = date(2026, 11, 23)
PDF = Upload("scan.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
AUTO = {"kind": TermKind.AUTO, "ends_on": None, "renew_years": 5, "notice_months": 6}


@pytest.fixture(autouse=True)
def the_day(context: Any) -> Any:
    """It is 23 November 2026."""
    with clock.moved_to(TODAY):
        yield


def loaded(agreement: Agreement) -> Agreement:
    """The agreement with everything, as a request has it."""
    session.flush()
    session.expire_all()
    found = queries.agreement(agreement.id)
    assert found is not None
    return found


def content_of(agreement: Agreement, **given: Any) -> ContentValue:
    """The agreement's content with some of it replaced."""
    values = {
        "number": agreement.number,
        "title": agreement.title,
        "kind": agreement.kind,
        "partners": tuple(
            PartnerValue(p.institution_id, signatory_name=p.signatory_name)
            for p in agreement.partners
        ),
        "languages": tuple(agreement.languages),
        "prevailing_language": agreement.prevailing_language,
        "levels": tuple(agreement.levels),
        "signatory_name": agreement.signatory_name,
        "contact_name": agreement.contact_name,
        "contact_email": agreement.contact_email,
    } | given
    return ContentValue(**values)


def office(make: Make, agreement: Agreement) -> Any:
    """Somebody of the agreement's international office."""
    from app.institutions.models import Institution

    home = session.get_one(Institution, agreement.home_id)
    return make.actor(Role.INTERNATIONAL_OFFICE, home)


def refused(deed: Any, field: str | None = None) -> None:
    """The deed is refused, beside that field."""
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.field == field


def test_a_renewal_follows_the_term_and_keeps_the_history(make: Make) -> None:
    one = loaded(make.agreement(term={"ends_on": date(2027, 8, 31)}))
    actor = office(make, one)

    def renewal(starts_on: date) -> RenewalValue:
        return RenewalValue(TermCause.RENEWAL, TermValue(TermKind.FIX, starts_on, years=5))

    early = renewal(date(2027, 8, 31))
    refused(lambda: services.renew(one, early, seen=one.version, actor=actor), "starts_on")
    services.renew(one, renewal(date(2027, 9, 1)), seen=one.version, actor=actor)
    now = loaded(one)
    assert [(t.number, t.cause, t.ends_on) for t in now.terms] == [
        (1, TermCause.FIRST, date(2027, 8, 31)),
        (2, TermCause.RENEWAL, date(2032, 8, 31)),
    ]
    assert now.validity_on(date(2027, 8, 1)) is Validity.ACTIVE
    assert queries.expiring(actor, date(2027, 12, 31)) == []


def test_an_open_term_is_not_renewed_over(make: Make) -> None:
    one = loaded(make.agreement(term=AUTO))
    value = RenewalValue(TermCause.EXTENSION, TermValue(TermKind.IND, date(2040, 1, 1)))
    refused(lambda: services.renew(one, value, seen=one.version, actor=office(make, one)))


def test_a_notice_in_time_ends_it_with_the_period_and_a_late_one_with_the_next(make: Make) -> None:
    start = date(2022, 3, 1)
    for given_on, end in (
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 9, 1), date(2032, 2, 29)),
    ):
        one = loaded(make.agreement(term=AUTO | {"starts_on": start}, signed_on=start))
        term = services.give_notice(one, given_on, seen=one.version, actor=office(make, one))
        assert (term.ends_on, term.notice_given_on) == (end, given_on)


def test_a_notice_is_given_once_and_of_an_open_term_only(make: Make) -> None:
    fixed = loaded(make.agreement())
    actor = office(make, fixed)
    refused(lambda: services.give_notice(fixed, TODAY, seen=fixed.version, actor=actor))
    one = loaded(make.agreement(term=AUTO))
    refused(
        lambda: services.give_notice(one, date(2026, 11, 24), seen=one.version, actor=actor),
        "given_on",
    )
    refused(
        lambda: services.give_notice(one, date(2020, 1, 1), seen=one.version, actor=actor),
        "given_on",
    )
    services.give_notice(one, TODAY, seen=one.version, actor=actor)
    again = loaded(one)
    refused(lambda: services.give_notice(again, TODAY, seen=again.version, actor=actor))


def test_an_earlier_end_shortens_the_running_term(make: Make) -> None:
    one = loaded(make.agreement())
    actor = office(make, one)
    late = EarlyEndValue(date(2029, 8, 31), TODAY)
    refused(lambda: services.end_early(one, late, seen=one.version, actor=actor), "ends_on")
    services.end_early(one, EarlyEndValue(date(2027, 1, 31), TODAY), seen=one.version, actor=actor)
    now = loaded(one)
    assert now.life.final_end == date(2027, 1, 31)
    assert now.validity_on(TODAY) is Validity.EXPIRING
    assert len(now.terms) == 2


def test_an_earlier_end_ends_an_agreement_whose_renewal_is_recorded(make: Make) -> None:
    one = loaded(make.agreement(term={"ends_on": date(2027, 8, 31)}))
    actor = office(make, one)
    renewal = RenewalValue(TermCause.RENEWAL, TermValue(TermKind.FIX, date(2027, 9, 1), years=5))
    services.renew(one, renewal, seen=one.version, actor=actor)
    one = loaded(one)
    late = EarlyEndValue(date(2032, 8, 31), TODAY)
    refused(lambda: services.end_early(one, late, seen=one.version, actor=actor), "ends_on")
    services.end_early(one, EarlyEndValue(date(2029, 6, 30), TODAY), seen=one.version, actor=actor)
    one = loaded(one)
    assert one.life.final_end == date(2029, 6, 30)
    assert one.validity_on(date(2028, 1, 1)) is Validity.ACTIVE
    assert one.validity_on(date(2029, 7, 1)) is Validity.EXPIRED
    assert len(one.terms) == 3


def test_an_earlier_end_lets_a_term_after_a_gap_fall_away(make: Make) -> None:
    one = loaded(make.agreement(term={"ends_on": date(2027, 8, 31)}))
    actor = office(make, one)
    term = TermValue(TermKind.AUTO, date(2028, 9, 1), renew_years=5)
    services.renew(one, RenewalValue(TermCause.RENEWAL, term), seen=one.version, actor=actor)
    one = loaded(one)
    in_the_gap = EarlyEndValue(date(2028, 1, 31), TODAY)
    refused(lambda: services.end_early(one, in_the_gap, seen=one.version, actor=actor), "ends_on")
    same_end = EarlyEndValue(date(2027, 8, 31), TODAY)
    services.end_early(one, same_end, seen=one.version, actor=actor)
    one = loaded(one)
    assert one.life.final_end == date(2027, 8, 31)
    assert [term.number for term in one.standing_terms] == [1, 3]
    refused(lambda: services.give_notice(one, TODAY, seen=one.version, actor=actor))


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (TermValue(TermKind.AUTO, TODAY, date(2031, 11, 22), renew_years=5), "ends_on"),
        (TermValue(TermKind.AUTO, TODAY, years=5, renew_years=5), "years"),
        (TermValue(TermKind.IND, TODAY, years=5), "years"),
        (TermValue(TermKind.IND, TODAY, date(2031, 11, 22)), "ends_on"),
    ],
)
def test_what_does_not_belong_to_the_kind_of_term_is_refused(
    make: Make, term: TermValue, field: str
) -> None:
    one = loaded(make.agreement(stage=Stage.DRAFT, signed_on=None))
    value = content_of(one)
    refused(
        lambda: services.edit(one, value, term, seen=one.version, actor=office(make, one)), field
    )


def test_a_termination_lies_within_the_term_and_teach_out_after_it(make: Make) -> None:
    one = loaded(make.agreement())
    actor = make.actor()

    def end(on: date, until: date | None = None, reason: str = "Few students") -> Any:
        value = TerminationValue(on, reason, until)
        return lambda: services.terminate(one, value, seen=one.version, actor=actor)

    refused(end(date(2024, 8, 31)), "terminated_on")
    refused(end(date(2029, 9, 1)), "terminated_on")
    refused(end(TODAY, date(2026, 11, 22)), "teachout_until")
    refused(end(TODAY, reason="  "), "reason")
    end(TODAY, date(2028, 6, 30))()
    now = loaded(one)
    assert now.stage is Stage.TERMINATED
    assert now.validity_on(TODAY) is Validity.TEACH_OUT
    assert now.validity_on(date(2026, 11, 22)) is Validity.EXPIRING
    with pytest.raises(NoSuchStep):
        services.suspend(now, "Why", seen=now.version, actor=actor)


def test_teach_out_is_recorded_for_an_agreement_that_has_an_end(make: Make) -> None:
    actor = make.actor()
    open_one = loaded(make.agreement(term=AUTO))
    day = date(2028, 1, 1)
    refused(
        lambda: services.teach_out(open_one, day, seen=open_one.version, actor=actor),
        "teachout_until",
    )
    over = loaded(make.agreement(term={"ends_on": date(2026, 8, 31)}))
    services.teach_out(over, day, seen=over.version, actor=actor)
    assert loaded(over).validity_on(TODAY) is Validity.TEACH_OUT


def test_a_gap_before_a_renewal_can_be_taught_out(make: Make) -> None:
    one = loaded(make.agreement(term={"ends_on": date(2026, 8, 31)}))
    actor = office(make, one)
    term = TermValue(TermKind.FIX, date(2027, 9, 1), years=5)
    services.renew(one, RenewalValue(TermCause.RENEWAL, term), seen=one.version, actor=actor)
    one = loaded(one)
    assert one.validity_on(TODAY) is Validity.EXPIRED
    services.teach_out(one, date(2027, 8, 31), seen=one.version, actor=actor)
    assert loaded(one).validity_on(TODAY) is Validity.TEACH_OUT


def test_what_was_terminated_on_its_first_day_can_be_taught_out(make: Make) -> None:
    first = date(2024, 9, 1)
    one = loaded(make.agreement())
    actor = make.actor()
    services.terminate(
        one, TerminationValue(first, "It never began"), seen=one.version, actor=actor
    )
    one = loaded(one)
    eve = date(2024, 8, 31)
    refused(lambda: services.teach_out(one, eve, seen=one.version, actor=actor), "teachout_until")
    services.teach_out(one, date(2027, 8, 31), seen=one.version, actor=actor)
    assert loaded(one).validity_on(TODAY) is Validity.TEACH_OUT


def test_signing_asks_for_the_file_of_a_programme_agreement_only(make: Make) -> None:
    actor = make.actor()
    one = loaded(make.agreement(stage=Stage.APPROVED, signed_on=None))
    on = date(2024, 6, 1)
    refused(lambda: services.sign(one, SigningValue(on), seen=one.version, actor=actor), "file")
    refused(
        lambda: services.sign(
            one, SigningValue(date(2026, 11, 24), PDF), seen=one.version, actor=actor
        ),
        "signed_on",
    )
    not_pdf = SigningValue(on, Upload("a.pdf", b"GIF"))
    refused(lambda: services.sign(one, not_pdf, seen=one.version, actor=actor), "file")
    assert one.stage is Stage.APPROVED
    services.sign(one, SigningValue(on, PDF), seen=one.version, actor=actor)
    now = loaded(one)
    assert (now.stage, now.signed_on, now.sort_on) == (Stage.SIGNED, on, on)
    assert [d.kind for d in now.documents] == [DocumentKind.SIGNED]
    assert [v.number for v in now.versions] == [1]
    memo = loaded(make.agreement(stage=Stage.APPROVED, signed_on=None, kind=Kind.MEMORANDUM))
    services.sign(memo, SigningValue(on), seen=memo.version, actor=actor)


def test_signing_long_after_the_beginning_is_a_finding_that_blocks(make: Make) -> None:
    one = loaded(make.agreement(stage=Stage.APPROVED, signed_on=None))
    late = SigningValue(date(2026, 1, 1), PDF)
    with pytest.raises(Refusal, match="F202"):
        services.sign(one, late, seen=one.version, actor=make.actor())


def test_an_amendment_keeps_every_version_with_its_differences(make: Make) -> None:
    new_partner = make.partner()
    one = loaded(make.agreement())
    actor = office(make, one)
    same = AmendmentValue(content_of(one), date(2025, 1, 1), "Nothing")
    refused(lambda: services.amend(one, same, seen=one.version, actor=actor))
    partners = (*content_of(one).partners, PartnerValue(new_partner.id, contact_name="Kim"))
    wider = content_of(one, title="A wider agreement", partners=partners)
    before_signing = AmendmentValue(wider, date(2024, 1, 1), "Wider")
    refused(
        lambda: services.amend(one, before_signing, seen=one.version, actor=actor), "effective_on"
    )
    tomorrow = AmendmentValue(wider, clock.today() + timedelta(days=1), "Wider")
    refused(lambda: services.amend(one, tomorrow, seen=one.version, actor=actor), "effective_on")
    first = services.amend(
        one, AmendmentValue(wider, date(2025, 1, 1), "Wider"), seen=one.version, actor=actor
    )
    now = loaded(one)
    assert first == 2
    assert now.title == "A wider agreement"
    pair = queries.version(now.id, 2)
    assert pair is not None and pair.previous is not None
    from app.agreements.content import differences

    changed = differences(pair.previous.content, pair.version.content)
    assert [d.key for d in changed] == ["title", "partners"]
    narrower = AmendmentValue(content_of(now, number="1-A"), date(2025, 6, 1), "Renumbered")
    assert services.amend(now, narrower, seen=now.version, actor=actor) == 3
    assert [v.number for v in loaded(one).versions] == [1, 2, 3]


def test_what_is_signed_rests_on_nothing_that_is_not(make: Make) -> None:
    home, partner, actor = make.institution(), make.partner(), make.actor()
    draft = make.agreement(home, [partner], stage=Stage.DRAFT, signed_on=None)
    child = make.agreement(
        home, [partner], stage=Stage.APPROVED, signed_on=None, parent_id=draft.id
    )
    one, signing = loaded(child), SigningValue(date(2024, 6, 1), PDF)
    refused(lambda: services.sign(one, signing, seen=one.version, actor=actor), "parent_id")
    signed = loaded(make.agreement(home, [partner]))
    moved = AmendmentValue(content_of(signed, parent_id=draft.id), date(2025, 1, 1), "Moved")
    refused(lambda: services.amend(signed, moved, seen=signed.version, actor=actor), "parent_id")
    draft.stage = Stage.SIGNED
    one = loaded(child)
    services.sign(one, signing, seen=one.version, actor=actor)
    assert loaded(child).stage is Stage.SIGNED


def test_an_agreement_does_not_rest_on_its_own_child(make: Make) -> None:
    home, partner = make.institution(), make.partner()
    memo = make.agreement(home, [partner], stage=Stage.DRAFT, kind=Kind.MEMORANDUM)
    child = make.agreement(home, [partner], parent_id=memo.id)
    foreign = make.agreement()
    one = loaded(memo)
    term = TermValue(TermKind.FIX, date(2024, 9, 1), years=5)
    for parent in (child.id, memo.id, foreign.id, 10**9):
        value = content_of(one, parent_id=parent)
        refused(
            lambda value=value: services.edit(
                one, value, term, seen=one.version, actor=office(make, one)
            ),
            "parent_id",
        )


def test_two_people_at_once_do_not_take_the_same_step(make: Make) -> None:
    one = loaded(make.agreement(stage=Stage.IN_REVIEW, signed_on=None))
    seen = one.version
    services.approve(one, seen=seen, actor=make.actor())
    later = loaded(one)
    with pytest.raises(Conflict):
        services.send_back(later, "Too late", seen=seen, actor=make.actor())


def test_what_happened_reads_in_the_journal(make: Make) -> None:
    one = loaded(make.agreement(stage=Stage.DRAFT, signed_on=None))
    term = TermValue(TermKind.AUTO, date(2026, 9, 1), renew_years=5, notice_months=3)
    actor = office(make, one)
    services.edit(one, content_of(one, title="New title"), term, seen=one.version, actor=actor)
    entry = journal.about("agreements", one.id)[0]
    changes = {field: (before, after) for field, before, after in entry.changes}
    assert changes["title"][1] == "New title"
    assert changes["term_kind"] == ("FIX", "AUTO")
    assert changes["renew_years"] == (None, 5)
    assert entry.actor_name == actor.name
    assert journal.first_broken() is None


def test_the_database_settles_who_was_first(make: Make) -> None:
    one = loaded(make.agreement(stage=Stage.IN_REVIEW, signed_on=None))
    session.execute(
        update(Agreement).values(version=Agreement.version + 1),
        execution_options={"synchronize_session": False},
    )
    with pytest.raises(StaleDataError):
        services.approve(one, seen=one.version, actor=make.actor())


def test_the_same_agreement_is_not_signed_twice(make: Make) -> None:
    home, partner = make.institution(), make.partner()
    make.agreement(home, [partner], number="5", signed_on=date(2024, 6, 1))
    one = loaded(make.agreement(home, [partner], number="5", stage=Stage.APPROVED, signed_on=None))
    with pytest.raises(Refusal, match="F201"):
        services.sign(
            one, SigningValue(date(2024, 6, 1), PDF), seen=one.version, actor=make.actor()
        )


def test_codes_run_on_for_each_home_institution(make: Make) -> None:
    home, partner = make.institution(code="QD-07"), make.partner()
    make.agreement(home, [partner], code="QD-07-A-009")
    make.agreement(home, [partner], code="OLD-CODE")
    actor = make.actor(Role.INTERNATIONAL_OFFICE, home)
    value = ContentValue("1", "One", Kind.MEMORANDUM, (PartnerValue(partner.id),))
    term = TermValue(TermKind.IND, date(2026, 9, 1))
    made = services.register(home.id, value, term, actor=actor)
    assert made.code == "QD-07-A-010"
    assert journal.about("agreements", made.id)[0].changes
