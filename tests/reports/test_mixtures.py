"""Boxes that look alike: unknown among these, never guessed, and every donor's figures still add up."""

from datetime import date
from fractions import Fraction

import pytest

from core.codes import display
from core.database import db
from core.errors import DomainError, Forbidden
from core.transaction import transaction
from inventory import services_batches, services_mixtures, services_reversal
from inventory.errors import ReasonNeeded
from inventory.label_errors import (
    MixtureFactors,
    MixtureNeedsTwo,
    MixtureNotAll,
    MixtureReserved,
    MixtureRestrictions,
    MixtureUnlike,
)
from inventory.models import Batch
from inventory.queries_verify import differences
from inventory.values import BatchState
from reports.trace import trace
from reports.trace_values import Trace
from reports.trace_words import event_title
from tests.factories import NOW, World, key
from tests.inventory.label_makers import codes_of, roll
from tests.reports import stories
from tests.reports.stories import issue

ZONE = "Asia/Shanghai"


def mix(world: World, stated: dict[int, int], *, who: str = "staff", use_key: str = "", **more: object) -> Batch:
    with transaction():
        answer = services_mixtures.mix(
            actor=world.actors[who],
            now=NOW,
            key=use_key or key(),
            location_id=world.location("county"),
            batches=stated,
            **{"reason": "rain took the labels", **more},
        )
    return db.session.get_one(Batch, int(str(answer["child_id"])))


def traced(code: str) -> Trace:
    return trace(code, now=NOW, zone=ZONE)


def test_each_donor_holds_an_exact_share_of_the_mixture_and_the_figures_add_up(world: World) -> None:
    ours, theirs = stories.gift(world, quantity=40, accepted=40), stories.gift(world, quantity=60, accepted=60)
    child = mix(world, {ours.batch_id: 40, theirs.batch_id: 60})
    issue(world, child.id, 7)

    for gift, share in ((ours, Fraction(2, 5)), (theirs, Fraction(3, 5))):
        (line,) = traced(gift.line_code).lines
        assert line.sums[0].adds_up
        assert [place.value for place in line.sums[0].places] == [93 * share, 7 * share]
        (mixture,) = line.mixtures
        assert (mixture.ours, mixture.total, mixture.share) == (100 * share, 100, share)
    assert list(differences()) == []


def test_the_trace_names_the_mixture_and_guesses_nothing(world: World) -> None:
    ours, theirs = stories.gift(world, quantity=40, accepted=40), stories.gift(world, quantity=60, accepted=60)
    child = mix(world, {ours.batch_id: 40, theirs.batch_id: 60})

    page = world.client().get(f"/trace/{ours.line_code}").text
    assert "Part of a lot mixed from boxes that look alike: 40 of 100" in page
    assert "(2/5)" in page
    for code in (ours.batch_code, theirs.batch_code, child.code):
        assert display(code) in page
    assert "became one lot" in event_title(traced(ours.line_code).events[-1])
    own = world.client().get(f"/b/{child.code}").text
    assert "which one is not known and is not guessed" in own
    assert "one of several, named above" in own
    assert "Goods found" not in own
    assert "Private Donor" not in page + own


def test_the_mixture_keeps_the_earliest_expiry_the_worst_state_and_all_lots(world: World) -> None:
    first = world.batch(quantity=5, expires_on=date(2028, 5, 1), lot="A1")
    second = world.batch(quantity=7, expires_on=date(2027, 3, 1), lot="B2", state=BatchState.HELD, state_reason="wet")

    child = mix(world, {first.id: 5, second.id: 7})

    assert (child.expires_on, child.lot, child.origin) == (date(2027, 3, 1), "A1 / B2", "assembly")
    assert (child.state, child.state_reason, child.source_line_id) == ("held", "wet", None)
    assert (world.on_hand(child.id), world.on_hand(first.id), world.on_hand(second.id)) == (12, 0, 0)


