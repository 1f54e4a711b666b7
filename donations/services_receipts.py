"""Goods receipts: counting and accepting (part of) a consignment. Every batch is born here or from a parent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from core import audit
from core.access import Actor, Permission
from core.clock import installation_day
from core.database import db
from core.ids import new_id
from donations import numbers, queries_consignments, queries_receipts
from donations.errors import ConsignmentCancelled, LinesNeeded, ReceiptInQuestion
from donations.models import GoodsReceipt, GoodsReceiptLine
from donations.queries_lines import lines_of
from donations.receipt_doubts import ACKNOWLEDGED, Doubt, doubts
from donations.receipt_plan import PlannedLine, plan
from donations.services_status import lock, refresh_status
from donations.source_labels import source_label
from donations.values import Accepted, AcceptedBatch, AcceptLine, ConsignmentStatus
from inventory import ledger, lookups, services_reversal
from inventory.births import create_batch
from inventory.errors import AlreadyReversed, UnknownPlace
from inventory.services_stock import need_reason, posting_head
from inventory.values import (
    BatchOrigin,
    BatchState,
    Leg,
    LocationKind,
    MovementKind,
    NewBatch,
    OpenPosting,
    PostingHead,
    PostingKind,
    SourceKind,
)


class _Everything(frozenset[str]):
    def __contains__(self, _word: object) -> bool:
        return True


EVERYTHING = _Everything()
"""What was asked was read elsewhere: a manager settles a phone's action, or commits an import whose rows bear marks."""


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """What stands on a goods receipt beside its lines."""

    delivered_by: str = ""
    vehicle: str = ""
    note: str = ""
    location_id: int | None = None
    into_transit: int | None = None
    acknowledge: Collection[str] = ()


def accept(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    consignment_id: int,
    lines: Sequence[AcceptLine],
    occurred_at: datetime | None = None,
    delivered_by: str = "",
    vehicle: str = "",
    note: str = "",
    location_id: int | None = None,
    into_transit: int | None = None,
    posting: OpenPosting | None = None,
    acknowledge: Collection[str] = (),
) -> Accepted:
    """Count and accept goods of a consignment at its site: one document, one posting, one batch with a label code for
    every accepted line. What is not yet counted or rejected is noted and moves no stock. More than is outstanding,
    goods past their expiry and an expiry far ahead are asked about first; `acknowledge` holds the words of questions
    that the person answered with yes, which the audit keeps (EVERYTHING: who decides read them elsewhere). They are
    then taken as they came; a surplus is shown as such.

    Goods go to `location_id` (a location of the site; its first storage otherwise), a medicine without lot or expiry
    to the dock, held (Drug Administration Law art. 98); goods directed to nobody known yet are held too. With
    `into_transit` (a transit location) they go on at once and must not need holding; `posting` is then the caller's
    own open posting, whose replay the caller answers. `occurred_at` None is now. A line may name a blank label of a
    roll of the site, which becomes its batch's own.

    Raises UnknownConsignment, ConsignmentCancelled, LinesNeeded, UnknownPlace, ReceiptInQuestion, what
    `receipt_plan.plan` and `bindings.take_blank` (at `lines-0-label`) raise, OccursInFuture, KeyReused.
    """
    consignment = queries_consignments.consignment(
        actor=actor, consignment_id=consignment_id, permission=Permission.RECEIVE
    )
    paper = ReceiptPaper(delivered_by, vehicle, note, location_id, into_transit)
    receipt_id = new_id()
    if posting is None:
        # without what is acknowledged: the same goods received again are the same, however they were asked about
        print_ = ledger.fingerprint("receipt", consignment_id, lines, occurred_at, paper)
        head = PostingHead(PostingKind.RECEIPT, key, print_, occurred_at or now, site_id=consignment.site_id)
        posting = ledger.open_posting(actor=actor, now=now, head=head, answer={"receipt_id": str(receipt_id)})
        if posting.replayed:
            return queries_receipts.accepted(int(str(posting.answer["receipt_id"])), replayed=True)
    return write_receipt(actor, posting, consignment, lines, replace(paper, acknowledge=acknowledge), receipt_id)


