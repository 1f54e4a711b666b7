"""The words of what phones send, and the frozen values that the room passes on."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.access import Mode as Mode


class Outcome(StrEnum):
    """DONE: posted. CONFLICT: a valid act that the stock or a document no longer allows. REFUSED: the act itself is
    wrong. HELD: left by a phone whose access has ended; a manager decides."""

    DONE = "done"
    CONFLICT = "conflict"
    REFUSED = "refused"
    HELD = "held"


TO_SETTLE = (Outcome.CONFLICT, Outcome.REFUSED, Outcome.HELD)
"""What stands in the inbox until it is settled."""


TABS = ("open", "refused", "held", "settled")
"""Of the inbox: conflicts, refusals, what ended phones left, and what was settled."""


class ResolutionKind(StrEnum):
    """How an action was settled. WITHDRAWN: its own sender took it back."""

    RETRY = "retry"
    RECOUNT = "recount"
    FOUND = "found"
    REASSIGN = "reassign"
    REVERSE = "reverse"
    CLOSE = "close"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Place:
    """So many of a batch at a location, in the batch's unit: what an action takes or counts there."""

    batch_id: int
    location_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Told:
    """One action as a phone told it. `raw` is the whole of it as JSON; `problem` says what of it cannot be read, and
    then nothing but `raw` and `key` can be relied on. `told_at` is the device's clock."""

    key: str
    raw: str
    fingerprint: str
    number: int = 0
    kind: str = ""
    site: str = ""
    told_at: datetime | None = None
    seen: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    problem: Exception | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """One request of a phone: when its clock said that it was sent, and when it came here."""

    device_id: int
    sent_at: datetime
    received_at: datetime
    device: str = ""

    @property
    def skew(self) -> int:
        """Whole seconds that the device's clock is behind ours; negative when it is ahead."""
        return round((self.received_at - self.sent_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Settling:
    """How a manager settles an entry, and why. RECOUNT takes `counted` and, with `then_apply`, tries again; REASSIGN a
    batch or a location; REVERSE a posting; FOUND the lot and expiry that stand on what was found."""

    kind: ResolutionKind
    reason: str
    counted: int | None = None
    then_apply: bool = False
    batch_id: int | None = None
    location_id: int | None = None
    posting_id: int | None = None
    lot: str | None = None
    expires_on: date | None = None


def part_key(key: str, part: str) -> str:
    """The key of a part of an act, as long whatever the key is: the same key and part always give the same."""
    return f"{hashlib.sha256(key.encode()).hexdigest()[:40]}#{part}"
