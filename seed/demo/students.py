"""Students come and go: who studies where on each 1 October, person by person.

People are drawn so that the rows agree with one another (a cohort's movement is
exactly the difference of its counts); none of them is ever written, only sums.
The number of new students of a year and level is what is missing to the figure
in `story.py`, so that the figure is met exactly.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from app.cohorts.models import Diplomas
from app.programmes.models import ProgrammeKind
from seed.demo import story
from seed.demo.offers import AgreementPlan, ProgrammePlan

CIS = frozenset({"RU", "UZ", "KG", "TJ", "TM", "AZ", "AM", "BY", "MD"})
ABROAD = ("UZ", "UZ", "KG", "RU", "RU", "CN", "TM", "IN", "TR", "MN", "TJ")
FUNDING = {
    "B": (("O", 0.62), ("G", 0.3), ("H", 0.04), ("W", 0.02), ("L", 0.02)),
    "M": (("O", 0.5), ("G", 0.38), ("H", 0.05), ("W", 0.04), ("K", 0.03)),
    "D": (("G", 0.85), ("O", 0.1), ("H", 0.05)),
    "R": (("G", 0.8), ("O", 0.2)),
}
AT_PARTNER = (("O", 0.45), ("P", 0.33), ("E", 0.12), ("H", 0.07), ("K", 0.03))
REASONS = (("W01", 3), ("W02", 2), ("W03", 4), ("W04", 1), ("W07", 1), ("W08", 1), ("W11", 2))
REASONS_PANDEMIC = (("W09", 5), ("W01", 4), ("W03", 2), ("W11", 2), ("W10", 1))
WOMEN = {"tech": 0.32, "it": 0.38, "ped": 0.72, "hum": 0.66, "med": 0.7, "biz": 0.57}

MoveKey = tuple[int, str, str, str, str]
AwardKey = tuple[int, str, str, Diplomas]


@dataclass(slots=True)
class Student:
    """One person, as far as the counts ask."""

    sex: str
    citizenship: str
    funding: str
    at_partner: str
    language: str
    on_leave: bool = False

    @property
    def group(self) -> str:
        """Citizenship as the movement counts it."""
        if self.citizenship == "KZ":
            return "KZ"
        return "CIS" if self.citizenship in CIS else "OTHER"


@dataclass
class CohortPlan:
    """Who entered a programme in one year, and what became of them."""

    agreement: AgreementPlan
    programme: ProgrammePlan
    entry_year: int
    admitted: int = 0
    students: list[Student] = field(default_factory=list)
    present: dict[int, list[Student]] = field(default_factory=dict)
    moves: dict[MoveKey, Counter[str]] = field(default_factory=dict)
    awards: dict[AwardKey, Counter[str]] = field(default_factory=dict)
    applied: int = 0
    opened: bool = True

    def course(self, year: int) -> int:
        """The course year on 1 October; repeaters stay in the year after the last."""
        return min(year - self.entry_year + 1, self.programme.format.years + 1)

    def move(self, year: int, student: Student, what: str, reason: str = "") -> None:
        """Count a movement."""
        key = (year, student.sex, student.group, student.funding, reason)
        self.moves.setdefault(key, Counter())[what] += 1

    def award(self, year: int, student: Student, diplomas: Diplomas) -> Counter[str]:
        """The counter of those graduates to which the student belongs, with one more."""
        key = (year, student.sex, student.group, diplomas)
        counter = self.awards.setdefault(key, Counter())
        counter["n"] += 1
        return counter


class University:
    """Moves everybody through the years."""

    def __init__(self, random: Random, agreements: list[AgreementPlan]) -> None:
        self._random = random
        self._offers = [(a, p) for a in agreements for p in a.programmes if a.wave >= 0]
        self.cohorts: list[CohortPlan] = []

    def run(self) -> list[CohortPlan]:
        """All cohorts, in the order of their entry."""
        for year in story.YEARS:
            if year == story.FIRST_YEAR:
                self._older_cohorts()
            for cohort in self.cohorts:
                self._pass(cohort, year)
            for level, total in story.CONTINGENT[year].items():
                self._admit(level, year, total)
            for cohort in self.cohorts:
                if cohort.students:
                    cohort.present[year] = [replace(student) for student in cohort.students]
        return self.cohorts

    def _older_cohorts(self) -> None:
        """Those who had entered before the first year of figures."""
        first = story.FIRST_YEAR
        for level, total in story.CONTINGENT[first].items():
            wanted = round(total * (0.68 if level == "B" else 0.42))
            possible = [
                (agreement, programme, year)
                for agreement, programme in self._offers
                if programme.level == level
                for year in range(first - programme.format.years + 1, first)
                if programme.admits(year)
            ]
            self._random.shuffle(possible)
            for agreement, programme, year in possible:
                if wanted <= 0:
                    break
                n = min(wanted, self._random.randint(3, 9))
                wanted -= n
                self._enter(agreement, programme, year, n, counted=False)

    def _pass(self, cohort: CohortPlan, year: int) -> None:
        """From one reference date to the next."""
        if year == cohort.entry_year or not cohort.students or year == story.FIRST_YEAR:
            return
        stay = [s for s in cohort.students if self._stays(cohort, s, year)]
        if cohort.course(year) == 2 and stay and self._random.random() < 0.06:
            joined = self._student(cohort.programme)
            cohort.move(year, joined, "transferred_in")
            stay.append(joined)
        if stay and self._random.random() < 0.02:
            returned = self._student(cohort.programme)
            cohort.move(year, returned, "reinstated")
            stay.append(returned)
        cohort.students = stay

    def _stays(self, cohort: CohortPlan, student: Student, year: int) -> bool:
        years = cohort.programme.format.years
        passed = year - cohort.entry_year
        if student.on_leave:
            student.on_leave = False
            if passed < years:
                return True
        if passed >= years:
            return self._stays_on(cohort, student, year, passed - years)
        if self._random.random() < story.WITHDRAWAL.get(year, story.WITHDRAWAL_USUAL):
            pandemic = year in story.PANDEMIC
            reason = self._drawn(REASONS_PANDEMIC if pandemic else REASONS)
            cohort.move(year, student, "withdrawn", reason)
            return False
        student.on_leave = self._random.random() < 0.008
        return True

    def _stays_on(self, cohort: CohortPlan, student: Student, year: int, late: int) -> bool:
        """Whether somebody at the end of the programme repeats; all others graduate."""
        closing = cohort.agreement.home.reports_until is not None
        repeats = late == 0 and not closing and cohort.programme.format.years > 1
        if repeats and self._random.random() < 0.05:
            return True
        cohort.move(year, student, "graduated")
        counter = cohort.award(year, student, self._diplomas(cohort, year))
        counter["on_time"] += late == 0
        counter["honours"] += self._random.random() < 0.12
        counter["supplements"] += self._random.random() < 0.85
        counter["recognised"] += self._random.random() < 0.3
        counter["employed"] += year < story.THIS_YEAR and self._random.random() < 0.78
        return False

    def _diplomas(self, cohort: CohortPlan, year: int) -> Diplomas:
        kind = cohort.programme.kind
        if kind is ProgrammeKind.JOINT_PROGRAMME:
            return Diplomas.HOME
        if year == story.THIS_YEAR and self._random.random() < 0.15:
            return Diplomas.PENDING
        if self._random.random() < 0.04:
            return Diplomas.HOME
        return Diplomas.JOINT if kind is ProgrammeKind.JOINT_DEGREE else Diplomas.BOTH

    def _admit(self, level: str, year: int, total: int) -> None:
        """Let as many enter as are missing to the total."""
        staying = sum(
            not student.on_leave
            for cohort in self.cohorts
            if cohort.programme.level == level
            for student in cohort.students
        )
        missing = total - staying
        if missing < 0:
            raise ValueError(f"{year} {level}: {staying} stay, more than {total}")
        if missing == 0:
            return
        chosen = self._chosen(level, year, missing)
        for (agreement, programme), n in self._shares(chosen, missing):
            self._enter(agreement, programme, year, n)

    def _chosen(
        self, level: str, year: int, missing: int
    ) -> list[tuple[AgreementPlan, ProgrammePlan]]:
        """The programmes whose cohort opens: those without students first."""
        studying = {
            id(cohort.programme)
            for cohort in self.cohorts
            if cohort.students and cohort.course(year) <= cohort.programme.format.years
        }
        able = [(a, p) for a, p in self._offers if p.level == level and p.admits(year)]
        ranked = sorted(
            able,
            key=lambda offer: (
                not offer[1].always,
                offer[1].last is not None or id(offer[1]) in studying,
                self._random.random() / offer[1].size,
            ),
        )
        usual = {"B": 5.5, "M": 5.5, "D": 2.5, "R": 3.0}[level]
        count = max(1, min(len(ranked), round(missing / usual)))
        for agreement, programme in ranked[count:]:
            if self._random.random() < 0.12:
                self._not_opened(agreement, programme, year)
        if not ranked:
            raise ValueError(f"{year} {level}: nobody can enter anywhere")
        return ranked[:count]

    def _shares(
        self, chosen: list[tuple[AgreementPlan, ProgrammePlan]], missing: int
    ) -> Iterator[tuple[tuple[AgreementPlan, ProgrammePlan], int]]:
        """A cohort size for each programme; they add up to what is missing."""
        least = min(3, missing // len(chosen))
        counts = [least] * len(chosen)
        weights = [p.size * (3.0 if p.always else 1.0) for _, p in chosen]
        places = self._random.choices(range(len(chosen)), weights, k=missing - least * len(chosen))
        for place in places:
            counts[place] += 1
        yield from ((offer, n) for offer, n in zip(chosen, counts, strict=True) if n)

    def _enter(
        self,
        agreement: AgreementPlan,
        programme: ProgrammePlan,
        year: int,
        n: int,
        counted: bool = True,
    ) -> None:
        cohort = CohortPlan(agreement, programme, year, admitted=n)
        cohort.students = [self._student(programme) for _ in range(n)]
        cohort.applied = n + self._random.randint(0, n + 3)
        if counted:
            for student in cohort.students:
                cohort.move(year, student, "admitted")
        self.cohorts.append(cohort)

    def _not_opened(self, agreement: AgreementPlan, programme: ProgrammePlan, year: int) -> None:
        self.cohorts.append(CohortPlan(agreement, programme, year, opened=False))

    def _student(self, programme: ProgrammePlan) -> Student:
        citizenship = "KZ" if self._random.random() < 0.94 else self._random.choice(ABROAD)
        funding = self._drawn(FUNDING[programme.level])
        if citizenship != "KZ" and funding in "GLK":
            funding = "O"
        women = WOMEN.get(programme.taught.group, 0.5)
        return Student(
            sex="F" if self._random.random() < women else "M",
            citizenship=citizenship,
            funding=funding,
            at_partner="K" if funding == "K" else self._drawn(AT_PARTNER),
            language=self._random.choices(programme.row["languages"], self._weights(programme))[0],
        )

    def _weights(self, programme: ProgrammePlan) -> list[float]:
        others = len(programme.row["languages"]) - 1
        return [9.0, *[1.0] * others]

    def _drawn(self, table: tuple[tuple[str, float], ...]) -> str:
        return self._random.choices([key for key, _ in table], [w for _, w in table])[0]
