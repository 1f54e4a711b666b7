"""How many SQL statements a request costs, counted where the application hands them to the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from bench.databases import settings
from bench.targets import Samples
from core.database import db


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements of the block. BEGIN and COMMIT are not among them."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def per_request(url: str, samples: Samples) -> dict[str, int]:
    """Statements of a scan, an issue, a move and a page of the stock list."""
    app = create_app(settings(url))
    spot, client = samples.spots[0], app.test_client()
    place = {"batch_id": str(spot.batch_id), "location_id": str(spot.main), "quantity": 1}
    asked: dict[str, tuple[str, str, dict[str, object]]] = {
        "scan": ("GET", f"/api/v1/scan/{spot.code}", {}),
        "issue": ("POST", "/api/v1/issues", {**place, "kind": "used"}),
        "move": ("POST", "/api/v1/moves", {**place, "to_location_id": str(spot.shelf)}),
        "stock page 1": ("GET", "/api/v1/stock?limit=50", {}),
    }
    found = {}
    for name, (method, path, body) in asked.items():
        _send(client, samples.token, method, path, body, f"statements-warm-{name[:5]}")
        with counted(app) as seen:
            _send(client, samples.token, method, path, body, f"statements-{name[:5]}")
        found[name] = len(seen)
    with app.app_context():
        db.engine.dispose()
    return found


def _send(client: FlaskClient, token: str, method: str, path: str, body: dict[str, object], key: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{key}-{token[:8]}"}
    answer = client.open(path, method=method, json=body or None, headers=headers)
    if answer.status_code not in (200, 201):
        raise RuntimeError(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
