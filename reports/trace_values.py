"""What a trace is made of. Nothing here names a person."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any


class PlaceKind(StrEnum):
    """Where a part is. OPENED: it went into a mixed box's parts, for which no factor was recorded."""

    ON_HAND = "on_hand"
    IN_TRANSIT = "in_transit"
    RECEIVER = "receiver"
    ENDED = "ended"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both languages."""

    en: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit; `factor` is how many of the line's unit are in one of them, exactly. A share of goods that
    were mixed with others' may be a fraction; otherwise the quantity is whole."""

    quantity: Fraction
    unit: str
    factor: Fraction

    @property
    def value(self) -> Fraction:
        """The same in the line's unit."""
        return self.quantity * self.factor


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the goods: where it is or how it ended (`ending`: a movement kind), and how much."""

    kind: PlaceKind
    key: str
    names: Names
    area: Names
    amounts: tuple[Amount, ...]
    ending: str = ""
    state: str = ""
    since: date | None = None
    phone: str = ""

    @property
    def value(self) -> Fraction:
        """All of it in the line's unit."""
        return sum((amount.value for amount in self.amounts), Fraction(0))


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """What came out of a mixed box, in its own unit: it cannot be counted in the line's unit."""

    item: Names
    place: Place


@dataclass(frozen=True, slots=True)
class Sums:
    """One line's account in one unit: received + differences = all places together (invariant 4).

    `adds_up` compares what the ledger says came in with what the balances and the endings say is there.
    """

    unit: str
    received: int
    gained: Fraction
    lost: Fraction
    places: tuple[Place, ...]
    opened_into: tuple[OpenedPart, ...] = ()

    @property
    def accounted(self) -> Fraction:
        """What the places hold together, in the line's unit."""
        return sum((place.value for place in self.places), Fraction(0))

    @property
    def expected(self) -> Fraction:
        """What must be there."""
        return self.received + self.gained - self.lost

    @property
    def adds_up(self) -> bool:
        """Whether the two sides are the same, exactly."""
        return self.accounted == self.expected

    def total(self, kind: PlaceKind) -> tuple[Amount, ...]:
        """The amounts of all places of a kind."""
        return merged([amount for place in self.places if place.kind is kind for amount in place.amounts])


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity in an event: what the ledger's line means, of which goods."""

    kind: str
    item: Names
    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class Event:
    """One document of the ledger as the public may see it: the day, not the hour; places and counts, no people."""

    kind: str
    at: date
    recorded: date
    origin: Names
    target: Names
    parts: tuple[Part, ...] = ()
    evidence: tuple[str, ...] = ()
    confirmation: str = ""
    households: int | None = None
    few_households: bool = False
    reversed_by: date | None = None
    reverses: str = ""
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was not accepted at the goods receipt, and why."""

    quantity: int
    unit: str
    reason: str
    at: date


@dataclass(frozen=True, slots=True)
class MixturePart:
    """What went into a mixture from one batch, in the mixture's unit; `ours`: it held some of the goods traced."""

    code: str
    source_kind: str
    entered_on: date
    quantity: int
    ours: bool


@dataclass(frozen=True, slots=True)
class Mixture:
    """Boxes that nobody can tell apart: all `total` of them, from which batches, and the exact part that is `ours`.
    `above`: what is traced was taken out of it."""

    item: Names
    code: str
    unit: str
    total: int
    ours: Fraction
    parts: tuple[MixturePart, ...]
    above: bool = False

    @property
    def share(self) -> Fraction:
        """Our part of each box."""
        return self.ours / self.total


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One line of what came in, or one batch: its goods, what was said to come, its account, its flow."""

    item: Names
    unit: str
    announced: int | None
    not_yet_counted: bool
    arrived_uncounted: bool
    rejected: tuple[Rejected, ...]
    wishes: tuple[tuple[str, Names], ...]
    sums: tuple[Sums, ...]
    flows: tuple[Any, ...] = ()
    specification: str = ""
    lot: str = ""
    expires_on: date | None = None
    mixtures: tuple[Mixture, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the goods came from, as far as the public may know."""

    source_kind: str
    donor: str = ""
    number: str = ""
    issuing_body: str = ""
    document_number: str = ""
    legal_recipient: str = ""
    collected_by: str = ""
    on_behalf_of: str = ""
    brought_on: date | None = None
    imported: bool = False
    status: str = ""
    site: Names = field(default_factory=Names)
    area: Names = field(default_factory=Names)
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the public page of a code shows. `subject`: batch, consignment or consignment_line. `dispatch_ids`:
    with which any of it was delivered."""

    code: str
    subject: str
    provenance: Provenance
    lines: tuple[TraceLine, ...]
    events: tuple[Event, ...]
    as_of: Any
    dispatch_ids: tuple[int, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every account of every line adds up."""
        return all(sums.adds_up for line in self.lines for sums in line.sums)


def merged(amounts: list[Amount]) -> tuple[Amount, ...]:
    """Amounts of one unit and one factor together, the line's own unit first."""
    together: dict[tuple[str, Fraction], Fraction] = {}
    for amount in amounts:
        key = (amount.unit, amount.factor)
        together[key] = together.get(key, Fraction(0)) + amount.quantity
    found = [Amount(quantity, unit, factor) for (unit, factor), quantity in together.items() if quantity]
    return tuple(sorted(found, key=lambda amount: (-amount.factor, amount.unit)))
