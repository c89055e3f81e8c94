"""Pages of the returns: what is collected, filed, questioned, signed and published."""

from app.returns.routes import campaigns, filing, register, review
from app.returns.routes.blueprint import blueprint

__all__ = ["blueprint", "campaigns", "filing", "register", "review"]
