"""Every write on programmes: registering, correcting, path, partners, diplomas, accreditation.

Each service checks everything first, then changes, then writes the journal.
`seen` is the version of the record that the person had on the screen: when
somebody else was quicker, the later one gets a Conflict with both values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from app.agreements.models import Agreement, Kind
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.text import search_norm, sort_key
from app.programmes import queries, registry
from app.programmes.models import (
    Accreditation,
    AccreditationKind,
    AwardRole,
    DiplomaScheme,
    Mode,
    PathPeriod,
    Programme,
    ProgrammeAward,
    ProgrammeKind,
    ProgrammePartner,
    RegistryStatus,
    Track,
)
from app.programmes.path import CUSTOMS, Level, Period, Place, StudyPath, Unit

# How many months a path and the stated duration may differ: vacations are counted differently.
TOLERANCE = 2

Row = TypeVar("Row")


@dataclass(frozen=True)
class ProgrammeValue:
    """What is typed about a programme, its path, partners and diplomas aside.

    `duration_months` None takes the length of the study path.
    """

    registry_code: str
    name_kk: str
    name_ru: str
    name_en: str
    level: Level
    kind: ProgrammeKind
    diploma_scheme: DiplomaScheme
    ects_total: Decimal
    ects_home: Decimal
    ects_partner: Decimal
    languages: tuple[str, ...]
    first_intake: int
    track: Track | None = None
    duration_months: int | None = None
    ects_recognised: Decimal | None = None
    mode: Mode = Mode.ON_CAMPUS
    online_share: int = 0
    last_intake: int | None = None
    intake_open: bool = True
    registry_status: RegistryStatus = RegistryStatus.NOT_INCLUDED
    registry_on: date | None = None
    professional_standard: str = ""
    staff_home: int | None = None
    staff_partner: int | None = None
    url_kk: str = ""
    url_ru: str = ""
    url_en: str = ""
    admission_gpa: Decimal | None = None
    admission_language: str = ""
    places_year: int | None = None
    last_review_on: date | None = None
    fast_track_claimed: bool = False


@dataclass(frozen=True)
class PathValue:
    """A study path as typed; a period's `partner` is an institution's id, None for any of them.

    `duration_months` None takes the length of the path.
    """

    unit: Unit
    periods: tuple[Period, ...]
    duration_months: int | None = None


@dataclass(frozen=True)
class PartnerValue:
    """A partner that teaches the programme."""

    institution_id: int
    programme_name: str = ""
    coordinator_name: str = ""
    coordinator_email: str = ""


@dataclass(frozen=True)
class PartnersValue:
    """The coordinator at home, and the partners that teach the programme."""

    partners: tuple[PartnerValue, ...]
    coordinator_name: str = ""
    coordinator_email: str = ""


@dataclass(frozen=True)
class AwardValue:
    """What one institution awards to the intakes from–until; no `intake_until`: it goes on."""

    institution_id: int
    intake_from: int
    role: AwardRole
    intake_until: int | None = None
    degree: str = ""
    supplement: bool = False


@dataclass(frozen=True)
class AccreditationValue:
    """A decision of an accreditation agency."""

    agency: str
    kind: AccreditationKind
    valid_from: date
    valid_until: date
    decision: str = ""


def register(
    agreement: Agreement, value: ProgrammeValue, path: PathValue | None = None, *, actor: Actor
) -> Programme:
    """Register a programme under an agreement; every partner of the agreement teaches it at first.

    Without a path the unit is the usual one of the level, and a duration is asked for.
    """
    _check_agreement(agreement)
    _check(value)
    partners = [partner.institution_id for partner in agreement.partners]
    laid = _laid(path, value.level, partners) if path else None
    made = Programme(
        code=_next_code(agreement),
        agreement_id=agreement.id,
        path_unit=laid.unit if laid else CUSTOMS[value.level].unit,
        duration_months=_duration(value.duration_months, laid),
    )
    _write(made, value)
    made.periods = [_period(n, period) for n, period in enumerate(laid.periods, 1)] if laid else []
    made.partners = [ProgrammePartner(institution_id=one) for one in partners]
    made.accreditations, made.awards = [], []
    made.search_norm = search_text(made)
    session.add(made)
    session.flush()
    journal.write(
        "programme.registered",
        made,
        actor=actor,
        institution_id=agreement.home_id,
        changes={},
        code=made.code,
        registry_code=made.registry_code,
        name_en=made.name_en,
        **({"path": laid.text} if laid else {}),
    )
    return made


def edit(programme: Programme, value: ProgrammeValue, seen: int, *, actor: Actor) -> None:
    """Correct what is known of a programme."""
    columns = _columns(value)
    laid = programme.path if programme.periods else None
    columns["duration_months"] = value.duration_months or (
        laid.months if laid else programme.duration_months
    )
    check_fresh(programme, seen, columns)
    _check(value)
    if laid:
        _check_level(programme.path, value.level)
    columns["duration_months"] = _duration(columns["duration_months"], laid)
    _write(programme, value)
    programme.duration_months = columns["duration_months"]
    programme.search_norm = search_text(programme)
    _tell("programme.edited", programme, actor)


def set_path(programme: Programme, value: PathValue, seen: int, *, actor: Actor) -> None:
    """Set the study path: where, in what order, for how long."""
    before = _path_told(programme)
    _check_rows_fresh(programme, seen, "path", before, [p.text for p in value.periods])
    laid = _laid(value, programme.level, _taught_by(programme))
    duration = _duration(value.duration_months, laid)
    programme.periods = _merged(
        programme.periods,
        [(n, period) for n, period in enumerate(laid.periods, start=1)],
        ours=lambda row: row.position,
        theirs=lambda pair: pair[0],
        make=lambda pair: _period(*pair),
        write=lambda row, pair: _write_period(row, pair[1]),
    )
    programme.path_unit = laid.unit
    programme.duration_months = duration
    changes = journal.changes_of(programme) | _change("path", before, _path_told(programme))
    _tell("programme.path_set", programme, actor, changes)


def set_partners(programme: Programme, value: PartnersValue, seen: int, *, actor: Actor) -> None:
    """Say which partners teach the programme, and who coordinates it on every side."""
    before = [_partner_told(programme, one) for one in programme.partners]
    sent = [_partner_told(programme, one) for one in value.partners]
    _check_rows_fresh(programme, seen, "partners", before, sent)
    _check_partners(programme, value.partners)
    programme.partners = _merged(
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
    after = [_partner_told(programme, one) for one in programme.partners]
    changes = journal.changes_of(programme) | _change("partners", before, after)
    _tell("programme.partners_set", programme, actor, changes)


def set_awards(
    programme: Programme, awards: Sequence[AwardValue], seen: int, *, actor: Actor
) -> None:
    """Say who awards which diploma to which intakes; of one institution they may not overlap."""
    before = [_award_told(programme, one) for one in programme.awards]
    sent = [_award_told(programme, one) for one in awards]
    _check_rows_fresh(programme, seen, "awards", before, sent)
    _check_awards(programme, awards)
    programme.awards = _merged(
        programme.awards,
        sorted(awards, key=lambda one: one.intake_from),
        ours=lambda row: (row.institution_id, row.intake_from),
        theirs=lambda one: (one.institution_id, one.intake_from),
        make=_award,
        write=_write_award,
    )
    after = [_award_told(programme, one) for one in programme.awards]
    _tell("programme.awards_set", programme, actor, _change("awards", before, after))


def add_accreditation(programme: Programme, value: AccreditationValue, *, actor: Actor) -> None:
    """Record a decision of an accreditation agency."""
    if value.valid_until <= value.valid_from:
        raise Refusal(_l("It ends before it begins."), "valid_until")
    if any(_is_same(known, value) for known in programme.accreditations):
        raise Refusal(_l("This decision is already recorded."), "valid_from")
    made = Accreditation(
        agency=value.agency,
        kind=value.kind,
        valid_from=value.valid_from,
        valid_until=value.valid_until,
        decision=value.decision,
    )
    programme.accreditations.append(made)
    _tell("programme.accreditation_added", programme, actor, {}, **_decision(made))


def remove_accreditation(
    programme: Programme, accreditation: Accreditation, *, actor: Actor
) -> None:
    """Take back a decision that was recorded wrongly."""
    programme.accreditations.remove(accreditation)
    _tell("programme.accreditation_removed", programme, actor, {}, **_decision(accreditation))


def discard(programme: Programme, *, actor: Actor) -> None:
    """Remove a programme registered by mistake. One with cohorts stays."""
    journal.write(
        "programme.discarded",
        programme,
        actor=actor,
        institution_id=programme.agreement.home_id,
        changes={},
        code=programme.code,
    )
    try:
        with session.begin_nested():
            session.delete(programme)
    except IntegrityError:
        raise Refusal(_l("The programme has cohorts and cannot be discarded.")) from None


def search_text(programme: Programme) -> str:
    """What a search looks into: codes, names, and what the partners call it."""
    known = (
        programme.code,
        programme.registry_code,
        programme.name_kk,
        programme.name_ru,
        programme.name_en,
        *(partner.programme_name or "" for partner in programme.partners),
    )
    return " ".join(search_norm(text) for text in known if text)


def _check_agreement(agreement: Agreement) -> None:
    """Rule X102: a programme is based on more than a memorandum."""
    if agreement.kind is Kind.MEMORANDUM:
        raise Refusal(
            _l(
                "No programme can be based on a memorandum alone. Register a double-degree or "
                "joint-degree agreement, or a protocol, under it first."
            )
        )


def _check(value: ProgrammeValue) -> None:
    _check_registry(value)
    if (value.level is Level.MASTER) != (value.track is not None):
        raise Refusal(
            _l("Choose the kind of master's programme; leave it empty at other levels."), "track"
        )
    if value.last_intake is not None and value.last_intake < value.first_intake:
        raise Refusal(_l("The last intake lies before the first."), "last_intake")
    if value.registry_on is not None and value.registry_on > clock.today():
        raise Refusal(_l("The date lies in the future."), "registry_on")
    if value.last_review_on is not None and value.last_review_on > clock.today():
        raise Refusal(_l("The date lies in the future."), "last_review_on")


def _check_registry(value: ProgrammeValue) -> None:
    """Rules F301 and F302."""
    code = registry.normalised(value.registry_code)
    if not registry.has_shape(code):
        raise Refusal(
            _l("A code looks like 6B04101, or like 6B0408801 for several areas."), "registry_code"
        )
    if not registry.fits(code, value.level):
        raise Refusal(
            _l(
                "At this level the code begins with %(prefix)s.",
                prefix=registry.PREFIXES[value.level],
            ),
            "registry_code",
        )
    if queries.direction(code) is None:
        raise Refusal(
            _l(
                "The classifier has no training direction %(code)s.",
                code=registry.direction_of(code),
            ),
            "registry_code",
        )


def _check_level(path: StudyPath, level: Level) -> None:
    """The path stays possible when the level is changed."""
    try:
        path.fit(level)
    except Refusal as refusal:
        raise Refusal(refusal.message, "level") from None


def _laid(value: PathValue, level: Level, partners: Sequence[int]) -> StudyPath:
    """The path, when a programme of the level with these partners can have it."""
    path = StudyPath(value.periods, value.unit).fit(level)
    if any(p.partner is not None and p.partner not in partners for p in path.periods):
        raise Refusal(_l("A period is at a university that does not teach the programme."), "path")
    if any(p.partner is not None and p.where is Place.HOME for p in path.periods):
        raise Refusal(_l("A period at home has no partner."), "path")
    return path


def _duration(typed: int | None, path: StudyPath | None) -> int:
    """The duration in months: as typed, when the path adds up to it, or as the path has it."""
    if typed is None and path is None:
        raise Refusal(_l("Write the duration, or the study path."), "duration_months")
    if typed is None or path is None:
        return typed or (path.months if path else 0)
    if abs(path.months - typed) > TOLERANCE:
        raise Refusal(
            _l(
                "The study path adds up to %(path)d months and the duration is %(typed)d. "
                "Correct one of them.",
                path=path.months,
                typed=typed,
            ),
            "duration_months",
        )
    return typed


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
    known = {programme.agreement.home_id, *_taught_by(programme)}
    for award in awards:
        if award.institution_id not in known:
            raise Refusal(_l("Only universities that teach the programme award it."), "awards")
        if award.intake_until is not None and award.intake_until < award.intake_from:
            raise Refusal(_l("The last intake lies before the first."), "awards")
        if award.role is not AwardRole.NONE and not award.degree:
            raise Refusal(_l("Write the degree as it stands on the diploma."), "awards")
    for one, other in pairwise(sorted(awards, key=lambda a: (a.institution_id, a.intake_from))):
        if one.institution_id == other.institution_id and _until(one) >= other.intake_from:
            raise Refusal(
                _l(
                    "Two diplomas of one university are for the same intake, %(year)d. "
                    "End the first before the second begins.",
                    year=other.intake_from,
                ),
                "awards",
            )


def _until(award: AwardValue) -> float:
    return float("inf") if award.intake_until is None else award.intake_until


def _next_code(agreement: Agreement) -> str:
    """`<agreement>-P<nn>`; a number is never used twice."""
    stem = f"{agreement.code}-P"
    used = [code.removeprefix(stem) for code in queries.codes_used(agreement)]
    return f"{stem}{max((int(n) for n in used if n.isdecimal()), default=0) + 1:02}"


def _taught_by(programme: Programme) -> list[int]:
    return [partner.institution_id for partner in programme.partners]


def _columns(value: ProgrammeValue) -> dict[str, Any]:
    columns = {field.name: getattr(value, field.name) for field in fields(value)}
    columns["registry_code"] = registry.normalised(value.registry_code)
    columns["languages"] = list(value.languages)
    return columns


def _write(programme: Programme, value: ProgrammeValue) -> None:
    for column, typed in _columns(value).items():
        if column != "duration_months":
            setattr(programme, column, typed)
    programme.sort_key = sort_key(value.name_kk)


def _merged(
    rows: Sequence[Row],
    values: Iterable[Any],
    *,
    ours: Callable[[Row], Any],
    theirs: Callable[[Any], Any],
    make: Callable[[Any], Row],
    write: Callable[[Row, Any], None],
) -> list[Row]:
    """The rows for these values: those with the same key are kept and rewritten.

    New rows are inserted before old ones are deleted, so a row that stays must
    stay the same row, or its key would be there twice for a moment.
    """
    known = {ours(row): row for row in rows}
    merged = []
    for value in values:
        row = known.get(theirs(value))
        if row is None:
            row = make(value)
        else:
            write(row, value)
        merged.append(row)
    return merged


def _period(position: int, period: Period) -> PathPeriod:
    made = PathPeriod(position=position)
    _write_period(made, period)
    return made


def _write_period(row: PathPeriod, period: Period) -> None:
    row.place = period.where
    row.length = period.count
    row.institution_id = None if period.partner is None else int(period.partner)


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


def _is_same(known: Accreditation, value: AccreditationValue) -> bool:
    return (known.agency, known.kind, known.valid_from) == (
        value.agency,
        value.kind,
        value.valid_from,
    )


def _decision(accreditation: Accreditation) -> dict[str, Any]:
    return {
        "agency": accreditation.agency,
        "accreditation_kind": accreditation.kind,
        "valid_from": accreditation.valid_from,
        "valid_until": accreditation.valid_until,
        "decision": accreditation.decision,
    }


def _code_of(programme: Programme, institution_id: int | None) -> str:
    """The code of an institution of the agreement, as the journal names it."""
    agreement = programme.agreement
    known = {p.institution_id: p.institution.code for p in agreement.partners}
    known[agreement.home_id] = agreement.home.code
    return known.get(institution_id or 0, "")


def _path_told(programme: Programme) -> list[str]:
    """Each period for the journal: H2, P2 DE-014."""
    return [
        f"{row.place.letter}{row.length} {_code_of(programme, row.institution_id)}".strip()
        for row in programme.periods
    ]


def _partner_told(programme: Programme, partner: ProgrammePartner | PartnerValue) -> str:
    parts = (
        _code_of(programme, partner.institution_id),
        partner.programme_name,
        partner.coordinator_name,
        partner.coordinator_email,
    )
    return " · ".join(part for part in parts if part)


def _award_told(programme: Programme, award: ProgrammeAward | AwardValue) -> str:
    intakes = f"{award.intake_from}–{award.intake_until or ''}"
    supplement = "+ DS" if award.supplement else ""
    parts = (_code_of(programme, award.institution_id), intakes, award.role, award.degree)
    return " ".join(str(part) for part in (*parts, supplement) if part)


def _check_rows_fresh(
    programme: Programme, seen: int, key: str, stored: list[str], sent: list[str]
) -> None:
    """Like `check_fresh`, for rows that belong to the programme."""
    if seen and seen != programme.version:
        raise Conflict({key: (stored, sent)}, Programme.__tablename__)


def _change(key: str, before: Any, after: Any) -> dict[str, list[Any]]:
    """An entry of the journal's changes; nothing when nothing changed."""
    return {} if before == after else {key: [before, after]}


def _tell(
    event: str,
    programme: Programme,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    **data: Any,
) -> None:
    """Write the journal; the version grows, so that two editors of one part collide."""
    seen = journal.changes_of(programme) if changes is None else changes
    programme.version += 1
    journal.write(
        event,
        programme,
        actor=actor,
        institution_id=programme.agreement.home_id,
        changes=seen,
        **data,
    )
