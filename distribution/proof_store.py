"""The folder of signatures and photos: outside the web root, a file for each picture, named by the picture's id."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from flask import Flask, current_app

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
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise UnusableFolderError(
            f"PROOF_FOLDER cannot be read and written: {folder}. Give the server's user the right."
        )
    app.config["PROOF_FOLDER"] = str(folder)


def put(picture_id: int, data: bytes) -> None:
    """Keep a picture's bytes; when this returns they are on the disk."""
    path = _path(picture_id)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


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
