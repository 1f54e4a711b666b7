"""Direct delivery past the store: a consignment is received and sent on in one posting, and was never in a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.access import Actor, Permission
from core.codes import new_code
from core.database import db
from core.i18n import retold
from core.ids import new_id
from distribution import queries_requests
from distribution.allowances import allowances, destination
from distribution.documents import DISPATCH_PREFIX, content_of, fresh_number
from distribution.errors import NotApproved, NothingLoaded, RequestOfOther
from distribution.models import Dispatch, DispatchLine
from distribution.services_dispatches import add_row, receiver_to_serve
from distribution.values import DispatchStatus, NewDispatch, RequestStatus
from distribution.words import name_of, request_word
from donations import queries_consignments, services_receipts
from donations.values import AcceptedBatch, AcceptLine
from inventory import ledger, lookups
from inventory.models import Batch, Item
from inventory.picking import Candidate, Taken
from inventory.restriction_errors import ConsentNeeded, RestrictionForbids, RestrictionNotConvertible
from inventory.restrictions import FREE, Destination, demand
from inventory.values import Evidence, OpenPosting, PostingHead, PostingKind


@dataclass(frozen=True, slots=True)
class NewDirect:
    """What is received of a consignment and sent on at once to a receiver."""

    consignment_id: int
    receiver_id: int
    lines: tuple[AcceptLine, ...]
    occurred_at: datetime
    request_id: int | None = None
    delivered_by: str = ""
    vehicle: str = ""
    driver: str = ""
    purpose: str = ""
    note: str = ""
    override_reason: str = ""
    override_consent: str = ""
    acknowledge: Sequence[str] = ()


def send_direct(*, actor: Actor, now: datetime, key: str, new: NewDirect) -> dict[str, Any]:
    """Receive goods of a consignment onto the way to a receiver: one posting, a goods receipt and a dispatch that is
    in transit. Answers {dispatch_id, number, code, posting_id}; the delivery is then confirmed like any other.

    The same key again returns the first answer. Raises UnknownConsignment, UnknownPlace, SameSite, NotApproved,
    NothingLoaded, what `services_receipts.accept` raises (goods that would have to be held cannot go on), what a
    donor's wish forbids (RestrictionForbids, RestrictionUnknown, RestrictionNotConvertible, ConsentNeeded), KeyReused,
    OccursInFuture.
    """
    consignment = queries_consignments.consignment(
        actor=actor, consignment_id=new.consignment_id, permission=Permission.RECEIVE
    )
    site = lookups.site(actor=actor, permission=Permission.DISPATCH, site_id=consignment.site_id)
    receiver = receiver_to_serve(actor, site, new.receiver_id)
    dispatch_id, number, code = new_id(), fresh_number(DISPATCH_PREFIX, now, Dispatch.number), new_code()
    content = content_of("direct", new)
    head = PostingHead(
        kind=PostingKind.DIRECT_DELIVERY, key=key, fingerprint=content, occurred_at=new.occurred_at, site_id=site.id
    )
    posting = ledger.open_posting(
        actor=actor, now=now, head=head, answer={"dispatch_id": str(dispatch_id), "number": number, "code": code}
    )
    if posting.replayed:
        return dict(posting.answer)
    needs = _needs(actor, new, receiver)
    out = NewDispatch(
        from_site_id=site.id,
        receiver_id=receiver.id,
        request_id=new.request_id,
        purpose=new.purpose,
        vehicle=new.vehicle,
        driver=new.driver,
        note=new.note,
    )
    transit = add_row(
        actor=actor,
        now=now,
        new=out,
        dispatch_id=dispatch_id,
        number=number,
        code=code,
        key=content,
        status=DispatchStatus.IN_TRANSIT,
        direct=True,
        posting_id=posting.id,
        loaded_at=new.occurred_at,
    )
    batches = _receive(actor, now, key, new, transit, posting)
    overrides = _permitted(actor, site, destination(receiver=receiver, site=site, purpose=new.purpose), new, batches)
    _write_lines(actor, dispatch_id, new, batches, needs, overrides)
    return dict(posting.answer)


def _needs(actor: Actor, new: NewDirect, receiver: Any) -> Mapping[int, int]:
    """The request's lines by item, where the goods go out for one. Raises UnknownRequest, NotApproved,
    RequestOfOther."""
    if new.request_id is None:
        return {}
    request = queries_requests.request(actor=actor, request_id=new.request_id, lock=True)
    if request.status != RequestStatus.APPROVED.value:
        raise NotApproved(number=request.number, status=retold(request_word, request.status))
    if request.receiver_id != receiver.id:
        raise RequestOfOther(number=request.number, receiver=name_of(request), field="receiver_id")
    return {line.item_id: line.id for line in reversed(queries_requests.request_lines([request.id]))}


def _receive(
    actor: Actor, now: datetime, key: str, new: NewDirect, transit: int, posting: OpenPosting
) -> Sequence[AcceptedBatch]:
    done = services_receipts.accept(
        actor=actor,
        now=now,
        key=key,
        consignment_id=new.consignment_id,
        lines=new.lines,
        occurred_at=new.occurred_at,
        delivered_by=new.delivered_by,
        vehicle=new.vehicle,
        note=new.note,
        into_transit=transit,
        posting=posting,
        acknowledge=new.acknowledge,
    )
    if not done.batches:
        raise NothingLoaded(field="lines-0-accepted")
    return done.batches


def _permitted(actor: Actor, site: Any, to: Destination, new: NewDirect, batches: Sequence[AcceptedBatch]) -> set[int]:
    """The batches that go against a donor's wish with consent; others must be as the donors wished."""
    options = _as_candidates(batches)
    permits = allowances(options, to, lock=True)
    spent, overridden = Taken(), set()
    for option in options:
        permit = permits.get(option.batch_id, FREE)
        try:
            demand(permit, option, option.free, to=to, used=spent.spent(option))
        except (RestrictionForbids, RestrictionNotConvertible):
            allowed = actor.may_at(Permission.OVERRIDE, path=site.area_path, site_id=site.id)
            if not allowed or not (new.override_reason or new.override_consent):
                raise
            if not (new.override_reason and new.override_consent):
                raise ConsentNeeded(field="override_reason") from None
            overridden.add(option.batch_id)
        spent.add(option, option.free, permit)
    return overridden


