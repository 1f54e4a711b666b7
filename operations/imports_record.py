"""What good rows become: donations received, dispatches delivered, requests sent. Each answers row key -> new line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.cell_text import comparison_key
from core.clock import installation_moment
from core.database import db
from distribution import services_deliveries, services_dispatches, services_loading, services_requests
from distribution.models import DispatchLine, RequestLine
from distribution.values import (
    Confirmation,
    Decision,
    NewDelivery,
    NewDispatch,
    NewDispatchLine,
    NewRequest,
    NewRequestLine,
)
from donations import services_stock_taken
from donations.services_receipts import EVERYTHING
from donations.values import Details, DonorKind, NewConsignment, NewDonor, NewLine, NewRestriction, NewTarget
from inventory.values import Evidence, RestrictionKind, SourceKind
from operations.imports_create import Donors
from operations.imports_judging import Judgement
from operations.imports_proposals import kind_of_donor
from operations.models import ImportKind
from operations.values_imports import JudgedRow, Wish, sure

MOST_LINES = 400
"""Lines of one document: below what the rooms accept, far above what is printed on one paper."""
RECORD_WORDS = "imported record 导入记录"
"""Stands as the reason where an imported line did not follow the order of expiry: the record says what went."""


@dataclass(frozen=True)
class Recording:
    """Who records what of which import."""

    actor: Actor
    now: datetime
    run_id: int
    filename: str
    judgement: Judgement
    donors: Donors

    def day(self, row: JudgedRow) -> date:
        return self.judgement.bench.day_of(row.reading)

    def key(self, row: JudgedRow, word: str = "") -> str:
        """One document's key: a row is recorded at most once, so its first row names it."""
        return f"import-{self.run_id}-{row.reading.key}{word}"

    def moment(self, day: date, hour: int) -> datetime:
        return min(installation_moment(day, hour=hour), self.now)


def record(recording: Recording) -> dict[str, int]:
    """Record the good rows; returns the id of the new line by row key."""
    kind = recording.judgement.bench.kind
    by_kind: Mapping[ImportKind, Callable[[Recording], dict[str, int]]] = {
        ImportKind.INCOMING: _incoming,
        ImportKind.OUTGOING: _outgoing,
        ImportKind.REQUESTS: _requests,
    }
    return by_kind[kind](recording)


def _blocks(rows: Sequence[JudgedRow], same: Callable[[JudgedRow], Any]) -> Iterator[list[JudgedRow]]:
    """Rows that follow each other and belong together, in blocks of what one document may hold."""
    for _, group in groupby(rows, key=same):
        block = list(group)
        for at in range(0, len(block), MOST_LINES):
            yield block[at : at + MOST_LINES]


def _incoming(recording: Recording) -> dict[str, int]:
    """Rows of one donor that follow each other are one donation, received whole on its day."""
    made: dict[str, int] = {}
    for block in _blocks(recording.judgement.good, lambda row: (comparison_key(row.reading.donor), recording.day(row))):
        new = _donation(recording, block)
        details = [
            Details(
                lot=row.reading.lot or None,
                produced_on=row.reading.produced_on,
                expires_on=row.reading.expires_on,
                unrecorded=not (row.reading.lot or row.reading.expires_on),
            )
            for row in block
        ]
        registered, _ = services_stock_taken.take_into_stock(
            actor=recording.actor,
            now=recording.now,
            key=recording.key(block[0]),
            new=new,
            details=details,
            occurred_at=recording.moment(new.occurred_on, 0),
            note=recording.filename,
            acknowledge=EVERYTHING,
        )
        made |= {row.reading.key: line.line_id for row, line in zip(block, registered.lines, strict=True)}
    return made


def _donation(recording: Recording, block: Sequence[JudgedRow]) -> NewConsignment:
    first, bench = block[0], recording.judgement.bench
    name = first.reading.donor
    donor_id = first.donor_id or recording.donors.get(comparison_key(name))
    kind = DonorKind.ANONYMOUS if not comparison_key(name) else kind_of_donor(name, bench.options)
    new_donor = None if donor_id else NewDonor(kind=kind, name=name)
    return NewConsignment(
        kind=SourceKind.DONATION,
        site_id=bench.store.id,
        occurred_on=recording.day(first),
        donor_id=donor_id,
        new_donor=new_donor,
        imported=True,
        note=recording.filename,
        lines=tuple(_donation_line(recording, row) for row in block),
    )


