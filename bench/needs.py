"""Needs and what is coming, for the shortage report: approved requests and state allocations on their way."""

import random
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from bench.dataset import FIRST_ID, NOW, TODAY, Base
from core.codes import new_code
from core.database import db
from core.transaction import transaction
from distribution.models import Request, RequestLine
from donations.models import Consignment, ConsignmentLine
from inventory.models import LabelCode, SourceLine

REQUESTS, REQUEST_LINES = 2000, 5
ALLOCATIONS, ALLOCATION_LINES = 200, 5
_ids = count(FIRST_ID + 900_000_000)


def fill(base: Base) -> None:
    """Approved requests of the villages, and allotments of which nothing has arrived. Committed at once."""
    rng = random.Random(2021)
    with transaction():
        requests = [_request(rng, base, number) for number in range(REQUESTS)]
        _add(Request, requests)
        wanted = [_request_line(rng, base, head["id"], no) for head in requests for no in range(REQUEST_LINES)]
        _add(RequestLine, wanted)
        heads = [_allocation(rng, base, number) for number in range(ALLOCATIONS)]
        lines = [_allocation_line(rng, base, head["id"], no) for head in heads for no in range(ALLOCATION_LINES)]
        _add(LabelCode, [_label(head["code"], "consignment", base) for head in heads])
        _add(LabelCode, [_label(line["code"], "consignment_line", base) for line in lines])
        _add(SourceLine, [{"id": line["id"], "kind": "state_allocation", "label": "Allotment"} for line in lines])
        _add(Consignment, heads)
        _add(ConsignmentLine, lines)


def _add(model: Any, rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(model.__table__), rows)


def _request(rng: random.Random, base: Base, number: int) -> dict[str, Any]:
    place = rng.choice(base.places)
    return {
        "id": next(_ids), "number": f"R{number}", "receiver_id": place.receiver_id, "area_id": place.area_id,
        "status": "approved", "people": 100, "needed_by": TODAY + timedelta(days=rng.randrange(1, 60)),
        "decided_by": base.actor_id, "decided_at": NOW, "actor_id": base.actor_id, "key": f"bench-r{number}",
        "occurred_on": TODAY, "recorded_at": NOW,
    }  # fmt: skip


def _request_line(rng: random.Random, base: Base, request_id: int, number: int) -> dict[str, Any]:
    quantity = rng.randrange(1, 5000) if rng.random() < 0.8 else None
    return {
        "id": next(_ids), "request_id": request_id, "line_no": number + 1, "item_id": rng.choice(base.items),
        "unit": "个", "base_per_unit": 1, "quantity": quantity, "approved": quantity,
    }  # fmt: skip


def _allocation(rng: random.Random, base: Base, number: int) -> dict[str, Any]:
    return {
        "id": next(_ids), "kind": "state_allocation", "number": f"C{number}", "code": new_code(),
        "key": f"bench-c{number}", "fingerprint": "bench",
        "site_id": rng.choice(base.places).site_id, "status": "registered", "issuing_body": "County office",
        "document_number": f"Doc {number}", "document_date": TODAY,
        "expected_on": TODAY + timedelta(days=rng.randrange(1, 30)), "occurred_on": TODAY,
        "actor_id": base.actor_id, "recorded_at": NOW,
    }  # fmt: skip


def _allocation_line(rng: random.Random, base: Base, consignment_id: int, number: int) -> dict[str, Any]:
    return {
        "id": next(_ids), "consignment_id": consignment_id, "line_no": number + 1, "item_id": rng.choice(base.items),
        "code": new_code(), "unit": "个", "quantity": rng.randrange(100, 20_000), "base_per_unit": 1,
    }  # fmt: skip


def _label(code: str, kind: str, base: Base) -> dict[str, Any]:
    return {
        "code": code, "kind": kind, "status": "active", "made_at": NOW, "made_by": base.actor_id, "bound_at": NOW,
    }  # fmt: skip
