"""What comes in to donors, consignments and goods receipts, and what goes out."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, QuantityField, key_field, text
from donations.values import ConsignmentStatus, Counting, DonorKind
from inventory.schemas import day_field, needed_text
from inventory.values import RestrictionKind, SourceKind

_NEEDED = {"required": _l("This is needed.")}
_MOMENT = {"invalid": _l("Enter a date and a time.")}
_UNIT = _l("Enter a unit, such as 箱, 盒 or kg.")
MOST_LINES = 500


def word(values: type, **kwargs: Any) -> fields.Enum:
    """One of an enumeration's values."""
    return fields.Enum(values, by_value=True, error_messages=_NEEDED, **kwargs)


def said(values: Any) -> fields.String:
    """One of an enumeration's values, going out."""
    return fields.String(required=True, validate=validate.OneOf([member.value for member in values]))


def unit_field(**kwargs: Any) -> fields.String:
    """A unit's word, as it is written on the boxes."""
    bounds = validate.Length(min=1, max=32, error=_UNIT)
    return fields.String(validate=bounds, error_messages={"required": _UNIT}, **kwargs)


def optional_text(limit: int) -> fields.String:
    """A text that may be unknown."""
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(max=limit))


class DonorSchema(BaseSchema):
    """`named`: today's answer to «may we name you in public?»."""

    kind = word(DonorKind, required=True)
    name = text(200)
    contact = text(500)
    named = fields.Boolean(load_default=False)


class ConsentSchema(BaseSchema):
    named = fields.Boolean(required=True, error_messages=_NEEDED)


class RestrictionTargetSchema(BaseSchema):
    receiver_id = IdField(load_default=None, allow_none=True)
    area_id = IdField(load_default=None, allow_none=True)
    purpose = text(200)
    name_as_written = text(200)
    quantity = QuantityField(load_default=None, allow_none=True)
    unit = optional_text(32)


class RestrictionSchema(BaseSchema):
    kind = word(RestrictionKind, required=True)
    text = text(1000)
    targets = fields.List(fields.Nested(RestrictionTargetSchema), load_default=list, validate=validate.Length(max=100))


class ConsignmentLineSchema(BaseSchema):
    """`quantity` null: not yet counted. `base_per_unit` null: what the catalogue holds, otherwise unknown. Lot and
    dates count only where goods are taken into stock at once."""

    item_id = IdField(required=True, error_messages={"required": _l("Choose an item.")})
    unit = unit_field(required=True)
    quantity = QuantityField(load_default=None, allow_none=True)
    base_per_unit = QuantityField(load_default=None, allow_none=True)
    specification = optional_text(200)
    name_as_written = text(200)
    restriction = fields.Nested(RestrictionSchema, load_default=None, allow_none=True)
    lot = optional_text(64)
    produced_on = day_field()
    expires_on = day_field()


class ConsignmentFieldsSchema(BaseSchema):
    """What a page and a program both say of a consignment."""

    kind = word(SourceKind, required=True)
    site_id = IdField(required=True, error_messages={"required": _l("Choose a site.")})
    occurred_on = day_field()
    occurred_at = fields.AwareDateTime(load_default=None, allow_none=True, error_messages=_MOMENT)
    location_id = IdField(load_default=None, allow_none=True)
    donor_id = IdField(load_default=None, allow_none=True)
    issuing_body = text(200)
    document_number = text(200)
    document_date = day_field()
    expected_on = day_field()
    supplier = text(200)
    legal_recipient = text(200)
    collected_by = text(200)
    on_behalf_of = text(200)
    entrustment_number = text(200)
    receipt_number = text(200)
    brought_by = text(200)
    purpose = text(200)
    note = text(2000)


class ConsignmentSchema(ConsignmentFieldsSchema):
    """A consignment to register. Of the kinds `opening` and `found` everything is accepted into stock at once."""

    donor = fields.Nested(DonorSchema, load_default=None, allow_none=True)
    lines = fields.List(fields.Nested(ConsignmentLineSchema), required=True,
                        validate=validate.Length(min=1, max=MOST_LINES))


