"""How a batch is born: its row, its label code, its source line. Used by goods receipts, splits and found goods."""

from datetime import date, datetime

from sqlalchemy import insert

from core.access import Actor
from core.codes import new_code
from core.database import db
from core.ids import new_id
from inventory.bindings import claim_blank, take_blank
from inventory.models import Batch, LabelCode, SourceLine
from inventory.values import LabelKind, LabelStatus, NewBatch, SourceKind

NEVER = date(9999, 12, 31)


def create_batch(
    *,
    actor: Actor,
    now: datetime,
    new: NewBatch,
    batch_id: int | None = None,
    code: str | None = None,
    blank: str | None = None,
    blank_field: str = "label",
) -> tuple[int, str]:
    """Make a batch with a label code of its own; returns (batch id, code). Its stock comes by the ledger.

    With `blank`, a label from a roll of the site where it enters becomes its label: raises what `bindings.take_blank`
    raises, at `blank_field`. A batch with an UNKNOWN restriction must be given with state HELD by the caller.
    """
    batch_id = batch_id or new_id()
    if blank:
        code = claim_blank(code=blank, site_id=new.entered_site_id, field=blank_field)
    code = code or new_code()
    db.session.execute(
        insert(Batch.__table__),
        {
            "id": batch_id,
            "item_id": new.item_id,
            "unit": new.unit,
            "base_per_unit": new.base_per_unit,
            "source_line_id": new.source_line_id,
            "source_kind": new.source_kind.value,
            "source_label": new.source_label[:200],
            "origin": new.origin.value,
            "specification": new.specification,
            "lot": new.lot,
            "produced_on": new.produced_on,
            "expires_on": new.expires_on,
            "unrecorded": new.unrecorded,
            "state": new.state.value,
            "state_reason": new.state_reason,
            "restriction_id": new.restriction_id,
            "entered_on": new.entered_on,
            "entered_site_id": new.entered_site_id,
            "code": code,
            "recorded_at": now,
            "sort_key": new.sort_key or picking_key(new.expires_on, new.entered_on, batch_id),
        },
    )
    if blank:
        take_blank(actor=actor, now=now, code=code, site_id=new.entered_site_id, batch_id=batch_id, field=blank_field)
    else:
        add_label_code(actor=actor, now=now, kind=LabelKind.BATCH, code=code, batch_id=batch_id)
    return batch_id, code


def picking_key(expires_on: date | None, entered_on: date, batch_id: int) -> str:
    """Orders picking: earliest expiry first, what does not expire last, then the oldest goods receipt."""
    return f"{(expires_on or NEVER).isoformat()}/{entered_on.isoformat()}/{batch_id:019d}"


def add_label_code(
    *,
    actor: Actor | None,
    now: datetime,
    kind: LabelKind,
    code: str | None = None,
    batch_id: int | None = None,
    location_id: int | None = None,
) -> str:
    """A label code of the given kind, bound at once unless it is UNBOUND; returns the code."""
    code = code or new_code()
    db.session.execute(
        insert(LabelCode.__table__),
        {
            "code": code,
            "kind": kind.value,
            "status": LabelStatus.ACTIVE.value,
            "batch_id": batch_id,
            "location_id": location_id,
            "made_at": now,
            "made_by": actor.id if actor else None,
            "bound_at": None if kind is LabelKind.UNBOUND else now,
        },
    )
    return code


def add_source_line(*, kind: SourceKind, label: str, line_id: int | None = None) -> int:
    """The anchor that batches of one incoming line point to. `label` may be printed: no private donor's name."""
    line_id = line_id or new_id()
    db.session.execute(insert(SourceLine.__table__), {"id": line_id, "kind": kind.value, "label": label[:200]})
    return line_id
