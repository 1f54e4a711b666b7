"""Signing on the page, the pictures behind their rights, the public photo, the phone's upload, and the command."""

from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest

from distribution import proof_store
from distribution.proof_values import ProofState
from distribution.queries_proofs import delivery_of_dispatch
from tests.distribution.flows import line_ids, sent
from tests.distribution.proofs import DEVICE, checked, dispatch_of, erase, picture, send, show, signed
from tests.factories import World, key
from tests.support.pictures import drawing, photo


def confirm(
    world: World, dispatch_id: int, *, data: bytes | None = None, drawn: bytes | None = None, **more: Any
) -> Any:
    form: dict[str, Any] = {"signed_by": "Village committee", "how": "all", "idempotency_key": key(), **more}
    if drawn is not None:
        form["signature"] = "data:image/png;base64," + b64encode(drawn).decode()
    if data is not None:
        form["photo"] = (BytesIO(data), "IMG_1.jpg")
    return world.client("village").post(
        f"/dispatches/{dispatch_id}/deliver", data=form, follow_redirects=True, content_type="multipart/form-data"
    )


def delivery_of(world: World, dispatch_id: int) -> int:
    row = delivery_of_dispatch(dispatch_id)
    assert row is not None
    return int(row.id)


def test_a_village_signs_and_photographs_a_shortage_on_the_page(world: World) -> None:
    dispatch_id = sent(world, world.batch())
    (line,) = line_ids(dispatch_id)
    figures = {"dispatch_line_id": line, "delivered": 8, "short": 2, "reason": "two short"}
    answer = confirm(
        world, dispatch_id, data=photo(), drawn=drawing(), **{f"lines-0-{name}": str(v) for name, v in figures.items()}
    )
    proof = checked(delivery_of(world, dispatch_id))
    assert (answer.status_code, proof.state, len(proof.pictures)) == (200, ProofState.UNCHANGED, 2)
    assert proof.short in answer.text
    assert "Village committee · drawn signature" in answer.text


@pytest.mark.parametrize("data", [b"not a picture", photo() + bytes(3_000_000)])
def test_a_bad_photo_never_loses_the_delivery(world: World, data: bytes) -> None:
    dispatch_id = sent(world, world.batch())
    answer = confirm(world, dispatch_id, data=data, drawn=drawing())
    assert "The photo could not be kept; the delivery is recorded" in answer.text
    assert [each.kind.value for each in checked(delivery_of(world, dispatch_id)).pictures] == ["signature"]


def test_who_confirmed_adds_the_photo_afterwards_once(world: World) -> None:
    delivery_id, _key, client = live(world)
    address = f"/dispatches/{dispatch_of(delivery_id)}/proof"
    assert "Add what is missing" in client.get(address).text
    assert "Add what is missing" not in world.client("staff").get(address).text
    for expected in (302, 409):
        sent_again = {"photo": (BytesIO(photo(300 + expected)), "a.jpg")}
        assert client.post(address, data=sent_again, content_type="multipart/form-data").status_code == expected
    assert [seal.cause for seal in checked(delivery_id).seals] == ["confirmed", "photo"]


def test_the_page_says_exactly_what_was_changed(world: World) -> None:
    delivery_id = signed(world)
    proof_store.remove(picture(delivery_id, "photo").id)
    text = world.client("auditor").get(f"/dispatches/{dispatch_of(delivery_id)}/proof").text
    assert "Changed since it was confirmed" in text
    assert "The file of the photo is missing" in text


