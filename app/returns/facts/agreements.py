"""The register's facts of an agreement, made of rows of a return.

A row shows the first day of the agreement and the end of the term that governs on the
reference date. When that term began, and what was agreed after it, only the register
knows; without it the first day stands for both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from app.agreements.facts import PROGRAMME_AGREEMENTS, AgreementFacts, shortened
from app.agreements.models import MANDATORY_TOPICS, Kind, Stage
from app.agreements.term import Life, Span, TermKind
from app.cohorts.facts.teachout import TeachOutFacts
from app.cohorts.facts.years import nominal_end
from app.programmes.facts import ProgrammesOfAgreementFacts
from app.recognition.facts import AgreementBasisFacts, chosen
from app.returns.dataset import Row
from app.returns.facts.cells import day, integer, member, text
from app.returns.facts.declared import AGREEMENTS, CONTINGENT, MOVEMENT, Declared, Known, Spot

TERMINATED, OVER = ("TERMINATED", "TEACHOUT"), ("TERMINATED", "TEACHOUT", "EXPIRED")
DAY = timedelta(days=1)


def agreements(returns: Sequence[Declared]) -> dict[Spot, AgreementFacts]:
    """What the register's rules see of each agreement."""
    return {
        Spot(AGREEMENTS, line.at): _agreement(declared, line.row, twins)
        for declared in returns
        for twins in (_twins(declared),)
        for line in declared.lines(AGREEMENTS)
    }


def _agreement(declared: Declared, row: Row, twins: Any) -> AgreementFacts:
    status, kind = text(row, "agr_status"), member(row, "agr_kind", Kind)
    stage = Stage.TERMINATED if status in TERMINATED else Stage.SIGNED
    return AgreementFacts(
        agreement_kind=kind,
        agreement_stage=stage if status else None,
        today=declared.on,
        is_concluded=True,
        is_signed=True,
        signed_on=day(row, "signed_date"),
        same_as=_others(row, twins),
        starts_on=day(row, "start_date"),
        is_terminated=status == "TERMINATED" or row.get("terminated_date") is not None,
        terminated_on=day(row, "terminated_date"),
        partner_countries=declared.partner_countries(row),
        missing_topics=_missing(declared, row, kind),
        has_signed_file=text(row, "file_ref") is not None,
        programme_agreements=_children(declared, row) or _known(declared, row).resting,
        in_epvo=None,
        **_term(row, _known(declared, row)),
    )


def _known(declared: Declared, row: Row) -> Known:
    return declared.context.known.get(str(row.get("agr_id")), Known())


def _term(row: Row, known: Known) -> dict[str, Any]:
    kind = member(row, "term_type", TermKind)
    ends_on = day(row, "end_date")
    if kind is TermKind.AUTO:
        ends_on = day(row, "renewed_until")
    elif kind is TermKind.IND:
        ends_on = ends_on or day(row, "renewed_until")
    governing = _governing(kind, ends_on, known)
    return {
        "term_kind": kind,
        "term_starts_on": governing.starts_on if governing else day(row, "start_date"),
        "shortens": governing.kind if governing and governing.kind is not kind else None,
        "has_end": ends_on is not None or kind is TermKind.AUTO,
        "ends_on": ends_on,
        "has_renewal": row.get("renew_years") is not None,
        "renew_years": integer(row, "renew_years"),
        "notice_given_on": None,
    }


def _governing(kind: TermKind | None, ends_on: date | None, known: Known) -> Span | None:
    """The fixed term that the row shows, as the register has it; of an early end, what it cut."""
    for number, span in enumerate(known.spans, 1):
        if kind is TermKind.FIX and span.kind is kind and span.ends_on == ends_on:
            return shortened(known.spans[:number]) or span
    return None


def _twins(declared: Declared) -> Any:
    """Which agreements share a key, and which a number, partner and day."""
    found: defaultdict[Any, list[str]] = defaultdict(list)
    for line in declared.lines(AGREEMENTS):
        key = str(line.row.get("agr_id", ""))
        found[key].append(key)
        found[_triple(line.row)].append(key)
    return found


def _triple(row: Row) -> tuple[Any, ...] | None:
    found = tuple(row.get(name) for name in ("agr_number", "partner_id", "signed_date"))
    return None if None in found else found


def _others(row: Row, twins: Any) -> tuple[str, ...]:
    key = str(row.get("agr_id", ""))
    alike = Counter([*twins[key]] if key else [])
    if triple := _triple(row):
        alike |= Counter(twins[triple])
    alike[key] -= 1
    return tuple(sorted(code for code, n in alike.items() if n > 0))


def _missing(declared: Declared, row: Row, kind: Kind | None) -> tuple[Any, ...]:
    """Topics without a reference; a protocol may rest on the agreement that it belongs to."""
    rows = [row]
    if kind is Kind.PROTOCOL and row.get("parent_agr_id") in declared.agreements:
        rows.append(declared.agreements[row["parent_agr_id"]].row)
    return tuple(t for t in MANDATORY_TOPICS if not any(one.get(t.value) for one in rows))


