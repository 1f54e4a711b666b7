"""The words of incoming goods as enumerations."""

from enum import StrEnum


class DonorKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"


class ConsignmentStatus(StrEnum):
    """REGISTERED: known, nothing received. OPEN: part received or not yet counted. CLOSED: nothing more is expected."""

    REGISTERED = "registered"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Counting(StrEnum):
    """Whether a received line was counted: a part may wait at the dock *not yet counted*."""

    COUNTED = "counted"
    NOT_YET = "not_yet"
