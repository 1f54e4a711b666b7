"""Kinds that act on a shelf: move, count, hand out."""

from collections.abc import Sequence
from typing import Any

from distribution import services_handouts
from distribution.values import NewHandOut, StockTake
from inventory import services_stock
from scanning.errors import CountedSince, MovedSince
from scanning.queries_rivals import counted_after, lines_after
from scanning.registry import Act, Data, Kind, register
from scanning.schemas_kinds import CountDataSchema, HandOutDataSchema, MoveDataSchema
from scanning.values import Mode, Place


def move(act: Act) -> dict[str, Any]:
    """Bring goods from one location to another of the site."""
    data = act.data
    _demand_not_counted(act, _moved(data))
    return services_stock.move(
        actor=act.actor,
        now=act.now,
        key=act.key,
        occurred_at=act.occurred_at,
        batch_id=data["batch_id"],
        from_location_id=data["from_location_id"],
        to_location_id=data["to_location_id"],
        quantity=data["quantity"],
    )


def count(act: Act) -> dict[str, Any]:
    """Set a balance to what was counted. Raises MovedSince where goods came or went after the count, CountedSince where
    somebody counted again."""
    data = act.data
    _demand_not_counted(act, _counted(data))
    if not act.settling and (later := lines_after(_counted(data), act.occurred_at)):
        raise MovedSince(moved=len(later))
    return services_stock.count(
        actor=act.actor,
        now=act.now,
        key=act.key,
        occurred_at=act.occurred_at,
        batch_id=data["batch_id"],
        location_id=data["location_id"],
        counted=data["counted"],
        reason=data["reason"],
    )


def hand_out(act: Act) -> dict[str, Any]:
    """Goods given to households at a receiver: counts only."""
    data = act.data
    _demand_not_counted(act, _given(data))
    new = NewHandOut(
        receiver_id=data["receiver_id"],
        lines=tuple(StockTake(line["batch_id"], line["location_id"], line["quantity"]) for line in data["lines"]),
        occurred_at=act.occurred_at,
        households=data["households"],
        persons=data["persons"],
        purpose=data["purpose"],
        note=data["note"],
    )
    return services_handouts.hand_out(actor=act.actor, now=act.now, key=act.key, new=new)


def _demand_not_counted(act: Act, places: Sequence[Place]) -> None:
    """A count that came after the taking and was recorded before it has its difference already. Raises CountedSince."""
    if act.settling:
        return
    if at := counted_after(places, act.occurred_at):
        raise CountedSince(counted_at=at)


def _moved(data: Data) -> list[Place]:
    return [Place(data["batch_id"], data["from_location_id"], data["quantity"])]


def _counted(data: Data) -> list[Place]:
    return [Place(data["batch_id"], data["location_id"], data["counted"])]


def _given(data: Data) -> list[Place]:
    return [Place(line["batch_id"], line["location_id"], line["quantity"]) for line in data["lines"]]


register(Kind("move", Mode.MOVE, MoveDataSchema(), move, _moved))
register(Kind("count", Mode.COUNT, CountDataSchema(), count, _counted))
register(Kind("hand_out", Mode.HAND_OUT, HandOutDataSchema(), hand_out, _given))
