"""What comes in to accounts."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from core.access import Role
from core.i18n import LOCALES
from core.schemas import BaseSchema, text

_ROLES = validate.OneOf([role.value for role in Role])
_PLACE = validate.Regexp(r"^(area:[^:]{0,400}|site:[0-9]{1,19})$", error=_l("Choose a place."))
_USERNAME = validate.Regexp(
    r"^[0-9A-Za-z][0-9A-Za-z._@\-]{1,63}$", error=_l("Use 2 to 64 letters, digits, dots and hyphens, without spaces.")
)
_NEEDED = {"required": _l("This is needed.")}


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
