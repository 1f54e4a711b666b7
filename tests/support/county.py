"""The demo county in a file, made once for all processes of a run."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from argon2 import PasswordHasher

from operations.demo_teller import PASSWORD
from tests.support.served import ROOT


def demo_county(folder: Path) -> Path:
    """The database that `make run` prepares, made in `folder` by whoever asks first; for copying, never for writing."""
    file = folder / "county.sqlite3"
    with (folder / "county.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            making = folder / "making.sqlite3"
            _prepare(making)
            _lighten(making)
            making.rename(file)
    return file


def _prepare(file: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "EVERNORMAL_DEMO": "1"}
    command = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def _lighten(file: Path) -> None:
    """The same passwords, in hashes that take the least work: they say themselves how much they take, and the tests
    sign in a hundred times."""
    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE account SET password_hash = ? WHERE password_hash <> ''", (light,))
