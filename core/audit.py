"""Who did what, for acts that move no stock (those stand in the ledger). Never updated or deleted."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Ref
from core.database import Base, db


class AuditEntry(Base):
    """One act: `action` in dotted words ('request.approved'), the id it was done to, and its details as JSON."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_id"),)

    id: Mapped[Id]
    actor_id: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[Code]
    subject_id: Mapped[Ref | None]
    detail: Mapped[LongText]
    recorded_at: Mapped[Moment]


def record(*, actor_id: int | None, action: str, now: datetime, subject_id: int | None = None, **detail: Any) -> None:
    """Note an act in the open transaction. `detail` must be plain JSON values and hold no secret."""
    db.session.add(
        AuditEntry(
            actor_id=actor_id,
            action=action,
            subject_id=subject_id,
            detail=json.dumps(detail, ensure_ascii=False, default=str),
            recorded_at=now,
        )
    )
