"""Stocktakes (盘点): what was to be counted, who counted what and when, what was decided. Counts and notes are history;
triggers of the migrations refuse to change them, and to change anything of a stocktake that has ended."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import BigInt, Code, Id, LongText, Moment, Quantity, Ref, Word, one_of, quantity_check
from core.database import Base
from inventory.stocktake_values import LineOutcome, StocktakeStatus


class Stocktake(Base):
    """One count of a site, of one of its locations, or of one item there. (opened_by, key) is the idempotency key of
    opening. `posting_id` is the document by which its differences entered the ledger."""

    __tablename__ = "stocktake"
    __table_args__ = (
        one_of("status", StocktakeStatus, "status"),
        CheckConstraint("location_id IS NULL OR item_id IS NULL", name="one_scope"),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended_when"),
        CheckConstraint("(status = 'posted') = (posting_id IS NOT NULL)", name="posted_by_posting"),
        UniqueConstraint("opened_by", "key"),
        Index(None, "site_id", "status"),
    )

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    location_id: Mapped[Ref | None] = mapped_column(ForeignKey("location.id"))
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("item.id"))
    blind: Mapped[bool]
    due_on: Mapped[date | None]
    note: Mapped[LongText] = mapped_column(default="")
    status: Mapped[Word] = mapped_column(default=StocktakeStatus.OPEN.value)
    opened_by: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[Moment]
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]
    ended_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[Moment | None]
    reason: Mapped[LongText] = mapped_column(default="")
    posting_id: Mapped[Ref | None] = mapped_column(ForeignKey("posting.id"))


class StocktakePerson(Base):
    """Whom a stocktake is assigned to; without any, everybody who handles stock at the site."""

    __tablename__ = "stocktake_person"
    __table_args__ = (Index(None, "account_id"),)

    stocktake_id: Mapped[Ref] = mapped_column(ForeignKey("stocktake.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)


class StocktakeLine(Base):
    """A batch at a location. `expected` is the balance when the stocktake was opened; a line that is not `listed` was
    met while counting. The last four columns are written once, when the stocktake is posted."""

    __tablename__ = "stocktake_line"
    __table_args__ = (
        quantity_check("expected", "expected", least=0),
        one_of("outcome", LineOutcome, "outcome"),
        CheckConstraint("(decided_count_id IS NULL) = (decided_at IS NULL)", name="decided_when"),
        UniqueConstraint("stocktake_id", "batch_id", "location_id"),
        Index(None, "location_id", "batch_id"),
    )

    id: Mapped[Id]
    stocktake_id: Mapped[Ref] = mapped_column(ForeignKey("stocktake.id"))
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"))
    location_id: Mapped[Ref] = mapped_column(ForeignKey("location.id"))
    expected: Mapped[Quantity]
    listed: Mapped[bool]
    round: Mapped[int] = mapped_column(default=1)
    sent_back_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    sent_back_at: Mapped[Moment | None]
    sent_back_reason: Mapped[LongText] = mapped_column(default="")
    # not a foreign key: counts point to their line, and a circle could not be made or removed in one order
    decided_count_id: Mapped[Ref | None]
    decided_difference: Mapped[int | None] = mapped_column(BigInt)
    decided_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment | None]
    decided_reason: Mapped[LongText] = mapped_column(default="")
    outcome: Mapped[Word | None]
    counted: Mapped[Quantity | None]
    expected_then: Mapped[int | None] = mapped_column(BigInt)
    difference: Mapped[int | None] = mapped_column(BigInt)


class StocktakeCount(Base):
    """What one person counted, once in each round of a line."""

    __tablename__ = "stocktake_count"
    __table_args__ = (
        quantity_check("counted", "counted", least=0),
        UniqueConstraint("actor_id", "key"),
        UniqueConstraint("line_id", "round", "actor_id"),
    )

    id: Mapped[Id]
    stocktake_id: Mapped[Ref] = mapped_column(ForeignKey("stocktake.id"), index=True)
    line_id: Mapped[Ref] = mapped_column(ForeignKey("stocktake_line.id"))
    round: Mapped[int]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    counted: Mapped[Quantity]
    scanned: Mapped[int] = mapped_column(default=0)
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]


class StocktakeCorrection(Base):
    """Another figure of the person who counted. The one counted last stands (`occurred_at`), not the one that came
    last; the count and all of its corrections are kept."""

    __tablename__ = "stocktake_correction"
    __table_args__ = (quantity_check("counted", "counted", least=0), UniqueConstraint("actor_id", "key"))

    id: Mapped[Id]
    stocktake_id: Mapped[Ref] = mapped_column(ForeignKey("stocktake.id"), index=True)
    count_id: Mapped[Ref] = mapped_column(ForeignKey("stocktake_count.id"), index=True)
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    counted: Mapped[Quantity]
    scanned: Mapped[int] = mapped_column(default=0)
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]


class StocktakeNote(Base):
    """Goods without a label, in words: they enter by a receipt of found goods, not by a count."""

    __tablename__ = "stocktake_note"
    __table_args__ = (UniqueConstraint("actor_id", "key"),)

    id: Mapped[Id]
    stocktake_id: Mapped[Ref] = mapped_column(ForeignKey("stocktake.id"), index=True)
    location_id: Mapped[Ref] = mapped_column(ForeignKey("location.id"))
    words: Mapped[LongText]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]
