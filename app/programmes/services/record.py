"""The record itself: registering a programme, correcting it, discarding one made by mistake."""

from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from app.agreements.models import Agreement, Kind
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.text import search_norm, sort_key
from app.programmes import queries, registry
from app.programmes.models import Programme, ProgrammePartner
from app.programmes.path import CUSTOMS, Level
from app.programmes.services.path import check_level, duration, laid_path, new_period
from app.programmes.services.told import all_told, tell
from app.programmes.services.values import PathValue, ProgrammeValue


def register(
    agreement: Agreement, value: ProgrammeValue, path: PathValue | None = None, *, actor: Actor
) -> Programme:
    """Register a programme under an agreement; every partner of the agreement teaches it at first.

    Without a path the unit is the usual one of the level, and a duration is asked for.
    """
    _check_agreement(agreement)
    _check(value)
    partners = [partner.institution_id for partner in agreement.partners]
    laid = laid_path(path, value.level, partners) if path else None
    made = Programme(
        code=_next_code(agreement),
        agreement=agreement,
        agreement_id=agreement.id,
        path_unit=laid.unit if laid else CUSTOMS[value.level].unit,
        duration_months=duration(value.duration_months, laid),
    )
    _write(made, value)
    made.periods = (
        [new_period(n, period) for n, period in enumerate(laid.periods, 1)] if laid else []
    )
    made.partners = [ProgrammePartner(institution_id=one) for one in partners]
    made.accreditations, made.awards = [], []
    made.search_norm = search_text(made)
    session.add(made)
    journal.write(
        "programme.registered",
        made,
        actor=actor,
        institution_id=agreement.home_id,
        changes={key: [None, value] for key, value in all_told(made).items()},
        code=made.code,
    )
    return made


def edit(programme: Programme, value: ProgrammeValue, seen: int, *, actor: Actor) -> None:
    """Correct what is known of a programme."""
    columns = _columns(value)
    laid = programme.path
    columns["duration_months"] = value.duration_months or (
        laid.months if laid else programme.duration_months
    )
    check_fresh(programme, seen, columns)
    _check(value)
    if laid:
        check_level(laid, value.level)
    columns["duration_months"] = duration(columns["duration_months"], laid)
    _write(programme, value)
    programme.duration_months = columns["duration_months"]
    programme.search_norm = search_text(programme)
    tell("programme.edited", programme, actor)


def discard(programme: Programme, *, actor: Actor) -> None:
    """Remove a programme registered by mistake. One with cohorts stays."""
    home_id, was = programme.agreement.home_id, all_told(programme)
    try:
        with session.begin_nested():
            session.delete(programme)
    except IntegrityError:
        raise Refusal(_l("The programme has cohorts and cannot be discarded.")) from None
    journal.write(
        "programme.discarded",
        programme,
        actor=actor,
        institution_id=home_id,
        changes={key: [value, None] for key, value in was.items()},
        code=programme.code,
    )


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


def _next_code(agreement: Agreement) -> str:
    """`<agreement>-P<nn>`; a number is never used twice. People registering at once take turns."""
    queries.hold(agreement)
    stem = f"{agreement.code}-P"
    used = [code.removeprefix(stem) for code in queries.codes_used(agreement)]
    return f"{stem}{max((int(n) for n in used if n.isdecimal()), default=0) + 1:02}"


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
