"""What the reports say as JSON: stable words and figures, names in both languages, nothing about a person."""

from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, ValidationError, fields, validate

from core.schemas import BaseSchema, IdField, choice
from inventory.values import MovementKind
from reports.filters import FIRST_DAY, LAST_DAY


class TraceNamesSchema(Schema):
    en = fields.String()
    zh = fields.String()


class TraceAmountSchema(Schema):
    """A quantity in its own unit; `factor` says how many of the line's unit are in one, as an exact fraction."""

    quantity = fields.String(metadata={"example": "250", "description": "whole, or a fraction such as 1/3"})
    unit = fields.String()
    factor = fields.String(metadata={"example": "1/400"})


class TracePlaceSchema(Schema):
    kind = fields.String(metadata={"description": "on_hand, in_transit, receiver, ended, opened"})
    names = fields.Nested(TraceNamesSchema)
    area = fields.Nested(TraceNamesSchema)
    ending = fields.String(metadata={"description": "how it ended: hand_out, used, short …; empty while it has not"})
    state = fields.String(metadata={"description": "held, blocked or expired; empty when usable"})
    since = fields.Date(allow_none=True)
    amounts = fields.List(fields.Nested(TraceAmountSchema))


class TraceOpenedPartSchema(Schema):
    item = fields.Nested(TraceNamesSchema)
    place = fields.Nested(TracePlaceSchema)


class TraceSumsSchema(Schema):
    """received + gained − lost = accounted, all in `unit`, as exact fractions."""

    unit = fields.String()
    received = fields.Integer()
    gained = fields.String()
    lost = fields.String()
    expected = fields.String()
    accounted = fields.String()
    adds_up = fields.Boolean()
    places = fields.List(fields.Nested(TracePlaceSchema))
    opened_into = fields.List(fields.Nested(TraceOpenedPartSchema))


class TraceRejectedSchema(Schema):
    quantity = fields.Integer()
    unit = fields.String()
    reason = fields.String()
    at = fields.Date()


class TraceWishSchema(Schema):
    kind = fields.Function(lambda wish: wish[0], metadata={"type": "string"})
    names = fields.Function(lambda wish: {"en": wish[1].en, "zh": wish[1].zh}, metadata={"type": "object"})


class TraceMixturePartSchema(Schema):
    code = fields.String()
    source_kind = fields.String()
    entered_on = fields.Date()
    quantity = fields.Integer()
    ours = fields.Boolean()


class TraceMixtureSchema(Schema):
    """Boxes that nobody can tell apart; `ours` and `share` are exact, as "2/5"."""

    item = fields.Nested(TraceNamesSchema)
    code = fields.String()
    unit = fields.String()
    total = fields.Integer()
    ours = fields.String()
    share = fields.String()
    parts = fields.List(fields.Nested(TraceMixturePartSchema))


class TraceLineSchema(Schema):
    item = fields.Nested(TraceNamesSchema)
    unit = fields.String()
    announced = fields.Integer(allow_none=True)
    not_yet_counted = fields.Boolean()
    specification = fields.String()
    lot = fields.String()
    expires_on = fields.Date(allow_none=True)
    wishes = fields.List(fields.Nested(TraceWishSchema))
    rejected = fields.List(fields.Nested(TraceRejectedSchema))
    sums = fields.List(fields.Nested(TraceSumsSchema))
    mixtures = fields.List(fields.Nested(TraceMixtureSchema))


class TracePartSchema(Schema):
    kind = fields.String()
    item = fields.Nested(TraceNamesSchema)
    quantity = fields.Integer()
    unit = fields.String()


class TraceEventSchema(Schema):
    kind = fields.String()
    at = fields.Date()
    recorded = fields.Date()
    origin = fields.Nested(TraceNamesSchema)
    target = fields.Nested(TraceNamesSchema)
    parts = fields.List(fields.Nested(TracePartSchema))
    evidence = fields.List(fields.String())
    confirmation = fields.String()
    households = fields.Integer(allow_none=True, metadata={"description": "null when unknown or fewer than 5"})
    few_households = fields.Boolean()
    reversed_by = fields.Date(allow_none=True)
    reverses = fields.String()
    detail = fields.List(fields.String())


class TraceProvenanceSchema(Schema):
    source_kind = fields.String()
    donor = fields.String()
    number = fields.String()
    issuing_body = fields.String()
    document_number = fields.String()
    legal_recipient = fields.String()
    collected_by = fields.String()
    on_behalf_of = fields.String()
    brought_on = fields.Date(allow_none=True)
    imported = fields.Boolean()
    site = fields.Nested(TraceNamesSchema)
    area = fields.Nested(TraceNamesSchema)
    phone = fields.String()


class TraceSchema(BaseSchema):
    code = fields.String()
    subject = fields.String()
    as_of = fields.DateTime()
    adds_up = fields.Boolean()
    provenance = fields.Nested(TraceProvenanceSchema)
    lines = fields.List(fields.Nested(TraceLineSchema))
    events = fields.List(fields.Nested(TraceEventSchema))


