"""The features, in dependency order: each may use those before it, never after."""

from importlib import import_module

from app.kernel.features import Feature

NAMES = (
    "institutions",
    "accounts",
    "agreements",
    "programmes",
    "cohorts",
    "curriculum",
    "recognition",
    "quality",
    "returns",
    "statistics",
)

FEATURES: tuple[Feature, ...] = tuple(import_module(f"app.{name}").FEATURE for name in NAMES)
