"""What comes in to the acts on stock, and what goes out. Pages and API load the same schemas."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, QuantityField, choice, key_field, moment_field, text
from inventory.holds import hold_word
from inventory.values import ISSUE_KINDS, STOCK_SORTS, STOCK_STATES, BatchState, Category

_NEEDED = {"required": _l("This is needed.")}
_DATE = {"invalid": _l("Enter a date as year, month and day.")}
_KINDS = [kind.value for kind in ISSUE_KINDS]
_STATES = [state.value for state in BatchState]


class HoldField(fields.String):
    """A `state_reason` going out: the program's own words in the language that was asked for, a person's as typed."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else hold_word(value)


def needed_text(limit: int = 200) -> fields.String:
    """A text that may not be blank."""
    return fields.String(
        required=True, error_messages=_NEEDED, validate=validate.Length(min=1, max=limit, error=_l("This is needed."))
    )


def day_field() -> fields.Date:
    """A calendar day that may be unknown."""
    return fields.Date(load_default=None, allow_none=True, error_messages=_DATE)


class KeySchema(BaseSchema):
    """Only the key of a page's form; the API takes it from the header."""

    idempotency_key = key_field()


class ActSchema(BaseSchema):
    """What every act has: batch and place, when it was done (now, when left out) and why."""

    batch_id = IdField(required=True, error_messages=_NEEDED)
    location_id = IdField(required=True, error_messages=_NEEDED)
    occurred_at = moment_field()
    reason = text(500)


class IssueSchema(ActSchema):
    quantity = QuantityField(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(_KINDS), error_messages=_NEEDED)


class MoveSchema(ActSchema):
    quantity = QuantityField(required=True)
    to_location_id = IdField(required=True, error_messages=_NEEDED)


class CountSchema(ActSchema):
    counted = QuantityField(required=True, least=0)


class WriteOffSchema(ActSchema):
    quantity = QuantityField(required=True)
    reason = needed_text(500)


class SplitSchema(ActSchema):
    quantity = QuantityField(required=True)
    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(_STATES))


class RepackSchema(ActSchema):
    quantity = QuantityField(required=True)
    child_unit = needed_text(32)
    child_quantity = QuantityField(required=True)


class PartSchema(BaseSchema):
    item_id = IdField(required=True, error_messages=_NEEDED)
    unit = needed_text(32)
    quantity = QuantityField(required=True)
    base_per_unit = QuantityField(load_default=None, allow_none=True)
    lot = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))
    produced_on = day_field()
    expires_on = day_field()
    specification = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))


class SortSchema(ActSchema):
    quantity = QuantityField(required=True)
    parts = fields.List(
        fields.Nested(PartSchema),
        required=True,
        validate=validate.Length(min=1, max=200),
        error_messages={"required": _l("Enter at least one line.")},
    )


class StateSchema(BaseSchema):
    state = fields.String(required=True, validate=validate.OneOf(_STATES), error_messages=_NEEDED)
    reason = needed_text(200)


class CorrectionSchema(BaseSchema):
    """Only what is given changes; null makes a property unknown."""

    item_id = IdField()
    lot = fields.String(allow_none=True, validate=validate.Length(max=64))
    produced_on = fields.Date(allow_none=True, error_messages=_DATE)
    expires_on = fields.Date(allow_none=True, error_messages=_DATE)
    base_per_unit = QuantityField(allow_none=True)
    specification = fields.String(allow_none=True, validate=validate.Length(max=200))
    lift_restriction = fields.Boolean(load_default=False)
    for_receiver_id = IdField(
        load_default=None,
        allow_none=True,
        metadata={"description": "the donor's answer: all of it is for this receiver"},
    )
    release = fields.Boolean(load_default=False)
    reason = needed_text(500)


class ReversalSchema(BaseSchema):
    posting_id = IdField(required=True, error_messages=_NEEDED)
    movement_ids = fields.List(IdField(), load_default=list, validate=validate.Length(max=500))
    occurred_at = moment_field()
    reason = needed_text(500)


class PostedSchema(BaseSchema):
    """The answer of an act: the posting and what it did. A repeated key gets the first answer again."""

    posting_id = fields.String(required=True)
    batch_id = fields.String()
    location_id = fields.String()
    to_location_id = fields.String()
    quantity = fields.Integer()
    kind = fields.String()
    expected = fields.Integer()
    counted = fields.Integer()
    difference = fields.Integer()
    child_id = fields.String()
    code = fields.String(metadata={"description": "the label code of the new batch"})
    child_unit = fields.String()
    child_quantity = fields.Integer()
    children = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    reverses_id = fields.String()