def test_the_content_of_a_unit_stays_only_if_it_is_the_same_and_is_never_guessed(world: World) -> None:
    ten = {"unit": "箱", "base_per_unit": 10}
    a, b, unknown = world.batch(**ten), world.batch(**ten), world.batch(unit="箱", base_per_unit=None)
    twelve = world.batch(unit="箱", base_per_unit=12)

    with pytest.raises(MixtureFactors, match=r"10 .*12 "):
        mix(world, {a.id: 100, b.id: 100, twelve.id: 100})
    same = mix(world, {a.id: 100, b.id: 100})
    assert same.base_per_unit == 10
    assert mix(world, {same.id: 200, unknown.id: 100}).base_per_unit is None


def test_a_medicine_with_an_unknown_lot_in_it_is_held(world: World) -> None:
    known = {"unit": "粒", "expires_on": date(2028, 1, 1)}
    a, b = world.batch("capsule", 5, lot="L1", **known), world.batch("capsule", 5, **known, unrecorded=True)
    assert mix(world, {a.id: 5, b.id: 5}).state == "held"


@pytest.mark.parametrize("stated", [99, 101])
def test_all_that_is_left_goes_in_and_the_refusal_has_both_figures(world: World, stated: int) -> None:
    a, b = world.batch(), world.batch()
    with pytest.raises(MixtureNotAll, match=rf"there are 100 .*not {stated}"):
        mix(world, {a.id: 100, b.id: stated})
    assert world.on_hand(a.id) == 100


def test_only_like_goods_and_at_least_two_and_with_a_reason(world: World) -> None:
    mask, rice = world.batch(), world.batch("rice", unit="kg")
    with pytest.raises(MixtureUnlike):
        mix(world, {mask.id: 100, rice.id: 100})
    with pytest.raises(MixtureNeedsTwo):
        mix(world, {mask.id: 100})
    with pytest.raises(ReasonNeeded):
        mix(world, {mask.id: 100, rice.id: 100}, reason=" ")


def test_goods_held_for_a_request_are_named(world: World) -> None:
    a, b = world.batch(), world.batch()
    with transaction():
        services_mixtures.ledger.reserve(
            actor=world.actors["staff"], now=NOW, batch_id=b.id, location_id=world.location("county"), quantity=30
        )
    with pytest.raises(MixtureReserved, match="30 "):
        mix(world, {a.id: 100, b.id: 100})


def test_different_wishes_are_mixed_only_by_who_may_override_and_the_strictest_holds(world: World) -> None:
    plain, bound = stories.gift(world), stories.gift(world, wish=True)
    stated = {plain.batch_id: 100, bound.batch_id: 100}
    consent = {"override": True, "consent": "Red Cross, by telephone"}

    with pytest.raises(MixtureRestrictions):
        mix(world, stated)
    with pytest.raises(Forbidden):
        mix(world, stated, **consent)
    with pytest.raises(ReasonNeeded):
        mix(world, stated, who="manager", override=True)
    child = mix(world, stated, who="manager", **consent)
    assert child.restriction_id == db.session.get_one(Batch, bound.batch_id).restriction_id


def test_the_same_key_mixes_once_and_a_reversal_takes_it_back_whole(world: World) -> None:
    gift, other = stories.gift(world), stories.gift(world)
    stated = {gift.batch_id: 100, other.batch_id: 100}
    first = mix(world, stated, use_key="once")
    assert mix(world, stated, use_key="once").id == first.id

    posting = traced(gift.line_code)
    assert len(posting.lines[0].mixtures) == 1
    with transaction():
        services_reversal.reverse_act(
            actor=world.actors["manager"], now=NOW, key=key(), posting_id=_posting(first.id), reason="labels found"
        )
    (line,) = traced(gift.line_code).lines
    assert (line.mixtures, line.sums[0].adds_up, world.on_hand(gift.batch_id)) == ((), True, 100)


def _posting(batch_id: int) -> int:
    row = db.session.execute(
        db.text("SELECT posting_id FROM batch_lineage WHERE child_batch_id = :b LIMIT 1"), {"b": batch_id}
    )
    return int(row.scalar_one())


