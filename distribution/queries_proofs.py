"""Reads of delivery proofs: for people with a right at either end; to others they are not there."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.database import db
from distribution.models import Delivery, DeliveryLine, Dispatch, DispatchLine
from distribution.proof_errors import UnknownProof
from distribution.proof_models import DeliverySeal, PhotoShowing, ProofErasure, ProofPicture
from distribution.proof_values import PictureKind
from inventory.ledger_models import Posting
from inventory.models import Area, Batch, Receiver, Site

_from_area, _eraser, _shower = aliased(Area), aliased(Account), aliased(Account)


def delivery(delivery_id: int) -> Row[Any] | None:
    """A confirmation as it stands now; None when it was taken back."""
    return db.session.execute(_deliveries().where(Delivery.id == delivery_id)).first()


def delivery_of_dispatch(dispatch_id: int) -> Row[Any] | None:
    """The same by its dispatch."""
    return db.session.execute(_deliveries().where(Delivery.dispatch_id == dispatch_id)).first()


def delivery_by_key(*, actor_id: int, key: str) -> Row[Any] | None:
    """The confirmation that somebody posted under a key."""
    query = _deliveries().join(Posting, Posting.id == Delivery.posting_id)
    return db.session.execute(query.where(Posting.actor_id == actor_id, Posting.key == key)).first()


def delivery_of_posting(posting_id: int) -> Row[Any] | None:
    """The confirmation that a posting recorded."""
    return db.session.execute(_deliveries().where(Delivery.posting_id == posting_id)).first()


def _deliveries() -> Select[Any]:
    return select(
        Delivery.id,
        Delivery.dispatch_id,
        Delivery.posting_id,
        Delivery.confirmation,
        Delivery.paper_number,
        Delivery.signed_by,
        Delivery.note,
        Delivery.actor_id,
        Delivery.occurred_at,
        Delivery.recorded_at,
        Dispatch.number,
    ).join(Dispatch, Dispatch.id == Delivery.dispatch_id)


def lines(delivery_ids: Collection[int]) -> Sequence[Row[Any]]:
    """The figures of confirmations, line by line in the order of the dispatch."""
    return db.session.execute(
        select(
            DeliveryLine.delivery_id,
            DispatchLine.id,
            DispatchLine.batch_id,
            Batch.unit,
            DispatchLine.quantity.label("loaded"),
            DeliveryLine.delivered,
            DeliveryLine.short,
            DeliveryLine.damaged,
            DeliveryLine.returned,
            DeliveryLine.surplus,
            DeliveryLine.reason,
        )
        .join(DispatchLine, DispatchLine.id == DeliveryLine.dispatch_line_id)
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .where(DeliveryLine.delivery_id.in_(delivery_ids))
        .order_by(DeliveryLine.delivery_id, DispatchLine.line_no)
    ).all()


def pictures(delivery_ids: Collection[int]) -> Sequence[Row[Any]]:
    """The pictures of confirmations, with what was erased and by whom."""
    return db.session.execute(
        select(
            *ProofPicture.__table__.columns,
            ProofErasure.recorded_at.label("erased_at"),
            ProofErasure.reason.label("erased_why"),
            _eraser.name.label("erased_by"),
        )
        .outerjoin(ProofErasure, ProofErasure.picture_id == ProofPicture.id)
        .outerjoin(_eraser, _eraser.id == ProofErasure.actor_id)
        .where(ProofPicture.delivery_id.in_(delivery_ids))
        .order_by(ProofPicture.delivery_id, ProofPicture.kind.desc(), ProofPicture.id)
    ).all()


def signatures_of(account_id: int) -> Sequence[Row[Any]]:
    """The signatures that somebody sent and that were not erased, with the first sealed text of their confirmation,
    which stays when that is taken back."""
    return db.session.execute(
        select(
            ProofPicture.id,
            ProofPicture.dispatch_id,
            ProofPicture.kind,
            ProofPicture.digest,
            Dispatch.number,
            DeliverySeal.document,
        )
        .join(DeliverySeal, (DeliverySeal.delivery_id == ProofPicture.delivery_id) & (DeliverySeal.number == 1))
        .join(Dispatch, Dispatch.id == ProofPicture.dispatch_id)
        .outerjoin(ProofErasure, ProofErasure.picture_id == ProofPicture.id)
        .where(
            ProofPicture.actor_id == account_id,
            ProofPicture.kind == PictureKind.SIGNATURE.value,
            ProofErasure.id.is_(None),
        )
        .order_by(ProofPicture.id)
    ).all()


def showings(picture_ids: Collection[int]) -> dict[int, Row[Any]]:
    """By picture: who shows it to everybody, since when, and under which token."""
    rows = db.session.execute(
        select(PhotoShowing.picture_id, PhotoShowing.token, PhotoShowing.shown_at, _shower.name)
        .join(_shower, _shower.id == PhotoShowing.actor_id)
        .where(PhotoShowing.picture_id.in_(picture_ids), PhotoShowing.ended_at.is_(None))
    ).all()
    return {row.picture_id: row for row in rows}


def seals(delivery_ids: Collection[int]) -> Sequence[Row[Any]]:
    """The seals of confirmations, the first one first."""
    return db.session.execute(
        select(*DeliverySeal.__table__.columns)
        .where(DeliverySeal.delivery_id.in_(delivery_ids))
        .order_by(DeliverySeal.delivery_id, DeliverySeal.number)
    ).all()


def newest_seal(delivery_id: int) -> Row[Any] | None:
    """The seal that holds now."""
    return db.session.execute(
        select(*DeliverySeal.__table__.columns)
        .where(DeliverySeal.delivery_id == delivery_id)
        .order_by(DeliverySeal.number.desc())
        .limit(1)
    ).first()


def sealed_ids(after: int, most: int) -> list[int]:
    """The next ids of sealed confirmations, in order."""
    return list(
        db.session.execute(
            select(DeliverySeal.delivery_id)
            .where(DeliverySeal.delivery_id > after, DeliverySeal.number == 1)
            .order_by(DeliverySeal.delivery_id)
            .limit(most)
        ).scalars()
    )


def number_of(dispatch_id: int) -> str:
    """The number of a dispatch, '' when there is none."""
    found: str | None = db.session.execute(select(Dispatch.number).where(Dispatch.id == dispatch_id)).scalar()
    return found or ""


def was_taken_back(posting_id: int) -> bool:
    """Whether a confirmation's posting was mirrored: then its delivery is rightly gone."""
    return db.session.execute(select(Posting.id).where(Posting.reverses_id == posting_id)).first() is not None


