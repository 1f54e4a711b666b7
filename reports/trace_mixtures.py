"""Boxes that looked alike: which batches a mixture was made from, and what share of it is of the goods traced; named,
and never guessed further (docs/decisions/0009)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from core.codes import display
from core.database import db
from inventory.ledger_models import BatchLineage, Movement
from inventory.models import Batch, Item
from inventory.values import LINEAGE_IN_KINDS, BatchOrigin
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


def above(history: History, batch_id: int) -> tuple[Mixture, ...]:
    """The mixtures that a batch was taken out of, at any depth, the nearest first: each of its boxes is from one of
    their batches too."""
    if not any(row.child_batch_id == batch_id for row in standing_lineage(history)):
        return ()
    parents: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(_ancestry(batch_id)):
        parents[row.child_batch_id].append(row)
    rows = _batches({row.parent_batch_id for every in parents.values() for row in every})
    found, waiting = [], [row.parent_batch_id for row in parents[batch_id]]
    while waiting:
        ancestor = waiting.pop(0)
        if ancestor in parents and rows[ancestor].origin == BatchOrigin.ASSEMBLY.value and ancestor not in found:
            found.append(ancestor)
        waiting.extend(row.parent_batch_id for row in parents.get(ancestor, ()))
    return tuple(replace(_mixture(rows[each], parents[each], rows, {}), above=True) for each in found)


def _ancestry(batch_id: int) -> Select[Any]:
    """The lineage that stands, from a batch up to all that it was made of; what came into being first comes first."""
    undo = aliased(Movement)
    made = (
        select(
            BatchLineage.child_batch_id,
            BatchLineage.parent_batch_id,
            BatchLineage.parent_quantity,
            BatchLineage.child_quantity,
        )
        .join(
            Movement,
            and_(Movement.posting_id == BatchLineage.posting_id, Movement.batch_id == BatchLineage.child_batch_id),
        )
        .where(Movement.kind.in_(LINEAGE_IN_KINDS), ~select(undo.id).where(undo.reverses_id == Movement.id).exists())
    )
    up = made.where(BatchLineage.child_batch_id == batch_id).cte("ancestry", recursive=True)
    all_of_it = up.union(made.join(up, up.c.parent_batch_id == BatchLineage.child_batch_id))
    return select(all_of_it).order_by(all_of_it.c.parent_batch_id)


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
        select(
            Batch.id,
            Batch.code,
            Batch.source_kind,
            Batch.entered_on,
            Batch.origin,
            Batch.unit,
            Item.name_en,
            Item.name_zh,
        )
        .join(Item, Item.id == Batch.item_id)
        .where(Batch.id.in_(ids))
    )
    return {row.id: row for row in found}
