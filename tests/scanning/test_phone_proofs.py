"""A delivery confirmed on a phone: its device is in the seal, and its pictures find it."""

from distribution.proof_values import ProofState
from tests.distribution.flows import sent
from tests.distribution.proofs import checked, send
from tests.factories import World
from tests.scanning.phones import Phone
from tests.support.pictures import drawing, photo


def test_the_phones_own_name_is_in_the_seal(world: World) -> None:
    phone = Phone(world, "village", site="village")
    told = phone.one(phone.act("deliver", dispatch_id=sent(world, world.batch()), signed_by="Li", lines=None))
    assert told["outcome"] == "done", told
    assert checked(int(told["answer"]["delivery_id"])).device == phone.uid


def test_the_pictures_follow_the_action(world: World) -> None:
    phone = Phone(world, "village", site="village")
    action = phone.act("deliver", dispatch_id=sent(world, world.batch()), signed_by="Li", lines=None)
    early = send(phone.client, action["key"], "photo", photo(), device=phone.uid)
    assert (early.status_code, early.json["code"]) == (409, "delivery-not-yet")
    delivery_id = int(phone.one(action)["answer"]["delivery_id"])
    for kind, data in (("signature", drawing()), ("photo", photo())):
        assert send(phone.client, action["key"], kind, data, device=phone.uid).status_code == 200
    proof = checked(delivery_id)
    assert (proof.state, len(proof.pictures)) == (ProofState.UNCHANGED, 2)