def _children(declared: Declared, row: Row) -> int:
    """How many programme agreements rest on it."""
    return sum(
        other.row.get("parent_agr_id") == row.get("agr_id")
        and member(other.row, "agr_kind", Kind) in PROGRAMME_AGREEMENTS
        for other in declared.lines(AGREEMENTS)
    )


def agreement_programmes(
    returns: Sequence[Declared],
) -> dict[Spot, ProgrammesOfAgreementFacts]:
    """How many programmes each agreement has.

    A programme that has not admitted anybody yet, or was closed long ago, is in the
    register and not in the return: its agreement is not declarative for that.
    """
    return {
        Spot(AGREEMENTS, line.at): ProgrammesOfAgreementFacts(
            agreement_kind=member(line.row, "agr_kind", Kind),
            is_concluded=True,
            programmes=len(declared.programmes_under.get(line.row.get("agr_id"), ()))
            or _known(declared, line.row).programmes,
        )
        for declared in returns
        for line in declared.lines(AGREEMENTS)
    }


def agreement_bases(returns: Sequence[Declared]) -> dict[Spot, AgreementBasisFacts]:
    """The partners' countries, and those without a treaty."""
    found = {}
    for declared in returns:
        for line in declared.lines(AGREEMENTS):
            countries = declared.partner_countries(line.row)
            bases = declared.bases(countries or ())
            found[Spot(AGREEMENTS, line.at)] = AgreementBasisFacts(
                partner_countries=countries,
                countries_without_basis=chosen(bases, countries or (), lambda one: not one),
            )
    return found


def teach_outs(returns: Sequence[Declared]) -> dict[Spot, TeachOutFacts]:
    """When each agreement ends, and who studies under it until when."""
    return {
        Spot(AGREEMENTS, line.at): _teach_out(declared, line.row)
        for declared in returns
        for line in declared.lines(AGREEMENTS)
    }


def _teach_out(declared: Declared, row: Row) -> TeachOutFacts:
    cohorts = sorted(_cohorts(declared, row))
    ends_on, has_ended, is_dated = _ending(declared, row)
    left = [
        (until, n)
        for until, _, n in cohorts
        if n and has_ended and (ends_on is None or declared.on > ends_on or until > ends_on)
    ]
    return TeachOutFacts(
        is_concluded=True,
        term_kind=member(row, "term_type", TermKind),
        has_ended=has_ended,
        never_ends=ends_on is None if is_dated else None,
        ends_on=ends_on,
        teachout_until=day(row, "teachout_until"),
        has_cohorts=bool(cohorts),
        youngest_entry=cohorts[-1][1] if cohorts else None,
        youngest_until=cohorts[-1][0] if cohorts else None,
        counted_on=declared.on,
        students=sum(n for _, n in left),
        studying_until=max((until for until, _ in left), default=None),
    )


def _ending(declared: Declared, row: Row) -> tuple[date | None, bool | None, bool]:
    """The last day in force, whether it has passed, and whether the row says enough of it.

    A term that was agreed later is in the register only. What renews by itself has an
    end when its status says so.
    """
    status, terminated_on = text(row, "agr_status"), day(row, "terminated_date")
    kind, end = member(row, "term_type", TermKind), day(row, "end_date")
    if terminated_on:
        return terminated_on - DAY, terminated_on <= declared.on, True
    if kind is TermKind.AUTO:
        end = day(row, "renewed_until") if status in OVER else None
    elif kind is TermKind.FIX:
        end = max(filter(None, (end, _agreed_end(declared, row, end))), default=None)
    is_dated = end is not None or kind in (TermKind.AUTO, TermKind.IND)
    if status in OVER:
        return end, True, is_dated and status != "TERMINATED"
    return end, (end is not None and end < declared.on) if is_dated else None, is_dated


def _agreed_end(declared: Declared, row: Row, end: date | None) -> date | None:
    """The end of all terms, where the register has the row's own term among them."""
    spans = _known(declared, row).spans
    if end is None or all(span.ends_on != end for span in spans):
        return None
    return Life(spans).final_end or date.max


def _cohorts(declared: Declared, row: Row) -> Iterator[tuple[date, int, int]]:
    """Each cohort that was counted or moved: when it finishes, when it entered, how many."""
    for programme in declared.programmes_under.get(row.get("agr_id"), ()):
        months, key = integer(programme.row, "duration_months"), programme.row.get("prog_id")
        if months is None:
            continue
        students: Counter[int] = Counter()
        for sheet in (CONTINGENT, MOVEMENT):
            for counted in declared.rows_of(sheet, key):
                entry_year = integer(counted, "entry_year")
                if entry_year is not None:
                    students[entry_year] += integer(counted, "n") or 0
        for entry_year, n in students.items():
            yield nominal_end(entry_year, months), entry_year, n
