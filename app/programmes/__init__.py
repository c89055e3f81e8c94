"""Joint and double-degree programmes: study path, awards, accreditation."""

from app.kernel.features import Feature

FEATURE = Feature(name="programmes")
