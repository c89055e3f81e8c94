"""Pages of the returns: what is collected, filed, questioned, signed and published."""

from app.returns.routes import (
    campaigns,
    explaining,
    filing,
    questions,
    register,
    review,
    signing,
)
from app.returns.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "campaigns",
    "explaining",
    "filing",
    "questions",
    "register",
    "review",
    "signing",
]
