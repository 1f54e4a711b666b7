"""What goods receipts promise."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from core.database import db
from core.transaction import transaction
from donations import services_receipts, services_status
from donations.errors import (
    ConsignmentCancelled,
    HeldOnArrival,
    NothingCounted,
    NotYetHasNoFigures,
    RejectReasonNeeded,
    UnitNeedsFactor,
    UnknownConsignment,
    UnknownLine,
    UnknownReceipt,
)
from donations.models import Consignment, GoodsReceipt
from donations.progress import Amount, LineState
from donations.queries_lines import lines_of
from donations.values import AcceptLine, Counting, NewRestriction, Registered
from inventory import services_corrections
from inventory.errors import AlreadyReversed, KeyReused, UnknownPlace
from inventory.ledger_models import Movement, Posting
from inventory.models import Batch
from inventory.places import add_transit_location
from inventory.values import RestrictionKind
from tests.donations.makers import accept, allocation, gift, line, of, register
from tests.factories import NOW, World, key


def progress(made: Registered, number: int = 0):
    return lines_of([made.id])[made.id][number].progress


def status(made: Registered) -> str:
    return db.session.execute(select(Consignment.status).where(Consignment.id == made.id)).scalar_one()


def test_an_allocation_in_two_parts_shows_what_is_outstanding_and_then_over(world: World) -> None:
    made = register(world, allocation(world, line(world, quantity=100)))

    accept(world, made, of(made, 60))
    first, first_status = progress(made), status(made)
    accept(world, made, of(made, 45), acknowledge=["over-outstanding:1:45"])
    second = progress(made)

    assert (first.outstanding, first.surplus, first_status) == (Amount(40, "个"), None, "open")
    assert second.accepted == (Amount(105, "个"),)
    assert (second.outstanding, second.surplus) == (Amount(0, "个"), Amount(5, "个"))
    assert status(made) == "closed"


def test_accepted_goods_stand_in_the_store_under_a_label_of_their_own(world: World) -> None:
    made = register(world, allocation(world))

    done = accept(world, made, of(made, 60, lot="A1", expires_on=date(2028, 1, 31)))

    batch = db.session.get_one(Batch, done.batches[0].batch_id)
    assert world.on_hand(batch.id) == 60
    assert (batch.code, batch.source_line_id, batch.lot) == (done.batches[0].code, made.lines[0].line_id, "A1")


def test_several_lots_of_one_line_are_several_batches_of_one_document(world: World) -> None:
    made = register(world, allocation(world))

    done = accept(world, made, of(made, 30, lot="A"), of(made, 20, lot="B"))

    assert [batch.quantity for batch in done.batches] == [30, 20]
    assert db.session.execute(select(func.count()).select_from(Posting)).scalar_one() == 1


def test_a_line_not_yet_counted_waits_at_the_dock_and_is_counted_later(world: World) -> None:
    made = register(world, gift(world, line(world, quantity=None)))

    accept(world, made, of(made, counting=Counting.NOT_YET))
    waiting, moved = progress(made), db.session.execute(select(func.count()).select_from(Movement)).scalar_one()
    accept(world, made, of(made, 37))

    assert (waiting.state, waiting.outstanding, moved) == (LineState.WAITING, None, 0)
    assert (progress(made).state, status(made)) == (LineState.COMPLETE, "closed")


def test_a_part_counted_while_the_rest_waits_stays_open(world: World) -> None:
    made = register(world, gift(world, line(world, quantity=None)))

    accept(world, made, of(made, 10), of(made, counting=Counting.NOT_YET))

    assert (progress(made).state, status(made)) == (LineState.WAITING, "open")


def test_rejected_goods_need_a_reason_and_move_no_stock(world: World) -> None:
    made = register(world, gift(world))
    with pytest.raises(RejectReasonNeeded) as refused:
        accept(world, made, of(made, 90, rejected=10))

    done = accept(world, made, of(made, 90, rejected=10, reject_reason="wet"))

    assert refused.value.fields["field"] == "lines-0-reject_reason"
    assert (progress(made).rejected, progress(made).outstanding) == ((Amount(10, "个"),), Amount(0, "个"))
    assert world.on_hand(done.batches[0].batch_id) == 90


def test_a_medicine_without_lot_or_expiry_is_held_at_the_dock(world: World) -> None:
    made = register(world, gift(world, line(world, "capsule", 50, "粒")))

    done = accept(world, made, of(made, 50, lot="L1"))

    batch = db.session.get_one(Batch, done.batches[0].batch_id)
    assert (batch.state, batch.state_reason) == ("held", "medicine without lot or expiry")
    assert (world.on_hand(batch.id, location="DOCK"), world.on_hand(batch.id)) == (50, 0)


def test_recording_lot_and_expiry_later_releases_the_medicine(world: World) -> None:
    made = register(world, gift(world, line(world, "capsule", 50, "粒")))
    held = accept(world, made, of(made, 50)).batches[0].batch_id

    with transaction():
        services_corrections.correct(
            actor=world.actors["manager"],
            now=NOW,
            batch_id=held,
            reason="read off the box",
            changes={"lot": "L1", "expires_on": date(2027, 1, 1)},
            release=True,
        )

    assert db.session.get_one(Batch, held).state == "usable"


def test_two_receipts_at_once_both_count_towards_the_end(world: World) -> None:
    made, start = register(world, allocation(world)), Barrier(2)

    def receive(number: int) -> None:
        with world.app.app_context():
            start.wait()
            accept(world, made, of(made, (60, 40)[number]))
            db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(receive, range(2)))

    assert (progress(made).accepted, status(made)) == ((Amount(100, "个"),), "closed")


def test_a_medicine_with_lot_and_expiry_may_be_used(world: World) -> None:
    made = register(world, gift(world, line(world, "capsule", 50, "粒")))

    done = accept(world, made, of(made, 50, lot="L1", expires_on=date(2027, 1, 1)))

    assert db.session.get_one(Batch, done.batches[0].batch_id).state == "usable"


def test_an_imported_past_record_of_a_medicine_is_taken_and_marked(world: World) -> None:
    made = register(world, gift(world, line(world, "capsule", 50, "粒"), imported=True))

    done = accept(world, made, of(made, 50, unrecorded=True))

    batch = db.session.get_one(Batch, done.batches[0].batch_id)
    assert (batch.state, batch.unrecorded, world.on_hand(batch.id)) == ("usable", True, 50)


def test_a_gift_directed_to_nobody_known_is_held_until_asked(world: World) -> None:
    wish = NewRestriction(RestrictionKind.UNKNOWN, "for the hospital")
    made = register(world, gift(world, line(world, restriction=wish)))

    done = accept(world, made, of(made, 5))

    batch = db.session.get_one(Batch, done.batches[0].batch_id)
    assert (batch.state, batch.restriction_id is not None) == ("held", True)


def test_another_unit_without_a_factor_is_refused_with_both_units(world: World) -> None:
    made = register(world, allocation(world, line(world, quantity=10, unit="箱", base_per_unit=50)))

    with pytest.raises(UnitNeedsFactor) as refused:
        accept(world, made, of(made, 400, unit="盒"))

    assert (refused.value.fields["unit"], refused.value.fields["promised_unit"]) == ("盒", "箱")


def test_another_unit_with_a_factor_counts_against_the_promise_exactly(world: World) -> None:
    made = register(world, allocation(world, line(world, quantity=10, unit="箱", base_per_unit=50)))

    accept(world, made, of(made, 40, unit="盒", base_per_unit=5))
    whole = progress(made).outstanding
    accept(world, made, of(made, 7, unit="个"))

    assert whole == Amount(6, "箱")
    assert progress(made).outstanding == Amount(293, "个")


def test_units_that_cannot_be_compared_say_so_instead_of_guessing(world: World) -> None:
    made = register(world, allocation(world, line(world, quantity=10, unit="件")))

    accept(world, made, of(made, 40, unit="盒", base_per_unit=5))

    assert (progress(made).outstanding, progress(made).comparable) == (None, False)


def test_the_same_key_twice_receives_once(world: World) -> None:
    made = register(world, allocation(world))

    first = accept(world, made, of(made, 60), use_key="k")
    again = accept(world, made, of(made, 60), use_key="k")

    assert (again.replayed, again.receipt_id, again.batches) == (True, first.receipt_id, first.batches)
    assert db.session.execute(select(func.count()).select_from(GoodsReceipt)).scalar_one() == 1


def test_the_same_key_with_other_content_is_refused(world: World) -> None:
    made = register(world, allocation(world))
    accept(world, made, of(made, 60), use_key="k")

    with pytest.raises(KeyReused):
        accept(world, made, of(made, 61), use_key="k")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, NothingCounted),
        ({"accepted": 3, "counting": Counting.NOT_YET}, NotYetHasNoFigures),
    ],
)
def test_a_line_says_either_figures_or_not_yet_counted(world: World, given: dict, error: type[Exception]) -> None:
    made = register(world, allocation(world))

    with pytest.raises(error):
        accept(world, made, of(made, **given))


def test_a_line_of_another_consignment_is_refused(world: World) -> None:
    made, other = register(world, allocation(world)), register(world, gift(world))

    with pytest.raises(UnknownLine):
        accept(world, made, AcceptLine(line_id=other.lines[0].line_id, accepted=1))


def test_a_location_of_another_site_is_refused(world: World) -> None:
    made = register(world, allocation(world))

    with pytest.raises(UnknownPlace):
        accept(world, made, of(made, 1), location_id=world.location("daxue"))


def test_another_townships_consignment_is_not_found(world: World) -> None:
    made = register(world, allocation(world, site="nantian"))

    with pytest.raises(UnknownConsignment):
        accept(world, made, of(made, 1), who="staff_daxue")


def test_goods_that_pass_on_directly_go_into_transit_and_never_into_the_store(world: World) -> None:
    made = register(world, allocation(world))
    with transaction():
        way = add_transit_location(dispatch_number="CK-1")

    done = accept(world, made, of(made, 8), into_transit=way)

    legs = db.session.execute(select(Movement.to_location_id, Movement.quantity)).all()
    assert legs == [(way, 8)]
    assert world.on_hand(done.batches[0].batch_id) == 0


def test_goods_that_must_be_held_cannot_pass_on_directly(world: World) -> None:
    made = register(world, gift(world, line(world, "capsule", 50, "粒")))
    with transaction():
        way = add_transit_location(dispatch_number="CK-1")

    with pytest.raises(HeldOnArrival):
        accept(world, made, of(made, 50), into_transit=way)


def test_closing_says_nothing_more_will_come(world: World) -> None:
    made = register(world, allocation(world))
    accept(world, made, of(made, 60))

    with transaction():
        services_status.close(actor=world.actors["staff"], now=NOW, consignment_id=made.id, reason="cut by the county")

    assert (progress(made).state, status(made)) == (LineState.CLOSED, "closed")


def test_closing_before_anything_came_cancels_and_nothing_can_be_received(world: World) -> None:
    made = register(world, allocation(world))
    with transaction():
        services_status.close(actor=world.actors["staff"], now=NOW, consignment_id=made.id, reason="withdrawn")

    with pytest.raises(ConsignmentCancelled):
        accept(world, made, of(made, 1))

    assert status(made) == "cancelled"


def take_back(world: World, receipt_id: int, who: str = "manager", with_key: str = "") -> None:
    with transaction():
        services_receipts.reverse(
            actor=world.actors[who], now=NOW, key=with_key or key(), receipt_id=receipt_id, reason="wrong lorry"
        )


@pytest.mark.parametrize(
    "found",
    [{"rejected": 100, "reject_reason": "wet"}, {"counting": Counting.NOT_YET}],
    ids=["rejected", "not yet counted"],
)
def test_a_receipt_that_moved_nothing_is_taken_back_too(world: World, found: dict) -> None:
    made = register(world, allocation(world))
    done = accept(world, made, of(made, **found))
    before = progress(made)

    take_back(world, done.receipt_id, with_key="back")
    take_back(world, done.receipt_id, with_key="back")

    assert before.state is not LineState.AWAITED
    assert (progress(made).outstanding, progress(made).rejected) == (Amount(100, "个"), ())
    assert (progress(made).state, status(made)) == (LineState.AWAITED, "registered")
    with pytest.raises(AlreadyReversed):
        take_back(world, done.receipt_id)


def test_only_who_may_reverse_there_takes_back_a_receipt_that_moved_nothing(world: World) -> None:
    made = register(world, allocation(world))
    done = accept(world, made, of(made, counting=Counting.NOT_YET))

    for who in ("staff", "staff_nantian"):
        with pytest.raises(UnknownReceipt):
            take_back(world, done.receipt_id, who)
    assert progress(made).state is LineState.WAITING


def test_a_reversed_receipt_no_longer_counts_and_opens_the_consignment_again(world: World) -> None:
    made = register(world, allocation(world))
    done = accept(world, made, of(made, 100), occurred_at=NOW - timedelta(hours=1))

    with transaction():
        services_receipts.reverse(
            actor=world.actors["manager"],
            now=NOW,
            key=key(),
            receipt_id=done.receipt_id,
            reason="entered for the wrong lorry",
        )

    assert (progress(made).outstanding, status(made)) == (Amount(100, "个"), "registered")
    assert world.on_hand(done.batches[0].batch_id) == 0
