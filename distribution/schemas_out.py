"""What the API gives: requests, dispatches, hand-outs, returns, and what an act answers."""

from typing import Any

from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, choice
from distribution.values import Confirmation, DispatchStatus, HandOutKind, Priority, RequestStatus
from inventory.picking import SkipReason
from inventory.values import Evidence


def word(kind: Any, **kwargs: Any) -> fields.String:
    return fields.String(validate=validate.OneOf([member.value for member in kind]), **kwargs)


class PagingSchema(BaseSchema):
    after = fields.String(load_default="", validate=validate.Length(max=100))
    before = fields.String(load_default="", validate=validate.Length(max=100))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class RequestQuerySchema(PagingSchema):
    status = choice(RequestStatus)
    priority = choice(Priority)
    receiver_id = IdField(load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=100))
    by_urgency = fields.Boolean(load_default=False)


class DispatchQuerySchema(PagingSchema):
    status = choice(DispatchStatus)
    from_site_id = IdField(load_default=None)
    receiver_id = IdField(load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=100))


class ProposalQuerySchema(BaseSchema):
    site_id = IdField(required=True)


class PageSchema(BaseSchema):
    total = fields.Integer()
    next_key = fields.String(allow_none=True)
    previous_key = fields.String(allow_none=True)


class UnconvertedPartSchema(BaseSchema):
    quantity = fields.Integer()
    unit = fields.String()
    base_per_unit = fields.Integer(allow_none=True)


class ProgressSchema(BaseSchema):
    unit = fields.String(metadata={"description": "of the figures here: base units where the factor is recorded"})
    approved = fields.Integer(allow_none=True)
    picked = fields.Integer()
    in_transit = fields.Integer()
    delivered = fields.Integer()
    need = fields.Integer(allow_none=True, metadata={"description": "approved − delivered; null: quantity unknown"})
    unconverted = fields.List(fields.Nested(UnconvertedPartSchema))


class RequestLineOutSchema(BaseSchema):
    id = IdField()
    line_no = fields.Integer()
    item_id = IdField()
    item_code = fields.String()
    item_en = fields.String()
    item_zh = fields.String()
    unit = fields.String()
    base_per_unit = fields.Integer(allow_none=True)
    quantity = fields.Integer(allow_none=True)
    approved = fields.Integer(allow_none=True)
    specification = fields.String(allow_none=True)


class RequestLineWithProgressSchema(RequestLineOutSchema):
    progress = fields.Nested(ProgressSchema)


class RequestRowSchema(BaseSchema):
    id = IdField()
    number = fields.String()
    status = word(RequestStatus)
    priority = word(Priority)
    people = fields.Integer(allow_none=True)
    needed_by = fields.Date(allow_none=True)
    occurred_on = fields.Date()
    recorded_at = fields.AwareDateTime()
    receiver_id = IdField()
    receiver_en = fields.String(attribute="name_en")
    receiver_zh = fields.String(attribute="name_zh")
    area_en = fields.String()
    area_zh = fields.String()


class RequestOutSchema(RequestRowSchema):
    note = fields.String()
    decision_reason = fields.String()
    decided_at = fields.AwareDateTime(allow_none=True)
    lines = fields.List(fields.Nested(RequestLineWithProgressSchema))


class RequestPageSchema(PageSchema):
    rows = fields.List(fields.Nested(RequestRowSchema))


class SentSchema(BaseSchema):
    request_id = IdField()
    number = fields.String()


class DecidedSchema(SentSchema):
    status = word(RequestStatus)


class PickSchema(BaseSchema):
    batch_id = IdField(attribute="candidate.batch_id")
    code = fields.String(attribute="candidate.code")
    location_id = IdField(attribute="candidate.location_id")
    quantity = fields.Integer()
    unit = fields.String(attribute="candidate.unit")
    expires_on = fields.Date(attribute="candidate.expires_on", allow_none=True)
    worth = fields.Integer(metadata={"description": "in the unit of the proposal"})
    directed = fields.Boolean()


class SkippedSchema(BaseSchema):
    batch_id = IdField(attribute="candidate.batch_id")
    code = fields.String(attribute="candidate.code")
    reason = fields.Enum(SkipReason, by_value=True)
    text = fields.String()


class PickProposalSchema(BaseSchema):
    lines = fields.List(fields.Nested(PickSchema))
    missing = fields.Integer()
    rounded_up = fields.Integer()
    measure_unit = fields.String()
    skipped = fields.List(fields.Nested(SkippedSchema))


class LineProposalSchema(BaseSchema):
    line = fields.Nested(RequestLineOutSchema)
    proposal = fields.Nested(PickProposalSchema, allow_none=True)


