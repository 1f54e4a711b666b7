"""What comes in to accounts."""

from marshmallow import fields

from core.schemas import BaseSchema, text


class SignInSchema(BaseSchema):
    username = text(64, required=True)
    password = text(128, required=True)
    next = text(400)


class PasswordSchema(BaseSchema):
    old = fields.String(required=True)
    new = fields.String(required=True)
