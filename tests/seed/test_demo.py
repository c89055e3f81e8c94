"""The demonstration: its published figures, its variety, its planted problems.

Figures are counted here by SQL written without the generator, over one load on
SQLite; a second test loads on each database.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.orm import Session, selectinload

from app import create_app
from app.accounts.models import Membership, Person, Role
from app.accounts.passwords import is_right
from app.agreements import content
from app.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementPartner,
    AgreementVersion,
    Kind,
    Stage,
    Term,
    TuitionRule,
)
from app.agreements.term import TermCause, TermKind, Validity
from app.cohorts.models import (
    Contingent,
    Diplomas,
    Direction,
    FiguresStage,
    Flow,
    Graduation,
    Mobility,
    Movement,
    StudyPlace,
    YearFigures,
)
from app.institutions.models import Institution, InstitutionLink, LegalForm, LinkKind
from app.institutions.queries import home_institutions
from app.kernel import clock, journal
from app.kernel.db import Base, session
from app.kernel.errors import Refusal
from app.kernel.files import StoredFile
from app.kernel.rules import Finding, Rulebook, Verdict, examine
from app.kernel.text import near
from app.kernel.years import AcademicYear
from app.programmes.models import (
    AccreditationKind,
    AwardRole,
    ClassifierEntry,
    DiplomaScheme,
    Level,
    PathPeriod,
    Programme,
    ProgrammeAward,
    ProgrammeKind,
    Track,
)
from app.programmes.path import Unit
from app.returns import queries, workbook
from app.returns.check import check
from seed import demo
from seed.demo import problems, story
from seed.demo.directory import partner_names
from tests.conftest import SqliteTemplate, settings

REFERENCE = Path(__file__).parents[2] / "seed" / "reference"

ON_OFFER = """
SELECT p.id, p.level FROM programmes p
JOIN agreements a ON a.id = p.agreement_id
WHERE a.stage IN ('signed', 'suspended', 'terminated')
  AND a.signed_on <= :day
  AND (a.terminated_on IS NULL OR a.terminated_on > :day)
  AND p.first_intake <= :year AND (p.last_intake IS NULL OR p.last_intake >= :year)
  AND EXISTS (SELECT 1 FROM terms t WHERE t.agreement_id = a.id
              AND t.starts_on <= :day AND (t.ends_on IS NULL OR t.ends_on >= :day))
  AND EXISTS (SELECT 1 FROM year_figures f WHERE f.institution_id = a.home_id
              AND f.year = :year AND f.stage = 'filed')
