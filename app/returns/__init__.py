"""Returns: what a university files with the national centre once a year."""

from app.kernel.features import Feature

FEATURE = Feature(name="returns")
