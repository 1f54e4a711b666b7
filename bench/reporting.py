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

from accounts.queries import account_by_username, actor_of
from app import create_app
from bench import plain
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
    today = local_day(utc_now(), ZONE)
    return plain.rows(path=PATH, today=today, until=today + timedelta(days=DAYS))


def _same(found: Any, rows: list[Any]) -> None:
    """Both must tell the same figures of the same goods and places, or the comparison means nothing."""
    totals = [(None, None, None, None, *_goods(row), *row.figures) for row in found.rows]
    places = [(row.area_code, row.area_en, row.area_zh, row.level, *_goods(row), *row.figures) for row in found.places]
    told = [(*row[:9], row[9] or row[10], not row[9], *row[11:]) for row in rows]
    count = len(totals)
    if sorted(totals, key=str) != sorted(told[:count], key=str) or places != told[count:]:
        raise RuntimeError(f"the report has {count} and {len(places)} rows, the plain statement {len(rows)} others")


def _goods(row: Any) -> tuple[Any, ...]:
    goods = row.goods
    return (goods.item_id, goods.code, goods.name_en, goods.name_zh, goods.category, goods.unit, goods.convertible)


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
