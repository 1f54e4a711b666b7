"""What comes in by pages and by the API: requests, dispatches, deliveries, hand-outs, returns."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from core.schemas import (
    IN_DIGITS,
    WHOLE_NUMBER_RANGE,
    BaseSchema,
    IdField,
    QuantityField,
    key_field,
    moment_field,
    text,
    typed_moment_field,
)
from distribution.values import Confirmation, HandOutKind, Priority

MOST_LINES = 500
MOST_PEOPLE = 10**8
_CHOOSE = {"required": _l("Choose one.")}
_ITEM = {"required": _l("Choose an item.")}
_DATE = {"invalid": _l("Enter a date as year-month-day.")}


def lines_of(schema: type[BaseSchema], **kwargs: Any) -> fields.List:
    bounds = validate.Length(min=1, max=MOST_LINES, error=_l("Enter 1 to {max} lines."))
    return fields.List(fields.Nested(schema), validate=bounds, **kwargs)


def people_field() -> fields.Integer:
    """A count of people or households; None when unknown."""
    return fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=MOST_PEOPLE, error=WHOLE_NUMBER_RANGE),
        error_messages={"invalid": IN_DIGITS},
    )


def typed_people() -> fields.Integer:
    field = people_field()
    field.strict = False
    return field


class RequestLineSchema(BaseSchema):
    item_id = IdField(required=True, error_messages=_ITEM)
    quantity = QuantityField(
        required=True,
        allow_none=True,
        metadata={"description": "whole units; null means that the quantity is unknown, it never means 1"},
    )
    unit = text(32)
    specification = text(200)


class RequestSchema(BaseSchema):
    receiver_id = IdField(required=True, error_messages=_CHOOSE)
    lines = lines_of(RequestLineSchema, required=True)
    people = people_field()
    needed_by = fields.Date(load_default=None, allow_none=True, error_messages=_DATE)
    priority = fields.Enum(Priority, by_value=True, load_default=Priority.NORMAL)
    note = text(2000)


class PageRequestLineSchema(BaseSchema):
    item_id = IdField(required=True, error_messages=_ITEM)
    quantity = QuantityField(load_default=None)
    unit = text(32)
    unknown = fields.Boolean(load_default=False)

    @validates_schema
    def _quantity_or_unknown(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("quantity") is None and not data.get("unknown"):
            raise ValidationError(str(_l("Enter the quantity, or tick that it is unknown.")), "quantity")
        if data.get("quantity") is not None and data.get("unknown"):
            raise ValidationError(str(_l("Either a quantity or «unknown», not both.")), "quantity")


class PageRequestSchema(RequestSchema):
    idempotency_key = key_field()
    people = typed_people()
    lines = lines_of(PageRequestLineSchema, required=True, error_messages={"required": _l("Enter at least one line.")})


class DecisionLineSchema(BaseSchema):
    line_id = IdField(required=True)
    approved = QuantityField(
        least=0,
        required=True,
        allow_none=True,
        metadata={"description": "in the line's unit; 0 refuses the line, null approves a need of unknown quantity"},
    )


class DecisionSchema(BaseSchema):
    approve = fields.Boolean(required=True)
    reason = text(2000)
    lines = fields.List(fields.Nested(DecisionLineSchema), load_default=list, validate=validate.Length(max=MOST_LINES))
    reserve_site_id = IdField(load_default=None, allow_none=True)


class PageDecisionLineSchema(BaseSchema):
    line_id = IdField(required=True)
    approved = QuantityField(least=0, load_default=None)


class PageDecisionSchema(BaseSchema):
    idempotency_key = key_field()
    verdict = fields.String(required=True, validate=validate.OneOf(["approve", "refuse"]))
    reason = text(2000)
    lines = fields.List(fields.Nested(PageDecisionLineSchema), load_default=list)
    reserve_site_id = IdField(load_default=None)


class EndReasonSchema(BaseSchema):
    reason = text(2000)


class PageEndReasonSchema(EndReasonSchema):
    idempotency_key = key_field()


class HoldSchema(BaseSchema):
    site_id = IdField(required=True, error_messages=_CHOOSE)


class PageHoldSchema(HoldSchema):
    idempotency_key = key_field()


class DispatchLineSchema(BaseSchema):
    batch_id = IdField(required=True)
    location_id = IdField(required=True)
    quantity = QuantityField(required=True)
    request_line_id = IdField(load_default=None, allow_none=True)
    evidence = fields.String(
        load_default="chosen",
        validate=validate.OneOf(["rule", "chosen", "scanned"]),
        metadata={"description": "rule: the proposal was taken as it is; the order is checked either way"},
    )
    override_reason = text(2000)
    override_consent = text(2000)


class DispatchSchema(BaseSchema):
    from_site_id = IdField(required=True, error_messages=_CHOOSE)
    receiver_id = IdField(required=True, error_messages=_CHOOSE)
    request_id = IdField(load_default=None, allow_none=True)
    lines = fields.List(
        fields.Nested(DispatchLineSchema),
        load_default=list,
        validate=validate.Length(max=MOST_LINES),
        metadata={"description": "empty with a request: the batches are picked by the rule"},
    )
    purpose = text(200)
    vehicle = text(200)
    driver = text(200)
    note = text(2000)


class PageDispatchLineSchema(BaseSchema):
    batch_id = IdField(required=True)
    location_id = IdField(required=True)
    quantity = QuantityField(required=True)
    proposed = QuantityField(least=0, load_default=None)
    request_line_id = IdField(load_default=None)


class PageDispatchSchema(DispatchSchema):
    idempotency_key = key_field()
    lines = lines_of(
        PageDispatchLineSchema,
        required=True,
        error_messages={"required": _l("Enter a quantity for at least one batch.")},
    )
    override_reason = text(2000)
    override_consent = text(2000)


class LoadingScanSchema(BaseSchema):
    code = text(400, required=True)


class PageSwapSchema(PageEndReasonSchema):
    """A wrong box taken instead of a line's."""

    code = text(400, required=True)
    line_id = IdField(required=True, error_messages=_CHOOSE)


