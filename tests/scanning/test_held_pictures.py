"""Pictures of a delivery that a manager has to settle: they wait beside it, and belong to what results."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, select

from accounts.models import AccountGrant
from core.database import db
from core.transaction import transaction
from distribution import proof_held, proof_store
from distribution.proof_models import HeldPicture
from distribution.proof_values import ProofState
from distribution.queries_proofs import delivery_of_dispatch
from scanning.models import PhoneDevice
from tests.distribution.flows import load, pick, sent
from tests.distribution.proofs import DEVICE, checked, send
from tests.factories import World
from tests.scanning.phones import Phone
from tests.support.pictures import SECRETS, drawing, photo

BOTH = (("signature", drawing()), ("photo", photo()))


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, so that files can be counted."""
    monkeypatch.setitem(app.config, "PROOF_FOLDER", str(tmp_path))


class Signing:
    """A village's phone that confirms an arrival with both pictures."""

    def __init__(self, world: World, dispatch_id: int) -> None:
        self.world, self.dispatch_id = world, dispatch_id
        self.phone = Phone(world, "village", site="village")
        self.device_key = self.phone.get().json["device_key"]
        self.action = self.phone.act("deliver", dispatch_id=dispatch_id, signed_by="Li", lines=None)
        self.key = self.action["key"]

    def send_action(self) -> str:
        return str(self.phone.one(self.action)["outcome"])

    def send_pictures(self) -> list[Any]:
        more = {"device": self.phone.uid, "dispatch_id": str(self.dispatch_id)}
        return [send(self.phone.client, self.key, kind, data, **more) for kind, data in BOTH]

    def leave_action(self) -> int:
        body = {"device": self.phone.uid, "device_key": self.device_key, "sent_at": "2026-11-20T08:00:00Z"}
        left = self.world.client().post("/api/v1/phone/deposit", json={**body, "actions": [self.action]})
        return int(left.json["stored"])

    def leave(self, kind: str, data: bytes, *, device_key: str = "") -> Any:
        body = {"device": self.phone.uid, "device_key": device_key or self.device_key, "key": self.key, "kind": kind}
        path = "/api/v1/phone/deposit/pictures"
        return self.world.client().post(path, json={**body, "content": b64encode(data).decode()})

    def end(self) -> None:
        """The administrator ends the phone's access."""
        device = db.session.execute(select(PhoneDevice.id)).scalar_one()
        person = self.world.actors["village"].id
        assert self.world.client("admin").post(f"/people/{person}/phones/{device}/end").status_code == 302

    def settle(self, kind: str = "retry") -> None:
        manager = self.world.client("manager")
        tabs = [manager.get(f"/api/v1/conflicts?tab={tab}").json["rows"] for tab in ("open", "held", "refused")]
        (entry,) = [row["id"] for rows in tabs for row in rows]
        page = manager.post(f"/conflicts/{entry}", data={"kind": kind, "reason": "the driver says so"})
        assert page.status_code == 302, page.text

    @property
    def proof(self) -> Any:
        row = delivery_of_dispatch(self.dispatch_id)
        return checked(row.id) if row else None


def held() -> int:
    return len(db.session.execute(select(HeldPicture.id)).all())


def files() -> int:
    return sum(1 for _file in proof_store.strays([], older_than=9e12))


def early(world: World) -> Signing:
    """Confirmed on the phone while the sender's own record of the loading had not come yet."""
    return Signing(world, pick(world, world.batch()))


def leave_the_site(signing: Signing) -> None:
    """The loading is recorded after all."""
    load(signing.world, signing.dispatch_id)


def verified(world: World) -> str:
    return str(world.app.test_cli_runner().invoke(args=["deliveries", "verify"]).output)


def test_pictures_of_a_conflict_wait_and_are_bound_when_a_manager_settles_it(world: World) -> None:
    signing = early(world)
    assert signing.send_action() == "conflict"
    assert [answer.json["delivery_id"] for answer in signing.send_pictures()] == [None, None]
    assert (held(), verified(world)[:2]) == (2, "OK")
    leave_the_site(signing)
    signing.settle()
    proof = signing.proof
    assert (proof.state, proof.device, len(proof.pictures), held()) == (ProofState.UNCHANGED, signing.phone.uid, 2, 0)
    assert [seal.cause for seal in proof.seals] == ["confirmed"]
    assert verified(world).startswith("OK 1 deliveries, 2 pictures")


def test_pictures_that_come_after_the_settling_are_bound_too(world: World) -> None:
    signing = early(world)
    signing.send_action()
    leave_the_site(signing)
    signing.settle()
    assert [answer.status_code for answer in signing.send_pictures()] == [200, 200]
    assert (signing.proof.state, len(signing.proof.pictures), held()) == (ProofState.UNCHANGED, 2, 0)


def test_pictures_of_a_confirmation_that_is_closed_are_removed_and_later_ones_refused(world: World) -> None:
    signing = early(world)
    signing.send_action()
    signing.send_pictures()
    before = files()
    signing.settle("close")
    assert (held(), before - files()) == (0, 2)
    assert {answer.json["code"] for answer in signing.send_pictures()} == {"closed-without-delivery"}


