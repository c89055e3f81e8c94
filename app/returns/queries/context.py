"""What stands outside the data of a return: the collection, the register, other returns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from app.agreements.facts import PROGRAMME_AGREEMENTS, gathered, mapped
from app.agreements.models import (
    CONCLUDED,
    Agreement,
    AgreementDocument,
    AgreementPartner,
    DocumentKind,
    Term,
)
from app.agreements.term import Span
from app.cohorts.models import FiguresStage
from app.institutions.models import Institution
from app.institutions.queries import by_code
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.models import ClassifierEntry, Programme
from app.recognition import queries as recognition
from app.recognition.facts import programme_facts
from app.returns import rows
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT
from app.returns.facts.declared import Claim, Context, Known
from app.returns.models import Campaign, CampaignKind, Delivery, Return
from app.returns.queries.material import figures_of, material


def context_for(filing: Return, *, with_others: bool = False) -> Context:
    """What a return is checked beside; a fixed number of statements.

    Needs `filing` with its campaign and institution. The accepted returns of others are
    for the centre only: they are many, and nobody else may know them.
    """
    campaign = filing.campaign
    return context(
        filing.institution,
        campaign.academic_year,
        reference_on=campaign.reference_on,
        others=others(filing) if with_others else None,
    )


def context_of_file(code: str, year: AcademicYear) -> Context:
    """What a file is checked beside that nobody has filed: it may be of any year.

    Nobody has signed in, so that nothing says whose return it should be. The register is
    asked where it knows the institution.
    """
    institution = by_code(code) if code else None
    if institution is None or not institution.reports_from:
        return _of_nobody()
    campaign = session.scalar(
        select(Campaign).where(Campaign.kind == CampaignKind.ANNUAL, Campaign.year == year.start)
    )
    known = context(institution, year, reference_on=campaign.reference_on if campaign else None)
    return replace(known, institution=None, year=None)


def context(
    institution: Institution,
    year: AcademicYear,
    *,
    reference_on: date | None = None,
    others: tuple[Dataset, ...] | None = None,
) -> Context:
    """The same for an institution and a year, when no campaign says more."""
    return Context(
        institution=institution.code,
        year=year,
        reference_on=reference_on,
        previous=before(institution, year.previous),
        others=others,
        institutions=frozenset(_home_codes()),
        seats=_seats(),
        classifier=frozenset(session.scalars(select(ClassifierEntry.code))),
        treaties=recognition.treaties() if recognition.is_loaded() else None,
        known=_known(institution.id),
        claims=_claims(institution.id),
    )


def _of_nobody() -> Context:
    """The reference data alone: for a return of an institution that the register has not."""
    return Context(
        institutions=frozenset(_home_codes()),
        seats=_seats(),
        classifier=frozenset(session.scalars(select(ClassifierEntry.code))),
        treaties=recognition.treaties() if recognition.is_loaded() else None,
    )


def accepted(institution_id: int, year: AcademicYear) -> Dataset | None:
    """The return of an institution and year that counts; None where none does."""
    wanted = _counting(year.start).where(Return.institution_id == institution_id)
    found = session.scalars(wanted.order_by(Delivery.id.desc()).limit(1)).first()
    return Dataset.loaded(found) if found else None


def before(institution: Institution, year: AcademicYear) -> Dataset | None:
    """What an institution stood by in a year: its accepted return, else its filed figures.

    The first collection has no accepted return before it, but the register may.
    """
    found = accepted(institution.id, year)
    if found is not None:
        return found
    figures = figures_of(institution.id, year)
    if figures is None or figures.stage is not FiguresStage.FILED:
        return None
    known = material(institution, year)
    return Dataset.of(CURRENT, institution.code, year, known.reference_on, rows.sheets(known))


def others(filing: Return) -> tuple[Dataset, ...]:
    """The accepted returns of all other institutions in the same year."""
    wanted = _counting(filing.campaign.year).where(Return.id != filing.id)
    return tuple(Dataset.loaded(text) for text in session.scalars(wanted.order_by(Delivery.id)))


def _counting(year: int) -> Select[str]:
    """The data of deliveries that count for an academic year."""
    return (
        select(Delivery.dataset)
        .join(Return, Return.id == Delivery.return_id)
        .join(Campaign, Campaign.id == Return.campaign_id)
        .where(
            Campaign.kind == CampaignKind.ANNUAL,
            Campaign.year == year,
            Delivery.accepted_at.is_not(None),
            Delivery.replaced_at.is_(None),
        )
    )


def _home_codes() -> Iterable[str]:
    return session.scalars(select(Institution.code).where(Institution.reports_from.is_not(None)))


def _seats() -> dict[str, str]:
    found: Iterable[Any] = session.execute(select(Institution.code, Institution.country))
    return {row.code: row.country for row in found}


def _known(institution_id: int) -> dict[str, Known]:
    """The agreements of an institution by code, as far as a return does not say it."""
    found = session.execute(
        select(Agreement.id, Agreement.code, Agreement.levels).where(
            Agreement.home_id == institution_id
        )
    ).all()
    ids = [row.id for row in found]
    spans, countries = _spans(ids), _countries(ids)
    programmes, resting, amendments = _programmes(ids), _resting(ids), _amendments(ids)
    return {
        row.code: Known(
            levels=tuple(row.levels),
            spans=tuple(spans[row.id]),
            countries=dict(countries[row.id]),
            programmes=programmes.get(row.id, 0),
            resting=resting.get(row.id, 0),
            amendments=amendments.get(row.id, 0),
        )
        for row in found
    }


def _programmes(ids: Sequence[int]) -> dict[int, int]:
    return mapped(
        select(Programme.agreement_id, func.count())
        .where(Programme.agreement_id.in_(ids))
        .group_by(Programme.agreement_id)
    )


def _resting(ids: Sequence[int]) -> dict[int, int]:
    return mapped(
        select(Agreement.parent_id, func.count())
        .where(
            Agreement.parent_id.in_(ids),
            Agreement.kind.in_(PROGRAMME_AGREEMENTS),
            Agreement.stage.in_(CONCLUDED),
        )
        .group_by(Agreement.parent_id)
    )


def _amendments(ids: Sequence[int]) -> dict[int, int]:
    return mapped(
        select(AgreementDocument.agreement_id, func.count())
        .where(
            AgreementDocument.agreement_id.in_(ids),
            AgreementDocument.kind == DocumentKind.AMENDMENT,
        )
        .group_by(AgreementDocument.agreement_id)
    )


def _spans(ids: Sequence[int]) -> defaultdict[int, list[Span]]:
    """The terms of each agreement, first to last."""
    return gathered(
        select(Term.agreement_id, Term)
        .where(Term.agreement_id.in_(ids))
        .order_by(Term.agreement_id, Term.number),
        lambda term: term.span,
    )


def _countries(ids: Sequence[int]) -> defaultdict[int, list[tuple[str, str]]]:
    """Where each partner of each agreement teaches."""
    country = func.coalesce(func.nullif(AgreementPartner.campus_country, ""), Institution.country)
    return gathered(
        select(AgreementPartner.agreement_id, Institution.code, country)
        .join(Institution, Institution.id == AgreementPartner.institution_id)
        .where(AgreementPartner.agreement_id.in_(ids)),
        lambda code, where: (code, where),
    )


def _claims(institution_id: int) -> dict[str, Claim]:
    """What each programme of an institution claims of recognition, by code."""
    programmes = session.scalars(
        select(Programme)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Agreement.home_id == institution_id)
    ).all()
    facts = programme_facts(programmes)
    return {
        one.code: Claim(bool(facts[one.id].fast_track_claimed), facts[one.id].top_places)
        for one in programmes
    }
