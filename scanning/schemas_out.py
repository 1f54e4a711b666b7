"""What the phone's API gives back. Ids are text, moments UTC."""

from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, ProblemSchema, choice, text
from scanning.values import TABS, TO_SETTLE, Outcome


class PhoneSiteSchema(BaseSchema):
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    modes = fields.List(fields.String(), required=True)


class PhonePassSchema(BaseSchema):
    """Under which name a volunteer works, and until when."""

    name = fields.String(required=True)
    until = fields.AwareDateTime(required=True)


class PhoneSchema(BaseSchema):
    """`device_key` is told once: keep it, it lets the phone leave unsent actions when its access has ended. `day_pass`
    is set for a volunteer."""

    actor = fields.String(required=True)
    server_time = fields.AwareDateTime(required=True)
    version = fields.String(required=True)
    csrf = fields.String(required=True)
    device_key = fields.String(required=True, allow_none=True)
    day_pass = fields.Nested(PhonePassSchema, required=True, allow_none=True)
    sites = fields.List(fields.Nested(PhoneSiteSchema), required=True)


class PhoneNamedSiteSchema(BaseSchema):
    id = fields.String(required=True)
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    receiver_id = fields.String(required=True, allow_none=True)


class PhoneLocationSchema(BaseSchema):
    id = fields.String(required=True)
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    kind = fields.String(required=True)
    codes = fields.List(fields.String(), required=True)


class PhoneUnitSchema(BaseSchema):
    unit = fields.String(required=True)
    base_per_unit = fields.Integer(required=True, allow_none=True)
    same_as = fields.String(required=True, allow_none=True)


class PhoneItemSchema(BaseSchema):
    id = fields.String(required=True)
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_zh = fields.String(required=True)
    base_unit = fields.String(required=True)
    is_medicine = fields.Boolean(required=True)
    gtins = fields.List(fields.String(), required=True)
    gtin_units = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "the pack that a barcode stands for, where somebody said so"},
    )
    units = fields.List(fields.Nested(PhoneUnitSchema), required=True)


class PhonePlaceSchema(BaseSchema):
    """Figures are null where a blind stocktake counts and you may not decide about it."""

    location_id = fields.String(required=True)
    quantity = fields.Integer(required=True, allow_none=True)
    reserved = fields.Integer(required=True, allow_none=True)


class PhoneBatchSchema(BaseSchema):
    """With stock at the site, or on a dispatch that is picked here or on its way here. `codes` are further labels."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    codes = fields.List(fields.String(), required=True)
    revoked = fields.List(fields.String(), required=True)
    item_id = fields.String(required=True)
    unit = fields.String(required=True)
    base_per_unit = fields.Integer(required=True, allow_none=True)
    specification = fields.String(required=True, allow_none=True)
    lot = fields.String(required=True, allow_none=True)
    produced_on = fields.String(required=True, allow_none=True)
    expires_on = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    restricted = fields.Boolean(required=True)
    source_label = fields.String(required=True)
    places = fields.List(fields.Nested(PhonePlaceSchema), required=True)


class PhoneOtherSchema(BaseSchema):
    """`why`: in-order may be taken, later-expiry with a reason; every other word says why it may not."""

    batch_id = fields.String(required=True)
    location_id = fields.String(required=True)
    free = fields.Integer(required=True, allow_none=True)
    why = fields.String(required=True)


class PhonePickedLineSchema(BaseSchema):
    id = fields.String(required=True)
    batch_id = fields.String(required=True)
    location_id = fields.String(required=True, allow_none=True)
    quantity = fields.Integer(required=True)
    scanned = fields.Boolean(required=True)
    why = fields.String(required=True, validate=validate.OneOf(["rule", "choice"]))
    others = fields.List(fields.Nested(PhoneOtherSchema), required=True)


class PhonePickedSchema(BaseSchema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    code = fields.String(required=True)
    receiver_en = fields.String(required=True)
    receiver_zh = fields.String(required=True)
    lines = fields.List(fields.Nested(PhonePickedLineSchema), required=True)


class PhoneComingLineSchema(BaseSchema):
    id = fields.String(required=True)
    batch_id = fields.String(required=True)
    quantity = fields.Integer(required=True)


class PhoneComingSchema(BaseSchema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    code = fields.String(required=True)
    from_en = fields.String(required=True)
    from_zh = fields.String(required=True)
    as_receiver = fields.Boolean(required=True)
    lines = fields.List(fields.Nested(PhoneComingLineSchema), required=True)


class PhonePromisedLineSchema(BaseSchema):
    id = fields.String(required=True)
    line_no = fields.Integer(required=True)
    code = fields.String(required=True)
    item_id = fields.String(required=True)
    unit = fields.String(required=True)
    outstanding = fields.Integer(required=True, allow_none=True)
    specification = fields.String(required=True, allow_none=True)


class PhonePromisedSchema(BaseSchema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    code = fields.String(required=True)
    kind = fields.String(required=True)
    source_label = fields.String(required=True)
    expected_on = fields.String(required=True, allow_none=True)
    lines = fields.List(fields.Nested(PhonePromisedLineSchema), required=True)


class PhoneStocktakeLineSchema(BaseSchema):
    """`expected` is null in a blind count. `again`: somebody has counted it; `by_me`: you have."""

    id = fields.String(required=True)
    batch_id = fields.String(required=True)
    location_id = fields.String(required=True)
    to_count = fields.Boolean(required=True)
    by_me = fields.Boolean(required=True)
    counted_by_me = fields.Integer(required=True, allow_none=True)
    may_correct = fields.Boolean(required=True, metadata={"description": "your own count"})
    again = fields.Boolean(required=True)
    expected = fields.Integer(required=True, allow_none=True)


class PhoneStocktakeSchema(BaseSchema):
    """An open stocktake. Of a location or an item, or of the whole site where both are null."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    location_id = fields.String(required=True, allow_none=True)
    item_id = fields.String(required=True, allow_none=True)
    blind = fields.Boolean(required=True)
    mine = fields.Boolean(required=True)
    due_on = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    lines = fields.List(fields.Nested(PhoneStocktakeLineSchema), required=True)


