"""The forms of the pages: flat fields, as they are named on the page."""

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate

from core.schemas import BaseSchema, IdField, QuantityField, key_field, text, typed_moment_field
from donations.schemas import MOST_LINES, ConsignmentFieldsSchema, optional_text, unit_field, word
from donations.values import DonorKind
from inventory.schemas import day_field, needed_text

_CHOOSE_ITEM = {"required": _l("Choose an item.")}
_TARGET = _l("Say whom or what the donor meant: a receiver, an area or a purpose.")


def _bounded(value: str) -> None:
    """The number in a choice is an id: 63 bits."""
    if int("".join(filter(str.isdigit, value)) or 0) >= 2**63:
        raise ValidationError(str(_TARGET))


def ticked() -> fields.Function:
    """The values of boxes of one name: a form sends one as a text and several as a list."""
    return fields.Function(
        deserialize=lambda value: [str(one) for one in (value if isinstance(value, list) else [value])],
        load_default=list,
    )


class PageLineSchema(BaseSchema):
    item_id = IdField(required=True, error_messages=_CHOOSE_ITEM)
    unit = unit_field(required=True)
    quantity = QuantityField(load_default=None, allow_none=True)
    base_per_unit = QuantityField(load_default=None, allow_none=True)
    specification = optional_text(200)
    lot = optional_text(64)
    produced_on = day_field()
    expires_on = day_field()


class PageTargetSchema(BaseSchema):
    """What the donor fixed: `to` is r<receiver id>, a<area id>, p (the purpose stands in `words`) or u (nobody knows
    yet). `line` empty is the whole gift."""

    line = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=MOST_LINES),
        error_messages={"invalid": _l("Enter the number of the line.")},
    )
    to = fields.String(
        required=True,
        validate=[validate.Regexp(r"^(p|u|[ra][0-9]{1,19})$", error=_TARGET), _bounded],
        error_messages={"required": _TARGET},
    )
    words = text(200)
    quantity = QuantityField(load_default=None, allow_none=True)


class PageConsignmentSchema(ConsignmentFieldsSchema):
    idempotency_key = key_field()
    acknowledge = ticked()
    donor_kind = word(DonorKind, load_default=DonorKind.PERSON)
    donor_name = text(200)
    donor_contact = text(500)
    donor_named = fields.Boolean(load_default=False)
    donor_choice = fields.String(load_default="", validate=[validate.Regexp(r"^(new|[0-9]{1,19})?$"), _bounded])
    lines = fields.List(fields.Nested(PageLineSchema), load_default=list, validate=validate.Length(max=MOST_LINES))
    targets = fields.List(fields.Nested(PageTargetSchema), load_default=list, validate=validate.Length(max=100))


class PageReceivedLineSchema(BaseSchema):
    line_id = IdField(required=True, error_messages={"required": _l("Choose a line.")})
    accepted = QuantityField(least=0, load_default=0)
    unit = fields.String(load_default="", validate=validate.Length(max=32))
    base_per_unit = QuantityField(load_default=None, allow_none=True)
    rejected = QuantityField(least=0, load_default=0)
    reject_reason = text(200)
    not_yet = fields.Boolean(load_default=False)
    lot = optional_text(64)
    produced_on = day_field()
    expires_on = day_field()
    label = text(200)


class PageReceiptSchema(BaseSchema):
    idempotency_key = key_field()
    acknowledge = ticked()
    lines = fields.List(
        fields.Nested(PageReceivedLineSchema), load_default=list, validate=validate.Length(max=MOST_LINES)
    )
    location_id = IdField(load_default=None, allow_none=True)
    occurred_at = typed_moment_field()
    delivered_by = text(200)
    vehicle = text(200)
    note = text(2000)


class PageCloseSchema(BaseSchema):
    reason = needed_text(200)
    line_id = IdField(load_default=None, allow_none=True)


class PageDonorSchema(BaseSchema):
    contact = text(500)


class PageConsentSchema(BaseSchema):
    named = fields.String(
        required=True, validate=validate.OneOf(["yes", "no"]), error_messages={"required": _l("Choose yes or no.")}
    )
