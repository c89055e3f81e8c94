"""The study path, row by row or from a format such as 2+2."""

from collections.abc import Iterable

from flask import request
from flask_babel import lazy_gettext as _l

from app.kernel.errors import Refusal
from app.kernel.i18n import name
from app.kernel.web.forms import Form, choice, count, listed, text
from app.kernel.web.rows import Row, Rows
from app.programmes.forms.fields import complete, need
from app.programmes.models import Programme
from app.programmes.path import Period, Place, StudyPath, Unit, parse_label
from app.programmes.services import PathValue

MOST_PERIODS = 12
MOST_MONTHS = 120

HOME = "home"
ANY_PARTNER = "partner"


class PeriodRow(Row):
    """One period: where, and how many units. A row left blank is no period."""

    where = choice(_l("Where"), list, required=False)
    length = count(_l("How many"), most=99)

    @property
    def period(self) -> Period:
        """The period as typed; Refusal for a count of zero."""
        if self.where.data == HOME:
            return Period(Place.HOME, self.length.data)
        partner = None if self.where.data == ANY_PARTNER else int(self.where.data)
        return Period(Place.PARTNER, self.length.data, partner)


class PathForm(Form):
    """A study path row by row."""

    unit = choice(_l("The numbers count"), listed("FORMAT_UNIT"))
    label = text(
        _l("Format"),
        most=40,
        hint=_l("For example 2+2 or 1+1+1+1. The first number is read as the home university's."),
    )
    path = Rows(PeriodRow, most=MOST_PERIODS, label=_l("Periods"))
    duration_months = count(
        _l("Duration in months"),
        least=1,
        most=MOST_MONTHS,
        hint=_l("Left empty, it is the length of the study path."),
    )

    def offer(self, programme: Programme) -> None:
        """Say at which universities a period can be."""
        self.programme = programme
        others = [partner.institution for partner in programme.partners]
        either = [(ANY_PARTNER, _l("at any of the partners"))] if len(others) > 1 else []
        home = programme.agreement.home
        places = [(HOME, name(home)), *((str(one.id), name(one)) for one in others), *either]
        for row in self.path.entries:
            row.form.where.choices = [("", _l("not chosen")), *places]
            need(row.form.where, row.form.length)

    def show(self, programme: Programme) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = programme.version
        self.unit.data = programme.path_unit.value
        laid = programme.path
        self.duration_months.data = programme.duration_months if laid else None
        if laid:
            self._fill(laid.periods)

    def was_rearranged(self, programme: Programme) -> bool:
        """Whether a button of the rows was pressed; they are then changed as it says."""
        if "fill" in request.form:
            self._fill_from_label(programme)
            return True
        return self.path.was_moved() or self._was_swapped()

    def validate_path(self, field: Rows) -> None:
        """Each row says where and how many."""
        complete(field, ("where", "length"))

    def value(self) -> tuple[PathValue, int]:
        """The path as typed, and the version that was seen."""
        rows = self.path.filled
        if not rows and self.label.data:
            unit, periods = self._read_label(self.programme)
        else:
            unit, periods = Unit(self.unit.data), tuple(row.period for row in rows)
        return PathValue(unit, periods, self.duration_months.data), self.seen_version

    @property
    def typed(self) -> StudyPath | None:
        """The path as it stands on the screen, if it is one already that could be drawn."""
        try:
            rows = [row.period for row in self.path.filled]
            found = StudyPath(tuple(rows), Unit(self.unit.data))
        except (Refusal, ValueError, TypeError):
            return None
        return found if found.months <= MOST_MONTHS else None

    def _read_label(self, programme: Programme) -> tuple[Unit, tuple[Period, ...]]:
        path = parse_label(self.label.data or "", programme.level)
        return path.unit, placed(path, [one.institution_id for one in programme.partners])

    def _fill_from_label(self, programme: Programme) -> None:
        try:
            unit, periods = self._read_label(programme)
        except Refusal as refusal:
            self.label.errors = [refusal.message]
            return
        self.unit.data = unit.value
        self.duration_months.data, self.duration_months.raw_data = None, None
        self._fill(periods)

    def _fill(self, periods: Iterable[Period]) -> None:
        self.path.entries = []
        self.path.last_index = -1
        for period in periods:
            self.path.append_entry({"where": place_of(period), "length": period.count})

    def _was_swapped(self) -> bool:
        for key in request.form:
            deed, _underscore, row = key.partition("_")
            if deed in ("up", "down"):
                self._swap(row, -1 if deed == "up" else 1)
                return True
        return False

    def _swap(self, row: str, step: int) -> None:
        names = [entry.name for entry in self.path.entries]
        if row not in names or not 0 <= names.index(row) + step < len(names):
            return
        one = self.path.entries[names.index(row)].form
        other = self.path.entries[names.index(row) + step].form
        for here, there in zip(one, other, strict=True):
            here.data, there.data = there.data, here.data
            here.raw_data, there.raw_data = there.raw_data, here.raw_data


def placed(path: StudyPath, partners: list[int]) -> tuple[Period, ...]:
    """The periods of a path read from a label: abroad at the only partner, or at any of them."""
    only = partners[0] if len(partners) == 1 else None
    return tuple(
        Period(p.where, p.count, only if p.where is Place.PARTNER else None) for p in path.periods
    )


def place_of(period: Period) -> str:
    if period.where is Place.HOME:
        return HOME
    return ANY_PARTNER if period.partner is None else str(period.partner)
