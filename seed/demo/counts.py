"""Cohorts and their counts as rows, and the figures that each institution filed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from app.cohorts.models import (
    Cohort,
    Contingent,
    Direction,
    FiguresStage,
    Flow,
    Graduation,
    Mobility,
    Movement,
    Sex,
    StudyPlace,
    YearFigures,
)
from app.programmes.path import Place
from seed.demo import story
from seed.demo.agreements import Office
from seed.demo.chronicle import Chronicle
from seed.demo.directory import University
from seed.demo.offers import ProgrammePlan
from seed.demo.people import Cast
from seed.demo.rows import Row, Rows
from seed.demo.students import CohortPlan, Student

Stay = tuple[int, date, date, University, str, str]


class Sums(NamedTuple):
    """People of a stay and their credits."""

    n: int
    planned: int
    earned: int
    recognised: int


@dataclass
class Counts:
    """Writes cohorts, contingent, movement, awards, mobility and figures."""

    rows: Rows
    random: Random
    cast: Cast
    chronicle: Chronicle
    offices: dict[str, Office]
    _intakes: dict[tuple[int, Stay], Counter[int]] = field(default_factory=dict)

    def add(self, cohorts: list[CohortPlan]) -> None:
        """Write every cohort with what was counted of it."""
        for cohort in cohorts:
            row = self._cohort(cohort)
            for year, students in cohort.present.items():
                if _is_entered(cohort, year):
                    self._contingent(cohort, row, year, students)
            self._incoming(cohort, row)
            self._movement(cohort, row)
            self._awards(cohort, row)
        self._mobility(cohorts)

    def file(self, homes: tuple[University, ...]) -> None:
        """The figures of every institution and year: filed, or still being entered."""
        for home in homes:
            for year in story.YEARS:
                if home.reports(year) and not self._is_missing(home, year):
                    self._figures(home, year)

    def _cohort(self, cohort: CohortPlan) -> Row:
        programme, admitted = cohort.programme, cohort.admitted
        planned = max(5, round((admitted + self.random.randint(-2, 5)) / 5) * 5)
        entered = _is_entered(cohort, cohort.entry_year)
        row = self.rows.add(
            Cohort,
            programme_id=programme.row["id"],
            entry_year=cohort.entry_year,
            planned=planned,
            minimum=min(3, planned),
            admitted=admitted if entered else None,
            note="" if cohort.opened else "Өтінім саны ең аз шектен кем болды, топ ашылмады.",
        )
        day = date(max(cohort.entry_year, story.FIRST_YEAR), 9, self.random.randint(4, 25))
        self.chronicle.note(
            self.chronicle.hour(day),
            "cohort.opened",
            Cohort,
            row,
            str(cohort.entry_year),
            cohort.agreement.home.id,
            self.offices[cohort.agreement.home.code].office,
            programme=programme.row["code"],
            changes={
                column: [None, row[column]] for column in ("entry_year", "planned", "minimum")
            },
        )
        return row

    def _contingent(self, cohort: CohortPlan, row: Row, year: int, students: list[Student]) -> None:
        course = cohort.course(year)
        place = self._place(cohort.programme, course, year)
        counted: Counter[tuple[str, ...]] = Counter()
        for student in students:
            if not student.on_leave:
                counted[_attributes(student, place)] += 1
        leaves = [student for student in students if student.on_leave]
        made = [
            self.rows.add(Contingent, n=n, **_cell(row, year, course, place, key))
            for key, n in sorted(counted.items())
        ]
        for student in leaves:
            self._leave(cohort, row, year, course, student, made)

    def _leave(
        self,
        cohort: CohortPlan,
        row: Row,
        year: int,
        course: int,
        student: Student,
        made: list[Row],
    ) -> None:
        """People on leave stand beside their cohort's students of the same sex."""
        beside = [r for r in made if r["sex"] == student.sex] or made
        if beside:
            beside[0]["on_leave"] += 1
            return
        key = _attributes(student, StudyPlace.HOME)
        cell = _cell(row, year, course, StudyPlace.HOME, key)
        made.append(self.rows.add(Contingent, n=0, on_leave=1, **cell))

    def _place(self, programme: ProgrammePlan, course: int, year: int) -> StudyPlace:
        planned = programme.format.place_at_start(course)
        if planned is not Place.PARTNER:
            shared = planned is Place.HOME and programme.row["id"] % 17 == 0
            return StudyPlace.HOME_WITH_PARTNER if shared else StudyPlace.HOME
        closed = year in story.PANDEMIC and programme.row["id"] % 2 == 0
        return StudyPlace.ONLINE if closed else StudyPlace.PARTNER

    def _incoming(self, cohort: CohortPlan, row: Row) -> None:
        """A few programmes receive students of the partner for a year."""
        programme = cohort.programme
        if programme.row["id"] % 9 or not cohort.opened:
            return
        partner = programme.partners[0]
        for year in cohort.present:
            if year < 2021 or cohort.course(year) != 2 or not _is_entered(cohort, year):
                continue
            n = self.random.randint(1, 4)
            student = Student(
                self.random.choice("FM"), partner.country, "P", "", programme.row["languages"][0]
            )
            cell = _cell(row, year, 2, StudyPlace.HOME, _attributes(student, StudyPlace.HOME))
            cell["direction"] = Direction.IN
            self.rows.add(Contingent, n=n, **cell)
            stay = (year, date(year, 9, 1), date(year + 1, 6, 30), partner, "P", student.sex)
            self._stay(programme, stay, n, Flow.IN)

    def _movement(self, cohort: CohortPlan, row: Row) -> None:
        asked = False
        for key in sorted(cohort.moves):
            year, sex, group, funding, reason = key
            if not _is_entered(cohort, year):
                continue
            first = year == cohort.entry_year and not asked
            asked = asked or first
            self.rows.add(
                Movement,
                cohort_id=row["id"],
                year=year,
                sex=Sex(sex),
                citizenship_group=group,
                funding=funding,
                withdraw_reason=reason,
                applied=cohort.applied if first else None,
                **cohort.moves[key],
            )

    def _awards(self, cohort: CohortPlan, row: Row) -> None:
        for year, sex, group, diplomas in sorted(cohort.awards):
            if not _is_entered(cohort, year):
                continue
            counted = cohort.awards[year, sex, group, diplomas]
            self.rows.add(
                Graduation,
                cohort_id=row["id"],
                year=year,
                graduation_year=year,
                sex=Sex(sex),
                citizenship_group=group,
                diplomas=diplomas,
                n=counted["n"],
                on_time=counted["on_time"],
                honours=counted["honours"],
                supplements=counted["supplements"],
                recognised=counted["recognised"],
                employed=counted["employed"] if year < story.THIS_YEAR else None,
            )

    def _mobility(self, cohorts: list[CohortPlan]) -> None:
        """Periods abroad, summed over cohorts: autumn ones cover 1 October, spring ones do not."""
        stays: dict[int, Counter[Stay]] = {}
        programmes: dict[int, ProgrammePlan] = {}
        for cohort in cohorts:
            programmes[cohort.programme.row["id"]] = cohort.programme
            for year in cohort.present:
                if _is_entered(cohort, year):
                    found = stays.setdefault(cohort.programme.row["id"], Counter())
                    self._periods_abroad(cohort, year, found)
        for key in sorted(stays):
            for stay, n in sorted(stays[key].items(), key=_in_order):
                self._stay(programmes[key], stay, n, Flow.OUT)
            self._visits(programmes[key], min(s[0] for s in stays[key]) if stays[key] else 0)

    def _periods_abroad(self, cohort: CohortPlan, year: int, found: Counter[Stay]) -> None:
        programme, course = cohort.programme, cohort.course(year)
        autumn, spring = programme.format.autumn_and_spring(course)
        place = self._place(programme, course, year)
        partners = programme.partners
        present = [s for s in cohort.present[year] if not s.on_leave]
        for number, student in enumerate(present):
            host = partners[number % len(partners)]
            if place is StudyPlace.PARTNER:
                ends = date(year + 1, 6, 30) if spring is Place.PARTNER else date(year + 1, 1, 31)
                stay = (year, date(year, 9, 1), ends, host, student.at_partner, student.sex)
                self._count(cohort, found, stay)
            elif autumn is Place.HOME and spring is Place.PARTNER:
                later = year + 1
                if later > story.THIS_YEAR or not _is_entered(cohort, later):
                    continue
                starts, ends = date(later, 2, 1), date(later, 6, 30)
                stay = (later, starts, ends, host, student.at_partner, student.sex)
                self._count(cohort, found, stay)

    def _count(self, cohort: CohortPlan, found: Counter[Stay], stay: Stay) -> None:
        """One more person, who belongs to the cohort."""
        found[stay] += 1
        key = (int(cohort.programme.row["id"]), stay)
        self._intakes.setdefault(key, Counter())[cohort.entry_year] += 1

    def _stay(self, programme: ProgrammePlan, stay: Stay, n: int, flow: Flow) -> None:
        year, starts_on, ends_on, partner, funding, sex = stay
        months = round((ends_on - starts_on).days / 30)
        planned = n * (60 if months > 8 else 30)
        done = ends_on < story.TODAY
        lost = self.random.choice((0, 0, 0, 0, 0, 5)) if n > 2 else 0
        short = 5 if lost and self.random.random() < 0.3 else 0
        whole = Sums(n, planned, planned - lost, planned - lost - short)
        for entry_year, part in self._by_intake(programme, stay, whole, flow):
            self.rows.add(
                Mobility,
                programme_id=programme.row["id"],
                year=year,
                flow=flow,
                starts_on=starts_on,
                ends_on=ends_on,
                country=partner.country if flow is Flow.OUT else "KZ",
                host_id=partner.id if flow is Flow.OUT else programme.home_id,
                mode="OFF",
                sex=Sex(sex),
                funding=funding,
                person_type="STUD",
                entry_year=entry_year,
                n=part.n,
                ects_planned=Decimal(part.planned),
                ects_earned=Decimal(part.earned) if done else None,
                ects_recognised=Decimal(part.recognised) if done else None,
            )

    def _by_intake(
        self, programme: ProgrammePlan, stay: Stay, whole: Sums, flow: Flow
    ) -> Iterator[tuple[int | None, Sums]]:
        """The people of each cohort; credits lost are the youngest's. Some offices do not say whose."""
        intakes = self._intakes.get((int(programme.row["id"]), stay), Counter())
        if flow is Flow.IN or not intakes or programme.row["id"] % 8 == 0:
            yield None, whole
            return
        each = whole.planned // whole.n
        lost, unrecognised = whole.planned - whole.earned, whole.earned - whole.recognised
        for entry_year in sorted(intakes, reverse=True):
            n = intakes[entry_year]
            planned = each * n
            earned = planned - min(lost, planned)
            recognised = earned - min(unrecognised, earned)
            lost, unrecognised = lost - (planned - earned), unrecognised - (earned - recognised)
            yield entry_year, Sums(n, planned, earned, recognised)

    def _visits(self, programme: ProgrammePlan, year: int) -> None:
        """Every sixth programme records a visit of teachers."""
        if programme.row["id"] % 6 or not year or year + 1 > story.THIS_YEAR - 1:
            return
        partner = programme.partners[0]
        self.rows.add(
            Mobility,
            programme_id=programme.row["id"],
            year=year + 1,
            flow=Flow.OUT,
            starts_on=date(year + 1, 4, 6),
            ends_on=date(year + 1, 4, 19),
            country=partner.country,
            host_id=partner.id,
            mode="OFF",
            sex=None,
            funding="E",
            person_type="STAFF",
            n=self.random.randint(1, 3),
        )

    def _is_missing(self, home: University, year: int) -> bool:
        return year == story.THIS_YEAR and home.code in story.NO_FIGURES_YET

    def _figures(self, home: University, year: int) -> None:
        growth = 1 + 0.02 * (year - story.FIRST_YEAR) + self.random.uniform(-0.015, 0.015)
        filed = _is_filed(home, year)
        total = round(home.size * growth)
        office = self.offices[home.code]
        day = date(year, 10, 20) + timedelta(days=self.random.randint(0, 25))
        at = self.chronicle.hour(day)
        known: dict[str, Any] = {
            "contact_name": office.office.name,
            "contact_email": home.email,
            "contact_phone": "+999 00 010-2030",
            "quality_contact_name": office.quality.name,
            "signatory_name": office.signatory.name,
            "signatory_position": "Ректор",
            "total_contingent": total,
            "total_foreign": round(total * self.random.uniform(0.015, 0.06)),
        }
        row = self.rows.add(
            YearFigures,
            institution_id=home.id,
            year=year,
            reference_on=date(year, 10, 1),
            stage=FiguresStage.FILED if filed else FiguresStage.OPEN,
            filed_at=at if filed else None,
            filed_by=office.signatory.name if filed else "",
            **(known if filed or home.code not in story.NOT_BEGUN else {}),
        )
        if filed:
            name = f"{year}-{year + 1}"
            self.chronicle.note(
                at,
                "figures.filed",
                YearFigures,
                row,
                name,
                home.id,
                office.signatory,
                changes={"stage": ["open", "filed"]},
            )


