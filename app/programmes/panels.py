"""What programmes add to an agreement's page: their list."""

from collections.abc import Mapping
from typing import Any

from app.agreements.models import Agreement, Kind
from app.kernel.features import Panel
from app.kernel.web.guard import may
from app.programmes import picture, queries


def of_agreement(agreement: Agreement) -> Mapping[str, Any] | None:
    """The programmes under an agreement; nothing under a bare memorandum."""
    programmes = queries.of_agreement(agreement.id)
    can_add = agreement.kind is not Kind.MEMORANDUM and may("programme.register", agreement)
    if not programmes and not can_add:
        return None
    return {"rows": [(one, picture.path(one)) for one in programmes], "can_add": can_add}


PANELS = (Panel("agreement", "programmes/_of_agreement.html", of_agreement, order=20),)