def _donation_line(recording: Recording, row: JudgedRow) -> NewLine:
    reading = row.reading
    return NewLine(
        item_id=sure(row.item_id),
        unit=reading.unit,
        quantity=reading.quantity,
        base_per_unit=row.base_per_unit,
        specification=reading.specification or None,
        name_as_written=reading.item_text,
        restriction=_restriction(recording, reading.wish) if reading.wish else None,
    )


def _restriction(recording: Recording, wish: Wish) -> NewRestriction:
    """Targets whose receiver is known by name point to it; the others keep the name as it was written."""
    known = recording.judgement.bench.names.receivers
    targets = tuple(
        NewTarget(
            receiver_id=receiver.id if (receiver := known.get(comparison_key(one.name))) else None,
            name_as_written=one.name,
            quantity=one.quantity,
            unit=one.unit,
        )
        for one in wish.targets
    )
    return NewRestriction(RestrictionKind.TARGETS if targets else RestrictionKind.UNKNOWN, wish.text, targets)


def _outgoing(recording: Recording) -> dict[str, int]:
    """Rows to one receiver that follow each other are one dispatch, loaded and delivered on its day."""
    made: dict[str, int] = {}
    for block in _blocks(recording.judgement.good, lambda row: (row.receiver_id, recording.day(row))):
        dispatch_id = _dispatch(recording, block)
        ids = iter(
            db.session.execute(
                select(DispatchLine.id).where(DispatchLine.dispatch_id == dispatch_id).order_by(DispatchLine.line_no)
            )
            .scalars()
            .all()
        )
        for row in block:
            lines = [next(ids) for _ in row.pieces]
            made[row.reading.key] = lines[0]
    return made


def _dispatch(recording: Recording, block: Sequence[JudgedRow]) -> int:
    first, bench = block[0], recording.judgement.bench
    lines = tuple(
        NewDispatchLine(
            batch_id=batch,
            location_id=location,
            quantity=quantity,
            evidence=Evidence.RULE,
            override_reason=RECORD_WORDS,
        )
        for row in block
        for batch, location, quantity in row.pieces
    )
    who = {"actor": recording.actor, "now": recording.now}
    new = NewDispatch(
        from_site_id=bench.store.id,
        receiver_id=sure(first.receiver_id),
        lines=lines,
        imported=True,
        note=recording.filename,
    )
    dispatch_id = int(services_dispatches.create(**who, key=recording.key(first), new=new)["dispatch_id"])
    moment = recording.moment(recording.day(first), 12)
    services_loading.load(**who, key=recording.key(first, "-load"), dispatch_id=dispatch_id, occurred_at=moment)
    delivery = NewDelivery(dispatch_id=dispatch_id, confirmation=Confirmation.IMPORTED, occurred_at=moment)
    services_deliveries.confirm(**who, key=recording.key(first, "-delivery"), new=delivery)
    return dispatch_id


def _requests(recording: Recording) -> dict[str, int]:
    """All needs of one receiver are one request."""
    groups: dict[Any, list[JudgedRow]] = {}
    for row in recording.judgement.good:
        same = (row.receiver_id, recording.day(row), row.reading.needed_by)
        groups.setdefault(same, []).append(row)
    made: dict[str, int] = {}
    for rows in groups.values():
        for at in range(0, len(rows), MOST_LINES):
            made |= _request(recording, rows[at : at + MOST_LINES])
    return made


def _request(recording: Recording, rows: Sequence[JudgedRow]) -> dict[str, int]:
    first = rows[0]
    people = {row.reading.people for row in rows} - {None}
    new = NewRequest(
        receiver_id=sure(first.receiver_id),
        occurred_on=recording.day(first),
        needed_by=first.reading.needed_by,
        people=people.pop() if len(people) == 1 else None,
        imported=True,
        note=recording.filename,
        lines=tuple(_request_line(row) for row in rows),
    )
    who = {"actor": recording.actor, "now": recording.now}
    request_id = int(services_requests.send(**who, key=recording.key(first), new=new)["request_id"])
    if recording.judgement.bench.options.approve:
        services_requests.decide(
            **who, key=recording.key(first, "-decide"), request_id=request_id, decision=Decision(approve=True)
        )
    ids = (
        db.session.execute(
            select(RequestLine.id).where(RequestLine.request_id == request_id).order_by(RequestLine.line_no)
        )
        .scalars()
        .all()
    )
    return {row.reading.key: line_id for row, line_id in zip(rows, ids, strict=True)}


def _request_line(row: JudgedRow) -> NewRequestLine:
    reading = row.reading
    return NewRequestLine(
        item_id=sure(row.item_id), quantity=reading.quantity, unit=reading.unit, specification=reading.specification
    )
