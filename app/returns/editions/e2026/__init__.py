"""The annual return, edition 2026: eight sheets.

Each module declares one sheet: its columns in order, with titles and notes in
Kazakh, Russian and English. To add a column, add a `Column` where it belongs.
"""

from app.kernel.workbook.declaration import Edition
from app.kernel.workbook.text import Text
from app.returns.editions.e2026.agreements import AGREEMENTS
from app.returns.editions.e2026.contingent import CONTINGENT
from app.returns.editions.e2026.graduates import GRADUATES
from app.returns.editions.e2026.guide import GUIDE
from app.returns.editions.e2026.institution import INSTITUTION
from app.returns.editions.e2026.mobility import MOBILITY
from app.returns.editions.e2026.movement import MOVEMENT
from app.returns.editions.e2026.programmes import PROGRAMMES
from app.returns.editions.e2026.quality import QUALITY

EDITION = Edition(
    code="2026",
    title=Text(
        "Бірлескен және қос дипломды бағдарламалар: жылдық есеп",
        "Совместные и двудипломные программы: годовой отчет",
        "Joint and double-degree programmes: annual return",
    ),
    issuer=Text(
        "Жоғары білім беруді дамытудың ұлттық орталығы (ЖББДҰО)",
        "Национальный центр развития высшего образования (НЦРВО)",
        "National Center for Higher Education Development (NCHED)",
    ),
    sheets=(
        INSTITUTION,
        AGREEMENTS,
        PROGRAMMES,
        CONTINGENT,
        MOVEMENT,
        GRADUATES,
        MOBILITY,
        QUALITY,
    ),
    guide=GUIDE,
)
