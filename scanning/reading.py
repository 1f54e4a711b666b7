"""From what a phone sent to an action: what can be read of it, and what cannot, is told and never dropped."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from accounts.own_names import OwnName
from core.error_pages import flatten_messages
from core.errors import DomainError, InvalidInput
from scanning.errors import ActionTooLarge, ActionUnreadable, UnknownKind
from scanning.kinds import KINDS
from scanning.own_names import without
from scanning.schemas import PhoneActionSchema
from scanning.values import Told

MOST_CHARACTERS = 200_000
"""Of one action as JSON: a receipt of 500 lines is half of it."""
_FRAME = PhoneActionSchema()


def read(sent: Mapping[str, Any], own: OwnName | None = None) -> Told:
    """The action, with `problem` set when it is not what the app sends. The same content always reads the same, also
    when the name of its sender (`own`) was erased in between."""
    # escapes keep what a database cannot: no NUL and no half of a surrogate pair stands in the text
    print_ = hashlib.sha256(json.dumps(sent, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
    sent = without(sent, own)
    raw = json.dumps(sent, sort_keys=True, ensure_ascii=True)
    if len(raw) > MOST_CHARACTERS:
        kept = json.dumps({"size": len(raw), "sha256": print_, "begins": raw[:2000]})
        problem = ActionTooLarge(size=len(raw), limit=MOST_CHARACTERS)
        return Told(_key_of(sent, print_), kept, print_, problem=problem)
    try:
        frame = _FRAME.load(dict(sent))
    except ValidationError as error:
        unreadable = ActionUnreadable(errors=flatten_messages(error.messages))
        return Told(_key_of(sent, print_), raw, print_, kind=_kind_of(sent), problem=unreadable)
    return _with_data(frame, raw, print_)


def _with_data(frame: dict[str, Any], raw: str, print_: str) -> Told:
    data, problem = frame["data"], None
    kind = KINDS.get(frame["kind"])
    if kind is None:
        problem = UnknownKind(kind=frame["kind"])
    else:
        data, problem = _loaded(kind.schema, data)
    return Told(
        key=frame["key"],
        raw=raw,
        fingerprint=print_,
        number=frame["number"],
        kind=frame["kind"],
        site=frame["site"],
        told_at=frame["occurred_at"],
        seen=frame["seen"] or {},
        data=data,
        problem=problem,
    )


def _loaded(schema: Any, data: Any) -> tuple[Any, DomainError | None]:
    try:
        return schema.load(data), None
    except ValidationError as error:
        return data, InvalidInput(flatten_messages(error.messages))


def again(raw: str) -> Told:
    """An action as it was kept, read once more."""
    return read(json.loads(raw))


def _key_of(sent: Mapping[str, Any], print_: str) -> str:
    """The key that was sent, if it is one; otherwise the content stands for itself, so that it is kept once."""
    key = sent.get("key")
    if isinstance(key, str) and 1 <= len(key) <= 128 and all("!" <= letter <= "~" for letter in key):
        return key
    return f"unreadable-{print_[:40]}"


def _kind_of(sent: Mapping[str, Any]) -> str:
    kind = sent.get("kind")
    return kind if isinstance(kind, str) and kind in KINDS else ""


def moment_or_none(value: Any) -> datetime | None:
    """A moment that was told as text, or nothing."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None and 1902 <= moment.year <= 2200 else None
