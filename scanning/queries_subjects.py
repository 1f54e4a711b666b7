"""The names behind the ids of what phones sent: batches, places, documents, postings; a few statements for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, literal, null, select

from accounts.models import Account
from core.database import db
from distribution.models import Dispatch, DispatchLine
from donations.models import Consignment, ConsignmentLine
from inventory.ledger_models import Posting, StockBalance
from inventory.models import Batch, Item, Location, Receiver
from inventory.values import ON_HAND_KINDS

MOST_CHOICES = 30


@dataclass(frozen=True, slots=True)
class Subjects:
    """Rows by id: batches with item names and unit, locations with their site, documents with their number, postings
    with kind, moment and who, lines of dispatches and consignments with their goods, quantity and unit."""

    batches: dict[int, Row[Any]]
    locations: dict[int, Row[Any]]
    dispatches: dict[int, Row[Any]]
    consignments: dict[int, Row[Any]]
    postings: dict[int, Row[Any]]
    lines: dict[int, Row[Any]]


def subjects(told: Iterable[Any]) -> Subjects:
    """What these values (actions, found and rivals as JSON) name, at any depth."""
    named: dict[str, set[int]] = {part: set() for part in (*_PARTS.values(), "location")}
    for value in told:
        _collect(value, named)
    return Subjects(
        batches=_by_id(_BATCHES.where(Batch.id.in_(named["batch"])), named["batch"]),
        locations=_by_id(_LOCATIONS.where(Location.id.in_(named["location"])), named["location"]),
        dispatches=_by_id(
            _DISPATCHES.where(Dispatch.id.in_(named["dispatch"])),
            named["dispatch"],
        ),
        consignments=_by_id(
            select(Consignment.id, Consignment.number).where(Consignment.id.in_(named["consignment"])),
            named["consignment"],
        ),
        postings=_by_id(_POSTINGS.where(Posting.id.in_(named["posting"])), named["posting"]),
        lines=_lines(named),
    )


def _lines(named: dict[str, set[int]]) -> dict[int, Row[Any]]:
    """Lines of dispatches, and of consignments where some were named."""
    loaded = _by_id(_LOADED.where(DispatchLine.id.in_(named["line"])), named["line"] if named["dispatch"] else set())
    promised = named["line"] if named["consignment"] else set()
    return loaded | _by_id(_PROMISED.where(ConsignmentLine.id.in_(promised)), promised)


_BATCHES = select(
    Batch.id,
    Batch.code,
    Batch.unit,
    Batch.item_id,
    Batch.base_per_unit,
    Item.is_medicine,
    Item.name_en.label("item_en"),
    Item.name_zh.label("item_zh"),
).join(Item, Item.id == Batch.item_id)
_LOCATIONS = select(Location.id, Location.code, Location.name_en, Location.name_zh, Location.site_id)
_DISPATCHES = select(Dispatch.id, Dispatch.number, Dispatch.status, Receiver.site_id.label("receiver_site_id")).join(
    Receiver, Receiver.id == Dispatch.receiver_id
)
_POSTINGS = select(Posting.id, Posting.kind, Posting.occurred_at, Posting.recorded_at, Account.name.label("by")).join(
    Account, Account.id == Posting.actor_id
)
_GOODS = (Item.name_en.label("item_en"), Item.name_zh.label("item_zh"))
_LOADED = (
    select(DispatchLine.id, DispatchLine.quantity, Batch.unit, Batch.code, Batch.id.label("batch_id"), *_GOODS)
    .join(Batch, Batch.id == DispatchLine.batch_id)
    .join(Item, Item.id == Batch.item_id)
)
_PROMISED = select(
    ConsignmentLine.id,
    ConsignmentLine.quantity,
    ConsignmentLine.unit,
    literal("").label("code"),
    null().label("batch_id"),
    *_GOODS,
).join(Item, Item.id == ConsignmentLine.item_id)
_PARTS = {f"{part}_id": part for part in ("batch", "dispatch", "consignment", "posting", "line")}


def _collect(value: Any, named: dict[str, set[int]]) -> None:
    if isinstance(value, list):
        for each in value:
            _collect(each, named)
    if not isinstance(value, dict):
        return
    for key, each in value.items():
        part = _PARTS.get(key) or ("location" if key.endswith("location_id") else "")
        if part and isinstance(each, str) and each.isascii() and each.isdigit() and int(each[:20]) < 2**63:
            named[part].add(int(each[:20]))
        elif key == "document" and isinstance(each, list):
            named["posting"].update(int(one) for one in each if isinstance(one, str) and one.isdigit())
        elif key == "loaded" and isinstance(each, dict):
            named["line"].update(int(one[:19]) for one in each if one.isascii() and one.isdigit())
        else:
            _collect(each, named)


def _by_id(query: Any, ids: set[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in sorted(db.session.execute(query), key=lambda row: row.id)} if ids else {}


def stand_ins(batch: Any, *, site_id: int) -> Sequence[Row[Any]]:
    """Where goods of the same item and unit lie at a site, with what is free: what could take a batch's place."""
    free = StockBalance.quantity - StockBalance.reserved
    return db.session.execute(
        select(
            Batch.id.label("batch_id"),
            Batch.code,
            Batch.unit,
            Batch.expires_on,
            Location.id.label("location_id"),
            Location.code.label("location_code"),
            Location.name_en,
            Location.name_zh,
            free.label("free"),
        )
        .join(StockBalance, StockBalance.batch_id == Batch.id)
        .join(Location, Location.id == StockBalance.location_id)
        .where(
            Location.site_id == site_id,
            Location.kind.in_(ON_HAND_KINDS),
            Batch.item_id == batch.item_id,
            Batch.unit == batch.unit,
            free > 0,
        )
        .order_by(Batch.sort_key, Location.code)
        .limit(MOST_CHOICES)
    ).all()
