"""Pages of the returns: what is collected, filed, questioned, signed and published."""

from app.returns.routes import explaining, questions, register, signing
from app.returns.routes.blueprint import blueprint

__all__ = ["blueprint", "explaining", "questions", "register", "signing"]