class ChangeSchema(BaseSchema):
    field = fields.String(required=True)
    old = fields.String(required=True, allow_none=True)
    new = fields.String(required=True, allow_none=True)


class CorrectedSchema(BaseSchema):
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    reprint = fields.List(fields.String(), required=True, metadata={"description": "label codes to print again"})
    children = fields.List(fields.String(), required=True, metadata={"description": "batches made from this one"})
    released = fields.Boolean(required=True)


class StockQuerySchema(BaseSchema):
    """Filters of the stock list; all may be left out."""

    q = text(100)
    site = text(64)
    item = text(64)
    category = choice(Category)
    state = choice(STOCK_STATES)
    days = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=36500))
    sort = choice(sign + name for name in STOCK_SORTS for sign in ("", "-"))
    after = text(400)
    before = text(400)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class PlaceSchema(BaseSchema):
    location_id = IdField(required=True)
    location_code = fields.String(required=True)
    location_kind = fields.String(required=True)
    site_id = IdField(allow_none=True)
    site_code = fields.String(allow_none=True)
    site_en = fields.String(allow_none=True)
    site_zh = fields.String(allow_none=True)


class BatchPlaceSchema(PlaceSchema):
    """Figures are null where a blind stocktake counts and you may not decide about it."""

    quantity = fields.Integer(required=True, allow_none=True)
    reserved = fields.Integer(required=True, allow_none=True)


class BatchSchema(BaseSchema):
    """What a batch is. A factor, lot or date of null is unknown."""

    id = IdField(required=True)
    code = fields.String(required=True)
    item_id = IdField(required=True)
    item_code = fields.String(required=True)
    item_en = fields.String(required=True)
    item_zh = fields.String(required=True)
    unit = fields.String(required=True)
    base_unit = fields.String(required=True)
    base_per_unit = fields.Integer(required=True, allow_none=True)
    source_kind = fields.String(required=True)
    source_label = fields.String(required=True)
    origin = fields.String(required=True)
    specification = fields.String(required=True, allow_none=True)
    lot = fields.String(required=True, allow_none=True)
    produced_on = fields.Date(required=True, allow_none=True)
    expires_on = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True)
    state_reason = HoldField(required=True, allow_none=True)
    restricted = fields.Boolean(required=True)
    entered_on = fields.Date(required=True)


class BatchPageSchema(BatchSchema):
    places = fields.List(fields.Nested(BatchPlaceSchema), required=True)
    elsewhere = fields.Integer(required=True, metadata={"description": "how much lies outside of your areas"})
    actions = fields.List(fields.String(), required=True)


class StockRowSchema(BaseSchema):
    batch_id = IdField(required=True)
    code = fields.String(required=True)
    item_id = IdField(required=True)
    item_code = fields.String(required=True)
    item_en = fields.String(required=True)
    item_zh = fields.String(required=True)
    unit = fields.String(required=True)
    base_unit = fields.String(required=True)
    base_per_unit = fields.Integer(required=True, allow_none=True)
    lot = fields.String(required=True, allow_none=True)
    expires_on = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True)
    site_code = fields.String(required=True)
    location_id = IdField(required=True)
    location_code = fields.String(required=True)
    quantity = fields.Integer(required=True, allow_none=True, metadata={"description": "null while counted blind"})
    reserved = fields.Integer(required=True, allow_none=True)


class StockPageSchema(BaseSchema):
    rows = fields.List(fields.Nested(StockRowSchema), required=True)
    next_key = fields.String(required=True, allow_none=True, metadata={"description": "send as `after`"})
    previous_key = fields.String(required=True, allow_none=True, metadata={"description": "send as `before`"})
    total = fields.Integer(required=True, allow_none=True)


class ScanSchema(BaseSchema):
    """What a code opens: a batch with its places, a location, or a document's code to open as a page."""

    kind = fields.String(required=True)
    code = fields.String(required=True)
    replaced = fields.Boolean(required=True)
    batch = fields.Nested(BatchSchema, allow_none=True)
    location = fields.Nested(PlaceSchema, allow_none=True)
    places = fields.List(fields.Nested(BatchPlaceSchema), required=True)
    actions = fields.List(fields.String(), required=True)
    url = fields.String(required=True)


class CardLineSchema(BaseSchema):
    """One line of a stock card, in the batch's unit."""

    id = IdField(required=True)
    posting_id = IdField(required=True)
    kind = fields.String(required=True)
    came = fields.Integer(required=True)
    went = fields.Integer(required=True)
    balance = fields.Integer(required=True)
    reason = fields.String(required=True)
    occurred_at = fields.AwareDateTime(required=True)
    recorded_at = fields.AwareDateTime(required=True)
    reverses_id = IdField(allow_none=True)
