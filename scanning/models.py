"""Phones, what they sent, and how it was settled. What was sent and how it was settled is never changed."""

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Name, Ref, Word, one_of
from core.database import Base
from scanning.values import Outcome, ResolutionKind


class PhoneDevice(Base):
    """A person on a phone. `uid` is made by the phone; `key_hash` lets it leave unsent actions once access has ended.
    `name` is how the browser describes itself."""

    __tablename__ = "phone_device"
    __table_args__ = (UniqueConstraint("uid", "account_id"), Index(None, "account_id"))

    id: Mapped[Id]
    uid: Mapped[Code]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    sign_in_id: Mapped[Ref | None] = mapped_column(ForeignKey("sign_in.id"))
    key_hash: Mapped[Code]
    name: Mapped[Name] = mapped_column(default="")
    made_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))


class PhoneAction(Base):
    """One action of a phone and what came of it. `told_at` and `sent_at` are the device's clock, `occurred_at` is
    `told_at` corrected by `skew_seconds`. `raw` is what was sent, `answer` what was answered, `problem` why not (in
    each language), `found` what the stock or document was then, `rivals` who else took it; all as JSON."""

    __tablename__ = "phone_action"
    __table_args__ = (
        one_of("outcome", Outcome, "outcome"),
        UniqueConstraint("actor_id", "key"),
        Index(None, "site_id", "outcome", "id"),
        Index(None, "outcome", "id"),
        Index(None, "posting_id"),
        Index(None, "device_id"),
    )

    id: Mapped[Id]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    device_id: Mapped[Ref] = mapped_column(ForeignKey("phone_device.id"))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]
    number: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[Word]
    site_id: Mapped[Ref | None] = mapped_column(ForeignKey("site.id"))
    raw: Mapped[LongText]
    told_at: Mapped[Moment | None]
    sent_at: Mapped[Moment]
    skew_seconds: Mapped[int] = mapped_column(BigInteger)
    occurred_at: Mapped[Moment]
    received_at: Mapped[Moment]
    outcome: Mapped[Word]
    code: Mapped[Code] = mapped_column(default="")
    answer: Mapped[LongText] = mapped_column(default="")
    problem: Mapped[LongText] = mapped_column(default="")
    found: Mapped[LongText] = mapped_column(default="")
    rivals: Mapped[LongText] = mapped_column(default="")
    posting_id: Mapped[Ref | None] = mapped_column(ForeignKey("posting.id"))


class PhoneResolution(Base):
    """How an entry of the inbox was settled: by whom, when, why, and with which posting. Once for each action."""

    __tablename__ = "phone_resolution"
    __table_args__ = (one_of("kind", ResolutionKind, "kind"), UniqueConstraint("actor_id", "key"))

    id: Mapped[Id]
    action_id: Mapped[Ref] = mapped_column(ForeignKey("phone_action.id"), unique=True)
    kind: Mapped[Word]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]
    reason: Mapped[LongText] = mapped_column(default="")
    data: Mapped[LongText] = mapped_column(default="")
    answer: Mapped[LongText] = mapped_column(default="")
    posting_id: Mapped[Ref | None] = mapped_column(ForeignKey("posting.id"))
    resolved_at: Mapped[Moment]
