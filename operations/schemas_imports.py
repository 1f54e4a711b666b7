"""What comes in to file imports, and what goes out."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_smorest.fields import Upload
from marshmallow import ValidationError, fields, validate

from core.column_types import MAX_QUANTITY
from core.schemas import BaseSchema, IdField, QuantityField, choice, key_field, text
from core.workbook_grid import column_number
from donations.values import DonorKind
from inventory.values import Category
from operations.values import ImportKind, ImportStatus
from operations.values_imports import CommitMode, Match, RowDecision
from operations.values_settle import How
from operations.words_imports import ROLE_WORDS

_NEEDED = {"required": _l("This is needed.")}
_DAY = {"invalid": _l("Enter a date.")}
ROLES = tuple(ROLE_WORDS)


def _word(values: type, **kwargs: Any) -> fields.Enum:
    return fields.Enum(values, by_value=True, error_messages=_NEEDED, **kwargs)


def _flag() -> fields.Boolean:
    return fields.Boolean(load_default=False)


def _day() -> fields.Date:
    return fields.Date(load_default=None, allow_none=True, error_messages=_DAY)


def _unit(**kwargs: Any) -> fields.String:
    return fields.String(
        load_default="", validate=validate.Length(max=32, error=_l("At most {max} characters.")), **kwargs
    )


def _column(value: str) -> None:
    try:
        column_number(value)
    except ValueError as error:
        raise ValidationError(str(_l("Write the column's letters, such as C."))) from error


class UploadSchema(BaseSchema):
    """A file's kind and place. Goods need a store; needs an area, where the file does not name one."""

    kind = _word(ImportKind, required=True)
    site_id = IdField(load_default=None, allow_none=True)
    area_id = IdField(load_default=None, allow_none=True)
    day = _day()
    one_means_unknown = _flag()
    unit_if_missing = _unit()
    create_missing = _flag()


class FileSchema(BaseSchema):
    file = Upload(required=True, metadata={"description": ".xlsx, .xls or .csv (UTF-8 or GB18030)"})


class MappingSchema(BaseSchema):
    """How to read the file, and what was decided about it. A column goes by its letters; what is left out is found."""

    sheet = text(200)
    header_row = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=1_048_576, error=_l("Enter a row number.")),
    )
    last_row = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=1_048_576, error=_l("Enter a row number.")),
    )
    columns = fields.Dict(
        keys=fields.String(validate=validate.OneOf(ROLES)),
        values=fields.String(validate=[validate.Length(min=1, max=3), _column]),
        load_default=dict,
    )
    day = _day()
    one_means_unknown = _flag()
    unit_if_missing = _unit()
    create_missing = _flag()
    approve = _flag()


class CommitSchema(BaseSchema):
    """`again`: a file that was imported before shall go in once more."""

    mode = _word(CommitMode, load_default=CommitMode.GOOD_ROWS)
    create_missing = _flag()
    again = _flag()


class PageCommitSchema(CommitSchema):
    idempotency_key = key_field()


class SettleSchema(BaseSchema):
    """How a waiting row is settled. `match` needs `item_id`; `same_unit` and `state_unit` need `unit`; `dismiss` needs
    `reason`; `opening` takes `quantity` in the row's unit, or what the rows lack."""

    how = _word(How, required=True)
    reason = text(500)
    item_id = IdField(load_default=None, allow_none=True)
    unit = _unit()
    quantity = QuantityField(load_default=None, allow_none=True)
    base_unit = _unit()
    category = fields.String(load_default="", validate=validate.OneOf(["", *(one.value for one in Category)]))
    only_this_row = _flag()


class PageSettleSchema(SettleSchema):
    idempotency_key = key_field()


class ItemChoiceSchema(BaseSchema):
    """What shall become of a name that the catalogue does not know."""

    key = text(200, required=True)
    item_id = IdField(load_default=None, allow_none=True)
    base_unit = _unit()
    category = fields.String(load_default="", validate=validate.OneOf(["", *(one.value for one in Category)]))
    name_en = text(200)
    is_medicine = _flag()


