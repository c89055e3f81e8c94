"""Every write on a curriculum: outcomes, modules of one side, matches, conversion of grades.

Each deed takes all rows of its part as they should be, checks them all, then changes
those that differ and writes these into the journal. `seen` is the version of the
curriculum that the person had on the screen (0: there was none yet); when somebody else
was quicker with any part, the later one gets a Conflict with both.
"""

from app.curriculum.services.grades import set_grades
from app.curriculum.services.matches import set_matches
from app.curriculum.services.modules import set_modules
from app.curriculum.services.outcomes import set_outcomes
from app.curriculum.services.values import GradeValue, MatchValue, ModuleValue, OutcomeValue

__all__ = [
    "GradeValue",
    "MatchValue",
    "ModuleValue",
    "OutcomeValue",
    "set_grades",
    "set_matches",
    "set_modules",
    "set_outcomes",
]
