"""What else could be taken for the lines of picked dispatches, and why it should not: what a picker holds offline."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.database import db
from core.i18n import pick_name
from distribution.allowances import allowances_of_dispatches
from inventory.models import Receiver
from inventory.picking import Candidate, SkipReason, candidates, ordered, unfit
from inventory.restrictions import Allowance, Answer, Destination

MOST_ALTERNATIVES = 20
LATER_EXPIRY, IN_ORDER = "later_expiry", "in_order"
_FORBIDDEN = {
    Answer.FORBIDDEN: SkipReason.RESTRICTED,
    Answer.UNKNOWN: SkipReason.RESTRICTION_UNKNOWN,
    Answer.NOT_CONVERTIBLE: SkipReason.RESTRICTION_NOT_CONVERTIBLE,
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another batch of the same item at the site. `why` is in_order (it may be taken), later_expiry (with a reason),
    or the reason why it may not."""

    option: Candidate
    why: str


def alternatives(
    *, site: Any, dispatches: Sequence[Any], lines: Sequence[Any], today: date
) -> dict[int, list[Alternative]]:
    """By line id, the other batches of the line's item in picking order; `dispatches` are picked at `site` (a row with
    id and area_path). The number of statements does not grow with the dispatches."""
    if not lines:
        return {}
    options = candidates(site_id=site.id, item_ids=sorted({line.item_id for line in lines}))
    permits = allowances_of_dispatches(options, _destinations(site, dispatches))
    by_item: dict[int, list[Candidate]] = defaultdict(list)
    for option in options:
        by_item[option.item_id].append(option)
    return {line.id: _of_line(line, by_item[line.item_id], permits.get(line.dispatch_id, {}), today) for line in lines}


def _destinations(site: Any, dispatches: Sequence[Any]) -> dict[int, Destination]:
    own = db.session.execute(select(Receiver.id).where(Receiver.site_id == site.id)).scalar()
    return {
        row.id: Destination(
            receiver_id=row.receiver_id,
            receiver_path=row.receiver_path,
            receiver_name=pick_name(row.name_en, row.name_zh),
            from_receiver_id=own,
            from_path=site.area_path,
            purpose=row.purpose,
        )
        for row in dispatches
    }


def _of_line(
    line: Any, options: Sequence[Candidate], permits: Mapping[int, Allowance], today: date
) -> list[Alternative]:
    own = next((option for option in options if option.place == (line.batch_id, line.from_location_id)), None)
    chosen = own.sort_key[:10] if own else ""
    others = [option for option in ordered(options, permits) if option is not own]
    return [Alternative(option, _why(option, permits, chosen, today)) for option in others[:MOST_ALTERNATIVES]]


def _why(option: Candidate, permits: Mapping[int, Allowance], chosen: str, today: date) -> str:
    if reason := unfit(option, today):
        return reason.value
    permit = permits.get(option.batch_id)
    if permit is not None:
        if forbidden := _FORBIDDEN.get(permit.answer):
            return forbidden.value
        if permit.most(option.unit, option.base_per_unit) == 0:
            return SkipReason.RESTRICTION_USED_UP.value
    if option.free <= 0:
        return SkipReason.RESERVED.value
    return LATER_EXPIRY if option.sort_key[:10] > chosen else IN_ORDER