class DonorChoiceSchema(BaseSchema):
    key = text(200, required=True)
    kind = fields.String(required=True, validate=validate.OneOf([one.value for one in DonorKind]))


class ChoicesSchema(BaseSchema):
    items = fields.List(fields.Nested(ItemChoiceSchema), load_default=list)
    donors = fields.List(fields.Nested(DonorChoiceSchema), load_default=list)


class DecisionSchema(BaseSchema):
    row = text(40, required=True)
    decision = _word(RowDecision, load_default=None, allow_none=True)


class DecisionsSchema(BaseSchema):
    rows = fields.List(fields.Nested(DecisionSchema), load_default=list)


class RowIsSchema(BaseSchema):
    """`how`: the row is the same as the earlier line that it looks like, or different from it."""

    row_no = fields.Integer(required=True, validate=validate.Range(min=1, max=1_048_576))
    how = fields.String(required=True, validate=validate.OneOf([How.SAME.value, How.DIFFERENT.value]))


class AlikeSchema(BaseSchema):
    rows = fields.List(fields.Nested(RowIsSchema), required=True, validate=validate.Length(min=1, max=5000))


class RowQuerySchema(BaseSchema):
    """`state` is ok, warning, error, waiting, done or left_out; `after` the row number to go on from."""

    state = choice(("ok", "warning", "error", "waiting", "done", "left_out"))
    q = text(100)
    after = fields.Integer(load_default=0, validate=validate.Range(min=0, max=2_000_000))
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=500))


class ReasonOutSchema(BaseSchema):
    code = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(["note", "warning", "error"]))
    waits = fields.Boolean(required=True)
    message = fields.String(required=True)
    figures = fields.Dict(keys=fields.String(), values=fields.String())


class RowOutSchema(BaseSchema):
    id = IdField(required=True)
    row_no = fields.Integer(required=True)
    state = fields.String(required=True)
    item = fields.String()
    item_id = IdField(allow_none=True)
    specification = fields.String()
    unit = fields.String()
    quantity = fields.Integer(allow_none=True, metadata={"description": f"1 to {MAX_QUANTITY}, in `unit`"})
    quantity_unknown = fields.Boolean()
    donor = fields.String()
    receiver = fields.String()
    match = fields.String(allow_none=True, validate=validate.OneOf([one.value for one in Match]))
    reasons = fields.List(fields.Nested(ReasonOutSchema))
    source_line_id = IdField(allow_none=True)
    dispatch_line_id = IdField(allow_none=True)
    request_line_id = IdField(allow_none=True)
    settle_reason = fields.String()


class ImportHeadSchema(BaseSchema):
    id = IdField(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([one.value for one in ImportKind]))
    status = fields.String(required=True, validate=validate.OneOf([one.value for one in ImportStatus]))
    filename = fields.String(required=True)
    site_id = IdField(allow_none=True)
    area_id = IdField(allow_none=True)
    made_at = fields.DateTime(required=True)
    committed_at = fields.DateTime(allow_none=True)


class ImportOutSchema(ImportHeadSchema):
    mapping = fields.Dict(keys=fields.String(), metadata={"description": "`given` by a person, and what was `found`"})
    lines = fields.Integer()
    unknown = fields.Integer(metadata={"description": "rows needed in unknown quantity"})
    blank = fields.Integer()
    units = fields.Dict(keys=fields.String(), values=fields.Integer())
    matches = fields.Dict(keys=fields.String(), values=fields.Integer())
    states = fields.Dict(keys=fields.String(), values=fields.Integer())


class CommittedOutSchema(BaseSchema):
    run_id = IdField(required=True)
    done = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    left_out = fields.Integer(required=True)
    replayed = fields.Boolean(required=True)


class SettledOutSchema(BaseSchema):
    done = fields.Integer(required=True)
    dismissed = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    replayed = fields.Boolean(required=True)
