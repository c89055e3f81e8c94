"""What the journal records of claims, the words for it, and how a page says what a route found."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.kernel import i18n
from app.kernel.text import sort_key
from app.kernel.words import Word
from app.recognition.procedure import WARNINGS
from app.recognition.route import Route, Warning
from app.recognition.rulebooks.words import WORDS as FINDING_WORDS

EVENTS = {
    "claim.added": ("country", "status", "source"),
    "claim.corrected": ("country", "source"),
    "claim.settled": ("country", "source", "standing", "reason"),
}

ORIGIN_NAMES = {
    "reference": _l("from the reference data"),
    "by_hand": _l("entered by hand"),
    "corrected": _l("from the reference data, corrected by hand"),
}

# Why a claim of the reference data does not count; people write their reasons in words.
REASON_NAMES = {
    "contradicted": _l("Another source says that not all sides have signed."),
    "has_left": _l("The country is said to have left the convention; not confirmed."),
    "news_only": _l("Named in the news only: no source at treaty level has it."),
}

COLUMNS = {
    "country": Word(_l("Country"), countries=True),
    "status": Word(_l("Status"), codes="PARTY_STATUS"),
    "signed_on": Word(_l("Signed on")),
    "ratified_on": Word(_l("Ratified on")),
    "in_force_on": Word(_l("In force since")),
    "attested_on": Word(_l("Shown by a source on")),
    "reservations": Word(_l("What is reserved"), codes="RESERVATION"),
    "reservation_kk": Word(_l("Reservation in Kazakh")),
    "reservation_ru": Word(_l("Reservation in Russian")),
    "reservation_en": Word(_l("Reservation in English")),
    "standing": Word(_l("Standing"), codes="CLAIM_STANDING"),
    "reason": Word(_l("Reason"), names=REASON_NAMES),
    "origin": Word(_l("Origin"), names=ORIGIN_NAMES),
    "source": Word(_l("Source")),
    "confidence": Word(_l("Confidence"), codes="CONFIDENCE"),
    "as_of": Word(_l("As of")),
}

# The journal tells of a claim under its convention; a conflict names the claim's own table.
WORDS = FINDING_WORDS | {
    "claim.added": Word(_l("Claim added")),
    "claim.corrected": Word(_l("Claim corrected")),
    "claim.settled": Word(_l("Claim judged")),
    **{
        f"{table}.{key}": word
        for table in ("conventions", "convention_parties")
        for key, word in COLUMNS.items()
    },
}


def said(warning: Warning) -> str:
    """A warning as a sentence in the reader's language."""
    return str(WARNINGS[warning.code]) % {
        "country": i18n.country(warning.country),
        "campus": i18n.country(warning.campus),
        "treaty": briefly(warning.treaty) if warning.treaty else "",
        "share": warning.share,
    }


def briefly(treaty: Any) -> str:
    """The short name by which people know a convention."""
    return worded(treaty.notes.get("short")) or i18n.name(treaty)


def by_country(routes: Iterable[Route]) -> list[Route]:
    """Routes in the order of the countries' names in the reader's alphabet."""
    return sorted(routes, key=lambda one: sort_key(i18n.country(one.subject.country)))


def grouped(claims: Iterable[Any]) -> list[list[Any]]:
    """Claims by what they have in common, the largest group first; countries by their names."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for claim in sorted(claims, key=lambda one: sort_key(i18n.country(one.country))):
        common = (claim.status, claim.source, claim.confidence, claim.reason, claim.reservations)
        found.setdefault((*common, claim.as_of, claim.origin), []).append(claim)
    return sorted(found.values(), key=len, reverse=True)


def cited(thing: Any) -> str:
    """The source of a claim or convention in the reader's language, as far as it has one."""
    language = i18n.current_language()
    if isinstance(thing, dict):
        return str(thing.get(f"source_{language}") or thing.get("source") or "")
    return str(getattr(thing, f"source_{language}", "") or thing.source)


def reserved(claim: Any) -> str:
    """The text of a reservation in the reader's language, or in one that it is known in."""
    texts = [getattr(claim, f"reservation_{i18n.current_language()}")]
    texts += [getattr(claim, f"reservation_{language}") for language in i18n.LANGUAGES]
    return next(filter(None, texts), "")


def worded(texts: Any) -> str:
    """A remark that the reference data keeps in three languages."""
    return str(texts[i18n.current_language()]) if texts else ""


def as_of(text: str) -> str:
    """A day, a month or a year as people write it: 18.02.2026, 11.2026, 2024."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return i18n.day(text)
    if re.fullmatch(r"\d{4}-\d\d", text):
        return f"{text[5:]}.{text[:4]}"
    return text


def since(claim: Any) -> str:
    """From when, and how well that is known: in force, ratified, or shown by a source."""
    if claim.in_force_on:
        return _("in force since %(day)s", day=i18n.day(claim.in_force_on))
    if claim.ratified_on:
        return _("ratified on %(day)s, entry into force not known", day=i18n.day(claim.ratified_on))
    if claim.attested_on:
        return _("shown by %(day)s, entry into force not known", day=i18n.day(claim.attested_on))
    return _("day not known")
