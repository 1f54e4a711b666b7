"""Where a picture of a phone goes by what became of its action: to its delivery, or beside the action until a manager
settles it."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from accounts.services_passes import on_name_erased
from core.access import Actor
from core.database import db
from distribution import proof_held, queries_proofs, services_proofs
from distribution.proof_errors import ClosedWithoutDelivery, DeliveryNotYet
from distribution.proof_values import NewPicture, PictureKind
from scanning.models import PhoneDevice
from scanning.queries_actions import kept, resolution_of
from scanning.values import Outcome

DELIVER = "deliver"


def take(
    *, actor: Actor, now: datetime, key: str, device: str, picture: NewPicture, dispatch_id: int | None
) -> dict[str, Any]:
    """Take a picture from somebody who is signed in: by their action, or by a delivery that they, or their device,
    confirmed otherwise. The same bytes again change nothing. Answers as `services_proofs.add_by_key`.

    Raises DeliveryNotYet, ClosedWithoutDelivery, TooManyHeld, PictureExists, ProofTooLate, NotTheConfirmer,
    UnknownDispatch, PictureNotStored.
    """
    found = by_action(actor_id=actor.id, now=now, key=key, device=device, picture=picture)
    if found is not None:
        return found
    return services_proofs.add_by_key(
        actor=actor, now=now, key=key, device=device, picture=picture, dispatch_id=dispatch_id
    )


def leave(*, owner: Any, now: datetime, key: str, picture: NewPicture) -> dict[str, Any]:
    """Take a picture from a phone whose access has ended (`owner`: its row), after its actions were left. What was
    confirmed while the access lasted gets its picture; what waits for a manager keeps it beside it.
    Raises as `take`; DeliveryNotYet when no confirmation was left or sent under this key."""
    found = by_action(actor_id=owner.account_id, now=now, key=key, device=owner.uid, picture=picture)
    if found is None:
        raise DeliveryNotYet(key=key)
    return found


def by_action(*, actor_id: int, now: datetime, key: str, device: str, picture: NewPicture) -> dict[str, Any] | None:
    """Where the action under this key says; None when this person sent no confirmation under it."""
    action = kept(actor_id=actor_id, key=key)
    if action is None or action.kind != DELIVER:
        return None
    posting_id, waits = _became(action)
    if waits:
        number = _number(action)
        return proof_held.hold(actor_id=actor_id, now=now, key=key, number=number, device=device, new=picture)
    delivery = queries_proofs.delivery_of_posting(posting_id) if posting_id else None
    if delivery is None:
        raise ClosedWithoutDelivery
    return services_proofs.add_to_delivery(
        actor_id=actor_id, now=now, delivery=delivery, device=device, picture=picture
    )


def drop_own_signatures(*, actor: Actor, now: datetime, account_id: int, number: str) -> None:
    """The name of a volunteer is erased: what they drew where they signed for themselves and what waits goes too."""
    for key in proof_held.signed_keys(account_id):
        action = kept(actor_id=account_id, key=key)
        if action is not None and number in str(json.loads(action.raw).get("data", {}).get("signed_by", "")):
            proof_held.drop(actor_id=account_id, key=key, kind=PictureKind.SIGNATURE)


on_name_erased(drop_own_signatures)


def _became(action: Any) -> tuple[int | None, bool]:
    """The posting of the action, and whether it still waits for a manager."""
    if action.outcome == Outcome.DONE.value:
        return action.posting_id, False
    # who settles it holds the same row: the picture comes before that, or sees what was decided
    db.session.execute(select(PhoneDevice.id).where(PhoneDevice.id == action.device_id).with_for_update())
    settled = resolution_of(action.id)
    return (None, True) if settled is None else (settled.posting_id, False)


def _number(action: Any) -> str:
    """The dispatch that the action names, for who reads a refusal."""
    told = json.loads(action.raw).get("data", {}).get("dispatch_id", "")
    return (queries_proofs.number_of(int(told)) if str(told).isdecimal() else "") or str(action.number)
