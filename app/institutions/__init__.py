"""Universities of Kazakhstan and abroad: names, identifiers, rankings, links, contacts."""

from app.kernel.features import Feature

FEATURE = Feature(name="institutions")
