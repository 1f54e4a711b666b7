"""What is asked of the served application: the routes under measure and the floors, with real codes and ids."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, cycle

from sqlalchemy import select
from sqlalchemy.orm import aliased

from accounts import services as accounts
from accounts.queries import account_by_username
from app import create_app
from bench.client import Maker, request_bytes
from bench.databases import settings
from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from inventory.ledger_models import Movement, StockBalance
from inventory.models import Batch, Location

SAMPLE = 2000
LEAST_STOCK = 400
DEEP_PAGES = 100
ROUTES = ("scan", "issue", "move", "stock page 1", "stock deep")
ORDER = ("floor A", "row A", "scan", "row B", "floor B", "issue", "floor P", "move", "stock page 1", "stock deep")
"""What is compared stands side by side, so that it is measured in the same moment."""
PAIRS = (
    ("scan", "floor A"),
    ("scan", "floor B"),
    ("scan", "row A"),
    ("scan", "row B"),
    ("issue", "floor P"),
    ("move", "floor P"),
    ("stock page 1", "floor B"),
    ("stock deep", "stock page 1"),
)
GOOD = {"issue": 201, "move": 201}
"""The status of a good answer where it is not 200."""


@dataclass(frozen=True)
class Spot:
    """A batch with much stock at two locations of a site, and a posting that exists."""

    batch_id: int
    code: str
    main: int
    shelf: int
    posting_id: int


@dataclass(frozen=True)
class Samples:
    """What the requests are made from."""

    token: str
    spots: list[Spot]
    deep_key: str = ""


def read_samples(url: str) -> Samples:
    """An API token made for this run, and batches spread over the whole database."""
    app = create_app(settings(url))
    with app.app_context():
        account = account_by_username("bench")
        if account is None:
            raise RuntimeError("not a database of the benchmark")
        with transaction():
            token = accounts.create_token(actor=None, now=utc_now(), account_id=account.id, name="bench", days=1)
        spots = _spots()
        samples = Samples(token, spots, _deep_key(app.test_client(), token))
        db.session.remove()
        db.engine.dispose()
    return samples


def _spots() -> list[Spot]:
    main, shelf, at_main, at_shelf = aliased(Location), aliased(Location), aliased(StockBalance), aliased(StockBalance)
    rows = db.session.execute(
        select(Batch.id, Batch.code, main.id, shelf.id)
        .join(at_main, at_main.batch_id == Batch.id).join(main, main.id == at_main.location_id)
        .join(at_shelf, at_shelf.batch_id == Batch.id).join(shelf, shelf.id == at_shelf.location_id)
        .where(main.code == "MAIN", shelf.code == "A1", Batch.state == "usable",
               at_main.quantity >= LEAST_STOCK, at_shelf.quantity >= LEAST_STOCK)
        .where((Batch.expires_on.is_(None)) | (Batch.expires_on > date(2027, 6, 1)))
        .order_by(Batch.code)  # random by nature, so the sample is spread
        .limit(SAMPLE)
    ).all()  # fmt: skip
    posting_id = db.session.execute(select(Movement.posting_id).limit(1)).scalar_one()
    return [Spot(*row, posting_id) for row in rows]


def _deep_key(client: object, token: str) -> str:
    """The key of a page of the stock list that lies many pages in."""
    key = ""
    for _ in range(DEEP_PAGES):
        answer = client.get(  # type: ignore[attr-defined]
            "/api/v1/stock", query_string={"limit": "200", "after": key}, headers={"Authorization": f"Bearer {token}"}
        )
        following = answer.get_json().get("next_key")
        if not following:
            return key
        key = following
    return key


def makers(samples: Samples) -> dict[str, Maker]:
    """For each route and floor, what gives its next request."""
    headers = {"Authorization": f"Bearer {samples.token}"}
    spots, keys = cycle(samples.spots), count()

    def get(path: Callable[[Spot], str]) -> Maker:
        return lambda: request_bytes("GET", path(next(spots)), headers)

    def post(bodies: Iterator[tuple[str, dict[str, object]]]) -> Maker:
        def make() -> bytes:
            path, body = next(bodies)
            key = {"Idempotency-Key": f"bench-{samples.token[:8]}-{next(keys)}"}
            return request_bytes("POST", path, {**headers, **key}, json.dumps(body).encode())

        return make

    deep = f"/api/v1/stock?limit=50&after={samples.deep_key}"
    return {
        "floor A": get(lambda spot: f"/floor/a/{spot.batch_id}"),
        "floor B": get(lambda spot: f"/floor/b/{spot.batch_id}"),
        "row A": get(lambda spot: f"/floor/row-a/{spot.batch_id}"),
        "row B": get(lambda spot: f"/floor/row-b/{spot.batch_id}"),
        "floor P": lambda: request_bytes("POST", _floor_p(next(spots)), headers),
        "scan": get(lambda spot: f"/api/v1/scan/{spot.code}"),
        "issue": post(_issues(spots)),
        "move": post(_moves(spots)),
        "stock page 1": get(lambda _: "/api/v1/stock?limit=50"),
        "stock deep": get(lambda _: deep),
    }


def _floor_p(spot: Spot) -> str:
    return f"/floor/p/{spot.batch_id}/{spot.main}/{spot.posting_id}"


def _issues(spots: Iterable[Spot]) -> Iterator[tuple[str, dict[str, object]]]:
    for spot in spots:
        yield (
            "/api/v1/issues",
            {"batch_id": str(spot.batch_id), "location_id": str(spot.main), "quantity": 1, "kind": "used"},
        )


def _moves(spots: Iterable[Spot]) -> Iterator[tuple[str, dict[str, object]]]:
    for number, spot in enumerate(spots):
        here, there = (spot.main, spot.shelf) if number % 2 else (spot.shelf, spot.main)
        body = {"batch_id": str(spot.batch_id), "location_id": str(here), "to_location_id": str(there), "quantity": 1}
        yield "/api/v1/moves", body
