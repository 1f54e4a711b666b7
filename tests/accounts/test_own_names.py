"""A volunteer's own name is in no document: erasing it leaves it nowhere, and what was done stays under the number."""

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import fields
from sqlalchemy import String, select

from accounts.models import Account, DayPass
from accounts.own_names import OwnName
from core.access import Mode
from core.database import db
from distribution import proof_check, proof_held, proof_store
from distribution.proof_values import ProofState
from inventory.ledger_models import Posting
from scanning import own_names
from scanning.kinds import KINDS
from tests.accounts.passes import all_ended, joined, offered, the_offer, volunteer_phone
from tests.distribution.flows import pick, sent
from tests.distribution.proofs import send
from tests.factories import World
from tests.scanning.phones import Phone
from tests.support.pictures import drawing, photo

NAME = "Li Ming"


@pytest.mark.parametrize(
    ("name", "typed", "written"),
    [
        ("Li Ming", "Li Ming", "N"),
        ("Li Ming", "  li  MING ", "N"),
        ("Li Ming", "LiMing", "N"),
        ("Li Ming", "taken over by Ming Li, two wet", "taken over by N, two wet"),
        ("Li Ming", "Li Mingxia was there", "Li Mingxia was there"),
        ("Li", "Limestone from Li", "Limestone from N"),
        ("李明", "由李明签收", "由N签收"),
        ("李明", "李 明", "N"),
        ("李", "李", "N"),
        ("李", "李家村", "李家村"),
        ("Ｌｉ Ming", "Li Ming", "N"),
        ("A.B (x", "by A.B (x today", "by N today"),
        ("", "Li Ming", "Li Ming"),
    ],
)
def test_the_number_is_written_where_the_own_name_stood(name: str, typed: str, written: str) -> None:
    assert OwnName(name, "N").out_of(typed) == written


def texts(schema: Any) -> Iterator[str]:
    """The names of a schema's fields of text, at any depth."""
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from texts(inner.schema)
        elif type(inner) is fields.String:
            yield name


def test_every_text_of_an_action_is_known_to_hold_words_or_none() -> None:
    found = {name for kind in KINDS.values() for name in texts(kind.schema)}
    assert sorted(found - own_names.WORDS - own_names.NO_WORDS) == []


def volunteer(world: World) -> tuple[Phone, str]:
    """A volunteer at the village, with their phone and its key."""
    offer = offered(world, site="village", modes=(Mode.DELIVER, Mode.HAND_OUT, Mode.COUNT))
    phone = volunteer_phone(world, joined(world, NAME, offer=offer))
    phone.site = "VILLAGE"
    return phone, phone.get().json["device_key"]


def worked(world: World, phone: Phone) -> int:
    """Signs for an arrival with a shortage, counts and fails at a hand-out, naming themselves everywhere."""
    batch = world.batch()
    action = phone.act(
        "deliver",
        dispatch_id=sent(world, batch),
        signed_by=NAME,
        note=f"{NAME} took it over",
        paper_number="",
        lines=None,
    )
    told, *_others = phone.send(
        action,
        phone.count(world.batch(site="village"), 7, f"counted by {NAME.upper()}"),
        phone.hand_out(batch, 900, purpose=f"for {NAME}"),
    )
    assert told["outcome"] == "done", told
    for kind, data in (("signature", drawing("drawn")), ("photo", photo())):
        assert send(phone.client, action["key"], kind, data, device=phone.uid).status_code == 200
    return int(told["answer"]["delivery_id"])


def erased(world: World) -> str:
    all_ended(world)
    account_id = db.session.execute(select(DayPass.account_id)).scalar_one()
    answer = world.client("manager").post(f"/api/v1/passes/people/{account_id}/erase")
    return str(answer.json["number"])


def held_by_the_database(word: str) -> list[str]:
    """Every column that holds a word, in any case of letters."""
    return [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and any(word.casefold() in str(value).casefold() for (value,) in db.session.execute(select(column)))
    ]


def test_documents_bear_the_number_and_the_actor_the_name_until_it_is_erased(world: World) -> None:
    phone, _key = volunteer(world)
    delivery_id = worked(world, phone)
    assert held_by_the_database(NAME) == ["account.name"]
    number = erased(world)
    assert held_by_the_database(NAME) == []
    (account_id,) = db.session.execute(select(Account.id).where(Account.pass_number == number)).scalars()
    assert len(db.session.execute(select(Posting.id).where(Posting.actor_id == account_id)).all()) >= 2
    proof = proof_check.check(delivery_id)
    assert (proof.state, f"volunteer no. {number}" in proof.seals[-1].document) == (ProofState.UNCHANGED, True)


