"""The kind that says what a blank label of a roll sticks on."""

from typing import Any

from marshmallow import fields

from core.schemas import IdField, text
from inventory import services_labels
from scanning.registry import Act, Kind, register
from scanning.schemas_kinds import DataSchema
from scanning.values import Mode


class BindDataSchema(DataSchema):
    """Either a batch or a location."""

    code = text(400, required=True)
    batch_id = IdField(load_default=None, allow_none=True)
    location_id = IdField(load_default=None, allow_none=True)
    said_blank = fields.Boolean(
        load_default=False, metadata={"description": "the phone did not know the code; the person said it is blank"}
    )


def bind(act: Act) -> dict[str, Any]:
    """A blank label sticks on a batch or a shelf. Somebody else may have said the same meanwhile: then it is so."""
    done = services_labels.bind_label(
        actor=act.actor,
        now=act.now,
        code=act.data["code"],
        batch_id=act.data["batch_id"],
        location_id=act.data["location_id"],
    )
    return {
        "code": done.code,
        "batch_id": str(done.batch_id) if done.batch_id else None,
        "location_id": str(done.location_id) if done.location_id else None,
        "before": done.again,
    }


register(Kind("bind", Mode.MOVE, BindDataSchema(), bind, label=lambda data: str(data["code"])))
