"""Goods that a receiver sends back to a site after delivery."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from core.access import Actor, Permission
from core.database import db
from core.ids import new_id
from distribution import queries_shelves
from distribution.documents import RETURN_PREFIX, content_of, fresh_number
from distribution.errors import NoLines, SameSite
from distribution.models import GoodsReturn
from distribution.services_handouts import at_receiver
from distribution.values import NewReturn
from distribution.words import name_of
from inventory import ledger, lookups
from inventory.errors import ReasonNeeded
from inventory.values import Leg, LocationKind, MovementKind, PostingHead, PostingKind


def send_back(*, actor: Actor, now: datetime, key: str, new: NewReturn) -> dict[str, Any]:
    """Record goods that came back from a receiver, by the site that takes them: they stand at its dock, where they
    are looked at. Needs the right to receive at the site and the right to hand out at the receiver: to see its stock is
    not enough to take it. Answers {posting_id, return_id, number}.

    The same key again returns the first answer. Raises UnknownPlace, NoLines, ReasonNeeded, SameSite, NotAtReceiver,
    InsufficientStock.
    """
    receiver = queries_shelves.receiver(actor=actor, permission=Permission.HAND_OUT, receiver_id=new.receiver_id)
    site = lookups.site(actor=actor, permission=Permission.RECEIVE, site_id=new.to_site_id)
    if receiver.site_id == site.id:
        raise SameSite(site=name_of(site), field="to_site_id")
    if not new.reason:
        raise ReasonNeeded(field="reason")
    if not new.lines:
        raise NoLines(field="lines-0-quantity")
    head = PostingHead(
        kind=PostingKind.RETURN,
        key=key,
        occurred_at=new.occurred_at,
        reason=new.reason,
        site_id=site.id,
        fingerprint=content_of("return", new),
    )
    return_id, number = new_id(), fresh_number(RETURN_PREFIX, now, GoodsReturn.number)
    answer = {"return_id": str(return_id), "number": number}
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if posting.replayed:
        return dict(posting.answer)
    at_receiver(receiver, new.lines)
    db.session.execute(
        insert(GoodsReturn.__table__),
        {
            "id": return_id,
            "number": number,
            "receiver_id": receiver.id,
            "site_id": site.id,
            "posting_id": posting.id,
            "actor_id": actor.id,
            "occurred_at": new.occurred_at,
            "recorded_at": now,
        },
    )
    dock = lookups.location_of_kind(site.id, LocationKind.DOCK)
    ledger.write_legs(
        posting, [Leg(MovementKind.RETURN, line.batch_id, line.quantity, line.location_id, dock) for line in new.lines]
    )
    return dict(posting.answer)
