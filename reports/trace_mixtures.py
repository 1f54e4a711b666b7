"""Boxes that looked alike: which batches a mixture was made from, and what share of it is of the goods traced; named,
and never guessed further (docs/decisions/0009)."""

from collections import defaultdict
from collections.abc import Collection
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from core.codes import display
from core.database import db
from inventory.models import Batch
from inventory.values import BatchOrigin
from reports.trace_history import History
from reports.trace_sums import contents, item_names, standing_lineage
from reports.trace_values import Mixture, MixturePart


def mixtures(history: History, roots: Collection[int]) -> tuple[Mixture, ...]:
    """The mixtures that some of the roots' goods went into, or that are roots themselves."""
    mixed = {batch.id for batch in history.batches.values() if batch.origin == BatchOrigin.ASSEMBLY.value}
    if not mixed:
        return ()
    parents: dict[int, list[Any]] = defaultdict(list)
    for row in standing_lineage(history):
        if row.child_batch_id in mixed:
            parents[row.child_batch_id].append(row)
    known = {batch: content for batch, content in contents(history, roots).items() if content is not None}
    rows = _batches({row.parent_batch_id for every in parents.values() for row in every} | set(parents))
    return tuple(
        _mixture(history.batches[child], every, rows, known)
        for child, every in sorted(parents.items())
        if child in known
    )


def _mixture(batch: Any, lineage: list[Any], rows: dict[int, Any], known: dict[int, Any]) -> Mixture:
    is_root = not any(row.parent_batch_id in known for row in lineage)
    parts = [
        MixturePart(
            code=display(rows[row.parent_batch_id].code),
            source_kind=rows[row.parent_batch_id].source_kind,
            entered_on=rows[row.parent_batch_id].entered_on,
            quantity=row.child_quantity,
            ours=row.parent_batch_id in known or is_root,
        )
        for row in lineage
    ]
    total = sum(part.quantity for part in parts)
    ours = Fraction(total) if is_root else known[batch.id].share * total
    code = display(rows[batch.id].code)
    return Mixture(item_names(batch), code, batch.unit, total, ours, tuple(parts))


def _batches(ids: Collection[int]) -> dict[int, Any]:
    """Code, kind of source and day of entry of each. No donor: another's consent to be named is not asked here."""
    found = db.session.execute(
        select(Batch.id, Batch.code, Batch.source_kind, Batch.entered_on).where(Batch.id.in_(ids))
    )
    return {row.id: row for row in found}
