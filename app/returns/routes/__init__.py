"""Pages of the returns: what is collected, filed, questioned, signed and published."""

from app.returns.routes import register
from app.returns.routes.blueprint import blueprint

__all__ = ["blueprint", "register"]
