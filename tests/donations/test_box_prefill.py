"""A box scanned while goods are counted fills the entry of its line and never overwrites what was typed."""

from typing import Any

import pytest

from core.transaction import transaction
from inventory import gtin_links
from tests.donations.makers import allocation, line, register
from tests.factories import NOW, World, key

GTIN = "04012345987652"
BOX = f"]d201{GTIN}1727013110LOT1"


@pytest.fixture
def made(world: World) -> Any:
    """A delivery of masks and rice; the barcode is of the masks."""
    with transaction():
        gtin_links.link(actor=world.actors["staff"], now=NOW, gtin=GTIN, item_id=world.items["mask"])
    return register(world, allocation(world, line(world), line(world, "rice", 5, "kg")))


def scan(world: World, made: Any, box: str, **typed: str) -> tuple[int, str]:
    form = {"idempotency_key": key(), "read_box": "1", "box": box}
    for number, each in enumerate(made.lines):
        form |= {f"lines-{number}-line_id": str(each.line_id), f"lines-{number}-unit": "个"}
    answer = world.client("staff").post(f"/incoming/{made.id}/receive", data={**form, **typed})
    return answer.status_code, answer.get_data(as_text=True)


def value(page: str, name: str) -> str:
    field = page.split(f'id="{name}"', 1)[1]
    return field.split('value="', 1)[1].split('"', 1)[0]


def test_a_box_fills_lot_and_expiry_of_its_line(world: World, made: Any) -> None:
    status, page = scan(world, made, BOX, **{"lines-0-accepted": "7"})
    assert status == 200 and value(page, "lines-0-lot") == "LOT1" and value(page, "lines-0-expires_on") == "2027-01-31"
    assert value(page, "lines-0-accepted") == "7" and value(page, "lines-1-lot") == ""


def test_best_before_stands_for_the_expiry_where_the_box_has_no_other(world: World, made: Any) -> None:
    _status, page = scan(world, made, f"]d201{GTIN}1526123111250201")
    assert value(page, "lines-0-expires_on") == "2026-12-31" and value(page, "lines-0-produced_on") == "2025-02-01"


def test_what_was_typed_otherwise_stays_and_the_difference_is_shown(world: World, made: Any) -> None:
    typed = {"lines-0-lot": "lot1", "lines-0-expires_on": "2028-05-05"}
    status, page = scan(world, made, BOX, **typed)
    assert status == 422 and value(page, "lines-0-expires_on") == "2028-05-05"
    assert "The box says Jan 31, 2027" in page or "The box says 31 Jan 2027" in page


def test_another_lot_of_the_same_goods_becomes_an_entry_of_its_own(world: World, made: Any) -> None:
    status, page = scan(world, made, BOX, **{"lines-0-lot": "LOT0"})
    assert status == 200 and value(page, "lines-0-lot") == "LOT0" and value(page, "lines-2-lot") == "LOT1"


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ("0104012345987653", "check digit"),
        (f"01{GTIN}10LOT117270131", "separators"),
        ("6901234567892", "is new"),
        ("]C110LOT1", "no GTIN"),
        ("FRAGILE", "says nothing about goods"),
    ],
)
def test_a_box_that_cannot_be_read_fills_nothing_and_says_why(world: World, made: Any, box: str, words: str) -> None:
    status, page = scan(world, made, box)
    assert status == 422 and words in page
    assert value(page, "lines-0-lot") == "" and value(page, "lines-0-expires_on") == ""


def test_goods_that_were_not_promised_are_named(world: World, made: Any) -> None:
    with transaction():
        gtin_links.link(actor=world.actors["staff"], now=NOW, gtin="6901234567892", item_id=world.items["capsule"])
    status, page = scan(world, made, "6901234567892")
    assert status == 422 and "is not among the lines of this delivery" in page
