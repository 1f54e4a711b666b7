"""What comes in to accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from core.access import GRANTED_ROLES
from core.i18n import LOCALES
from core.schemas import BaseSchema, IdField, text

_ROLES = validate.OneOf([role.value for role in GRANTED_ROLES])
_PLACE = validate.Regexp(r"^(area:[^:]{0,400}|site:[0-9]{1,19})$", error=_l("Choose a place."))
_USERNAME = validate.Regexp(
    r"^[0-9A-Za-z][0-9A-Za-z._@\-]{1,63}$", error=_l("Use 2 to 64 letters, digits, dots and hyphens, without spaces.")
)
_NEEDED = {"required": _l("This is needed.")}
_ONE_PLACE = _l("Give exactly one of area_code, site_id and everywhere.")


class SignInSchema(BaseSchema):
    username = text(64, required=True)
    password = text(128, required=True)
    next = text(400)


class PasswordSchema(BaseSchema):
    old = fields.String(required=True)
    new = fields.String(required=True)


class GrantSchema(BaseSchema):
    """A role at a place: `area:<path>` with all below it, or `site:<id>`."""

    role = fields.String(required=True, validate=_ROLES, error_messages=_NEEDED)
    place = fields.String(required=True, validate=_PLACE, error_messages=_NEEDED)


class NewPersonSchema(GrantSchema):
    username = fields.String(required=True, validate=_USERNAME, error_messages=_NEEDED)
    name = text(200, required=True)
    password = fields.String(required=True, error_messages=_NEEDED)


class NewPasswordSchema(BaseSchema):
    password = fields.String(required=True, error_messages=_NEEDED)


class ActiveSchema(BaseSchema):
    active = fields.Boolean(required=True)


class TokenSchema(BaseSchema):
    name = text(200, required=True)
    days = fields.Integer(load_default=365, validate=validate.Range(min=1, max=3650))


class LanguageSchema(BaseSchema):
    locale = fields.String(load_default="", validate=validate.OneOf(["", *LOCALES]))


class PeopleQuerySchema(BaseSchema):
    q = text(100, metadata={"description": "part of a name"})


class GrantInSchema(BaseSchema):
    """A role for programs: exactly one of `area_code` (with all below it), `site_id` and `everywhere`."""

    role = fields.String(required=True, validate=_ROLES, error_messages=_NEEDED)
    area_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))
    site_id = IdField(load_default=None, allow_none=True)
    everywhere = fields.Boolean(load_default=False)

    @validates_schema
    def one_place(self, data: dict[str, Any], **_: Any) -> None:
        if sum((data["area_code"] is not None, data["site_id"] is not None, data["everywhere"])) != 1:
            raise ValidationError(str(_ONE_PLACE), "area_code")


class PersonNamesSchema(BaseSchema):
    username = fields.String(required=True, validate=_USERNAME, error_messages=_NEEDED)
    name = text(200, required=True)


class PersonInSchema(PersonNamesSchema, GrantInSchema):
    password = fields.String(required=True, error_messages=_NEEDED, metadata={"format": "password"})


class PasswordInSchema(BaseSchema):
    password = fields.String(required=True, error_messages=_NEEDED, metadata={"format": "password"})


class OwnPasswordSchema(BaseSchema):
    old = fields.String(required=True, error_messages=_NEEDED, metadata={"format": "password"})
    new = fields.String(required=True, error_messages=_NEEDED, metadata={"format": "password"})


class PersonActiveSchema(BaseSchema):
    active = fields.Boolean(required=True, error_messages=_NEEDED)