class ShortageQuerySchema(BaseSchema):
    area = fields.String(required=True, validate=validate.Length(1, 64), metadata={"description": "code of the area"})
    days = fields.Integer(load_default=30, validate=validate.Range(0, 3650), metadata={"description": "horizon"})


class ShortageRowSchema(Schema):
    item_code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()
    category = fields.String()
    unit = fields.String()
    in_base_unit = fields.Boolean(metadata={"description": "false: the factor is not recorded"})
    need = fields.Integer()
    unknown = fields.Integer(metadata={"description": "needs that state no quantity"})
    usable = fields.Integer()
    expiring = fields.Integer()
    allotted = fields.Integer()
    undated = fields.Integer()
    transit = fields.Integer()
    coming = fields.Integer()
    short = fields.Integer()
    surplus = fields.Integer()
    covered = fields.Integer(allow_none=True, metadata={"description": "whole percent, rounded down"})


class ShortagePlaceSchema(ShortageRowSchema):
    area_code = fields.String()
    area_en = fields.String()
    area_zh = fields.String()


class AreaNamesSchema(Schema):
    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()


class ShortageSchema(Schema):
    area = fields.Nested(AreaNamesSchema)
    days = fields.Integer()
    until = fields.Date()
    as_of = fields.DateTime()
    rows = fields.List(fields.Nested(ShortageRowSchema))
    places = fields.List(fields.Nested(ShortagePlaceSchema))


def _sensible_day(value: date | None) -> None:
    if value is not None and not FIRST_DAY <= value <= LAST_DAY:
        raise ValidationError(str(_("Enter a day between 1900 and 2999.")))


def _sensible_moment(value: datetime) -> None:
    _sensible_day(value.date())


class MovementQuerySchema(BaseSchema):
    site = fields.String(load_default="", validate=validate.Length(max=64), metadata={"description": "code of a site"})
    item = fields.String(load_default="", validate=validate.Length(max=64), metadata={"description": "code of an item"})
    kind = choice(MovementKind)
    first = fields.Date(
        load_default=None, validate=_sensible_day, metadata={"description": "first day on which it happened"}
    )
    last = fields.Date(
        load_default=None, validate=_sensible_day, metadata={"description": "last day on which it happened"}
    )
    after = fields.String(
        load_default="", validate=validate.Length(max=100), metadata={"description": "next_key of a page"}
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 500))


def place_word(row: Any, side: str) -> str | None:
    """SITE/BIN or the location's own code; null is outside."""
    code, site = getattr(row, f"{side}_code"), getattr(row, f"{side}_site_code")
    return f"{site}/{code}" if site else code


class MovementSchema(Schema):
    id = IdField()
    posting_id = IdField()
    kind = fields.String()
    batch_id = IdField()
    batch = fields.String(attribute="code")
    item_code = fields.String()
    item_en = fields.String()
    item_zh = fields.String()
    quantity = fields.Integer(metadata={"description": "in the batch's unit"})
    unit = fields.String()
    from_place = fields.Function(lambda row: place_word(row, "from"), metadata={"type": ["string", "null"]})
    to_place = fields.Function(lambda row: place_word(row, "to"), metadata={"type": ["string", "null"]})
    occurred_at = fields.DateTime()
    recorded_at = fields.DateTime()
    reverses_id = IdField(allow_none=True)


class MovementPageSchema(Schema):
    movements = fields.List(fields.Nested(MovementSchema))
    next_key = fields.String(allow_none=True)


class PostingLineSchema(Schema):
    id = IdField()
    kind = fields.String()
    batch_id = IdField()
    batch = fields.String(attribute="code")
    quantity = fields.Integer()
    unit = fields.String()
    from_location_id = IdField(allow_none=True)
    to_location_id = IdField(allow_none=True)
    reverses_id = IdField(allow_none=True)
    reversed_by = IdField(allow_none=True, metadata={"description": "the posting that reversed this line"})


class PostingSchema(Schema):
    id = IdField()
    kind = fields.String()
    reason = fields.String()
    site_id = IdField(allow_none=True)
    reverses_id = IdField(allow_none=True)
    occurred_at = fields.DateTime()
    recorded_at = fields.DateTime()
    lines = fields.List(fields.Nested(PostingLineSchema))


class PastQuerySchema(BaseSchema):
    site = fields.String(required=True, validate=validate.Length(1, 64), metadata={"description": "code of a site"})
    moment = fields.AwareDateTime(required=True, default_timezone=UTC, validate=_sensible_moment)
    sense = choice(("known", "happened"), default="known")


class PastRowSchema(Schema):
    batch_id = IdField()
    batch = fields.String(attribute="code")
    item_code = fields.String()
    item_en = fields.String()
    item_zh = fields.String()
    quantity = fields.Integer(metadata={"description": "below zero where paper came late"})
    unit = fields.String()
    lot = fields.String(allow_none=True)
    expires_on = fields.Date(allow_none=True)
    state = fields.String()


class PastSchema(Schema):
    moment = fields.DateTime()
    sense = fields.String()
    rows = fields.List(fields.Nested(PastRowSchema))
