"""Agreements of home institutions with partners abroad: parties, terms, stages, files."""

from app.kernel.features import Feature

FEATURE = Feature(name="agreements")
