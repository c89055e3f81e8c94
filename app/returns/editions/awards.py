"""The light collection in summer: graduates and the diplomas they hold, edition 2026.

It asks three sheets of the return and nothing else, so that most of it is filled in from
the register; what rests on a sheet that is not asked is not checked either.
"""

from dataclasses import replace

from app.kernel.workbook.declaration import Edition, Sheet
from app.kernel.workbook.text import Text
from app.returns.editions.e2026 import EDITION

# What can be said of these sheets alone.
CHECKED = ("S", "F1", "F3", "F6", "X103", "X113", "X114")
ASKED = ("1_INST", "3_PROG", "6_GRAD")


def _alone(sheet: Sheet) -> Sheet:
    """The sheet without drop-downs that offer the keys of sheets which are not asked."""
    columns = (
        column if column.refers_to in ASKED else replace(column, refers_to="")
        for column in sheet.columns
    )
    return replace(sheet, columns=tuple(columns))


AWARDS = Edition(
    code="2026-A",
    title=Text(
        "Бірлескен және қос дипломды бағдарламалар: түлектер мен дипломдар",
        "Совместные и двудипломные программы: выпускники и дипломы",
        "Joint and double-degree programmes: graduates and diplomas",
    ),
    issuer=EDITION.issuer,
    sheets=tuple(_alone(EDITION.sheet(name)) for name in ASKED),
    guide=EDITION.guide,
)
