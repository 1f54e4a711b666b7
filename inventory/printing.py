"""Labels made into a PDF for a page, the API or a command: rendered without a transaction, then recorded as printed."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from core.access import Actor
from core.clock import installation_day, utc_now
from core.transaction import transaction
from inventory.label_values import SHEETS
from inventory.labels import render_labels
from inventory.services_labels import label_fields, record_prints


def print_rows(rows: Sequence[Any], *, actor: Actor, sheet: str, copies: int, start_at: int = 1) -> bytes:
    """The PDF of batches (rows of `queries_labels.label_rows`), `copies` of each on the sheet of that key, the first
    sheet by default. Raises what `labels.render_labels` raises; nothing is recorded then."""
    chosen = SHEETS.get(sheet) or next(iter(SHEETS.values()))
    now, url = utc_now(), current_app.config["PUBLIC_URL"]
    today = installation_day(now)
    pdf = render_labels(((label_fields(row, public_url=url, today=today), copies) for row in rows), chosen, start_at)
    with transaction():
        record_prints(actor=actor, now=now, codes=[row.label for row in rows], copies=copies)
    return pdf
