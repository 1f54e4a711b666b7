"""Picking: earliest expiry first, then the oldest receipt; never more than is free; restrictions obeyed."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.births import picking_key
from inventory.picking import Candidate, Need, SkipReason, Taken, candidates, earlier, ordered, propose
from inventory.restrictions import Allowance, Answer
from inventory.values import BatchState
from tests.factories import TODAY, World

MASK = 1


def candidate(batch_id: int, free: int = 10, **more: Any) -> Candidate:
    expires_on, entered_on = more.pop("expires_on", None), more.pop("entered_on", TODAY)
    plain: dict[str, Any] = {
        "location_id": 1,
        "code": f"B{batch_id}",
        "item_id": MASK,
        "unit": "个",
        "base_per_unit": 1,
        "state": "usable",
        "state_reason": "",
        "restriction_id": None,
        "source_line_id": batch_id,
        "source_label": "",
        "lot": "",
        "specification": "",
        "location": "MAIN",
        "location_kind": "storage",
        "item_en": "Mask",
        "item_zh": "口罩",
        "base_unit": "个",
    }
    return Candidate(
        batch_id=batch_id,
        free=free,
        expires_on=expires_on,
        entered_on=entered_on,
        sort_key=picking_key(expires_on, entered_on, batch_id),
        **{**plain, **more},
    )


def taken(options: list[Candidate], need: Need, **more: Any) -> list[tuple[str, int]]:
    return [(line.candidate.code, line.quantity) for line in propose(options, need, today=TODAY, **more).lines]


def test_the_earliest_expiry_goes_first_and_what_does_not_expire_last() -> None:
    options = [candidate(1), candidate(2, expires_on=TODAY + timedelta(90)), candidate(3, expires_on=TODAY)]

    assert taken(options, Need.of(MASK, 25, "个", 1)) == [("B3", 10), ("B2", 10), ("B1", 5)]


def test_on_the_same_expiry_the_oldest_receipt_goes_first() -> None:
    options = [candidate(1, entered_on=TODAY), candidate(2, entered_on=TODAY - timedelta(5))]

    assert taken(options, Need.of(MASK, 1, "个", 1)) == [("B2", 1)]


def test_on_the_same_expiry_goods_given_for_this_receiver_go_first() -> None:
    options = [candidate(1), candidate(2, restriction_id=9)]

    assert taken(options, Need.of(MASK, 1, "个", 1), allowances={2: Allowance(Answer.ALL)}) == [("B2", 1)]


def test_it_expires_the_day_after_its_date() -> None:
    proposal = propose([candidate(1, expires_on=TODAY - timedelta(1))], Need.of(MASK, 1, "个", 1), today=TODAY)

    assert (proposal.lines, proposal.missing, proposal.skipped[0].reason) == ((), 1, SkipReason.EXPIRED)


def test_whole_boxes_round_up_and_say_so() -> None:
    proposal = propose([candidate(1, unit="箱", base_per_unit=400)], Need.of(MASK, 1000, "个", 1, "个"), today=TODAY)

    assert (proposal.lines[0].quantity, proposal.rounded_up, proposal.missing) == (3, 200, 0)


def test_a_box_of_unknown_content_is_never_taken_for_pieces() -> None:
    proposal = propose([candidate(1, unit="箱", base_per_unit=None)], Need.of(MASK, 10, "个", 1), today=TODAY)

    assert (proposal.lines, proposal.skipped[0].reason) == ((), SkipReason.CANNOT_CONVERT)


def test_a_box_of_unknown_content_serves_a_need_of_boxes() -> None:
    assert taken([candidate(1, unit="箱", base_per_unit=None)], Need.of(MASK, 4, "箱")) == [("B1", 4)]


def test_one_donors_quantity_is_shared_by_its_batches() -> None:
    options = [candidate(n, restriction_id=9, source_line_id=7) for n in (1, 2)]
    upto = Allowance(Answer.UP_TO, left=12, unit="个")

    proposal = propose(options, Need.of(MASK, 20, "个", 1), today=TODAY, allowances={1: upto, 2: upto})

    assert [line.quantity for line in proposal.lines] == [10, 2]
    assert (proposal.missing, proposal.skipped[-1].reason) == (8, SkipReason.RESTRICTION_USED_UP)


def test_two_lines_of_a_document_never_take_the_same_goods() -> None:
    options, both = [candidate(1)], Taken()

    first = propose(options, Need.of(MASK, 7, "个", 1), today=TODAY, taken=both)
    second = propose(options, Need.of(MASK, 7, "个", 1), today=TODAY, taken=both)

    assert (first.lines[0].quantity, second.lines[0].quantity, second.missing) == (7, 3, 4)


def test_a_later_expiry_is_noticed_unless_the_earlier_is_all_taken() -> None:
    soon, late = candidate(1, expires_on=TODAY), candidate(2, expires_on=TODAY + timedelta(9))
    whole = Taken({soon.place: 10})

    assert earlier([soon, late], late, today=TODAY, allowances={}, taken=Taken()) == soon
    assert earlier([soon, late], late, today=TODAY, allowances={}, taken=whole) is None


FORBIDDEN = [Allowance(Answer.FORBIDDEN), Allowance(Answer.UNKNOWN), Allowance(Answer.NOT_CONVERTIBLE)]
OPTION = st.tuples(
    st.integers(1, 60),
    st.sampled_from([("个", 1), ("盒", 50), ("箱", None)]),
    st.integers(-3, 30) | st.none(),
    st.sampled_from(["usable", "usable", "held", "blocked"]),
    st.integers(0, 20),
    st.sampled_from([None, None, Allowance(Answer.ALL), Allowance(Answer.UP_TO, left=70, in_base=True), *FORBIDDEN]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(OPTION, max_size=12), st.integers(1, 4000))
def test_never_more_than_free_never_forbidden_always_in_order(drawn: list[Any], wanted: int) -> None:
    options, permits = [], {}
    for number, (free, (unit, factor), days, state, age, permit) in enumerate(drawn, start=1):
        expires = None if days is None else TODAY + timedelta(days)
        options.append(
            candidate(
                number,
                free,
                unit=unit,
                base_per_unit=factor,
                expires_on=expires,
                state=state,
                entered_on=TODAY - timedelta(age),
                restriction_id=number if permit else None,
            )
        )
        if permit:
            permits[number] = permit

    proposal = propose(options, Need.of(MASK, wanted, "个", 1, "个"), today=TODAY, allowances=permits)

    got = sum(line.worth for line in proposal.lines)
    assert got - proposal.rounded_up + proposal.missing == wanted
    chosen = [line.candidate for line in proposal.lines]
    assert chosen == [option for option in ordered(options, permits) if option in chosen]
    for line in proposal.lines:
        one, permit = line.candidate, permits.get(line.candidate.batch_id)
        assert 0 < line.quantity <= one.free and one.state == "usable" and one.base_per_unit is not None
        assert one.expires_on is None or one.expires_on >= TODAY
        assert permit not in FORBIDDEN
        assert permit is None or permit.left is None or line.worth <= permit.left


def test_candidates_leave_out_what_others_hold_and_read_in_one_statement(world: World) -> None:
    batch = world.batch(quantity=30, expires_on=date(2027, 1, 1))
    world.batch(quantity=5, state=BatchState.HELD)

    found = candidates(site_id=world.sites["county"], item_ids=[world.items["mask"]])

    assert [(one.batch_id == batch.id, one.free) for one in found] == [(True, 30), (False, 5)]


def test_of_one_batch_what_is_stored_goes_before_what_stands_at_the_dock() -> None:
    dock, store = candidate(1, location_kind="dock"), candidate(1, location_id=2)

    lines = propose([dock, store], Need.of(MASK, 3, "个", 1), today=TODAY).lines

    assert [line.candidate.location_id for line in lines] == [2]
