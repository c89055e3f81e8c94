"""What a check may know of an agreement: plain values, read in a fixed number of queries.

`None` says that a fact is not recorded, and the engine then judges *unknown*.
Where the rule is about the absence itself (no end date, no clause), the absence
is a value: an empty tuple, `False`, zero. To add a fact: a field, and where it
comes from in `facts`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.agreements.models import (
    CONCLUDED,
    MANDATORY_TOPICS,
    Agreement,
    AgreementDocument,
    AgreementPartner,
    Clause,
    DocumentKind,
    Term,
    Topic,
)
from app.agreements.models import Kind as Kind
from app.agreements.models import Stage as Stage
from app.agreements.term import Life, Span, TermCause, length_in_years
from app.agreements.term import TermKind as TermKind
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session

Value = TypeVar("Value")

PROGRAMME_AGREEMENTS = (Kind.DOUBLE_DEGREE, Kind.JOINT_DEGREE, Kind.PROTOCOL)


@dataclass(frozen=True)
class AgreementFacts:
    """One agreement as the rules see it, of the register or of a row in a return.

    `term_…`, `ends_on`, `renew_years` and `notice_given_on` are those of the term agreed last;
    `starts_on` is the first day of the first. An early end belongs to the term that
    it shortens: it keeps the first day of that one, and `shortens` is its kind.
    """

    agreement_kind: Kind | None
    agreement_stage: Stage | None
    today: date
    is_concluded: bool
    is_signed: bool
    signed_on: date | None
    same_as: tuple[str, ...]
    starts_on: date | None
    term_kind: TermKind | None
    term_starts_on: date | None
    shortens: TermKind | None
    has_end: bool | None
    ends_on: date | None
    has_renewal: bool | None
    renew_years: int | None
    notice_given_on: date | None
    is_terminated: bool
    terminated_on: date | None
    partner_countries: tuple[str, ...] | None
    missing_topics: tuple[Topic, ...]
    has_signed_file: bool
    programme_agreements: int
    in_epvo: bool | None

    @property
    def term_years(self) -> float | None:
        """How long the last term runs; 5.0 from 1 September to 31 August."""
        if self.term_starts_on is None or self.ends_on is None:
            return None
        return length_in_years(self.term_starts_on, self.ends_on)


class Timing(NamedTuple):
    """An agreement's stage and its life, for the features above."""

    stage: Stage
    life: Life


def facts(agreements: Sequence[Any]) -> dict[int, AgreementFacts]:
    """The facts of each agreement, by id; seven queries for any number of them."""
    ids = [agreement.id for agreement in agreements]
    rows = _agreements(ids)
    spans = _spans(ids)
    countries = partner_countries(ids)
    settled = _settled({*ids, *(row.parent_id for row in rows if row.parent_id)})
    filed, children, twins = _filed(ids), _children(ids), _twins(ids)
    today = clock.today()
    return {
        row.id: AgreementFacts(
            agreement_kind=row.kind,
            agreement_stage=row.stage,
            today=today,
            is_concluded=row.stage in CONCLUDED,
            is_signed=row.stage in CONCLUDED or row.signed_on is not None,
            signed_on=row.signed_on,
            same_as=tuple(twins[row.id]),
            is_terminated=row.stage is Stage.TERMINATED or row.terminated_on is not None,
            terminated_on=row.terminated_on,
            partner_countries=tuple(countries[row.id]) or None,
            missing_topics=_missing(row, settled),
            has_signed_file=row.id in filed,
            programme_agreements=children.get(row.id, 0),
            in_epvo=None,
            **_term(spans[row.id]),
        )
        for row in rows
    }


def gathered(statement: Any, make: Callable[..., Value]) -> defaultdict[int, list[Value]]:
    """Rows as values, gathered by their first column, in the order they come."""
    found: defaultdict[int, list[Value]] = defaultdict(list)
    rows: Iterable[Any] = session.execute(statement)
    for key, *columns in rows:
        found[key].append(make(*columns))
    return found


def mapped(statement: Any) -> dict[int, Any]:
    """Rows of two columns as key and value."""
    return {row[0]: row[1] for row in session.execute(statement)}


def partner_countries(agreement_ids: Iterable[int]) -> defaultdict[int, list[str]]:
    """Where the partners of each agreement teach: the campus, or the seat when none is named."""
    country = func.coalesce(func.nullif(AgreementPartner.campus_country, ""), Institution.country)
    return gathered(
        select(AgreementPartner.agreement_id, country)
        .join(Institution, Institution.id == AgreementPartner.institution_id)
        .where(AgreementPartner.agreement_id.in_(agreement_ids))
        .distinct()
        .order_by(AgreementPartner.agreement_id, country),
        str,
    )


