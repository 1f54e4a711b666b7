"""What comes in to a direct delivery, and what it answers."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from core.schemas import BaseSchema, IdField, text
from donations.schemas import ReceiptSchema
from donations.schemas_pages import PageReceiptSchema

_CHOOSE = {"required": _l("Choose one.")}


class DirectDeliverySchema(ReceiptSchema):
    """A goods receipt that goes on at once; `location_id` has no meaning here and is left out."""

    class Meta:
        exclude = ("location_id",)

    consignment_id = IdField(required=True, error_messages=_CHOOSE)
    receiver_id = IdField(required=True, error_messages=_CHOOSE)
    request_id = IdField(load_default=None, allow_none=True)
    driver = text(200)
    purpose = text(200)
    override_reason = text(2000)
    override_consent = text(2000)


class PageDirectDeliverySchema(PageReceiptSchema):
    class Meta:
        exclude = ("location_id",)

    receiver_id = IdField(required=True, error_messages=_CHOOSE)
    request_id = IdField(load_default=None)
    driver = text(200)
    purpose = text(200)
    override_reason = text(2000)
    override_consent = text(2000)


class DirectDeliveryOutSchema(BaseSchema):
    dispatch_id = IdField()
    number = fields.String()
    code = fields.String()
    posting_id = IdField()
