"""What comes in to donors, consignments and goods receipts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, QuantityField, choice, key_field, moment_field, text
from donations.values import Counting, DonorKind
from inventory.schemas import day_field, needed_text
from inventory.values import RestrictionKind, SourceKind

_NEEDED = {"required": _l("This is needed.")}
_UNIT = _l("Enter a unit, such as 箱, 盒 or kg.")
MOST_LINES = 500


def word(values: type, **kwargs: Any) -> fields.Enum:
    """One of an enumeration's values."""
    return fields.Enum(values, by_value=True, error_messages=_NEEDED, **kwargs)


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


class ContactSchema(BaseSchema):
    """Empty forgets the contact; leaving it out is no answer."""

    contact = fields.String(
        required=True, validate=validate.Length(max=2000, error=_l("At most {max} characters.")), error_messages=_NEEDED
    )


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
    occurred_at = moment_field()
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


def acknowledged() -> fields.List:
    """The words of questions that were answered with yes: those of the problem `receipt-in-question`."""
    return fields.List(
        fields.String(validate=validate.Length(max=100)),
        load_default=list,
        validate=validate.Length(max=3 * MOST_LINES),
        metadata={"description": "the words of a question (`acknowledge` of the problem) that were answered with yes"},
    )


class ConsignmentSchema(ConsignmentFieldsSchema):
    """A consignment to register. Of the kinds `opening` and `found` everything is accepted into stock at once."""

    donor = fields.Nested(DonorSchema, load_default=None, allow_none=True)
    lines = fields.List(
        fields.Nested(ConsignmentLineSchema), required=True, validate=validate.Length(min=1, max=MOST_LINES)
    )
    acknowledge = acknowledged()


class ReceivedLineSchema(BaseSchema):
    line_id = IdField(required=True, error_messages={"required": _l("Choose a line.")})
    accepted = QuantityField(least=0, load_default=0)
    rejected = QuantityField(least=0, load_default=0)
    reject_reason = text(200)
    counting = word(Counting, load_default=Counting.COUNTED)
    unit = fields.String(
        load_default="",
        validate=validate.Length(max=32),
        metadata={"description": "empty: the unit of the consignment's line"},
    )
    base_per_unit = QuantityField(load_default=None, allow_none=True)
    lot = optional_text(64)
    produced_on = day_field()
    expires_on = day_field()
    specification = optional_text(200)
    label = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata={
            "description": "a blank label of a roll of the site that becomes the batch's own; null makes a new code"
        },
    )


class ReceiptSchema(BaseSchema):
    """A goods receipt to post. `occurred_at` null is now; `location_id` null is the first storage of the site."""

    lines = fields.List(
        fields.Nested(ReceivedLineSchema), required=True, validate=validate.Length(min=1, max=MOST_LINES)
    )
    occurred_at = moment_field()
    location_id = IdField(load_default=None, allow_none=True)
    delivered_by = text(200)
    vehicle = text(200)
    note = text(2000)
    acknowledge = acknowledged()


class ConsignmentCloseSchema(BaseSchema):
    """Nothing more will come of a consignment, or (`line_id`) of one of its lines."""

    reason = needed_text(200)
    line_id = IdField(load_default=None, allow_none=True)


class ReceiptReasonSchema(BaseSchema):
    reason = needed_text(500)


class ReceiptReversalSchema(ReceiptReasonSchema):
    idempotency_key = key_field()


class ConsignmentQuerySchema(BaseSchema):
    """Filters, order and page of a list of consignments."""

    kind = choice(SourceKind)
    status = choice(("open", "overdue", "closed", "cancelled"))
    site_id = IdField(load_default=None)
    q = text(100)
    sort = choice(("-recorded", "recorded", "expected", "-expected", "number", "-number"), default="-recorded")
    after = text(400)
    before = text(400)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class DonorQuerySchema(BaseSchema):
    q = text(100)
