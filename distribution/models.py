"""Requests, what is held for them, dispatches with their lines, deliveries and hand-outs."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Name, Quantity, Ref, Word, one_of, quantity_check
from core.database import Base
from distribution.values import Confirmation, DispatchStatus, HandOutKind, Priority, RequestStatus
from inventory.values import Evidence


class Request(Base):
    """A stated need of a receiver. `area_id` is where the need is: rows of a report go by it."""

    __tablename__ = "request"
    __table_args__ = (
        one_of("status", RequestStatus, "status"),
        one_of("priority", Priority, "priority"),
        CheckConstraint("people IS NULL OR people > 0", name="people_positive"),
        Index(None, "area_id", "status"),
        Index(None, "receiver_id"),
    )

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    receiver_id: Mapped[Ref] = mapped_column(ForeignKey("receiver.id"))
    area_id: Mapped[Ref] = mapped_column(ForeignKey("area.id"))
    status: Mapped[Word] = mapped_column(default=RequestStatus.SENT.value)
    priority: Mapped[Word] = mapped_column(default=Priority.NORMAL.value)
    people: Mapped[int | None]
    needed_by: Mapped[date | None]
    note: Mapped[LongText] = mapped_column(default="")
    decision_reason: Mapped[LongText] = mapped_column(default="")
    decided_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment | None]
    imported: Mapped[bool] = mapped_column(default=False)
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    key: Mapped[Code]
    occurred_on: Mapped[date]
    recorded_at: Mapped[Moment]


class RequestLine(Base):
    """One item needed. `quantity` None means «quantity unknown», never 1. `approved` may differ from what was asked.
    `delivered` is not stored: it is the sum over delivery lines."""

    __tablename__ = "request_line"
    __table_args__ = (
        UniqueConstraint("request_id", "line_no"),
        CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity_positive"),
        CheckConstraint("approved IS NULL OR approved >= 0", name="approved_not_negative"),
        CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name="factor_positive"),
        Index(None, "item_id"),
    )

    id: Mapped[Id]
    request_id: Mapped[Ref] = mapped_column(ForeignKey("request.id"))
    line_no: Mapped[int]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))
    unit: Mapped[Word]
    base_per_unit: Mapped[Quantity | None]
    quantity: Mapped[Quantity | None]
    approved: Mapped[Quantity | None]
    specification: Mapped[Name | None]


class RequestReservation(Base):
    """Which reservation holds stock for which request line."""

    __tablename__ = "request_reservation"
    __table_args__ = (Index(None, "request_line_id"),)

    reservation_id: Mapped[Ref] = mapped_column(ForeignKey("reservation.id"), primary_key=True, autoincrement=False)
    request_line_id: Mapped[Ref] = mapped_column(ForeignKey("request_line.id"))


class Dispatch(Base):
    """Goods leaving a site (or, direct, a consignment's dock) for a receiver, with a way of their own."""

    __tablename__ = "dispatch"
    __table_args__ = (
        one_of("status", DispatchStatus, "status"),
        CheckConstraint("status = 'picked' OR status = 'cancelled' OR posting_id IS NOT NULL", name="loaded_is_posted"),
        Index(None, "from_site_id", "status"),
        Index(None, "receiver_id", "status"),
        Index(None, "request_id"),
    )

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    code: Mapped[Code] = mapped_column(ForeignKey("label_code.code"), unique=True)
    from_site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    receiver_id: Mapped[Ref] = mapped_column(ForeignKey("receiver.id"))
    request_id: Mapped[Ref | None] = mapped_column(ForeignKey("request.id"))
    transit_location_id: Mapped[Ref] = mapped_column(ForeignKey("location.id"), unique=True)
    status: Mapped[Word] = mapped_column(default=DispatchStatus.PICKED.value)
    direct: Mapped[bool] = mapped_column(default=False)
    posting_id: Mapped[Ref | None] = mapped_column(ForeignKey("posting.id"), unique=True)
    vehicle: Mapped[Name] = mapped_column(default="")
    driver: Mapped[Name] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    purpose: Mapped[Name] = mapped_column(default="")
    end_reason: Mapped[LongText] = mapped_column(default="")
    imported: Mapped[bool] = mapped_column(default=False)
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    key: Mapped[Code]
    loaded_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]