"""
COUNTED = """
SELECT p.level, SUM(c.n) FROM contingents c
JOIN cohorts k ON k.id = c.cohort_id
JOIN programmes p ON p.id = k.programme_id
JOIN agreements a ON a.id = p.agreement_id
JOIN year_figures f ON f.institution_id = a.home_id AND f.year = c.year
WHERE c.direction = 'OUT' AND f.stage = 'filed' AND c.year = :year
GROUP BY p.level
"""
PARTNERS = """
SELECT COUNT(DISTINCT i.id), COUNT(DISTINCT i.country) FROM programme_partners pp
JOIN institutions i ON i.id = pp.institution_id
WHERE i.country <> 'KZ' AND pp.programme_id IN (SELECT id FROM (%s) AS offered)
""".replace("%s", ON_OFFER)
BOOKS = (
    "agreements.rulebooks.register",
    "programmes.rulebooks.register",
    "programmes.rulebooks.agreements",
    "cohorts.rulebooks.counts",
    "cohorts.rulebooks.figures",
    "cohorts.rulebooks.teachout",
    "curriculum.rulebooks.curriculum",
    "recognition.rulebooks.agreements",
    "recognition.rulebooks.programmes",
)


class Country:
    """The loaded country: its application, what `load` said, and short ways to its rows."""

    def __init__(self, loaded: demo.Loaded) -> None:
        self.loaded = loaded

    def values(self, column: Any) -> set[Any]:
        """The different values of a column."""
        return set(session.scalars(select(column).distinct()))

    def rows(self, statement: str, **given: Any) -> list[Any]:
        """The rows of plain SQL."""
        return list(session.execute(text(statement), given))


@pytest.fixture(scope="module")
def country(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Country]:
    """One load on SQLite for all tests that only read."""
    folder = tmp_path_factory.mktemp("country")
    app = create_app(settings(sqlite_template.copy(folder), folder))
    with app.app_context(), clock.moved_to(story.TODAY):
        loaded = demo.load(session)
        session.commit()
        yield Country(loaded)
        session.rollback()
    app.extensions["engine"].dispose()


def on_offer(year: int) -> Counter[str]:
    """Programmes on offer in a year, by level."""
    found = session.execute(text(ON_OFFER), {"year": year, "day": date(year, 10, 1)})
    return Counter(level for _, level in found)


def pairs(statement: Any, **given: Any) -> dict[Any, Any]:
    """Rows of two columns as key and value."""
    return {row[0]: row[1] for row in session.execute(statement, given)}


def counted(year: int) -> dict[str, int]:
    """Own students of a year, by level."""
    return pairs(text(COUNTED), year=year)


PUBLISHED = pytest.mark.parametrize(
    ("year", "expected"),
    [(2020, {"B": 674, "M": 435, "D": 11}), (2021, {"B": 557, "M": 609, "D": 23})],
)


@PUBLISHED
def test_the_contingent_is_the_published_one(
    country: Country, year: int, expected: dict[str, int]
) -> None:
    assert counted(year) == expected


@pytest.mark.parametrize(
    ("year", "expected"), [(2019, {"B": 148, "M": 181}), (2020, {"B": 68, "M": 114, "D": 4})]
)
def test_the_programmes_on_offer_are_the_published_ones(
    country: Country, year: int, expected: dict[str, int]
) -> None:
    assert dict(on_offer(year)) == expected


def test_in_2020_there_are_202_partners_in_34_countries(country: Country) -> None:
    assert country.rows(PARTNERS, year=2020, day=date(2020, 10, 1)) == [(202, 34)]


def test_the_contingent_grows_to_about_three_thousand(country: Country) -> None:
    sums = [sum(counted(year).values()) for year in range(2021, 2026)]
    assert sums == sorted(sums)
    assert 2850 <= sum(story.CONTINGENT[story.THIS_YEAR].values()) <= 3100


def test_two_loads_give_the_same_rows(tmp_path: Path) -> None:
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def digest(folder: Path) -> dict[str, str]:
    """A checksum of every table after a load on a fresh database; salted hashes aside."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as unit:
        demo.load(unit, folder)
        found = {}
        for table in Base.metadata.sorted_tables:
            columns = [c for c in table.c if c.key != "password_hash"]
            rows = unit.execute(select(*columns).order_by(table.c.id)).all()
            found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    engine.dispose()
    return found


def test_a_register_with_figures_is_left_alone(country: Country) -> None:
    with pytest.raises(Refusal):
        demo.load(session)


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        (Agreement.stage, Stage),
        (Agreement.kind, Kind),
        (Agreement.tuition_rule, TuitionRule),
        (Term.kind, TermKind),
        (Term.cause, TermCause),
        (Programme.level, Level),
        (Programme.kind, ProgrammeKind),
        (Programme.diploma_scheme, DiplomaScheme),
        (Programme.path_unit, Unit),
        (ProgrammeAward.role, AwardRole),
        (Contingent.direction, Direction),
        (Graduation.diplomas, set(Diplomas) - {Diplomas.PARTNER}),
        (Mobility.flow, Flow),
        (YearFigures.stage, FiguresStage),
        (InstitutionLink.kind, LinkKind),
        (Contingent.place, set(StudyPlace) - {StudyPlace.OTHER}),
        (Institution.legal_form, set(LegalForm) - {LegalForm.MILITARY}),
    ],
    ids=lambda value: str(value) if hasattr(value, "key") else "",
)
def test_every_code_occurs(country: Country, column: Any, codes: Any) -> None:
    assert country.values(column) >= set(codes)


def test_every_track_and_kind_of_accreditation_occurs(country: Country) -> None:
    assert country.values(Programme.track) == {*Track, None}
    from app.programmes.models import Accreditation

    assert country.values(Accreditation.kind) == set(AccreditationKind)


