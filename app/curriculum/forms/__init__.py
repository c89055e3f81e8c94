"""Forms on a curriculum: rows that work without JavaScript; shape checks only."""

from app.curriculum.forms.grades import GradesForm
from app.curriculum.forms.matches import MatchesForm
from app.curriculum.forms.modules import ModulesForm
from app.curriculum.forms.outcomes import OutcomesForm

__all__ = ["GradesForm", "MatchesForm", "ModulesForm", "OutcomesForm"]
