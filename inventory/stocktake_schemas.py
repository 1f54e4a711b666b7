"""What comes in to stocktakes, and what goes out. Pages and API load the same schemas."""

from typing import Any

from marshmallow import fields, pre_load, validate

from core.schemas import BaseSchema, IdField, QuantityField, choice, moment_field, text
from inventory.schemas import KeySchema, day_field, needed_text
from inventory.stocktake_values import StocktakeStatus

_STATUSES = [status.value for status in StocktakeStatus]


class NewStocktakeSchema(BaseSchema):
    """The whole site, or one location or one item of it. `people` empty: everybody who handles stock there."""

    site = needed_text(64)
    location_id = IdField(load_default=None, allow_none=True)
    item_id = IdField(load_default=None, allow_none=True)
    blind = fields.Boolean(load_default=True)
    people = fields.List(IdField(), load_default=list, validate=validate.Length(max=200))
    due_on = day_field()
    note = text(500)


class PageOpenSchema(NewStocktakeSchema, KeySchema):
    """The form of a page: one ticked box is text, several are a list; a box that is not ticked is not sent."""

    blind = fields.Boolean(load_default=False)

    @pre_load
    def people_as_list(self, data: Any, **_: Any) -> Any:
        """One name alone is a list of one."""
        return {**data, "people": [data["people"]]} if isinstance(data.get("people"), str) else data


class StocktakeCountSchema(BaseSchema):
    """`counted` 0 when it is not there."""

    batch_id = IdField(required=True)
    location_id = IdField(required=True)
    counted = QuantityField(required=True, least=0)
    occurred_at = moment_field()


class ApiCountSchema(StocktakeCountSchema):
    corrects = fields.Boolean(
        load_default=False, metadata={"description": "replace your own count, while nobody else has counted the line"}
    )


class PageCountLineSchema(ApiCountSchema, KeySchema):
    class Meta:
        exclude = ("occurred_at",)


class PageCountCodeSchema(KeySchema):
    """Something that lies somewhere, by its label."""

    code = needed_text(400)
    location_id = IdField(required=True)
    counted = QuantityField(required=True, least=0)


class StocktakeNoteSchema(BaseSchema):
    location_id = IdField(required=True)
    words = needed_text(500)
    occurred_at = moment_field()


class PageNoteSchema(KeySchema):
    """On a page that has another place to choose, too."""

    location_id = IdField(required=True, data_key="note_location_id")
    words = needed_text(500)


class CountDecisionSchema(BaseSchema):
    count_id = IdField(required=True)
    reason = needed_text(500)


class StocktakeReasonSchema(BaseSchema):
    reason = needed_text(500)


class PageWhySchema(BaseSchema):
    """On a page that has another reason to give, too."""

    reason = fields.String(required=True, data_key="why", validate=validate.Length(min=1, max=500))


class PostStocktakeSchema(BaseSchema):
    """`leave_uncounted`: lines that nobody counted stay as they are, and are recorded as not counted."""

    reason = text(500)
    leave_uncounted = fields.Boolean(load_default=False)


class PagePostSchema(PostStocktakeSchema, KeySchema):
    """The form of a page, with its key."""


class StocktakeQuerySchema(BaseSchema):
    site = text(64)
    status = choice(StocktakeStatus)


class ProposalQuerySchema(BaseSchema):
    site = needed_text(64)


class CounterSchema(BaseSchema):
    id = IdField(required=True)
    name = fields.String(required=True)


class StocktakeSchema(BaseSchema):
    id = IdField(required=True)
    number = fields.String(required=True)
    site_code = fields.String(required=True)
    location_id = IdField(required=True, allow_none=True)
    item_id = IdField(required=True, allow_none=True)
    blind = fields.Boolean(required=True)
    status = fields.String(required=True, validate=validate.OneOf(_STATUSES))
    due_on = fields.Date(required=True, allow_none=True)
    note = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    posting_id = IdField(required=True, allow_none=True)
    people = fields.List(fields.Nested(CounterSchema), required=True)
    lines = fields.Integer(required=True)
    counted = fields.Integer(required=True, metadata={"description": "lines that somebody has counted"})


