"""Settling rows that wait: by a decision of a named person, after which they are judged and recorded like any other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.clock import installation_moment
from core.column_types import MAX_QUANTITY
from core.database import db
from core.errors import Forbidden
from distribution.documents import take_key
from donations import services_stock_taken
from donations.values import Details, NewConsignment, NewLine
from inventory import catalogue, ledger, lookups
from inventory.errors import QuantityOutOfBounds, ReasonNeeded
from inventory.picking import candidates
from inventory.values import Category, SourceKind
from operations import imports_create, imports_record, queries_imports
from operations.errors_imports import CannotSettleSo, NotWaitingRow, SettlementIncomplete
from operations.imports_judging import Judgement, judge
from operations.imports_proposals import NewItemProposal, propose
from operations.imports_reasons import reason
from operations.models import ImportKind, ImportRow, ImportStatus, RowOutcome
from operations.services_imports import change, head_of, row_values, save_options
from operations.values_imports import ItemChoice, RowDecision, RunOptions
from operations.values_settle import How, Settled, Settlement


def settle(*, actor: Actor, now: datetime, run_id: int, row_id: int, key: str, decision: Settlement) -> Settled:
    """Settle a waiting row of a committed import, and by default the others about the same goods; those that are good
    then are recorded. The same key again does nothing and tells how the import stands.

    DISMISS leaves rows out for a reason. MATCH says that the name means a known item, SAME_UNIT that the row's unit is
    the same word as another of the item: both are noted in the catalogue under the person's name. STATE_UNIT gives a
    need its unit. OPENING adds the missing goods as an opening balance of the row's day. CREATE makes what the rows
    name. SAME and DIFFERENT answer whether a line is an earlier one. Raises UnknownImport, NotWaitingRow,
    CannotSettleSo, ReasonNeeded, SettlementIncomplete, Forbidden, KeyReused, and what the rooms' services raise.
    """
    run = queries_imports.run(actor=actor, run_id=run_id, lock=True)
    taken = take_key(actor=actor, now=now, key=key, fingerprint=ledger.fingerprint("settle", run_id, row_id, decision),
                     answer={"run_id": str(run_id)})
    if taken.replayed:
        return _standing(run_id, 0, 0, replayed=True)
    row = queries_imports.row(run_id, row_id)
    if run.status != ImportStatus.COMMITTED.value or row.outcome != RowOutcome.WAITING.value:
        raise NotWaitingRow(row=row.row_no)
    rows = _concerned(run_id, row, decision)
    audit.record(actor_id=actor.id, action=f"import.{decision.how.value}", now=now, subject_id=run_id,
                 row=row.row_no, rows=len(rows), reason=decision.reason)
    case = _Case(actor, now, run, row, rows, decision, key)
    if decision.how in (How.DISMISS, How.SAME):
        return _dismiss(case)
    donors = _decide(case)
    return _record_good(case, donors)


def decide_alike(
    *, actor: Actor, now: datetime, run_id: int, key: str, decisions: Mapping[str, RowDecision]
) -> None:
    """Say of lines that look like earlier ones, by row key, whether they are the same. A draft is judged again; rows
    of a committed import are settled. Raises UnknownImport, and what `change` and `settle` raise."""
    run = queries_imports.run(actor=actor, run_id=run_id, lock=True)
    if run.status == ImportStatus.DRAFT.value:
        options = RunOptions.from_json(json.loads(run.options))
        change(actor=actor, now=now, run_id=run_id, options=replace(options, rows={**options.rows, **decisions}))
        return
    ids = queries_imports.row_ids(run_id)
    for row_key, said in decisions.items():
        if row_key in ids:
            how = How.SAME if said is RowDecision.SKIP else How.DIFFERENT
            settle(actor=actor, now=now, run_id=run_id, row_id=ids[row_key], key=f"{key}-{row_key}"[:128],
                   decision=Settlement(how))


@dataclass(frozen=True)
class _Case:
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


def _concerned(run_id: int, row: Any, decision: Settlement) -> list[Any]:
    """The rows that a decision is about: those that wait for the same reason about the same goods."""
    reading = queries_imports.reading_of(row)
    if decision.only_this_row or not reading.item or decision.how in (How.SAME, How.DIFFERENT):
        return [row]
    if decision.how in (How.CREATE, How.RETRY):
        return list(queries_imports.rows(run_id, state="waiting", limit=None))
    by_unit = decision.how in (How.SAME_UNIT, How.OPENING)
    same = queries_imports.same_goods(run_id, reading.item, reading.unit if by_unit else None)
    return [one for one in same if queries_imports.main_reason(one) == queries_imports.main_reason(row)]


def _dismiss(case: _Case) -> Settled:
    if case.decision.how is How.DISMISS and not case.decision.reason.strip():
        raise ReasonNeeded(field="reason")
    if case.decision.how is How.SAME:
        _note_same(case)
    ids = [row.id for row in case.rows]
    for at in range(0, len(ids), 400):
        db.session.execute(
            update(ImportRow).where(ImportRow.id.in_(ids[at:at + 400]))
            .values(outcome=RowOutcome.DISMISSED.value, settled_by=case.actor.id, settled_at=case.now,
                    settle_reason=case.decision.reason.strip())
            .execution_options(synchronize_session=False))
    return _standing(case.run.id, 0, len(ids))


def _note_same(case: _Case) -> None:
    """The row says from now on which line it was found to be the same as."""
    alike = [one for one in queries_imports.reasons_of(case.row) if one.code == "looks-alike"]
    if not alike:
        raise CannotSettleSo(row=case.row.row_no, reason=_reasons(case))
    told = json.dumps([reason("decided-same", number=alike[0].fields["number"]).to_json()], ensure_ascii=False)
    db.session.execute(update(ImportRow).where(ImportRow.id == case.row.id).values(reasons=told))


def _decide(case: _Case) -> dict[str, int]:
    """Write the decision where judging finds it: in the catalogue, in the stock, or in the import's own record.
    Returns the donors that were made."""
    if case.decision.how is How.CREATE:
        return _create(case)
    steps = {
        How.MATCH: _match, How.SAME_UNIT: _same_unit, How.STATE_UNIT: _state_unit, How.OPENING: _opening,
        How.DIFFERENT: _different,
    }
    if step := steps.get(case.decision.how):
        step(case)
    return {}


def _match(case: _Case) -> None:
    """Noted as a name of the item under the person's name; without the right to edit the catalogue, for this file."""
    if case.decision.item_id is None:
        raise SettlementIncomplete(field="item_id")
    item = lookups.item(case.decision.item_id)
    name = case.reading.item
    if case.actor.may(Permission.EDIT_CATALOGUE):
        catalogue.add_item_alias(actor=case.actor, now=case.now, item_id=item.id, name=name)
        return
    options = _options(case)
    save_options(case.run.id, replace(options, items={**options.items, comparison_key(name): ItemChoice(item.id)}))


