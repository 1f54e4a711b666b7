"""Labels of batches: what they say, that they were printed, and a new code for a lost one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import format_decimal
from sqlalchemy import insert, select, update

from core import audit
from core.access import Actor, Permission
from core.codes import display, new_code, normalise
from core.database import db
from core.errors import Forbidden
from core.i18n import pick_name
from core.ids import new_id
from core.qr import label_url
from inventory.births import add_label_code
from inventory.errors import LabelNotReplaceable, UnknownLabel
from inventory.label_values import LabelFields
from inventory.models import LabelCode, LabelPrint
from inventory.queries_batches import batch
from inventory.services_stock import need_reason
from inventory.values import LabelKind, LabelStatus
from inventory.words import state_word


def label_fields(row: Any, *, public_url: str, today: date) -> LabelFields:
    """What the label of a batch says; `row` is one of `queries_labels.label_rows`."""
    base = None
    if row.base_per_unit is not None and row.unit != row.base_unit:
        base = f"{format_decimal(row.quantity * row.base_per_unit)} {row.base_unit}"
    state, _reason = state_word(row, today)
    return LabelFields(
        code=row.label,
        url=label_url(public_url, row.label),
        item_name_en=row.item_en,
        item_name_zh=row.item_zh,
        quantity=row.quantity,
        unit=row.unit,
        source_label=row.source_label,
        site_name=pick_name(row.site_en, row.site_zh),
        entered_on=row.entered_on,
        base_quantity_text=base,
        lot=row.lot,
        expiry=row.expires_on,
        production=row.produced_on,
        location_code=row.location_code,
        state_word=state or None,
        spec=row.specification,
        storage_condition=row.storage_condition or None,
    )


def record_prints(*, actor: Actor, now: datetime, codes: Iterable[str], copies: int) -> None:
    """Note that labels were printed: who, when, how many."""
    rows = [{"id": new_id(), "code": code, "copies": copies, "actor_id": actor.id, "printed_at": now} for code in codes]
    if rows:
        db.session.execute(insert(LabelPrint.__table__), rows)


def prints_of(codes: Sequence[str]) -> dict[str, int]:
    """How many copies of each label were printed before."""
    found: dict[str, int] = {}
    for row in db.session.execute(select(LabelPrint.code, LabelPrint.copies).where(LabelPrint.code.in_(codes))):
        found[row.code] = found.get(row.code, 0) + row.copies
    return found


def replace_label(*, actor: Actor, now: datetime, code: str, reason: str) -> str:
    """Another code for a batch whose label was lost or is unreadable; returns it. The old one still opens the batch.
    Raises ReasonNeeded, UnknownLabel, LabelNotReplaceable, UnknownBatch."""
    need_reason(reason)
    label = _label_of_batch(actor, code, Permission.HANDLE_STOCK)
    db.session.execute(
        update(LabelCode.__table__).where(LabelCode.code == label.code).values(status=LabelStatus.REPLACED.value)
    )
    fresh = add_label_code(actor=actor, now=now, kind=LabelKind.BATCH, code=new_code(), batch_id=label.batch_id)
    audit.record(
        actor_id=actor.id,
        action="label.replaced",
        now=now,
        subject_id=label.batch_id,
        old=label.code,
        new=fresh,
        reason=reason,
    )
    return fresh


def revoke_label(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """A code that must not open anything any more, because its label may be on the wrong box; needs the right to
    correct. Raises ReasonNeeded, UnknownLabel, LabelNotReplaceable, UnknownBatch, Forbidden."""
    need_reason(reason)
    if not actor.may(Permission.CORRECT):
        raise Forbidden(permission=Permission.CORRECT.value)
    label = _label_of_batch(actor, code, Permission.CORRECT)
    db.session.execute(
        update(LabelCode.__table__).where(LabelCode.code == label.code).values(status=LabelStatus.REVOKED.value)
    )
    audit.record(
        actor_id=actor.id, action="label.revoked", now=now, subject_id=label.batch_id, code=label.code, reason=reason
    )


def _label_of_batch(actor: Actor, code: str, permission: Permission) -> Any:
    label = db.session.execute(
        select(LabelCode.code, LabelCode.kind, LabelCode.status, LabelCode.batch_id).where(
            LabelCode.code == normalise(code)
        )
    ).first()
    if label is None:
        raise UnknownLabel(label=display(normalise(code)))
    if label.batch_id is None or label.status != LabelStatus.ACTIVE.value:
        raise LabelNotReplaceable(label=display(label.code))
    batch(actor=actor, batch_id=label.batch_id, permission=permission)
    return label
