"""The ledger's promises, one by one."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from core.database import db
from core.transaction import transaction
from inventory import ledger
from inventory.errors import InsufficientStock, KeyReused, QuantityOutOfBounds
from inventory.ledger_models import Movement, Posting, StockBalance
from inventory.values import Leg, MovementKind, PostingHead, PostingKind
from tests.factories import NOW, World, key


def issue(world: World, batch_id: int, quantity: int, *, use_key: str | None = None, content: str = "issue") -> int:
    head = PostingHead(kind=PostingKind.ISSUE, key=use_key or key(), fingerprint=content, occurred_at=NOW)
    leg = Leg(MovementKind.USED, batch_id, quantity, world.location("county"), None)
    with transaction():
        return ledger.post(actor=world.actors["staff"], now=NOW, head=head, legs=[leg]).id


def test_posting_moves_the_balance(world: World) -> None:
    batch = world.batch(quantity=100)

    issue(world, batch.id, 30)

    assert world.on_hand(batch.id) == 70


def test_issuing_more_than_available_is_refused_with_both_figures(world: World) -> None:
    batch = world.batch(quantity=10)

    with pytest.raises(InsufficientStock) as refused:
        issue(world, batch.id, 11)

    assert (refused.value.fields["wanted"], refused.value.fields["available"]) == (11, 10)
    assert (refused.value.fields["batch"], refused.value.fields["unit"]) == (batch.code, "个")
    assert world.on_hand(batch.id) == 10


@pytest.mark.parametrize("giving, getting", [("MAIN", "DOCK"), ("DOCK", "MAIN")])
def test_moving_more_than_is_free_is_refused_with_its_figures_either_way(
    world: World, giving: str, getting: str
) -> None:
    batch = world.batch(quantity=10, location=giving)
    place, other = world.location("county", giving), world.location("county", getting)
    with transaction():
        ledger.reserve(actor=world.actors["manager"], now=NOW, batch_id=batch.id, location_id=place, quantity=4)
    head = PostingHead(kind=PostingKind.MOVE, key=key(), fingerprint="move", occurred_at=NOW)

    with pytest.raises(InsufficientStock) as refused, transaction():
        leg = Leg(MovementKind.MOVE, batch.id, 7, place, other)
        ledger.post(actor=world.actors["staff"], now=NOW, head=head, legs=[leg])

    assert (refused.value.fields["wanted"], refused.value.fields["available"]) == (7, 6)
    assert (world.on_hand(batch.id, location=giving), world.on_hand(batch.id, location=getting)) == (10, 0)
    assert db.session.execute(select(Posting.id).where(Posting.key == head.key)).scalar() is None


def test_the_same_key_again_returns_the_first_posting(world: World) -> None:
    batch = world.batch(quantity=10)

    first = issue(world, batch.id, 4, use_key="k")
    again = issue(world, batch.id, 4, use_key="k")

    assert again == first
    assert world.on_hand(batch.id) == 6


def test_the_same_key_with_other_content_is_refused(world: World) -> None:
    batch = world.batch(quantity=10)
    issue(world, batch.id, 4, use_key="k")

    with pytest.raises(KeyReused):
        issue(world, batch.id, 5, use_key="k", content="other")

    assert world.on_hand(batch.id) == 6


def test_a_refused_posting_leaves_no_key_behind(world: World) -> None:
    batch = world.batch(quantity=10)
    with pytest.raises(InsufficientStock):
        issue(world, batch.id, 11, use_key="k")

    issue(world, batch.id, 10, use_key="k", content="other")

    assert world.on_hand(batch.id) == 0


@pytest.mark.parametrize("quantity", [0, -1, 10**12 + 1, True])
def test_a_quantity_out_of_bounds_is_refused(world: World, quantity: int) -> None:
    batch = world.batch(quantity=10)

    with pytest.raises(QuantityOutOfBounds):
        issue(world, batch.id, quantity)


def test_reserved_stock_cannot_be_issued(world: World) -> None:
    batch = world.batch(quantity=10)
    with transaction():
        ledger.reserve(
            actor=world.actors["manager"], now=NOW, batch_id=batch.id, location_id=world.location("county"), quantity=7
        )

    with pytest.raises(InsufficientStock) as refused:
        issue(world, batch.id, 4)

    assert refused.value.fields["available"] == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE movement SET quantity = quantity + 1",
        "DELETE FROM movement",
        "UPDATE posting SET reason = 'x'",
        "DELETE FROM posting",
    ],
)
def test_the_database_refuses_to_change_history(world: World, statement: str) -> None:
    world.batch(quantity=10)

    with pytest.raises(DatabaseError, match="history"), transaction():
        db.session.execute(text(statement))


def test_the_database_refuses_to_empty_history_on_postgresql(world: World) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    world.batch(quantity=10)

    for table in ("movement", "batch_lineage", "batch_correction"):
        with pytest.raises(DatabaseError, match="history"), transaction():
            db.session.execute(text(f"TRUNCATE {table} CASCADE"))


def test_the_database_refuses_a_fractional_quantity_on_sqlite_and_replacing_a_movement(world: World) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's own looseness: PostgreSQL's column is a whole number by its type")
    world.batch(quantity=10)
    row = db.session.execute(select(Movement)).scalars().one()

    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text("UPDATE stock_balance SET quantity = 1.5"))
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text(f"INSERT OR REPLACE INTO movement SELECT * FROM movement WHERE id = {row.id}"))


def test_a_document_posts_whole_or_not_at_all(world: World) -> None:
    full, empty = world.batch(quantity=10), world.batch(quantity=1)
    head = PostingHead(kind=PostingKind.ISSUE, key=key(), fingerprint="two", occurred_at=NOW)
    legs = [Leg(MovementKind.USED, batch.id, 5, world.location("county"), None) for batch in (full, empty)]

    with pytest.raises(InsufficientStock), transaction():
        ledger.post(actor=world.actors["staff"], now=NOW, head=head, legs=legs)

    assert world.on_hand(full.id) == 10
    assert db.session.execute(select(Posting.id).where(Posting.fingerprint == "two")).first() is None


def test_a_reservation_that_is_used_frees_and_takes_in_one_posting(world: World) -> None:
    batch, place = world.batch(quantity=10), world.location("county")
    with transaction():
        held = ledger.reserve(actor=world.actors["manager"], now=NOW, batch_id=batch.id, location_id=place, quantity=8)
    head = PostingHead(kind=PostingKind.ISSUE, key=key(), fingerprint="used", occurred_at=NOW)
    with transaction():
        posting = ledger.open_posting(actor=world.actors["staff"], now=NOW, head=head)
        ledger.write_legs(posting, [Leg(MovementKind.USED, batch.id, 8, place, None)], uses=[held])

    balance = db.session.execute(select(StockBalance.quantity, StockBalance.reserved)).one()
    assert tuple(balance) == (2, 0)


def test_releasing_a_hold_twice_frees_it_once(world: World) -> None:
    batch, place = world.batch(quantity=10), world.location("county")
    with transaction():
        held = ledger.reserve_all(
            actor=world.actors["manager"], now=NOW, holds=[(batch.id, place, 4), (batch.id, place, 3)]
        )
    for _ in range(2):
        with transaction():
            ledger.release(now=NOW, reservation_ids=held[:1])

    assert db.session.execute(select(StockBalance.reserved)).scalar() == 3


def test_holding_more_than_is_free_is_refused_whole(world: World) -> None:
    batch, place = world.batch(quantity=10), world.location("county")

    with pytest.raises(InsufficientStock), transaction():
        ledger.reserve_all(actor=world.actors["manager"], now=NOW, holds=[(batch.id, place, 6), (batch.id, place, 5)])

    assert db.session.execute(select(StockBalance.reserved)).scalar() == 0
