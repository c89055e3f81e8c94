"""Pages on quality: the matrix, a programme's standards, reviews, evidence and actions."""

from app.quality.routes import actions, evidence, matrix, reviews, sheets
from app.quality.routes.blueprint import blueprint

__all__ = ["actions", "blueprint", "evidence", "matrix", "reviews", "sheets"]
