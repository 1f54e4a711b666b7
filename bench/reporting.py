"""The shortage report beside its rows by one plain SQL statement, and its workbook beside openpyxl writing the same
cells; in one process, in turn, the medians of paired rounds."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from openpyxl import Workbook, load_workbook
from sqlalchemy import text

from accounts.queries import account_by_username, actor_of
from app import create_app
from bench.databases import settings
from bench.dataset import COUNTY
from core.clock import local_day, utc_now
from core.database import db
from inventory import queries_verify
from reports.shortage import shortage
from reports.shortage_workbook import write_shortage

DAYS = 30
ZONE = "Asia/Shanghai"
PATH = f"33/3303/{COUNTY}/"

PLAIN = text("""
SELECT area_id, item_id, unit, SUM(need), SUM(unknown), SUM(usable), SUM(expiring), SUM(coming) FROM (
    SELECT r.area_id, l.item_id, CASE WHEN l.base_per_unit IS NOT NULL OR l.unit = i.base_unit THEN '' ELSE l.unit END
        AS unit, COALESCE(l.approved * COALESCE(l.base_per_unit, 1), 0) AS need,
        CASE WHEN l.approved IS NULL THEN 1 ELSE 0 END AS unknown, 0 AS usable, 0 AS expiring, 0 AS coming
    FROM request_line l JOIN request r ON r.id = l.request_id JOIN area a ON a.id = r.area_id
        JOIN item i ON i.id = l.item_id
    WHERE r.status = 'approved' AND (r.needed_by IS NULL OR r.needed_by <= :until)
        AND a.path >= :low AND a.path < :high
  UNION ALL
    SELECT s.area_id, b.item_id, CASE WHEN b.base_per_unit IS NOT NULL OR b.unit = i.base_unit THEN '' ELSE b.unit END,
        0, 0, (q.quantity - q.reserved) * COALESCE(b.base_per_unit, 1),
        CASE WHEN b.expires_on <= :until THEN (q.quantity - q.reserved) * COALESCE(b.base_per_unit, 1) ELSE 0 END, 0
    FROM stock_balance q JOIN location p ON p.id = q.location_id JOIN site s ON s.id = p.site_id
        JOIN area a ON a.id = s.area_id JOIN batch b ON b.id = q.batch_id JOIN item i ON i.id = b.item_id
    WHERE q.quantity > 0 AND p.kind IN ('storage', 'dock') AND b.state = 'usable' AND b.restriction_id IS NULL
        AND (b.expires_on IS NULL OR b.expires_on >= :today) AND a.path >= :low AND a.path < :high
  UNION ALL
    SELECT s.area_id, l.item_id, CASE WHEN l.base_per_unit IS NOT NULL OR l.unit = i.base_unit THEN '' ELSE l.unit END,
        0, 0, 0, 0, l.quantity * COALESCE(l.base_per_unit, 1)
    FROM consignment_line l JOIN consignment c ON c.id = l.consignment_id JOIN site s ON s.id = c.site_id
        JOIN area a ON a.id = s.area_id JOIN item i ON i.id = l.item_id
    WHERE c.kind = 'state_allocation' AND c.status IN ('registered', 'open')
        AND (c.expected_on IS NULL OR c.expected_on <= :until) AND a.path >= :low AND a.path < :high
) AS parts GROUP BY area_id, item_id, unit
""")


@dataclass
class Timed:
    """Seconds of each round of two things done in turn."""

    own: list[float]
    floor: list[float]

    def row(self, name: str, amount: int) -> dict[str, Any]:
        """As the table of results shows it."""
        ratios = [own / floor for own, floor in zip(self.own, self.floor, strict=True)]
        return {"name": name, "amount": amount, "seconds": round(median(self.own), 3),
                "floor_seconds": round(median(self.floor), 3), "ratio": round(median(ratios), 2)}  # fmt: skip


def measure(url: str, rounds: int) -> list[dict[str, Any]]:
    """The report, its workbook and the ledger's verification on a database of the benchmark."""
    app = create_app(settings(url))
    with app.test_request_context():
        account = account_by_username("bench")
        actor = actor_of(account.id) if account else None
        if actor is None:
            raise RuntimeError("not a database of the benchmark")
        own = lambda: shortage(actor=actor, now=utc_now(), zone=ZONE, area_code=COUNTY, days=DAYS)  # noqa: E731
        found = own()
        _same(found, _plain())
        cells = _cells(found)
        results = [
            _in_turn(own, _plain, rounds).row("shortage report", len(found.places)),
            _in_turn(lambda: _workbook(found), lambda: _bare(cells), rounds).row("its workbook", len(found.places)),
            {**_verify(), "ratio": ""},
        ]
        db.session.remove()
        db.engine.dispose()
    return results


def _plain() -> list[Any]:
    rows = list(db.session.execute(PLAIN, {"low": PATH, "high": PATH[:-1] + "0", **_days()}).all())
    db.session.rollback()
    return rows


def _days() -> dict[str, Any]:
    """Today and the horizon: as days for PostgreSQL, as the text that SQLite keeps."""
    today = local_day(utc_now(), ZONE)
    days = {"today": today, "until": today + timedelta(days=DAYS)}
    sqlite = db.engine.dialect.name == "sqlite"
    return {name: day.isoformat() if sqlite else day for name, day in days.items()}


def _same(found: Any, rows: list[Any]) -> None:
    """Both must tell the same need and the same stock, or the comparison means nothing."""
    need = sum(place.figures.need for place in found.places)
    usable = sum(place.figures.usable for place in found.places)
    if (need, usable, len(found.places)) != (sum(row[3] for row in rows), sum(row[5] for row in rows), len(rows)):
        raise RuntimeError(f"the report says {need}, {usable}, the plain statement {len(rows)} other rows")


def _workbook(found: Any) -> None:
    write_shortage(io.BytesIO(), found, zone=ZONE)


def _cells(found: Any) -> list[list[list[Any]]]:
    """The cells of the workbook, sheet by sheet."""
    stream = io.BytesIO()
    write_shortage(stream, found, zone=ZONE)
    workbook = load_workbook(stream, read_only=True)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in workbook.worksheets]


def _bare(sheets: list[list[list[Any]]]) -> None:
    workbook = Workbook(write_only=True)
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    workbook.save(io.BytesIO())


def _in_turn(own: Callable[[], Any], floor: Callable[[], Any], rounds: int) -> Timed:
    timed = Timed([], [])
    for _ in range(rounds):
        for seconds, job in ((timed.own, own), (timed.floor, floor)):
            start = time.perf_counter()
            job()
            seconds.append(time.perf_counter() - start)
    return timed


def _verify() -> dict[str, Any]:
    start = time.perf_counter()
    if differences := list(queries_verify.differences()):
        raise RuntimeError(f"the data set does not add up: {differences[0].line()}")
    _balances, movements = queries_verify.sizes()
    return {"name": "stock verify", "amount": movements, "seconds": round(time.perf_counter() - start, 3),
            "floor_seconds": ""}  # fmt: skip
