"""Returns on the command line: written, checked, submitted, verified."""

from app.returns.commands import checking, submitting, verifying, writing
from app.returns.commands.group import returns

__all__ = ["checking", "returns", "submitting", "verifying", "writing"]
