"""National figures from the filed rows: always from, to and difference, with coverage."""

from app.kernel.features import Feature

FEATURE = Feature(name="statistics")
