"""The blueprint under which all pages on quality stand."""

from typing import Any

from flask import Blueprint

from app.quality import words

blueprint = Blueprint("quality", __name__, template_folder="../templates")


@blueprint.record_once
def _install(state: Any) -> None:
    state.app.jinja_env.filters.update(asks=words.asks)
    state.app.jinja_env.globals.update(
        grade_tones=words.GRADE_TONES,
        review_tones=words.STAGE_TONES,
        confidence_tones=words.CONFIDENCE_TONES,
        action_tones=words.ACTION_TONES,
    )
