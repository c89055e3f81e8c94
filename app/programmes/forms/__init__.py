"""Forms on programmes: shape checks only. Field names are the model's columns.

The rows of path and diplomas are added, moved and taken away by submit buttons,
so that they work without JavaScript; a press only changes what is shown.
"""

from app.programmes.forms.lists import ClassifierForm, FilterForm
from app.programmes.forms.path import PathForm
from app.programmes.forms.programme import NewProgrammeForm, ProgrammeForm
from app.programmes.forms.sides import AccreditationForm, AwardsForm, PartnersForm

__all__ = [
    "AccreditationForm",
    "AwardsForm",
    "ClassifierForm",
    "FilterForm",
    "NewProgrammeForm",
    "PartnersForm",
    "PathForm",
    "ProgrammeForm",
]
