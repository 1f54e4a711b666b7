"""`flask stock verify` names each row that differs, both ways, and exits non-zero."""

import pytest
from flask import Flask
from sqlalchemy import text

from core.database import db
from core.transaction import transaction
from inventory import ledger
from tests.factories import NOW, World


def verify(app: Flask) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["stock", "verify"])
    return done.exit_code, done.output


def test_verify_passes_on_what_the_ledger_wrote(world: World, app: Flask) -> None:
    world.batch(quantity=10)
    assert verify(app) == (0, "OK 1 balances, 1 movements\n")


def test_verify_names_a_balance_changed_by_hand(world: World, app: Flask) -> None:
    code = world.batch(quantity=10).code
    with transaction():
        db.session.execute(text("UPDATE stock_balance SET quantity = 12"))
    status, output = verify(app)
    assert status == 1
    assert f"balance: batch {code} at COUNTY/MAIN: balance says 12, ledger says 10" in output


def test_verify_names_a_balance_without_any_movement(world: World, app: Flask) -> None:
    batch = world.batch(quantity=10)
    with transaction():
        db.session.execute(
            text("INSERT INTO stock_balance (batch_id, location_id, quantity, reserved) VALUES (:b, :l, 0, 0)"),
            {"b": batch.id, "l": world.location("daxue")},
        )
    status, output = verify(app)
    assert status == 1 and "no-movement:" in output and "DAXUE/MAIN" in output


def test_verify_names_a_movement_without_a_balance(world: World, app: Flask) -> None:
    world.batch(quantity=10)
    with transaction():
        db.session.execute(text("DELETE FROM stock_balance"))
    status, output = verify(app)
    assert status == 1 and "no-balance:" in output and "missing" in output


@pytest.mark.parametrize(
    "change", ["UPDATE reservation SET status = 'released'", "UPDATE stock_balance SET reserved = 1"]
)
def test_verify_names_reserved_stock_that_no_reservation_holds(world: World, app: Flask, change: str) -> None:
    batch = world.batch(quantity=10)
    with transaction():
        ledger.reserve(
            actor=world.actors["manager"], now=NOW, batch_id=batch.id, location_id=world.location("county"), quantity=4
        )
    with transaction():
        db.session.execute(text(change))
    status, output = verify(app)
    assert status == 1 and "reserved:" in output
