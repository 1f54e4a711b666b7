"""Signatures and photos of a delivery, bound to it by a hash; erasing them; showing a photo to everybody."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, update

from accounts.services_passes import on_name_erased
from core import audit
from core.access import Actor, Permission
from core.clock import installation_day
from core.database import db
from core.i18n import retold
from core.ids import new_id
from core.transaction import after_commit
from distribution import proof_document, proof_held, proof_store, queries_dispatches, queries_proofs
from distribution.proof_errors import (
    DeliveryNotYet,
    ErasedAlready,
    NotAPhoto,
    NotTheConfirmer,
    PictureExists,
    ProofTooLate,
)
from distribution.proof_models import DeliverySeal, PhotoShowing, ProofErasure, ProofPicture
from distribution.proof_values import ALLOWED_FOR, NewPicture, NewProof, PictureKind, SealCause
from distribution.proof_words import kind_word
from inventory.errors import ReasonNeeded


def seal_confirmation(*, actor: Actor, now: datetime, delivery_id: int, proof: NewProof) -> None:
    """Keep the pictures that came with a confirmation or waited for it, and write its first seal, in the transaction
    of the confirmation."""
    row = queries_proofs.delivery(delivery_id)
    for picture in proof.pictures:
        _keep(actor.id, now, row, picture, proof.device)
    if proof.held is not None:
        proof_held.bind(actor_id=proof.held[0], key=proof.held[1], delivery=row)
    _seal(actor.id, now, row, SealCause.CONFIRMED, proof.device)


def reseal(*, actor: Actor, now: datetime, delivery_id: int, cause: SealCause) -> None:
    """A confirmation was rightly added to: a further seal over what it says now. Nothing where none was sealed."""
    if queries_proofs.newest_seal(delivery_id) is not None:
        _seal(actor.id, now, queries_proofs.delivery(delivery_id), cause, "")


def add_by_key(
    *, actor: Actor, now: datetime, key: str, device: str, picture: NewPicture, dispatch_id: int | None = None
) -> dict[str, Any]:
    """Add a picture to the confirmation that this actor posted under `key`; with `dispatch_id` also to one that a
    manager settled for this actor's device. The same bytes again change nothing. Answers {picture_id, delivery_id,
    number, kind, sha256, proof, again}.

    Raises DeliveryNotYet, UnknownDispatch, NotTheConfirmer, ProofTooLate, PictureExists.
    """
    row = queries_proofs.delivery_by_key(actor_id=actor.id, key=key)
    if row is None and dispatch_id is not None:
        queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
        row = queries_proofs.delivery_of_dispatch(dispatch_id)
    if row is None:
        raise DeliveryNotYet(key=key)
    _demand_confirmer(actor, row, device)
    return _add(actor.id, now, row, device, picture)


def add_to_delivery(*, actor_id: int, now: datetime, delivery: Any, device: str, picture: NewPicture) -> dict[str, Any]:
    """The same to a delivery that is known to be this person's, or was settled for them (`delivery` as
    `queries_proofs.delivery` reads it). Raises ProofTooLate, PictureExists."""
    return _add(actor_id, now, delivery, device, picture)


def add_to_dispatch(*, actor: Actor, now: datetime, dispatch_id: int, picture: NewPicture) -> dict[str, Any]:
    """The same from a page, by the dispatch. Raises UnknownDispatch besides."""
    queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
    row = queries_proofs.delivery_of_dispatch(dispatch_id)
    if row is None:
        raise DeliveryNotYet(key=str(dispatch_id))
    _demand_confirmer(actor, row, "")
    return _add(actor.id, now, row, "", picture)


def may_add(actor: Actor, now: datetime, row: Any, device: str = "") -> bool:
    """Whether the actor, or its device, confirmed the delivery, and the time for pictures is not over."""
    return _is_confirmer(actor, row, device) and now - row.recorded_at <= ALLOWED_FOR


def _demand_confirmer(actor: Actor, row: Any, device: str) -> None:
    if not _is_confirmer(actor, row, device):
        raise NotTheConfirmer(number=row.number)


def _add(actor_id: int, now: datetime, row: Any, device: str, new: NewPicture) -> dict[str, Any]:
    known = {each.kind: each for each in queries_proofs.pictures([row.id])}.get(new.kind.value)
    if known is not None:
        if new.sent_digest not in (known.sent_digest, known.digest):
            raise PictureExists(number=row.number, kind=retold(kind_word, new.kind))
        return _answer(row, known.id, new.kind, known.digest, again=True)
    if now - row.recorded_at > ALLOWED_FOR:
        raise ProofTooLate(number=row.number, hours=int(ALLOWED_FOR.total_seconds()) // 3600)
    picture_id = _keep(actor_id, now, row, new, device)
    _seal(actor_id, now, row, SealCause(new.kind.value), device)
    return _answer(row, picture_id, new.kind, new.picture.digest, again=False)


def _is_confirmer(actor: Actor, row: Any, device: str) -> bool:
    if actor.id == row.actor_id:
        return True
    sealed = queries_proofs.seals([row.id])
    return bool(device) and bool(sealed) and sealed[0].device == device


def _answer(row: Any, picture_id: int, kind: PictureKind, digest: str, *, again: bool) -> dict[str, Any]:
    seal = queries_proofs.newest_seal(row.id)
    return {
        "picture_id": picture_id,
        "delivery_id": row.id,
        "number": row.number,
        "kind": kind.value,
        "sha256": digest,
        "proof": seal.digest if seal else "",
        "again": again,
    }


def _keep(actor_id: int, now: datetime, row: Any, new: NewPicture, device: str) -> int:
    """The file first: a row without its file would be a loss. Without its row the file goes again."""
    picture_id = new_id()
    proof_store.keep(picture_id, new.picture.data)
    of_delivery = {"id": picture_id, "delivery_id": row.id, "dispatch_id": row.dispatch_id, "recorded_at": now}
    values = {**of_delivery, **new.as_row(), "actor_id": actor_id, "device": device}
    db.session.execute(insert(ProofPicture.__table__), values)
    return picture_id


def _seal(actor_id: int, now: datetime, row: Any, cause: SealCause, device: str) -> None:
    before = queries_proofs.newest_seal(row.id)
    number = before.number + 1 if before else 1
    text = proof_document.canonical(
        {
            "format": proof_document.FORMAT,
            "number": number,
            "previous": before.digest if before else None,
            "cause": cause.value,
            "device": device,
            "sealed_at": proof_document.moment(now),
            "sealed_by": str(actor_id),
            **proof_document.content(row, queries_proofs.lines([row.id]), queries_proofs.pictures([row.id])),
        }
    )
    values = {
        "id": new_id(),
        "delivery_id": row.id,
        "dispatch_id": row.dispatch_id,
        "posting_id": row.posting_id,
        "number": number,
        "cause": cause.value,
        "document": text,
        "digest": proof_document.digest_of(text),
        "actor_id": actor_id,
        "device": device,
        "recorded_at": now,
    }
    db.session.execute(insert(DeliverySeal.__table__), values)


def erase(*, actor: Actor, now: datetime, picture_id: int, reason: str) -> Any:
    """Remove a picture's file for good; its hash stays, with who did it and why. Returns the picture's row.
    Raises UnknownProof, Forbidden, ReasonNeeded, ErasedAlready."""
    row = _picture_for(actor, Permission.ERASE_PROOF, picture_id)
    if not reason:
        raise ReasonNeeded(field="reason")
    _erase(actor, now, row, reason)
    return row


def erase_own_signatures(*, actor: Actor, now: datetime, account_id: int, number: str) -> None:
    """The name of a volunteer is erased: what they drew where they signed for themselves shows it too."""
    for row in queries_proofs.signatures_of(account_id):
        if number not in json.loads(row.document)["signer"]["name"]:
            continue  # somebody else's, drawn on the volunteer's phone
        _erase(actor, now, row, _("The name of this volunteer was erased."))


def _erase(actor: Actor, now: datetime, row: Any, reason: str) -> None:
    picture_id = row.id
    db.session.execute(
        insert(ProofErasure.__table__),
        {"id": new_id(), "picture_id": picture_id, "reason": reason, "actor_id": actor.id, "recorded_at": now},
    )
    _end_showing(actor, now, picture_id)
    audit.record(
        actor_id=actor.id,
        action="proof.erased",
        now=now,
        subject_id=row.dispatch_id,
        number=row.number,
        kind=row.kind,
        sha256=row.digest,
        reason=reason,
    )
    after_commit(lambda: proof_store.remove(picture_id))


def show_photo(*, actor: Actor, now: datetime, picture_id: int) -> Any:
    """A manager says that a photo shows no person: the public trace of the goods shows it. Returns its row.
    Raises UnknownProof, Forbidden, NotAPhoto, ErasedAlready."""
    row = _picture_for(actor, Permission.SHOW_PHOTO, picture_id)
    if row.kind != PictureKind.PHOTO.value:
        raise NotAPhoto
    if picture_id not in queries_proofs.showings([picture_id]):
        db.session.execute(
            insert(PhotoShowing.__table__),
            {
                "id": new_id(),
                "picture_id": picture_id,
                "token": secrets.token_urlsafe(24),
                "actor_id": actor.id,
                "shown_at": now,
            },
        )
        _note(actor, now, "photo.shown", row)
    return row


def hide_photo(*, actor: Actor, now: datetime, picture_id: int) -> Any:
    """The public trace shows the photo no longer; its former address finds nothing. Returns its row.
    Raises UnknownProof, Forbidden, ErasedAlready."""
    row = _picture_for(actor, Permission.SHOW_PHOTO, picture_id)
    _end_showing(actor, now, picture_id)
    _note(actor, now, "photo.hidden", row)
    return row


def _end_showing(actor: Actor, now: datetime, picture_id: int) -> None:
    db.session.execute(
        update(PhotoShowing.__table__)
        .where(PhotoShowing.picture_id == picture_id, PhotoShowing.ended_at.is_(None))
        .values(ended_at=now, ended_by=actor.id)
    )


def _note(actor: Actor, now: datetime, action: str, row: Any) -> None:
    audit.record(actor_id=actor.id, action=action, now=now, subject_id=row.dispatch_id, number=row.number)


def _picture_for(actor: Actor, permission: Permission, picture_id: int) -> Any:
    """A picture that stands, for somebody with this right at either end."""
    row = queries_proofs.picture(actor=actor, picture_id=picture_id)
    if not actor.may_at(permission, path=row.from_path, site_id=row.from_site_id):
        actor.demand(permission, path=row.receiver_path, site_id=row.receiver_site_id)
    if row.erased_at is not None:
        raise ErasedAlready(day=installation_day(row.erased_at))
    return row


on_name_erased(erase_own_signatures)


def device_of(seals: Sequence[Any]) -> str:
    """The device that confirmed, as the first seal says."""
    return str(seals[0].device) if seals else ""
