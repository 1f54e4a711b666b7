"""The data of each kind of action, as the phone sends it."""

from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, QuantityField, text
from distribution.schemas import MOST_LINES, StockTakeSchema, lines_of, people_field
from distribution.values import Confirmation
from donations.schemas import ReceivedLineSchema, acknowledged
from inventory.schemas import needed_text


class DataSchema(BaseSchema):
    """`scanned`: the codes that were read, kept as they are."""

    scanned = fields.List(
        fields.String(validate=validate.Length(max=400)), load_default=list, validate=validate.Length(max=1000)
    )


class MoveDataSchema(DataSchema):
    batch_id = IdField(required=True)
    from_location_id = IdField(required=True)
    to_location_id = IdField(required=True)
    quantity = QuantityField(required=True)


class CountDataSchema(DataSchema):
    batch_id = IdField(required=True)
    location_id = IdField(required=True)
    counted = QuantityField(required=True, least=0)
    reason = text(500)


class HandOutDataSchema(DataSchema):
    receiver_id = IdField(required=True)
    lines = lines_of(StockTakeSchema, required=True)
    households = people_field()
    persons = people_field()
    purpose = text(200)
    note = text(2000)


class ReceiveDataSchema(DataSchema):
    consignment_id = IdField(required=True)
    location_id = IdField(load_default=None, allow_none=True)
    lines = lines_of(ReceivedLineSchema, required=True)
    delivered_by = text(200)
    vehicle = text(200)
    note = text(2000)
    acknowledge = acknowledged()


class CheckDataSchema(DataSchema):
    dispatch_id = IdField(required=True)
    code = text(400, required=True)


class SwapDataSchema(DataSchema):
    """Another batch than the list says, and why; `consent` where a donor's wish is overridden."""

    dispatch_id = IdField(required=True)
    line_id = IdField(required=True)
    batch_id = IdField(required=True)
    location_id = IdField(required=True)
    quantity = QuantityField(required=True)
    reason = text(2000)
    consent = text(2000)


class LoadDataSchema(DataSchema):
    dispatch_id = IdField(required=True)
    loaded = fields.Dict(
        keys=IdField(),
        values=QuantityField(least=0),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=MOST_LINES),
        metadata={"description": "by line id, where fewer than picked were loaded"},
    )
    swapped = fields.Dict(
        keys=fields.String(validate=validate.Length(min=1, max=128)),
        values=QuantityField(least=0),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=MOST_LINES),
        metadata={"description": "the same, by the key of the swap that a line came of, where its id was not told yet"},
    )
    vehicle = text(200)
    driver = text(200)


class DeliveredLineDataSchema(BaseSchema):
    line_id = IdField(required=True)
    delivered = QuantityField(least=0, load_default=0)
    short = QuantityField(least=0, load_default=0)
    damaged = QuantityField(least=0, load_default=0)
    returned = QuantityField(least=0, load_default=0)
    surplus = QuantityField(least=0, load_default=0)
    reason = text(2000)


class DeliverDataSchema(DataSchema):
    """`lines` null: everything arrived as loaded; otherwise every line."""

    dispatch_id = IdField(required=True)
    confirmation = fields.Enum(
        Confirmation,
        by_value=True,
        load_default=Confirmation.RECEIVER,
        validate=validate.OneOf([Confirmation.RECEIVER, Confirmation.PAPER]),
    )
    paper_number = text(200)
    signed_by = text(200)
    note = text(2000)
    lines = fields.List(
        fields.Nested(DeliveredLineDataSchema),
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=MOST_LINES),
    )


class UndoDataSchema(DataSchema):
    key = text(128, required=True)
    reason = needed_text(500)
