"""The application with its floors, served by granian as `make run` serves it: 2 workers with one blocking thread."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from bench.databases import ROOT, SECRET
from scripts.serve import granian_command

WORKERS = 2
START_SECONDS = 60


class Server:
    """A running server: its port and the memory of its processes."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self._process = process

    def peak_memory(self) -> int:
        """The largest peak of resident memory among its processes so far, in bytes."""
        return max(_peak(pid) for pid in _group(self._process.pid))


@contextmanager
def serve(database_url: str, log: Path) -> Iterator[Server]:
    """A started server on a database for the time of the block."""
    port = _free_port()
    command = [*granian_command("127.0.0.1", port, WORKERS)[:-1], "bench.served:app"]
    environment = {**os.environ, "DATABASE_URL": database_url, "SECRET_KEY": SECRET}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait(port, process, log)
        yield Server(port, process)
    finally:
        _end(process)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    opener = build_opener(ProxyHandler({}))
    while True:
        try:
            if opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200:
                return
        except (URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _group(leader: int) -> list[int]:
    """The process ids of a server: its parent process and its workers."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            found.append(int(folder.name))
    return found


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
