"""The register's facts of a programme, made of rows of a return."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.agreements.models import Kind
from app.cohorts.facts.counts import Award, Cell, CountsFacts, awarded, is_astray
from app.cohorts.models import Diplomas, Direction, Flow, StudyPlace
from app.programmes.facts import (
    Accredited,
    ProgrammeFacts,
    domain,
    is_listed,
    next_reference,
)
from app.programmes.models import (
    AccreditationKind,
    DiplomaScheme,
    ProgrammeKind,
    RegistryStatus,
    Track,
)
from app.programmes.path import Level, PathError, StudyPath, Unit, parse_text
from app.recognition.facts import ProgrammeBasisFacts, all_exclude_online, chosen
from app.returns.dataset import Row
from app.returns.facts.cells import day, decimal, flag, integer, member, text, total
from app.returns.facts.declared import (
    CONTINGENT,
    GRADUATES,
    MOBILITY,
    MOVEMENT,
    PROGRAMMES,
    Claim,
    Declared,
    Line,
    Spot,
)


def programmes(returns: Sequence[Declared]) -> dict[Spot, ProgrammeFacts]:
    """What the register's rules see of each programme."""
    return {
        Spot(PROGRAMMES, line.at): _programme(declared, line.row)
        for declared in returns
        for line in declared.lines(PROGRAMMES)
    }


def _programme(declared: Declared, row: Row) -> ProgrammeFacts:
    agreement, key = declared.agreement_of(row), text(row, "agr_id")
    known = declared.context.known.get(key or "")
    code = text(row, "prog_code")
    return ProgrammeFacts(
        today=declared.on,
        next_reference_on=next_reference(declared.on),
        registry_code=code,
        is_in_classifier=is_listed(code or "", declared.context.classifier),
        level=member(row, "level", Level),
        track=member(row, "master_track", Track),
        programme_kind=member(row, "prog_type", ProgrammeKind),
        diploma_scheme=member(row, "diploma_scheme", DiplomaScheme),
        name_kk=text(row, "prog_name_kk") or "",
        name_ru=text(row, "prog_name_ru") or "",
        name_en=text(row, "prog_name_en") or "",
        ects_total=decimal(row, "ects_total"),
        ects_home=decimal(row, "ects_home"),
        ects_partner=decimal(row, "ects_partner"),
        ects_recognised=decimal(row, "ects_recognised"),
        duration_months=integer(row, "duration_months"),
        first_intake=integer(row, "first_intake"),
        last_intake=integer(row, "last_intake"),
        intake_open=flag(row, "intake_open"),
        registry_status=member(row, "registry_status", RegistryStatus),
        staff_partner=integer(row, "staff_partner"),
        last_review_on=day(row, "last_review"),
        has_agreement=key is None or bool(agreement),
        agreement_kind=member(agreement, "agr_kind", Kind),
        agreement_levels=(known.levels or None) if known else None,
        agreement_starts_on=day(agreement, "start_date"),
        is_wound_up=agreement.get("agr_status") == "TERMINATED",
        strangers=(),
        in_epvo=None,
        **_path(row),
        **_accredited(row),
        **_domains(row),
    )


def path_of(row: Row) -> StudyPath | None:
    """The study path of a row; not known when it is no path, or has no unit."""
    unit = member(row, "format_unit", Unit)
    try:
        return parse_text(text(row, "path") or "", unit) if unit else None
    except PathError:
        return None


def _path(row: Row) -> dict[str, Any]:
    home, partner = integer(row, "periods_home"), integer(row, "periods_partner")
    unit = member(row, "format_unit", Unit)
    is_known = unit is not None and home is not None and partner is not None
    return {
        "path": path_of(row),
        "path_text": text(row, "path") if unit else None,
        "periods_home": home,
        "periods_partner": partner,
        "path_months": (home + partner) * unit.months if is_known else None,  # type: ignore
    }


def _accredited(row: Row) -> dict[str, Any]:
    """The one accreditation that a return shows; none when nothing is said of any."""
    names = ("accr_agency", "accr_kind", "accr_from", "accr_to")
    if not any(row.get(name) for name in names):
        return {"accreditations": (), "accredited_until": None}
    kind, until = member(row, "accr_kind", AccreditationKind), day(row, "accr_to")
    since = day(row, "accr_from")
    whole = kind is not None and since is not None and until is not None
    decision = Accredited(text(row, "accr_agency") or "", kind, since, until)  # type: ignore
    return {"accreditations": (decision,) if whole else None, "accredited_until": until}


def _domains(row: Row) -> dict[str, Any]:
    partner = domain(text(row, "coord_partner_email") or "")
    return {
        "coordinator_domain": domain(text(row, "coord_home_email") or ""),
        "partner_domains": (partner,) if partner else None,
    }


def bases(returns: Sequence[Declared]) -> dict[Spot, ProgrammeBasisFacts]:
    """Each programme as far as recognition of the partner's diploma goes."""
    return {
        Spot(PROGRAMMES, line.at): _basis(declared, line.row)
        for declared in returns
        for line in declared.lines(PROGRAMMES)
    }


