"""Another batch than the pick list says, on the phone: what was expected and why, what is allowed, and exact figures
before and after the sending, also for a part of a line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.journeys.phone import SITE_NAME, Books, Dock, Phone, device, signed_in

pytestmark = pytest.mark.browser

TENTS = "SHE-TENT12"
WHY = "the front row cannot be reached"


class Swap:
    """The dispatch of twenty tents, the batch on its list and the other one."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.number, self.expected, self.quantity = books.rows(
            "SELECT d.number, b.code, l.quantity FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id "
            "JOIN batch b ON b.id = l.batch_id JOIN item i ON i.id = b.item_id "
            "WHERE d.status = 'picked' AND i.code = ?",
            TENTS,
        )[0]
        [(self.other, self.free)] = books.rows(
            "SELECT b.code, s.quantity - s.reserved FROM batch b JOIN stock_balance s ON s.batch_id = b.id "
            "JOIN location l ON l.id = s.location_id JOIN site p ON p.id = l.site_id JOIN item i ON i.id = b.item_id "
            "WHERE i.code = ? AND p.code = 'WC-COUNTY' AND b.code <> ? AND s.quantity > 0",
            TENTS,
            self.expected,
        )

    def change(self, statement: str, *values: object) -> None:
        """How the goods came to be so is not what is tested here."""
        with closing(sqlite3.connect(self.books.file)) as database:
            database.execute(statement, values)
            database.commit()

    def expiring(self) -> None:
        """The expected batch expires first, and the rule has chosen it."""
        for code, day in ((self.expected, "2027-01-31"), (self.other, "2027-06-30")):
            order = "expires_on = ?, sort_key = ? || substr(sort_key, 11)"
            self.change(f"UPDATE batch SET {order} WHERE code = ?", day, day, code)
        self.change("UPDATE dispatch_line SET evidence = 'rule' WHERE batch_id = (SELECT id FROM batch WHERE code = ?)",
                    self.expected)  # fmt: skip

    def restricted(self) -> None:
        """The other batch is meant for somebody else."""
        self.change(
            "UPDATE batch SET restriction_id = (SELECT id FROM restriction WHERE kind = 'targets' LIMIT 1) "
            "WHERE code = ?",
            self.other,
        )

    def lines(self) -> list[tuple[str, int]]:
        return self.books.rows(
            "SELECT b.code, l.quantity FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id "
            "JOIN batch b ON b.id = l.batch_id WHERE d.number = ? ORDER BY l.line_no",
            self.number,
        )

    def told(self) -> dict[str, object]:
        """What the phone told of its swap."""
        [(raw,)] = self.books.rows("SELECT raw FROM phone_action WHERE kind = 'swap'")
        return dict(json.loads(raw)["data"])


@pytest.fixture
def swap(served: Dock) -> Swap:
    return Swap(served[1])


@pytest.fixture
def phone(playwright: Playwright, served: Dock, swap: Swap, tmp_path: Path, request: pytest.FixtureRequest) -> Phone:
    """A phone before the wrong box; `param` is how the goods are and who holds it."""
    how, who = request.param
    getattr(swap, how)()
    context = device(playwright, served[0], tmp_path / "phone")
    request.addfinalizer(context.close)
    phone = signed_in(context, who)
    phone.visit(SITE_NAME)
    return phone


def wrong_box(phone: Phone, swap: Swap) -> None:
    phone.use("load")
    phone.read(swap.number)
    phone.read(swap.other)
    phone.says("Wrong batch", "Expected instead")


def shows(phone: Phone, *lines: str) -> None:
    """The pick list: loaded of wanted, by line."""
    expect(phone.page.locator("#body .ph-row .ph-row-end")).to_have_text(list(lines))


@pytest.mark.parametrize("phone", [("expiring", "staff")], indirect=True)
def test_a_later_expiry_says_what_was_expected_and_why_and_goes_with_a_reason(swap: Swap, phone: Phone) -> None:
    wrong_box(phone, swap)
    body = phone.page.locator("#body")
    for words in ("What was expected", "expires Jan 31, 2027", "It expires earlier", "C1", f"{swap.quantity}\xa0顶",
                  "In your hand", "expires Jun 30, 2027", f"{swap.free}\xa0顶 free", "with a reason"):  # fmt: skip
        expect(body).to_contain_text(words, ignore_case=True)
    expect(phone.page.locator("#act .ph-main")).to_have_count(0)
    body.get_by_label("Why another batch").fill("   ")
    expect(phone.page.locator("#act .ph-main")).to_have_count(0)
    body.get_by_label("Why another batch").fill(WHY)
    phone.read(swap.other)  # the same box again: what was written stays
    expect(body.get_by_label("Why another batch")).to_have_value(WHY)
    phone.press()
    phone.says("Taken instead")
    phone.sent(1)
    assert swap.lines() == [(swap.other, swap.quantity)]
    assert (swap.told()["reason"], swap.told()["scanned"]) == (WHY, [swap.other])
    assert swap.books.rows("SELECT override_reason FROM dispatch_line WHERE override_reason = ?", WHY) == [(WHY,)]
    phone.number(swap.quantity)
    phone.sends_off(swap.number)
    assert phone.complaints == []


