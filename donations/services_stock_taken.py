"""Opening balances and goods found: they are here already, so they are registered and accepted in one document."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from core.access import Actor, Permission
from core.i18n import pick_name
from core.ids import new_id
from donations import queries_consignments, queries_receipts, services_consignments
from donations.consignment_checks import items_of
from donations.errors import QuantityNeeded
from donations.services_receipts import ReceiptPaper, write_receipt
from donations.values import Accepted, AcceptLine, Details, NewConsignment, Registered
from inventory import ledger, lookups
from inventory.values import PostingHead, PostingKind


def take_into_stock(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    new: NewConsignment,
    details: Sequence[Details] = (),
    occurred_at: datetime | None = None,
    location_id: int | None = None,
    note: str = "",
    acknowledge: Collection[str] = (),
) -> tuple[Registered, Accepted]:
    """Register a consignment and accept all of it in one posting: an opening balance, goods found, or anything else
    that was counted as it was brought. `details` (lot, dates) stand beside the lines in their order; `acknowledge` as
    `accept` takes it.

    Raises QuantityNeeded for a line without a quantity, and what `register` and `accept` raise.
    """
    lookups.site(actor=actor, permission=Permission.RECEIVE, site_id=new.site_id)
    receipt_id = new_id()
    print_ = ledger.fingerprint("taken", asdict(new), [asdict(part) for part in details], occurred_at, location_id)
    head = PostingHead(PostingKind.RECEIPT, key, print_, occurred_at or now, site_id=new.site_id)
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer={"receipt_id": str(receipt_id)})
    if posting.replayed:
        return _before(int(str(posting.answer["receipt_id"])), actor)
    _check_counted(new)
    made = services_consignments.register(actor=actor, now=now, key=key, new=new)
    row = queries_consignments.consignment(actor=actor, consignment_id=made.id, permission=Permission.RECEIVE)
    paper = ReceiptPaper(delivered_by=new.brought_by, note=note, location_id=location_id, acknowledge=acknowledge)
    accepted = write_receipt(actor, posting, row, _lines(new, made, details), paper, receipt_id)
    return made, accepted


def _before(receipt_id: int, actor: Actor) -> tuple[Registered, Accepted]:
    receipt = queries_receipts.receipt(actor=actor, receipt_id=receipt_id, permission=Permission.RECEIVE)
    return (
        services_consignments.registered(receipt.consignment_id, replayed=True),
        queries_receipts.accepted(receipt_id, replayed=True),
    )


def _check_counted(new: NewConsignment) -> None:
    for number, line in enumerate(new.lines):
        if line.quantity is None:
            item = items_of({line.item_id})[line.item_id]
            raise QuantityNeeded(item=pick_name(item.name_en, item.name_zh), field=f"lines-{number}-quantity")


def _lines(new: NewConsignment, made: Registered, details: Sequence[Details]) -> list[AcceptLine]:
    padded = [*details, *([Details()] * (len(new.lines) - len(details)))]
    return [
        AcceptLine(
            line_id=line_id,
            accepted=line.quantity or 0,
            unit=line.unit,
            lot=more.lot,
            produced_on=more.produced_on,
            expires_on=more.expires_on,
            unrecorded=more.unrecorded,
        )
        for line, (line_id, _), more in zip(new.lines, made.lines, padded, strict=True)
    ]
