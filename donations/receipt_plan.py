"""What a goods receipt will write, worked out and checked before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.column_types import MAX_QUANTITY
from core.i18n import pick_name, retold
from donations.consignment_checks import Sizes, factor_of
from donations.errors import (
    HeldOnArrival,
    LabelWithoutGoods,
    NothingCounted,
    NotYetHasNoFigures,
    ProducedInFuture,
    RejectReasonNeeded,
    UnitNeedsFactor,
    UnknownLine,
)
from donations.values import AcceptLine, Counting
from inventory.errors import QuantityOutOfBounds
from inventory.holds import MEDICINE_UNDATED, arrival_hold, hold_word
from inventory.restrictions import unit_factors
from inventory.services_batches import check_dates


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line ready to be written: what was given, the consignment's line, the unit with its factor, and why the
    batch must be held (None: it may be used)."""

    given: AcceptLine
    line: Any
    unit: str
    base_per_unit: int | None
    hold: str | None

    @property
    def to_dock(self) -> bool:
        """A medicine that may not be used does not leave the dock."""
        return self.hold == MEDICINE_UNDATED


def plan(lines: Sequence[AcceptLine], known: Mapping[int, Any], *, day: date, passes_on: bool) -> list[PlannedLine]:
    """Check the lines of a receipt on a day; `known` are the consignment's lines by id. `passes_on`: the goods do not
    stop here, so none may need to be held. Every refusal names its field (`lines-0-lot`).

    Raises UnknownLine, NothingCounted, NotYetHasNoFigures, RejectReasonNeeded, UnitNeedsFactor, WrongBaseFactor,
    QuantityOutOfBounds, DatesDisagree, ProducedInFuture, HeldOnArrival, LabelWithoutGoods.
    """
    for given in lines:
        if given.line_id not in known:
            raise UnknownLine(line_id=str(given.line_id), field="lines")
    strangers = any(given.unit not in ("", known[given.line_id].unit) for given in lines)
    sizes = unit_factors({row.item_id for row in known.values()}) if strangers else {}
    return [
        _line(given, known[given.line_id], sizes, f"lines-{number}", day=day, passes_on=passes_on)
        for number, given in enumerate(lines)
    ]


def _line(given: AcceptLine, line: Any, sizes: Sizes, path: str, *, day: date, passes_on: bool) -> PlannedLine:
    name = pick_name(line.item_en, line.item_zh)
    _check_figures(given, name, given.unit or line.unit, path)
    _check_days(given, day, path)
    if given.label and not given.accepted:
        raise LabelWithoutGoods(item=name, label=given.label, field=f"{path}-label")
    hold = arrival_hold(
        is_medicine=line.is_medicine,
        lot=given.lot,
        expires_on=given.expires_on,
        unrecorded=given.unrecorded,
        restriction=line.restriction_kind,
    )
    if hold and passes_on and given.accepted:
        raise HeldOnArrival(item=name, reason=retold(hold_word, hold), field=f"{path}-lot")
    unit, factor = _unit(given, line, sizes, name, path)
    return PlannedLine(given, line, unit, factor, hold)


def _check_figures(given: AcceptLine, name: str, unit: str, path: str) -> None:
    for figure in (given.accepted, given.rejected):
        if not 0 <= figure <= MAX_QUANTITY:
            raise QuantityOutOfBounds(quantity=figure, limit=MAX_QUANTITY, field=f"{path}-accepted")
    counted = given.accepted or given.rejected
    if given.counting is Counting.NOT_YET and counted:
        raise NotYetHasNoFigures(item=name, field=f"{path}-not_yet")
    if given.counting is Counting.COUNTED and not counted:
        raise NothingCounted(item=name, field=f"{path}-accepted")
    if given.rejected and not given.reject_reason.strip():
        raise RejectReasonNeeded(item=name, rejected=given.rejected, unit=unit, field=f"{path}-reject_reason")


def _check_days(given: AcceptLine, day: date, path: str) -> None:
    if given.produced_on and given.produced_on > day:
        raise ProducedInFuture(produced_on=given.produced_on.isoformat(), field=f"{path}-produced_on")
    check_dates(given.produced_on, given.expires_on, field=f"{path}-expires_on")


def _unit(given: AcceptLine, line: Any, sizes: Sizes, name: str, path: str) -> tuple[str, int | None]:
    """The unit that was counted and what one holds. The line's own unit may stay unknown; another needs a figure."""
    unit, field = given.unit or line.unit, f"{path}-base_per_unit"
    if unit == line.unit:
        return unit, factor_of(_item(line), unit, given.base_per_unit, {}, field) or line.base_per_unit
    factor = factor_of(_item(line), unit, given.base_per_unit, sizes, field)
    if factor is None:
        raise UnitNeedsFactor(item=name, unit=unit, promised_unit=line.unit, base_unit=line.base_unit, field=field)
    return unit, factor


@dataclass(frozen=True, slots=True)
class _Item:
    id: int
    base_unit: str


def _item(line: Any) -> Any:
    return _Item(line.item_id, line.base_unit)
