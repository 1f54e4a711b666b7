"""Settling rows that wait: by a decision of a named person, after which they are judged and recorded like any other."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from core.errors import Forbidden
from distribution.documents import take_key
from inventory import catalogue, ledger, lookups
from inventory.errors import ReasonNeeded
from operations import imports_alike, imports_create, imports_record, queries_imports
from operations.errors_imports import AlreadyCommitted, CannotSettleSo, NotWaitingRow, SettlementIncomplete
from operations.imports_opening import Case, opening
from operations.imports_reasons import reason
from operations.imports_store import row_values, save_options
from operations.models import ImportKind, ImportRow, ImportStatus, RowOutcome
from operations.services_imports import change
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
    taken = take_key(
        actor=actor,
        now=now,
        key=key,
        fingerprint=ledger.fingerprint("settle", run_id, row_id, decision),
        answer={"run_id": str(run_id)},
    )
    if taken.replayed:
        return _standing(run_id, 0, 0, replayed=True)
    row = queries_imports.row(run_id, row_id)
    if run.status != ImportStatus.COMMITTED.value or row.outcome != RowOutcome.WAITING.value:
        raise NotWaitingRow(row=row.row_no)
    rows = _concerned(run_id, row, decision)
    audit.record(
        actor_id=actor.id,
        action=f"import.{decision.how.value}",
        now=now,
        subject_id=run_id,
        row=row.row_no,
        rows=len(rows),
        reason=decision.reason,
    )
    case = Case(actor, now, run, row, rows, decision, key)
    if decision.how in (How.DISMISS, How.SAME):
        return _dismiss(case)
    donors = _decide(case)
    return _record_good(case, donors)


def decide_alike(*, actor: Actor, now: datetime, run_id: int, key: str, decisions: Mapping[str, RowDecision]) -> None:
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
            settle(
                actor=actor,
                now=now,
                run_id=run_id,
                row_id=ids[row_key],
                key=f"{key}-{row_key}"[:128],
                decision=Settlement(how),
            )


def decide_draft(*, actor: Actor, now: datetime, run_id: int, said: Mapping[int, How]) -> None:
    """Say of lines of a draft, by row number, whether they are the same as the earlier ones they look like, and judge
    it again. Raises UnknownImport, AlreadyCommitted, RowNotAlike, and what `change` raises."""
    run = queries_imports.run(actor=actor, run_id=run_id, lock=True)
    if run.status != ImportStatus.DRAFT.value:
        raise AlreadyCommitted(filename=run.filename)
    options = RunOptions.from_json(json.loads(run.options))
    rows = {**options.rows, **imports_alike.decisions_of(run_id, said)}
    change(actor=actor, now=now, run_id=run_id, options=replace(options, rows=rows))


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


def _dismiss(case: Case) -> Settled:
    if case.decision.how is How.DISMISS and not case.decision.reason.strip():
        raise ReasonNeeded(field="reason")
    if case.decision.how is How.SAME:
        _note_same(case)
    ids = [row.id for row in case.rows]
    for at in range(0, len(ids), 400):
        db.session.execute(
            update(ImportRow)
            .where(ImportRow.id.in_(ids[at : at + 400]))
            .values(
                outcome=RowOutcome.DISMISSED.value,
                settled_by=case.actor.id,
                settled_at=case.now,
                settle_reason=case.decision.reason.strip(),
            )
            .execution_options(synchronize_session=False)
        )
    return _standing(case.run.id, 0, len(ids))


def _note_same(case: Case) -> None:
    """The row says from now on which line it was found to be the same as."""
    alike = [one for one in queries_imports.reasons_of(case.row) if one.code == "looks-alike"]
    if not alike:
        raise CannotSettleSo(row=case.row.row_no, reason=case.told)
    told = json.dumps([reason("decided-same", number=alike[0].fields["number"]).to_json()], ensure_ascii=False)
    db.session.execute(update(ImportRow).where(ImportRow.id == case.row.id).values(reasons=told))


def _decide(case: Case) -> dict[str, int]:
    """Write the decision where judging finds it: in the catalogue, in the stock, or in the import's own record.
    Returns the donors that were made."""
    if case.decision.how is How.CREATE:
        return _create(case)
    steps = {
        How.MATCH: _match,
        How.SAME_UNIT: _same_unit,
        How.STATE_UNIT: _state_unit,
        How.OPENING: opening,
        How.DIFFERENT: _different,
    }
    if step := steps.get(case.decision.how):
        step(case)
    return {}


def _match(case: Case) -> None:
    """Noted as a name of the item under the person's name; without the right to edit the catalogue, for this file."""
    if case.decision.item_id is None:
        raise SettlementIncomplete(field="item_id")
    item = lookups.item(case.decision.item_id)
    name = case.reading.item
    if case.actor.may(Permission.EDIT_CATALOGUE):
        catalogue.add_item_alias(actor=case.actor, now=case.now, item_id=item.id, name=name)
        return
    options = case.options
    save_options(case.run.id, replace(options, items={**options.items, comparison_key(name): ItemChoice(item.id)}))


