"""In whatever order a database gives its rows, a person reads the same."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from core.database import db
from core.ids import new_id
from core.transaction import transaction
from distribution.progress import Part, delivered_of
from donations.progress import Amount
from donations.queries_lines import lines_of
from inventory import services_batches, services_mixtures
from inventory.births import add_label_code
from inventory.catalogue import set_item_unit
from inventory.errors import BatchElsewhere
from inventory.lookups import units_of
from inventory.queries_batches import labels, parents
from inventory.queries_labels import label_rows, scan
from inventory.queries_verify import differences
from inventory.services_batches import SortedPart
from inventory.values import LabelKind
from operations.queries_import_figures import summary
from reports.trace import trace
from reports.trace_values import PlaceKind
from scanning.models import PhoneDevice
from scanning.queries_devices import devices_of
from tests.distribution import flows
from tests.donations.makers import accept, allocation, line, of, register
from tests.factories import NOW, World, key
from tests.operations.import_files import incoming, upload
from tests.reports import stories
from tests.support.row_order import both_ways


def at_two_sites(world: World) -> stories.Gift:
    """A gift of which the township has 30 boxes and the county 70."""
    given = stories.gift(world)
    sent = stories.dispatch(world, given.batch_id, 30, receiver_id=world.receiver("daxue"))
    stories.deliver(world, sent, into=world.location("daxue"), delivered=30)
    return given


def test_a_batch_at_two_sites_has_a_label_for_each_by_the_code_of_the_site(world: World) -> None:
    batch_id = at_two_sites(world).batch_id

    rows = both_ways(lambda: label_rows(actor=world.actors["manager"], batch_ids=[batch_id]))

    assert [(row.site_en, row.quantity) for row in rows] == [("County store", 70), ("Daxue store", 30)]


def test_a_scan_tells_the_places_of_a_batch_by_site_and_location(world: World) -> None:
    code = at_two_sites(world).batch_code

    found = both_ways(lambda: scan(actor=world.actors["manager"], text=code).places)

    assert [(row.site_code, row.quantity) for row in found] == [("COUNTY", 70), ("DAXUE", 30)]


def test_whom_to_call_for_another_sites_box_is_told_by_the_code_of_the_site(world: World) -> None:
    code = at_two_sites(world).batch_code

    def refusal() -> str:
        with pytest.raises(BatchElsewhere) as refused:
            scan(actor=world.actors["staff_nantian"], text=code)
        return str(refused.value.fields["sites"])

    assert both_ways(refusal) == "County store, Daxue store"


def test_of_two_other_sites_a_dispatch_names_the_one_that_sent_it(world: World) -> None:
    batch = world.batch(site="nantian")
    sent = stories.dispatch(world, batch.id, 5, receiver_id=world.receiver("daxue"), site="nantian")
    client = world.client("village")

    page = both_ways(lambda: client.get(f"/b/{sent.code}").text)

    assert "Nantian store" in page and "Daxue store" not in page


def test_labels_that_were_put_on_in_the_same_moment_are_listed_by_code(world: World) -> None:
    batch = world.batch()
    with transaction():
        more = [add_label_code(actor=None, now=NOW, kind=LabelKind.BATCH, batch_id=batch.id) for _ in range(3)]

    assert both_ways(lambda: [row.code for row in labels(batch.id)]) == sorted([batch.code, *more])


def test_units_of_an_item_are_offered_in_the_order_in_which_they_were_decided(world: World) -> None:
    for unit, factor in (("盒", 10), ("包", 5), ("箱", 100)):
        with transaction():
            set_item_unit(
                actor=world.actors["admin"], now=NOW, item_id=world.items["mask"], unit=unit, base_per_unit=factor
            )

    offered = both_ways(lambda: list(units_of(world.items["mask"]).items()))

    assert offered == [("个", 1), ("盒", 10), ("包", 5), ("箱", 100)]


def test_a_mixture_names_what_it_was_made_from_in_the_order_in_which_it_went_in(world: World) -> None:
    batches = [world.batch(quantity=number) for number in (10, 20, 30)]
    with transaction():
        answer = services_mixtures.mix(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            location_id=world.location("county"),
            batches={batch.id: quantity for batch, quantity in zip(batches, (10, 20, 30), strict=True)},
            reason="rain took the labels",
        )

    found = both_ways(lambda: parents(int(str(answer["child_id"]))))

    assert [row.child_quantity for row in found] == [10, 20, 30]


def opened(world: World) -> str:
    """A gift of which a mixed box was opened into three kinds of goods; returns the code of its line."""
    given = stories.gift(world)
    found = (("rice", "袋"), ("capsule", "粒"), ("mask", "个"))
    with transaction():
        services_batches.sort_box(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            batch_id=given.batch_id,
            location_id=world.location("county"),
            quantity=2,
            parts=[SortedPart(world.items[item], unit, 5) for item, unit in found],
        )
    return given.line_code


def test_a_trace_names_what_was_found_in_a_box_in_the_order_in_which_it_was_found(world: World) -> None:
    code = opened(world)

    (line,) = both_ways(lambda: trace(code, now=NOW, zone="Asia/Shanghai")).lines

    assert [part.item.en for part in line.sums[0].opened_into] == ["Rice", "Capsule", "Mask"]


def test_goods_that_left_for_one_receiver_on_two_days_are_on_their_way_since_the_first(world: World) -> None:
    given = stories.gift(world)
    for days in (-1, -3, -2):
        stories.dispatch(world, given.batch_id, 10, receiver_id=world.receiver("daxue"), days=days)

    (line,) = both_ways(lambda: trace(given.line_code, now=NOW, zone="Asia/Shanghai")).lines

    (place,) = [place for place in line.sums[0].places if place.kind is PlaceKind.IN_TRANSIT]
    assert (place.value, place.since) == (30, NOW.date() - timedelta(days=3))


def test_what_came_of_a_line_in_several_units_is_told_in_the_order_in_which_it_came(world: World) -> None:
    made = register(world, allocation(world, line(world, quantity=10, unit="箱", base_per_unit=50)))
    for unit, factor in (("盒", 5), ("箱", None), ("个", None)):
        accept(world, made, of(made, 2, unit=unit, base_per_unit=factor))

    (view,) = both_ways(lambda: lines_of([made.id]))[made.id]

    assert view.progress.accepted == (Amount(2, "盒"), Amount(2, "箱"), Amount(2, "个"))


def test_what_went_out_for_a_request_in_other_units_is_told_in_the_order_in_which_it_was_picked(world: World) -> None:
    request_id = flows.approved(world, 10, "箱")
    for unit in ("盒", "个", "包"):
        flows.sent(world, world.batch(unit=unit, base_per_unit=None), 2, request_id=request_id)
    asked = flows.line_of(request_id)

    told = both_ways(lambda: delivered_of([asked])[asked].unconverted)

    assert told == (Part(2, "盒", None), Part(2, "个", None), Part(2, "包", None))


def test_verify_names_the_rows_that_differ_from_the_oldest_batch_on(world: World) -> None:
    codes = [world.batch(quantity=10).code for _ in range(3)]
    with transaction():
        db.session.execute(text("UPDATE stock_balance SET quantity = 12, reserved = 1"))

    told = both_ways(lambda: [(row.what, row.batch) for row in differences()])

    assert told == [(what, code) for what in ("balance", "reserved") for code in codes]


def test_phones_that_were_seen_in_the_same_moment_are_listed_the_newest_first(world: World) -> None:
    account_id = world.actors["staff"].id
    with transaction():
        for name in ("first", "second", "third"):
            device = PhoneDevice(
                id=new_id(), uid=name, account_id=account_id, key_hash=name, name=name, made_at=NOW, seen_at=NOW
            )
            db.session.add(device)
            db.session.flush()

    assert both_ways(lambda: [row.name for row in devices_of(account_id)]) == ["third", "second", "first"]


def test_units_of_an_import_that_are_as_many_are_told_in_the_order_of_the_file(world: World) -> None:
    rows = [["甲公司", "医用外科口罩", "", unit, 10] for unit in ("箱", "盒", "个")]
    run_id = upload(world, "incoming", incoming(*rows), create_missing=True)

    told = both_ways(lambda: list(summary(run_id)["units"].items()))

    assert told == [("箱", 10), ("盒", 10), ("个", 10)]