def _basis(declared: Declared, row: Row) -> ProgrammeBasisFacts:
    """A claim stands in the register, not in the return; a programme not there has made none."""
    countries = declared.partner_countries(declared.agreement_of(row))
    known, claims = declared.bases(countries or ()), declared.context.claims
    claim = None if claims is None else claims.get(str(row.get("prog_id")), Claim(False))
    return ProgrammeBasisFacts(
        online_share=integer(row, "online_share"),
        partner_countries=countries,
        tokyo_only_countries=chosen(known, countries or (), all_exclude_online),
        fast_track_claimed=claim.is_made if claim else None,
        top_places=claim.top_places if claim else None,
    )


def counts(returns: Sequence[Declared]) -> dict[Spot, CountsFacts]:
    """Each programme with its counts of the year."""
    return {
        Spot(PROGRAMMES, line.at): _counts(declared, line)
        for declared in returns
        for line in declared.lines(PROGRAMMES)
    }


def _counts(declared: Declared, line: Line) -> CountsFacts:
    row, key = line.row, line.row.get("prog_id")
    students = declared.rows_of(CONTINGENT, key)
    own = [one for one in students if one.get("direction") == Direction.OUT]
    away = [one for one in own if one.get("place_now") == StudyPlace.PARTNER]
    stays = [one for one in declared.rows_of(MOBILITY, key) if _is_student_abroad(one)]
    path = path_of(row)
    return CountsFacts(
        year=declared.year,
        counted_on=declared.on,
        programme_kind=member(row, "prog_type", ProgrammeKind),
        diploma_scheme=member(row, "diploma_scheme", DiplomaScheme),
        first_intake=integer(row, "first_intake"),
        intake_open=flag(row, "intake_open"),
        path_text=path.text if path else None,
        students=total(students, "n"),
        at_partner=total(away, "n"),
        mobile=total([one for one in stays if _covers(one, declared.on)], "n"),
        graduated=total(declared.rows_of(MOVEMENT, key), "graduated_total"),
        graduates=total(declared.rows_of(GRADUATES, key), "n"),
        stay_countries=tuple(
            dict.fromkeys(str(one["country"]) for one in stays if "country" in one)
        ),
        partner_countries=declared.partner_countries(declared.agreement_of(row)),
        **_astray(own, path, declared.year),
        **_awarded(declared, key),
    )


def _is_student_abroad(row: Row) -> bool:
    return row.get("flow") == Flow.OUT and row.get("person_type") == "STUD"


def _covers(row: Row, on: Any) -> bool:
    since, until = day(row, "period_start"), day(row, "period_end")
    return since is not None and until is not None and since <= on <= until


def _astray(own: Sequence[Row], path: StudyPath | None, year: int) -> dict[str, Any]:
    if path is None:
        return {"misplaced": None, "misplaced_in": ()}
    students: Counter[Any] = Counter()
    for row in own:
        students[row.get("course_year"), row.get("place_now")] += integer(row, "n") or 0
    rows = (
        {"direction": "OUT", "course_year": c, "place_now": p, "n": n}
        for (c, p), n in students.items()
    )
    astray = [cell for cell in (_cell(row, year) for row in rows) if cell and is_astray(cell, path)]
    return {
        "misplaced": sum(cell.n for cell in astray),
        "misplaced_in": tuple(dict.fromkeys(cell.course_year for cell in astray)),
    }


def is_misplaced(row: Row, programme: Row) -> bool:
    """Whether a row of the contingent is where the programme's path does not put it."""
    cell, path = _cell(row, 0), path_of(programme)
    return bool(cell and path and cell.direction is Direction.OUT and is_astray(cell, path))


def _cell(row: Row, year: int) -> Cell | None:
    """Students in the same course and place; nothing where nobody is, or it is not known."""
    direction, place = member(row, "direction", Direction), member(row, "place_now", StudyPlace)
    course_year, n = integer(row, "course_year"), integer(row, "n")
    if direction is None or place is None or not course_year or not n:
        return None
    return Cell(year, direction, course_year, place, n)


def _awards(declared: Declared, key: Any) -> list[Award]:
    """Who graduated with which diplomas, in this return and in the one before."""
    seen = [one for one in (declared.before, declared) if one]
    found = [_award(row, one.year) for one in seen for row in one.rows_of(GRADUATES, key)]
    return [award for award in found if award]


def _awarded(declared: Declared, key: Any) -> dict[str, Any]:
    """Who still waits for a diploma, by both returns; the diplomas are those of this one."""
    now = (member(row, "award", Diplomas) for row in declared.rows_of(GRADUATES, key))
    found = awarded(_awards(declared, key), declared.on)
    return found | {"diplomas": tuple(sorted({one for one in now if one}))}


def _award(row: Mapping[str, Any], year: int) -> Award | None:
    entry_year, left_in = integer(row, "entry_year"), integer(row, "grad_year")
    diplomas, n = member(row, "award", Diplomas), integer(row, "n")
    if entry_year is None or left_in is None or diplomas is None or n is None:
        return None
    return Award(entry_year, left_in, year, diplomas, n)