def _same_unit(case: Case) -> None:
    if not case.actor.may(Permission.EDIT_CATALOGUE):
        raise Forbidden(permission=Permission.EDIT_CATALOGUE.value)
    if not case.decision.unit or case.row.item_id is None:
        raise SettlementIncomplete(field="unit")
    if comparison_key(case.decision.unit) == comparison_key(case.reading.unit):
        raise CannotSettleSo(row=case.row.row_no, reason=case.told)
    catalogue.set_item_unit(
        actor=case.actor, now=case.now, item_id=case.row.item_id, unit=case.reading.unit, same_as=case.decision.unit
    )
    db.session.flush()  # judging reads it back


def _state_unit(case: Case) -> None:
    """A need's figure gets the unit that the file does not say."""
    if not case.decision.unit or case.run.kind != ImportKind.REQUESTS.value:
        raise SettlementIncomplete(field="unit")
    for row in case.rows:
        reading = queries_imports.reading_of(row)
        if not reading.unit:
            told = replace(
                reading,
                unit=case.decision.unit,
                problems=tuple(one for one in reading.problems if one["code"] != "unit-missing"),
            )
            db.session.execute(
                update(ImportRow)
                .where(ImportRow.id == row.id)
                .values(reading=json.dumps(told.to_json(), ensure_ascii=False))
            )


def _different(case: Case) -> None:
    options = case.options
    rows = {**options.rows, case.reading.key: RowDecision.IMPORT}
    save_options(case.run.id, replace(options, rows=rows))


def _create(case: Case) -> dict[str, int]:
    """Make what the waiting rows name; from now on the import takes what is new as wished."""
    donors = imports_create.create_missing(case.judged(), actor=case.actor, now=case.now)
    save_options(case.run.id, replace(case.options, create_missing=True))
    return donors


def _record_good(case: Case, donors: dict[str, int]) -> Settled:
    rows = [queries_imports.row(case.run.id, row.id) for row in case.rows]
    judgement = case.judged(rows)
    recording = imports_record.Recording(case.actor, case.now, case.run.id, case.run.filename, judgement, donors)
    made = imports_record.record(recording) if judgement.good else {}
    by_key = {queries_imports.reading_of(row).key: row.id for row in rows}
    for one in judgement.rows:
        line = made.get(one.reading.key)
        settled = (
            {"settled_by": case.actor.id, "settled_at": case.now, "settle_reason": case.decision.reason} if line else {}
        )
        db.session.execute(
            update(ImportRow)
            .where(ImportRow.id == by_key[one.reading.key])
            .values(**row_values(judgement.bench.kind, one, line, committed=True), **settled)
        )
    return _standing(case.run.id, len(made), 0)


def _standing(run_id: int, done: int, dismissed: int, *, replayed: bool = False) -> Settled:
    counts = queries_imports.outcomes(run_id)
    return Settled(done, dismissed, counts.get(RowOutcome.WAITING.value, 0), replayed)
