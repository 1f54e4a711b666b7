"""A wrong box at loading that could stand for a line: which lines, and where it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import DomainError
from distribution.services_scans import scanned_batch
from distribution.values import DispatchStatus
from inventory.errors import UnknownBatch
from inventory.picking import Candidate, candidates


@dataclass(frozen=True, slots=True)
class Offer:
    """`box` instead of one of `lines`: of the same item, in the same unit and content, with enough of it free."""

    box: Candidate
    lines: Sequence[Any]


def swap_offer(dispatch: Any, lines: Sequence[Any], code: str) -> Offer | None:
    """What a scanned box that is not on the list could stand for; None when nothing fits. Reads only; whether the rules
    allow it is for `services_swaps.swap` to say."""
    if dispatch.status != DispatchStatus.PICKED.value or not code:
        return None
    try:
        batch = scanned_batch(code)
    except DomainError:
        return None  # the refusal of the scan says what is wrong with the code
    if batch.id in {line.batch_id for line in lines}:
        return None
    places = [
        one for one in candidates(site_id=dispatch.from_site_id, item_ids=[batch.item_id]) if one.batch_id == batch.id
    ]
    box = max(places, key=lambda one: one.free, default=None)
    fitting = [line for line in lines if box is not None and _stands_for(box, line)]
    return Offer(box, fitting) if box is not None and fitting else None


def _stands_for(box: Candidate, line: Any) -> bool:
    alike = (box.item_id, box.unit, box.base_per_unit) == (line.item_id, line.unit, line.base_per_unit)
    return alike and box.free >= line.quantity


def box_for(dispatch: Any, lines: Sequence[Any], *, code: str, line_id: int) -> tuple[Candidate, Any]:
    """The box and the line of a swap as the page offered it. Raises UnknownBatch when it no longer fits."""
    offer = swap_offer(dispatch, lines, code)
    line = next((line for line in offer.lines if line.id == line_id), None) if offer else None
    if offer is None or line is None:
        raise UnknownBatch(field="code")
    return offer.box, line
