"""The rows of each sheet of a return, from its material. Pure: nothing is read here.

A row maps the columns of the edition to values; what the register does not know
is left out, so that its cell stays empty and asks to be filled.

A return speaks of its reference date, also when it is taken years later. What the
register dates (terms, the end of an agreement, intakes, accreditation, the entry in
the state register, the review) is told as of that day; names, contacts, credits and
teachers have no dates and are told as they are now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.agreements.models import Agreement, Clause, DocumentKind
from app.agreements.term import TermKind, Validity, current_period
from app.cohorts.counts import ContingentRow, GraduationRow, MobilityRow, MovementRow
from app.cohorts.models import Graduation, Mobility, Movement
from app.kernel.clock import COUNTRY_ZONE
from app.kernel.years import AcademicYear
from app.programmes.models import Accreditation, Programme, ProgrammeAward, ProgrammeKind
from app.quality.models import Evidence, Judgement, Review
from app.returns.columns import (
    CONTINGENT,
    FIGURES,
    GRADUATES,
    MOBILITY,
    MOVEMENT,
    PROGRAMME,
    told,
)
from app.returns.queries.material import Material

Row = dict[str, Any]

# What is summed over the people of a stay.
SUMMED = ("n", "ects_planned", "ects_earned", "ects_recognised", "staff_n")

STATUS = {
    Validity.NOT_IN_FORCE: "SIGNED",
    Validity.ACTIVE: "ACTIVE",
    Validity.EXPIRING: "EXPIRING",
    Validity.EXPIRED: "EXPIRED",
    Validity.TEACH_OUT: "TEACHOUT",
}
OVER = (Validity.EXPIRED, Validity.TEACH_OUT)


def sheets(material: Material) -> dict[str, list[Row]]:
    """All rows of the return, by sheet."""
    codes = {programme.id: programme.code for programme in material.programmes}
    return {
        "1_INST": [institution(material)],
        "2_AGR": [agreement(a, material) for a in material.agreements],
        "3_PROG": [programme(p, material) for p in material.programmes],
        "4_CONT": list(contingent(material, codes)),
        "5_MOVE": list(movement(material, codes)),
        "6_GRAD": list(graduates(material, codes)),
        "7_MOB": list(mobility(material, codes)),
        "8_QA": list(quality(material, codes)),
    }


def institution(material: Material) -> Row:
    """The single row of 1_INST.

    A return is nil when sheets 2–7 are empty (rule X101). All their rows hang on an
    agreement, and an agreement without programmes is a row too.
    """
    home, figures = material.institution, material.figures
    return {
        "inst_code": home.code,
        "inst_name_kk": home.name_kk,
        "inst_name_ru": home.name_ru,
        "inst_name_en": home.name_en,
        "report_year": str(material.year),
        "reference_date": material.reference_on,
        "nil_return": not material.agreements,
    } | (told(FIGURES, figures) if figures else {})


def agreement(found: Agreement, material: Material) -> Row:
    """A row of 2_AGR."""
    first, *others = found.partners
    people = [_person(p.signatory_name, p.signatory_position) for p in found.partners]
    signed = [d.file.name for d in found.documents if d.kind is DocumentKind.SIGNED]
    return {
        "agr_id": found.code,
        "agr_number": found.number,
        "agr_title": found.title,
        "partner_id": first.institution.code,
        "partner_name_en": first.institution.name_en,
        "partner_country": first.campus_country or first.institution.country,
        "partner_city": first.campus_city or first.institution.city_en,
        "partner_ids_other": [other.institution.code for other in others],
        "agr_kind": found.kind,
        "parent_agr_id": found.parent.code if found.parent else None,
        "signed_date": found.signed_on,
        "lang_of_agr": found.languages,
        "signatory_home": _person(found.signatory_name, found.signatory_position),
        "signatory_partner": _listed(people),
        "file_ref": signed[-1] if signed else None,
        "max_students_year": found.max_students_year,
        "tuition_rule": found.tuition_rule,
        **{str(clause.topic): _reference(clause) for clause in found.clauses},
        **_term(found, material),
        **_end(found, material.reference_on),
    }


def _reference(clause: Clause) -> str:
    """The reference as it was written; of a topic that has a page only, the page."""
    return clause.reference or (f"p. {clause.page}" if clause.page else "")


def _person(name: str, position: str) -> str:
    return ", ".join(part for part in (name, position) if part)


def _listed(words: Iterable[str]) -> str:
    """Several texts in one cell: each once, without blanks."""
    return "; ".join(dict.fromkeys(one for one in words if one))


def _end(found: Agreement, on: date) -> Row:
    """The status on a day, and how the agreement ended if it has by then (rule F207)."""
    validity = found.life.validity(on, found.stage)
    row: Row = {"agr_status": STATUS[validity]}
    if validity in OVER:
        row["teachout_until"] = found.teachout_until
    if found.terminated_on and found.terminated_on <= on:
        row["terminated_date"] = found.terminated_on
        if validity is Validity.EXPIRED:
            row["agr_status"] = "TERMINATED"
    return row


def _term(found: Agreement, material: Material) -> Row:
    """Start of the first term, and the term that governs on the reference date."""
    if not found.terms:
        return {}
    on = material.reference_on
    term = max(
        (t for t in found.standing_terms if t.starts_on <= on), default=found.terms[0], key=_place
    )
    row: dict[str, Any] = {
        "start_date": min(t.starts_on for t in found.terms),
        "term_type": term.kind,
        "notice_months": term.notice_months,
    }
    if term.kind is TermKind.FIX:
        row["end_date"] = term.ends_on
    elif term.renew_years is not None:
        row["renew_years"] = term.renew_years
    if term.kind is TermKind.AUTO:
        period = current_period(term.span, max(on, term.starts_on))
        row["renewed_until"] = term.ends_on or (period.ends_on if period else None)
    return row


def _place(term: Any) -> tuple[Any, int]:
    return term.starts_on, term.number


def programme(found: Programme, material: Material) -> Row:
    """A row of 3_PROG."""
    path = found.path
    emails = [partner.coordinator_email for partner in found.partners]
    return {
        "prog_id": found.code,
        "agr_id": next(a.code for a in material.agreements if a.id == found.agreement_id),
        **told(PROGRAMME, found),
        "partner_prog_name": _listed(p.programme_name for p in found.partners),
        "level": found.level,
        "master_track": found.track,
        "prog_type": found.kind,
        "diploma_scheme": found.diploma_scheme,
        "joint_flag_epvo": _flag(found),
        "format_unit": path and path.unit,
        "periods_home": path and path.periods_home,
        "periods_partner": path and path.periods_partner,
        "path": path and path.text,
        "format_label": path and path.label,
        "first_intake": found.first_intake,
        "degree_home": _degree(found, material, at_home=True),
        "degree_partner": _degree(found, material, at_home=False),
        "coord_home_email": found.coordinator_email,
        "coord_partner_email": next(filter(None, emails), None),
        "last_review": _by(found.last_review_on, material.reference_on),
        **_intake(found, material.year.start),
        **_registry(found, material.reference_on),
        **_accreditation(found.accreditations, material),
    }


def _by(day: date | None, on: date) -> date | None:
    """A day that had come by another one."""
    return day if day and day <= on else None


def _intake(found: Programme, year: int) -> Row:
    """Whether students were admitted in a year, and the last intake once it has come.

    The register knows only whether it admits now; a programme closed since then was
    open up to its last intake, that year included.
    """
    last = found.last_intake
    is_open = found.intake_open or (last is not None and last >= year)
    return {
        "intake_open": is_open and found.first_intake <= year,
        "last_intake": last if last is not None and last <= year else None,
    }


def _registry(found: Programme, on: date) -> Row:
    """The status in the state register with its date; a later decision says nothing of the day."""
    if found.registry_on and found.registry_on > on:
        return {}
    return {"registry_status": found.registry_status, "registry_date": found.registry_on}


def _flag(found: Programme) -> str:
    joint = (ProgrammeKind.JOINT_DEGREE, ProgrammeKind.JOINT_PROGRAMME)
    return "jointep" if found.kind in joint else "doublediploma"


def _degree(found: Programme, material: Material, *, at_home: bool) -> str:
    """The degrees awarded to the intake of the year (or the last one), at home or by partners."""
    intake = min(material.year.start, found.last_intake or material.year.start)
    valid = [award for award in found.awards if _serves(award, intake)]
    degrees = [
        award.degree
        for award in valid
        if (award.institution_id == material.institution.id) is at_home
    ]
    return _listed(degrees)


def _serves(award: ProgrammeAward, intake: int) -> bool:
    return award.intake_from <= intake and (
        award.intake_until is None or intake <= award.intake_until
    )


def _accreditation(known: Iterable[Accreditation], material: Material) -> Row:
    """The decision that runs longest among those already taken."""
    taken = [one for one in known if one.valid_from <= material.reference_on]
    if not taken:
        return {}
    last = max(taken, key=lambda one: one.valid_until)
    return {
        "accr_agency": last.agency,
        "accr_kind": last.kind,
        "accr_from": last.valid_from,
        "accr_to": last.valid_until,
    }


def contingent(material: Material, codes: Mapping[int, str]) -> Iterable[Row]:
    """The rows of 4_CONT."""
    for found, cohort in material.contingent:
        row = ContingentRow.of(found, entry_year=cohort.entry_year)
        yield contingent_row(codes[cohort.programme_id], row)


def contingent_row(code: str, row: ContingentRow) -> Row:
    """A row of 4_CONT, of the programme of that code."""
    return {"prog_id": code, **told(CONTINGENT, row)}


def movement(material: Material, codes: Mapping[int, str]) -> Iterable[Row]:
    """The rows of 5_MOVE."""
    for row, cohort in material.movement:
        yield movement_row(codes[cohort.programme_id], cohort.entry_year, row, material.year)


def movement_row(
    code: str, entry_year: int, row: Movement | MovementRow, year: AcademicYear
) -> Row:
    """A row of 5_MOVE, of the cohort that entered a programme in a year."""
    since, until = year.movement_period
    return {
        "prog_id": code,
        "entry_year": entry_year,
        **told(MOVEMENT, row),
        "period_from": since,
        "period_to": until,
    }


def graduates(material: Material, codes: Mapping[int, str]) -> Iterable[Row]:
    """The rows of 6_GRAD."""
    for row, cohort in material.graduations:
        yield graduates_row(codes[cohort.programme_id], cohort.entry_year, row)


def graduates_row(code: str, entry_year: int, row: Graduation | GraduationRow) -> Row:
    """A row of 6_GRAD, of the cohort that entered a programme in a year."""
    return {"prog_id": code, "entry_year": entry_year, **told(GRADUATES, row)}


def mobility(material: Material, codes: Mapping[int, str]) -> Iterable[Row]:
    """The rows of 7_MOB."""
    return merged(
        (
            mobility_row(
                codes[stay.programme_id], stay, stay.host.code if stay.host else stay.host_name
            ),
            stay.entry_year,
        )
        for stay in material.mobility
    )


def mobility_row(code: str, row: Mobility | MobilityRow, host: str) -> Row:
    """A row of 7_MOB; a host of the directory is named by its code."""
    return {
        "prog_id": code,
        **told(MOBILITY, row),
        "host": host,
        "staff_n": row.n if row.person_type == "STAFF" else None,
    }


def merged(stays: Iterable[tuple[Row, int | None]]) -> Iterable[Row]:
    """Rows with the intakes they belong to, as the return has them.

    It does not ask for intakes: those who differ in theirs only are one.
    """
    found: dict[tuple[Any, ...], Row] = {}
    met: Counter[tuple[Any, ...]] = Counter()
    for row, entry_year in stays:
        same = tuple(row[name] is None if name in SUMMED else row[name] for name in row)
        met[same, entry_year] += 1
        key = (same, met[same, entry_year])
        found[key] = _together(found[key], row) if key in found else row
    return found.values()


def _together(one: Row, other: Row) -> Row:
    """Two rows of the same stay as one. What is not known of either was not known of both."""
    sums = {name: one[name] + other[name] for name in SUMMED if one[name] is not None}
    return one | sums


# The sets of standards that a return asks about, by the code of their version.
FRAMEWORKS = {"esg-2015": "ESG2015", "ea-2015": "EA2015"}


def quality(material: Material, codes: Mapping[int, str]) -> Iterable[Row]:
    """The rows of 8_QA: every judgement of the signed self-assessments."""
    for review in material.reviews:
        framework = FRAMEWORKS.get(review.framework.code)
        for one in sorted(review.judgements, key=lambda one: one.standard.position):
            if framework:
                key = codes[review.programme_id] if review.programme_id else "INST"
                yield {"prog_id": key, "framework": framework} | _judged(review, one, material)


def _judged(review: Review, one: Judgement, material: Material) -> Row:
    evidence = [use.evidence for use in one.uses]
    planned = [
        action
        for action in material.actions
        if (action.review_id, action.standard_id) == (review.id, one.standard_id)
    ]
    row: Row = {
        "std_code": one.standard.code,
        "judgement": one.grade,
        "comment": one.comment or one.reason,
        "evidence_type": evidence[0].kind if evidence else None,
        "evidence_ref": _listed(_reference_to(found) for found in evidence),
        "assessor": one.judged_by or review.filled_by or review.signed_by,
        "assessed_at": _day_of(one.judged_at or review.signed_at),
    }
    if planned:
        first = planned[0]
        row |= {"action": _listed(action.title for action in planned), "action_due": first.due_on}
        row["action_done"] = _by(first.closed_on, material.reference_on)
    return row


def _day_of(instant: datetime | None) -> date | None:
    return instant.astimezone(COUNTRY_ZONE).date() if instant else None


def _reference_to(evidence: Evidence) -> str:
    return evidence.url or (evidence.file.name if evidence.file else "") or evidence.title
