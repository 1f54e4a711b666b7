"""A large, consistent installation, written straight into a SQLite file: places and accounts through the services,
batches and ten movements each in bulk. The balances are the sums of the movements, so `flask stock verify` passes."""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from accounts import services as accounts
from core.access import Actor, Grant, Role, system_actor
from core.codes import new_code
from core.transaction import transaction
from inventory import catalogue, places
from inventory.births import picking_key
from inventory.values import AreaLevel, Category, LocationKind, SiteKind

ITEMS, SITES, TOWNSHIPS = 500, 50, 10
MOVEMENTS_OF_A_BATCH = 10
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
COUNTY = "330328"
FIRST_ID = 6_460_000_000_000_000_000
"""Below every id that the running application makes, so new rows come last."""
_UNITS = ((1, "个"), (400, "箱"), (None, "包"))
_STATES = ("usable",) * 95 + ("held",) * 3 + ("blocked",) * 2


@dataclass(frozen=True)
class Place:
    """A site with the two locations between which its goods move."""

    site_id: int
    receiver_id: int
    area_id: int
    main: int
    shelf: int


@dataclass(frozen=True)
class Base:
    """What the bulk rows point to."""

    actor_id: int
    items: list[int]
    places: list[Place]


def make_places(connection: sqlite3.Connection) -> Base:
    """Areas, sites with two locations, items and accounts, through the services."""
    with transaction():
        root = accounts.create_account(actor=None, now=NOW, username="root", name="Root", password="")
        actor = system_actor(root)
        _areas_and_sites(actor)
        staff = accounts.create_account(
            actor=None, now=NOW, username="bench", name="Bench", password="", grants=(Grant(Role.MANAGER, "33/", None),)
        )
        items = [_item(actor, number) for number in range(ITEMS)]
    return Base(staff, items, _read_places(connection))


def _areas_and_sites(actor: Actor) -> None:
    for code, level, parent in (
        ("33", AreaLevel.PROVINCE, None),
        ("3303", AreaLevel.PREFECTURE, "33"),
        (COUNTY, AreaLevel.COUNTY, "3303"),
    ):
        _area(actor, code, level, parent)
    for number in range(TOWNSHIPS):
        _area(actor, f"{COUNTY}{100 + number}", AreaLevel.TOWNSHIP, COUNTY)
    for number in range(SITES):
        township = f"{COUNTY}{100 + number % TOWNSHIPS}"
        village = f"{township}{200 + number}"
        _area(actor, village, AreaLevel.VILLAGE, township)
        site = places.add_site(
            actor=actor, now=NOW, code=f"S{number:02}", kind=SiteKind.VILLAGE_STORE, area_code=village,
            name_en=f"Store {number}", name_zh=f"{number}号库",
        )  # fmt: skip
        places.add_location(
            actor=actor, now=NOW, site_id=site, kind=LocationKind.STORAGE, code="A1", name_en="Shelf A1"
        )


def _area(actor: Actor, code: str, level: AreaLevel, parent: str | None) -> None:
    places.add_area(
        actor=actor, now=NOW, code=code, level=level, parent_code=parent, name_en=f"Area {code}", name_zh=f"区划{code}"
    )


def _item(actor: Actor, number: int) -> int:
    category = list(Category)[number % len(Category)]
    return catalogue.add_item(
        actor=actor, now=NOW, code=f"I{number:03}", category=category, base_unit="个",
        name_en=f"Item number {number}", name_zh=f"物资{number}号",
    )  # fmt: skip


def _read_places(connection: sqlite3.Connection) -> list[Place]:
    rows = connection.execute(
        "SELECT s.id, r.id, s.area_id, m.id, a.id FROM site s JOIN receiver r ON r.site_id = s.id "
        "JOIN location m ON m.site_id = s.id AND m.code = 'MAIN' "
        "JOIN location a ON a.site_id = s.id AND a.code = 'A1' ORDER BY s.code"
    )
    return [Place(*row) for row in rows]


def fill(connection: sqlite3.Connection, base: Base, batches: int) -> None:
    """Batches with their labels, movements and balances. Committed at once."""
    rng = random.Random(2020)
    connection.executescript("PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF")
    numbers = iter(range(batches))
    while chunk := list(islice(numbers, 5000)):
        rows = _Rows()
        for number in chunk:
            _batch(rows, rng, base, number)
        rows.write(connection)
    connection.commit()


