"""What every write on programmes shares: the journal's words, fresh rows, rows replaced by key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from app.kernel import journal
from app.kernel.errors import Conflict
from app.kernel.permissions import Actor
from app.programmes.models import Accreditation, Programme, ProgrammeAward, ProgrammePartner
from app.programmes.services.values import AwardValue, PartnerValue

Row = TypeVar("Row")


def tell(
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


# Told in another way: by the entry's subject and institution, or of no meaning to a reader.
UNSAID = ("id", "version", "code", "agreement_id", "search_norm", "sort_key")


def all_told(programme: Programme) -> dict[str, Any]:
    """Everything that is known of a programme, for its first entry and its last.

    Needs everything loaded, like `queries.programme` does.
    """
    columns = {
        column.key: getattr(programme, column.key)
        for column in Programme.__mapper__.column_attrs
        if column.key not in UNSAID
    }
    parts = {
        "path": path_told(programme),
        "partners": [partner_told(programme, one) for one in programme.partners],
        "awards": [award_told(programme, one) for one in programme.awards],
        "accreditations": [accreditation_told(one) for one in programme.accreditations],
    }
    known = columns | parts
    return {key: value for key, value in known.items() if value not in (None, "", [])}


def check_rows_fresh(
    programme: Programme, seen: int, key: str, stored: list[str], sent: list[str]
) -> None:
    """Like `check_fresh`, for rows that belong to the programme."""
    if seen and seen != programme.version:
        raise Conflict({key: (stored, sent)}, Programme.__tablename__)


def change(key: str, before: Any, after: Any) -> dict[str, list[Any]]:
    """An entry of the journal's changes; nothing when nothing changed."""
    return {} if before == after else {key: [before, after]}


def merged(
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


def path_told(programme: Programme) -> list[str]:
    """Each period for the journal: H2, P2 DE-014."""
    return [
        f"{row.place.letter}{row.length} {_code_of(programme, row.institution_id)}".strip()
        for row in programme.periods
    ]


def partner_told(programme: Programme, partner: ProgrammePartner | PartnerValue) -> str:
    parts = (
        _code_of(programme, partner.institution_id),
        partner.programme_name,
        partner.coordinator_name,
        partner.coordinator_email,
    )
    return " · ".join(part for part in parts if part)


def award_told(programme: Programme, award: ProgrammeAward | AwardValue) -> str:
    intakes = f"{award.intake_from}–{award.intake_until or ''}"
    supplement = "+ DS" if award.supplement else ""
    parts = (_code_of(programme, award.institution_id), intakes, award.role, award.degree)
    return " ".join(str(part) for part in (*parts, supplement) if part)


def accreditation_told(given: Accreditation) -> str:
    parts = (given.agency, given.kind, given.valid_from, given.valid_until, given.decision)
    return " ".join(str(part) for part in parts if part)


def taught_by(programme: Programme) -> list[int]:
    return [partner.institution_id for partner in programme.partners]


def _code_of(programme: Programme, institution_id: int | None) -> str:
    """The code of an institution of the agreement, as the journal names it."""
    agreement = programme.agreement
    known = {p.institution_id: p.institution.code for p in agreement.partners}
    known[agreement.home_id] = agreement.home.code
    return known.get(institution_id or 0, "")
