"""How an import is kept: its own row, its mapping, and its rows as judged."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, update

from core.database import db
from core.ids import new_id
from core.table_values import ColumnMapping
from core.workbook_grid import column_letter
from operations.imports_judging import Judgement
from operations.imports_reading import ReadFile
from operations.models import ImportKind, ImportRow, ImportRun, RowOutcome
from operations.values_imports import JudgedRow, RunOptions, mapping_to_json


def plain_name(filename: str) -> str:
    """A file's own name without a path or unprintable letters; the end is kept, which tells the kind."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in name if letter.isprintable())[-200:] or "file"


def save_options(run_id: int, options: RunOptions) -> None:
    """Keep what a person decided about an import."""
    db.session.execute(update(ImportRun).where(ImportRun.id == run_id).values(options=as_text(options.to_json())))


def row_values(
    kind: ImportKind, row: JudgedRow, line_id: int | None = None, *, committed: bool = False
) -> dict[str, Any]:
    """The columns of an import row as judged, with the line that it became."""
    line = {
        ImportKind.INCOMING: "source_line_id",
        ImportKind.OUTGOING: "dispatch_line_id",
        ImportKind.REQUESTS: "request_line_id",
    }
    values: dict[str, Any] = dict.fromkeys(line.values())
    values[line[kind]] = line_id
    return values | {
        "reading": as_text({**row.reading.to_json(), **({"match": row.match.value} if row.match else {})}),
        "status": row.status,
        "reasons": as_text([one.to_json() for one in row.reasons]),
        "outcome": _outcome(row, line_id, committed).value,
        "item_id": row.item_id,
        "receiver_id": row.receiver_id,
        "donor_id": row.donor_id,
    }


def _outcome(row: JudgedRow, line_id: int | None, committed: bool) -> RowOutcome:
    if line_id is not None:
        return RowOutcome.DONE
    if row.skipped:
        return RowOutcome.DISMISSED
    return RowOutcome.WAITING if row.waiting or committed else RowOutcome.PENDING


def write_rows(
    run_id: int, judgement: Judgement, ids: Mapping[str, int], *, made: Mapping[str, int] | None = None
) -> None:
    """Keep all rows as judged; `ids` keeps the ids that rows had, `made` tells which line each recorded row became."""
    rows = [
        {
            "id": ids.get(row.reading.key) or new_id(),
            "run_id": run_id,
            "row_no": row.reading.row_no,
            "part_no": row.reading.part_no,
            "settled_by": None,
            "settled_at": None,
            "settle_reason": "",
            **row_values(judgement.bench.kind, row, (made or {}).get(row.reading.key), committed=made is not None),
        }
        for row in judgement.rows
    ]
    if rows:
        db.session.execute(insert(ImportRow.__table__), rows)


def mapping_text(mapping: ColumnMapping | None, read: ReadFile) -> str:
    """What a person said about the columns, and what was found."""
    table = read.table
    return as_text(
        {
            "given": mapping_to_json(mapping),
            "found": {
                "sheet": table.sheet,
                "sheets": list(read.sheets),
                "kind": table.kind,
                "header_row": table.header_row,
                "last_row": table.last_row,
                "columns": {role: column_letter(at) for role, at in table.columns.items()},
                "headings": {column_letter(at): text for at, text in table.headings.items()},
                "title": list(table.title),
                "day": read.day.isoformat() if read.day else None,
                "day_text": read.day_text,
                "skipped": [vars(one) for one in table.skipped[:50]],
                "skipped_count": len(table.skipped),
            },
        }
    )


def as_text(data: Any) -> str:
    """Plain data as it is kept."""
    return json.dumps(data, ensure_ascii=False)
