"""The user's own workbook as a download."""

import io
import json
from typing import Any

from flask import Response, send_file

from core.workbook_annotate import annotate_workbook
from operations import queries_imports
from operations.words_imports import state_word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent_workbook(run: Any) -> Response:
    """The workbook with its status column, under a name that holds no path."""
    stem = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in run.filename.rsplit(".", 1)[0])
    return send_file(
        io.BytesIO(annotated(run)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{stem[:80].strip('.') or 'import'}_checked.xlsx",
    )


def annotated(found: Any) -> bytes:
    """The user's own workbook with a status and the reasons beside each row."""
    mapping = json.loads(found.mapping)["found"]
    texts = {
        one.row_no: (state_word(queries_imports.state_of(one.status, one.outcome)), _words(one))
        for one in queries_imports.rows(found.id, limit=None)
    }
    return annotate_workbook(
        queries_imports.content(found.id), found.filename, mapping["sheet"], mapping["header_row"], texts
    )


def _words(row: Any) -> str:
    told = [one.message for one in queries_imports.reasons_of(row)]
    return "\n".join([*told, row.settle_reason] if row.settle_reason else told)
