"""Every read for returns: campaigns, returns, deliveries, and the register's material."""

from app.returns.queries.context import accepted, context, context_for, context_of_file
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
    "Material",
    "ReturnLine",
    "accepted",
    "context",
    "context_for",
    "context_of_file",
    "figures_of",
    "is_filed",
    "material",
    "return_of",
    "returns_of_year",
    "years",
]
