"""The curriculum on the pages of other records: a programme's totals, a cohort's credits."""

from collections.abc import Mapping
from typing import Any

from app.cohorts import queries as cohorts
from app.cohorts.models import Cohort
from app.curriculum import queries, sheet
from app.curriculum.queries import Record
from app.kernel.features import Panel
from app.kernel.web.guard import actor, may
from app.programmes.models import Programme


def of_programme(programme: Programme) -> Mapping[str, Any] | None:
    """The credits of the curriculum against the plan; nothing for readers of an empty one."""
    record = Record(programme, queries.of_programme(programme))
    can_edit = may("curriculum.edit", record)
    if record.is_blank and not can_edit:
        return None
    return {"record": record, "sheets": sheet.sheets(record), "can_edit": can_edit}


def of_cohort(cohort: Cohort) -> Mapping[str, Any] | None:
    """The credits of a cohort, and what of its programme is nobody's."""
    found = cohorts.credits_by_cohort(cohort.programme_id, actor())
    shown = [one for one in found if one.entry_year in (cohort.entry_year, None)]
    return {"credits": shown} if shown else None


PANELS = (
    Panel("programme", "curriculum/_programme.html", of_programme, 10),
    Panel("cohort", "curriculum/_cohort.html", of_cohort, 10),
)
