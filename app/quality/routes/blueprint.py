"""The blueprint under which all pages on quality stand."""

from typing import Any

from flask import Blueprint

from app.kernel.i18n import current_language
from app.quality import words
from app.quality.models import Standard

blueprint = Blueprint("quality", __name__, template_folder="../templates")


@blueprint.record_once
def _install(state: Any) -> None:
    state.app.jinja_env.filters.update(asks=asks)
    state.app.jinja_env.globals.update(
        grade_tones=words.GRADE_TONES,
        review_tones=words.STAGE_TONES,
        confidence_tones=words.CONFIDENCE_TONES,
        action_tones=words.ACTION_TONES,
    )


def asks(standard: Standard) -> str:
    """What a standard asks for, in the reader's language."""
    return str(getattr(standard, f"asks_{current_language()}"))
