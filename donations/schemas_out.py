"""What goes out about donors, consignments and goods receipts."""

from typing import Any

from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField
from donations.values import ConsignmentStatus, Counting, DonorKind
from inventory.schemas import HoldField
from inventory.values import SourceKind


def said(values: Any) -> fields.String:
    """One of an enumeration's values, going out."""
    return fields.String(required=True, validate=validate.OneOf([member.value for member in values]))


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
    state_reason = HoldField(required=True, allow_none=True)
    stands = fields.Boolean(required=True)


class ReceiptOutSchema(ReceiptHeadSchema):
    consignment_id = IdField(required=True)
    consignment_number = fields.String(required=True)
    site_id = IdField(required=True)
    vehicle = fields.String(required=True)
    note = fields.String(required=True)
    acknowledged = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "what was asked before it was written and answered with yes"},
    )
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
