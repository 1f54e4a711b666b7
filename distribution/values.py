"""The words of outgoing goods as enumerations, and the frozen values that its services take and give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from inventory.values import Evidence


class RequestStatus(StrEnum):
    """SENT waits for a manager; APPROVED is need; CLOSED is delivered or no longer needed."""

    SENT = "sent"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Priority(StrEnum):
    LIFE = "life"
    HIGH = "high"
    NORMAL = "normal"


class DispatchStatus(StrEnum):
    """PICKED: batches chosen and held, still in the store. IN_TRANSIT: loaded, posted. RETURNED: all came back."""

    PICKED = "picked"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Confirmation(StrEnum):
    """How a delivery is known: by the receiver itself, by staff from its signed paper, or from an imported record."""

    RECEIVER = "receiver"
    PAPER = "paper"
    IMPORTED = "imported"


class HandOutKind(StrEnum):
    """How goods ended at a receiver: given to households, used by an organisation, or passed on by it."""

    HAND_OUT = "hand_out"
    USED = "used"
    PASSED_ON = "passed_on"


@dataclass(frozen=True, slots=True)
class NewRequestLine:
    """`quantity` None is «quantity unknown», never 1. `unit` '' is the item's base unit, only when it is unknown."""

    item_id: int
    quantity: int | None
    unit: str = ""
    specification: str = ""


@dataclass(frozen=True, slots=True)
class NewRequest:
    receiver_id: int
    lines: tuple[NewRequestLine, ...]
    occurred_on: date
    people: int | None = None
    needed_by: date | None = None
    priority: Priority = Priority.NORMAL
    note: str = ""
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A manager's word on a request. `lines` gives the approved quantity by line id, None meaning approved as
    unknown; a line that is not named is approved as asked. `reserve_site_id` also holds stock at that site."""

    approve: bool
    reason: str = ""
    lines: Mapping[int, int | None] = field(default_factory=dict)
    reserve_site_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewDispatchLine:
    """A batch to take from a location. RULE says that the proposal was taken as it is; it is checked. A deviation from
    the earliest expiry needs `override_reason`; one from a donor's wish needs `override_consent` too."""

    batch_id: int
    location_id: int
    quantity: int
    request_line_id: int | None = None
    evidence: Evidence = Evidence.RULE
    override_reason: str = ""
    override_consent: str = ""


@dataclass(frozen=True, slots=True)
class NewDispatch:
    """Goods to send. `lines` empty with a request: the batches are chosen by the rule."""

    from_site_id: int
    receiver_id: int
    lines: tuple[NewDispatchLine, ...] = ()
    request_id: int | None = None
    purpose: str = ""
    vehicle: str = ""
    driver: str = ""
    note: str = ""
    imported: bool = False


@dataclass(frozen=True, slots=True)
class DeliveredLine:
    """What became of one dispatch line, in the batch's unit: delivered + short + damaged + returned = loaded.
    `surplus` is what came beyond the loaded quantity."""

    dispatch_line_id: int
    delivered: int
    short: int = 0
    damaged: int = 0
    returned: int = 0
    surplus: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A confirmation. `lines` None means everything arrived as loaded. PAPER needs its number."""

    dispatch_id: int
    confirmation: Confirmation
    occurred_at: datetime
    lines: tuple[DeliveredLine, ...] | None = None
    paper_number: str = ""
    signed_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StockTake:
    """A quantity of a batch at a location, in the batch's unit."""

    batch_id: int
    location_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class NewHandOut:
    """Goods that ended at a receiver. Households and persons are counts, None when unknown; never names."""

    receiver_id: int
    lines: tuple[StockTake, ...]
    occurred_at: datetime
    kind: HandOutKind = HandOutKind.HAND_OUT
    households: int | None = None
    persons: int | None = None
    paper_number: str = ""
    purpose: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewReturn:
    """Goods that a receiver sends back to a site."""

    receiver_id: int
    to_site_id: int
    lines: tuple[StockTake, ...]
    reason: str
    occurred_at: datetime