def _same_unit(case: _Case) -> None:
    if not case.actor.may(Permission.EDIT_CATALOGUE):
        raise Forbidden(permission=Permission.EDIT_CATALOGUE.value)
    if not case.decision.unit or case.row.item_id is None:
        raise SettlementIncomplete(field="unit")
    if comparison_key(case.decision.unit) == comparison_key(case.reading.unit):
        raise CannotSettleSo(row=case.row.row_no, reason=_reasons(case))
    catalogue.set_item_unit(actor=case.actor, now=case.now, item_id=case.row.item_id, unit=case.reading.unit,
                            same_as=case.decision.unit)
    db.session.flush()  # judging reads it back


def _state_unit(case: _Case) -> None:
    """A need's figure gets the unit that the file does not say."""
    if not case.decision.unit or case.run.kind != ImportKind.REQUESTS.value:
        raise SettlementIncomplete(field="unit")
    for row in case.rows:
        reading = queries_imports.reading_of(row)
        if not reading.unit:
            told = replace(reading, unit=case.decision.unit,
                           problems=tuple(one for one in reading.problems if one["code"] != "unit-missing"))
            db.session.execute(update(ImportRow).where(ImportRow.id == row.id).values(
                reading=json.dumps(told.to_json(), ensure_ascii=False)))


def _different(case: _Case) -> None:
    options = _options(case)
    rows = {**options.rows, case.reading.key: RowDecision.IMPORT}
    save_options(case.run.id, replace(options, rows=rows))


