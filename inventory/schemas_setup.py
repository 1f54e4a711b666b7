"""What comes in to the catalogue, places and labels, and what goes out. Pages and API load the same schemas."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from core.schemas import WHOLE_NUMBER_RANGE, BaseSchema, IdField, QuantityField, choice, text
from inventory.label_values import SHEETS
from inventory.schemas import needed_text
from inventory.values import Category, LocationKind, ReceiverKind, SiteKind

_NEEDED = {"required": _l("This is needed.")}
_CODE = validate.Regexp(
    r"^[0-9A-Za-z][0-9A-Za-z._\-]{0,63}$", error=_l("Use letters, digits, dots and hyphens only, without spaces.")
)
_PLACES = [kind.value for kind in (LocationKind.STORAGE, LocationKind.DOCK, LocationKind.QUARANTINE)]


def _words(enumeration: type) -> validate.OneOf:
    return validate.OneOf([member.value for member in enumeration])


class ItemFields(BaseSchema):
    name_en = text(200)
    name_zh = text(200)
    category = fields.String(required=True, validate=_words(Category), error_messages=_NEEDED)
    is_medicine = fields.Boolean(load_default=False)
    shelf_life_days = QuantityField(load_default=None, allow_none=True)
    storage_condition = text(200)
    description = text(2000)


class NewItemSchema(ItemFields):
    code = fields.String(required=True, validate=_CODE, error_messages=_NEEDED)
    base_unit = needed_text(32)


class EditItemSchema(ItemFields):
    active = fields.Boolean(load_default=False)


class ItemUnitSchema(BaseSchema):
    """Either `base_per_unit` (a pack size) or `same_as` (a word that means another unit)."""

    unit = needed_text(32)
    base_per_unit = QuantityField(load_default=None, allow_none=True)
    same_as = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=32))


class UnitNameSchema(BaseSchema):
    unit = needed_text(32)


class NameSchema(BaseSchema):
    name = needed_text(200)


class GtinSchema(BaseSchema):
    gtin = needed_text(20)


class GtinLinkSchema(BaseSchema):
    """Which item a GTIN is on, and which of its units it stands for (empty: not said)."""

    gtin = needed_text(20)
    item_id = IdField(required=True, error_messages=_NEEDED)
    unit = text(32)


class LinkedSchema(BaseSchema):
    gtin = fields.String(required=True)
    item_id = IdField(required=True)
    unit = fields.String(required=True)
    again = fields.Boolean(required=True, metadata={"description": "it was linked so before"})


class SubstituteSchema(BaseSchema):
    substitute_id = IdField(required=True, error_messages=_NEEDED)


class NewAreaSchema(BaseSchema):
    code = fields.String(required=True, validate=_CODE, error_messages=_NEEDED)
    name_en = text(200)
    name_zh = text(200)


class SiteFields(BaseSchema):
    kind = fields.String(required=True, validate=_words(SiteKind), error_messages=_NEEDED)
    name_en = text(200)
    name_zh = text(200)
    phone = text(200)
    address = text(200)


class NewSiteSchema(SiteFields):
    code = fields.String(required=True, validate=_CODE, error_messages=_NEEDED)
    area_code = needed_text(64)


class EditSiteSchema(SiteFields):
    active = fields.Boolean(load_default=False)


class NewLocationSchema(BaseSchema):
    code = fields.String(required=True, validate=_CODE, error_messages=_NEEDED)
    kind = fields.String(required=True, validate=validate.OneOf(_PLACES), error_messages=_NEEDED)
    name_en = text(200)
    name_zh = text(200)


class EditLocationSchema(BaseSchema):
    name_en = text(200)
    name_zh = text(200)
    active = fields.Boolean(load_default=False)


class LocationSchemaIn(BaseSchema):
    """The same for programs, which say whether it stays open: a page's tick that is missing means no."""

    name_en = text(200)
    name_zh = text(200)
    active = fields.Boolean(required=True, error_messages=_NEEDED)


class ReceiverFields(BaseSchema):
    name_en = text(200)
    name_zh = text(200)
    contact = text(500)


