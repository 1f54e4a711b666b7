"""Reads of what phones sent."""

from typing import Any

from sqlalchemy import Row, select

from accounts.models import Account
from core.database import db
from scanning.models import PhoneAction, PhoneResolution

ACTION = (
    PhoneAction.id,
    PhoneAction.actor_id,
    PhoneAction.device_id,
    PhoneAction.key,
    PhoneAction.fingerprint,
    PhoneAction.number,
    PhoneAction.kind,
    PhoneAction.site_id,
    PhoneAction.raw,
    PhoneAction.told_at,
    PhoneAction.sent_at,
    PhoneAction.skew_seconds,
    PhoneAction.occurred_at,
    PhoneAction.received_at,
    PhoneAction.outcome,
    PhoneAction.code,
    PhoneAction.answer,
    PhoneAction.problem,
    PhoneAction.found,
    PhoneAction.rivals,
    PhoneAction.posting_id,
)


def kept(*, actor_id: int, key: str) -> Row[Any] | None:
    """The action that this person sent under a key."""
    return db.session.execute(select(*ACTION).where(PhoneAction.actor_id == actor_id, PhoneAction.key == key)).first()


def resolution_of(action_id: int) -> Row[Any] | None:
    """How an entry was settled, if it was."""
    return db.session.execute(
        select(
            PhoneResolution.id,
            PhoneResolution.kind,
            PhoneResolution.reason,
            PhoneResolution.answer,
            PhoneResolution.data,
            PhoneResolution.posting_id,
            PhoneResolution.resolved_at,
            PhoneResolution.actor_id,
            Account.name.label("by"),
        )
        .join(Account, Account.id == PhoneResolution.actor_id)
        .where(PhoneResolution.action_id == action_id)
    ).first()


def resolution_under(*, actor_id: int, key: str) -> Row[Any] | None:
    """What a person settled under a key."""
    return db.session.execute(
        select(PhoneResolution.fingerprint, PhoneResolution.answer).where(
            PhoneResolution.actor_id == actor_id, PhoneResolution.key == key
        )
    ).first()
