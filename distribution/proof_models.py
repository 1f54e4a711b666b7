"""Seals of deliveries, their pictures, what was erased, and which photos are public.

A confirmation may be taken back, which removes the delivery: its seals and pictures stay, and so `delivery_id` here
points without a foreign key."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Ref, Word, one_of
from core.database import Base
from distribution.proof_values import PictureKind, SealCause


class DeliverySeal(Base):
    """What was confirmed, as canonical JSON, and the SHA-256 of that text. Each further one names the one before."""

    __tablename__ = "delivery_seal"
    __table_args__ = (
        one_of("cause", SealCause, "cause"),
        UniqueConstraint("delivery_id", "number"),
        Index(None, "dispatch_id"),
        Index(None, "posting_id"),
    )

    id: Mapped[Id]
    delivery_id: Mapped[Ref]
    dispatch_id: Mapped[Ref] = mapped_column(ForeignKey("dispatch.id"))
    posting_id: Mapped[Ref] = mapped_column(ForeignKey("posting.id"))
    number: Mapped[int]
    cause: Mapped[Word]
    document: Mapped[LongText]
    digest: Mapped[Code]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Code] = mapped_column(default="")
    recorded_at: Mapped[Moment]


class ProofPicture(Base):
    """A signature or photo: its bytes lie in the proof folder under its id. `digest` is that of the kept bytes,
    `sent_digest` that of what was sent."""

    __tablename__ = "proof_picture"
    __table_args__ = (
        one_of("kind", PictureKind, "kind"),
        CheckConstraint("width > 0 AND height > 0 AND size > 0", name="has_pixels"),
        UniqueConstraint("delivery_id", "kind"),
        Index(None, "dispatch_id"),
    )

    id: Mapped[Id]
    delivery_id: Mapped[Ref]
    dispatch_id: Mapped[Ref] = mapped_column(ForeignKey("dispatch.id"))
    kind: Mapped[Word]
    media_type: Mapped[Word]
    digest: Mapped[Code]
    sent_digest: Mapped[Code]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Code] = mapped_column(default="")
    recorded_at: Mapped[Moment]


class HeldPicture(Base):
    """A signature or photo whose delivery is not recorded yet: the action `key` of `actor_id` waits for a manager. Its
    file lies where that of a proof picture does, under the same id, which the proof picture takes over once there is a
    delivery. A row is gone when it was, or when the action was closed without one."""

    __tablename__ = "held_picture"
    __table_args__ = (
        one_of("kind", PictureKind, "kind"),
        CheckConstraint("width > 0 AND height > 0 AND size > 0", name="has_pixels"),
        UniqueConstraint("actor_id", "key", "kind"),
    )

    id: Mapped[Id]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(128))
    kind: Mapped[Word]
    media_type: Mapped[Word]
    digest: Mapped[Code]
    sent_digest: Mapped[Code]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    device: Mapped[Code] = mapped_column(default="")
    received_at: Mapped[Moment]


class ProofErasure(Base):
    """A picture's file was removed: by whom, when and why. Its hash stays with the picture."""

    __tablename__ = "proof_erasure"

    id: Mapped[Id]
    picture_id: Mapped[Ref] = mapped_column(ForeignKey("proof_picture.id"), unique=True)
    reason: Mapped[LongText]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]


class PhotoShowing(Base):
    """A manager says that a photo shows no person: until it is ended, the public trace shows it under `token`."""

    __tablename__ = "photo_showing"
    __table_args__ = (Index(None, "picture_id"),)

    id: Mapped[Id]
    picture_id: Mapped[Ref] = mapped_column(ForeignKey("proof_picture.id"))
    token: Mapped[Code] = mapped_column(unique=True)
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    shown_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
