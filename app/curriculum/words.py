"""What the journal records of curricula, the words for it, and texts in the reader's language."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.curriculum.rulebooks.words import WORDS as FINDING_WORDS
from app.kernel.i18n import current_language
from app.kernel.words import Word

EVENTS: dict[str, tuple[str, ...]] = {
    "curriculum.outcomes_set": (),
    "curriculum.modules_set": (),
    "curriculum.matches_set": (),
    "curriculum.grades_set": (),
}

WORDS = FINDING_WORDS | {
    "curriculum.outcomes_set": Word(_l("Learning outcomes edited")),
    "curriculum.modules_set": Word(_l("Modules edited")),
    "curriculum.matches_set": Word(_l("Recognition of modules edited")),
    "curriculum.grades_set": Word(_l("Conversion of grades edited")),
}


def text_of(outcome: Any) -> str:
    """An outcome in the reader's language, or in one that there is."""
    own = getattr(outcome, f"text_{current_language()}")
    return str(own or outcome.text_en or outcome.text_kk or outcome.text_ru)
