"""Deliveries with a signature and a photo, for tests."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from core.database import db
from core.transaction import transaction
from distribution import proof_check, queries_proofs, services_deliveries, services_proofs
from distribution.proof_input import read_picture
from distribution.proof_values import Checked, NewProof, PictureKind
from distribution.values import Confirmation, NewDelivery
from tests.distribution.flows import sent
from tests.factories import NOW, World, key
from tests.support.pictures import drawing, photo

DEVICE = "11111111-2222-4333-8444-555555555555"


def signed(
    world: World,
    *,
    who: str = "village",
    use_key: str = "",
    device: str = DEVICE,
    bare: bool = False,
    wide: int = 400,
    **new: Any,
) -> int:
    """A dispatch of ten masks, confirmed by the village with a signature and a photo; returns the delivery's id."""
    dispatch_id = sent(world, world.batch())
    made = () if bare else both(wide)
    answer = NewDelivery(dispatch_id, Confirmation.RECEIVER, NOW, signed_by="Village committee", **new)
    with transaction():
        done = services_deliveries.confirm(
            actor=world.actors[who], now=NOW, key=use_key or key(), new=answer, proof=NewProof(device, made)
        )
    return int(done["delivery_id"])


def both(wide: int = 400) -> tuple[Any, Any]:
    return read_picture(PictureKind.SIGNATURE, drawing()), read_picture(PictureKind.PHOTO, photo(wide))


def checked(delivery_id: int) -> Checked:
    return proof_check.check(delivery_id)


def faults(delivery_id: int) -> list[str]:
    return [finding.fault.value for finding in checked(delivery_id).findings]


def dispatch_of(delivery_id: int) -> int:
    row = queries_proofs.delivery(delivery_id)
    assert row is not None
    return int(row.dispatch_id)


def picture(delivery_id: int, kind: str) -> Any:
    return next(each for each in checked(delivery_id).pictures if each.kind.value == kind)


def show(world: World, delivery_id: int, who: str = "manager") -> str:
    """A manager says that the photo shows no person; returns its token."""
    with transaction():
        services_proofs.show_photo(actor=world.actors[who], now=NOW, picture_id=picture(delivery_id, "photo").id)
    return str(picture(delivery_id, "photo").token)


def erase(world: World, delivery_id: int, kind: str = "photo", *, who: str = "manager", reason: str = "asked") -> None:
    with transaction():
        services_proofs.erase(actor=world.actors[who], now=NOW, picture_id=picture(delivery_id, kind).id, reason=reason)


@contextmanager
def unguarded() -> Iterator[Connection]:
    """Somebody who owns the database: no trigger stands in the way."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            yield connection
            connection.execute(text("SET session_replication_role = DEFAULT"))
        return
    with db.engine.connect() as connection:
        triggers = connection.execute(
            text(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('delivery_seal', "
                "'proof_picture', 'proof_erasure', 'photo_showing')"
            )
        ).all()
        for name, _sql in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
        for _name, sql in triggers:
            connection.execute(text(sql))
        connection.commit()


def send(
    client: FlaskClient,
    use_key: str,
    kind: str,
    data: bytes,
    *,
    device: str = DEVICE,
    digest: str = "",
    **more: Any,
) -> Any:
    """A picture as the phone sends it."""
    body = {"key": use_key, "kind": kind, "sha256": digest or sha256(data).hexdigest(), **more}
    return client.post(
        "/api/v1/phone/proofs",
        json={**body, "content": b64encode(data).decode()},
        headers={"X-Device-Id": device},
    )
