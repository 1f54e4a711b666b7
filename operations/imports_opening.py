"""A case of rows that wait, and the opening balance that brings in what they lack."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.access import Actor
from core.cell_text import comparison_key
from core.clock import installation_moment
from core.column_types import MAX_QUANTITY
from donations import services_stock_taken
from donations.values import Details, NewConsignment, NewLine
from inventory.errors import QuantityOutOfBounds
from inventory.picking import candidates
from inventory.values import Category, SourceKind
from operations import imports_create, queries_imports
from operations.errors_imports import CannotSettleSo, SettlementIncomplete
from operations.imports_judging import Judgement, judge
from operations.imports_proposals import NewItemProposal, propose
from operations.models import ImportKind
from operations.services_imports import head_of
from operations.values_imports import RunOptions
from operations.values_settle import Settlement


@dataclass(frozen=True)
class Case:
    """A waiting row with the others that a decision is about."""

    actor: Actor
    now: datetime
    run: Any
    row: Any
    rows: Sequence[Any]
    decision: Settlement
    key: str

    @property
    def reading(self) -> Any:
        return queries_imports.reading_of(self.row)

    def judged(self, rows: Sequence[Any] | None = None) -> Judgement:
        """Rows judged anew, with the decisions as they stand in the import's record."""
        run = queries_imports.run(actor=self.actor, run_id=self.run.id)
        readings = [queries_imports.reading_of(row) for row in (self.rows if rows is None else rows)]
        return judge(replace(head_of(run), run_id=self.run.id), readings, actor=self.actor, now=self.now)

    @property
    def options(self) -> RunOptions:
        """The decisions about the import as they stand."""
        return RunOptions.from_json(json.loads(queries_imports.run(actor=self.actor, run_id=self.run.id).options))

    @property
    def told(self) -> str:
        """Why the row waits, in words."""
        return " ".join(one.message for one in queries_imports.reasons_of(self.row))


def opening(case: Case) -> None:
    """What the rows lack, taken into stock as an opening balance of their day; an unknown item is made first."""
    reading, run = case.reading, case.run
    if run.kind != ImportKind.OUTGOING.value or not reading.unit:
        raise CannotSettleSo(row=case.row.row_no, reason=case.told)
    judgement = case.judged()
    _missing_receivers(case, judgement)
    item_id = case.row.item_id or judgement.rows[0].item_id or _new_item(case, judgement)
    quantity = case.decision.quantity or _lacking(case, item_id)
    if not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityOutOfBounds(quantity=quantity, limit=MAX_QUANTITY, field="quantity")
    day = min(judgement.bench.day_of(queries_imports.reading_of(row)) for row in case.rows)
    line = NewLine(
        item_id=item_id,
        unit=reading.unit,
        quantity=quantity,
        name_as_written=reading.item_text,
        specification=reading.specification or None,
    )
    new = NewConsignment(
        kind=SourceKind.OPENING,
        site_id=run.site_id,
        lines=(line,),
        occurred_on=day,
        imported=True,
        note=case.decision.reason or run.filename,
    )
    services_stock_taken.take_into_stock(
        actor=case.actor,
        now=case.now,
        key=f"import-{run.id}-opening-{case.row.id}-{case.key}"[:128],
        new=new,
        details=[Details(unrecorded=True)],
        occurred_at=min(installation_moment(day), case.now),
    )


def _missing_receivers(case: Case, judgement: Judgement) -> None:
    """The receivers of these rows are made too: a row that waits for its goods shall not wait for its receiver then."""
    if judgement.bench.proposals.receivers:
        imports_create.create_missing(judgement, actor=case.actor, now=case.now)


def _new_item(case: Case, judgement: Judgement) -> int:
    found = propose(
        ImportKind.REQUESTS, [row.reading for row in judgement.rows], judgement.bench.names, judgement.bench.options
    ).items
    proposal: NewItemProposal | None = found.get(comparison_key(case.reading.item))
    if proposal is None:
        raise SettlementIncomplete(field="item_id")
    category = Category(case.decision.category or proposal.category)
    chosen = replace(
        proposal,
        base_unit=case.decision.base_unit or proposal.base_unit,
        category=category.value,
        is_medicine=category is Category.MEDICINE,
    )
    return imports_create.create_item(chosen, actor=case.actor, now=case.now)


def _lacking(case: Case, item_id: int) -> int:
    """What the rows want minus what is here of the item in their unit."""
    unit = comparison_key(case.reading.unit)
    wanted = sum(queries_imports.reading_of(row).quantity or 0 for row in case.rows)
    there = sum(
        option.free
        for option in candidates(site_id=case.run.site_id, item_ids=[item_id])
        if comparison_key(option.unit) == unit and option.restriction_id is None
    )
    return wanted - there
