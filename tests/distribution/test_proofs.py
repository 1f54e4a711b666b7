"""Delivery proofs: bound to the delivery by a hash, so that a later change of any of it shows."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.database import db
from core.errors import Forbidden
from core.transaction import transaction
from distribution import proof_document, proof_store, queries_proofs, services_proofs, services_surplus
from distribution.proof_errors import (
    DeliveryNotYet,
    ErasedAlready,
    NotAPhoto,
    NotTheConfirmer,
    PictureExists,
    ProofTooLate,
    UnknownProof,
)
from distribution.proof_input import read_picture
from distribution.proof_values import PictureKind, ProofState
from distribution.values import DeliveredLine
from inventory.errors import ReasonNeeded
from tests.distribution.flows import deliver, line_ids, sent
from tests.distribution.proofs import (
    DEVICE,
    both,
    checked,
    dispatch_of,
    erase,
    faults,
    picture,
    show,
    signed,
    unguarded,
)
from tests.factories import NOW, World, key
from tests.support.pictures import SECRETS, drawing, photo


def add(world: World, use_key: str, new: object, *, who: str = "village", device: str = "", later: int = 0) -> dict:  # type: ignore[type-arg]
    with transaction():
        return services_proofs.add_by_key(
            actor=world.actors[who],
            now=NOW + timedelta(hours=later),
            key=use_key,
            device=device,
            picture=new,  # type: ignore[arg-type]
        )


def test_what_was_confirmed_is_unchanged(world: World) -> None:
    proof = checked(signed(world))
    assert (proof.state, proof.findings, proof.device) == (ProofState.UNCHANGED, (), DEVICE)
    assert [each.kind.value for each in proof.pictures] == ["signature", "photo"]


def test_the_hash_is_that_of_the_canonical_text(world: World) -> None:
    seal = checked(signed(world)).seals[0]
    assert proof_document.digest_of(seal.document) == seal.digest
    assert seal.document.startswith('{"cause":"confirmed","device":"' + DEVICE)


def test_a_confirmation_without_pictures_is_sealed_too(world: World) -> None:
    proof = checked(signed(world, bare=True))
    assert (proof.state, proof.pictures) == (ProofState.UNCHANGED, ())


def test_no_kept_byte_tells_where_a_photo_was_taken(world: World) -> None:
    delivery_id = signed(world)
    kept = [proof_store.read(each.id) for each in checked(delivery_id).pictures]
    assert [secret for data in kept for secret in SECRETS if data is None or secret in data] == []


def test_a_changed_byte_of_a_file_shows(world: World) -> None:
    delivery_id = signed(world)
    photo_id = picture(delivery_id, "photo").id
    data = bytearray(proof_store.read(photo_id) or b"")
    data[len(data) // 2] ^= 1
    proof_store.put(photo_id, bytes(data))
    assert faults(delivery_id) == ["file-changed"]


def test_a_missing_file_shows(world: World) -> None:
    delivery_id = signed(world)
    proof_store.remove(picture(delivery_id, "signature").id)
    assert faults(delivery_id) == ["file-missing"]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE delivery_line SET delivered = 9, short = 1 WHERE delivery_id = :id", "line-changed"),
        ("UPDATE delivery SET signed_by = 'Somebody else' WHERE id = :id", "signer-changed"),
        ("UPDATE delivery SET note = 'all was wet' WHERE id = :id", "document-changed"),
        ("DELETE FROM delivery_line WHERE delivery_id = :id", "line-missing"),
        ("UPDATE proof_picture SET digest = 'x' WHERE kind = 'photo' AND delivery_id = :id", "picture-changed"),
        ("DELETE FROM proof_picture WHERE kind = 'photo' AND delivery_id = :id", "picture-changed"),
        ("UPDATE delivery_seal SET document = document || ' ' WHERE delivery_id = :id", "seal-changed"),
    ],
)
def test_a_change_by_sql_shows_by_name(world: World, statement: str, fault: str) -> None:
    delivery_id = signed(world)
    db.session.remove()
    with unguarded() as connection:
        connection.execute(text(statement), {"id": delivery_id})
    assert fault in faults(delivery_id)
    assert checked(delivery_id).state is ProofState.CHANGED


def test_a_changed_line_is_told_with_both_figures(world: World) -> None:
    delivery_id = signed(world)
    db.session.remove()
    with unguarded() as connection:
        connection.execute(
            text("UPDATE delivery_line SET delivered = 9, short = 1 WHERE delivery_id = :id"), {"id": delivery_id}
        )
    told = [(each.subject, each.sealed, each.now) for each in checked(delivery_id).findings]
    assert told == [("1 delivered", "10", "9"), ("1 short", "0", "1")]


@pytest.mark.parametrize("table", ["delivery_seal", "proof_picture", "proof_erasure", "photo_showing"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_proof(world: World, table: str, statement: str) -> None:
    delivery_id = signed(world)
    show(world, delivery_id)
    erase(world, delivery_id)
    with pytest.raises(DBAPIError, match="is history"), db.engine.begin() as connection:
        connection.execute(text(statement.format(table)))


def test_a_picture_that_comes_after_the_delivery_is_bound_then(world: World) -> None:
    use_key = key()
    delivery_id = signed(world, use_key=use_key, bare=True)
    before = checked(delivery_id).digest
    told = add(world, use_key, both()[0], device=DEVICE)
    proof = checked(delivery_id)
    assert (told["again"], told["proof"], proof.state) == (False, proof.digest, ProofState.UNCHANGED)
    assert [seal.cause for seal in proof.seals] == ["confirmed", "signature"]
    assert f'"previous":"{before}"' in proof.seals[1].document


def test_the_same_picture_again_changes_nothing(world: World) -> None:
    use_key = key()
    delivery_id = signed(world, use_key=use_key)
    told = add(world, use_key, both()[1])
    assert told["again"] is True
    assert (len(checked(delivery_id).seals), len(checked(delivery_id).pictures)) == (1, 2)


def test_a_second_signature_is_refused(world: World) -> None:
    use_key = key()
    signed(world, use_key=use_key)
    other = read_picture(PictureKind.SIGNATURE, drawing(width=500))
    with pytest.raises(PictureExists):
        add(world, use_key, other)


def test_nobody_but_who_confirmed_may_add(world: World) -> None:
    dispatch_id = dispatch_of(signed(world, bare=True))
    with pytest.raises(NotTheConfirmer), transaction():
        services_proofs.add_to_dispatch(
            actor=world.actors["staff"], now=NOW, dispatch_id=dispatch_id, picture=both()[0]
        )


def test_the_device_that_confirmed_may_add_under_another_name(world: World) -> None:
    delivery_id = signed(world, bare=True)
    with transaction():
        services_proofs.add_by_key(
            actor=world.actors["recipient"],
            now=NOW,
            key=key(),
            device=DEVICE,
            picture=both()[0],
            dispatch_id=dispatch_of(delivery_id),
        )
    assert len(checked(delivery_id).pictures) == 1


def test_a_picture_of_no_delivery_is_refused(world: World) -> None:
    with pytest.raises(DeliveryNotYet):
        add(world, key(), both()[0])


def test_after_three_days_no_picture_is_taken(world: World) -> None:
    use_key = key()
    signed(world, use_key=use_key, bare=True)
    with pytest.raises(ProofTooLate) as refused:
        add(world, use_key, both()[0], later=73)
    assert refused.value.fields["hours"] == 72


def test_a_surplus_that_becomes_a_line_is_sealed_anew(world: World) -> None:
    dispatch_id = sent(world, world.batch())
    delivery_id = int(deliver(world, dispatch_id, {"delivered": 10, "surplus": 2, "reason": "two more"})["delivery_id"])
    with transaction():
        services_surplus.confirm_surplus(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            dispatch_id=dispatch_id,
            dispatch_line_id=line_ids(dispatch_id)[0],
            occurred_at=NOW,
        )
    proof = checked(delivery_id)
    assert ([seal.cause for seal in proof.seals], proof.findings) == (["confirmed", "surplus"], ())


def test_differences_are_part_of_what_is_signed(world: World) -> None:
    dispatch_id = sent(world, world.batch())
    delivery_id = int(deliver(world, dispatch_id, {"delivered": 8, "short": 2, "reason": "two short"})["delivery_id"])
    assert '"delivered":8' in checked(delivery_id).seals[0].document
    assert '"reason":"two short"' in checked(delivery_id).seals[0].document


def test_an_erased_picture_leaves_its_hash_and_who_erased_it(world: World) -> None:
    delivery_id = signed(world)
    erase(world, delivery_id, reason="a child is in it")
    gone = picture(delivery_id, "photo")
    assert proof_store.read(gone.id) is None
    assert (gone.erased_by, gone.erased_why, checked(delivery_id).state) == (
        "Manager",
        "a child is in it",
        ProofState.UNCHANGED,
    )


def test_erasing_needs_a_reason_and_the_right(world: World) -> None:
    delivery_id = signed(world)
    with pytest.raises(ReasonNeeded):
        erase(world, delivery_id, reason="")
    with pytest.raises(Forbidden):
        erase(world, delivery_id, who="staff")
    erase(world, delivery_id, who="admin")
    with pytest.raises(ErasedAlready):
        erase(world, delivery_id)


def test_a_rolled_back_erasure_keeps_the_file(world: World) -> None:
    delivery_id = signed(world)
    photo_id = picture(delivery_id, "photo").id
    with pytest.raises(RuntimeError), transaction():
        services_proofs.erase(actor=world.actors["manager"], now=NOW, picture_id=photo_id, reason="asked")
        raise RuntimeError
    assert proof_store.read(photo_id) is not None


def test_a_township_that_is_at_neither_end_finds_no_picture(world: World) -> None:
    photo_id = picture(signed(world), "photo").id
    with pytest.raises(UnknownProof):
        queries_proofs.picture(actor=world.actors["staff_nantian"], picture_id=photo_id)
    for who in ("village", "staff", "auditor", "admin", "manager"):
        assert queries_proofs.picture(actor=world.actors[who], picture_id=photo_id).id == photo_id


def test_a_signature_is_never_shown(world: World) -> None:
    signature = picture(signed(world), "signature")
    with pytest.raises(NotAPhoto), transaction():
        services_proofs.show_photo(actor=world.actors["manager"], now=NOW, picture_id=signature.id)


def test_only_a_manager_shows_a_photo(world: World) -> None:
    delivery_id = signed(world)
    for who in ("staff", "village", "admin", "auditor"):
        with pytest.raises(Forbidden):
            show(world, delivery_id, who)
    assert len(show(world, delivery_id)) >= 32


def test_a_photo_that_is_hidden_or_erased_is_public_no_more(world: World) -> None:
    delivery_id = signed(world)
    token = show(world, delivery_id)
    with transaction():
        services_proofs.hide_photo(actor=world.actors["manager"], now=NOW, picture_id=picture(delivery_id, "photo").id)
    assert queries_proofs.public_photo(token) is None
    again = show(world, delivery_id)
    assert again != token
    erase(world, delivery_id)
    assert queries_proofs.public_photo(again) is None


def test_figures_are_sealed_as_they_were_confirmed(world: World) -> None:
    dispatch_id = sent(world, world.batch())
    line = DeliveredLine(line_ids(dispatch_id)[0], delivered=9, damaged=1, reason="one was wet")
    answer = deliver(world, dispatch_id, {"delivered": 9, "damaged": 1, "reason": line.reason})
    assert faults(int(answer["delivery_id"])) == []


def test_a_large_photo_is_bounded_where_it_is_kept(world: World) -> None:
    assert read_picture(PictureKind.PHOTO, photo(3000, 1500)).picture.width == 1600