class NewReceiverSchema(ReceiverFields):
    area_code = needed_text(64)


class EditReceiverSchema(ReceiverFields):
    active = fields.Boolean(load_default=False)


class SameAsSchema(BaseSchema):
    same_as_id = IdField(required=True, error_messages=_NEEDED)


class ReasonSchema(BaseSchema):
    reason = needed_text(200)


class PrintSchema(BaseSchema):
    """How labels are printed: the sheet, how many of each, and the first free position of a used sheet."""

    sheet = fields.String(load_default="", validate=validate.OneOf(["", *SHEETS]))
    copies = QuantityField(load_default=1, validate=validate.Range(min=1, max=500, error=WHOLE_NUMBER_RANGE))
    start_at = QuantityField(load_default=1, validate=validate.Range(min=1, max=100, error=WHOLE_NUMBER_RANGE))


class LabelOrderSchema(PrintSchema):
    codes = fields.List(needed_text(64), load_default=list, validate=validate.Length(max=2000))
    batch_ids = fields.List(IdField(), load_default=list, validate=validate.Length(max=2000))
    site = text(64)


class SearchSchema(BaseSchema):
    q = text(100)


class ItemQuerySchema(SearchSchema):
    category = choice(Category)


class ReceiverQuerySchema(SearchSchema):
    kind = choice(ReceiverKind)


class AreaQuerySchema(BaseSchema):
    under = text(64)


class ItemSchema(BaseSchema):
    id = IdField(required=True)
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    category = fields.String(required=True)
    base_unit = fields.String(required=True)
    is_medicine = fields.Boolean(required=True)
    shelf_life_days = fields.Integer(required=True, allow_none=True)
    storage_condition = fields.String(required=True)
    description = fields.String(required=True)
    active = fields.Boolean(required=True)


class UnitSchema(BaseSchema):
    unit = fields.String(required=True)
    base_per_unit = fields.Integer(required=True, allow_none=True)
    same_as = fields.String(required=True, allow_none=True)
    actor = fields.String(required=True)
    decided_at = fields.AwareDateTime(required=True)


class ItemPageSchema(ItemSchema):
    units = fields.List(fields.Nested(UnitSchema), required=True)
    aliases = fields.List(fields.String(), required=True)
    gtins = fields.List(fields.String(), required=True)
    substitutes = fields.List(fields.String(), required=True, metadata={"description": "codes of items"})


class AreaSchema(BaseSchema):
    id = IdField(required=True)
    code = fields.String(required=True)
    level = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    path = fields.String(required=True)
    below = fields.Integer(required=True, metadata={"description": "how many areas stand directly below"})


class SiteSchema(BaseSchema):
    id = IdField(required=True)
    code = fields.String(required=True)
    kind = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    area_code = fields.String(required=True)
    phone = fields.String(required=True)
    address = fields.String(required=True)
    active = fields.Boolean(required=True)
    batches = fields.Integer(required=True)


class LocationSchema(BaseSchema):
    id = IdField(required=True)
    kind = fields.String(required=True)
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    active = fields.Boolean(required=True)
    label = fields.String(required=True, allow_none=True)
    batches = fields.Integer(required=True)


class ReceiverSchema(BaseSchema):
    id = IdField(required=True)
    kind = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    area_code = fields.String(required=True)
    active = fields.Boolean(required=True)


class MadeSchema(BaseSchema):
    id = IdField(required=True)


class DoneSchema(BaseSchema):
    changed = fields.List(fields.String(), required=True)


class CodeSchema(BaseSchema):
    code = fields.String(required=True)


class RefusedRowSchema(BaseSchema):
    row = fields.Integer(required=True)
    code = fields.String(required=True)
    reason = fields.String(required=True)


class AreaImportSchema(BaseSchema):
    added = fields.List(fields.String(), required=True)
    changed = fields.List(fields.String(), required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedRowSchema), required=True)


class AreaFileSchema(BaseSchema):
    """The code list as text, in one field: commas, semicolons or tabs between columns."""

    csv = fields.String(required=True, validate=validate.Length(min=1, max=4_000_000), error_messages=_NEEDED)
