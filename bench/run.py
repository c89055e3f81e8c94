"""Takes in one large return beside its peers, in turns, and prints the ratios.

Started by `make bench`; see README.md beside this file.
"""

import os
import resource
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
ROWS, ROUNDS = int(os.environ.get("ROWS", "10000")), int(os.environ.get("ROUNDS", "5"))
PRODUCT = str(HERE.parent / ".venv" / "bin" / "python")
PEERS = str(HERE / ".venv" / "bin" / "python")
RUNS = {
    "ours": [PRODUCT, str(HERE / "ours.py")],
    "openpyxl": [PEERS, str(HERE / "peers.py"), "openpyxl"],
    "pandas": [PEERS, str(HERE / "peers.py"), "pandas"],
    "django-import-export": [PEERS, str(HERE / "peers.py"), "django"],
}


@dataclass
class Figures:
    """Seconds and MiB of each round."""

    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def once(command: list[str]) -> tuple[float, float]:
    """Seconds of the work and MiB at the peak."""
    measured = [sys.executable, __file__, "--measure", *command]
    done = subprocess.run(measured, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    words = done.stdout.split()
    seconds, beside, peak = (
        float(words[words.index(w) + 1]) for w in ("seconds", "beside", "peak")
    )
    return seconds, peak + beside


def measure(command: list[str]) -> None:
    """Run a command and print its peak; in a process of its own, so that no other peak counts."""
    done = subprocess.run(command, check=False)
    print(f"peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}")
    sys.exit(done.returncode)


def main() -> None:
    """Make the file, let all take turns, print the table."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "return.xlsx"
        subprocess.run([PRODUCT, str(HERE / "made.py"), str(file), str(ROWS)], check=True)
        print(f"{ROWS} rows of contingent, {file.stat().st_size / 2**20:.1f} MB, {ROUNDS} rounds")
        found = {name: Figures() for name in RUNS}
        for _ in range(ROUNDS):
            for name, command in RUNS.items():
                seconds, memory = once([*command, str(file)])
                found[name].seconds.append(seconds)
                found[name].memory.append(memory)
    table(found)


def table(found: dict[str, Figures]) -> None:
    """Medians, and the ratios round by round."""
    ours = found["ours"].seconds
    print(f"{'':22}{'seconds':>9}{'MiB':>8}   times as long as ours")
    for name, figures in found.items():
        ratios = [one / own for one, own in zip(figures.seconds, ours, strict=True)]
        ratio = f"{statistics.median(ratios):6.1f}  [{min(ratios):.1f}-{max(ratios):.1f}]"
        seconds, memory = statistics.median(figures.seconds), statistics.median(figures.memory)
        print(f"{name:22}{seconds:9.2f}{memory:8.0f}   {ratio if name != 'ours' else '   1.0'}")


if __name__ == "__main__":
    measure(sys.argv[2:]) if sys.argv[1:2] == ["--measure"] else main()
