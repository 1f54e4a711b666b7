"""Whether what a donor fixed permits a batch to go to a receiver, and how much of it.

A restriction lists targets: a receiver, an area with all below it, or a purpose, each with a quantity or "all". What
counts against a quantity is everything of the same source line that was promised or sent to the target from outside
it, minus what came back. Quantities are compared by recorded factors only; nothing is guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from core.cell_text import comparison_key
from core.database import db
from core.i18n import pick_name
from inventory.models import Area, Item, ItemUnit, Restriction, RestrictionTarget
from inventory.restriction_errors import RestrictionForbids, RestrictionNotConvertible, RestrictionUnknown
from inventory.values import RestrictionKind


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods would go, from which site, and for which stated purpose."""

    receiver_id: int
    receiver_path: str
    receiver_name: str
    from_receiver_id: int | None = None
    from_path: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One allowed use. `target_factor` is the base units in one `unit`, None where not recorded."""

    receiver_id: int | None = None
    area_path: str | None = None
    purpose: str = ""
    quantity: int | None = None
    unit: str | None = None
    target_factor: int | None = None
    name_as_written: str = ""

    def matches(self, to: Destination) -> bool:
        """Whether the destination is the one that the donor meant: everything that the target names must agree."""
        named = False
        if self.receiver_id is not None:
            named = True
            if self.receiver_id != to.receiver_id:
                return False
        if self.area_path is not None:
            named = True
            if not to.receiver_path.startswith(self.area_path):
                return False
        if self.purpose:
            named = True
            if comparison_key(self.purpose) != comparison_key(to.purpose):
                return False
        return named

    def holds_already(self, to: Destination) -> bool:
        """Whether the goods start inside the target: passing them on within it uses up no quantity."""
        if self.receiver_id is not None:
            return self.receiver_id == to.from_receiver_id
        return self.area_path is not None and to.from_path.startswith(self.area_path)


@dataclass(frozen=True, slots=True)
class Sent:
    """What of a source line went (or is promised) somewhere: quantity in the batch's unit with its factor."""

    quantity: int
    unit: str
    base_per_unit: int | None
    to: Destination


class Answer(StrEnum):
    """What a restriction says to a destination."""

    FREE = "free"
    ALL = "all"
    UP_TO = "up_to"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    NOT_CONVERTIBLE = "not_convertible"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a restriction still permits: `left` counts in base units when `in_base`, otherwise in `unit`.
    `directed` marks goods that were given for this very destination."""

    answer: Answer
    left: int | None = None
    in_base: bool = False
    unit: str = ""
    unit_factor: int | None = None
    text: str = ""

    @property
    def directed(self) -> bool:
        return self.answer in (Answer.ALL, Answer.UP_TO)

    def factor(self, unit: str, base_per_unit: int | None) -> int | None:
        """What one unit of a batch counts against `left`; None when that is not recorded."""
        if not self.in_base:
            return 1 if unit == self.unit else None
        return self.unit_factor if unit == self.unit else base_per_unit

    def most(self, unit: str, base_per_unit: int | None, used: int = 0) -> int | None:
        """How many whole units of a batch may still go when `used` is spoken for; None means no limit."""
        if self.answer in (Answer.FREE, Answer.ALL):
            return None
        if self.answer is not Answer.UP_TO or self.left is None:
            return 0
        factor = self.factor(unit, base_per_unit)
        if factor is None or self.left <= used:  # an override may have gone beyond: then nothing is left
            return 0
        return (self.left - used) // factor


FREE = Allowance(Answer.FREE)


def judge(
    kind: RestrictionKind,
    text: str,
    targets: Sequence[Target],
    sent: Sequence[Sent],
    to: Destination,
    unit: str,
    base_per_unit: int | None,
) -> Allowance:
    """What a restriction permits to a destination, for batches counted in `unit`. Of several targets that match, the
    one that leaves most decides."""
    if kind is RestrictionKind.UNKNOWN:
        return Allowance(Answer.UNKNOWN, text=text)
    answers = [_of_target(target, text, sent, to, unit, base_per_unit) for target in targets if target.matches(to)]
    if not answers:
        return Allowance(Answer.FORBIDDEN, text=text)
    for wished in (Answer.ALL, Answer.UP_TO):
        if fitting := [answer for answer in answers if answer.answer is wished]:
            return max(fitting, key=lambda answer: answer.left or 0)
    return answers[0]


def _of_target(
    target: Target, text: str, sent: Sequence[Sent], to: Destination, unit: str, base_per_unit: int | None
) -> Allowance:
    if target.quantity is None or target.holds_already(to):
        return Allowance(Answer.ALL, text=text)
    counted = [part for part in sent if target.matches(part.to) and not target.holds_already(part.to)]
    parts = [(0, unit, base_per_unit), *((part.quantity, part.unit, part.base_per_unit) for part in counted)]
    same_unit = target.target_factor or 1  # without a recorded factor only batches in the donor's own unit compare
    factors = [
        same_unit if word == target.unit else factor if target.target_factor else None for _, word, factor in parts
    ]
    if None in factors:
        return Allowance(Answer.NOT_CONVERTIBLE, unit=target.unit or "", text=text)
    used = sum(quantity * (factor or 0) for (quantity, _, _), factor in zip(parts, factors, strict=True))
    return Allowance(
        Answer.UP_TO,
        left=target.quantity * same_unit - used,
        in_base=target.target_factor is not None,
        unit=target.unit or "",
        unit_factor=target.target_factor,
        text=text,
    )


def demand(allowance: Allowance, batch: Any, wanted: int, *, to: Destination, used: int = 0) -> None:
    """Raise the named refusal unless `wanted` units of the batch may go; `used` is what other lines of the same
    document take of the same source line, in the allowance's measure.

    Raises RestrictionUnknown, RestrictionNotConvertible, RestrictionForbids.
    """
    words = {
        "batch": batch.code,
        "item": pick_name(batch.item_en, batch.item_zh),
        "restriction": allowance.text,
        "unit": batch.unit,
    }
    if allowance.answer is Answer.UNKNOWN:
        raise RestrictionUnknown(**words)
    if allowance.answer is Answer.NOT_CONVERTIBLE:
        raise RestrictionNotConvertible(**words, target_unit=allowance.unit)
    most = allowance.most(batch.unit, batch.base_per_unit, used)
    if most is not None and wanted > most:
        raise RestrictionForbids(**words, receiver=to.receiver_name, wanted=wanted, allowed=most)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A restriction as it stands now."""

    kind: RestrictionKind
    text: str
    targets: tuple[Target, ...]


