"""Split, repack, sort, states, corrections: what each promises."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select

from core.database import db
from core.errors import Forbidden
from core.ids import new_id
from core.transaction import transaction
from inventory import ledger, services_batches, services_corrections
from inventory.errors import (
    BatchSpreads,
    DatesDisagree,
    InsufficientStock,
    LotAndExpiryNeeded,
    NothingChanged,
    ReasonNeeded,
    RestrictionUnsettled,
    SameUnit,
)
from inventory.models import Batch, BatchCorrection, Restriction, RestrictionTarget
from inventory.queries_batches import children, parents
from inventory.services_batches import SortedPart
from inventory.values import BatchState, Leg, MovementKind, PostingHead, PostingKind, RestrictionKind
from tests.factories import NOW, World, key


def act(world: World, name: str, **given: Any) -> dict[str, Any]:
    given = {"location_id": world.location("county"), "key": key(), **given}
    with transaction():
        return getattr(services_batches, name)(actor=world.actors["staff"], now=NOW, **given)


def child(answer: dict[str, Any]) -> Batch:
    return db.session.get_one(Batch, int(answer["child_id"]))


def correct(world: World, batch_id: int, who: str = "manager", release: bool = False, **changes: Any) -> Any:
    with transaction():
        return services_corrections.correct(
            actor=world.actors[who], now=NOW, batch_id=batch_id, reason="misread", changes=changes, release=release
        )


def test_a_split_part_keeps_what_its_parent_is_and_has_its_own_label(world: World) -> None:
    parent = world.batch(quantity=10, lot="L1", expires_on=date(2027, 5, 1))
    part = child(act(world, "split", batch_id=parent.id, quantity=4))
    assert (part.lot, part.expires_on, part.source_line_id) == (parent.lot, parent.expires_on, parent.source_line_id)
    assert part.code != parent.code
    assert (world.on_hand(parent.id), world.on_hand(part.id)) == (6, 4)


def test_a_split_can_hold_a_part_with_a_reason(world: World) -> None:
    parent = world.batch(quantity=10)
    with pytest.raises(ReasonNeeded):
        act(world, "split", batch_id=parent.id, quantity=4, state=BatchState.HELD)
    part = child(act(world, "split", batch_id=parent.id, quantity=4, state=BatchState.HELD, reason="wet boxes"))
    assert (part.state, part.state_reason, parent.state) == ("held", "wet boxes", "usable")


def test_the_same_split_key_makes_one_child(world: World) -> None:
    parent, own = world.batch(quantity=10), key()
    first = act(world, "split", batch_id=parent.id, quantity=4, key=own)
    assert act(world, "split", batch_id=parent.id, quantity=4, key=own) == first
    assert world.on_hand(parent.id) == 6


def test_a_repack_records_both_quantities_and_the_content(world: World) -> None:
    parent = world.batch(quantity=2, unit="箱", base_per_unit=2000)
    part = child(act(world, "repack", batch_id=parent.id, quantity=1, child_unit="盒", child_quantity=40))
    lineage = parents(part.id)[0]
    assert (part.unit, part.base_per_unit) == ("盒", 50)
    assert (lineage.parent_quantity, lineage.child_quantity) == (1, 40)


@pytest.mark.parametrize(("content", "made", "expected"), [(2000, 3, None), (None, 40, None)])
def test_a_repack_never_guesses_the_content(world: World, content: int | None, made: int, expected: int | None) -> None:
    parent = world.batch(quantity=2, unit="箱", base_per_unit=content)
    part = child(act(world, "repack", batch_id=parent.id, quantity=1, child_unit="盒", child_quantity=made))
    assert part.base_per_unit is expected


def test_a_repack_into_the_base_unit_knows_its_content(world: World) -> None:
    parent = world.batch(quantity=2, unit="箱", base_per_unit=None)
    part = child(act(world, "repack", batch_id=parent.id, quantity=1, child_unit="个", child_quantity=1999))
    assert part.base_per_unit == 1


def test_a_repack_into_the_same_unit_is_refused(world: World) -> None:
    parent = world.batch(quantity=2, unit="箱")
    with pytest.raises(SameUnit):
        act(world, "repack", batch_id=parent.id, quantity=1, child_unit="箱", child_quantity=1)


def test_a_mixed_box_is_sorted_into_batches_without_a_factor(world: World) -> None:
    box = world.batch(quantity=1, unit="箱", base_per_unit=None)
    parts = [SortedPart(world.items["mask"], "个", 30), SortedPart(world.items["rice"], "kg", 5)]
    act(world, "sort_box", batch_id=box.id, quantity=1, parts=parts)
    assert [(part.parent_quantity, part.child_quantity) for part in children(box.id)] == [(None, 30), (None, 5)]
    assert world.on_hand(box.id) == 0


def test_a_medicine_sorted_out_without_lot_or_expiry_is_held(world: World) -> None:
    box = world.batch(quantity=1, unit="箱")
    answer = act(world, "sort_box", batch_id=box.id, quantity=1, parts=[SortedPart(world.items["capsule"], "粒", 9)])
    part = db.session.get_one(Batch, int(answer["children"][0]["child_id"]))
    assert part.state == "held"


def test_splitting_more_than_there_is_leaves_no_child(world: World) -> None:
    parent = world.batch(quantity=3)
    with pytest.raises(InsufficientStock):
        act(world, "split", batch_id=parent.id, quantity=4)
    assert children(parent.id) == []


def test_a_correction_keeps_old_and_new_and_moves_the_picking_order(world: World) -> None:
    batch = world.batch(quantity=3, expires_on=date(2027, 5, 1))
    done = correct(world, batch.id, lot="B7", expires_on=date(2027, 1, 1))
    row = db.session.execute(select(Batch.lot, Batch.sort_key).where(Batch.id == batch.id)).one()
    assert row.lot == "B7" and row.sort_key.startswith("2027-01-01/")
    assert done.changes == (("lot", None, "B7"), ("expires_on", "2027-05-01", "2027-01-01"))
    assert done.reprint == (batch.code,)


def test_a_correction_that_changes_nothing_is_refused(world: World) -> None:
    batch = world.batch(quantity=3, lot="A")
    with pytest.raises(NothingChanged):
        correct(world, batch.id, lot="A")


def test_a_correction_to_dates_that_disagree_is_refused(world: World) -> None:
    batch = world.batch(quantity=3, expires_on=date(2027, 5, 1))
    with pytest.raises(DatesDisagree):
        correct(world, batch.id, produced_on=date(2027, 6, 1))


def test_staff_may_not_correct(world: World) -> None:
    batch = world.batch(quantity=3)
    with pytest.raises(Forbidden):
        correct(world, batch.id, who="staff", lot="B")


def test_a_held_medicine_is_released_once_lot_and_expiry_stand(world: World) -> None:
    batch = world.batch("capsule", quantity=3, unit="粒", state=BatchState.HELD)
    with pytest.raises(LotAndExpiryNeeded):
        correct(world, batch.id, lot="B7", release=True)
    correct(world, batch.id, lot="B7", expires_on=date(2027, 1, 1), release=True)
    state = db.session.execute(select(Batch.state).where(Batch.id == batch.id)).scalar()
    fields = db.session.execute(select(BatchCorrection.field).where(BatchCorrection.batch_id == batch.id)).scalars()
    assert state == "usable"
    assert sorted(fields) == ["expires_on", "lot", "state"]


def test_an_item_with_another_base_unit_makes_the_content_unknown(world: World) -> None:
    batch = world.batch(quantity=3, unit="箱", base_per_unit=2000)
    correct(world, batch.id, item_id=world.items["rice"])
    assert db.session.execute(select(Batch.base_per_unit).where(Batch.id == batch.id)).scalar() is None


def test_staff_may_hold_but_only_a_manager_releases(world: World) -> None:
    batch = world.batch(quantity=3)

    def change(who: str, state: BatchState) -> None:
        with transaction():
            services_corrections.change_state(
                actor=world.actors[who], now=NOW, batch_id=batch.id, state=state, reason="recall notice"
            )

    change("staff", BatchState.BLOCKED)
    with pytest.raises(Forbidden):
        change("staff", BatchState.USABLE)
    change("manager", BatchState.USABLE)


def test_a_batch_that_is_partly_elsewhere_is_not_held_from_here(world: World) -> None:
    batch = world.batch(quantity=3, site="daxue")
    ledger_move(world, batch.id, "daxue", "nantian")
    with pytest.raises(BatchSpreads) as refused, transaction():
        services_corrections.change_state(
            actor=world.actors["staff_daxue"], now=NOW, batch_id=batch.id, state=BatchState.HELD, reason="question"
        )
    assert "Nantian" in refused.value.message


def ledger_move(world: World, batch_id: int, source: str, target: str) -> None:
    """One piece brought to another site, as a dispatch and its delivery would."""
    from_id, to_id = world.location(source), world.location(target)
    head = PostingHead(kind=PostingKind.DELIVERY, key=key(), fingerprint="x", occurred_at=NOW)
    with transaction():
        ledger.post(
            actor=world.actors["staff"],
            now=NOW,
            head=head,
            legs=[Leg(MovementKind.DELIVER, batch_id, 1, from_id, to_id)],
        )


def test_the_donors_answer_settles_for_whom_a_held_batch_is(world: World) -> None:
    with transaction():
        wish = new_id()
        row = {"id": wish, "kind": RestrictionKind.UNKNOWN.value, "text": "for a hospital"}
        db.session.execute(insert(Restriction.__table__), row)
    batch = world.batch(quantity=3, state=BatchState.HELD, restriction_id=wish)
    with pytest.raises(RestrictionUnsettled):
        correct(world, batch.id, lot="B", release=True)
    answer = world.client("manager").post(
        f"/batches/{batch.id}/correct",
        data={
            "item_id": batch.item_id,
            "base_per_unit": 1,
            "reason": "the donor said so on the phone",
            "release": "1",
            "for_receiver_id": world.receiver("daxue"),
        },
    )
    assert answer.status_code == 302, answer.text
    after = db.session.execute(select(Batch.state, Batch.restriction_id).where(Batch.id == batch.id)).one()
    target = db.session.execute(
        select(RestrictionTarget.receiver_id).where(RestrictionTarget.restriction_id == after.restriction_id)
    ).scalar_one()
    assert (after.state, target) == ("usable", world.receiver("daxue"))
