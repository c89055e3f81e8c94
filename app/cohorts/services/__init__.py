"""Every write of this feature: cohorts, counts, a year's figures.

One file for each of the three; the verbs are called from here.
"""

from app.cohorts.services.cohorts import CohortValue, edit, open_cohort, remove
from app.cohorts.services.counts import (
    RowProblem,
    RowsRefused,
    set_contingent,
    set_graduations,
    set_mobility,
    set_movement,
)
from app.cohorts.services.years import FiguresValue, edit_figures, file, reopen

__all__ = [
    "CohortValue",
    "FiguresValue",
    "RowProblem",
    "RowsRefused",
    "edit",
    "edit_figures",
    "file",
    "open_cohort",
    "remove",
    "reopen",
    "set_contingent",
    "set_graduations",
    "set_mobility",
    "set_movement",
]
