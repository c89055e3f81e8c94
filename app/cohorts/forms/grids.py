"""The four grids of counts: headcount, movement, graduates, mobility.

Each has a `Line` with its cells and a form that reads and shows rows. To ask for
one more attribute: a field in the line, and its name where rows are made.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired

from app.cohorts.counts import ContingentRow, GraduationRow, MobilityRow, MovementRow, as_data
from app.cohorts.forms.lines import (
    QUICK,
    Country,
    Credits,
    GridForm,
    Language,
    Line,
    Residence,
    lines,
    number,
)
from app.cohorts.models import Diplomas, Direction, Flow, Sex, StudyPlace
from app.kernel.web.forms import choice, day, listed, text

NAMED = {"autocomplete": "off"}


class ContingentLine(Line):
    """Women and men with the same other attributes, and those of them on leave."""

    COUNTED = ("women", "men", "leave_women", "leave_men")

    entry_year = HiddenField(_l("Entry year"))
    course_year = choice(_l("Year of study"), lambda: [(str(n), str(n)) for n in range(1, 8)])
    place = choice(_l("Where they are"), listed("PLACE"))
    funding = choice(_l("Funding"), listed("FUND"), empty=_l("not chosen"))
    funding_partner = choice(_l("Funding at the partner"), listed("FUND"), required=False)
    citizenship = Country(
        _l("Citizenship"), [InputRequired()], render_kw=NAMED | {"list": "countries"}
    )
    language = Language(
        _l("Language of study"), [InputRequired()], render_kw=NAMED | {"list": "languages"}
    )
    women = number(_l("Women"))
    men = number(_l("Men"))
    leave_women = number(_l("Women on leave"))
    leave_men = number(_l("Men on leave"))
    direction = choice(_l("Whose students"), listed("DIRECTION"))
    study_mode = choice(_l("Form of study"), listed("STUDY_MODE"))
    residence = Residence(_l("Came from"), render_kw=NAMED | {"list": "residences"})

    def rows(self, number: int) -> Iterator[ContingentRow]:
        """A row for the women and one for the men."""
        for sex, n, leave in (
            (Sex.FEMALE, self.women, self.leave_women),
            (Sex.MALE, self.men, self.leave_men),
        ):
            if n.data or leave.data:
                yield ContingentRow(
                    entry_year=self.entered,
                    course_year=int(self.course_year.data),
                    sex=sex,
                    citizenship=self.citizenship.data,
                    funding=self.funding.data,
                    place=StudyPlace(self.place.data),
                    language=self.language.data,
                    n=n.data or 0,
                    on_leave=leave.data or 0,
                    direction=Direction(self.direction.data),
                    residence=self.residence.data or "",
                    funding_partner=self.funding_partner.data or "",
                    study_mode=self.study_mode.data,
                    line=number,
                )

    @property
    def entered(self) -> int:
        """The entry year that the page wrote into the line; 0 for anything else."""
        typed = str(self.entry_year.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0

    @property
    def total(self) -> int:
        """Women and men together."""
        return (self.women.data or 0) + (self.men.data or 0)

    @property
    def total_ids(self) -> str:
        """The cells that make the total, as the page's script looks for them."""
        return f"#{self.women.id} #{self.men.id}"

    @property
    def asks(self) -> bool:
        """Whether an attribute is to be chosen or put right, so that it must be in sight."""
        fields = (f for f in self if f.short_name not in self.COUNTED)
        return not self.funding.data or any(field.errors for field in fields)

    @property
    def is_unusual(self) -> bool:
        """Whether the cells that are folded away say something."""
        usual = self.direction.data in (None, "OUT") and self.study_mode.data in (None, "FT")
        return not usual or bool(self.residence.data) or bool(self.residence.errors)


