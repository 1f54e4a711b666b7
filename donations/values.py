"""The words of incoming goods as enumerations, and the frozen values its services take and give."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from inventory.values import RestrictionKind, SourceKind


class DonorKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"


class ConsignmentStatus(StrEnum):
    """REGISTERED: known, nothing received. OPEN: part received or not yet counted. CLOSED: nothing more is expected.
    CANCELLED: closed before anything came."""

    REGISTERED = "registered"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN_STATUSES = (ConsignmentStatus.REGISTERED.value, ConsignmentStatus.OPEN.value)
STOCK_TAKEN_AT_ONCE = (SourceKind.OPENING, SourceKind.FOUND)
"""Kinds whose goods are here already: registered and accepted in one document."""


class Counting(StrEnum):
    """Whether a received line was counted: a part may wait at the dock *not yet counted*."""

    COUNTED = "counted"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class NewDonor:
    """Who gives. `named` is today's answer to «may we name you in public?»; it is dated when recorded."""

    kind: DonorKind
    name: str = ""
    contact: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class NewTarget:
    """One use that the donor allowed; `quantity` (in `unit`) None means all of the line."""

    receiver_id: int | None = None
    area_id: int | None = None
    purpose: str = ""
    name_as_written: str = ""
    quantity: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class NewRestriction:
    """What a donor fixed for a line, in the donor's words (`text`) and as targets. UNKNOWN: directed, to whom nobody
    knows yet; the goods are held until asked."""

    kind: RestrictionKind
    text: str = ""
    targets: tuple[NewTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line of a consignment. `quantity` None: not yet counted. `base_per_unit` None: what the catalogue holds for
    this unit of the item (1 for its base unit); unknown where it holds nothing."""

    item_id: int
    unit: str
    quantity: int | None
    base_per_unit: int | None = None
    specification: str | None = None
    name_as_written: str = ""
    restriction: NewRestriction | None = None


@dataclass(frozen=True, slots=True)
class NewConsignment:
    """A consignment to register at a site. A donation names `donor_id` or `new_donor`; a state allocation its issuing
    body and document number."""

    kind: SourceKind
    site_id: int
    lines: tuple[NewLine, ...]
    occurred_on: date
    donor_id: int | None = None
    new_donor: NewDonor | None = None
    issuing_body: str = ""
    document_number: str = ""
    document_date: date | None = None
    expected_on: date | None = None
    supplier: str = ""
    legal_recipient: str = ""
    collected_by: str = ""
    on_behalf_of: str = ""
    entrustment_number: str = ""
    receipt_number: str = ""
    brought_by: str = ""
    purpose: str = ""
    note: str = ""
    imported: bool = False


class RegisteredLine(NamedTuple):
    """A line's id (also that of its source line) and its trace code."""

    line_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering made. `replayed`: the same key was registered before, and this is what was made then."""

    id: int
    number: str
    code: str
    lines: tuple[RegisteredLine, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class AcceptLine:
    """What was found of one consignment line, in `unit` ('' is the line's own). Several for one line are several
    batches. `unrecorded` marks a past record that tells no lot and no expiry: it is taken as it is. `label` is a blank
    label of a roll of the site that becomes the batch's own; without it a new code is made."""

    line_id: int
    accepted: int = 0
    rejected: int = 0
    reject_reason: str = ""
    counting: Counting = Counting.COUNTED
    unit: str = ""
    base_per_unit: int | None = None
    lot: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    specification: str | None = None
    unrecorded: bool = False
    label: str | None = None


class AcceptedBatch(NamedTuple):
    """A batch born by a receipt: quantity in its unit."""

    batch_id: int
    code: str
    quantity: int
    unit: str
    line_id: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a goods receipt made. `replayed`: the same key was received before, and this is what was made then."""

    receipt_id: int
    receipt_number: str
    batches: tuple[AcceptedBatch, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """How goods were found when their consignment is taken into stock at once: the batch's own data."""

    lot: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    unrecorded: bool = False
