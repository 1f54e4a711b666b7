"""Goods that a phone took though the record had none: they enter as found, of unknown source, and the act is spread
over what was recorded and what was found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.clock import installation_day
from core.database import db
from donations import services_stock_taken
from donations.services_receipts import EVERYTHING
from donations.values import Accepted, Details, NewConsignment, NewLine
from inventory.errors import LotAndExpiryNeeded, UnknownBatch
from inventory.models import Batch, Item, Location
from inventory.values import SourceKind
from scanning.errors import NothingMissing, NotThisWay
from scanning.queries_rivals import balances
from scanning.values import Place, Settling, part_key

Data = Mapping[str, Any]


def with_found(
    *, actor: Actor, now: datetime, key: str, occurred_at: datetime, places: Sequence[Place], how: Settling
) -> list[Place]:
    """What the places hold freely, and for what lacks a batch of goods found at the same location (a consignment of
    kind found with its receipt). Together they are what was wanted, in the same order.

    Raises NothingMissing when all of it is there, NotThisWay outside of a site of ours, LotAndExpiryNeeded for a
    medicine without both, and what `services_stock_taken.take_into_stock` raises.
    """
    rows = balances(places)
    parts: list[Place] = []
    missing = 0
    for number, (place, row) in enumerate(zip(places, rows, strict=True)):
        free = min(row["quantity"] - row["reserved"], place.quantity)
        if free:
            parts.append(Place(place.batch_id, place.location_id, free))
        if free < place.quantity:
            lacks = Place(place.batch_id, place.location_id, place.quantity - free)
            parts += enter(actor, now, part_key(key, f"found{number}"), occurred_at, [lacks], how)
            missing += lacks.quantity
    if not missing:
        raise NothingMissing(wanted=sum(place.quantity for place in places))
    return parts


def enter(
    actor: Actor, now: datetime, key: str, occurred_at: datetime, places: Sequence[Place], how: Settling
) -> list[Place]:
    """Goods found like those of the places, which are one location's, in one document; in their order, with the new
    batches. Raises NotThisWay outside of a site of ours, LotAndExpiryNeeded."""
    location_id = places[0].location_id
    site_id = db.session.execute(select(Location.site_id).where(Location.id == location_id)).scalar()
    if site_id is None:
        raise NotThisWay(kind="found")
    details = Details(lot=how.lot, expires_on=how.expires_on)
    accepted = take_in(
        actor=actor,
        now=now,
        key=key,
        occurred_at=occurred_at,
        site_id=site_id,
        location_id=location_id,
        goods=[(_new_line(place, how), details) for place in places],
        reason=how.reason,
    )
    return [Place(new.batch_id, location_id, new.quantity) for new in accepted.batches]


def _new_line(place: Place, how: Settling) -> NewLine:
    goods = _goods(place.batch_id)
    if goods.is_medicine and not (how.lot and how.expires_on):
        raise LotAndExpiryNeeded(batch=goods.code, item=goods.item_zh or goods.item_en, field="lot")
    return NewLine(goods.item_id, goods.unit, place.quantity, goods.base_per_unit, goods.specification)


def take_in(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    occurred_at: datetime,
    site_id: int,
    location_id: int | None,
    goods: Sequence[tuple[NewLine, Details]],
    reason: str,
) -> Accepted:
    """One consignment of kind found with its receipt. Raises what `services_stock_taken.take_into_stock` raises."""
    new = NewConsignment(
        kind=SourceKind.FOUND,
        site_id=site_id,
        lines=tuple(line for line, _details in goods),
        occurred_on=installation_day(occurred_at),
        note=reason,
    )
    return services_stock_taken.take_into_stock(
        actor=actor,
        now=now,
        key=key,
        new=new,
        details=[details for _line, details in goods],
        occurred_at=occurred_at,
        location_id=location_id,
        acknowledge=EVERYTHING,
    )[1]


def _goods(batch_id: int) -> Any:
    row = db.session.execute(
        select(
            Batch.code,
            Batch.item_id,
            Batch.unit,
            Batch.base_per_unit,
            Batch.specification,
            Item.is_medicine,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
        )
        .join(Item, Item.id == Batch.item_id)
        .where(Batch.id == batch_id)
    ).first()
    if row is None:
        raise UnknownBatch(batch_id=str(batch_id))
    return row


def split(kind: str, data: Data, parts: Sequence[Place]) -> list[Data]:
    """The data of an act spread over parts: a move or a swap becomes one for each, a hand-out has a line for each."""
    if kind == "hand_out":
        return [{**data, "lines": [_line(part) for part in parts]}]
    if kind == "swap":
        return [{**data, **_line(part)} for part in parts]
    return [
        {**data, "batch_id": part.batch_id, "from_location_id": part.location_id, "quantity": part.quantity}
        for part in parts
    ]


def _line(part: Place) -> dict[str, int]:
    return {"batch_id": part.batch_id, "location_id": part.location_id, "quantity": part.quantity}


def moved_to(kind: str, data: Data, old: Place, new: Place) -> Data:
    """The data of an act that takes from another batch or location. Raises NotThisWay for a kind that takes none."""
    if kind == "hand_out":
        lines = [
            {**line, "batch_id": new.batch_id, "location_id": new.location_id}
            if (line["batch_id"], line["location_id"]) == (old.batch_id, old.location_id)
            else line
            for line in data["lines"]
        ]
        return {**data, "lines": lines}
    if kind == "move":
        return {**data, "batch_id": new.batch_id, "from_location_id": new.location_id}
    if kind in ("count", "swap", "stocktake_count"):
        return {**data, "batch_id": new.batch_id, "location_id": new.location_id}
    raise NotThisWay(kind=kind)


def demand_same_goods(old_batch_id: int, new_batch_id: int) -> None:
    """A quantity is one of a batch's own units: another item or unit would mean something else. Raises NotThisWay."""
    old, new = _goods(old_batch_id), _goods(new_batch_id)
    if (old.item_id, old.unit, old.base_per_unit) != (new.item_id, new.unit, new.base_per_unit):
        raise NotThisWay(kind="reassign", field="batch_id")
