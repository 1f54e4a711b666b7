"""What the picking rule would take for a request at a site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from distribution import queries_requests
from distribution.allowances import allowances
from distribution.progress import LineProgress, progress_of_lines
from inventory.picking import Candidate, Need, PickProposal, Place, Taken, candidates, propose
from inventory.restrictions import Allowance, Destination


@dataclass(frozen=True, slots=True)
class LineProposal:
    """One request line with what is still to send. `proposal` None: nothing is left, or the quantity is unknown."""

    line: Any
    progress: LineProgress
    proposal: PickProposal | None


@dataclass(frozen=True, slots=True)
class RequestProposal:
    """The proposal of a whole request, with the candidates and allowances that it was made from."""

    lines: tuple[LineProposal, ...]
    options: Sequence[Candidate]
    permits: Mapping[int, Allowance]


def for_request(
    *, request_id: int, site_id: int, to: Destination, today: date, lock: bool = False, as_asked: bool = False
) -> RequestProposal:
    """What to take at a site for what is left to send of a request. What the request holds there counts as free.
    `as_asked` reckons with the asked quantities: a request that is not decided yet has no approved ones."""
    lines = queries_requests.request_lines([request_id])
    progress = progress_of_lines(lines)
    options = candidates(
        site_id=site_id, item_ids=[line.item_id for line in lines], own_holds=own_holds(request_id, site_id)
    )
    permits = allowances(options, to, lock=lock)
    taken = Taken()
    found = []
    for line in lines:
        need = _need(line, progress[line.id], as_asked)
        proposal = propose(options, need, today=today, allowances=permits, taken=taken) if need else None
        found.append(LineProposal(line, progress[line.id], proposal))
    return RequestProposal(tuple(found), options, permits)


def own_holds(request_id: int | None, site_id: int) -> dict[Place, int]:
    """What a request holds at a site, by batch and location, in the batch's unit."""
    held: dict[Place, int] = {}
    for row in queries_requests.holds(request_id) if request_id is not None else ():
        if row.site_id == site_id:
            held[row.batch_id, row.location_id] = held.get((row.batch_id, row.location_id), 0) + row.quantity
    return held


def _need(line: Any, progress: LineProgress, as_asked: bool) -> Need | None:
    left = progress.to_send
    if as_asked:
        left = None if line.quantity is None else line.quantity * progress.factor
    if left is None or left <= 0:
        return None
    return Need(line.item_id, left, line.unit, line.base_per_unit, line.base_unit)
