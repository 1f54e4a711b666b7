"""Pictures that wait for their delivery, beside an action that a manager has to settle: kept as any proof is, bound to
the delivery that results, removed when there is none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from core.database import db
from core.i18n import retold
from core.ids import new_id
from core.transaction import after_commit
from distribution import proof_store
from distribution.proof_errors import PictureExists, TooManyHeld
from distribution.proof_models import HeldPicture, ProofPicture
from distribution.proof_values import MOST_HELD, NewPicture, PictureKind
from distribution.proof_words import kind_word

_PICTURE = ("id", "kind", "media_type", "digest", "sent_digest", "size", "width", "height", "device")


def of_action(actor_id: int, key: str) -> Sequence[Row[Any]]:
    """What waits beside an action, the signature first."""
    return db.session.execute(
        select(*HeldPicture.__table__.columns)
        .where(HeldPicture.actor_id == actor_id, HeldPicture.key == key)
        .order_by(HeldPicture.kind.desc())
    ).all()


def signed_keys(actor_id: int) -> Sequence[str]:
    """The keys of a person's actions beside which a signature waits."""
    signature = HeldPicture.kind == PictureKind.SIGNATURE.value
    return (
        db.session.execute(select(HeldPicture.key).where(HeldPicture.actor_id == actor_id, signature)).scalars().all()
    )


def all_held() -> Sequence[Row[Any]]:
    """Everything that waits: each has a file."""
    columns = (HeldPicture.id, HeldPicture.kind, HeldPicture.digest, HeldPicture.key)
    return db.session.execute(select(*columns).order_by(HeldPicture.id)).all()


def hold(*, actor_id: int, now: datetime, key: str, number: str, device: str, new: NewPicture) -> dict[str, Any]:
    """Keep a picture until its action is settled. The same bytes again change nothing. `number` names the dispatch.
    Raises PictureExists for a second one of its kind, TooManyHeld, PictureNotStored."""
    known = {row.kind: row for row in of_action(actor_id, key)}.get(new.kind.value)
    if known is not None and new.sent_digest not in (known.sent_digest, known.digest):
        raise PictureExists(number=number, kind=retold(kind_word, new.kind))
    if known is None:
        _demand_room(actor_id)
    picture_id = known.id if known is not None else _insert(actor_id, now, key, device, new)
    return {
        "picture_id": picture_id,
        "delivery_id": None,
        "number": number,
        "kind": new.kind.value,
        "sha256": known.digest if known is not None else new.picture.digest,
        "proof": "",
        "again": known is not None,
    }


def _demand_room(actor_id: int) -> None:
    waiting = select(func.count()).select_from(HeldPicture).where(HeldPicture.actor_id == actor_id)
    if db.session.execute(waiting).scalar_one() >= MOST_HELD:
        raise TooManyHeld(most=MOST_HELD)


def _insert(actor_id: int, now: datetime, key: str, device: str, new: NewPicture) -> int:
    picture_id = new_id()
    proof_store.keep(picture_id, new.picture.data)
    row = {"id": picture_id, "actor_id": actor_id, "key": key, "received_at": now, "device": device}
    db.session.execute(insert(HeldPicture.__table__), {**row, **new.as_row()})
    return picture_id


def bind(*, actor_id: int, key: str, delivery: Any) -> None:
    """The delivery is recorded: what waited belongs to it from now on, under the same ids and files."""
    for row in of_action(actor_id, key):
        picture = {name: getattr(row, name) for name in _PICTURE}
        of_delivery = {"delivery_id": delivery.id, "dispatch_id": delivery.dispatch_id}
        values = {**picture, **of_delivery, "actor_id": actor_id, "recorded_at": row.received_at}
        db.session.execute(insert(ProofPicture.__table__), values)
    _delete(actor_id, key)


def drop(*, actor_id: int, key: str, kind: PictureKind | None = None) -> None:
    """There will be no delivery, or none with a picture of this kind: rows and files go, the files once that is
    certain."""
    for row in of_action(actor_id, key):
        if kind is None or row.kind == kind.value:
            after_commit(lambda picture_id=row.id: proof_store.remove(picture_id))  # type: ignore[misc]
    _delete(actor_id, key, kind)


def _delete(actor_id: int, key: str, kind: PictureKind | None = None) -> None:
    query = delete(HeldPicture.__table__).where(HeldPicture.actor_id == actor_id, HeldPicture.key == key)
    db.session.execute(query if kind is None else query.where(HeldPicture.kind == kind.value))
