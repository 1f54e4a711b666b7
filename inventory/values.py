"""The words of the inventory as enumerations, and the frozen values its services take and give."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AreaLevel(StrEnum):
    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"

    def may_hold(self, below: "AreaLevel") -> bool:
        """Whether an area of this level can have one of the level `below` in it; levels may be left out."""
        order = list(AreaLevel)
        return order.index(self) < order.index(below)


class SiteKind(StrEnum):
    WAREHOUSE = "warehouse"
    DISTRIBUTION_POINT = "distribution_point"
    VILLAGE_STORE = "village_store"


class LocationKind(StrEnum):
    """Where goods can be. Storage, dock and quarantine are on hand at a site; transit is one per dispatch;
    receiver is the one place of an outside organisation, never our stock."""

    STORAGE = "storage"
    DOCK = "dock"
    QUARANTINE = "quarantine"
    TRANSIT = "transit"
    RECEIVER = "receiver"


ON_HAND_KINDS = (LocationKind.STORAGE.value, LocationKind.DOCK.value, LocationKind.QUARANTINE.value)


class ReceiverKind(StrEnum):
    SITE = "site"
    ORGANISATION = "organisation"


class BatchState(StrEnum):
    USABLE = "usable"
    HELD = "held"
    BLOCKED = "blocked"


STOCK_STATES = (
    BatchState.USABLE.value,
    "soon",
    "expired",
    BatchState.HELD.value,
    BatchState.BLOCKED.value,
    "restricted",
)
"""What the stock list can be narrowed to: a state, what is near its date or over it, and what a giver restricted."""
STOCK_SORTS = ("item", "expiry", "quantity", "entered", "site")
"""What it can be ordered by; '-' before it is the other direction."""


class BatchOrigin(StrEnum):
    """How a batch was born (invariant 5)."""

    RECEIPT = "receipt"
    FOUND = "found"
    SPLIT = "split"
    REPACK = "repack"
    SORT = "sort"
    ASSEMBLY = "assembly"


class SourceKind(StrEnum):
    """What kind of consignment a source line belongs to."""

    STATE_ALLOCATION = "state_allocation"
    DONATION = "donation"
    PURCHASE = "purchase"
    MUTUAL_AID = "mutual_aid"
    OPENING = "opening"
    FOUND = "found"


class Category(StrEnum):
    PROTECTIVE = "protective"
    DISINFECTANT = "disinfectant"
    MEDICINE = "medicine"
    DEVICE = "device"
    FOOD = "food"
    WATER = "water"
    BEDDING = "bedding"
    CLOTHING = "clothing"
    SHELTER = "shelter"
    HYGIENE = "hygiene"
    TOOL = "tool"
    OTHER = "other"


class LabelKind(StrEnum):
    """What a label code is bound to. An unbound one was printed ahead."""

    UNBOUND = "unbound"
    BATCH = "batch"
    CONSIGNMENT = "consignment"
    CONSIGNMENT_LINE = "consignment_line"
    DISPATCH = "dispatch"
    LOCATION = "location"


class LabelStatus(StrEnum):
    """A replaced code still opens its batch; a revoked one says so to somebody signed in."""

    ACTIVE = "active"
    REPLACED = "replaced"
    REVOKED = "revoked"


class PostingKind(StrEnum):
    RECEIPT = "receipt"
    MOVE = "move"
    ISSUE = "issue"
    COUNT = "count"
    WRITE_OFF = "write_off"
    SPLIT = "split"
    REPACK = "repack"
    SORT = "sort"
    DISPATCH = "dispatch"
    DIRECT_DELIVERY = "direct_delivery"
    DELIVERY = "delivery"
    CANCELLATION = "cancellation"
    RETURN = "return"
    HAND_OUT = "hand_out"
    REVERSAL = "reversal"


class MovementKind(StrEnum):
    """What one line of the ledger means. RECEIVE to REPACK_IN come from outside; MOVE to RETURN go between
    locations; the rest end."""

    RECEIVE = "receive"
    FOUND = "found"
    COUNT_GAIN = "count_gain"
    SPLIT_IN = "split_in"
    REPACK_IN = "repack_in"
    SORT_IN = "sort_in"
    MOVE = "move"
    LOAD = "load"
    DELIVER = "deliver"
    RETURN = "return"
    SPLIT_OUT = "split_out"
    REPACK_OUT = "repack_out"
    SORT_OUT = "sort_out"
    COUNT_LOSS = "count_loss"
    HAND_OUT = "hand_out"
    USED = "used"
    PASSED_ON = "passed_on"
    RETURNED_TO_DONOR = "returned_to_donor"
    SOLD = "sold"
    WRITE_OFF = "write_off"
    SHORT = "short"
    DAMAGED = "damaged"


BIRTH_KINDS = frozenset({MovementKind.RECEIVE, MovementKind.FOUND})
COUNT_KINDS = frozenset({MovementKind.COUNT_GAIN, MovementKind.COUNT_LOSS})
LINEAGE_OUT_KINDS = frozenset({MovementKind.SPLIT_OUT, MovementKind.REPACK_OUT, MovementKind.SORT_OUT})
LINEAGE_IN_KINDS = frozenset({MovementKind.SPLIT_IN, MovementKind.REPACK_IN, MovementKind.SORT_IN})
ENDED_KINDS = frozenset(
    {
        MovementKind.HAND_OUT,
        MovementKind.USED,
        MovementKind.PASSED_ON,
        MovementKind.RETURNED_TO_DONOR,
        MovementKind.SOLD,
        MovementKind.WRITE_OFF,
        MovementKind.SHORT,
        MovementKind.DAMAGED,
    }
)
"""Short and damaged on the way are ways of being written off (invariant 4), kept apart so the page can say which."""

ISSUE_KINDS = (
    MovementKind.USED,
    MovementKind.PASSED_ON,
    MovementKind.HAND_OUT,
    MovementKind.SOLD,
    MovementKind.RETURNED_TO_DONOR,
)
"""What a simple issue from the scan page may be; goods that go to a receiver leave by a dispatch."""


class Evidence(StrEnum):
    """How it is known which batch went: a scan, a person's choice on a page, a rule, or an imported record."""

    SCANNED = "scanned"
    CHOSEN = "chosen"
    RULE = "rule"
    IMPORTED = "imported"


