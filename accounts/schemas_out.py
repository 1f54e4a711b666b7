"""What goes out of accounts: never a password, and a token only in the answer that makes it."""

from marshmallow import fields, validate

from core.access import Role
from core.schemas import BaseSchema, IdField

_ROLE = validate.OneOf([role.value for role in Role])


class GrantOutSchema(BaseSchema):
    """A role over an area with all below it, over one site, or everywhere."""

    id = IdField(required=True)
    role = fields.String(required=True, validate=_ROLE)
    area_code = fields.String(required=True, allow_none=True)
    area_en = fields.String(required=True, allow_none=True)
    area_zh = fields.String(required=True, allow_none=True)
    site_id = IdField(required=True, allow_none=True)
    site_en = fields.String(required=True, allow_none=True)
    site_zh = fields.String(required=True, allow_none=True)
    everywhere = fields.Boolean(required=True)


class PersonOutSchema(BaseSchema):
    id = IdField(required=True)
    username = fields.String(required=True)
    name = fields.String(required=True)
    active = fields.Boolean(required=True)
    grants = fields.List(fields.Nested(GrantOutSchema), required=True)


class SignInOutSchema(BaseSchema):
    """A browser that is signed in."""

    id = IdField(required=True)
    device = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class TokenOutSchema(BaseSchema):
    """An API token without its secret."""

    id = IdField(required=True)
    name = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)


class OwnAccountSchema(PersonOutSchema):
    locale = fields.String(required=True)
    sign_ins = fields.List(fields.Nested(SignInOutSchema), required=True)
    tokens = fields.List(fields.Nested(TokenOutSchema), required=True)


class PersonMadeSchema(BaseSchema):
    id = IdField(required=True)


class PersonDoneSchema(BaseSchema):
    changed = fields.List(fields.String(), required=True)


class TokenMadeSchema(BaseSchema):
    """The only answer that holds the token."""

    token = fields.String(required=True)
