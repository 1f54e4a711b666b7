"""Copies of a database, each served at an address of its own. A server that one test has done with serves the next one:
its database is filled anew, so that nothing is left of the last, and a start is spared."""

import atexit
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.support.served import ServedApplication
from tests.support.states import quick_folder

SETTINGS = {"RATELIMIT_ENABLED": "0", "WORKERS": "1"}
PROOFS = "proofs"
"""The folder of pictures beside the database."""
_free: list["Berth"] = []


class Berth:
    """A folder with a database and its pictures, and the server on them."""

    def __init__(self, **environment: str) -> None:
        self._open = ExitStack()
        self.folder = self._open.enter_context(quick_folder())
        self.file = self.folder / "copy.sqlite3"
        settings = {**SETTINGS, "PROOF_FOLDER": str(self.folder / PROOFS), **environment}
        self.server = ServedApplication(f"sqlite:///{self.file}", settings)
        self._open.callback(self.server.close)

    def fill(self, original: Path) -> None:
        """With a copy of the original, also while the server has the last one open."""
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(self.file)) as copy:
            source.backup(copy)
        for left in (self.folder / PROOFS).glob("*"):
            shutil.rmtree(left)

    def close(self) -> None:
        self._open.close()


@contextmanager
def berth(original: Path, **environment: str) -> Iterator[Berth]:
    """A served copy for the time of the block; with an environment of its own it is not used again."""
    found = _free.pop() if _free and not environment else Berth(**environment)
    try:
        found.fill(original)
        if not found.server.idle():
            found.server.start()
        yield found
    finally:
        if environment or not found.server.idle():
            found.close()
        else:
            _free.append(found)


@atexit.register
def close_berths() -> None:
    """At the end of a run: nobody comes any more."""
    while _free:
        _free.pop().close()
