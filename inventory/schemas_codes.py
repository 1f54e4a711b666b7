"""What a program asks of a text that stands on a box, and what it is answered."""

from marshmallow import fields

from core.schemas import BaseSchema, IdField
from inventory.schemas import needed_text


class CodeTextSchema(BaseSchema):
    text = needed_text(400)


class CodeFaultSchema(BaseSchema):
    kind = fields.String(required=True)
    ai = fields.String(required=True, metadata={"description": "the application identifier it lies in"})
    detail = fields.String(required=True)


class CodeItemSchema(BaseSchema):
    id = IdField(required=True)
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    base_unit = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True, metadata={"description": "what the barcode stands for"})


class CodeStockSchema(BaseSchema):
    batch_id = IdField(required=True)
    code = fields.String(required=True)
    lot = fields.String(required=True, allow_none=True)
    expires_on = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True)
    quantity = fields.Integer(required=True)
    unit = fields.String(required=True)
    site_code = fields.String(required=True)
    location_code = fields.String(required=True)


class BoxCodeSchema(BaseSchema):
    """What a text says, and what it means here. `stock` is of the lot where the code tells one."""

    carrier = fields.String(required=True, metadata={"description": "label, retail, elements, link or other"})
    code = fields.String(required=True, metadata={"description": "our own label code; open it with /scan/{code}"})
    gtin14 = fields.String(required=True)
    contained = fields.Boolean(required=True)
    lot = fields.String(required=True)
    serial = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)
    sscc = fields.String(required=True)
    expires_on = fields.Date(required=True, allow_none=True)
    best_before = fields.Date(required=True, allow_none=True)
    produced_on = fields.Date(required=True, allow_none=True)
    faults = fields.List(fields.Nested(CodeFaultSchema), required=True)
    item = fields.Nested(CodeItemSchema, required=True, allow_none=True)
    internal = fields.Boolean(required=True)
    stock = fields.List(fields.Nested(CodeStockSchema), required=True)
    more = fields.Boolean(required=True)
