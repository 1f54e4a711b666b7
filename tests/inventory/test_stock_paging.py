"""The stock list page by page: every row once, in one order, whichever way it is read."""

from datetime import date, timedelta

import pytest

from core.pagination import PageKeyDamaged
from core.transaction import snapshot
from inventory import queries_stock
from inventory.queries_stock import StockFilter
from inventory.values import STOCK_SORTS
from tests.factories import TODAY, World

EVERY_SORT = [f"{sign}{name}" for name in STOCK_SORTS for sign in ("", "-")]


@pytest.fixture(params=["few rows", "many rows"])
def stocked(request: pytest.FixtureRequest, world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Batches that tie in every order; few and many rows are found in different ways."""
    if request.param == "many rows":
        monkeypatch.setattr(queries_stock, "COUNT_UP_TO", 2)
    for number in range(6):
        expires = TODAY + timedelta(days=30 * (number // 2)) if number % 3 else None
        world.batch(
            "mask" if number % 2 else "rice",
            5 + number % 2,
            "county" if number < 4 else "daxue",
            location="MAIN" if number % 2 else "DOCK",
            expires_on=expires,
        )
    return world


def read(world: World, sort: str, *, limit: int) -> list[int]:
    """Batch ids from the first page to the last."""
    found, after = [], ""
    for _ in range(10):
        page = queries_stock.stock_rows(
            actor=world.actors["staff"], wanted=StockFilter(), today=TODAY, sort=sort, after=after, limit=limit
        )
        found += [row.batch_id for row in page.rows]
        if page.next_key is None:
            return found
        after = page.next_key
    raise AssertionError("the pages do not end")


def exported(world: World, wanted: StockFilter, sort: str = "") -> list[int]:
    """Batch ids as an export streams them."""
    with snapshot():
        rows = queries_stock.all_stock_rows(actor=world.actors["staff"], wanted=wanted, today=TODAY, sort=sort)
        return [row.batch_id for row in rows]


@pytest.mark.parametrize("sort", EVERY_SORT)
def test_pages_show_every_row_once_in_the_order_of_the_export(stocked: World, sort: str) -> None:
    assert read(stocked, sort, limit=2) == exported(stocked, StockFilter(), sort)


@pytest.mark.parametrize("sort", ["", "-entered", "site"])
def test_going_back_shows_the_page_before(stocked: World, sort: str) -> None:
    def page(**where: str) -> queries_stock.Page:
        return queries_stock.stock_rows(
            actor=stocked.actors["staff"], wanted=StockFilter(), today=TODAY, sort=sort, limit=2, **where
        )

    first = page()
    second = page(after=first.next_key or "")

    assert page(before=second.previous_key or "").rows == first.rows


@pytest.mark.parametrize(
    "wanted",
    [
        StockFilter(site="DAXUE"),
        StockFilter(item="RICE"),
        StockFilter(q="mask"),
        StockFilter(state="soon"),
        StockFilter(days=40),
        StockFilter(category="food"),
    ],
)
def test_a_filtered_page_is_the_filtered_export(stocked: World, wanted: StockFilter) -> None:
    shown = queries_stock.stock_rows(actor=stocked.actors["staff"], wanted=wanted, today=TODAY).rows

    assert [row.batch_id for row in shown] == exported(stocked, wanted)
    assert 0 < len(shown) < 6


def test_another_townships_stock_is_not_in_the_list(stocked: World) -> None:
    actor = stocked.actors["staff_daxue"]

    rows = queries_stock.stock_rows(actor=actor, wanted=StockFilter(), today=TODAY).rows

    assert {row.site_code for row in rows} == {"DAXUE"}


def test_a_cursor_that_was_tampered_with_is_refused(stocked: World) -> None:
    with pytest.raises(PageKeyDamaged) as refused:
        queries_stock.stock_rows(
            actor=stocked.actors["staff"], wanted=StockFilter(), today=TODAY, sort="entered", after=f"{date.min}~x~1"
        )

    assert refused.value.fields == {"given": "0001-01-01~x~1", "field": "after"}
