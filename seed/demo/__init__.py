"""The demonstration: a fictional country with every kind of agreement and problem.

`load` fills an empty register (reference data loaded before) with invented
institutions, agreements, programmes, cohorts and figures from 2018–2019 to the
collection of 2026–2027. The same rows come every time. The figures are those of
the published reviews; see `story.py`. What is wrong on purpose is listed in
`problems.py`, and who can sign in, in `people.py`.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import exists, select

from app.agreements.models import Agreement
from app.cohorts.models import Cohort, Contingent, YearFigures
from app.institutions.models import Institution
from app.kernel import files
from app.kernel.errors import Refusal
from app.programmes.models import Programme
from seed.demo import collections, offers, people, problems, reviews, showcase, story
from seed.demo.agreements import Office, Register
from seed.demo.chronicle import Actor, Chronicle
from seed.demo.counts import Counts
from seed.demo.curricula import Curricula
from seed.demo.directory import Directory
from seed.demo.directory import add as add_directory
from seed.demo.people import PASSWORD, SIGN_INS, Cast, SignIn
from seed.demo.programmes import Catalogue
from seed.demo.rows import Row, Rows
from seed.demo.students import University

__all__ = [
    "PASSWORD",
    "SIGN_INS",
    "Loaded",
    "SignIn",
    "collections",
    "is_loaded",
    "load",
    "reviews",
]


@dataclass(frozen=True)
class Loaded:
    """How much was loaded, and where problems were planted, by rule."""

    institutions: int
    agreements: int
    programmes: int
    cohorts: int
    contingent_rows: int
    journal_entries: int
    planted: dict[str, tuple[str, ...]]

    def sentence(self) -> str:
        """For the person who asked."""
        return (
            f"Loaded a fictional country: {self.institutions} institutions, "
            f"{self.agreements} agreements, {self.programmes} programmes, "
            f"{self.cohorts} cohorts, {self.contingent_rows} rows of contingent, "
            f"{self.journal_entries} journal entries."
        )


def is_loaded(session: Any) -> bool:
    """Whether the demonstration is in the database."""
    return bool(session.scalar(select(exists().where(Institution.code == showcase.SHOWN))))


def load(session: Any, files_dir: Path | None = None) -> Loaded:
    """Write the demonstration. `files_dir` is the file store, by default the application's.

    Refuses when anybody has entered figures: invented ones must never be mixed
    with real ones. The caller commits.
    """
    if is_loaded(session) or session.scalar(select(exists().select_from(YearFigures))):
        raise Refusal("The demonstration is loaded into a register without figures only.")
    random = Random(story.SEED)
    rows, cast = Rows(session), Cast(random)
    directory = add_directory(rows, random, cast)
    world = problems.World(random, directory, _plans(random, directory), rows)
    problems.plant(world, "plan")
    chronicle = Chronicle(Random(story.SEED + 1))
    known = people.add(rows, random, {home.code: home.id for home in directory.homes})
    offices = _offices(directory, cast, known)
    store = files_dir or files.folder()
    register = Register(rows, random, cast, chronicle, offices, store)
    register.add(world.plans)
    Catalogue(rows, random, cast, chronicle, offices).add(world.plans)
    world.cohorts = University(random, world.plans).run()
    counts = Counts(rows, random, cast, chronicle, offices)
    counts.add(world.cohorts)
    counts.file(directory.homes)
    Curricula(rows, chronicle, offices).add(world.plans)
    problems.finish(world)
    for plan in world.taught_out:
        register.note_teach_out(plan)
    rows.write()
    return _loaded(world, chronicle.write(session))


def _plans(random: Random, directory: Directory) -> list[offers.AgreementPlan]:
    plans = offers.Planner(random, directory).plan()
    plans += showcase.by_hand(directory)
    showcase.suspend(random, plans)
    plans += showcase.protocols(random, plans)
    plans += showcase.memoranda(random, plans)
    return plans + showcase.under_way(random, directory)


def _offices(directory: Directory, cast: Cast, known: dict[str, Row]) -> dict[str, Office]:
    """Who works where; at QD-01 and QD-02 those who can sign in."""
    made = {
        home.code: Office(Actor(cast.of("KZ")), Actor(cast.of("KZ")), Actor(cast.of("KZ")))
        for home in directory.homes
    }
    actors = {mail: Actor(row["name"], row["id"]) for mail, row in known.items()}
    made["QD-01"] = Office(
        actors["office@demo.example"],
        actors["quality@demo.example"],
        actors["rector@demo.example"],
    )
    made["QD-02"].office = actors["office2@demo.example"]
    return made


def _loaded(world: problems.World, entries: int) -> Loaded:
    rows = world.rows
    return Loaded(
        institutions=len(rows.of(Institution)),
        agreements=len(rows.of(Agreement)),
        programmes=len(rows.of(Programme)),
        cohorts=len(rows.of(Cohort)),
        contingent_rows=len(rows.of(Contingent)),
        journal_entries=entries,
        planted=problems.places(world),
    )
