"""The universities of the fictional country and their partners abroad.

Names come from `data/`: home institutions are listed whole, partners are made
from an invented city and a pattern of their country. None of them exists.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from app.institutions.models import (
    Institution,
    InstitutionContact,
    InstitutionLink,
    LegalForm,
    LinkKind,
    Ranking,
    RankingSystem,
)
from app.kernel.text import search_norm, sort_key
from seed.demo import story
from seed.demo.people import Cast
from seed.demo.rows import Row, Rows

DATA = Path(__file__).parent / "data"
SOURCE = "demonstration"

# Which groups of fields a kind of partner teaches; U teaches all.
KIND_GROUPS = {
    "T": "tech it nat bio",
    "I": "tech it nat",
    "B": "biz law it",
    "E": "biz law it",
    "A": "agro bio",
    "M": "med bio",
    "P": "ped hum",
    "S": "biz it tech",
    "L": "hum ped",
    "U": "biz law it tech nat bio hum ped agro med res",
}
PROFILE_GROUPS = {
    "general": "biz it tech nat bio hum law ped",
    "tech": "tech it nat",
    "biz": "biz it law",
    "med": "med bio",
    "agro": "agro bio",
    "ped": "ped hum nat",
    "hum": "hum law biz",
    "it": "it tech biz",
    "nat": "nat bio it tech",
}


@dataclass(frozen=True)
class University:
    """What the rest of the generator has to know of an institution."""

    id: int
    code: str
    name_kk: str
    name_ru: str
    name_en: str
    country: str
    city_en: str
    domain: str
    language: str
    groups: tuple[str, ...]
    weight: float
    early: bool
    size: int
    reports_from: int
    reports_until: int | None

    @property
    def email(self) -> str:
        """The international office."""
        return f"international@{self.domain}"

    def reports(self, year: int) -> bool:
        """Whether it files figures of a year."""
        return self.reports_from <= year and (
            self.reports_until is None or year <= self.reports_until
        )


@dataclass(frozen=True)
class Directory:
    """Both sides of the directory."""

    homes: tuple[University, ...]
    partners: tuple[University, ...]

    def home(self, code: str) -> University:
        """A home institution by its code."""
        return next(home for home in self.homes if home.code == code)

    def partner(self, code: str) -> University:
        """A partner by its code."""
        return next(partner for partner in self.partners if partner.code == code)


def add(rows: Rows, random: Random, cast: Cast) -> Directory:
    """Note down every institution with contacts, identifiers, rankings and links."""
    homes = tuple(_home(rows, random, cast, n, given) for n, given in enumerate(_homes(), 1))
    partners = tuple(_partner(rows, random, cast, given) for given in partner_names())
    _add_links(rows, {home.code: home for home in homes})
    return Directory(homes, partners)


def _homes() -> list[dict[str, str]]:
    return _table("home_institutions.csv")


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _home(rows: Rows, random: Random, cast: Cast, number: int, given: dict[str, str]) -> University:
    code = f"QD-{number:02}"
    city = next(c for c in _table("home_cities.csv") if c["en"] == given["city"])
    weight = float(given["weight"])
    made = _university(
        rows,
        code=code,
        country="KZ",
        names=(given["name_kk"], given["name_ru"], given["name_en"], given["name_kk"]),
        cities=(city["kk"], city["ru"], city["en"]),
        language="kk",
        groups=PROFILE_GROUPS[given["profile"]].split(),
        weight=weight,
        size=round(weight * random.uniform(420, 680) / 10) * 10 + random.randint(300, 900),
        reports_from=story.REPORTS_FROM.get(code, story.FIRST_YEAR),
        reports_until=story.REPORTS_UNTIL.get(code),
        extra={"legal_form": LegalForm(given["form"]), "epvo_number": f"D{number + 400:03}"},
    )
    _add_contacts(rows, cast, made, ("Халықаралық бөлім басшысы", "Халықаралық бөлім маманы"))
    return made


def partner_names() -> Iterator[dict[str, Any]]:
    """The invented partners: country, kind, names and cities in three languages."""
    patterns = json.loads((DATA / "patterns.json").read_text(encoding="utf-8"))
    counts: dict[str, int] = {}
    for line in (DATA / "partners.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, early, kind, en, ru, kk, original = (line.split("|") + ["", ""])[:7]
        counts[country] = counts.get(country, 0) + 1
        names = _pattern(patterns, country, kind)
        yield {
            "code": f"QP-{country}-{counts[country]:02}",
            "country": country,
            "kind": kind,
            "early": early == "1",
            "language": patterns["languages"].get(country, "en"),
            "cities": (kk or ru, ru, en),
            "names": (
                names["kk"].format(x=kk or ru),
                names["ru"].format(x=ru, a=_adjective(ru)),
                names["en"].format(x=en),
                original or _original(patterns, country, kind, en, ru, names),
            ),
        }


def _pattern(patterns: dict[str, Any], country: str, kind: str) -> dict[str, str]:
    if country in patterns["state_countries"]:
        return dict(patterns["state"][kind])
    return dict(patterns["kinds"][kind])


def _original(
    patterns: dict[str, Any], country: str, kind: str, en: str, ru: str, names: dict[str, str]
) -> str:
    if country in patterns["state_countries"]:
        return names["ru"].format(x=ru, a=_adjective(ru))
    own = patterns["original"].get(country, {}).get(kind)
    place = ru if country == "KG" else en
    return str(own or names["en"]).format(x=place)


def _adjective(city: str) -> str:
    """The Russian adjective of a city that ends in a consonant or a soft sign."""
    return f"{city}ий" if city.endswith("ск") else f"{city}ский"


def _partner(rows: Rows, random: Random, cast: Cast, given: dict[str, Any]) -> University:
    made = _university(
        rows,
        code=given["code"],
        country=given["country"],
        names=given["names"],
        cities=given["cities"],
        language=given["language"],
        groups=KIND_GROUPS[given["kind"]].split(),
        weight=random.uniform(0.5, 2.0),
        early=given["early"],
        extra=_identifiers(random, given) | {"legal_form": LegalForm.FOREIGN},
    )
    _add_contacts(rows, cast, made, ("International Office",))
    if given["kind"] in "UT" and random.random() < 0.3:
        _add_rankings(rows, random, made)
    return made


def _identifiers(random: Random, given: dict[str, Any]) -> dict[str, str]:
    """Outside identifiers with a shape of their own, so that none is somebody's."""
    number = random.randint(100, 999)
    if random.random() < 0.3:
        return {}
    # The check digits of a real ROR identifier are never 00.
    found = {"ror": f"0{sha256(given['code'].encode()).hexdigest()[:6]}00"}
    if given["country"] in {"DE", "FR", "ES", "IT", "PL", "CZ", "LT", "LV", "HU", "FI", "TR"}:
        place = slug(given["cities"][2]).replace("-", "")[:6].upper()
        found |= {
            "erasmus_code": f"{given['country']} {place}-X{number % 10}",
            "schac": f"{slug(given['names'][2])}.example",
            "pic": f"000{number:03}{random.randint(100, 999)}",
        }
    return found


