"""What comes in to rolls of blank labels, to binding and to mixtures, and what goes out."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, QuantityField, moment_field, text
from inventory.label_sheets import SHEETS
from inventory.label_values import MOST_ON_ROLL
from inventory.schemas import KeySchema, needed_text

_NEEDED = {"required": _l("This is needed.")}
MOST_MIXED = 50
"""So many batches go into one mixture."""


def sheet_field(**kwargs: object) -> fields.String:
    """The key of a format of paper."""
    return fields.String(
        validate=validate.OneOf([*SHEETS, ""], error=_l("Choose one of the formats.")),
        metadata={"description": "one of GET /label-sheets"},
        **kwargs,
    )


class RollFields(BaseSchema):
    labels = QuantityField(
        required=True,
        error_messages=_NEEDED,
        validate=validate.Range(min=1, max=MOST_ON_ROLL, error=_l("Enter a whole number from {min:,} to {max:,}.")),
    )
    sheet = sheet_field(load_default="")


class NewRollSchema(RollFields):
    site = needed_text(64)


class PageRollSchema(NewRollSchema, KeySchema):
    """The form of a page, with its key."""


class RollPrintSchema(BaseSchema):
    """Which labels of a roll, by their running numbers; `last` null is the end of the roll."""

    sheet = sheet_field(load_default="")
    first = QuantityField(load_default=1)
    last = QuantityField(load_default=None, allow_none=True)
    start_at = QuantityField(load_default=1, validate=validate.Range(min=1, max=100))


class LocationLabelsSchema(BaseSchema):
    """The locations of a site, all when none is named."""

    location_ids = fields.List(IdField(), load_default=list, validate=validate.Length(max=2000))
    sheet = sheet_field(load_default="")
    copies = QuantityField(load_default=1, validate=validate.Range(min=1, max=100))
    start_at = QuantityField(load_default=1, validate=validate.Range(min=1, max=100))


class LocationOrderSchema(LocationLabelsSchema):
    site = needed_text(64)


class BindSchema(BaseSchema):
    """What a blank label is on: a batch or a location, one of both."""

    batch_id = IdField(load_default=None, allow_none=True)
    location_id = IdField(load_default=None, allow_none=True)


class ReplaceSchema(BaseSchema):
    reason = needed_text(200)
    label = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata={"description": "a blank label of a roll of the site; null makes a new code to print"},
    )


class RollQuerySchema(BaseSchema):
    site = text(64)


class MixedBatchSchema(BaseSchema):
    batch_id = IdField(required=True, error_messages=_NEEDED)
    quantity = QuantityField(required=True, error_messages=_NEEDED)


class MixtureSchema(BaseSchema):
    """All that is left of each candidate at one location, in the unit that they share."""

    location_id = IdField(required=True, error_messages=_NEEDED)
    batches = fields.List(
        fields.Nested(MixedBatchSchema),
        required=True,
        validate=validate.Length(min=2, max=MOST_MIXED),
        error_messages=_NEEDED,
    )
    reason = needed_text(500)
    override = fields.Boolean(
        load_default=False,
        metadata={"description": "mix goods whose restrictions differ; needs the right to override"},
    )
    consent = text(500, metadata={"description": "with `override`: whose consent"})
    label = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata={"description": "a blank label of a roll of the site for the mixture"},
    )
    occurred_at = moment_field()


class SheetSchema(BaseSchema):
    """A format of paper; lengths are millimetres."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    page = fields.List(fields.Float(), required=True)
    label = fields.List(fields.Float(), required=True)
    columns = fields.Integer(required=True)
    rows = fields.Integer(required=True)


class RollSchema(BaseSchema):
    id = IdField(required=True)
    number = fields.String(required=True)
    site_code = fields.String(required=True)
    sheet = fields.String(required=True)
    labels = fields.Integer(required=True)
    unbound = fields.Integer(required=True)
    bound = fields.Integer(required=True)
    revoked = fields.Integer(required=True)
    actor = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)


class RollLabelSchema(BaseSchema):
    code = fields.String(required=True)
    place = fields.Integer(required=True, attribute="roll_place")
    kind = fields.String(required=True)
    status = fields.String(required=True)
    batch_id = IdField(required=True, allow_none=True)
    location_id = IdField(required=True, allow_none=True)
    bound_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    end_reason = fields.String(required=True, allow_none=True)


class PrintedSchema(BaseSchema):
    """One print: when, by whom, how many."""

    printed_at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True)
    labels = fields.Integer(required=True)
    copies = fields.Integer(required=True)
    first = fields.Integer(required=True, allow_none=True)
    last = fields.Integer(required=True, allow_none=True)


class RollPageSchema(RollSchema):
    codes = fields.List(fields.Nested(RollLabelSchema), required=True)
    prints = fields.List(fields.Nested(PrintedSchema), required=True)


class MadeRollSchema(BaseSchema):
    id = IdField(required=True)
    number = fields.String(required=True)


class RevokedSchema(BaseSchema):
    revoked = fields.Integer(required=True, metadata={"description": "how many labels"})


class BoundSchema(BaseSchema):
    code = fields.String(required=True)
    batch_id = IdField(required=True, allow_none=True)
    location_id = IdField(required=True, allow_none=True)
    again = fields.Boolean(required=True, metadata={"description": "it was so before"})
