"""How a year's figures are filed and opened again, as a table.

Conditions are sentences about what is missing; to ask for more before filing,
add one to the step. `due_on` is the last day of the collection.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.cohorts.facts.years import due_on as due_on
from app.cohorts.models import FiguresStage, YearFigures
from app.kernel.lifecycle import Lifecycle, Step


def has_contact(figures: YearFigures) -> Any:
    """The centre has to know whom to ask."""
    if figures.contact_name and figures.contact_email and figures.contact_phone:
        return None
    return _l("Name the contact person with e-mail and telephone.")


def has_signatory(figures: YearFigures) -> Any:
    """Somebody answers for the figures."""
    if figures.signatory_name and figures.signatory_position:
        return None
    return _l("Name the signatory and the position held.")


def has_totals(figures: YearFigures) -> Any:
    """Shares need the whole."""
    if figures.total_contingent is not None and figures.total_foreign is not None:
        return None
    return _l("Enter the totals of all students and of foreign students of the institution.")


FIGURES = Lifecycle(
    "figures",
    (FiguresStage.OPEN, FiguresStage.FILED),
    (
        Step(
            "file",
            (FiguresStage.OPEN,),
            FiguresStage.FILED,
            "figures.file",
            conditions=(has_contact, has_signatory, has_totals),
        ),
        Step(
            "reopen",
            (FiguresStage.FILED,),
            FiguresStage.OPEN,
            "figures.reopen",
            reason_required=True,
        ),
    ),
)