def write_receipt(
    actor: Actor,
    posting: OpenPosting,
    consignment: Any,
    lines: Sequence[AcceptLine],
    paper: ReceiptPaper,
    receipt_id: int,
) -> Accepted:
    """The rows and legs of a receipt under an open posting; raises as `accept` says."""
    if consignment.status == ConsignmentStatus.CANCELLED.value:
        raise ConsignmentCancelled(number=consignment.number)
    if not lines:
        raise LinesNeeded(field="lines")
    lock(consignment.id)  # of two who receive the same goods at once the second is told what is left
    views = {view.row.id: view for view in lines_of([consignment.id])[consignment.id]}
    day = installation_day(posting.head.occurred_at)
    known = {line_id: view.row for line_id, view in views.items()}
    planned = plan(lines, known, day=day, passes_on=paper.into_transit is not None)
    asked = doubts(planned, {line_id: view.progress for line_id, view in views.items()}, day=day)
    _answered(asked, paper, actor, posting, receipt_id)
    number = _insert_receipt(actor, posting, consignment, paper, receipt_id)
    batches = _insert_lines(actor, posting, consignment, planned, receipt_id)
    if batches:
        ledger.write_legs(posting, _legs(consignment, planned, batches, paper))
    if refresh_status(consignment.id) == ConsignmentStatus.CANCELLED.value:  # closed since it was read
        raise ConsignmentCancelled(number=consignment.number)
    return Accepted(receipt_id, number, tuple(batches))


def _answered(asked: Sequence[Doubt], paper: ReceiptPaper, actor: Actor, posting: OpenPosting, receipt_id: int) -> None:
    """Every question was answered with yes, and the audit keeps who said so. Raises ReceiptInQuestion."""
    if any(doubt.word not in paper.acknowledge for doubt in asked):
        raise ReceiptInQuestion(asked)
    if asked:
        told = [doubt.to_json() for doubt in asked]
        audit.record(actor_id=actor.id, action=ACKNOWLEDGED, now=posting.now, subject_id=receipt_id, acknowledged=told)


def reverse(*, actor: Actor, now: datetime, key: str, receipt_id: int, reason: str) -> None:
    """Take a whole receipt back by mirroring its lines: the goods were never here. One that only rejected, or noted
    what is not yet counted, has no lines in the ledger: a reversal without lines says that it no longer stands. Its
    figures no longer count and the consignment is open again.
    Raises UnknownReceipt, and what `inventory.services_reversal.reverse` raises."""
    receipt = queries_receipts.receipt(actor=actor, receipt_id=receipt_id, permission=Permission.REVERSE)
    if queries_receipts.moved_stock(receipt_id):
        services_reversal.reverse(actor=actor, now=now, key=key, posting_id=receipt.posting_id, reason=reason)
    else:
        _reverse_paper(actor, now, key, receipt, reason)
    refresh_status(receipt.consignment_id)


def _reverse_paper(actor: Actor, now: datetime, key: str, receipt: Any, reason: str) -> None:
    need_reason(reason)
    posting_id = receipt.posting_id
    parts = ("reverse", posting_id, [])
    head = posting_head(
        PostingKind.REVERSAL, key, now, None, reason, parts, site_id=receipt.site_id, reverses_id=posting_id
    )
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer={"reverses_id": str(posting_id)})
    if posting.replayed:
        return
    lock(receipt.consignment_id)  # no mirrored line keeps a second reversal out, so they wait for each other here
    if queries_receipts.taken_back(posting_id, besides=posting.id):
        raise AlreadyReversed(posting=str(posting_id))