def _is_filed(home: University, year: int) -> bool:
    if year == story.THIS_YEAR:
        waiting = (*story.ENTERING, *story.NOT_BEGUN, *story.NO_FIGURES_YET)
        return home.code not in waiting
    return home.code not in story.NOT_FILED.get(year, ())


def _is_entered(cohort: CohortPlan, year: int) -> bool:
    """Whether the institution has entered its counts of a year."""
    absent = (*story.NOT_BEGUN, *story.NO_FIGURES_YET)
    if year == story.THIS_YEAR and cohort.agreement.home.code in absent:
        return False
    return cohort.agreement.home.reports(year)


def _attributes(student: Student, place: StudyPlace) -> tuple[str, ...]:
    partner = student.at_partner if place in (StudyPlace.PARTNER, StudyPlace.ONLINE) else ""
    return (student.citizenship, student.sex, student.funding, partner, student.language)


def _cell(
    row: Row, year: int, course: int, place: StudyPlace, key: tuple[str, ...]
) -> dict[str, Any]:
    citizenship, sex, funding, funding_partner, language = key
    return {
        "cohort_id": row["id"],
        "year": year,
        "direction": Direction.OUT,
        "course_year": course,
        "citizenship": citizenship,
        "residence": "",
        "sex": Sex(sex),
        "funding": funding,
        "funding_partner": funding_partner,
        "place": place,
        "language": language,
        "study_mode": "FT",
    }


def _in_order(item: tuple[Stay, int]) -> tuple[Any, ...]:
    year, starts_on, ends_on, partner, funding, sex = item[0]
    return (year, starts_on, ends_on, partner.id, funding, sex)