class CountEntrySchema(BaseSchema):
    counted = fields.Integer(required=True)
    occurred_at = fields.AwareDateTime(required=True)


class LineCountSchema(BaseSchema):
    id = IdField(required=True)
    actor = fields.String(required=True)
    counted = fields.Integer(required=True)
    occurred_at = fields.AwareDateTime(required=True)
    expected = fields.Integer(required=True, metadata={"description": "by the books at that moment"})
    difference = fields.Integer(required=True)
    late = fields.Integer(required=True, metadata={"description": "movements whose paper came late"})
    entries = fields.List(
        fields.Nested(CountEntrySchema),
        required=True,
        metadata={"description": "where the person corrected it: all that was said, oldest first; the last one stands"},
    )
    movement_ids = fields.List(IdField(), required=True)


class StocktakeLineSchema(BaseSchema):
    """Figures are null, and `counts` empty, while they are hidden from you."""

    id = IdField(required=True)
    batch_id = IdField(required=True)
    batch = fields.String(required=True)
    item_code = fields.String(required=True)
    unit = fields.String(required=True)
    location_id = IdField(required=True)
    location_code = fields.String(required=True)
    listed = fields.Boolean(required=True)
    state = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    hidden = fields.Boolean(required=True)
    may_count = fields.Boolean(required=True)
    may_correct = fields.Boolean(required=True, metadata={"description": "your own count"})
    counted_by_you = fields.Integer(required=True, allow_none=True)
    expected = fields.Integer(required=True, allow_none=True, metadata={"description": "when it was opened"})
    counts = fields.List(fields.Nested(LineCountSchema), required=True)
    counted = fields.Integer(required=True, allow_none=True)
    difference = fields.Integer(required=True, allow_none=True)


class StocktakeNoteOutSchema(BaseSchema):
    id = IdField(required=True)
    location_code = fields.String(required=True)
    words = fields.String(required=True)
    actor = fields.String(required=True)
    occurred_at = fields.AwareDateTime(required=True)


class StocktakePageQuerySchema(BaseSchema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=10_000))


class StocktakePageSchema(StocktakeSchema):
    """`rows` are at most 500 lines; `next_page` is null on the last page."""

    rows = fields.List(fields.Nested(StocktakeLineSchema), required=True)
    next_page = fields.Integer(required=True, allow_none=True)
    notes = fields.List(fields.Nested(StocktakeNoteOutSchema), required=True)


class OpenedStocktakeSchema(BaseSchema):
    id = IdField(required=True)
    number = fields.String(required=True)


class CountedLineSchema(BaseSchema):
    """`next`: done, recount (somebody else counts it once more) or decide (a manager does)."""

    stocktake_id = fields.String(required=True)
    number = fields.String(required=True)
    line_id = fields.String(required=True)
    count_id = fields.String(required=True)
    counted = fields.Integer(required=True)
    unit = fields.String(required=True)
    next = fields.String(required=True)
    corrected = fields.Boolean(required=True)


class NotedGoodsSchema(BaseSchema):
    stocktake_id = fields.String(required=True)
    number = fields.String(required=True)
    note_id = fields.String(required=True)


class PostedStocktakeSchema(BaseSchema):
    posting_id = fields.String(required=True)
    stocktake_id = fields.String(required=True)
    number = fields.String(required=True)
    lines = fields.Integer(required=True)
    agreed = fields.Integer(required=True)
    more = fields.Integer(required=True)
    less = fields.Integer(required=True)
    not_counted = fields.Integer(required=True)


class ProposalReasonSchema(BaseSchema):
    reason = fields.String(required=True)
    figure = fields.Integer(required=True)
    words = fields.String(required=True)


class ProposalSchema(BaseSchema):
    item_id = IdField(required=True)
    item_code = fields.String(required=True)
    places = fields.Integer(required=True)
    last_counted_at = fields.AwareDateTime(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(ProposalReasonSchema), required=True)