def picture(*, actor: Actor, picture_id: int) -> Row[Any]:
    """A picture for somebody with a right at either end: who sends, who receives, who audits. Raises UnknownProof."""
    row = db.session.execute(
        select(
            *ProofPicture.__table__.columns,
            ProofErasure.recorded_at.label("erased_at"),
            Dispatch.number,
            Dispatch.from_site_id,
            _from_area.path.label("from_path"),
            Receiver.site_id.label("receiver_site_id"),
            Area.path.label("receiver_path"),
        )
        .join(Dispatch, Dispatch.id == ProofPicture.dispatch_id)
        .join(Site, Site.id == Dispatch.from_site_id)
        .join(_from_area, _from_area.id == Site.area_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .outerjoin(ProofErasure, ProofErasure.picture_id == ProofPicture.id)
        .where(ProofPicture.id == picture_id, _at_either_end(actor))
    ).first()
    if row is None:
        raise UnknownProof
    return row


def _at_either_end(actor: Actor) -> Any:
    audits = actor.scope(Permission.VIEW_AUDIT)
    return or_(
        actor.scope(Permission.DISPATCH).clause(_from_area.path, Site.id),
        actor.scope(Permission.CONFIRM_DELIVERY).clause(Area.path, Receiver.site_id),
        audits.clause(_from_area.path, Site.id),
        audits.clause(Area.path, Receiver.site_id),
    )


def may_see(actor: Actor, dispatch: Any) -> bool:
    """The same rule for a dispatch that was read already."""
    source = {"path": dispatch.from_path, "site_id": dispatch.from_site_id}
    target = {"path": dispatch.receiver_path, "site_id": dispatch.receiver_site_id}
    return (
        actor.may_at(Permission.DISPATCH, **source)
        or actor.may_at(Permission.CONFIRM_DELIVERY, **target)
        or actor.may_at(Permission.VIEW_AUDIT, **source)
        or actor.may_at(Permission.VIEW_AUDIT, **target)
    )


def public_photo(token: str) -> Row[Any] | None:
    """A photo that a manager shows to everybody now; None when nobody does, or not any more."""
    return db.session.execute(
        _public(select(ProofPicture.id, ProofPicture.media_type, ProofPicture.digest)).where(
            PhotoShowing.token == token
        )
    ).first()


def public_photos(dispatch_ids: Collection[int]) -> Sequence[Row[Any]]:
    """The photos of deliveries that everybody may see, for the public trace: nothing of who is in it."""
    if not dispatch_ids:
        return []
    return db.session.execute(
        _public(
            select(
                PhotoShowing.token,
                ProofPicture.width,
                ProofPicture.height,
                Delivery.occurred_at,
                Receiver.name_en,
                Receiver.name_zh,
            )
        )
        .join(Dispatch, Dispatch.id == ProofPicture.dispatch_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .where(ProofPicture.dispatch_id.in_(dispatch_ids))
        .order_by(Delivery.occurred_at, ProofPicture.id)
    ).all()


def _public(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(PhotoShowing)
        .join(ProofPicture, ProofPicture.id == PhotoShowing.picture_id)
        .join(Delivery, Delivery.id == ProofPicture.delivery_id)  # of a confirmation that was taken back it shows none
        .outerjoin(ProofErasure, ProofErasure.picture_id == ProofPicture.id)
        .where(
            PhotoShowing.ended_at.is_(None),
            ProofErasure.id.is_(None),
            ProofPicture.kind == PictureKind.PHOTO.value,
        )
    )


def kept_pictures() -> list[int]:
    """The ids of all pictures that were not erased: each has a file."""
    erased = select(ProofErasure.picture_id)
    return list(db.session.execute(select(ProofPicture.id).where(ProofPicture.id.not_in(erased))).scalars())
