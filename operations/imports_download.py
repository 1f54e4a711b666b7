"""The user's own workbook as a download."""

import io
from typing import Any

from flask import Response, send_file

from operations import queries_imports

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent_workbook(run: Any) -> Response:
    """The workbook with its status column, under a name that holds no path."""
    stem = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in run.filename.rsplit(".", 1)[0])
    return send_file(io.BytesIO(queries_imports.annotated(run)), mimetype=XLSX, as_attachment=True,
                     download_name=f"{stem[:80].strip('.') or 'import'}_checked.xlsx")
