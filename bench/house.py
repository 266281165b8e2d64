"""A site that runs on a data folder of its own, and is started, killed and starved as often as wanted."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.site.running import ROOT, RunningSite, children_of, free_port, is_running, subprocess_environment


class House:
    """One data folder, and the site that runs on it, always on the same port."""

    def __init__(self, data_dir: Path):
        self.data_dir, self.port = data_dir, free_port()
        self.log: list[str] = []
        self.site: RunningSite | None = None

    def start(self, email_url: str = "") -> None:
        self.site = RunningSite(
            self.data_dir, self.port, EMAIL_URL=email_url, SITE_URL="", DEBUG="", TRUSTED_PROXIES="1"
        )
        self.site.wait_for("Ctrl-C stops everything.")

    def processes(self) -> list[int]:
        return [self.site.process.pid, *children_of(self.site.process.pid)]

    def kill(self) -> None:
        """SIGKILL to every process at once, as when the power goes."""
        pids = self.processes()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(is_running(pid) for pid in pids[1:]):
            time.sleep(0.01)
        self.end()

    def end(self) -> None:
        if self.site is None:
            return
        if self.site.process.poll() is None:
            self.site.end()
        self.log += self.site.rest()
        self.site.process.stdout.close()
        self.site = None

    def stored(self) -> dict:
        """What `stored.py` reports."""
        surroundings = subprocess_environment(DATA_DIR=str(self.data_dir))
        command = [sys.executable, str(ROOT / "bench" / "stored.py")]
        return json.loads(subprocess.run(command, env=surroundings, check=True, capture_output=True, text=True).stdout)

    def limit_files(self, most: int) -> None:
        """No process of the site may make any file larger than so many bytes."""
        for pid in self.processes():
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