def _university(
    rows: Rows,
    *,
    code: str,
    country: str,
    names: tuple[str, str, str, str],
    cities: tuple[str, str, str],
    language: str,
    groups: list[str],
    weight: float,
    early: bool = False,
    size: int = 0,
    reports_from: int | None = None,
    reports_until: int | None = None,
    extra: dict[str, Any],
) -> University:
    domain = f"{slug(names[2])}.example"
    row = rows.add(
        Institution,
        code=code,
        name_kk=names[0],
        name_ru=names[1],
        name_en=names[2],
        name_original=names[3],
        country=country,
        city_kk=cities[0],
        city_ru=cities[1],
        city_en=cities[2],
        website=f"https://www.{domain}",
        reports_from=reports_from,
        reports_until=reports_until,
        is_fictional=True,
        source=SOURCE,
        search_norm=" ".join(search_norm(name) for name in (*names, code, *cities)),
        sort_key=sort_key(names[0]),
        **extra,
    )
    return University(
        id=row["id"],
        code=code,
        name_kk=names[0],
        name_ru=names[1],
        name_en=names[2],
        country=country,
        city_en=cities[2],
        domain=domain,
        language=language,
        groups=tuple(groups),
        weight=weight,
        early=early,
        size=size,
        reports_from=reports_from or 9999,
        reports_until=reports_until,
    )


def slug(name: str) -> str:
    """A name as a part of an address: small Latin letters and hyphens, 40 at most."""
    words = search_norm(name).encode("ascii", "ignore").decode().split()
    short = [w for w in words if w not in ("university", "of", "and", "the")] or words
    return "-".join(short)[:40].strip("-")


def _add_contacts(rows: Rows, cast: Cast, of: University, positions: tuple[str, ...]) -> None:
    for number, position in enumerate(positions):
        rows.add(
            InstitutionContact,
            institution_id=of.id,
            name=cast.of(of.country),
            position=position,
            email=of.email if number == 0 else f"exchange@{of.domain}",
            phone=_phone(of.id + number),
        )


def _phone(number: int) -> str:
    """A number that nobody has: the country code 999 is not given to any country."""
    return f"+999 00 {number % 1000:03}-{(number * 37) % 10000:04}"


def _add_rankings(rows: Rows, random: Random, of: University) -> None:
    place = random.choice((random.randint(40, 240), random.randint(260, 480), 601))
    for system in random.sample(list(RankingSystem), random.randint(1, 3)):
        for year in (2024, 2025, 2026):
            rank = max(1, place + random.randint(-12, 12)) if place < 600 else 601
            rows.add(
                Ranking,
                institution_id=of.id,
                system=system,
                year=year,
                rank=rank,
                rank_to=800 if rank == 601 else None,
                source=SOURCE,
            )


def _add_links(rows: Rows, homes: dict[str, University]) -> None:
    for code, origin, kind, day in story.LINKS:
        _link(rows, homes[code], homes[origin], LinkKind(kind), day)


def _link(rows: Rows, of: University, origin: University, kind: LinkKind, day: date) -> Row:
    return rows.add(
        InstitutionLink,
        institution_id=of.id,
        origin_id=origin.id,
        kind=kind,
        happened_on=day,
    )
