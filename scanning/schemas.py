"""What comes in from phones, and into the inbox."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate

from core.schemas import BaseSchema, IdField, QuantityField, key_field
from distribution.schemas_proofs import ProofUploadSchema
from inventory.schemas import day_field, needed_text
from scanning.values import ResolutionKind

MOST_ACTIONS = 100
_NEEDED = {"required": _l("This is needed.")}
_UID = validate.Regexp(r"^[!-~]{8,64}$", error=_l("A device is named by 8 to 64 visible ASCII characters."))


def _tellable(moment: datetime) -> None:
    """A phone that lost its battery says 1970 and is believed by its difference; only what no clock says is wrong."""
    if not 1902 <= moment.year <= 2200:
        raise ValidationError(str(_l("Enter a date and a time.")))


def _clock(**kwargs: Any) -> fields.AwareDateTime:
    return fields.AwareDateTime(
        validate=_tellable, metadata={"description": "the device's own clock, right or wrong"}, **kwargs
    )


def _device() -> fields.String:
    return fields.String(
        required=True, validate=_UID, metadata={"description": "made by the device once, a UUID; never reused"}
    )


def _actions() -> fields.List:
    return fields.List(
        fields.Dict(
            keys=fields.String(),
            metadata={
                "description": "key, number, kind, site, occurred_at (the device's clock), seen, data. What cannot be "
                "read is refused for this action only."
            },
        ),
        required=True,
        validate=validate.Length(min=1, max=MOST_ACTIONS, error=_l("Send 1 to {max} actions at once.")),
    )


class PhoneSendingSchema(BaseSchema):
    """One sending of a phone's queue. `sent_at` is the device's clock at the moment of sending."""

    device = _device()
    sent_at = _clock(required=True)
    actions = _actions()


class PhoneDepositSchema(PhoneSendingSchema):
    """The queue of a phone whose access has ended."""

    device_key = fields.String(required=True, validate=validate.Length(min=8, max=200), error_messages=_NEEDED)


class PhonePictureDepositSchema(ProofUploadSchema):
    """A picture of a phone whose access has ended."""

    device = _device()
    device_key = fields.String(required=True, validate=validate.Length(min=8, max=200), error_messages=_NEEDED)


class PhoneActionSchema(BaseSchema):
    """The frame of one action; its data has a schema of its kind."""

    key = fields.String(required=True, validate=validate.Regexp(r"^[!-~]{1,128}$"))
    number = QuantityField(least=0, required=True)
    kind = fields.String(required=True, validate=validate.Regexp(r"^[a-z_]{1,32}$"))
    site = fields.String(required=True, validate=validate.Length(min=1, max=64))
    occurred_at = _clock(required=True)
    seen = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)
    data = fields.Dict(keys=fields.String(), required=True)


class ResolutionSchema(BaseSchema):
    """How an entry is settled. Which fields count goes by `kind`: recount takes `counted`, reassign a batch or a
    location, reverse one of the rivals (`posting_id`), found the lot and expiry that stand on a medicine."""

    kind = fields.Enum(
        ResolutionKind,
        by_value=True,
        required=True,
        error_messages=_NEEDED,
        validate=validate.OneOf([kind for kind in ResolutionKind if kind is not ResolutionKind.WITHDRAWN]),
    )
    reason = needed_text(500)
    counted = QuantityField(
        least=0, load_default=None, allow_none=True, metadata={"description": "recount: what is there now"}
    )
    then_apply = fields.Boolean(
        load_default=False, metadata={"description": "recount: try the action again with the counted stock"}
    )
    batch_id = IdField(load_default=None, allow_none=True)
    location_id = IdField(load_default=None, allow_none=True)
    posting_id = IdField(load_default=None, allow_none=True)
    lot = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))
    expires_on = day_field()


class PageResolutionSchema(ResolutionSchema):
    idempotency_key = key_field()