def test_the_signature_in_the_own_name_goes_with_the_name_and_the_photo_stays(world: World) -> None:
    delivery_id = worked(world, volunteer(world)[0])
    erased(world)
    pictures = {each.kind.value: each for each in proof_check.check(delivery_id).pictures}
    assert (pictures["photo"].erased_at, pictures["signature"].erased_at is None) == (None, False)
    assert proof_store.read(pictures["signature"].id) is None
    assert proof_store.read(pictures["photo"].id) is not None


def test_the_signature_of_a_confirmation_that_was_taken_back_goes_too(world: World) -> None:
    delivery_id = worked(world, volunteer(world)[0])
    proof = proof_check.check(delivery_id)
    address = f"/dispatches/{proof.seals[0].dispatch_id}/delivery/reversal"
    assert world.client("manager").post(address, data={"reason": "wrong figures"}).status_code == 302
    erased(world)
    kept = {each.kind.value: proof_store.read(each.id) is not None for each in proof.pictures}
    assert kept == {"signature": False, "photo": True}


@pytest.mark.parametrize(("signer", "left"), [(NAME, ["photo"]), ("城南村委会", ["signature", "photo"])])
def test_a_signature_that_waits_goes_with_the_name_where_it_is_the_volunteers_own(
    world: World, signer: str, left: list[str]
) -> None:
    phone, _key = volunteer(world)
    action = phone.act("deliver", dispatch_id=pick(world, world.batch()), signed_by=signer, lines=None)
    assert phone.one(action)["outcome"] == "conflict"
    for kind, data in (("signature", drawing("drawn")), ("photo", photo())):
        assert send(phone.client, action["key"], kind, data, device=phone.uid).status_code == 200
    erased(world)
    (account_id,) = db.session.execute(select(DayPass.account_id)).scalars()
    assert [row.kind for row in proof_held.of_action(account_id, action["key"])] == left


def test_no_page_says_an_erased_name(world: World) -> None:
    delivery_id = worked(world, volunteer(world)[0])
    number = erased(world)
    dispatch_id = proof_check.check(delivery_id).seals[0].dispatch_id
    manager = world.client("manager")
    paths = ["/audit", "/conflicts?tab=open", "/movements", f"/passes/{the_offer().id}", "/api/v1/conflicts"]
    paths += [f"/dispatches/{dispatch_id}{part}" for part in ("", "/proof", "/waybill")]
    paths += [f"/api/v1/dispatches/{dispatch_id}", f"/api/v1/dispatches/{dispatch_id}/proof"]
    pages = {path: manager.get(path, headers={"Accept-Language": "en"}) for path in paths}
    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(paths, 200)
    assert [path for path, page in pages.items() if NAME.casefold() in page.text.casefold()] == []
    assert f"volunteer no. {number}" in pages[f"/dispatches/{dispatch_id}/proof"].text


def test_what_an_ended_phone_leaves_after_the_erasing_names_nobody(world: World) -> None:
    phone, key = volunteer(world)
    action = phone.act("deliver", dispatch_id=sent(world, world.batch()), signed_by="Ming", note="two wet", lines=None)
    erased(world)
    body = {"device": phone.uid, "device_key": key, "sent_at": "2026-11-20T08:00:00Z", "actions": [action]}
    assert world.client().post("/api/v1/phone/deposit", json=body).json == {"stored": 1}
    assert held_by_the_database('"signed_by": "Ming"') == []
    assert held_by_the_database("two wet") == ["phone_action.raw"]


def test_the_same_action_again_after_the_erasing_is_the_same(world: World) -> None:
    phone, key = volunteer(world)
    action = phone.act("deliver", dispatch_id=sent(world, world.batch()), signed_by=NAME, lines=None)
    assert phone.one(action)["outcome"] == "done"
    erased(world)
    body = {"device": phone.uid, "device_key": key, "sent_at": "2026-11-20T08:00:00Z", "actions": [action]}
    assert world.client().post("/api/v1/phone/deposit", json=body).json == {"stored": 0}