def test_pictures_of_a_confirmation_that_its_sender_takes_back_are_removed(world: World) -> None:
    signing = early(world)
    signing.send_action()
    signing.send_pictures()
    undo = {**signing.phone.act("undo"), "data": {"key": signing.key, "reason": "wrong"}}
    assert signing.phone.one(undo)["outcome"] == "done"
    assert (held(), files()) == (0, 0)


def test_a_failed_settling_keeps_what_waits(world: World) -> None:
    signing = early(world)
    signing.send_action()
    signing.send_pictures()
    manager = world.client("manager")
    entry = manager.get("/api/v1/conflicts").json["rows"][0]["id"]
    assert manager.post(f"/conflicts/{entry}", data={"kind": "retry", "reason": "now"}).status_code == 409
    assert (held(), files()) == (2, 2)


def test_the_pictures_of_an_ended_phone_are_left_beside_its_action_and_bound_by_the_manager(world: World) -> None:
    signing = Signing(world, sent(world, world.batch()))
    signing.end()
    assert {answer.json["code"] for answer in signing.send_pictures()} == {"access-ended"}
    assert signing.leave("photo", photo()).json["code"] == "delivery-not-yet"
    assert signing.leave_action() == 1
    assert [signing.leave(kind, data).json["again"] for kind, data in (*BOTH, *BOTH)] == [False, False, True, True]
    assert signing.proof is None
    signing.settle()
    assert (signing.proof.state, len(signing.proof.pictures)) == (ProofState.UNCHANGED, 2)


def test_a_picture_whose_delivery_was_confirmed_before_the_access_ended_reaches_it(world: World) -> None:
    signing = Signing(world, sent(world, world.batch()))
    assert signing.send_action() == "done"
    signing.end()
    assert [signing.leave(kind, data).status_code for kind, data in BOTH] == [200, 200]
    assert (signing.proof.state, len(signing.proof.pictures), held()) == (ProofState.UNCHANGED, 2, 0)


def test_who_lost_the_right_still_brings_the_pictures_of_what_is_refused(world: World) -> None:
    signing = Signing(world, sent(world, world.batch()))
    with transaction():
        db.session.execute(delete(AccountGrant).where(AccountGrant.account_id == world.actors["village"].id))
    assert signing.send_action() == "refused"
    assert [answer.status_code for answer in signing.send_pictures()] == [200, 200]
    signing.settle()
    assert len(signing.proof.pictures) == 2


def test_what_is_left_is_checked_and_stripped_as_every_picture(world: World) -> None:
    signing = Signing(world, sent(world, world.batch()))
    signing.end()
    signing.leave_action()
    for kind, data, code in (
        ("photo", b"GIF89a", "not-a-picture"),
        ("photo", photo() + bytes(3_000_500 - len(photo())), "picture-too-large"),
        ("signature", drawing(empty=True), "drawing-empty"),
    ):
        assert signing.leave(kind, data).json["code"] == code
    assert signing.leave("photo", photo(2400, 1800)).status_code == 200
    ((picture_id, width),) = db.session.execute(select(HeldPicture.id, HeldPicture.width)).all()
    kept = proof_store.read(picture_id) or b""
    assert (width, [secret for secret in SECRETS if secret in kept]) == (1600, [])
    assert Image.open(BytesIO(kept)).getexif().get_ifd(0x8825) == {}


def test_nothing_is_left_without_the_phones_own_key(world: World) -> None:
    signing = Signing(world, sent(world, world.batch()))
    signing.end()
    signing.leave_action()
    assert signing.leave("photo", photo(), device_key="guessed-guessed").status_code == 404
    assert (held(), files()) == (0, 0)


def test_what_waits_is_one_of_a_kind_and_bounded_in_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    signing = early(world)
    signing.send_action()
    monkeypatch.setattr(proof_held, "MOST_HELD", 1)
    first, second = signing.send_pictures()
    assert (first.status_code, second.status_code, second.json["code"]) == (200, 409, "too-many-pictures-wait")
    other = send(signing.phone.client, signing.key, "signature", drawing(width=500), device=DEVICE)
    assert (other.json["code"], held(), files()) == ("picture-exists", 1, 1)


def test_what_waits_is_shown_to_nobody_but_the_manager_who_settles_it(world: World) -> None:
    signing = early(world)
    signing.send_action()
    signing.send_pictures()
    entry = world.client("manager").get("/api/v1/conflicts").json["rows"][0]["id"]
    path = f"/conflicts/{entry}/pictures/photo"
    seen = world.client("manager").get(path)
    assert (seen.status_code, seen.mimetype, seen.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert path in world.client("manager").get(f"/conflicts/{entry}").text
    assert [world.client(who).get(path).status_code for who in ("staff_nantian", "village", None)] == [403, 403, 302]
    assert world.client("manager").get(f"/conflicts/{entry}/pictures/other").status_code == 404


def test_a_missing_file_of_what_waits_is_named_by_the_command(world: World) -> None:
    signing = early(world)
    signing.send_action()
    signing.send_pictures()
    proof_store.remove(proof_held.of_action(world.actors["village"].id, signing.key)[1].id)
    assert f"confirmation {signing.key}, which waits for a manager: The file of the photo is missing" in verified(world)
