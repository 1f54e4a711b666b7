"""The tables that only `inventory/ledger.py` writes. Triggers of the migrations refuse update and delete of all but
balances and reservations."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Quantity, Ref, Word, one_of, quantity_check
from core.database import Base
from inventory.values import MovementKind, PostingKind


class Posting(Base):
    """The head of a posted document. (actor_id, key) is the idempotency key; `answer` what was answered."""

    __tablename__ = "posting"
    __table_args__ = (
        one_of("kind", PostingKind, "kind"),
        UniqueConstraint("actor_id", "key"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_posting"),
        CheckConstraint("kind <> 'reversal' OR reason <> ''", name="reversal_has_reason"),
        Index(None, "site_id", "id"),
        Index(None, "reverses_id"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]
    answer: Mapped[LongText]
    reason: Mapped[LongText] = mapped_column(default="")
    site_id: Mapped[Ref | None] = mapped_column(ForeignKey("site.id"))
    reverses_id: Mapped[Ref | None] = mapped_column(ForeignKey("posting.id"))
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]


class Movement(Base):
    """One immutable line: `quantity` of a batch, in its unit, from a location to a location (None: outside)."""

    __tablename__ = "movement"
    __table_args__ = (
        one_of("kind", MovementKind, "kind"),
        quantity_check("quantity", "quantity"),
        CheckConstraint("from_location_id IS NOT NULL OR to_location_id IS NOT NULL", name="somewhere"),
        CheckConstraint(
            "from_location_id IS NULL OR to_location_id IS NULL OR from_location_id <> to_location_id",
            name="goes_elsewhere",
        ),
        Index(None, "batch_id", "id"),
        Index(None, "posting_id"),
        Index("ix_movement_to_past", "to_location_id", "occurred_at", "batch_id", "quantity"),
        Index("ix_movement_from_past", "from_location_id", "occurred_at", "batch_id", "quantity"),
    )

    id: Mapped[Id]
    posting_id: Mapped[Ref] = mapped_column(ForeignKey("posting.id"))
    kind: Mapped[Word]
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"))
    quantity: Mapped[Quantity]
    from_location_id: Mapped[Ref | None] = mapped_column(ForeignKey("location.id"))
    to_location_id: Mapped[Ref | None] = mapped_column(ForeignKey("location.id"))
    reverses_id: Mapped[Ref | None] = mapped_column(ForeignKey("movement.id"), unique=True)
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]


class StockBalance(Base):
    """How much of a batch is at a location now, and how much of it is held for approved requests."""

    __tablename__ = "stock_balance"
    __table_args__ = (
        quantity_check("quantity", "quantity", least=0),
        CheckConstraint("reserved >= 0 AND reserved <= quantity", name="reserved_within"),
        Index(None, "location_id", "batch_id"),
    )

    batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"), primary_key=True, autoincrement=False)
    location_id: Mapped[Ref] = mapped_column(ForeignKey("location.id"), primary_key=True, autoincrement=False)
    quantity: Mapped[Quantity]
    reserved: Mapped[Quantity] = mapped_column(default=0)


class BatchLineage(Base):
    """What went from a parent batch into a child batch by one posting; the recorded factor is the two quantities."""

    __tablename__ = "batch_lineage"
    __table_args__ = (
        quantity_check("child_quantity", "child_quantity"),
        CheckConstraint("parent_quantity IS NULL OR parent_quantity > 0", name="parent_positive"),
        Index(None, "parent_batch_id"),
        Index(None, "child_batch_id"),
    )

    id: Mapped[Id]
    posting_id: Mapped[Ref] = mapped_column(ForeignKey("posting.id"))
    parent_batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"))
    child_batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"))
    parent_quantity: Mapped[Quantity | None]
    child_quantity: Mapped[Quantity]


class Reservation(Base):
    """Stock held for an approved request. While `open`, its quantity is part of the balance's `reserved`."""

    __tablename__ = "reservation"
    __table_args__ = (
        one_of("status", ("open", "used", "released"), "status"),
        quantity_check("quantity", "quantity"),
        Index(None, "batch_id", "location_id"),
    )

    id: Mapped[Id]
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"))
    location_id: Mapped[Ref] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[Quantity]
    status: Mapped[Word] = mapped_column(default="open")
    made_by: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