class RestrictionKind(StrEnum):
    """NONE is not stored: a batch without a restriction has no row. UNKNOWN holds the batch until asked."""

    TARGETS = "targets"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Leg:
    """One line to post: `quantity` (in the batch's unit) from a location to a location, None being outside."""

    kind: MovementKind
    batch_id: int
    quantity: int
    from_location_id: int | None
    to_location_id: int | None
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """What went into a child batch: quantities in each batch's own unit; parent_quantity is None in a sorted box,
    whose parts have no factor."""

    parent_batch_id: int
    child_batch_id: int
    parent_quantity: int | None
    child_quantity: int


@dataclass(frozen=True, slots=True)
class PostingHead:
    """What stands above the lines of a posting. `key` is the client's idempotency key, scoped by actor;
    `fingerprint` tells whether the same key came with the same content."""

    kind: PostingKind
    key: str
    fingerprint: str
    occurred_at: datetime
    reason: str | None = None
    site_id: int | None = None
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenPosting:
    """A posting whose key is taken. When `replayed`, the document was posted before and `answer` is what was
    answered then: write nothing."""

    id: int
    replayed: bool
    answer: dict[str, object]
    head: PostingHead
    now: datetime


@dataclass(frozen=True, slots=True)
class NewBatch:
    """Everything a batch is at birth. `base_per_unit` None means the factor is unknown, never guessed."""

    item_id: int
    unit: str
    base_per_unit: int | None
    source_line_id: int | None
    source_kind: SourceKind
    source_label: str
    origin: BatchOrigin
    entered_on: date
    entered_site_id: int
    lot: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    specification: str | None = None
    unrecorded: bool = False
    state: BatchState = BatchState.USABLE
    state_reason: str | None = None
    restriction_id: int | None = None
    sort_key: str = ""
