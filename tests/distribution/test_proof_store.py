"""Files of proofs: never one without a row or a row without one, and every change of either named with its document."""

import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import create_app
from core.database import db
from core.security import limiter
from core.transaction import transaction
from distribution import proof_store
from distribution.proof_errors import PictureNotStored
from distribution.proof_models import ProofPicture
from distribution.queries_proofs import delivery_of_dispatch, number_of
from tests.distribution.flows import sent
from tests.distribution.proofs import checked, dispatch_of, picture, send, show, signed, unguarded
from tests.distribution.test_proof_folder import full_disk
from tests.distribution.test_proof_pages import confirm, live
from tests.factories import World
from tests.support.pictures import drawing, photo


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, so that files can be counted and the folder be taken away."""
    monkeypatch.setitem(app.config, "PROOF_FOLDER", str(tmp_path / "proofs"))
    (tmp_path / "proofs").mkdir()
    return tmp_path / "proofs"


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_disk_that_fills_while_a_picture_is_written_leaves_nothing_of_it(folder: Path) -> None:
    with full_disk(), pytest.raises(PictureNotStored) as refused:
        proof_store.put(7, photo())
    assert (refused.value.fields["reason"], files(folder)) == ("File too large", [])


def test_a_phones_picture_that_cannot_be_written_leaves_no_row_and_is_told_to_come_again(
    world: World, folder: Path
) -> None:
    delivery_id, use_key, client = live(world)
    shutil.rmtree(folder)
    told = send(client, use_key, "photo", photo())
    assert (told.status_code, told.json["code"]) == (503, "picture-not-stored")
    assert "No such file or directory" in told.json["detail"]
    assert (db.session.execute(select(ProofPicture.id)).all(), len(checked(delivery_id).seals)) == ([], 1)
    folder.mkdir()
    assert send(client, use_key, "photo", photo()).status_code == 200
    assert len(checked(delivery_id).pictures) == 1


def test_a_delivery_is_confirmed_on_the_page_when_its_pictures_cannot_be_written(world: World, folder: Path) -> None:
    dispatch_id = sent(world, world.batch())
    shutil.rmtree(folder)
    answer = confirm(world, dispatch_id, data=photo(), drawn=drawing())
    assert answer.text.count("could not be kept; the delivery is recorded") == 2
    row = delivery_of_dispatch(dispatch_id)
    assert row is not None
    assert (checked(row.id).pictures, checked(row.id).findings) == ((), ())


def test_a_confirmation_that_is_given_up_leaves_no_file(world: World, folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        proof_store.keep(7, photo())
        assert len(files(folder)) == 1
        _ = 1 / 0
    assert files(folder) == []


def test_a_refused_confirmation_with_pictures_leaves_neither_row_nor_file(world: World, folder: Path) -> None:
    dispatch_id = sent(world, world.batch())
    form = {"signature": "data:image/png;base64," + b64encode(drawing()).decode(), "paper_number": ""}
    refused = world.client("staff").post(f"/dispatches/{dispatch_id}/deliver", data={**form, "how": "all"})
    assert refused.status_code in (403, 409)
    assert (db.session.execute(select(ProofPicture.id)).all(), files(folder)) == ([], [])


def changed(one: int, _other: int) -> None:
    proof_store.put(picture(one, "photo").id, photo(500))


def swapped(one: int, other: int) -> None:
    photos = [(picture(each, "photo").id, proof_store.read(picture(each, "photo").id)) for each in (one, other)]
    for (picture_id, _own), (_id, theirs) in zip(photos, photos[::-1], strict=True):
        proof_store.put(picture_id, theirs or b"")


def removed(one: int, _other: int) -> None:
    proof_store.remove(picture(one, "photo").id)


def altered(one: int, _other: int) -> None:
    db.session.remove()
    with unguarded() as connection:
        connection.execute(text("UPDATE delivery SET signed_by = 'Somebody else' WHERE id = :id"), {"id": one})


@pytest.mark.parametrize(
    ("done", "told", "both"),
    [
        (changed, "The file of the photo was changed", False),
        (swapped, "The file of the photo was changed", True),
        (removed, "The file of the photo is missing", False),
        (altered, "The signer was changed: sealed “Village committee”, now “Somebody else”", False),
    ],
)
def test_the_command_says_which_document_differs_and_how(world: World, done: Any, told: str, both: bool) -> None:
    one, other = signed(world), signed(world, wide=520)
    numbers = [number_of(dispatch_of(each)) for each in (one, other)]
    done(one, other)
    result = world.app.test_cli_runner().invoke(args=["deliveries", "verify"])
    named = [f"dispatch {number}, delivery {id_}: {told}" for number, id_ in zip(numbers, (one, other), strict=True)]
    assert [line in result.output.splitlines() for line in named] == [True, both]
    assert (result.exit_code, "differences in 2 deliveries" in result.output) == (1, True)


def test_a_photo_of_a_confirmation_that_was_taken_back_is_public_no_more(world: World) -> None:
    delivery_id = signed(world)
    token = show(world, delivery_id)
    assert world.client().get(f"/photos/{token}").status_code == 200
    address = f"/dispatches/{dispatch_of(delivery_id)}/delivery/reversal"
    assert world.client("manager").post(address, data={"reason": "wrong village"}).status_code == 302
    assert world.client().get(f"/photos/{token}").status_code == 404
    assert world.app.test_cli_runner().invoke(args=["deliveries", "verify"]).output.startswith("OK ")


def test_photos_are_looked_up_at_a_bounded_rate_by_who_is_not_signed_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)  # put back afterwards: the limiter is one for all
    token = show(world, signed(world))
    strict = create_app({**world.app.config, "RATELIMIT_ENABLED": True, "TRACE_RATE": "3 per minute"})
    anybody = strict.test_client()
    assert [anybody.get(f"/photos/{token}").status_code for _time in range(4)] == [200, 200, 200, 429]
    assert anybody.get(f"/photos/{'a' * 32}").status_code == 429
    with strict.app_context():
        db.engine.dispose()  # the next test puts another file in the place of its database
