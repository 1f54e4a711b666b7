"""The trace of a code: where the goods came from and where every part of them is, for everybody to see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.clock import local_day
from core.codes import is_valid, normalise
from core.errors import NotFound
from core.transaction import snapshot
from donations.queries_donors import shown_name
from donations.values import ConsignmentStatus, Counting
from inventory.values import BatchOrigin
from reports import trace_rows
from reports.trace_events import MIXTURE, events
from reports.trace_flow import Picture, picture
from reports.trace_graph import ends, ways
from reports.trace_history import Families, History
from reports.trace_history import history as history_of
from reports.trace_mixtures import above, mixtures
from reports.trace_sums import Account, item_names, roots_of
from reports.trace_values import Mixture, Names, Provenance, Rejected, Sums, Trace, TraceLine

NARROW, WIDE = (344, 208), (960, 230)
"""Width of the picture and of its labels: on a phone, and beside a bar of navigation."""

Part = tuple[History, list[int]]
"""What is recorded of some roots and of all that was made of them, and the roots."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The pictures of one account, for a phone and for a wide screen."""

    narrow: Picture
    wide: Picture


def trace(code: str, *, now: datetime, zone: str) -> Trace:
    """The trace of a label code, typed in any way; `zone` is the one whose days are told.

    Raises NotFound, the same for unknown, revoked, unbound and not public codes. All figures are of one moment.
    """
    wanted = normalise(code)
    if not is_valid(wanted):
        raise NotFound
    with snapshot():
        label = trace_rows.open_label(wanted)
        if label is None:
            raise NotFound
        if label.batch_id:
            found = _of_batch(label.batch_id, now=now, zone=zone)
        else:
            found = _of_lines(label.consignment_id, label.line_id, now=now, zone=zone)
    return replace(found, code=wanted)


def _of_batch(batch_id: int, *, now: datetime, zone: str) -> Trace:
    history = history_of(batch_id=batch_id)
    batch = history.batches[batch_id]
    line = trace_rows.line_of_batch(batch.source_line_id)
    taken_from = above(history, batch_id)
    head = _provenance(trace_rows.consignment(line.consignment_id)) if line else _own_provenance(batch, taken_from)
    wishes = _wishes([batch.restriction_id])
    account = Account(history, [batch_id], zone=zone, today=local_day(now, zone)).sums()
    shown = TraceLine(
        item=item_names(batch),
        unit=batch.unit,
        announced=None,
        not_yet_counted=False,
        arrived_uncounted=False,
        rejected=(),
        wishes=wishes.get(batch.restriction_id, ()),
        sums=(account,),
        flows=(_flow(history, [batch_id], account),),
        specification=batch.specification or "",
        lot=batch.lot or "",
        expires_on=batch.expires_on,
        mixtures=(*taken_from, *mixtures(history, [batch_id])),
    )
    return Trace(
        code="",
        subject="batch",
        provenance=head,
        lines=(shown,),
        as_of=now,
        events=events(history, line_ids=frozenset(), zone=zone),
        dispatch_ids=_dispatches(history),
    )


def _of_lines(consignment_id: int | None, line_id: int | None, *, now: datetime, zone: str) -> Trace:
    lines = trace_rows.consignment_lines(consignment_id=consignment_id, line_id=line_id)
    head = _provenance(trace_rows.consignment(lines[0].consignment_id if line_id else consignment_id or 0))
    ids = frozenset(line.id for line in lines)
    history = history_of(source_line_ids=ids)
    receipts: dict[int, list[Any]] = defaultdict(list)
    for row in trace_rows.receipt_lines(ids):
        receipts[row.line_id].append(row)
    wishes = _wishes([line.restriction_id for line in lines])
    families = Families(history)
    parts: dict[int, list[Part]] = defaultdict(list)
    for (owner, _unit), batches in roots_of(history, ids).items():
        parts[owner].append((families.of(batches), batches))
    shown = tuple(
        _line(line, parts[line.id], receipts[line.id], wishes.get(line.restriction_id, ()), now=now, zone=zone)
        for line in lines
    )
    return Trace(
        code="",
        subject="consignment_line" if line_id else "consignment",
        provenance=head,
        lines=shown,
        events=events(history, line_ids=ids, zone=zone),
        as_of=now,
        dispatch_ids=_dispatches(history),
    )


