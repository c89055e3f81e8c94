"""What the law asks of a graduate, as tables: documents, channels, warnings, open questions.

A row of `DOCUMENTS` is handed in when its `when` holds for the way the papers have to be
certified; a row of `WARNINGS` is a code with its sentence, whose %(country)s and
%(treaty)s the page fills in. What is not known stands in `OPEN_QUESTIONS` and is said,
never guessed. When Order 268 changes, change the rows here and their `source`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

# Order 268 of 12.06.2023 in the wording of Order 225 of 30.04.2025; how the rule on
# rankings stood before that day was not found.
FAST_TRACK_RANK = 250
FAST_TRACK_RANKINGS = 2
FAST_TRACK_SINCE = date(2025, 4, 30)
RANKINGS = ("QS", "THE", "ARWU")

# Territories whose place in the treaties is an open question.
UNCLEAR = frozenset({"HK", "MO", "TW"})


class Direction(StrEnum):
    """Whose diploma goes where."""

    INWARD = "inward"
    OUTWARD = "outward"


class Paper(StrEnum):
    """How a document has to be certified (code list LEGALISATION)."""

    EXEMPT = "exempt"
    APOSTILLE = "apostille"
    LEGALISATION = "legalisation"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True)
class Item:
    """A document to hand in, a channel or an open question: a sentence with its source."""

    code: str
    says: Any
    source: str = ""
    confidence: str = "F"
    direction: Direction = Direction.INWARD
    papers: tuple[Paper, ...] = tuple(Paper)

    def is_for(self, direction: Direction, paper: Paper) -> bool:
        """Whether it concerns diplomas that go that way, certified so."""
        return self.direction is direction and paper in self.papers and paper is not Paper.NONE


LIST = "enic-kazakhstan: list of documents; Order 268 of 12.06.2023, annex 1"
CHECKED = "enic-kazakhstan: questions and answers; vice-minister, 15.01.2026 (baq.kz)"
OUTWARD = Direction.OUTWARD

DOCUMENTS: tuple[Item, ...] = (
    Item("identity", _l("An identity document."), LIST),
    Item("application", _l("The application by annex 1 of Order 268."), LIST),
    Item(
        "apostilled",
        _l(
            "A copy of the diploma with an apostille, set in the country that awarded it, and of "
            "its supplement."
        ),
        LIST,
        papers=(Paper.APOSTILLE,),
    ),
    Item(
        "legalised",
        _l(
            "A copy of the diploma, legalised by the consulate of Kazakhstan, and of its supplement."
        ),
        LIST,
        papers=(Paper.LEGALISATION,),
    ),
    Item(
        "apostilled_or_legalised",
        _l(
            "A copy of the diploma, with an apostille or legalised, and of its supplement. Ask the "
            "university which of the two its country issues."
        ),
        LIST,
        papers=(Paper.UNKNOWN,),
    ),
    Item(
        "notarised",
        _l(
            "A notarised copy of the diploma and of its supplement: a treaty does away with "
            "apostille and legalisation."
        ),
        LIST,
        papers=(Paper.EXEMPT,),
    ),
    Item(
        "translation",
        _l(
            "A translation of the diploma and of its supplement, with the seal, into Kazakh or "
            "Russian, certified by a notary in Kazakhstan or a diplomatic mission of Kazakhstan."
        ),
        LIST,
    ),
    Item("own_diploma", _l("The diploma of Kazakhstan and its supplement."), direction=OUTWARD),
    Item(
        "own_apostille",
        _l(
            "An apostille on them, which the ministry responsible for higher education of "
            "Kazakhstan sets."
        ),
        "generally known",
        "G",
        OUTWARD,
        (Paper.APOSTILLE,),
    ),
    Item(
        "own_legalised",
        _l("Consular legalisation of them by the country that is to recognise."),
        "generally known",
        "G",
        OUTWARD,
        (Paper.LEGALISATION,),
    ),
    Item(
        "own_apostille_or_legalised",
        _l("An apostille or consular legalisation: ask the consulate of the country."),
        "generally known",
        "G",
        OUTWARD,
        (Paper.UNKNOWN,),
    ),
    Item(
        "own_notarised",
        _l("A notarised copy of them: a treaty does away with apostille and legalisation."),
        "generally known",
        "G",
        OUTWARD,
        (Paper.EXEMPT,),
    ),
    Item(
        "own_translation",
        _l("A translation into the language that the other country asks for."),
        "generally known",
        "G",
        OUTWARD,
    ),
)

# The first is all that is looked at where the place in rankings is enough.
CHECKS: tuple[Item, ...] = (
    Item("authenticity", _l("Whether the diploma is authentic."), CHECKED),
    Item(
        "right",
        _l("Whether the university had the right to award it then: licence and accreditation."),
        CHECKED,
    ),
    Item(
        "evaluation",
        _l(
            "Where needed, experts compare the study with the standards of Kazakhstan. A treaty "
            "does not make recognition automatic."
        ),
        CHECKED,
    ),
)

CHANNELS: tuple[Item, ...] = (
    Item(
        "egov",
        _l("On the portal eGov, signed with an electronic signature or a code sent by SMS."),
        "egov.kz",
    ),
    Item("state_corporation", _l("At the State Corporation “Government for Citizens”."), "egov.kz"),
)

OPEN_QUESTIONS: tuple[Item, ...] = (
    Item("time", _l("How long recognition takes was not found in the sources.")),
    Item(
        "fee",
        _l("The fee is not certain: older pages name 10 monthly calculation indices."),
        "older pages of enic-kazakhstan",
    ),
    Item(
        "their_rules",
        _l(
            "The rules of the other country, its fees and how long it takes are not known here. "
            "Ask its information centre on recognition."
        ),
        direction=OUTWARD,
    ),
)

WARNINGS: Mapping[str, Any] = {
    "territory": _l(
        "Whether treaties on recognition extend to %(country)s is an open question: ask the "
        "national centre."
    ),
    "no_treaty": _l(
        "No treaty on recognition binds Kazakhstan and %(country)s: individual recognition."
    ),
    "no_treaty_abroad": _l(
        "No treaty on recognition binds Kazakhstan and %(country)s: it decides by its own rules."
    ),
    "signed_only": _l(
        "%(country)s has signed and not ratified: %(treaty)s. That is no legal basis."
    ),
    "disputed": _l(
        "A document names %(country)s as a party, and treaty sources do not bear it out: "
        "%(treaty)s. It is not counted."
    ),
    "unconfirmed": _l(
        "That it binds both sides is generally known and not confirmed by a document: %(treaty)s."
    ),
    "online_not_covered": _l(
        "%(share)s percent is taught online, and every treaty that binds both comes with a "
        "reservation on non-traditional modes of study: recognition is not assured. Ask the "
        "national centre before enrolling."
    ),
    "online_partly_covered": _l(
        "%(share)s percent is taught online. A reservation on non-traditional modes of study "
        "takes this treaty away: %(treaty)s. The others remain."
    ),
    "online_open": _l(
        "%(share)s percent is taught online. Without a treaty nothing says how that is judged: "
        "ask the national centre before enrolling."
    ),
    "partial_not_covered": _l(
        "A part is studied elsewhere, and every treaty that binds both comes with a reservation on "
        "partial studies: ask the national centre whether the diploma counts as a whole."
    ),
    "partial_partly_covered": _l(
        "A part is studied elsewhere. A reservation on partial studies may take this treaty away: "
        "%(treaty)s. The others remain."
    ),
    "paper_unknown": _l(
        "Whether an apostille is enough for documents of %(country)s is not known: ask before the "
        "diploma leaves the country."
    ),
    "branch": _l(
        "The diploma is awarded by a branch: recognition looks at the right of the branch to "
        "teach, at the time and place. Ask for its licence and accreditation."
    ),
    "campus": _l(
        "The university is in %(country)s and teaches on a campus in %(campus)s: ask which "
        "country's diploma it is, and whether the branch is licensed there."
    ),
    "no_supplement": _l(
        "The university issues no diploma supplement, and the application needs one."
    ),
    "places_unknown": _l(
        "Its places in the rankings are not all recorded, so whether it is within the first 250 "
        "of two of them is not known."
    ),
    "rule_unknown": _l("How the rule on rankings stood before 30 April 2025 was not found."),
    "not_loaded": _l("No conventions are loaded yet: nothing can be said."),
}
