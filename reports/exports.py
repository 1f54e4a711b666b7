"""Lists as files, exactly as shown: xlsx through openpyxl row by row, CSV as a stream."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, current_app, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.csv_write import csv_chunks
from core.errors import NotFound
from core.transaction import snapshot
from core.workbook_write import Column, SheetSpec, write_xlsx

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to export: its title, columns, rows (read once), and what it was narrowed to, in words."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    filters: str = ""


def in_snapshot(make: Callable[[], Iterator[Sequence[object]]]) -> Iterator[Sequence[object]]:
    """All rows of one state of the database; the reading goes on while the file is sent."""
    with snapshot():
        yield from make()


def filters_said() -> str:
    """What the address narrows the list to; the page that is open does not count."""
    return ", ".join(
        f"{name}={value}" for name, value in request.args.items() if value and name not in ("after", "before")
    )


def export(listing: Listing, *, kind: str, now: datetime) -> ResponseReturnValue:
    """The list as a download of a kind: xlsx or csv. Raises NotFound for any other."""
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    local = now.astimezone(zone)
    listing = replace(listing, rows=_as_shown(listing.rows, zone))
    name = f"{listing.name}-{local:%Y%m%d-%H%M}.{kind}"
    if kind == "csv":
        chunks = csv_chunks([column.heading for column in listing.columns], listing.rows)
        return Response(
            stream_with_context(chunks),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    if kind == "xlsx":
        return _workbook(listing, name, local)
    raise NotFound


def _as_shown(rows: Iterable[Sequence[object]], zone: ZoneInfo) -> Iterator[Sequence[object]]:
    """Moments by the clock that the page shows them by; in CSV their distance to UTC stands with them."""
    for row in rows:
        yield [value.astimezone(zone) if isinstance(value, datetime) else value for value in row]


def _workbook(listing: Listing, name: str, local: datetime) -> ResponseReturnValue:
    titles = [
        listing.title,
        _("As of %(moment)s (%(zone)s)", moment=local.strftime("%Y-%m-%d %H:%M"), zone=current_app.config["TIMEZONE"]),
    ]
    if listing.filters:
        titles.append(_("Shown: %(filters)s", filters=listing.filters))
    stream = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 – the answer closes it
    write_xlsx(stream, [SheetSpec(listing.title, listing.columns, listing.rows, titles=titles)])
    stream.seek(0)
    return send_file(stream, mimetype=XLSX_TYPE, as_attachment=True, download_name=name)