class ReceivedLineSchema(BaseSchema):
    line_id = IdField(required=True, error_messages={"required": _l("Choose a line.")})
    accepted = QuantityField(least=0, load_default=0)
    rejected = QuantityField(least=0, load_default=0)
    reject_reason = text(200)
    counting = word(Counting, load_default=Counting.COUNTED)
    unit = fields.String(load_default="", validate=validate.Length(max=32),
                         metadata={"description": "empty: the unit of the consignment's line"})
    base_per_unit = QuantityField(load_default=None, allow_none=True)
    lot = optional_text(64)
    produced_on = day_field()
    expires_on = day_field()
    specification = optional_text(200)


class ReceiptSchema(BaseSchema):
    """A goods receipt to post. `occurred_at` null is now; `location_id` null is the first storage of the site."""

    lines = fields.List(fields.Nested(ReceivedLineSchema), required=True,
                        validate=validate.Length(min=1, max=MOST_LINES))
    occurred_at = fields.AwareDateTime(load_default=None, allow_none=True, error_messages=_MOMENT)
    location_id = IdField(load_default=None, allow_none=True)
    delivered_by = text(200)
    vehicle = text(200)
    note = text(2000)


class ConsignmentCloseSchema(BaseSchema):
    """Nothing more will come of a consignment, or (`line_id`) of one of its lines."""

    reason = needed_text(200)
    line_id = IdField(load_default=None, allow_none=True)


class ReceiptReversalSchema(BaseSchema):
    idempotency_key = key_field()
    reason = needed_text(500)


class ConsignmentQuerySchema(BaseSchema):
    """Filters, order and page of a list of consignments."""

    kind = fields.String(load_default="", validate=validate.OneOf(["", *(kind.value for kind in SourceKind)]))
    status = fields.String(load_default="", validate=validate.OneOf(["", "open", "overdue", "closed", "cancelled"]))
    site_id = IdField(load_default=None)
    q = text(100)
    sort = fields.String(load_default="-recorded", validate=validate.OneOf(
        ["-recorded", "recorded", "expected", "-expected", "number", "-number"]))
    after = text(400)
    before = text(400)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class DonorQuerySchema(BaseSchema):
    q = text(100)


# --- what goes out --------------------------------------------------------------------------------------------------


class DonorOutSchema(BaseSchema):
    id = IdField(required=True)
    number = fields.String(required=True)
    kind = said(DonorKind)
    name = fields.String(required=True)
    contact = fields.String(required=True)
    named = fields.Boolean(required=True)
    public_name = fields.String(required=True, metadata={"description": "what public pages show today"})
    made_at = fields.AwareDateTime(required=True)


class ConsignmentAmountSchema(BaseSchema):
    quantity = fields.Integer(required=True)
    unit = fields.String(required=True)


class ConsignmentLineOutSchema(BaseSchema):
    """`outstanding` null: nothing was promised in figures, or (`comparable` false) the units cannot be compared."""

    id = IdField(required=True)
    line_no = fields.Integer(required=True)
    code = fields.String(required=True)
    item_id = IdField(required=True)
    item_code = fields.String(required=True)
    unit = fields.String(required=True)
    quantity = fields.Integer(required=True, allow_none=True)
    base_per_unit = fields.Integer(required=True, allow_none=True)
    specification = fields.String(required=True, allow_none=True)
    name_as_written = fields.String(required=True)
    state = fields.String(required=True)
    accepted = fields.List(fields.Nested(ConsignmentAmountSchema), required=True)
    rejected = fields.List(fields.Nested(ConsignmentAmountSchema), required=True)
    outstanding = fields.Nested(ConsignmentAmountSchema, required=True, allow_none=True)
    surplus = fields.Nested(ConsignmentAmountSchema, required=True, allow_none=True)
    comparable = fields.Boolean(required=True)
    restriction = fields.String(required=True, allow_none=True)
    close_reason = fields.String(required=True)


class ReceiptHeadSchema(BaseSchema):
    id = IdField(required=True)
    number = fields.String(required=True)
    posting_id = IdField(required=True)
    occurred_at = fields.AwareDateTime(required=True)
    recorded_at = fields.AwareDateTime(required=True)
    delivered_by = fields.String(required=True)


