"""Takes a workbook in as the product does: FILE. The code lists come from a database in memory."""

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402
from app.kernel.codes import Label  # noqa: E402
from app.kernel.workbook import parsing  # noqa: E402
from app.kernel.workbook.reader import machine_names  # noqa: E402
from app.returns.editions import CURRENT  # noqa: E402
from app.returns.intake import take  # noqa: E402

app = create_app()
raw = json.loads((ROOT / "seed/reference/code_lists.json").read_text("utf-8"))
app.extensions["codes"] = {
    name: {code: Label(**t) for code, t in found.items()} for name, found in raw.items()
}
with app.app_context():
    began = time.perf_counter()
    taken = take(Path(sys.argv[1]).read_bytes())
    seconds = time.perf_counter() - began
assert taken.dataset
assert not taken.problems
# The peak of the reading process, read where it is its own: another run of it says so.
WATCHED = """
import re, runpy, sys
runpy.run_path(sys.argv[1], run_name="__main__")
status = open("/proc/self/status").read()
sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
"""
request = json.dumps({"names": sorted(machine_names(CURRENT))}).encode() + b"\n"
done = subprocess.run(
    [sys.executable, "-I", "-S", "-c", WATCHED, str(parsing.__file__)],
    input=request + Path(sys.argv[1]).read_bytes(),
    capture_output=True,
    check=True,
)
peak = int(done.stderr) / 1024
print(f"{len(taken.dataset.rows('4_CONT'))} rows: seconds {seconds} beside {peak}")
