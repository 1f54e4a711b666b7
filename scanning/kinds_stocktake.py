"""Kinds that belong to a stocktake: a count of one line, and goods without a label."""

from typing import Any

from marshmallow import fields

from core.schemas import IdField, QuantityField
from inventory import stocktake_correcting, stocktake_services
from inventory.schemas import needed_text
from scanning.registry import Act, Data, Kind, register
from scanning.schemas_kinds import DataSchema
from scanning.values import Mode, Place


class StocktakeCountDataSchema(DataSchema):
    """`counted` 0 when it is not there. `scanned_codes` is the same as `scanned`."""

    stocktake_id = IdField(required=True)
    batch_id = IdField(required=True)
    location_id = IdField(required=True)
    counted = QuantityField(required=True, least=0)
    scanned_codes = fields.List(fields.String(), load_default=list)
    corrects = fields.Boolean(load_default=False, metadata={"description": "another figure for one's own count"})


class StocktakeNoteDataSchema(DataSchema):
    stocktake_id = IdField(required=True)
    location_id = IdField(required=True)
    words = needed_text(500)


def count(act: Act) -> dict[str, Any]:
    """Keep what was counted, or a correction of it. No figure of the books is answered."""
    data = act.data
    service = stocktake_correcting.correct if data["corrects"] else stocktake_services.count
    return service(
        actor=act.actor,
        now=act.now,
        key=act.key,
        occurred_at=act.occurred_at,
        stocktake_id=data["stocktake_id"],
        batch_id=data["batch_id"],
        location_id=data["location_id"],
        counted=data["counted"],
        scanned=len(data["scanned"] or data["scanned_codes"]),
    )


def note(act: Act) -> dict[str, Any]:
    """Keep that goods without a label lie there."""
    data = act.data
    return stocktake_services.note(
        actor=act.actor,
        now=act.now,
        key=act.key,
        occurred_at=act.occurred_at,
        stocktake_id=data["stocktake_id"],
        location_id=data["location_id"],
        words=data["words"],
    )


def _counted(data: Data) -> list[Place]:
    return [Place(data["batch_id"], data["location_id"], data["counted"])]


register(Kind("stocktake_count", Mode.COUNT, StocktakeCountDataSchema(), count, _counted))
register(Kind("stocktake_note", Mode.COUNT, StocktakeNoteDataSchema(), note))
