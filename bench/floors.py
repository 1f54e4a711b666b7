"""The application with three bare routes beside it: what the same server, session and database can do at best.

A  one primary-key look-up through the session (`session.get`), in its transaction, which ends in ROLLBACK as a request
   that only read does with Flask-SQLAlchemy;
B  the same in autocommit;
P  one guarded UPDATE and one INSERT, committed;
and, harder to come near than A and B, `row A` and `row B`: the look-up of four columns without an entity.
"""

from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy import bindparam, insert, select, update

from app import create_app
from core.access import public
from core.clock import utc_now
from core.database import db
from core.ids import new_id
from core.transaction import snapshot, transaction
from inventory.ledger_models import Movement, StockBalance
from inventory.models import Batch

bp = Blueprint("floors", __name__, url_prefix="/floor")

_balances = StockBalance.__table__
_ONE = select(Batch.id, Batch.code, Batch.unit, Batch.state).where(Batch.id == bindparam("id"))
_TAKE = (
    update(_balances)
    .where(
        _balances.c.batch_id == bindparam("b"),
        _balances.c.location_id == bindparam("l"),
        _balances.c.quantity - 1 >= _balances.c.reserved,
    )
    .values(quantity=_balances.c.quantity - 1)
)
_ADD = insert(Movement.__table__)


@bp.get("/a/<int:batch_id>")
@public
def in_transaction(batch_id: int) -> Response:
    """Floor A."""
    with snapshot():
        found = db.session.get_one(Batch, batch_id)
    return _told(found)


@bp.get("/b/<int:batch_id>")
@public
def in_autocommit(batch_id: int) -> Response:
    """Floor B."""
    return _told(db.session.get_one(Batch, batch_id))


@bp.get("/row-a/<int:batch_id>")
@public
def row_in_transaction(batch_id: int) -> Response:
    """Floor A without an entity."""
    with snapshot():
        found = db.session.execute(_ONE, {"id": batch_id}).one()
    return _told(found)


@bp.get("/row-b/<int:batch_id>")
@public
def row_in_autocommit(batch_id: int) -> Response:
    """Floor B without an entity."""
    return _told(db.session.execute(_ONE, {"id": batch_id}).one())


def _told(found: Any) -> Response:
    return jsonify(id=str(found.id), code=found.code, unit=found.unit, state=found.state)


@bp.post("/p/<int:batch_id>/<int:location_id>/<int:posting_id>")
@public
def written(batch_id: int, location_id: int, posting_id: int) -> Response:
    """Floor P: takes one from a balance under a posting that exists, so that the ledger still adds up."""
    own_id, now = new_id(), utc_now()
    movement = {
        "id": own_id, "posting_id": posting_id, "kind": "used", "batch_id": batch_id, "quantity": 1,
        "from_location_id": location_id, "to_location_id": None, "reverses_id": None, "occurred_at": now,
        "recorded_at": now,
    }  # fmt: skip
    with transaction():
        taken = db.session.execute(_TAKE, {"b": batch_id, "l": location_id})
        if taken.rowcount != 1:
            raise RuntimeError("the floor's batch is empty: take one with more stock")
        db.session.execute(_ADD, movement)
    return jsonify(id=str(own_id))


def create_floored_app() -> object:
    """The application as it is served, and the floors."""
    app = create_app()
    app.register_blueprint(bp)
    return app
