"""Reads of phones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select

from accounts.models import Account
from accounts.queries_passes import pass_is_over
from accounts.secrets import token_hash
from core.database import db
from scanning.models import PhoneDevice

_COLUMNS = (
    PhoneDevice.id,
    PhoneDevice.uid,
    PhoneDevice.account_id,
    PhoneDevice.sign_in_id,
    PhoneDevice.key_hash,
    PhoneDevice.name,
    PhoneDevice.made_at,
    PhoneDevice.seen_at,
    PhoneDevice.ended_at,
)
_LAST_SEEN = PhoneDevice.seen_at.desc(), PhoneDevice.id.desc()


def device_of(*, account_id: int, uid: str) -> Row[Any] | None:
    """A person's phone by the id that it made for itself."""
    return db.session.execute(
        select(*_COLUMNS).where(PhoneDevice.account_id == account_id, PhoneDevice.uid == uid)
    ).first()


def devices_of(account_id: int) -> Sequence[Row[Any]]:
    """The phones of a person, the last contact first."""
    return db.session.execute(select(*_COLUMNS).where(PhoneDevice.account_id == account_id).order_by(*_LAST_SEEN)).all()


def has_ended(uid: str, *, account_id: int | None, now: datetime) -> bool:
    """Whether the access of a phone was ended, or its person's account or day pass was. Without anybody signed in, the
    phone's last person decides."""
    over = or_(PhoneDevice.ended_at.isnot(None), ~Account.active, pass_is_over(PhoneDevice.account_id, now))
    query = select(over).join(Account, Account.id == PhoneDevice.account_id)
    query = query.where(PhoneDevice.uid == uid)
    if account_id is not None:
        query = query.where(PhoneDevice.account_id == account_id)
    return bool(db.session.execute(query.order_by(*_LAST_SEEN).limit(1)).scalar())


def device_by_key(uid: str, key: str) -> Row[Any] | None:
    """The phone that knows its own key: who leaves unsent actions without being signed in."""
    return db.session.execute(
        select(*_COLUMNS).where(PhoneDevice.uid == uid, PhoneDevice.key_hash == token_hash(key))
    ).first()
