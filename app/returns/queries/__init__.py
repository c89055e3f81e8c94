"""Every read for returns: campaigns, returns, deliveries, and the register's material."""

from app.returns.queries.earlier import submitted_before
from app.returns.queries.filing import delivery, filing
from app.returns.queries.ground import Ground, cohorts_by_entry, ground, held_versions
from app.returns.queries.material import (
    Material,
    ReturnLine,
    figures_of,
    is_filed,
    material,
    return_of,
    returns_of_year,
    years,
)

__all__ = [
    "Ground",
    "Material",
    "ReturnLine",
    "cohorts_by_entry",
    "delivery",
    "figures_of",
    "filing",
    "ground",
    "held_versions",
    "is_filed",
    "material",
    "return_of",
    "returns_of_year",
    "submitted_before",
    "years",
]
