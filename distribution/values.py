"""The words of outgoing goods as enumerations."""

from enum import StrEnum


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