class ContingentForm(GridForm):
    """The headcount of a programme, cohort by cohort."""

    LINE = ContingentLine
    lines = lines(ContingentLine)

    FIELDS = {Sex.FEMALE: ("women", "leave_women"), Sex.MALE: ("men", "leave_men")}

    @classmethod
    def data_of(cls, rows: Iterable[ContingentRow]) -> list[dict[str, Any]]:
        """Rows as lines: women and men who share the rest stand on one."""
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows:
            shared = tuple(v for k, v in zip(row.KEY, row.key, strict=True) if k != "sex")
            line = found.setdefault(shared, as_data(row))
            present, away = cls.FIELDS[row.sex]
            line[present], line[away] = row.n or None, row.on_leave or None
        return list(found.values())

    @property
    def totals(self) -> dict[str, int]:
        """The sum of each column."""
        forms = [entry.form for entry in self.lines]
        return {name: sum(f[name].data or 0 for f in forms) for name in ContingentLine.COUNTED}

    @property
    def total(self) -> int:
        """All students."""
        return sum(entry.form.total for entry in self.lines)

    @property
    def total_ids(self) -> str:
        """The cells that make the total of all."""
        return " ".join(entry.form.total_ids for entry in self.lines)

    def sections(self, entry_years: Sequence[int]) -> list[tuple[int, list[tuple[int, Any]]]]:
        """The lines of each cohort with their numbers; what belongs to none comes last."""
        placed: dict[int, list[tuple[int, Any]]] = {year: [] for year in entry_years}
        for n, entry in enumerate(self.lines, start=1):
            placed.setdefault(entry.form.entered, []).append((n, entry.form))
        return list(placed.items())

    def add_line(self, data: dict[str, Any]) -> None:
        """One more line at the end of its cohort."""
        places = [i for i, e in enumerate(self.lines) if e.form.entered == data["entry_year"]]
        self.lines.insert_entry(places[-1] + 1 if places else len(self.lines), data)


class MovementLine(Line):
    """Who came and went, of one sex and group; one line for each reason to withdraw."""

    COUNTED = ("applied", "admitted", "transferred_in", "reinstated", "withdrawn", "graduated")

    sex = choice(_l("Sex"), listed("SEX"))
    citizenship_group = choice(_l("Citizenship"), listed("CITIZENSHIP_GROUP"))
    funding = choice(_l("Funding"), listed("FUND"), required=False)
    applied = number(_l("Applied"))
    admitted = number(_l("Admitted"))
    transferred_in = number(_l("Transferred in"))
    reinstated = number(_l("Reinstated"))
    graduated = number(_l("Graduated"))
    withdrawn = number(_l("Withdrawn"))
    withdraw_reason = choice(_l("Why they withdrew"), listed("WITHDRAW"), required=False)

    def rows(self, number: int) -> Iterator[MovementRow]:
        """One row."""
        yield MovementRow(
            sex=Sex(self.sex.data),
            citizenship_group=self.citizenship_group.data,
            funding=self.funding.data or "",
            withdraw_reason=self.withdraw_reason.data or "",
            applied=self.applied.data,
            admitted=self.admitted.data or 0,
            transferred_in=self.transferred_in.data or 0,
            reinstated=self.reinstated.data or 0,
            withdrawn=self.withdrawn.data or 0,
            graduated=self.graduated.data or 0,
            line=number,
        )


