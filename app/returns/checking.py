"""What was found in a delivery, as problems again."""

import json

from app.returns.check import rules
from app.returns.models import Delivery
from app.returns.problems import Problem, retold


def problems_of(delivery: Delivery) -> list[Problem]:
    """What was found in a delivery when it came in. Needs its findings loaded."""
    known = rules()
    return [retold(known, one) for one in json.loads(delivery.findings)]
