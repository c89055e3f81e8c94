"""Every write of this feature: cohorts, counts, a year's figures.

One file for each of the three; the verbs are called from here.
"""

from app.cohorts.services.cohorts import (
    CohortValue,
    check_entry_year,
    edit,
    open_cohort,
    remove,
)
from app.cohorts.services.counts import (
    RowProblem,
    RowsRefused,
    problems_of_contingent,
    problems_of_graduations,
    problems_of_mobility,
    problems_of_movement,
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
    "check_entry_year",
    "edit",
    "edit_figures",
    "file",
    "open_cohort",
    "problems_of_contingent",
    "problems_of_graduations",
    "problems_of_mobility",
    "problems_of_movement",
    "remove",
    "reopen",
    "set_contingent",
    "set_graduations",
    "set_mobility",
    "set_movement",
]
