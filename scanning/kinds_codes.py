"""The kind that says which item a barcode is on that was seen for the first time."""

from typing import Any

from marshmallow import fields

from core.schemas import IdField, text
from inventory import gtin_links
from scanning.registry import Act, Kind, register
from scanning.schemas_kinds import DataSchema
from scanning.values import Mode


class LinkDataSchema(DataSchema):
    gtin = fields.String(required=True)
    item_id = IdField(required=True)
    unit = text(32)


def link(act: Act) -> dict[str, Any]:
    """A GTIN seen for the first time. Another person may have said the same meanwhile: then it is so already."""
    done = gtin_links.link(
        actor=act.actor, now=act.now, gtin=act.data["gtin"], item_id=act.data["item_id"], unit=act.data["unit"]
    )
    return {"gtin": done.gtin, "item_id": str(done.item_id), "unit": done.unit, "before": done.again}


register(Kind("link", Mode.RECEIVE, LinkDataSchema(), link))
