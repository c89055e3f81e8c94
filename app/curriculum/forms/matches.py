"""For what each module of the partners counts at home."""

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Optional, ValidationError

from app.curriculum.forms.lines import GridForm, fill, number
from app.curriculum.models import Module
from app.curriculum.queries import Record
from app.curriculum.services import MatchValue
from app.institutions.models import Institution
from app.kernel.i18n import name
from app.kernel.web.forms import Quantity, choice
from app.kernel.web.rows import Row, Rows

MOST = 400
ELECTIVE = "elective"


class MatchRow(Row):
    """A partner's module, and one thing for which it counts."""

    partner_module = HiddenField()
    counts_for = choice(_l("Counts at home for"), list, required=False)
    ects = Quantity(_l("Credits recognised"), [Optional()], render_kw={"inputmode": "decimal"})
    module: Module | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is recognised by it."""
        return not (self.counts_for.data or self.ects.data)

    def value(self) -> MatchValue:
        """The match as typed."""
        is_elective = self.counts_for.data == ELECTIVE
        return MatchValue(
            partner_module_id=number(self.partner_module.data) or 0,
            home_module_id=None if is_elective else int(self.counts_for.data),
            ects=self.ects.data,
        )


class MatchesForm(GridForm):
    """Everything that is recognised."""

    matches = Rows(MatchRow, most=MOST, label=_l("Recognition of modules"))

    def show(self, record: Record) -> None:
        """A line for each match, and one for each module that has none."""
        self.version.data = record.version
        fill(self.matches, _rows(record), spare=0)

    def offer(self, record: Record) -> None:
        """Say what can be chosen, and of which module each line is."""
        known = {str(m.id): m for m in record.modules if m.institution_id != record.home.id}
        offered = [
            (ELECTIVE, _l("an elective")),
            *((str(m.id), f"{m.code} {name(m)}") for m in record.of(record.home)),
        ]
        for entry in self.matches:
            entry.form.module = known.get(str(entry.form.partner_module.data))
            entry.form.counts_for.choices = [("", _l("not recognised")), *offered]

    def was_rearranged(self) -> bool:
        """Whether one more line was asked for a module."""
        wanted = next((key for key in request.form if key.startswith("also_")), None)
        if wanted is None:
            return False
        full = len(self.matches.entries) >= MOST
        if number(wanted.removeprefix("also_")) is not None and not full:
            self.matches.append_entry({"partner_module": wanted.removeprefix("also_")})
        return True

    def validate_matches(self, field: Rows) -> None:
        """Credits are recognised for something."""
        for row in field.filled:
            if not row["counts_for"].data:
                row["counts_for"].errors = [_("Choose for what they count.")]
        if any(row["counts_for"].errors for row in field.filled):
            raise ValidationError(_("A line is not complete."))

    def sections(self, record: Record) -> list[tuple[Institution, list[tuple[Module, list[Row]]]]]:
        """The lines by partner and module, in the order of the modules."""
        lines: dict[int, list[Row]] = {}
        for entry in self.matches:
            if entry.form.module is not None:
                lines.setdefault(entry.form.module.id, []).append(entry.form)
        return [
            (partner, [(m, lines[m.id]) for m in record.of(partner) if m.id in lines])
            for partner in (*record.partners, *record.strangers)
            if any(m.id in lines for m in record.of(partner))
        ]

    def value(self) -> tuple[list[MatchValue], int]:
        """The matches as typed, and the version that was seen."""
        return [row.value() for row in self.matches.filled], self.seen_version


def _rows(record: Record) -> Iterator[dict[str, Any]]:
    matched: dict[int, list[Any]] = {}
    for match in record.matches:
        matched.setdefault(match.partner_module_id, []).append(match)
    for module in record.modules:
        if module.institution_id == record.home.id:
            continue
        for match in matched.get(module.id, [None]):
            yield {"partner_module": str(module.id)} | (_match(match) if match else {})


def _match(match: Any) -> dict[str, Any]:
    home_id = match.home_module_id
    return {"counts_for": ELECTIVE if home_id is None else str(home_id), "ects": match.ects}