def test_every_format_occurs(country: Country) -> None:
    paths: dict[int, list[str]] = {}
    levels = pairs(select(Programme.id, Programme.level))
    units = pairs(select(Programme.id, Programme.path_unit))
    periods = select(PathPeriod).order_by(PathPeriod.programme_id, PathPeriod.position)
    for period in session.scalars(periods):
        paths.setdefault(period.programme_id, []).append(str(period.length))
    found = {(levels[key], units[key], "+".join(path)) for key, path in paths.items()}
    year, semester = Unit.YEAR, Unit.SEMESTER
    bachelor, master = Level.BACHELOR, Level.MASTER
    assert {
        (bachelor, year, "2+2"),
        (bachelor, year, "1+3"),
        (bachelor, year, "3+1"),
        (bachelor, year, "1+1+1+1"),
        (master, semester, "1+1"),
        (master, semester, "2+2"),
        (master, semester, "1+2"),
        (master, semester, "1+3"),
        (master, semester, "3+1"),
        (master, year, "1+1"),
        (master, Unit.TRIMESTER, "3+3"),
        (Level.DOCTORAL, year, "2+1"),
        (Level.RESIDENCY, year, "2+1"),
    } <= found


def test_every_validity_occurs_today_in_the_country_and_at_the_first_home(
    country: Country,
) -> None:
    agreements = session.scalars(
        select(Agreement).options(selectinload(Agreement.terms), selectinload(Agreement.home))
    ).all()
    found = {(a.home.code, a.life.validity(story.TODAY, a.stage)) for a in agreements}
    assert {validity for _, validity in found} == set(Validity)
    assert {validity for code, validity in found if code == "QD-01"} == set(Validity)
    assert {a.stage for a in agreements if a.home.code == "QD-01"} == set(Stage)
    soon = [
        a
        for a in agreements
        if a.home.code == "QD-01" and a.life.validity(story.TODAY, a.stage, 90) is Validity.EXPIRING
    ]
    assert soon


def test_terms_of_every_usual_length_and_notices_occur(country: Country) -> None:
    assert country.values(Term.renew_years) >= {5, 3, 2}
    assert any(country.values(Term.notice_given_on))
    counts = Counter(Counter(session.scalars(select(AgreementPartner.agreement_id))).values())
    assert counts[2] > 20
    assert counts[3] > 5


def test_the_present_collection_is_two_thirds_filed(country: Country) -> None:
    expected = country.rows(
        "SELECT COUNT(*) FROM institutions WHERE reports_from <= 2026"
        " AND (reports_until IS NULL OR reports_until >= 2026)"
    )[0][0]
    stages = Counter(
        session.scalars(select(YearFigures.stage).where(YearFigures.year == story.THIS_YEAR))
    )
    assert 0.6 < stages[FiguresStage.FILED] / expected < 0.72
    assert stages[FiguresStage.OPEN]
    without = country.rows(
        "SELECT COUNT(*) FROM year_figures f WHERE f.year = 2026 AND NOT EXISTS ("
        "SELECT 1 FROM contingents c JOIN cohorts k ON k.id = c.cohort_id"
        " JOIN programmes p ON p.id = k.programme_id JOIN agreements a ON a.id = p.agreement_id"
        " WHERE a.home_id = f.institution_id AND c.year = 2026)"
    )
    assert without[0][0] >= 3
    for year in range(2018, 2026):
        assert session.scalar(
            select(func.count()).where(
                YearFigures.year == year, YearFigures.stage == FiguresStage.OPEN
            )
        ) == len(story.NOT_FILED.get(year, ()))


STOCK = """
SELECT c.cohort_id, c.year, SUM(c.n + c.on_leave) FROM contingents c
WHERE c.direction = 'OUT' GROUP BY c.cohort_id, c.year
"""
FLOW = """
SELECT m.cohort_id, m.year,
       SUM(m.admitted + m.transferred_in + m.reinstated - m.withdrawn - m.graduated)
FROM movements m GROUP BY m.cohort_id, m.year
"""
COHORTS = """
SELECT k.id, k.entry_year, p.code, i.code, i.reports_until FROM cohorts k
JOIN programmes p ON p.id = k.programme_id JOIN agreements a ON a.id = p.agreement_id
JOIN institutions i ON i.id = a.home_id
"""


