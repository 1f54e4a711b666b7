"""The folder of signatures and photos: outside the web root, a file for each picture, named by the picture's id."""

import logging
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from flask import Flask, current_app

from core.transaction import on_undo
from distribution.proof_errors import PictureNotStored

log = logging.getLogger(__name__)
_FILE = ".picture"


class UnusableFolderError(RuntimeError):
    """PROOF_FOLDER cannot be used; the message says why and what to set."""


def init_app(app: Flask) -> None:
    """Make the folder and see that it can be written. Raises UnusableFolderError when it cannot, or when the web server
    would hand its files to everybody."""
    app.config.setdefault("PROOF_FOLDER", str(Path(app.root_path) / "instance" / "proofs"))
    folder = Path(app.config["PROOF_FOLDER"]).resolve()
    if app.static_folder and folder.is_relative_to(Path(app.static_folder).resolve()):
        raise UnusableFolderError(f"PROOF_FOLDER lies in the public folder: {folder}. Choose one outside of it.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFolderError(f"PROOF_FOLDER cannot be made: {folder}: {error.strerror}") from error
    _try_out(folder)
    app.config["PROOF_FOLDER"] = str(folder)


def _try_out(folder: Path) -> None:
    """Write a file, read it and remove it: rights alone do not tell of a full disk or one that is read only."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        _write(probe, b"probe")
        readable = probe.read_bytes() == b"probe"
        probe.unlink()
    except OSError as error:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
        raise UnusableFolderError(
            f"PROOF_FOLDER cannot be read and written: {folder}: {error.strerror}. "
            "Give the server's user the right and room on the disk."
        ) from error
    if not readable:
        raise UnusableFolderError(f"PROOF_FOLDER does not give back what is written to it: {folder}.")


def keep(picture_id: int, data: bytes) -> None:
    """Keep a picture's bytes within a transaction: when that is given up, the file goes too. Raises as `put`."""
    put(picture_id, data)
    on_undo(lambda: remove(picture_id))


def put(picture_id: int, data: bytes) -> None:
    """Keep a picture's bytes; when this returns they are on the disk. Raises PictureNotStored, and then nothing is."""
    path = _path(picture_id)
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _write(unfinished, data)
        unfinished.replace(path)
    except OSError as error:
        log.exception("picture %s was not stored in %s", picture_id, path.parent)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise PictureNotStored(reason=error.strerror or type(error).__name__) from error


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read(picture_id: int) -> bytes | None:
    """A picture's bytes, None when there is no file."""
    try:
        return _path(picture_id).read_bytes()
    except FileNotFoundError:
        return None


def remove(picture_id: int) -> None:
    """Remove a picture's file; no matter if it is gone already."""
    _path(picture_id).unlink(missing_ok=True)


def strays(known: Collection[int], *, older_than: float) -> Iterator[str]:
    """Names of files that belong to no picture and were written before a moment (seconds since 1970): what was left
    when a confirmation could not be recorded after its picture was."""
    names = {_path(picture_id).name for picture_id in known}
    for path in sorted(Path(current_app.config["PROOF_FOLDER"]).glob("*/*")):
        if path.name not in names and path.stat().st_mtime < older_than:
            yield f"{path.parent.name}/{path.name}"


def _path(picture_id: int) -> Path:
    name = f"{picture_id:016x}"
    return Path(current_app.config["PROOF_FOLDER"]) / name[-2:] / f"{name}{_FILE}"
