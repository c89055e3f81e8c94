"""Settings of the server under test: it stops when whoever started it is gone."""

import os
import signal
import sys
import threading
from typing import Any

workers = 1
threads = 4
worker_tmp_dir = "/tmp"
loglevel = "warning"


def when_ready(_server: Any) -> None:
    """Watch the pipe to the parent, which closes however the parent ends."""
    threading.Thread(target=_stop_at_the_end, daemon=True).start()


def _stop_at_the_end() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
