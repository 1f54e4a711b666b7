"""Reversals: a mistake in the ledger is answered by its mirror, with a reason and an actor (invariant 1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError

from core.access import Actor, Permission
from core.database import violated_constraint
from core.wording import amount, moment
from inventory import ledger
from inventory.errors import (
    AlreadyReversed,
    CannotReverse,
    InsufficientStock,
    ReverseByDocument,
    ReverseWhole,
    UnknownPosting,
)
from inventory.queries_movements import later_takings, posting_lines, posting_row
from inventory.services_stock import Answer, need_reason, posting_head
from inventory.values import Leg, MovementKind, OpenPosting, PostingKind
from inventory.words import posting_word

BY_DOCUMENT = frozenset(
    {
        PostingKind.DISPATCH,
        PostingKind.DIRECT_DELIVERY,
        PostingKind.DELIVERY,
        PostingKind.RETURN,
        PostingKind.CANCELLATION,
        PostingKind.HAND_OUT,
        PostingKind.REVERSAL,
    }
)
"""These have a document whose status must change with the stock; a reversal itself is answered by a new posting."""
WHOLE = frozenset({PostingKind.RECEIPT, PostingKind.SPLIT, PostingKind.REPACK, PostingKind.SORT})


def reverse_act(*, actor: Actor, now: datetime, key: str, posting_id: int, **given: Any) -> Answer:
    """As `reverse`, for acts that have no document of their own. A goods receipt is taken back on its own page, because
    its consignment opens again: raises ReverseByDocument for it."""
    head_row = posting_row(actor=actor, posting_id=posting_id, permission=Permission.REVERSE)
    if head_row.kind == PostingKind.RECEIPT.value:
        raise ReverseByDocument(kind=head_row.kind)
    return reverse(actor=actor, now=now, key=key, posting_id=posting_id, **given)


def reverse(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    posting_id: int,
    reason: str,
    movement_ids: Sequence[int] = (),
    occurred_at: datetime | None = None,
) -> Answer:
    """Mirror all lines of a posting, or the chosen ones, each whole and at most once.

    The mirror of a line keeps its kind and quantity, swaps its places and names it (`reverses_id`). A split, repack or
    sorting is reversed with all its lines; its lineage then no longer counts (`queries_batches.live_lineage`).
    Raises UnknownPosting, ReasonNeeded, ReverseByDocument, ReverseWhole, AlreadyReversed, and CannotReverse with the
    later documents when part of the goods has gone on.
    """
    need_reason(reason)
    head_row = posting_row(actor=actor, posting_id=posting_id, permission=Permission.REVERSE)
    if PostingKind(head_row.kind) in BY_DOCUMENT:
        raise ReverseByDocument(kind=head_row.kind)
    head = posting_head(
        PostingKind.REVERSAL,
        key,
        now,
        occurred_at,
        reason,
        ("reverse", posting_id, sorted(movement_ids)),
        site_id=head_row.site_id,
        reverses_id=posting_id,
    )
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer={"reverses_id": str(posting_id)})
    if posting.replayed:
        return posting.answer
    write_mirror(posting, head_row, movement_ids)
    return posting.answer


def write_mirror(posting: OpenPosting, head_row: Any, movement_ids: Sequence[int] = ()) -> None:
    """The mirrored lines under an open reversal: for a document that undoes itself, and for `reverse`. `head_row` has
    the id and kind of what is undone. Raises UnknownPosting, ReverseWhole, AlreadyReversed, CannotReverse."""
    lines = _chosen(head_row, movement_ids)
    try:
        ledger.write_legs(posting, [_mirror(line) for line in lines])
    except IntegrityError as error:
        if "reverses_id" not in violated_constraint(error):
            raise
        raise AlreadyReversed(posting=str(head_row.id)) from error
    except InsufficientStock as error:
        raise _cannot(error, lines, after=head_row.id) from error


def _chosen(head_row: Any, movement_ids: Sequence[int]) -> list[Row[Any]]:
    lines = posting_lines(head_row.id)
    wanted = set(movement_ids) or {line.id for line in lines}
    chosen = [line for line in lines if line.id in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise UnknownPosting(posting_id=str(head_row.id))
    if len(chosen) != len(lines) and PostingKind(head_row.kind) in WHOLE:
        raise ReverseWhole(field="movement_ids")
    if any(line.reversed_by for line in chosen):
        raise AlreadyReversed(posting=str(head_row.id))
    return chosen


def _mirror(line: Row[Any]) -> Leg:
    return Leg(
        MovementKind(line.kind),
        line.batch_id,
        line.quantity,
        line.to_location_id,
        line.from_location_id,
        reverses_id=line.id,
    )


def _cannot(error: InsufficientStock, lines: Sequence[Row[Any]], *, after: int) -> CannotReverse:
    """The refusal with the documents that took the goods on."""
    fields = error.fields
    line = next(line for line in lines if line.code == fields["batch"])
    takings = later_takings(line.batch_id, line.to_location_id, after=after)
    words = "; ".join(
        f"{posting_word(row.kind)} {amount(row.quantity, fields['unit'])}, {moment(row.occurred_at)}" for row in takings
    )
    documents = [{"posting_id": str(row.posting_id), "kind": row.kind, "quantity": row.quantity} for row in takings]
    return CannotReverse(
        batch=fields["batch"],
        wanted=fields["wanted"],
        available=fields["available"],
        unit=fields["unit"],
        reserved=fields["reserved"],
        later=words or "–",
        documents=documents,
    )
