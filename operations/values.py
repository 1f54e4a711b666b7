"""The words of imports as enumerations."""

from enum import StrEnum


class ImportKind(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"
    REQUESTS = "requests"


class ImportStatus(StrEnum):
    """DRAFT: read and shown, nothing written. COMMITTED: its good rows are documents. DISCARDED: left alone."""

    DRAFT = "draft"
    COMMITTED = "committed"
    DISCARDED = "discarded"


class RowStatus(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    SKIPPED = "skipped"


class RowOutcome(StrEnum):
    """PENDING before the commit; DONE became a document; WAITING needs an opening balance, a match, a decision about
    the unit, or a dismissal with reason; DISMISSED was settled by that reason."""

    PENDING = "pending"
    DONE = "done"
    WAITING = "waiting"
    DISMISSED = "dismissed"
