"""Pages of the national figures: a year, why it changed, what was published, files."""

from app.statistics.routes import changes, files, national, publishing
from app.statistics.routes.blueprint import blueprint

__all__ = ["blueprint", "changes", "files", "national", "publishing"]
