"""What a seal is over: a confirmation as canonical JSON (decision record 0014), and its SHA-256."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

FORMAT = "evernormal-delivery-proof-1"
LINE_FIELDS = ("batch_id", "unit", "loaded", "delivered", "short", "damaged", "returned", "surplus", "reason")
_IDS = ("batch_id",)


def canonical(document: Mapping[str, Any]) -> str:
    """JSON with keys in the order of their code points, no spaces, text as it is: the same content is the same text."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def content(delivery: Any, lines: Sequence[Any], pictures: Sequence[Any]) -> dict[str, Any]:
    """The part of the document that can be made anew from the tables: document, signer, time and pictures."""
    return {
        "document": {
            "dispatch": delivery.number,
            "dispatch_id": str(delivery.dispatch_id),
            "delivery_id": str(delivery.id),
            "confirmation": delivery.confirmation,
            "paper_number": delivery.paper_number,
            "note": delivery.note,
            "lines": [_line(line) for line in lines],
        },
        "signer": {"name": delivery.signed_by, "account_id": str(delivery.actor_id)},
        "time": {"occurred_at": moment(delivery.occurred_at), "recorded_at": moment(delivery.recorded_at)},
        "pictures": {row.kind: {"sha256": row.digest, "device": row.device} for row in pictures},
    }


def moment(value: datetime) -> str:
    """A moment in UTC to the microsecond, the same on every database."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _line(row: Any) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in LINE_FIELDS}
    return {"id": str(row.id), **plain, **{name: str(plain[name]) for name in _IDS}}
