"""The acts as their pages send them: the batch stands in the address, the key in the form."""

from marshmallow import fields, validate

from core.schemas import key_field
from inventory.schemas import (
    CorrectionSchema,
    CountSchema,
    IssueSchema,
    MoveSchema,
    RepackSchema,
    SortSchema,
    SplitSchema,
    WriteOffSchema,
)

_ELSEWHERE = ("batch_id", "occurred_at")


class PageIssueSchema(IssueSchema):
    idempotency_key = key_field()

    class Meta:
        exclude = _ELSEWHERE


class PageMoveSchema(MoveSchema):
    idempotency_key = key_field()

    class Meta:
        exclude = _ELSEWHERE


class PageCountSchema(CountSchema):
    idempotency_key = key_field()

    class Meta:
        exclude = _ELSEWHERE


class PageWriteOffSchema(WriteOffSchema):
    idempotency_key = key_field()

    class Meta:
        exclude = _ELSEWHERE


class PageSplitSchema(SplitSchema):
    idempotency_key = key_field()

    class Meta:
        exclude = _ELSEWHERE


class PageRepackSchema(RepackSchema):
    idempotency_key = key_field()

    class Meta:
        exclude = _ELSEWHERE


class PageSortSchema(SortSchema):
    idempotency_key = key_field()

    class Meta:
        exclude = _ELSEWHERE


class PageCorrectionSchema(CorrectionSchema):
    """A page always sends all its fields; an empty one makes the property unknown."""

    lot = fields.String(load_default=None, validate=validate.Length(max=64))
    produced_on = fields.Date(load_default=None)
    expires_on = fields.Date(load_default=None)
    specification = fields.String(load_default=None, validate=validate.Length(max=200))