def test_movement_explains_every_count_but_the_planted_ones(country: Country) -> None:
    stock = {(c, y): n for c, y, n in country.rows(STOCK)}
    flow = {(c, y): n for c, y, n in country.rows(FLOW)}
    wrong = set()
    silent = (*story.NOT_BEGUN, *story.NO_FIGURES_YET)
    for cohort, entry, programme, home, until in country.rows(COHORTS):
        for year in range(max(entry, 2019 if entry < 2018 else 2018), 2027):
            if (until and year > until) or (year == 2026 and home in silent):
                continue
            expected = stock.get((cohort, year - 1), 0) + flow.get((cohort, year), 0)
            if stock.get((cohort, year), 0) != expected:
                wrong.add(programme)
    assert wrong == set(country.loaded.planted["X110"])


def findings(country: Country) -> dict[str, list[Finding]]:
    """Every finding of the rulebooks, by the code of the subject."""
    books = [
        value
        for name in BOOKS
        for value in vars(import_module(f"app.{name}")).values()
        if isinstance(value, Rulebook)
    ]
    homes = pairs(select(Institution.id, Institution.code))
    found: dict[str, list[Finding]] = {}
    for subject, model in (
        ("agreement", Agreement),
        ("programme", Programme),
        ("year_figures", YearFigures),
    ):
        things: list[Any] = list(session.scalars(select(model)))
        for thing in things:
            code = thing.code if hasattr(thing, "code") else homes[thing.institution_id]
            found.setdefault(code, [])
        for key, judged in examine(books, subject, things).items():
            thing = next(t for t in things if t.id == key)
            code = thing.code if hasattr(thing, "code") else homes[thing.institution_id]
            found[code] += judged
    return found


@pytest.fixture(scope="module")
def judged(country: Country) -> dict[str, list[Finding]]:
    """The findings, judged once."""
    return findings(country)


@pytest.mark.parametrize("rule", sorted({p.rule for p in problems.PROBLEMS} - {"X110"}))
def test_the_rule_finds_the_problem_planted_for_it(
    country: Country, judged: dict[str, list[Finding]], rule: str
) -> None:
    for code in country.loaded.planted[rule]:
        verdicts = {f.verdict for f in judged[code] if f.rule.id == rule}
        assert Verdict.BROKEN in verdicts, code


@pytest.mark.parametrize("rule", sorted({p.rule for p in problems.UNKNOWN}))
def test_what_was_never_entered_is_unknown(
    country: Country, judged: dict[str, list[Finding]], rule: str
) -> None:
    for code in country.loaded.planted[f"unknown {rule}"]:
        assert Verdict.UNKNOWN in {f.verdict for f in judged[code] if f.rule.id == rule}, code


@pytest.fixture(scope="module")
def returned(country: Country) -> dict[int, set[tuple[str, str, str]]]:
    """What the returns of three years are told: home, rule and weight of all that is broken."""
    found: dict[int, set[tuple[str, str, str]]] = {}
    for start in (2024, 2025, 2026):
        year = AcademicYear(start)
        found[start] = set()
        for home in home_institutions(start):
            data = workbook.dataset(home, year)
            before = workbook.dataset(home, year.previous)
            known = replace(queries.context(home, year), previous=before)
            found[start] |= {
                (home.code, one.code, one.severity.value)
                for one in check(data, known)
                if one.is_broken
            }
    return found


# One agreement was terminated before it began, so that no return lists it.
IN_NO_RETURN = {"F207"}
PLANTED = {problem.rule for problem in problems.PROBLEMS if not problem.rule.startswith("R")}


@pytest.mark.parametrize("rule", sorted(PLANTED - IN_NO_RETURN))
def test_a_return_is_told_of_the_problem_planted(
    country: Country, returned: dict[int, set[tuple[str, str, str]]], rule: str
) -> None:
    told = {home for year in returned.values() for home, code, _ in year if code == rule}
    assert {code[:5] for code in country.loaded.planted[rule]} <= told


