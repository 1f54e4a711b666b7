"""Checking the picked boxes against the list by their labels."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from core.access import Actor
from core.database import db
from core.i18n import pick_name, retold
from distribution import queries_dispatches
from distribution.dispatch_access import dispatch_at
from distribution.errors import NotOnList, WrongStatus
from distribution.models import DispatchLine
from distribution.values import DispatchStatus
from distribution.words import code_word, day_word, dispatch_word, item_name
from inventory.bindings import read_code
from inventory.errors import UnknownBatch
from inventory.models import Batch, Item, LabelCode
from inventory.values import Evidence, LabelStatus


def check_code(*, actor: Actor, dispatch_id: int, code: str) -> dict[str, Any]:
    """A box was scanned while loading: its line counts as scanned. Answers {batch, item, quantity, unit, again, left}
    where `left` is the number of lines not scanned yet. Any label of the batch will do, a replaced one too,
    but never a revoked one.

    Raises UnknownDispatch, WrongStatus, UnknownBatch, NotOnList (with what was expected, in picking order).
    """
    dispatch = dispatch_at(actor, dispatch_id)
    if dispatch.status != DispatchStatus.PICKED.value:
        raise WrongStatus(number=dispatch.number, status=retold(dispatch_word, dispatch.status))
    batch = scanned_batch(code)
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    matching = [line for line in lines if line.batch_id == batch.id]
    if not matching:
        raise not_on_list(batch, lines)
    fresh = [line.id for line in matching if line.evidence != Evidence.SCANNED.value]
    db.session.execute(
        update(DispatchLine)
        .where(DispatchLine.id.in_(fresh))
        .values(evidence=Evidence.SCANNED.value)
        .execution_options(synchronize_session=False)
    )
    left = sum(line.evidence != Evidence.SCANNED.value and line.batch_id != batch.id for line in lines)
    return {
        "batch": batch.code,
        "item": item_name(batch),
        "quantity": sum(line.quantity for line in matching),
        "unit": batch.unit,
        "again": not fresh,
        "left": left,
    }


def unmark(*, actor: Actor, dispatch_id: int, evidence: Mapping[int, Evidence]) -> dict[str, Any]:
    """A box was scanned by mistake: its lines (by id) have the evidence again that they had before. Answers
    {dispatch_id, lines}. Raises UnknownDispatch, Forbidden, WrongStatus."""
    dispatch = dispatch_at(actor, dispatch_id)
    if dispatch.status != DispatchStatus.PICKED.value:
        raise WrongStatus(number=dispatch.number, status=retold(dispatch_word, dispatch.status))
    scanned = DispatchLine.evidence == Evidence.SCANNED.value
    for line_id, before in sorted(evidence.items()):
        db.session.execute(
            update(DispatchLine)
            .where(DispatchLine.id == line_id, DispatchLine.dispatch_id == dispatch_id, scanned)
            .values(evidence=before.value)
            .execution_options(synchronize_session=False)
        )
    return {"dispatch_id": str(dispatch_id), "lines": len(evidence)}


def scanned_batch(code: str) -> Any:
    """The batch of a label that was scanned or typed. Raises CodeMistyped, UnknownBatch."""
    row = db.session.execute(
        select(
            Batch.id,
            Batch.code,
            Batch.item_id,
            Batch.unit,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
        )
        .join(LabelCode, LabelCode.batch_id == Batch.id)
        .join(Item, Item.id == Batch.item_id)
        .where(
            LabelCode.code == read_code(code),
            LabelCode.status != LabelStatus.REVOKED.value,  # it may hang on the wrong box
        )
    ).first()
    if row is None:
        raise UnknownBatch(field="code")
    return row


def _awaited(line: Any) -> str:
    place = pick_name(line.location_en, line.location_zh) or line.location or "–"
    return _(
        "%(code)s (%(item)s, %(day)s, %(place)s)",
        code=code_word(line.code),
        item=item_name(line),
        day=day_word(line.expires_on),
        place=place,
    )


def not_on_list(batch: Any, lines: Sequence[Any]) -> NotOnList:
    """What was expected instead: lines of the same item first, otherwise those not scanned yet."""
    same = [line for line in lines if line.item_id == batch.item_id]
    waiting = same or [line for line in lines if line.evidence != Evidence.SCANNED.value] or list(lines)
    expected = retold(_all_awaited, waiting[:3])
    return NotOnList(batch=code_word(batch.code), item=item_name(batch), expected=expected, field="code")


def _all_awaited(lines: Sequence[Any]) -> str:
    words = map(_awaited, lines)
    return reduce(lambda first, second: _("%(first)s; %(second)s", first=first, second=second), words)