class PhoneSiteDataSchema(BaseSchema):
    """What a phone needs of a site without a network. `complete` false: there is more than a phone holds.
    `may_override`: this person may send goods against a donor's wish, with somebody's consent."""

    site = fields.Nested(PhoneNamedSiteSchema, required=True)
    as_of = fields.String(required=True)
    modes = fields.List(fields.String(), required=True)
    may_override = fields.Boolean(required=True)
    may_link = fields.Boolean(required=True, metadata={"description": "may say what a new barcode stands for"})
    may_label_shelves = fields.Boolean(required=True)
    complete = fields.Boolean(required=True)
    locations = fields.List(fields.Nested(PhoneLocationSchema), required=True)
    items = fields.List(fields.Nested(PhoneItemSchema), required=True)
    batches = fields.List(fields.Nested(PhoneBatchSchema), required=True)
    dispatches = fields.List(fields.Nested(PhonePickedSchema), required=True)
    arrivals = fields.List(fields.Nested(PhoneComingSchema), required=True)
    consignments = fields.List(fields.Nested(PhonePromisedSchema), required=True)
    stocktakes = fields.List(fields.Nested(PhoneStocktakeSchema), required=True)


class PhoneClockSchema(BaseSchema):
    """By how many seconds the device's clock is behind ours; negative when ahead."""

    seconds = fields.Integer(required=True)


class PhoneAnswerSchema(BaseSchema):
    """What became of one action. `again`: it was answered before, and this is that answer."""

    key = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([outcome.value for outcome in Outcome]))
    again = fields.Boolean(required=True)
    answer = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    problem = fields.Nested(ProblemSchema, required=True, allow_none=True)
    conflict = fields.String(required=True, allow_none=True)
    clock = fields.Nested(PhoneClockSchema)


class PhoneAnswersSchema(BaseSchema):
    server_time = fields.AwareDateTime(required=True)
    answers = fields.List(fields.Nested(PhoneAnswerSchema), required=True)


class PhoneStoredSchema(BaseSchema):
    """How many actions were kept for a manager to decide; those kept before are not counted again."""

    stored = fields.Integer(required=True)


class ConflictSchema(BaseSchema):
    """One entry of the inbox. `by` is empty for who may not know it; moments are ours but `told_at`, the device's."""

    id = IdField(required=True)
    kind = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([outcome.value for outcome in TO_SETTLE]))
    site = fields.String(required=True, allow_none=True)
    by = fields.String(required=True)
    device = fields.String(required=True)
    told_at = fields.AwareDateTime(required=True, allow_none=True)
    occurred_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True)
    skew_seconds = fields.Integer(required=True)
    problem = fields.Nested(ProblemSchema, required=True, allow_none=True)
    told = fields.Dict(keys=fields.String(), required=True, metadata={"description": "the action as it was sent"})
    found = fields.Dict(keys=fields.String(), required=True)
    rivals = fields.Dict(keys=fields.String(), required=True)
    resolution = fields.String(required=True, allow_none=True)
    resolution_reason = fields.String(required=True, allow_none=True)
    resolved_at = fields.AwareDateTime(required=True, allow_none=True)


class ConflictPageSchema(BaseSchema):
    total = fields.Integer(required=True)
    next_key = fields.String(required=True, allow_none=True)
    previous_key = fields.String(required=True, allow_none=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    rows = fields.List(fields.Nested(ConflictSchema), required=True)


class SettledSchema(BaseSchema):
    action_id = fields.String(required=True)
    kind = fields.String(required=True)
    posting_id = fields.String(required=True, allow_none=True)
    answer = fields.Dict(keys=fields.String(), required=True, allow_none=True)


class ConflictQuerySchema(BaseSchema):
    """Which tab, and from where on."""

    tab = choice(TABS, default="open")
    after = text(64)
    before = text(64)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