class SimpleGrid(GridForm):
    """A grid whose lines are rows."""

    @classmethod
    def data_of(cls, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """Rows as lines; a zero that may as well be left out is an empty cell."""
        return [
            {k: None if v == 0 and k in row.assumed_zero else v for k, v in as_data(row).items()}
            for row in rows
        ]

    def total(self, name: str) -> int:
        """The sum of a column."""
        return sum(entry.form[name].data or 0 for entry in self.lines)

    def add_line(self, data: dict[str, Any]) -> None:
        """One more line at the end."""
        self.lines.append_entry(data)


class MovementForm(SimpleGrid):
    """The movement of a cohort."""

    LINE = MovementLine
    lines = lines(MovementLine)


class GraduationLine(Line):
    """Graduates of one sex and group who hold the same diplomas."""

    COUNTED = ("n", "on_time", "honours", "supplements", "recognised", "employed")

    graduation_year = number(_l("Year of graduation"), required=True, most=2100)
    sex = choice(_l("Sex"), listed("SEX"))
    citizenship_group = choice(_l("Citizenship"), listed("CITIZENSHIP_GROUP"))
    diplomas = choice(_l("Diplomas"), listed("AWARD"))
    n = number(_l("Graduates"))
    on_time = number(_l("On time"))
    honours = number(_l("With honours"))
    supplements = number(_l("Diploma Supplements"))
    recognised = number(_l("Recognition certificates"))
    employed = number(_l("Employed in a year"))

    def rows(self, number: int) -> Iterator[GraduationRow]:
        """One row."""
        yield GraduationRow(
            graduation_year=self.graduation_year.data or 0,
            sex=Sex(self.sex.data),
            citizenship_group=self.citizenship_group.data,
            diplomas=Diplomas(self.diplomas.data),
            n=self.n.data or 0,
            on_time=self.on_time.data or 0,
            honours=self.honours.data,
            supplements=self.supplements.data or 0,
            recognised=self.recognised.data,
            employed=self.employed.data,
            line=number,
        )


class GraduationForm(SimpleGrid):
    """The graduates of a cohort."""

    LINE = GraduationLine
    lines = lines(GraduationLine)


class MobilityLine(Line):
    """People who were elsewhere from one day to another, with their credits."""

    COUNTED = ("n", "ects_planned", "ects_earned", "ects_recognised")

    flow = choice(_l("Direction"), listed("FLOW"))
    starts_on = day(_l("From"), required=True)
    ends_on = day(_l("Until"), required=True)
    host_id = choice(_l("Host"), list, required=False, empty=_l("another, named beside"))
    host_name = text(_l("Another host"))
    country = Country(_l("Country"), [InputRequired()], render_kw=NAMED | {"list": "countries"})
    mode = choice(_l("Way of study"), listed("MOBILITY_MODE"))
    person_type = choice(_l("Who"), listed("PERSON_TYPE"))
    entry_year = choice(_l("Students of the entry"), list, required=False, empty=_l("not said"))
    sex = choice(_l("Sex"), listed("SEX"), required=False)
    funding = choice(_l("Funding"), listed("FUND"), empty=_l("not chosen"))
    n = number(_l("How many"))
    ects_planned = Credits(_l("Credits planned"), render_kw=dict(QUICK))
    ects_earned = Credits(_l("Credits earned"), render_kw=dict(QUICK))
    ects_recognised = Credits(_l("Credits recognised"), render_kw=dict(QUICK))

    @property
    def asks(self) -> bool:
        """Whether the funding is to be chosen, or what is folded with it put right."""
        return not self.funding.data or bool(self.funding.errors or self.sex.errors)

    def rows(self, number: int) -> Iterator[MobilityRow]:
        """One row."""
        yield MobilityRow(
            flow=Flow(self.flow.data),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            country=self.country.data,
            host_id=int(self.host_id.data) if self.host_id.data else None,
            host_name="" if self.host_id.data else self.host_name.data or "",
            mode=self.mode.data,
            sex=Sex(self.sex.data) if self.sex.data else None,
            funding=self.funding.data,
            person_type=self.person_type.data,
            entry_year=int(self.entry_year.data) if self.entry_year.data else None,
            n=self.n.data or 0,
            ects_planned=self.ects_planned.data,
            ects_earned=self.ects_earned.data,
            ects_recognised=self.ects_recognised.data,
            line=number,
        )


class MobilityForm(SimpleGrid):
    """The mobility of a programme."""

    LINE = MobilityLine
    lines = lines(MobilityLine)

    def counted(self) -> list[tuple[str, str]]:
        """The columns of counts in which any line says something, with their names."""
        found = []
        for name in MobilityLine.COUNTED:
            fields = [line.form[name] for line in self.lines]
            if any(field.data is not None for field in fields):
                found.append((name, str(fields[0].label.text)))
        return found

    def offer(self, hosts: Sequence[tuple[str, str]], entry_years: Sequence[int]) -> None:
        """The partners among whom a host is chosen, and the cohorts that may have been there."""
        intakes = [(str(year), str(year)) for year in entry_years]
        for entry in self.lines:
            for field, offered in ((entry.form.host_id, hosts), (entry.form.entry_year, intakes)):
                field.choices = [*list(field.choices)[:1], *offered]

    @property
    def names_intakes(self) -> bool:
        """Whether any line says to which cohort the students belong."""
        return any(entry.form.entry_year.data for entry in self.lines)

    def host_name(self, line: MobilityLine) -> str:
        """The name of the partner chosen in a line."""
        return dict(line.host_id.choices).get(str(line.host_id.data or ""), "")