def _dispatches(history: History) -> tuple[int, ...]:
    return tuple(sorted({row.dispatch_id for row in history.deliveries.values()}))


def _line(
    line: Any,
    parts: Sequence[Part],
    receipts: Sequence[Any],
    wishes: tuple[tuple[str, Names], ...],
    *,
    now: datetime,
    zone: str,
) -> TraceLine:
    today = local_day(now, zone)
    accounts = [(part, Account(*part, zone=zone, today=today).sums()) for part in parts]
    return TraceLine(
        item=item_names(line),
        unit=line.unit,
        announced=line.quantity,
        not_yet_counted=not accounts,
        arrived_uncounted=any(row.counting == Counting.NOT_YET for row in receipts) and not accounts,
        rejected=tuple(
            Rejected(row.rejected, row.unit, row.reject_reason, local_day(row.occurred_at, zone))
            for row in receipts
            if row.rejected
        ),
        wishes=wishes,
        sums=tuple(sums for _part, sums in accounts),
        flows=tuple(_flow(*part, sums) for part, sums in accounts),
        specification=line.specification or "",
        mixtures=tuple(mixture for part in parts for mixture in mixtures(*part)),
    )


def _flow(history: History, roots: list[int], sums: Sums) -> Flow:
    return Flow(
        narrow=picture(ends(sums), width=NARROW[0], label_width=NARROW[1]),
        wide=picture(ways(history, roots, sums), width=WIDE[0], label_width=WIDE[1]),
    )


def _wishes(restriction_ids: Sequence[int | None]) -> dict[int | None, tuple[tuple[str, Names], ...]]:
    """Neutral words for what was fixed: kind (receiver, area, purpose, named, unknown) and the public name."""
    found: dict[int | None, list[tuple[str, Names]]] = defaultdict(list)
    for row in trace_rows.wishes([each for each in restriction_ids if each is not None]):
        if row.target_id is None:
            found[row.id].append(("unknown", Names()))
        elif row.receiver_en is not None:
            found[row.id].append(("receiver", Names(row.receiver_en, row.receiver_zh)))
        elif row.area_en is not None:
            found[row.id].append(("area", Names(row.area_en, row.area_zh)))
        else:
            found[row.id].append(("purpose" if row.purpose else "named", Names()))
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items()}


def _provenance(row: Any) -> Provenance:
    """The head of a consignment without anybody's private name: a donor only with today's consent."""
    return Provenance(
        source_kind=row.kind,
        donor=_donor(row),
        number=row.number,
        issuing_body=row.issuing_body,
        document_number=row.document_number,
        legal_recipient=row.legal_recipient,
        collected_by=row.collected_by,
        on_behalf_of=row.on_behalf_of,
        brought_on=row.occurred_on,
        imported=row.imported,
        status=row.status if row.status == ConsignmentStatus.CANCELLED else "",
        site=Names(row.site_en, row.site_zh),
        area=Names(row.area_en, row.area_zh),
        phone=row.phone,
    )


def _donor(row: Any) -> str:
    return shown_name(row.donor_kind, row.donor_name, row.donor_number, row.named) if row.donor_kind else ""


def _own_provenance(batch: Any, taken_from: Sequence[Mixture]) -> Provenance:
    """Of a batch that came by no consignment: goods found, an opening balance, or some of a mixture of several
    sources."""
    return Provenance(
        source_kind=MIXTURE if taken_from or batch.origin == BatchOrigin.ASSEMBLY.value else batch.source_kind,
        brought_on=batch.entered_on,
        site=Names(batch.site_en, batch.site_zh),
        area=Names(batch.area_en, batch.area_zh),
        phone=batch.phone,
    )
