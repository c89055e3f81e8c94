"""Writes the workbook of the benchmark: FILE ROWS."""

import json
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.kernel.workbook.samples import sample_rows  # noqa: E402
from app.kernel.workbook.stamp import Stamp  # noqa: E402
from app.kernel.workbook.text import Text  # noqa: E402
from app.kernel.workbook.writer import write  # noqa: E402
from app.returns.editions import CURRENT  # noqa: E402

raw = json.loads((ROOT / "seed/reference/code_lists.json").read_text("utf-8"))
codes = {name: {code: Text(**t) for code, t in found.items()} for name, found in raw.items()}
stamp = Stamp("QD-01", "Қаратау университеті", "2025-2026", date(2025, 10, 1))
count = int(sys.argv[2])
rows = sample_rows(CURRENT, codes, 60)
rows["4_CONT"] = [
    row | {"prog_id": f"P{n // 50:04}", "n": 1 + n % 40}
    for n, row in enumerate((rows["4_CONT"] * (count // 60 + 1))[:count])
]
Path(sys.argv[1]).write_bytes(write(CURRENT, rows, stamp, "ru", codes))
