"""File imports: upload and judge, correct, commit once, discard. Nothing but the import's own record is written before
the commit."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update

from core import audit
from core.access import Actor, Permission
from core.clock import installation_day
from core.database import db
from core.ids import new_id
from core.table_values import ColumnMapping
from inventory import lookups
from operations import imports_create, imports_record, queries_imports
from operations.errors_imports import (
    AlreadyCommitted,
    CommittedBefore,
    DayInFuture,
    DayNeeded,
    FileEmpty,
    FileNeeded,
    NotAllGood,
    NothingGood,
    PlaceNeeded,
    WrongMapping,
)
from operations.imports_judging import Head, Judgement, judge
from operations.imports_reading import ReadFile, read_file
from operations.imports_store import as_text, mapping_text, plain_name, write_rows
from operations.models import ImportKind, ImportRow, ImportRun, ImportStatus
from operations.values_imports import CommitMode, RunOptions, mapping_from_json

_NAMES_SHOWN = 8


@dataclass(frozen=True)
class Committed:
    """What a commit did, in rows: `done` became documents, `waiting` need a decision, `left_out` were skipped."""

    run_id: int
    done: int
    waiting: int
    left_out: int
    replayed: bool = False


def upload(
    *,
    actor: Actor,
    now: datetime,
    kind: ImportKind,
    filename: str,
    content: bytes,
    site_id: int | None = None,
    area_id: int | None = None,
    options: RunOptions | None = None,
    mapping: ColumnMapping | None = None,
) -> int:
    """Read a file and judge its lines; returns the import's id. Raises FileNeeded, FileEmpty, an `UnreadableFile`,
    TableNotFound, SheetNotFound, PlaceNeeded, UnknownPlace, WrongMapping, DayInFuture."""
    if not filename and not content:
        raise FileNeeded(field="file")
    if not content:
        raise FileEmpty(filename=filename, field="file")
    _check_place(actor, kind, site_id, area_id)
    head = Head(
        kind,
        site_id if kind is not ImportKind.REQUESTS else None,
        area_id if kind is ImportKind.REQUESTS else None,
        options or RunOptions(),
    )
    read, judgement = _judged_file(head, content, filename, mapping, actor, now)
    run_id = new_id()
    db.session.execute(
        insert(ImportRun.__table__),
        {
            "id": run_id,
            "kind": kind.value,
            "status": ImportStatus.DRAFT.value,
            "filename": plain_name(filename),
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": content,
            "site_id": head.site_id,
            "area_id": head.area_id,
            "mapping": mapping_text(mapping, read),
            "actor_id": actor.id,
            "made_at": now,
            "options": as_text(head.options.to_json()),
            "committed_at": None,
            "key": None,
        },
    )
    write_rows(run_id, judgement, {})
    return run_id


def _check_place(actor: Actor, kind: ImportKind, site_id: int | None, area_id: int | None) -> None:
    if kind is not ImportKind.REQUESTS:
        if site_id is None:
            raise PlaceNeeded(field="site_id")
        lookups.site(actor=actor, permission=Permission.IMPORT, site_id=site_id)
    elif area_id is not None:
        queries_imports.importable_area(actor=actor, area_id=area_id)


def change(
    *,
    actor: Actor,
    now: datetime,
    run_id: int,
    options: RunOptions | None = None,
    mapping: ColumnMapping | None = None,
    keep_mapping: bool = True,
) -> None:
    """Judge a draft again with other decisions or another mapping. Raises UnknownImport, AlreadyCommitted, and what
    `upload` raises."""
    run = _draft(actor, run_id)
    given = mapping_from_json(json.loads(run.mapping).get("given", {})) if keep_mapping else mapping
    head = replace(head_of(run), options=options or RunOptions.from_json(json.loads(run.options)))
    read, judgement = _judged_file(head, queries_imports.content(run_id), run.filename, given, actor, now)
    ids = queries_imports.row_ids(run_id)
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run_id))
    write_rows(run_id, judgement, ids)
    db.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(mapping=mapping_text(given, read), options=as_text(head.options.to_json()))
    )


def commit_file(
    *,
    actor: Actor,
    now: datetime,
    run_id: int,
    key: str,
    mode: CommitMode = CommitMode.GOOD_ROWS,
    create_missing: bool | None = None,
    again: bool = False,
) -> Committed:
    """Record the rows that are good, as things stand now; the rest waits in the import's own record. All in the
    caller's transaction. The same key again returns the first result.

    Raises UnknownImport, AlreadyCommitted, CommittedBefore (unless `again`), DayNeeded, NotAllGood (in
    ALL_OR_NOTHING), NothingGood, Forbidden (`create_missing` without the right to edit the catalogue), and what the
    rooms' services raise; nothing is written then.
    """
    run = queries_imports.run(actor=actor, run_id=run_id, lock=True)
    if run.status != ImportStatus.DRAFT.value:
        return _replayed(actor, run, key)
    queries_imports.lock_place(run)
    head = head_of(run)
    if create_missing is not None:
        head = head.with_options(create_missing=create_missing)
    given = mapping_from_json(json.loads(run.mapping).get("given", {}))
    read, judgement = _judged_file(head, queries_imports.content(run_id), run.filename, given, actor, now)
    _check_commit(actor, run, read, judgement, again)
    head = head.with_options(day=judgement.bench.day or installation_day(now))
    judgement, donors = _with_missing(replace(head, run_id=run_id), judgement, actor, now)
    _check_all_good(judgement, mode)
    made = imports_record.record(imports_record.Recording(actor, now, run_id, run.filename, judgement, donors))
    return _finish(actor, now, key, run, head, judgement, made)


def discard(*, actor: Actor, now: datetime, run_id: int) -> None:
    """Leave a draft alone for good. Raises UnknownImport, AlreadyCommitted."""
    run = _draft(actor, run_id)
    db.session.execute(update(ImportRun).where(ImportRun.id == run.id).values(status=ImportStatus.DISCARDED.value))
    audit.record(actor_id=actor.id, action="import.discarded", now=now, subject_id=run.id, filename=run.filename)


def good_with_new(*, actor: Actor, now: datetime, run: Any) -> int:
    """How many rows of a draft could be recorded once what they name was made."""
    rows = [queries_imports.reading_of(row) for row in queries_imports.rows(run.id, limit=None)]
    return len(judge(head_of(run).with_options(create_missing=True), rows, actor=actor, now=now).good)


def head_of(run: Any) -> Head:
    """The head of a stored import."""
    found = json.loads(run.mapping).get("found", {})
    day = found.get("day")
    return Head(
        ImportKind(run.kind),
        run.site_id,
        run.area_id,
        RunOptions.from_json(json.loads(run.options)),
        datetime.fromisoformat(day).date() if day else None,
    )


def _draft(actor: Actor, run_id: int) -> Any:
    run = queries_imports.run(actor=actor, run_id=run_id, lock=True)
    if run.status != ImportStatus.DRAFT.value:
        raise AlreadyCommitted(filename=run.filename)
    return run


def _judged_file(
    head: Head, content: bytes, filename: str, mapping: ColumnMapping | None, actor: Actor, now: datetime
) -> tuple[ReadFile, Judgement]:
    options = head.options
    if options.day and options.day > installation_day(now):
        raise DayInFuture(day=options.day.isoformat(), field="day")
    try:
        read = read_file(
            content,
            filename,
            head.kind,
            mapping,
            one_means_unknown=options.one_means_unknown,
            unit_if_missing=options.unit_if_missing,
        )
    except ValueError as error:
        raise WrongMapping(column=str(error), field="columns") from error
    return read, judge(replace(head, file_day=read.day), read.rows, actor=actor, now=now)


def _check_commit(actor: Actor, run: Any, read: ReadFile, judgement: Judgement, again: bool) -> None:
    if not again and (before := queries_imports.committed_before(actor=actor, run=run)):
        raise CommittedBefore(
            filename=before.filename, day=before.committed_at.date().isoformat(), count=before.done, field="again"
        )
    if judgement.bench.day and judgement.bench.day > judgement.bench.today:
        raise DayInFuture(day=judgement.bench.day.isoformat(), field="day")
    dated = all(row.reading.occurred_on for row in judgement.good)
    if read.day_text and judgement.bench.day is None and not dated:
        raise DayNeeded(day=read.day_text, field="day")
    if all(row.skipped for row in judgement.rows):
        raise NothingGood(total=len(judgement.rows))


def _with_missing(head: Head, judgement: Judgement, actor: Actor, now: datetime) -> tuple[Judgement, dict[str, int]]:
    """Make what is missing, if it was asked for, and judge again with it; the ids of donors made come along."""
    donors: dict[str, int] = {}
    if head.options.create_missing and judgement.bench.proposals.count:
        donors = imports_create.create_missing(judgement, actor=actor, now=now)
    imports_create.note_matches(judgement, actor=actor, now=now)
    rows = [row.reading for row in judgement.rows]
    return judge(head, rows, actor=actor, now=now), donors


def _check_all_good(judgement: Judgement, mode: CommitMode) -> None:
    if mode is CommitMode.ALL_OR_NOTHING and judgement.bad:
        rows = [str(row.reading.row_no) for row in judgement.bad]
        shown = ", ".join(rows[:_NAMES_SHOWN]) + (" …" if len(rows) > _NAMES_SHOWN else "")
        raise NotAllGood(bad=len(rows), total=len(judgement.rows), rows=shown)


def _replayed(actor: Actor, run: Any, key: str) -> Committed:
    if run.key != _run_key(actor, key):
        raise AlreadyCommitted(filename=run.filename)
    counts = queries_imports.outcomes(run.id)
    return Committed(run.id, counts.get("done", 0), counts.get("waiting", 0), counts.get("dismissed", 0), True)


def _run_key(actor: Actor, key: str) -> str:
    return hashlib.sha256(f"{actor.id}:{key}".encode()).hexdigest()


def _finish(
    actor: Actor, now: datetime, key: str, run: Any, head: Head, judgement: Judgement, made: Mapping[str, int]
) -> Committed:
    ids = queries_imports.row_ids(run.id)
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    write_rows(run.id, judgement, ids, made=made)
    db.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run.id)
        .values(
            status=ImportStatus.COMMITTED.value,
            committed_at=now,
            key=_run_key(actor, key),
            options=as_text(head.options.to_json()),
        )
    )
    left_out = sum(row.skipped for row in judgement.rows)
    result = Committed(run.id, len(made), len(judgement.rows) - len(made) - left_out, left_out)
    audit.record(
        actor_id=actor.id,
        action="import.committed",
        now=now,
        subject_id=run.id,
        filename=run.filename,
        done=result.done,
        waiting=result.waiting,
        left_out=left_out,
    )
    return result
