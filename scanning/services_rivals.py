"""Reversing the record that took the goods first, each kind by the room that owns it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, Permission
from core.database import db
from distribution import services_loading, services_undo
from distribution.models import Delivery, Dispatch, HandOut
from donations import services_receipts
from donations.models import GoodsReceipt
from inventory import services_reversal
from inventory.ledger_models import Posting
from inventory.values import PostingKind
from scanning.errors import NotARival


def reverse_rival(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    rivals: Mapping[str, Any],
    posting_id: int | None,
    reason: str,
    site: Any,
    kinds: Collection[str] | None = None,
) -> None:
    """Reverse one of the postings that an entry names, of one of the `kinds` where they are told. Raises NotARival,
    Forbidden, and what the reversal raises."""
    named = {row["posting_id"] for row in rivals.get("postings", ())} | set(rivals.get("document", ()))
    if str(posting_id) not in named:
        raise NotARival(posting_id=str(posting_id), field="posting_id")
    actor.demand(Permission.REVERSE, path=site.area_path, site_id=site.id)
    kind = db.session.execute(select(Posting.kind).where(Posting.id == posting_id)).scalar_one()
    if kinds is not None and kind not in kinds:
        raise NotARival(posting_id=str(posting_id), field="posting_id")
    given = {"actor": actor, "now": now, "key": key, "reason": reason}
    if kind == PostingKind.HAND_OUT.value:
        services_undo.take_back_hand_out(hand_out_id=_of(HandOut.id, HandOut.posting_id, posting_id), **given)
    elif kind == PostingKind.DELIVERY.value:
        services_undo.take_back_delivery(
            dispatch_id=_of(Delivery.dispatch_id, Delivery.posting_id, posting_id), **given
        )
    elif kind == PostingKind.DISPATCH.value:
        services_loading.cancel(dispatch_id=_of(Dispatch.id, Dispatch.posting_id, posting_id), **given)
    elif kind == PostingKind.RECEIPT.value:
        services_receipts.reverse(receipt_id=_of(GoodsReceipt.id, GoodsReceipt.posting_id, posting_id), **given)
    else:
        services_reversal.reverse_act(posting_id=posting_id, **given)


def _of(column: Any, posting: Any, posting_id: int | None) -> int:
    """The document of a posting. Raises NotARival where it has none that can be taken back."""
    found = db.session.execute(select(column).where(posting == posting_id)).scalar()
    if found is None:
        raise NotARival(posting_id=str(posting_id), field="posting_id")
    return int(found)
