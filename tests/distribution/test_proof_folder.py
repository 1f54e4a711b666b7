"""The folder of proofs at start: refused by name where it cannot serve."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from distribution import proof_store
from tests.conftest import SETTINGS


@contextmanager
def full_disk() -> Iterator[None]:
    """The system refuses to write another byte into any file, as it does when a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def started(folder: Path, public: Path) -> None:
    app = Flask("proofs", root_path=str(public.parent), static_folder=str(public))
    app.config["PROOF_FOLDER"] = str(folder)
    proof_store.init_app(app)


def test_a_missing_folder_is_made_for_the_server_alone_and_left_empty(tmp_path: Path) -> None:
    started(tmp_path / "new" / "proofs", tmp_path / "static")
    made = tmp_path / "new" / "proofs"
    assert (made.stat().st_mode & 0o777, list(made.iterdir())) == (0o700, [])


@pytest.mark.parametrize("below", ["static", "static/proofs", "static/../static/img"])
def test_a_folder_that_the_web_server_hands_out_is_refused_at_start(tmp_path: Path, below: str) -> None:
    with pytest.raises(proof_store.UnusableFolderError, match="lies in the public folder"):
        started(tmp_path / below, tmp_path / "static")


def test_a_link_into_the_public_folder_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "static" / "proofs").mkdir(parents=True)
    (tmp_path / "proofs-link").symlink_to(tmp_path / "static" / "proofs")
    with pytest.raises(proof_store.UnusableFolderError, match="lies in the public folder"):
        started(tmp_path / "proofs-link", tmp_path / "static")


def test_a_folder_that_cannot_be_made_is_refused_at_start_with_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(proof_store.UnusableFolderError, match=r"cannot be made: .*file/proofs: Not a directory"):
        started(tmp_path / "file" / "proofs", tmp_path / "static")


def test_a_folder_that_cannot_be_written_is_refused_at_start_with_why(tmp_path: Path) -> None:
    with full_disk(), pytest.raises(proof_store.UnusableFolderError, match=r"cannot be read and written: .*too large"):
        started(tmp_path / "new proofs", tmp_path / "static")
    assert list((tmp_path / "new proofs").iterdir()) == []


def test_the_application_itself_does_not_start_with_such_a_folder(tmp_path: Path) -> None:
    settings = {**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(proof_store.UnusableFolderError):
        create_app({**settings, "PROOF_FOLDER": str(tmp_path / "file")})