def _as_candidates(batches: Sequence[AcceptedBatch]) -> list[Candidate]:
    """The new batches as they would stand in a store, all of them free."""
    quantities = {batch.batch_id: batch.quantity for batch in batches}
    rows = db.session.execute(
        select(Batch, Item.name_en, Item.name_zh, Item.base_unit)
        .join(Item, Item.id == Batch.item_id)
        .where(Batch.id.in_(quantities))
        .order_by(Batch.id)
    ).all()
    return [
        Candidate(
            batch_id=batch.id,
            location_id=0,
            free=quantities[batch.id],
            code=batch.code,
            item_id=batch.item_id,
            unit=batch.unit,
            base_per_unit=batch.base_per_unit,
            sort_key=batch.sort_key,
            expires_on=batch.expires_on,
            entered_on=batch.entered_on,
            state=batch.state,
            state_reason=batch.state_reason or "",
            restriction_id=batch.restriction_id,
            source_line_id=batch.source_line_id,
            source_label=batch.source_label,
            lot=batch.lot or "",
            specification=batch.specification or "",
            location="",
            location_kind="",
            item_en=name_en,
            item_zh=name_zh,
            base_unit=base_unit,
        )
        for batch, name_en, name_zh, base_unit in rows
    ]


def _write_lines(
    actor: Actor,
    dispatch_id: int,
    new: NewDirect,
    batches: Sequence[AcceptedBatch],
    needs: Mapping[int, int],
    overrides: set[int],
) -> None:
    items = {
        row.id: row.item_id
        for row in db.session.execute(
            select(Batch.id, Batch.item_id).where(Batch.id.in_([batch.batch_id for batch in batches]))
        )
    }
    db.session.execute(
        insert(DispatchLine.__table__),
        [
            {
                "id": new_id(),
                "dispatch_id": dispatch_id,
                "line_no": number,
                "batch_id": batch.batch_id,
                "from_location_id": None,
                "quantity": batch.quantity,
                "reservation_id": None,
                "request_line_id": needs.get(items[batch.batch_id]),
                "evidence": Evidence.CHOSEN.value,
                "override_by": actor.id if batch.batch_id in overrides else None,
                "override_reason": new.override_reason if batch.batch_id in overrides else "",
                "override_consent": new.override_consent if batch.batch_id in overrides else "",
            }
            for number, batch in enumerate(batches, start=1)
        ],
    )