def load_restrictions(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Fixed]:
    """Restrictions by (restriction id, item id), with the item's factor of each target's unit; two statements."""
    pairs = set(wanted)
    if not pairs:
        return {}
    rows = db.session.execute(
        select(
            Restriction.id,
            Restriction.kind,
            Restriction.text,
            RestrictionTarget.id.label("target_id"),
            RestrictionTarget.receiver_id,
            RestrictionTarget.purpose,
            RestrictionTarget.name_as_written,
            RestrictionTarget.quantity,
            RestrictionTarget.unit,
            Area.path,
        )
        .outerjoin(RestrictionTarget, RestrictionTarget.restriction_id == Restriction.id)
        .outerjoin(Area, Area.id == RestrictionTarget.area_id)
        .where(Restriction.id.in_({restriction for restriction, _ in pairs}))
        .order_by(Restriction.id, RestrictionTarget.id)
    ).all()
    factors = unit_factors({item for _, item in pairs})
    return {
        (restriction, item): _fixed([row for row in rows if row.id == restriction], factors.get(item, {}))
        for restriction, item in pairs
    }


def _fixed(rows: Sequence[Any], factors: Mapping[str, int | None]) -> Fixed:
    targets = tuple(
        Target(
            receiver_id=row.receiver_id,
            area_path=row.path,
            purpose=row.purpose,
            quantity=row.quantity,
            unit=row.unit,
            target_factor=factors.get(row.unit),
            name_as_written=row.name_as_written,
        )
        for row in rows
        if row.target_id is not None
    )
    return Fixed(RestrictionKind(rows[0].kind), rows[0].text, targets)


def unit_factors(item_ids: Iterable[int]) -> dict[int, dict[str, int | None]]:
    """For each item its known units and how many base units each holds; one statement. A unit made equal to another
    has that one's figure."""
    rows = db.session.execute(
        select(Item.id, Item.base_unit, ItemUnit.unit, ItemUnit.base_per_unit, ItemUnit.same_as)
        .outerjoin(ItemUnit, ItemUnit.item_id == Item.id)
        .where(Item.id.in_(set(item_ids)))
        .order_by(Item.id, ItemUnit.same_as.isnot(None), ItemUnit.id)
    ).all()
    known: dict[int, dict[str, int | None]] = {}
    for row in rows:
        units = known.setdefault(row.id, {row.base_unit: 1})
        if row.unit is not None:
            units[row.unit] = row.base_per_unit if row.same_as is None else units.get(row.same_as)
    return known