def _create(case: _Case) -> dict[str, int]:
    """Make what the waiting rows name; from now on the import takes what is new as wished."""
    donors = imports_create.create_missing(case.judged(), actor=case.actor, now=case.now)
    save_options(case.run.id, replace(_options(case), create_missing=True))
    return donors


def _opening(case: _Case) -> None:
    """What the rows lack, taken into stock as an opening balance of their day; an unknown item is made first."""
    reading, run = case.reading, case.run
    if run.kind != ImportKind.OUTGOING.value or not reading.unit:
        raise CannotSettleSo(row=case.row.row_no, reason=_reasons(case))
    judgement = case.judged()
    _missing_receivers(case, judgement)
    item_id = case.row.item_id or judgement.rows[0].item_id or _new_item(case, judgement)
    quantity = case.decision.quantity or _lacking(case, item_id)
    if not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityOutOfBounds(quantity=quantity, limit=MAX_QUANTITY, field="quantity")
    day = min(judgement.bench.day_of(queries_imports.reading_of(row)) for row in case.rows)
    line = NewLine(item_id=item_id, unit=reading.unit, quantity=quantity, name_as_written=reading.item_text,
                   specification=reading.specification or None)
    new = NewConsignment(kind=SourceKind.OPENING, site_id=run.site_id, lines=(line,), occurred_on=day, imported=True,
                         note=case.decision.reason or run.filename)
    services_stock_taken.take_into_stock(
        actor=case.actor, now=case.now, key=f"import-{run.id}-opening-{case.row.id}-{case.key}"[:128], new=new,
        details=[Details(unrecorded=True)], occurred_at=min(installation_moment(day), case.now))


def _missing_receivers(case: _Case, judgement: Judgement) -> None:
    """The receivers of these rows are made too: a row that waits for its goods shall not wait for its receiver then."""
    if judgement.bench.proposals.receivers:
        imports_create.create_missing(judgement, actor=case.actor, now=case.now)


def _new_item(case: _Case, judgement: Judgement) -> int:
    found = propose(ImportKind.REQUESTS, [row.reading for row in judgement.rows], judgement.bench.names,
                    judgement.bench.options).items
    proposal: NewItemProposal | None = found.get(comparison_key(case.reading.item))
    if proposal is None:
        raise SettlementIncomplete(field="item_id")
    category = Category(case.decision.category or proposal.category)
    chosen = replace(proposal, base_unit=case.decision.base_unit or proposal.base_unit, category=category.value,
                     is_medicine=category is Category.MEDICINE)
    return imports_create.create_item(chosen, actor=case.actor, now=case.now)


def _lacking(case: _Case, item_id: int) -> int:
    """What the rows want minus what is here of the item in their unit."""
    unit = comparison_key(case.reading.unit)
    wanted = sum(queries_imports.reading_of(row).quantity or 0 for row in case.rows)
    there = sum(option.free for option in candidates(site_id=case.run.site_id, item_ids=[item_id])
                if comparison_key(option.unit) == unit and option.restriction_id is None)
    return wanted - there


def _record_good(case: _Case, donors: dict[str, int]) -> Settled:
    rows = [queries_imports.row(case.run.id, row.id) for row in case.rows]
    judgement = case.judged(rows)
    recording = imports_record.Recording(case.actor, case.now, case.run.id, case.run.filename, judgement, donors)
    made = imports_record.record(recording) if judgement.good else {}
    by_key = {queries_imports.reading_of(row).key: row.id for row in rows}
    for one in judgement.rows:
        line = made.get(one.reading.key)
        settled = {"settled_by": case.actor.id, "settled_at": case.now,
                   "settle_reason": case.decision.reason} if line else {}
        db.session.execute(update(ImportRow).where(ImportRow.id == by_key[one.reading.key]).values(
            **row_values(judgement.bench.kind, one, line, committed=True), **settled))
    return _standing(case.run.id, len(made), 0)


def _options(case: _Case) -> RunOptions:
    return RunOptions.from_json(json.loads(queries_imports.run(actor=case.actor, run_id=case.run.id).options))


def _reasons(case: _Case) -> str:
    return " ".join(one.message for one in queries_imports.reasons_of(case.row))


def _standing(run_id: int, done: int, dismissed: int, *, replayed: bool = False) -> Settled:
    counts = queries_imports.outcomes(run_id)
    return Settled(done, dismissed, counts.get(RowOutcome.WAITING.value, 0), replayed)
