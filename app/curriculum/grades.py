"""What the letters of Kazakhstan's scale are worth: points and percent, with the source.

The intervals of A and FX and all points stand in the diploma supplement of Satbayev
University; the others follow in steps of five percent, as in the annex of Order 152.
"""

from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from app.curriculum.models import Grade

SOURCE = "Order 152, annex; diploma supplement of Satbayev University"


class Worth(NamedTuple):
    """Points of the average, and the percent of the traditional scale from … to."""

    points: Decimal
    least: int
    most: int


SCALE = MappingProxyType(
    {
        Grade.A: Worth(Decimal("4.0"), 95, 100),
        Grade.A_MINUS: Worth(Decimal("3.67"), 90, 94),
        Grade.B_PLUS: Worth(Decimal("3.33"), 85, 89),
        Grade.B: Worth(Decimal("3.0"), 80, 84),
        Grade.B_MINUS: Worth(Decimal("2.67"), 75, 79),
        Grade.C_PLUS: Worth(Decimal("2.33"), 70, 74),
        Grade.C: Worth(Decimal("2.0"), 65, 69),
        Grade.C_MINUS: Worth(Decimal("1.67"), 60, 64),
        Grade.D_PLUS: Worth(Decimal("1.33"), 55, 59),
        Grade.D: Worth(Decimal("1.0"), 50, 54),
        Grade.FX: Worth(Decimal("0.5"), 25, 49),
        Grade.F: Worth(Decimal("0"), 0, 24),
    }
)
