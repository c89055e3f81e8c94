"""Placeholder."""

from app.quality.models import Framework


def rules_for(framework: Framework) -> dict[str, tuple[str, ...]]:
    return {}