def timings(agreement_ids: Iterable[int]) -> dict[int, Timing]:
    """Stage and life of each agreement, by id; two queries."""
    ids = list(agreement_ids)
    spans = _spans(ids)
    rows: Iterable[Any] = session.execute(
        select(
            Agreement.id, Agreement.stage, Agreement.terminated_on, Agreement.teachout_until
        ).where(Agreement.id.in_(ids))
    )
    return {
        key: Timing(stage, Life(tuple(spans[key]), terminated_on, teachout_until))
        for key, stage, terminated_on, teachout_until in rows
    }


def _agreements(ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Agreement.id,
            Agreement.parent_id,
            Agreement.kind,
            Agreement.stage,
            Agreement.signed_on,
            Agreement.terminated_on,
        ).where(Agreement.id.in_(ids))
    ).all()


def _spans(ids: Sequence[int]) -> defaultdict[int, list[Span]]:
    """The terms of each agreement, first to last."""
    return gathered(
        select(Term.agreement_id, Term)
        .where(Term.agreement_id.in_(ids))
        .order_by(Term.agreement_id, Term.number),
        lambda term: term.span,
    )


def _term(spans: Sequence[Span]) -> dict[str, Any]:
    """The term agreed last, and the first day of all; nothing known without a term."""
    if not spans:
        return dict.fromkeys(
            ("starts_on", "term_kind", "term_starts_on", "shortens", "has_end", "ends_on")
            + ("has_renewal", "renew_years", "notice_given_on")
        )
    last, whole = spans[-1], shortened(spans)
    return {
        "starts_on": Life(tuple(spans)).starts_on,
        "term_kind": last.kind,
        "term_starts_on": (whole or last).starts_on,
        "shortens": whole and whole.kind,
        "has_end": last.ends_on is not None,
        "ends_on": last.ends_on,
        "has_renewal": last.renew_years is not None,
        "renew_years": last.renew_years,
        "notice_given_on": last.notice_given_on,
    }


def shortened(spans: Sequence[Span]) -> Span | None:
    """The term that an early end, agreed last, shortens; of an earlier early end, its own."""
    *before, last = spans
    if last.cause is not TermCause.EARLY_END:
        return None
    found = Life(tuple(before)).span_on(last.starts_on)
    return found and (shortened(spans[: spans.index(found) + 1]) or found)


def _settled(ids: Iterable[int]) -> defaultdict[int, list[Topic]]:
    """The topics for which each agreement names a page or clause."""
    return gathered(
        select(Clause.agreement_id, Clause.topic).where(
            Clause.agreement_id.in_(ids),
            or_(func.trim(Clause.reference) != "", Clause.page.is_not(None)),
        ),
        Topic,
    )


def _missing(row: Any, settled: Mapping[int, list[Topic]]) -> tuple[Topic, ...]:
    """Topics without a reference; a protocol may rest on the agreement that it belongs to."""
    known = {*settled.get(row.id, ())}
    if row.kind is Kind.PROTOCOL:
        known |= {*settled.get(row.parent_id, ())}
    return tuple(topic for topic in MANDATORY_TOPICS if topic not in known)


def _filed(ids: Sequence[int]) -> set[int]:
    """Agreements that have a signed file attached."""
    return {
        *session.scalars(
            select(AgreementDocument.agreement_id).where(
                AgreementDocument.agreement_id.in_(ids),
                AgreementDocument.kind == DocumentKind.SIGNED,
            )
        )
    }


def _children(ids: Sequence[int]) -> dict[int, int]:
    """How many concluded programme agreements rest on each memorandum."""
    return mapped(
        select(Agreement.parent_id, func.count())
        .where(
            Agreement.parent_id.in_(ids),
            Agreement.kind.in_(PROGRAMME_AGREEMENTS),
            Agreement.stage.in_(CONCLUDED),
        )
        .group_by(Agreement.parent_id)
    )


def _twins(ids: Sequence[int]) -> defaultdict[int, list[str]]:
    """Codes of other agreements of the same office with the same number, day and partner."""
    twin, partner, twin_partner = aliased(Agreement), AgreementPartner, aliased(AgreementPartner)
    return gathered(
        select(Agreement.id, twin.code)
        .join(partner, partner.agreement_id == Agreement.id)
        .join(twin_partner, twin_partner.institution_id == partner.institution_id)
        .join(
            twin,
            and_(
                twin.id == twin_partner.agreement_id,
                twin.id != Agreement.id,
                twin.home_id == Agreement.home_id,
                twin.number == Agreement.number,
                twin.signed_on == Agreement.signed_on,
            ),
        )
        .where(Agreement.id.in_(ids))
        .distinct()
        .order_by(Agreement.id, twin.code),
        str,
    )
