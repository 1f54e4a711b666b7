"""What comes in and goes out around day passes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, pre_load, validate

from accounts.values_passes import DEFAULT_PEOPLE, END_OF_DAY, LONGEST_NAME, MOST_PEOPLE, PASS_MODES
from core.schemas import BaseSchema, IdField

_NEEDED = {"required": _l("This is needed.")}
_MODES = validate.OneOf([mode.value for mode in PASS_MODES])
_PEOPLE = validate.Range(min=1, max=MOST_PEOPLE, error=_l("Give a number from {min} to {max}."))
_CODE = {"description": "what stands on the screen now; it changes every minute"}


def _modes(**more: Any) -> fields.List:
    return fields.List(
        fields.String(validate=_MODES), load_default=list, validate=validate.Length(max=len(PASS_MODES)), **more
    )


class PassFormSchema(BaseSchema):
    """A pass as a page offers it: until the next time the clock shows `until`."""

    site_id = IdField(required=True, error_messages=_NEEDED)
    modes = _modes()
    until = fields.Time("%H:%M", load_default=END_OF_DAY, error_messages={"invalid": _l("Give a time such as 18:00.")})
    most = fields.Integer(load_default=DEFAULT_PEOPLE, validate=_PEOPLE)

    @pre_load
    def one_is_a_list(self, data: Any, **_: Any) -> Any:
        modes = data.get("modes", [])
        return {**data, "modes": [modes] if isinstance(modes, str) else modes}


class JoinSchema(BaseSchema):
    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_NAME, error=_l("At most {max} characters.")),
        error_messages={"required": _l("Type your name: without it nobody can ask you about a box.")},
    )


class PassInSchema(BaseSchema):
    """A pass for programs. Looking up always comes with it; without `until` it ends with the day."""

    site_id = IdField(required=True, error_messages=_NEEDED)
    modes = _modes(metadata={"description": "what those who join may do"})
    until = fields.AwareDateTime(load_default=None, allow_none=True)
    most = fields.Integer(load_default=DEFAULT_PEOPLE, validate=_PEOPLE)


class VolunteerSchema(BaseSchema):
    """One who joined. `name` is empty once it was erased; `number` stays."""

    account_id = IdField(required=True)
    number = fields.String(required=True, attribute="pass_number")
    name = fields.String(required=True, attribute="given_name")
    joined_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)


class PassSchema(BaseSchema):
    id = IdField(required=True)
    site_id = IdField(required=True)
    site_code = fields.String(required=True)
    modes = fields.List(fields.String(), required=True)
    most = fields.Integer(required=True)
    joined = fields.Integer(required=True)
    opened_by = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    open = fields.Boolean(required=True)
    volunteers = fields.List(fields.Nested(VolunteerSchema), required=True)


class PassCodeSchema(BaseSchema):
    """What a screen shows: the address for the QR, and for how many seconds it stands."""

    code = fields.String(required=True, metadata=_CODE)
    address = fields.String(required=True)
    seconds = fields.Integer(required=True)


class PassEndedSchema(BaseSchema):
    ended = fields.Integer(required=True, metadata={"description": "how many passes still ran"})


class PassErasedSchema(BaseSchema):
    number = fields.String(required=True, metadata={"description": "what stands instead of the name now"})
