"""What quality adds to the pages of other records."""

from collections.abc import Mapping
from typing import Any

from app.institutions.models import Institution
from app.kernel.features import Panel
from app.quality import policies


def policy_of_institution(institution: Institution) -> Mapping[str, Any] | None:
    """The quality policy of an institution that files returns."""
    if not institution.is_home:
        return None
    return {"policy": policies.stored(institution.id)}


PANELS = (Panel("institution", "quality/_policy.html", policy_of_institution, 30),)
