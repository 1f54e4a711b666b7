"""Writing CSV that Excel opens rightly (UTF-8 with its mark, RFC 4180) and that cannot run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from core.cell_text import clean_text

# OWASP, "CSV Injection": what a spreadsheet program may take for the beginning of a formula, full width too.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS_AT_ONCE = 500


def write_csv(stream: BinaryIO, header: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Write header and rows. Numbers stay numbers (also negative ones); dates are ISO 8601; None is empty."""
    stream.writelines(csv_chunks(header, rows))


def csv_chunks(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The same file in pieces, for a streamed answer in flat memory."""
    yield "\ufeff".encode()
    pending = [header]
    for row in rows:
        pending.append(row)
        if len(pending) >= _ROWS_AT_ONCE:
            yield _encoded(pending)
            pending = []
    yield _encoded(pending)


def _encoded(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _safe(value: object) -> object:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if not isinstance(value, str):
        return clean_text(value) if not isinstance(value, Decimal) else format(value, "f")
    return safe_text(value)


def safe_text(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return "'" + text if text.startswith(_DANGEROUS) else text
