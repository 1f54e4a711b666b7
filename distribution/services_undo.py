"""Mistakes in documents of this room: what was recorded wrongly is mirrored, with a reason and an actor."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from core import audit
from core.access import Actor, Permission
from core.database import db
from distribution import queries_dispatches, queries_shelves
from distribution.dispatch_access import wrong_status
from distribution.errors import NoDelivery, SurplusStands
from distribution.models import Delivery, DeliveryLine, Dispatch
from distribution.values import DispatchStatus
from inventory import ledger
from inventory.errors import ReasonNeeded
from inventory.ledger_models import Posting
from inventory.services_reversal import write_mirror
from inventory.values import OpenPosting, PostingHead, PostingKind


class _Undone(NamedTuple):
    """What `write_mirror` needs of the posting that is undone."""

    id: int
    kind: str
    site_id: int | None


def take_back_hand_out(*, actor: Actor, now: datetime, key: str, hand_out_id: int, reason: str) -> dict[str, Any]:
    """A hand-out that was recorded wrongly: the goods stand at the receiver again. Answers {posting_id, number}.
    Raises UnknownHandOut, ReasonNeeded, AlreadyReversed, KeyReused."""
    row = queries_shelves.hand_out_to_undo(actor=actor, hand_out_id=hand_out_id)
    posting = _mirrored(actor, now, key, row, reason, {"number": row.number})
    return dict(posting.answer)


def take_back_return(*, actor: Actor, now: datetime, key: str, posting_id: int, reason: str) -> dict[str, Any]:
    """A return that was recorded wrongly: the goods stand at the receiver again. Answers {posting_id,
    number}. Raises UnknownHandOut, ReasonNeeded, AlreadyReversed, CannotReverse (they have gone on), KeyReused."""
    row = queries_shelves.return_to_undo(actor=actor, posting_id=posting_id)
    return dict(_mirrored(actor, now, key, row, reason, {"number": row.number}).answer)


def take_back_delivery(*, actor: Actor, now: datetime, key: str, dispatch_id: int, reason: str) -> dict[str, Any]:
    """A confirmation with wrong figures: everything is on its way again and can be confirmed anew. The old figures stay
    in the ledger and in the audit. Answers {posting_id, dispatch_id, number}.

    Raises UnknownDispatch, Forbidden, NoDelivery, SurplusStands, ReasonNeeded, CannotReverse (part has gone on),
    WrongStatus, KeyReused.
    """
    dispatch = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
    if not actor.may_at(Permission.REVERSE, path=dispatch.from_path, site_id=dispatch.from_site_id):
        actor.demand(Permission.REVERSE, path=dispatch.receiver_path, site_id=dispatch.receiver_site_id)
    delivery = dispatch.delivery_posting_id or _taken_back_before(actor, key)
    if delivery is None:
        raise NoDelivery(number=dispatch.number)
    row = _Undone(delivery, PostingKind.DELIVERY.value, dispatch.receiver_site_id)
    answer = {"dispatch_id": str(dispatch_id), "number": dispatch.number}
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    if any(line.surplus_batch_id == line.batch_id for line in lines):
        raise SurplusStands(number=dispatch.number)
    posting = _mirrored(actor, now, key, row, reason, answer, what=("delivery", dispatch_id))
    if not posting.replayed:
        _on_its_way_again(actor, now, dispatch, lines, reason)
    return dict(posting.answer)


def _taken_back_before(actor: Actor, key: str) -> int | None:
    """What this key took back already, so that the same request again gets its first answer."""
    return db.session.execute(
        select(Posting.reverses_id).where(Posting.actor_id == actor.id, Posting.key == key)
    ).scalar()


def _mirrored(
    actor: Actor, now: datetime, key: str, row: Any, reason: str, answer: Mapping[str, Any], what: tuple[Any, ...] = ()
) -> OpenPosting:
    """The reversal of a whole posting."""
    if not reason:
        raise ReasonNeeded(field="reason")
    head = PostingHead(
        kind=PostingKind.REVERSAL,
        key=key,
        occurred_at=now,
        reason=reason,
        site_id=row.site_id,
        reverses_id=row.id,
        fingerprint=ledger.fingerprint("take-back", what or row.id, reason),
    )
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if not posting.replayed:
        write_mirror(posting, row)
    return posting


def _on_its_way_again(actor: Actor, now: datetime, dispatch: Any, lines: Sequence[Any], reason: str) -> None:
    """The dispatch waits for a confirmation again; what was confirmed is noted in the audit before it goes."""
    changed = db.session.execute(
        update(Dispatch)
        .where(
            Dispatch.id == dispatch.id,
            Dispatch.status.in_([DispatchStatus.DELIVERED.value, DispatchStatus.RETURNED.value]),
        )
        .values(status=DispatchStatus.IN_TRANSIT.value)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise wrong_status(dispatch.id)
    figures = [
        {
            "batch": line.code,
            "delivered": line.delivered,
            "short": line.short,
            "damaged": line.damaged,
            "returned": line.returned,
            "surplus": line.surplus,
            "reason": line.reason,
        }
        for line in lines
    ]
    for model, column in ((DeliveryLine, DeliveryLine.delivery_id), (Delivery, Delivery.id)):
        db.session.execute(
            delete(model).where(column == dispatch.delivery_id).execution_options(synchronize_session=False)
        )
    audit.record(
        actor_id=actor.id,
        action="delivery.taken-back",
        now=now,
        subject_id=dispatch.id,
        reason=reason,
        number=dispatch.number,
        confirmation=dispatch.confirmation,
        paper=dispatch.paper_number,
        lines=figures,
    )
