"""Runs a piece of the program in a process of its own, with bounded memory and time.

What hostile bytes can do to a parser ends there: no exception, no crash and no hunger
for memory reaches the process that answers requests. The process is given everything on
its standard input and says everything on its standard output. It has ended and been
waited for when `run` returns, and what it may have written in its temporary folder is
gone with the folder. It is started anew and not forked, so that it holds no connection
of this one, whatever server that is.
"""

import os
import resource
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from types import ModuleType

# All that the process gets to know of the environment.
INHERITED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, seconds of processor time, seconds on the clock.

    `writes` is how large a file of its own may be; with 0 it can write none.
    """

    memory: int
    seconds: int
    wait: int
    writes: int = 0


class Stopped(RuntimeError):
    """The process did not come to its end."""


def run(script: ModuleType, request: bytes, limits: Limits, *, bare: bool = False) -> bytes:
    """What the script says to the request; a `bare` one knows the standard library only."""
    options = ["-I", "-S"] if bare else ["-I"]
    command = [sys.executable, *options, str(script.__file__)]
    with ExitStack() as stack:
        env = {name: os.environ[name] for name in INHERITED if name in os.environ}
        if limits.writes:
            env["TMPDIR"] = stack.enter_context(TemporaryDirectory(prefix="qosdiplom-"))
        return _answer(command, env, request, limits)


def _answer(command: list[str], env: dict[str, str], request: bytes, limits: Limits) -> bytes:
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, env=env) as process:
        try:
            _confine(process.pid, limits)
            said, _ = process.communicate(request, timeout=limits.wait)
        except (subprocess.TimeoutExpired, OSError) as wrong:
            raise Stopped from wrong
        finally:
            process.kill()
    if process.returncode:
        raise Stopped
    return said


def _confine(pid: int, limits: Limits) -> None:
    """Let the system end the process where it wants more. It reads nothing before this is set."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits.writes),
    ):
        resource.prlimit(pid, what, (most, most))