class RequestProposalSchema(BaseSchema):
    lines = fields.List(fields.Nested(LineProposalSchema))


class DispatchRowSchema(BaseSchema):
    id = IdField()
    number = fields.String()
    code = fields.String()
    status = word(DispatchStatus)
    direct = fields.Boolean()
    from_site_id = IdField()
    from_en = fields.String()
    from_zh = fields.String()
    receiver_id = IdField()
    receiver_en = fields.String(attribute="name_en")
    receiver_zh = fields.String(attribute="name_zh")
    request_id = IdField(allow_none=True)
    loaded_at = fields.AwareDateTime(allow_none=True)
    recorded_at = fields.AwareDateTime()


class DispatchLineOutSchema(BaseSchema):
    id = IdField()
    line_no = fields.Integer()
    batch_id = IdField()
    code = fields.String()
    item_en = fields.String()
    item_zh = fields.String()
    quantity = fields.Integer()
    unit = fields.String()
    base_per_unit = fields.Integer(allow_none=True)
    lot = fields.String(allow_none=True)
    expires_on = fields.Date(allow_none=True)
    location = fields.String(allow_none=True)
    request_line_id = IdField(allow_none=True)
    evidence = word(Evidence)
    override_reason = fields.String()
    override_consent = fields.String()
    delivered = fields.Integer(allow_none=True)
    short = fields.Integer(allow_none=True)
    damaged = fields.Integer(allow_none=True)
    returned = fields.Integer(allow_none=True)
    surplus = fields.Integer(allow_none=True)
    surplus_code = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class DispatchOutSchema(DispatchRowSchema):
    purpose = fields.String()
    vehicle = fields.String()
    driver = fields.String()
    note = fields.String()
    end_reason = fields.String()
    request_number = fields.String(allow_none=True)
    confirmation = word(Confirmation, allow_none=True)
    paper_number = fields.String(allow_none=True)
    delivered_at = fields.AwareDateTime(allow_none=True)
    lines = fields.List(fields.Nested(DispatchLineOutSchema))


class DispatchPageSchema(PageSchema):
    rows = fields.List(fields.Nested(DispatchRowSchema))


class DispatchedSchema(BaseSchema):
    dispatch_id = IdField()
    number = fields.String()
    code = fields.String()


class LoadedSchema(BaseSchema):
    dispatch_id = IdField()
    number = fields.String()
    posting_id = IdField()


class CancelledSchema(BaseSchema):
    dispatch_id = IdField()
    number = fields.String()
    status = word(DispatchStatus)


class CheckedSchema(BaseSchema):
    batch = fields.String()
    item = fields.String()
    quantity = fields.Integer()
    unit = fields.String()
    again = fields.Boolean()
    left = fields.Integer()


class DeliveredSchema(CancelledSchema):
    delivery_id = IdField()
    posting_id = IdField()


class SurplusOutSchema(LoadedSchema):
    line_id = IdField()


class HandOutRowSchema(BaseSchema):
    id = IdField()
    number = fields.String()
    kind = word(HandOutKind)
    receiver_id = IdField()
    receiver_en = fields.String(attribute="name_en")
    receiver_zh = fields.String(attribute="name_zh")
    taken_back = fields.Boolean()
    households = fields.Integer(allow_none=True)
    persons = fields.Integer(allow_none=True)
    paper_number = fields.String()
    occurred_at = fields.AwareDateTime()
    recorded_at = fields.AwareDateTime()
    posting_id = IdField()


class HandOutPageSchema(PageSchema):
    rows = fields.List(fields.Nested(HandOutRowSchema))


class HandedOutSchema(BaseSchema):
    hand_out_id = IdField()
    number = fields.String()
    posting_id = IdField()


class ReturnRowSchema(BaseSchema):
    id = IdField(attribute="return_id")
    number = fields.String()
    receiver_id = IdField()
    receiver_en = fields.String(attribute="sender_en")
    receiver_zh = fields.String(attribute="sender_zh")
    site_id = IdField()
    site_en = fields.String(attribute="name_en")
    site_zh = fields.String(attribute="name_zh")
    reason = fields.String()
    taken_back = fields.Boolean()
    occurred_at = fields.AwareDateTime()
    recorded_at = fields.AwareDateTime()
    posting_id = IdField(attribute="id")


class ReturnPageSchema(PageSchema):
    rows = fields.List(fields.Nested(ReturnRowSchema))


class ReturnedSchema(BaseSchema):
    return_id = IdField()
    number = fields.String()
    posting_id = IdField()


class TakenBackSchema(BaseSchema):
    number = fields.String()
    posting_id = IdField()