@pytest.mark.parametrize("phone", [("restricted", "staff")], indirect=True)
def test_goods_meant_for_others_are_not_for_staff_to_take(swap: Swap, phone: Phone) -> None:
    wrong_box(phone, swap)
    expect(phone.page.locator("#body")).to_contain_text("Only against the donor's wish")
    expect(phone.page.locator("#act")).to_contain_text("ask a manager")
    expect(phone.page.locator("#act .ph-main")).to_have_count(0)
    phone.page.get_by_role("button", name="I fetch the expected one").click()
    shows(phone, f"0 of {swap.quantity} 顶")


@pytest.mark.parametrize("phone", [("restricted", "manager")], indirect=True)
def test_a_manager_takes_them_with_a_reason_and_the_consent_that_is_kept(swap: Swap, phone: Phone) -> None:
    wrong_box(phone, swap)
    body = phone.page.locator("#body")
    body.get_by_label("Why another batch").fill(WHY)
    expect(phone.page.locator("#act .ph-main")).to_have_count(0)
    body.get_by_label("Who consented").fill("the donor, by phone at 9:30")
    phone.press()
    phone.says("Taken instead")
    phone.sent(1)
    assert swap.books.rows("SELECT override_reason, override_consent FROM dispatch_line WHERE override_consent <> ''"
                           " AND batch_id = (SELECT id FROM batch WHERE code = ?)", swap.other
                           ) == [(WHY, "the donor, by phone at 9:30")]  # fmt: skip


def takes_a_part(phone: Phone, swap: Swap, part: int) -> None:
    wrong_box(phone, swap)
    phone.number(part)
    phone.page.locator("#body").get_by_label("Why another batch").fill(WHY)
    expect(phone.page.locator("#act .ph-main")).to_contain_text(f"Take {part}\xa0顶")
    phone.press()
    phone.says("Taken instead", f"Still to load of the expected one: {swap.quantity - part}")
    shows(phone, f"0 of {swap.quantity - part} 顶", f"1 of {part} 顶")


def taken(swap: Swap, before: dict[tuple[str, str], int]) -> dict[str, int]:
    after = swap.books.stock()
    return {batch: before[batch, place] - after.get((batch, place), 0) for batch, place in before
            if before[batch, place] != after.get((batch, place), 0)}  # fmt: skip


@pytest.mark.parametrize("phone", [("expiring", "staff")], indirect=True)
def test_a_part_is_swapped_without_a_signal_and_leaves_to_the_box(swap: Swap, phone: Phone) -> None:
    before, rest = swap.books.stock(), swap.quantity - 8
    phone.page.context.set_offline(True)
    takes_a_part(phone, swap, 8)
    phone.page.reload()
    shows(phone, f"0 of {rest} 顶", "1 of 8 顶")
    phone.number(7)
    phone.read(swap.other)
    shows(phone, f"0 of {rest} 顶", "8 of 8 顶")
    phone.read(swap.expected)
    phone.number(rest)
    phone.sends_off(swap.number)
    assert swap.books.outcomes() == []
    phone.page.context.set_offline(False)
    phone.sent(3)
    assert swap.lines() == [(swap.expected, rest), (swap.other, 8)]
    assert taken(swap, before) == {swap.expected: rest, swap.other: 8}


@pytest.mark.parametrize("phone", [("expiring", "staff")], indirect=True)
def test_a_part_is_swapped_with_a_signal_and_less_of_both_leaves(swap: Swap, phone: Phone) -> None:
    before, rest = swap.books.stock(), swap.quantity - 8
    takes_a_part(phone, swap, 8)
    phone.sent(1)
    expect(phone.page.locator("#body .ph-row")).to_have_count(2)
    phone.page.reload()  # only the server knows now
    shows(phone, f"0 of {rest} 顶", "1 of 8 顶")
    phone.number(5)
    phone.read(swap.expected)
    phone.number(3)
    phone.page.locator("#act").get_by_role("button", name="Send off").click()
    expect(phone.page.locator("#body")).to_contain_text("stay here")
    phone.press()
    phone.says(f"{swap.number} is on its way")
    phone.sent(3)
    assert swap.lines() == [(swap.expected, 3), (swap.other, 5)]
    assert taken(swap, before) == {swap.expected: 3, swap.other: 5}
