"""Quality frameworks as versioned data: ESG, European Approach, Order 152."""

from app.kernel.features import Feature

FEATURE = Feature(name="quality")