def _insert_receipt(actor: Actor, posting: OpenPosting, consignment: Any, paper: ReceiptPaper, receipt_id: int) -> str:
    number = numbers.receipt_number(installation_day(posting.head.occurred_at))
    db.session.execute(
        insert(GoodsReceipt.__table__),
        {
            "id": receipt_id,
            "number": number,
            "consignment_id": consignment.id,
            "site_id": consignment.site_id,
            "posting_id": posting.id,
            "delivered_by": paper.delivered_by,
            "vehicle": paper.vehicle,
            "note": paper.note,
            "actor_id": actor.id,
            "occurred_at": posting.head.occurred_at,
            "recorded_at": posting.now,
        },
    )
    return number


def _insert_lines(
    actor: Actor, posting: OpenPosting, consignment: Any, planned: Sequence[PlannedLine], receipt_id: int
) -> list[AcceptedBatch]:
    """The receipt's lines and the batches born by it."""
    label = source_label(consignment.id)
    batches, rows = [], []
    for number, line in enumerate(planned):
        batch_id = None
        if line.given.accepted:
            new = _new_batch(posting, consignment, line, label)
            blank, field = line.given.label or None, f"lines-{number}-label"
            batch_id, code = create_batch(actor=actor, now=posting.now, new=new, blank=blank, blank_field=field)
            batches.append(AcceptedBatch(batch_id, code, line.given.accepted, line.unit, line.line.id))
        rows.append(
            {
                "id": new_id(),
                "receipt_id": receipt_id,
                "line_id": line.line.id,
                "batch_id": batch_id,
                "counting": line.given.counting.value,
                "unit": line.unit,
                "base_per_unit": line.base_per_unit,
                "accepted": line.given.accepted,
                "rejected": line.given.rejected,
                "reject_reason": line.given.reject_reason.strip(),
            }
        )
    db.session.execute(insert(GoodsReceiptLine.__table__), rows)
    return batches


def _new_batch(posting: OpenPosting, consignment: Any, line: PlannedLine, label: str) -> NewBatch:
    kind = SourceKind(consignment.kind)
    return NewBatch(
        item_id=line.line.item_id,
        unit=line.unit,
        base_per_unit=line.base_per_unit,
        source_line_id=line.line.id,
        source_kind=kind,
        source_label=label,
        origin=BatchOrigin.FOUND if kind is SourceKind.FOUND else BatchOrigin.RECEIPT,
        entered_on=installation_day(posting.head.occurred_at),
        entered_site_id=consignment.site_id,
        lot=line.given.lot,
        produced_on=line.given.produced_on,
        expires_on=line.given.expires_on,
        specification=line.given.specification or line.line.specification,
        unrecorded=line.given.unrecorded,
        state=BatchState.HELD if line.hold else BatchState.USABLE,
        state_reason=line.hold,
        restriction_id=line.line.restriction_id,
    )


def _legs(
    consignment: Any, planned: Sequence[PlannedLine], batches: Sequence[AcceptedBatch], paper: ReceiptPaper
) -> list[Leg]:
    kind = MovementKind.FOUND if consignment.kind == SourceKind.FOUND.value else MovementKind.RECEIVE
    accepted = [line for line in planned if line.given.accepted]
    if paper.into_transit is not None:
        return [Leg(kind, batch.batch_id, batch.quantity, None, paper.into_transit) for batch in batches]
    places = lookups.locations(consignment.site_id)
    put_at = _chosen_place(places, paper.location_id, consignment.site_id)
    dock = next((place.id for place in places if place.kind == LocationKind.DOCK.value), put_at)
    return [
        Leg(kind, batch.batch_id, batch.quantity, None, dock if line.to_dock else put_at)
        for line, batch in zip(accepted, batches, strict=True)
    ]


def _chosen_place(places: Sequence[Any], location_id: int | None, site_id: int) -> int:
    """The location asked for, or the first of the site (storage comes first)."""
    for place in places:
        if location_id in (None, place.id):
            return int(place.id)
    raise UnknownPlace(site_id=str(site_id), field="location_id")
