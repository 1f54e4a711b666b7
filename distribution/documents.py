"""What every outgoing document shares: its number, and the key of an act that posts nothing to the ledger."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.clock import installation_day
from core.codes import document_number
from core.database import db, insert_unless_taken
from core.ids import new_id
from distribution.models import KeyedAct
from inventory import ledger
from inventory.errors import KeyReused

REQUEST_PREFIX, DISPATCH_PREFIX, HAND_OUT_PREFIX, RETURN_PREFIX = "XQ", "CK", "FF", "TH"


@dataclass(frozen=True, slots=True)
class TakenKey:
    """A key that was taken: when `replayed`, the act was done before and `answer` is what was answered then."""

    replayed: bool
    answer: dict[str, Any]


def take_key(*, actor: Actor, now: datetime, key: str, fingerprint: str, answer: Mapping[str, Any]) -> TakenKey:
    """Take the key of an act, first of all statements. On PostgreSQL a second sender of the same key waits here until
    the first has committed. Raises KeyReused when the key came with another content."""
    act = {
        "id": new_id(),
        "actor_id": actor.id,
        "key": key,
        "fingerprint": fingerprint,
        "recorded_at": now,
        "answer": json.dumps(answer, ensure_ascii=False, default=str),
    }
    if insert_unless_taken(KeyedAct, act, unique=["actor_id", "key"]):
        return TakenKey(False, dict(answer))
    row = db.session.execute(
        select(KeyedAct.fingerprint, KeyedAct.answer).where(KeyedAct.actor_id == actor.id, KeyedAct.key == key)
    ).one()
    if row.fingerprint != fingerprint:
        raise KeyReused(key=key)
    return TakenKey(True, json.loads(row.answer))


def content_of(word: str, new: Any) -> str:
    """The fingerprint of a document without its moment: whoever leaves the moment out means «now», and the same
    request sent again comes at another now. Nor does it matter what was asked about it."""
    besides = ("occurred_at", "acknowledge")
    return ledger.fingerprint(word, {name: value for name, value in asdict(new).items() if name not in besides})


def fresh_number(prefix: str, now: datetime, column: Any) -> str:
    """A document number of today that the column does not hold yet; its unique constraint stands behind."""
    while True:
        number = document_number(prefix, installation_day(now))
        if db.session.execute(select(column).where(column == number)).first() is None:
            return number