def test_a_mixture_of_a_mixture_still_adds_up(world: World) -> None:
    a, b, c = (stories.gift(world, quantity=n, accepted=n) for n in (10, 20, 70))
    inner = mix(world, {a.batch_id: 10, b.batch_id: 20})
    outer = mix(world, {inner.id: 30, c.batch_id: 70})
    issue(world, outer.id, 33)
    for gift in (a, b, c):
        assert traced(gift.line_code).adds_up
    assert traced(a.line_code).lines[0].mixtures[-1].share == Fraction(1, 10)


def test_a_label_of_a_roll_becomes_the_mixtures_own(world: World) -> None:
    a, b, code = world.batch(), world.batch(), codes_of(roll(world))[0]
    assert mix(world, {a.id: 100, b.id: 100}, label=code).code == code
    c, d = world.batch(), world.batch()
    with pytest.raises(DomainError, match="already bound"):
        mix(world, {c.id: 100, d.id: 100}, label=code)
    assert world.on_hand(c.id) == 100


def test_staff_mix_on_a_page_and_a_program_by_the_api(world: World) -> None:
    a, b, place = world.batch(), world.batch(), world.location("county")
    page = f"/batches/{a.id}/unknown/{place}"
    client = world.client("staff")
    assert display(b.code) in client.get(page).text
    form = {"batches": [str(a.id), str(b.id)], f"quantity_{a.id}": "100", f"quantity_{b.id}": "100"}
    assert client.post(page, data=form).status_code == 422
    assert client.post(page, data={**form, "reason": "rain"}).status_code == 302
    c, d = world.batch(), world.batch()
    given = [{"batch_id": str(each.id), "quantity": 100} for each in (c, d)]
    answer = world.client().post(
        "/api/v1/mixtures",
        json={"location_id": str(place), "batches": given, "reason": "rain"},
        headers={**world.token("staff"), "Idempotency-Key": "m1"},
    )
    assert (answer.status_code, answer.json["child_quantity"]) == (201, 200)


def taken_out(world: World, batch_id: int, quantity: int) -> Batch:
    with transaction():
        answer = services_batches.split(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            batch_id=batch_id,
            location_id=world.location("county"),
            quantity=quantity,
        )
    return db.session.get_one(Batch, int(str(answer["child_id"])))


def test_what_is_taken_out_of_a_mixture_still_names_the_batches_that_it_may_be_from(world: World) -> None:
    ours, theirs = stories.gift(world, quantity=40, accepted=40), stories.gift(world, quantity=60, accepted=60)
    child = mix(world, {ours.batch_id: 40, theirs.batch_id: 60})
    part = taken_out(world, taken_out(world, child.id, 9).id, 4)

    (mixture,) = traced(part.code).lines[0].mixtures
    page = world.client().get(f"/b/{part.code}").text

    assert (mixture.above, mixture.total, [each.quantity for each in mixture.parts]) == (True, 100, [40, 60])
    assert all(display(code) in page for code in (ours.batch_code, theirs.batch_code, child.code))
    assert "Taken out of a lot that was mixed" in page
    assert "one of several, named above" in page
    assert "Goods found" not in page
    assert traced(part.code).lines[0].sums[0].adds_up


def test_a_mixture_of_a_mixture_names_the_batches_of_both(world: World) -> None:
    a, b, c = (stories.gift(world, quantity=n, accepted=n) for n in (10, 20, 70))
    inner = mix(world, {a.batch_id: 10, b.batch_id: 20})
    outer = mix(world, {inner.id: 30, c.batch_id: 70})

    page = world.client().get(f"/b/{taken_out(world, outer.id, 3).code}").text

    assert all(display(each.batch_code) in page for each in (a, b, c))


def test_an_ordinary_part_of_a_batch_names_no_mixture(world: World) -> None:
    part = taken_out(world, stories.gift(world).batch_id, 5)
    assert traced(part.code).lines[0].mixtures == ()