def test_pictures_are_served_to_nobody_to_keep(world: World) -> None:
    answer = world.client("staff").get(f"/proofs/{picture(signed(world), 'photo').id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("village", 200), ("staff_nantian", 404), (None, 302)])
def test_pictures_are_for_people_at_either_end(world: World, who: str | None, status: int) -> None:
    picture_id = picture(signed(world), "signature").id
    assert world.client(who).get(f"/proofs/{picture_id}").status_code == status


def test_the_proof_page_is_not_there_for_other_townships(world: World) -> None:
    dispatch_id = dispatch_of(signed(world))
    assert world.client("staff_nantian").get(f"/dispatches/{dispatch_id}/proof").status_code == 404


def test_an_erased_picture_says_when_and_by_whom(world: World) -> None:
    delivery_id = signed(world)
    address = f"/proofs/{picture(delivery_id, 'photo').id}"
    manager = world.client("manager")
    assert manager.post(f"{address}/erase", data={"reason": ""}).status_code == 422
    told = manager.post(f"{address}/erase", data={"reason": "a child is in it"}, follow_redirects=True).text
    assert "erased on" in told
    assert "by Manager" in told
    assert manager.get(address).status_code == 409


def test_the_trace_shows_a_photo_only_while_a_manager_says_so(world: World) -> None:
    batch = world.batch()
    dispatch_id = sent(world, batch)
    confirm(world, dispatch_id, data=photo(), drawn=drawing())
    delivery_id, public = delivery_of(world, dispatch_id), world.client()
    assert "/photos/" not in public.get(f"/trace/{batch.code}").text
    token = show(world, delivery_id)
    page = public.get(f"/trace/{batch.code}").text
    assert (f"/photos/{token}" in page, "Photo of the delivery at Village store" in page) == (True, True)
    assert public.get(f"/photos/{token}").mimetype == "image/jpeg"
    erase(world, delivery_id)
    assert public.get(f"/photos/{token}").status_code == 404
    assert "/photos/" not in public.get(f"/trace/{batch.code}").text


def test_a_guessed_photo_is_not_found(world: World) -> None:
    signed(world)
    assert world.client().get(f"/photos/{'a' * 32}").status_code == 404


def test_the_papers_say_who_signed_with_the_short_hash(world: World) -> None:
    delivery_id = signed(world)
    slip = world.client("staff").get(f"/dispatches/{dispatch_of(delivery_id)}/waybill").text
    assert ("Village committee · drawn signature" in slip, checked(delivery_id).short in slip) == (True, True)


def live(world: World, *, who: str = "village") -> tuple[int, str, Any]:
    """A delivery confirmed now through the API, its key, and the client."""
    dispatch_id, use_key, client = sent(world, world.batch()), key(), world.client(who)
    answer = client.post(
        f"/api/v1/dispatches/{dispatch_id}/delivery", json={"signed_by": "Li"}, headers={"Idempotency-Key": use_key}
    )
    assert answer.status_code == 201, answer.text
    return int(answer.json["delivery_id"]), use_key, client


def test_the_phones_pictures_are_bound_when_they_come(world: World) -> None:
    delivery_id, use_key, client = live(world)
    for kind, data in (("signature", drawing()), ("photo", photo())):
        told = send(client, use_key, kind, data)
        assert (told.status_code, told.json["again"]) == (200, False), told.text
    proof = checked(delivery_id)
    assert (proof.state, len(proof.pictures), proof.digest) == (ProofState.UNCHANGED, 2, told.json["proof"])


def test_the_phones_picture_twice_is_there_once(world: World) -> None:
    delivery_id, use_key, client = live(world)
    first, second = (send(client, use_key, "photo", photo()) for _ in range(2))
    assert (first.json["again"], second.json["again"]) == (False, True)
    assert first.json["picture_id"] == second.json["picture_id"]
    assert len(checked(delivery_id).pictures) == 1


@pytest.mark.parametrize(
    ("kind", "data", "more", "status", "code"),
    [
        ("photo", b"GIF89a", {}, 422, "not-a-picture"),
        ("signature", drawing(empty=True), {}, 422, "drawing-empty"),
        ("signature", photo(), {}, 422, "not-a-picture"),
        ("photo", photo(), {"digest": sha256(b"other").hexdigest()}, 422, "digest-mismatch"),
    ],
)
def test_a_refused_upload_is_named(
    world: World, kind: str, data: bytes, more: dict[str, str], status: int, code: str
) -> None:
    _delivery_id, use_key, client = live(world)
    told = send(client, use_key, kind, data, **more)
    assert (told.status_code, told.json["code"]) == (status, code)


def test_an_upload_before_its_delivery_is_told_to_wait(world: World) -> None:
    told = send(world.client("village"), key(), "photo", photo())
    assert (told.status_code, told.json["code"]) == (409, "delivery-not-yet")


def test_somebody_elses_upload_is_refused(world: World) -> None:
    delivery_id, use_key, _client = live(world)
    told = send(world.client("recipient"), use_key, "photo", photo(), dispatch_id=str(dispatch_of(delivery_id)))
    assert (told.status_code, told.json["code"]) == (403, "not-the-confirmer")


def test_the_api_says_what_was_sealed(world: World) -> None:
    delivery_id = signed(world)
    told = world.client("auditor").get(f"/api/v1/dispatches/{dispatch_of(delivery_id)}/proof").json
    assert (told["state"], told["device"], told["findings"]) == ("unchanged", DEVICE, [])
    assert sha256(told["seals"][0]["document"].encode()).hexdigest() == told["sha256"]


def test_the_command_names_what_changed_and_fails(world: World) -> None:
    good, bad = signed(world), signed(world)
    runner = world.app.test_cli_runner()
    assert runner.invoke(args=["deliveries", "verify"]).output.startswith("OK 2 deliveries, 4 pictures")
    proof_store.put(picture(bad, "photo").id, b"other")
    done = runner.invoke(args=["deliveries", "verify"])
    assert (done.exit_code, f"delivery {bad}:" in done.output, f"delivery {good}:" in done.output) == (1, True, False)
    assert "The file of the photo was changed" in done.output
