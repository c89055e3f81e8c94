"""Forms on cohorts, counts and years: shape checks only.

`single.py` holds forms of one record, `grids.py` the four grids of counts, and
`lines.py` what the grids are made of.
"""

from app.cohorts.forms.grids import ContingentForm, GraduationForm, MobilityForm, MovementForm
from app.cohorts.forms.single import CohortForm, FiguresForm, FileForm, NewCohortForm, ReopenForm

__all__ = [
    "CohortForm",
    "ContingentForm",
    "FiguresForm",
    "FileForm",
    "GraduationForm",
    "MobilityForm",
    "MovementForm",
    "NewCohortForm",
    "ReopenForm",
]
