"""How many SQL statements the hot requests cost, counted over the API with authentication."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from core.database import db
from tests.factories import World, key
from tests.support.statements import counted_statements


def most(statements: int, *, fewer: int) -> int:
    """PostgreSQL takes the key, writes the line and moves its balances in one statement."""
    return statements - fewer * (db.engine.dialect.name == "postgresql")


def test_an_issue_costs_at_most_four_statements(world: World) -> None:
    batch, client, head = world.batch(quantity=10), world.client(), world.token("staff")
    body = {"batch_id": str(batch.id), "location_id": str(world.location("county")), "quantity": 3, "kind": "used"}

    with counted_statements() as sent:
        answer = client.post("/api/v1/issues", json=body, headers={**head, "Idempotency-Key": key()})

    assert answer.status_code == 201, answer.text
    assert len(sent) == most(4, fewer=2), sent
    assert world.on_hand(batch.id) == 7


@pytest.mark.parametrize("giving, getting", [("MAIN", "DOCK"), ("DOCK", "MAIN")])
def test_a_move_costs_at_most_five_statements_either_way(world: World, giving: str, getting: str) -> None:
    batch, client, head = world.batch(quantity=10, location=giving), world.client(), world.token("staff")
    body = {
        "batch_id": str(batch.id),
        "location_id": str(world.location("county", giving)),
        "quantity": 3,
        "to_location_id": str(world.location("county", getting)),
    }

    with counted_statements() as sent:
        answer = client.post("/api/v1/moves", json=body, headers={**head, "Idempotency-Key": key()})

    assert answer.status_code == 201, answer.text
    assert len(sent) == most(5, fewer=3), sent
    assert (world.on_hand(batch.id, location=giving), world.on_hand(batch.id, location=getting)) == (7, 3)


def test_a_scan_costs_two_statements(world: World) -> None:
    batch, client, head = world.batch(quantity=10), world.client(), world.token("staff")
    batch_id, code = str(batch.id), batch.code

    with counted_statements() as sent:
        answer = client.get(f"/api/v1/scan/{code}", headers=head)

    assert answer.status_code == 200, answer.text
    assert len(sent) == 2, sent
    assert answer.json["batch"]["id"] == batch_id


def test_the_stock_list_costs_at_most_five_statements(world: World) -> None:
    for _ in range(3):
        world.batch(quantity=10)
    client, head = world.client(), world.token("staff")

    with counted_statements() as sent:
        answer = client.get("/api/v1/stock", headers=head)

    assert len(answer.json["rows"]) == 3
    assert len(sent) <= 5, sent


def test_postgresql_plans_the_stock_list_for_its_figures_each_time_and_keeps_a_scan_prepared(world: World) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no plan for all figures")
    batch, client, head = world.batch(quantity=10), world.client(), world.token("staff")
    code, connections = batch.code, set()
    heard = partial(_remember, connections)
    event.listen(db.engine, "after_cursor_execute", heard)
    try:
        for _ in range(12):
            assert client.get("/api/v1/stock", headers=head).status_code == 200
            assert client.get(f"/api/v1/scan/{code}", headers=head).status_code == 200
    finally:
        event.remove(db.engine, "after_cursor_execute", heard)

    kept = [words for one in connections for words in _prepared(one)]
    assert [words for words in kept if "label_code" in words and words.startswith("SELECT")], kept
    assert not [words for words in kept if "stock_balance" in words and "LIMIT" in words]


def _prepared(connection: Any) -> list[str]:
    """The statements that a connection of the pool keeps prepared; it is given back as it was."""
    rows = connection.execute("SELECT statement FROM pg_prepared_statements").fetchall()
    connection.rollback()
    return [words for (words,) in rows]


def _remember(connections: set[Any], connection: Any, *_: Any) -> None:
    connections.add(connection.connection.dbapi_connection)
