"""Invented people: names for contacts and signatories, and those who can sign in.

Names are drawn from the pools in `data/people.json`. To let somebody sign in,
add a line to `SIGN_INS` and, for a person with several roles, to `MEMBERSHIPS`.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from argon2 import PasswordHasher
from flask import has_app_context

from app.accounts.models import Membership, Person, Role
from app.accounts.passwords import hash_password
from app.kernel.text import sort_key
from seed.demo.rows import Row, Rows

PASSWORD = "qosdiplom-demo"
DATA = Path(__file__).parent / "data" / "people.json"
REGISTERED = datetime(2018, 9, 3, 4, tzinfo=UTC)


@dataclass(frozen=True)
class SignIn:
    """An address to sign in with, and what the person is there for."""

    email: str
    role: str


@dataclass(frozen=True)
class Known:
    """A demonstration person: name, language, and roles with the institution's code."""

    email: str
    name: str
    language: str
    roles: tuple[tuple[Role, str | None], ...]


PEOPLE = (
    Known(
        "office@demo.example",
        "Айгерім Тоқтарова",
        "kk",
        ((Role.INTERNATIONAL_OFFICE, "QD-01"),),
    ),
    Known("quality@demo.example", "Дәурен Сейітов", "kk", ((Role.QUALITY_MANAGER, "QD-01"),)),
    Known("rector@demo.example", "Сәуле Оразалина", "kk", ((Role.SIGNATORY, "QD-01"),)),
    Known("viewer@demo.example", "Мирас Есімов", "ru", ((Role.VIEWER, "QD-01"),)),
    Known("admin@demo.example", "Назгүл Шәріпова", "kk", ((Role.INSTITUTION_ADMIN, "QD-01"),)),
    Known("office2@demo.example", "Жомарт Бекеев", "kk", ((Role.INTERNATIONAL_OFFICE, "QD-02"),)),
    Known("analyst@demo.example", "Томирис Нұрпейісова", "kk", ((Role.NCHED_ANALYST, None),)),
    Known("lead@demo.example", "Қайрат Мырзабеков", "kk", ((Role.NCHED_LEAD, None),)),
    Known("system@demo.example", "Темірлан Үмбетов", "en", ((Role.SYSTEM_ADMIN, None),)),
    Known(
        "both@demo.example",
        "Перизат Қуанышева",
        "ru",
        (
            (Role.QUALITY_MANAGER, "QD-02"),
            (Role.VIEWER, "QD-02"),
            (Role.INTERNATIONAL_OFFICE, "QD-03"),
        ),
    ),
)

SIGN_INS = tuple(
    SignIn(known.email, ", ".join(dict.fromkeys(str(role) for role, _ in known.roles)))
    for known in PEOPLE
)


class Cast:
    """Draws names, the same ones for the same random numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._data = json.loads(DATA.read_text(encoding="utf-8"))

    def of(self, country: str) -> str:
        """The name of somebody from a country."""
        if country == "KZ":
            return self._kazakh()
        pool = self._data["pools"][self._data["countries"].get(country, "world")]
        return f"{self._random.choice(pool[0])} {self._random.choice(pool[1])}"

    def _kazakh(self) -> str:
        pool = self._data["KZ"]
        sex = self._random.choice(("female", "male"))
        return f"{self._random.choice(pool[sex])} {self._random.choice(pool[f'surnames_{sex}'])}"


def add(rows: Rows, random: Random, homes: dict[str, int]) -> dict[str, Row]:
    """Let the demonstration people sign in; `homes` gives the ids of codes."""
    hashed = _hashed()
    return {known.email: _person(rows, random, homes, known, hashed) for known in PEOPLE}


def _person(rows: Rows, random: Random, homes: dict[str, int], known: Known, hashed: str) -> Row:
    person = rows.add(
        Person,
        email=known.email,
        name=known.name,
        sort_key=sort_key(known.name)[:400],
        language=known.language,
        password_hash=hashed,
        stamp=f"{random.getrandbits(128):032x}",
        is_active=True,
        must_change_password=False,
        registered_at=REGISTERED,
    )
    for role, code in known.roles:
        rows.add(
            Membership,
            person_id=person["id"],
            role=role,
            institution_id=homes[code] if code else None,
        )
    return person


def _hashed() -> str:
    """One hash for all: hashing is slow on purpose, and the password is public."""
    if has_app_context():
        return hash_password(PASSWORD)
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(PASSWORD)