class DispatchLine(Base):
    """A picked batch: how many of it, from which location, for which request line, and how the batch was chosen.
    An override of order or restriction names who, why and whose consent."""

    __tablename__ = "dispatch_line"
    __table_args__ = (
        one_of("evidence", Evidence, "evidence"),
        quantity_check("quantity", "quantity"),
        UniqueConstraint("dispatch_id", "line_no"),
        CheckConstraint("override_by IS NULL OR override_reason <> ''", name="override_has_reason"),
        Index(None, "batch_id"),
        Index(None, "request_line_id"),
    )

    id: Mapped[Id]
    dispatch_id: Mapped[Ref] = mapped_column(ForeignKey("dispatch.id"))
    line_no: Mapped[int]
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"))
    from_location_id: Mapped[Ref | None] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[Quantity]
    request_line_id: Mapped[Ref | None] = mapped_column(ForeignKey("request_line.id"))
    reservation_id: Mapped[Ref | None] = mapped_column(ForeignKey("reservation.id"))
    evidence: Mapped[Word]
    override_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    override_reason: Mapped[LongText] = mapped_column(default="")
    override_consent: Mapped[LongText] = mapped_column(default="")


class Delivery(Base):
    """The receiver's confirmation 签收. `signed_as` is a role or organisation, not a person, on public views."""

    __tablename__ = "delivery"
    __table_args__ = (
        one_of("confirmation", Confirmation, "confirmation"),
        CheckConstraint("confirmation <> 'paper' OR paper_number <> ''", name="paper_has_number"),
    )

    id: Mapped[Id]
    dispatch_id: Mapped[Ref] = mapped_column(ForeignKey("dispatch.id"), unique=True)
    posting_id: Mapped[Ref] = mapped_column(ForeignKey("posting.id"), unique=True)
    confirmation: Mapped[Word]
    paper_number: Mapped[Name] = mapped_column(default="")
    signed_by: Mapped[Name] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]


class DeliveryLine(Base):
    """Of one dispatch line: delivered + short + damaged + returned = loaded. A surplus is told apart: it is goods
    found at the receiver unless the sender confirms a further dispatch line."""

    __tablename__ = "delivery_line"
    __table_args__ = (
        quantity_check("delivered", "delivered", least=0),
        quantity_check("short", "short", least=0),
        quantity_check("damaged", "damaged", least=0),
        quantity_check("returned", "returned", least=0),
        quantity_check("surplus", "surplus", least=0),
        Index(None, "delivery_id"),
        Index(None, "dispatch_line_id", unique=True),
    )

    id: Mapped[Id]
    delivery_id: Mapped[Ref] = mapped_column(ForeignKey("delivery.id"))
    dispatch_line_id: Mapped[Ref] = mapped_column(ForeignKey("dispatch_line.id"))
    delivered: Mapped[Quantity] = mapped_column(default=0)
    short: Mapped[Quantity] = mapped_column(default=0)
    damaged: Mapped[Quantity] = mapped_column(default=0)
    returned: Mapped[Quantity] = mapped_column(default=0)
    surplus: Mapped[Quantity] = mapped_column(default=0)
    surplus_batch_id: Mapped[Ref | None] = mapped_column(ForeignKey("batch.id"))
    reason: Mapped[LongText] = mapped_column(default="")


class HandOut(Base):
    """Goods given from a receiver's stock to households: counts only, never names. `households` None means unknown.
    Goods used or passed on at an outside organisation's shelf stand here too, with the number of its paper."""

    __tablename__ = "hand_out"
    __table_args__ = (
        one_of("kind", HandOutKind, "kind"),
        CheckConstraint("households IS NULL OR households > 0", name="households_positive"),
        CheckConstraint("persons IS NULL OR persons > 0", name="persons_positive"),
        Index(None, "receiver_id"),
    )

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[Word] = mapped_column(default=HandOutKind.HAND_OUT.value)
    paper_number: Mapped[Name] = mapped_column(default="")
    receiver_id: Mapped[Ref] = mapped_column(ForeignKey("receiver.id"))
    posting_id: Mapped[Ref] = mapped_column(ForeignKey("posting.id"), unique=True)
    households: Mapped[int | None]
    persons: Mapped[int | None]
    note: Mapped[LongText] = mapped_column(default="")
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]


class GoodsReturn(Base):
    """Goods that a receiver sent back to a site; why stands with the posting."""

    __tablename__ = "goods_return"
    __table_args__ = (Index(None, "receiver_id"),)

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    receiver_id: Mapped[Ref] = mapped_column(ForeignKey("receiver.id"))
    site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    posting_id: Mapped[Ref] = mapped_column(ForeignKey("posting.id"), unique=True)
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]


class KeyedAct(Base):
    """The idempotency key of an act that posts nothing: a request sent or decided, stock held, a hold given up.
    (actor_id, key) is unique; `answer` is what was answered the first time."""

    __tablename__ = "keyed_act"
    __table_args__ = (UniqueConstraint("actor_id", "key"),)

    id: Mapped[Id]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]
    answer: Mapped[LongText]
    recorded_at: Mapped[Moment]