def test_no_return_of_a_filed_year_is_told_of_an_error_that_is_none(
    country: Country, returned: dict[int, set[tuple[str, str, str]]]
) -> None:
    planted = {(code[:5], rule) for rule, codes in country.loaded.planted.items() for code in codes}
    errors = {(home, rule) for home, rule, weight in returned[2025] if weight == "E"}
    assert errors - planted == set()


def test_problems_are_where_the_list_says(country: Country) -> None:
    for problem in problems.PROBLEMS:
        places = country.loaded.planted[problem.rule]
        assert any(code.startswith(problem.home) for code in places), problem


def test_most_agreements_have_no_problem(
    country: Country, judged: dict[str, list[Finding]]
) -> None:
    codes = list(session.scalars(select(Agreement.code)))
    broken = [c for c in codes if any(f.verdict is Verdict.BROKEN for f in judged[c])]
    assert len(broken) < len(codes) * 0.25


def test_the_journal_of_the_country_is_whole(country: Country) -> None:
    assert journal.first_broken() is None
    declared = set(journal._events())
    assert set(session.scalars(select(journal.JournalEntry.event).distinct())) <= declared
    signed = session.scalar(
        select(func.count()).where(journal.JournalEntry.event == "agreement.signed")
    )
    concluded = session.scalar(select(func.count()).where(Agreement.signed_on.is_not(None)))
    assert signed == concluded
    assert session.scalar(select(func.max(journal.JournalEntry.at))).date() <= story.TODAY


def test_no_event_lacks_what_its_reader_needs(country: Country) -> None:
    needed = journal._events()
    for entry in session.scalars(select(journal.JournalEntry)):
        assert set(needed[entry.event]) <= set(entry.data), entry.event


def test_signed_files_are_in_the_store_under_their_checksum(country: Country) -> None:
    files = session.scalars(select(StoredFile)).all()
    assert len(files) > 400
    for file in files:
        kept = file.path.read_bytes()
        assert hashlib.sha256(kept).hexdigest() == file.sha256
        assert kept.startswith(b"%PDF-") and kept.rstrip().endswith(b"%%EOF")
        assert len(kept) == file.size < 2000
    attached = session.scalar(select(func.count()).select_from(AgreementDocument))
    assert attached and attached > 400


def test_the_first_version_says_what_was_signed(country: Country) -> None:
    plain = (
        select(Agreement)
        .join(AgreementVersion)
        .group_by(Agreement.id)
        .having(func.count() == 1)
        .options(
            selectinload(Agreement.partners).joinedload(AgreementPartner.institution),
            selectinload(Agreement.terms),
            selectinload(Agreement.versions),
            selectinload(Agreement.parent),
        )
    )
    planted = {c.split("-P")[0] for codes in country.loaded.planted.values() for c in codes}
    checked = 0
    for agreement in session.scalars(plain):
        if len(agreement.terms) == 1 and agreement.code not in planted:
            assert agreement.versions[0].content == content.snapshot(agreement), agreement.code
            checked += 1
    assert checked > 200


def test_amendments_differ_in_what_was_amended(country: Country) -> None:
    pairs = session.scalars(
        select(AgreementVersion).order_by(AgreementVersion.agreement_id, AgreementVersion.number)
    ).all()
    amended = [
        (a, b) for a, b in zip(pairs, pairs[1:], strict=False) if a.agreement_id == b.agreement_id
    ]
    assert len(amended) > 20
    for before, after in amended:
        assert content.differences(before.content, after.content)


