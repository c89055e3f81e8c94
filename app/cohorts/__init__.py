"""Cohorts and their counts: contingent, movement, graduates, mobility. Never persons."""

from app.kernel.features import Feature

FEATURE = Feature(name="cohorts")