class LoadedLineSchema(BaseSchema):
    line_id = IdField(required=True)
    quantity = QuantityField(least=0, required=True)


class LoadSchema(BaseSchema):
    lines = fields.List(
        fields.Nested(LoadedLineSchema),
        load_default=list,
        validate=validate.Length(max=MOST_LINES),
        metadata={"description": "only the lines of which fewer than picked were loaded"},
    )
    vehicle = text(200)
    driver = text(200)
    occurred_at = moment_field()


class PageLoadSchema(LoadSchema):
    idempotency_key = key_field()
    occurred_at = typed_moment_field()


class DeliveredLineSchema(BaseSchema):
    dispatch_line_id = IdField(required=True)
    delivered = QuantityField(least=0, load_default=0)
    short = QuantityField(least=0, load_default=0)
    damaged = QuantityField(least=0, load_default=0)
    returned = QuantityField(least=0, load_default=0)
    surplus = QuantityField(least=0, load_default=0)
    reason = text(2000)


class DeliverySchema(BaseSchema):
    confirmation = fields.Enum(
        Confirmation,
        by_value=True,
        load_default=Confirmation.RECEIVER,
        validate=validate.OneOf([Confirmation.RECEIVER, Confirmation.PAPER]),
    )
    lines = fields.List(
        fields.Nested(DeliveredLineSchema),
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=MOST_LINES),
        metadata={"description": "absent: everything arrived as loaded; otherwise every line"},
    )
    paper_number = text(200)
    signed_by = text(200)
    note = text(2000)
    occurred_at = moment_field()


class PageDeliverySchema(DeliverySchema):
    idempotency_key = key_field()
    occurred_at = typed_moment_field()


class StockTakeSchema(BaseSchema):
    batch_id = IdField(required=True)
    location_id = IdField(required=True)
    quantity = QuantityField(required=True)


class HandOutSchema(BaseSchema):
    receiver_id = IdField(required=True, error_messages=_CHOOSE)
    kind = fields.Enum(HandOutKind, by_value=True, load_default=HandOutKind.HAND_OUT)
    lines = lines_of(
        StockTakeSchema, required=True, error_messages={"required": _l("Enter a quantity for at least one batch.")}
    )
    households = people_field()
    persons = people_field()
    paper_number = text(200)
    purpose = text(200)
    note = text(2000)
    occurred_at = moment_field()


class PageHandOutSchema(HandOutSchema):
    idempotency_key = key_field()
    households = typed_people()
    persons = typed_people()
    occurred_at = typed_moment_field()


class ReturnSchema(BaseSchema):
    receiver_id = IdField(required=True, error_messages=_CHOOSE)
    to_site_id = IdField(required=True, error_messages=_CHOOSE)
    lines = lines_of(
        StockTakeSchema, required=True, error_messages={"required": _l("Enter a quantity for at least one batch.")}
    )
    reason = text(2000)
    occurred_at = moment_field()


class PageReturnSchema(ReturnSchema):
    idempotency_key = key_field()
    occurred_at = typed_moment_field()


class SurplusSchema(BaseSchema):
    dispatch_line_id = IdField(required=True)
