"""Phones: known from their first contact, ended by their person or an administrator."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from accounts.models import SignIn
from accounts.secrets import new_token, token_hash
from accounts.services_people import demand_person
from core import audit
from core.access import Actor
from core.database import db
from core.ids import new_id
from scanning.errors import UnknownDevice
from scanning.models import PhoneDevice
from scanning.queries_devices import device_of

SEEN_AGAIN_AFTER = timedelta(minutes=5)


def greet(*, actor: Actor, now: datetime, uid: str, name: str, fresh_key: bool = False) -> str | None:
    """Note that a person's phone is here. Returns its key, once: for a phone that is new, is under a new sign-in, or
    asks for a fresh one because the answer with it was lost."""
    sign_in_id = _sign_in(actor)
    row = device_of(account_id=actor.id, uid=uid)
    if row is None:
        key = new_token()
        _insert(actor, now, uid, name, sign_in_id, token_hash(key))
        return key
    wanted = fresh_key or not row.key_hash or (sign_in_id is not None and row.sign_in_id != sign_in_id)
    key_or_none = new_token() if wanted else None
    changes: dict[str, Any] = {"seen_at": now, "name": name[:200]}
    if key_or_none:
        changes |= {"key_hash": token_hash(key_or_none), "sign_in_id": sign_in_id or row.sign_in_id}
    if wanted or now - row.seen_at > SEEN_AGAIN_AFTER:
        db.session.execute(update(PhoneDevice.__table__).where(PhoneDevice.id == row.id).values(**changes))
    return key_or_none


def device_for(*, actor: Actor, now: datetime, uid: str, name: str) -> int:
    """The id of the phone that sends, made known if it is new; its last contact is noted every few minutes."""
    row = device_of(account_id=actor.id, uid=uid)
    if row is None:
        return _insert(actor, now, uid, name, _sign_in(actor), "")
    if now - row.seen_at > SEEN_AGAIN_AFTER:
        db.session.execute(update(PhoneDevice.__table__).where(PhoneDevice.id == row.id).values(seen_at=now))
    return int(row.id)


def _insert(actor: Actor, now: datetime, uid: str, name: str, sign_in_id: int | None, key_hash: str) -> int:
    row_id = new_id()
    db.session.execute(
        insert(PhoneDevice.__table__),
        {
            "id": row_id,
            "uid": uid,
            "account_id": actor.id,
            "sign_in_id": sign_in_id,
            "key_hash": key_hash,
            "name": name[:200],
            "made_at": now,
            "seen_at": now,
        },
    )
    return row_id


def _sign_in(actor: Actor) -> int | None:
    if not actor.sign_in_token:
        return None
    found: int | None = db.session.execute(
        select(SignIn.id).where(SignIn.token_hash == token_hash(actor.sign_in_token))
    ).scalar()
    return found


def end_own(*, actor: Actor, now: datetime, device_id: int) -> None:
    """End the access of one of one's own phones, with its sign-in. Raises UnknownDevice."""
    _end(actor, now, device_id, actor.id)


def end_of_person(*, actor: Actor, now: datetime, account_id: int, device_id: int) -> None:
    """The same for a person whom an administrator sets up: a lost phone. Raises UnknownPerson, UnknownDevice."""
    demand_person(actor=actor, account_id=account_id)
    _end(actor, now, device_id, account_id)


def _end(actor: Actor, now: datetime, device_id: int, account_id: int) -> None:
    row = db.session.execute(
        select(PhoneDevice.id, PhoneDevice.sign_in_id).where(
            PhoneDevice.id == device_id, PhoneDevice.account_id == account_id, PhoneDevice.ended_at.is_(None)
        )
    ).first()
    if row is None:
        raise UnknownDevice
    db.session.execute(
        update(PhoneDevice.__table__).where(PhoneDevice.id == row.id).values(ended_at=now, ended_by=actor.id)
    )
    if row.sign_in_id is not None:
        db.session.execute(
            update(SignIn.__table__).where(SignIn.id == row.sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now)
        )
    audit.record(actor_id=actor.id, action="phone.ended", now=now, subject_id=account_id, device=str(device_id))