class _Rows:
    """The rows of a chunk of batches, by table."""

    def __init__(self) -> None:
        self.source_line: list[tuple] = []
        self.batch: list[tuple] = []
        self.label_code: list[tuple] = []
        self.posting: list[tuple] = []
        self.movement: list[tuple] = []
        self.stock_balance: list[tuple] = []

    def write(self, connection: sqlite3.Connection) -> None:
        for table, rows in vars(self).items():
            insert_rows(connection, table, rows)


COLUMNS = {
    "source_line": "id kind label",
    "batch": "id item_id unit base_per_unit source_line_id source_kind source_label origin specification lot "
    "produced_on expires_on unrecorded state state_reason restriction_id entered_on entered_site_id sort_key code "
    "recorded_at",
    "label_code": "code kind status batch_id location_id made_at made_by bound_at",
    "posting": "id kind actor_id key fingerprint answer reason site_id reverses_id occurred_at recorded_at",
    "movement": "id posting_id kind batch_id quantity from_location_id to_location_id reverses_id occurred_at "
    "recorded_at",
    "stock_balance": "batch_id location_id quantity reserved",
}


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[tuple]) -> None:
    """Rows into a table, in the order of its columns."""
    names = COLUMNS[table].split()
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)


def _batch(rows: _Rows, rng: random.Random, base: Base, number: int) -> None:
    place = base.places[number % SITES]
    batch_id = FIRST_ID + number
    factor, unit = rng.choices(_UNITS, (50, 40, 10))[0]
    expires = TODAY + timedelta(days=rng.randrange(-60, 1000)) if rng.random() < 0.6 else None
    entered = TODAY - timedelta(days=rng.randrange(1, 700))
    at = stamp(datetime.combine(entered, NOW.time(), UTC))
    line, code = FIRST_ID + number // 5, new_code()
    if number % 5 == 0:
        rows.source_line.append((line, "donation", f"Gift {number}"))
    rows.batch.append(
        (batch_id, base.items[number % ITEMS], unit, factor, line, "donation", f"Gift {number - number % 5}", "receipt",
         None, f"L{number}", None, expires and expires.isoformat(), 0, rng.choice(_STATES), None, None,
         entered.isoformat(), place.site_id, picking_key(expires, entered, batch_id), code, at)
    )  # fmt: skip
    rows.label_code.append((code, "batch", "active", batch_id, None, at, base.actor_id, at))
    _history(rows, rng, base.actor_id, place, number)


def _history(rows: _Rows, rng: random.Random, actor_id: int, place: Place, number: int) -> None:
    """Received, half of it moved to the shelf, then issued in small parts; every tenth batch until nothing is left."""
    batch_id, received = FIRST_ID + number, rng.randrange(1000, 100_000)
    left = {place.main: received - received // 2, place.shelf: received // 2}
    start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=number % 500_000)
    lines = [("receive", received, None, place.main), ("move", received // 2, place.main, place.shelf)]
    for step in range(MOVEMENTS_OF_A_BATCH - 2):
        source = (place.main, place.shelf)[step % 2]
        last = number % 10 == 0 and step >= MOVEMENTS_OF_A_BATCH - 4
        taken = left[source] if last else rng.randrange(1, 21)
        left[source] -= taken
        lines.append(("used", taken, source, None))
    for step, (kind, quantity, source, target) in enumerate(lines):
        head = number * 4 + _document(step)
        at = stamp(start + timedelta(hours=step))
        rows.movement.append(
            (FIRST_ID + number * MOVEMENTS_OF_A_BATCH + step, FIRST_ID + head, kind, batch_id, quantity, source, target,
             None, at, at)
        )  # fmt: skip
    rows.posting.extend(_heads(actor_id, place.site_id, number, start))
    rows.stock_balance.extend((batch_id, location, quantity, 0) for location, quantity in left.items())


def _document(step: int) -> int:
    """Which of a batch's four postings a line belongs to: its receipt, its move, two issues of several lines."""
    return min(step, 2) if step < 6 else 3


def _heads(actor_id: int, site_id: int, number: int, start: datetime) -> Iterator[tuple]:
    for part, (kind, step) in enumerate((("receipt", 0), ("move", 1), ("issue", 2), ("issue", 6))):
        posting_id, at = FIRST_ID + number * 4 + part, stamp(start + timedelta(hours=step))
        answer = f'{{"posting_id": "{posting_id}"}}'
        yield (posting_id, kind, actor_id, f"bench-{number}-{part}", "bench", answer, "", site_id, None, at, at)


def stamp(moment: datetime | date) -> str:
    """A moment in UTC as SQLite keeps it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"