def real_names() -> set[str]:
    """Every name in the real directories."""
    names = set()
    for file in ("kz_universities.csv", "partner_universities.csv"):
        with (REFERENCE / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                names |= {v.casefold() for k, v in row.items() if k in NAME_COLUMNS and v}
    return names


NAME_COLUMNS = {"kk", "ru", "en", "name_kk", "name_ru", "name_en", "name_original"}


def test_no_invented_university_exists(country: Country) -> None:
    real = real_names()
    assert len(real) > 300
    invented = session.scalars(select(Institution).where(Institution.is_fictional)).all()
    assert len(invented) >= 50 + 230
    for one in invented:
        for name in (one.name_kk, one.name_ru, one.name_en, one.name_original):
            assert name.casefold() not in real, name


def test_no_home_institution_could_be_taken_for_a_real_one(country: Country) -> None:
    with (REFERENCE / "kz_universities.csv").open(encoding="utf-8", newline="") as rows:
        real = [row.get("name_en") or row["en"] for row in csv.DictReader(rows)]
    homes = session.scalars(
        select(Institution).where(Institution.is_fictional, Institution.country == "KZ")
    ).all()
    assert 50 <= len(homes) <= 54
    closest = max((near(home.name_en, name), home.name_en, name) for home in homes for name in real)
    assert closest[0] < 0.85, closest


def test_real_institutions_have_no_invented_figures(country: Country) -> None:
    for table, column in (
        ("agreements", "home_id"),
        ("agreement_partners", "institution_id"),
        ("programme_partners", "institution_id"),
        ("year_figures", "institution_id"),
    ):
        assert country.rows(
            f"SELECT COUNT(*) FROM {table} t JOIN institutions i ON i.id = t.{column}"  # noqa: S608
            " WHERE i.is_fictional = 0"
        ) == [(0,)]


def test_partners_are_in_more_than_forty_countries() -> None:
    names = list(partner_names())
    assert len(names) >= 230
    assert len({name["country"] for name in names}) > 40
    assert len({name["names"][2] for name in names}) == len(names)


def test_every_home_has_its_names_contacts_and_an_address_of_nobody(country: Country) -> None:
    homes = session.scalars(
        select(Institution)
        .where(Institution.reports_from.is_not(None))
        .options(selectinload(Institution.contacts))
    ).all()
    assert [home.code for home in sorted(homes, key=lambda h: h.code)] == [
        f"QD-{n:02}" for n in range(1, 53)
    ]
    for home in homes:
        assert home.website.endswith(".example")
        assert home.contacts and home.epvo_number and home.legal_form
        assert all(contact.email.endswith(".example") for contact in home.contacts)


def test_registry_codes_are_in_the_classifier_but_the_planted_one(country: Country) -> None:
    known = set(session.scalars(select(ClassifierEntry.code)))
    strange = {
        code
        for code, registry in session.execute(select(Programme.code, Programme.registry_code))
        if registry[:5] not in known and registry[:7] not in known and registry[:4] not in known
    }
    assert strange == set(country.loaded.planted["F301"])


def test_students_abroad_say_who_pays_and_foreigners_have_no_state_grant(
    country: Country,
) -> None:
    assert country.rows(
        "SELECT COUNT(*) FROM contingents WHERE direction = 'OUT'"
        " AND place = 'PARTNER' AND funding_partner = ''"
    ) == [(0,)]
    assert country.rows(
        "SELECT COUNT(*) FROM contingents WHERE funding = 'G' AND citizenship <> 'KZ'"
    ) == [(0,)]
    withdrawn = country.rows(
        "SELECT COUNT(*) FROM movements WHERE (withdrawn > 0) <> (withdraw_reason <> '')"
    )
    assert withdrawn == [(0,)]
    assert len(country.values(Movement.withdraw_reason)) > 8


def test_there_is_a_sign_in_for_every_role(country: Country) -> None:
    assert set(session.scalars(select(Membership.role))) == set(Role)
    people = {p.email: p for p in session.scalars(select(Person))}
    for sign_in in demo.SIGN_INS:
        assert is_right(people[sign_in.email].password_hash, demo.PASSWORD)
        assert set(sign_in.role.split(", ")) <= {str(role) for role in Role}
    several = Counter(session.scalars(select(Membership.person_id)))
    assert max(several.values()) >= 3


def test_nothing_is_stored_as_a_national_total(country: Country) -> None:
    largest = session.scalar(select(func.max(Contingent.n)))
    assert largest and largest < 60


def test_the_country_loads_on_each_database(app: Any) -> None:
    with app.app_context():
        loaded = demo.load(session)
        session.commit()
        assert counted(2021) == {"B": 557, "M": 609, "D": 23}
        assert dict(on_offer(2020)) == {"B": 68, "M": 114, "D": 4}
        assert journal.first_broken() is None
        assert demo.is_loaded(session)
        assert loaded.planted
        session.execute(
            insert(Institution).values(
                code="X-1", name_kk="Ж", name_ru="Ж", name_en="Zh", country="DE", version=1
            )
        )
        session.rollback()
