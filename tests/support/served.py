"""The application served for real: scripts/serve.py in processes of its own, reached over HTTP."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 15


class ServedApplication:
    """One server at an address of its own, which stays the same when it is started again."""

    def __init__(self, database_url: str, environment: dict[str, str] | None = None) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = Path(tempfile.mkstemp(prefix="evn-served-", suffix=".log")[1])
        settings = {"DATABASE_URL": database_url, "PORT": str(self.port), "HOST": "127.0.0.1", "PUBLIC_URL": self.url}
        self._environment = {**os.environ, "EVERNORMAL_DEMO": "1", **settings, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self.root = ROOT
        """Where its program is; another version of it may be put in its place before it is started again."""

    def start(self) -> None:
        """Start it and wait until /healthz answers 200; raises RuntimeError with the server's log when it does not."""
        command = [sys.executable, str(self.root / "scripts" / "serve.py")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.root, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._healthy():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"The served application did not start:\n{self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as an operator would (SIGTERM), and wait until it is gone."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=STOP_SECONDS)

    def kill(self) -> None:
        """Kill all of its processes at once (SIGKILL), workers too: they would outlive their parent."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=STOP_SECONDS)
            _wait_until_free(self.port)

    def idle(self) -> bool:
        """Whether it runs as it was made and is done with what it was asked: a worker does one thing at a time."""
        return self.root == ROOT and self._process is not None and self._process.poll() is None and self._healthy()

    def log(self) -> str:
        """What the server wrote so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Stop it and remove its log."""
        try:
            self.stop()
        finally:
            self.kill()
            self._log.unlink(missing_ok=True)

    def requests(self) -> list[str]:
        """The addresses that were asked of it, by its own access log (GRANIAN_LOG_ACCESS_ENABLED)."""
        asked = re.findall(r'"[A-Z]+ (\S+) HTTP/', self.log())
        return [address for address in asked if address != "/healthz"]

    def _healthy(self) -> bool:
        try:
            with build_opener(ProxyHandler({})).open(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


@contextmanager
def served_application(database_url: str, **environment: str) -> Iterator[ServedApplication]:
    """A started server on a migrated database for the time of the block; further words are its environment."""
    server = ServedApplication(database_url, environment)
    try:
        server.start()
        yield server
    finally:
        server.close()


def _wait_until_free(port: int) -> None:
    """Return once nobody listens there any more: the killed workers let go of it a moment after their parent."""
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"Port {port} is still taken {STOP_SECONDS} seconds after the server was killed")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
