"""The user's own workbook as a download."""

import io
import json
from typing import Any

from flask import Response, send_file

from core.csv_annotate import annotate_csv
from core.workbook_annotate import annotate_workbook
from core.workbook_guard import check_kind
from core.workbook_read import DEFAULT_LIMITS
from operations import queries_imports
from operations.words_imports import state_word

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent_workbook(run: Any) -> Response:
    """The workbook with its status column, under a name that holds no path. A .csv comes back as .csv, everything else
    as .xlsx: the old format .xls is read and not written."""
    as_csv = kind_of(run) == "csv"
    stem = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in run.filename.rsplit(".", 1)[0])
    return send_file(
        io.BytesIO(annotated(run, as_csv=as_csv)),
        mimetype=CSV if as_csv else XLSX,
        as_attachment=True,
        download_name=f"{stem[:80].strip('.') or 'import'}_checked.{'csv' if as_csv else 'xlsx'}",
    )


def kind_of(run: Any) -> str:
    """What the uploaded file is: xlsx, xls or csv."""
    return check_kind(queries_imports.content(run.id), run.filename, DEFAULT_LIMITS)


def annotated(found: Any, *, as_csv: bool = False) -> bytes:
    """The user's own workbook with a status and the reasons beside each row; `as_csv` for a file that is one."""
    mapping = json.loads(found.mapping)["found"]
    texts = {
        one.row_no: (state_word(queries_imports.state_of(one.status, one.outcome)), _words(one))
        for one in queries_imports.rows(found.id, limit=None)
    }
    data = queries_imports.content(found.id)
    if as_csv:
        return annotate_csv(data, found.filename, mapping["header_row"], texts)
    return annotate_workbook(data, found.filename, mapping["sheet"], mapping["header_row"], texts)


def _words(row: Any) -> str:
    told = [one.message for one in queries_imports.reasons_of(row)]
    return "\n".join([*told, row.settle_reason] if row.settle_reason else told)