class ReceiptLineOutSchema(BaseSchema):
    """`stands` false: it was reversed and no longer counts."""

    line_id = IdField(required=True)
    item_code = fields.String(required=True)
    counting = said(Counting)
    unit = fields.String(required=True)
    base_per_unit = fields.Integer(required=True, allow_none=True)
    accepted = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    reject_reason = fields.String(required=True)
    batch_id = IdField(required=True, allow_none=True)
    batch_code = fields.String(required=True, allow_none=True)
    lot = fields.String(required=True, allow_none=True)
    expires_on = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    state_reason = fields.String(required=True, allow_none=True)
    stands = fields.Boolean(required=True)


class ReceiptOutSchema(ReceiptHeadSchema):
    consignment_id = IdField(required=True)
    consignment_number = fields.String(required=True)
    site_id = IdField(required=True)
    vehicle = fields.String(required=True)
    note = fields.String(required=True)
    lines = fields.List(fields.Nested(ReceiptLineOutSchema), required=True)


class ConsignmentHeadSchema(BaseSchema):
    """`donor` is the name where this actor may know it, otherwise what the public reads today."""

    id = IdField(required=True)
    kind = said(SourceKind)
    number = fields.String(required=True)
    code = fields.String(required=True)
    status = said(ConsignmentStatus)
    state = fields.String(required=True, metadata={"description": "how far it is, read off its lines today"})
    site_id = IdField(required=True)
    site_code = fields.String(required=True)
    donor = fields.String(required=True)
    issuing_body = fields.String(required=True)
    document_number = fields.String(required=True)
    document_date = fields.Date(required=True, allow_none=True)
    expected_on = fields.Date(required=True, allow_none=True)
    supplier = fields.String(required=True)
    occurred_on = fields.Date(required=True)
    imported = fields.Boolean(required=True)
    lines = fields.List(fields.Nested(ConsignmentLineOutSchema), required=True)


class ConsignmentOutSchema(ConsignmentHeadSchema):
    donor_id = IdField(required=True, allow_none=True)
    legal_recipient = fields.String(required=True)
    collected_by = fields.String(required=True)
    on_behalf_of = fields.String(required=True)
    entrustment_number = fields.String(required=True)
    receipt_number = fields.String(required=True)
    brought_by = fields.String(required=True)
    purpose = fields.String(required=True)
    note = fields.String(required=True)
    receipts = fields.List(fields.Nested(ReceiptHeadSchema), required=True)


class ConsignmentPageSchema(BaseSchema):
    total = fields.Integer(required=True)
    next_key = fields.String(required=True, allow_none=True)
    previous_key = fields.String(required=True, allow_none=True)
    rows = fields.List(fields.Nested(ConsignmentHeadSchema), required=True)


class AcceptedBatchSchema(BaseSchema):
    batch_id = IdField(required=True)
    code = fields.String(required=True)
    quantity = fields.Integer(required=True)
    unit = fields.String(required=True)
    line_id = IdField(required=True)


class AcceptedSchema(BaseSchema):
    """`replayed`: the same key came before; this is what was recorded then."""

    receipt_id = IdField(required=True)
    receipt_number = fields.String(required=True)
    batches = fields.List(fields.Nested(AcceptedBatchSchema), required=True)
    replayed = fields.Boolean(required=True)


class RegisteredLineSchema(BaseSchema):
    line_id = IdField(required=True)
    code = fields.String(required=True)


class RegisteredSchema(BaseSchema):
    """`receipt` is there for the kinds whose goods are taken into stock at once."""

    id = IdField(required=True)
    number = fields.String(required=True)
    code = fields.String(required=True)
    lines = fields.List(fields.Nested(RegisteredLineSchema), required=True)
    replayed = fields.Boolean(required=True)
    receipt = fields.Nested(AcceptedSchema, required=True, allow_none=True)


class ClosedSchema(BaseSchema):
    closed = fields.List(fields.String(), required=True, metadata={"description": "ids of the lines closed by this"})
