"""Pages on quality: the matrix, a programme's standards, reviews, evidence, actions, policies."""

from app.quality.routes import actions, evidence, matrix, policy, reviews, sheets
from app.quality.routes.blueprint import blueprint

__all__ = ["actions", "blueprint", "evidence", "matrix", "policy", "reviews", "sheets"]

policy.mount(blueprint)
