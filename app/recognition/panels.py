"""What recognition adds to a programme's page: how each partner's diploma is recognised."""

from collections.abc import Mapping
from typing import Any

from app.kernel import clock
from app.kernel.features import Panel
from app.programmes.models import Programme
from app.recognition import queries


def of_programme(programme: Programme) -> Mapping[str, Any] | None:
    """The verdict for each partner today; nothing where no partner teaches."""
    found = queries.diplomas(programme, clock.today())
    return {"diplomas": found} if found else None


PANELS = (Panel("programme", "recognition/_of_programme.html", of_programme, order=5),)
