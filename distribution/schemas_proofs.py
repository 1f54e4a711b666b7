"""Delivery proofs: what comes in and goes out."""

from marshmallow import fields, validate

from core.schemas import BaseSchema, IdField, key_field, text
from distribution.proof_input import MOST_BASE64
from distribution.proof_values import Fault, PictureKind, ProofState, SealCause

_HEX = validate.Regexp(r"^[0-9a-f]{64}$")


def _word(kind: type) -> fields.String:
    return fields.String(validate=validate.OneOf([member.value for member in kind]))


class ProofUploadSchema(BaseSchema):
    """`key`: of the action or request that confirmed the delivery. `sha256`: of the bytes as they are sent,
    so that damage on the way is seen; a browser on plain HTTP cannot tell it.
    `dispatch_id`: lets a device add to a confirmation that a manager settled for it."""

    key = text(128, required=True)
    kind = fields.Enum(PictureKind, by_value=True, required=True)
    sha256 = fields.String(load_default=None, allow_none=True, validate=_HEX)
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=MOST_BASE64),
        metadata={"description": "base64 of a PNG (signature, at most 200 kB) or JPEG, PNG, WebP (photo, 3,000 kB)"},
    )
    dispatch_id = IdField(load_default=None, allow_none=True)


class ProofStoredSchema(BaseSchema):
    picture_id = IdField()
    delivery_id = IdField(
        allow_none=True,
        metadata={"description": "null while the confirmation waits for a manager; so does the picture"},
    )
    number = fields.String()
    kind = _word(PictureKind)
    sha256 = fields.String(metadata={"description": "of the bytes as they are kept"})
    proof = fields.String(metadata={"description": "the delivery's hash with this picture in it"})
    again = fields.Boolean(metadata={"description": "it was here already"})


class ProofFindingSchema(BaseSchema):
    fault = _word(Fault)
    subject = fields.String()
    sealed = fields.String()
    now = fields.String()


class ProofPictureSchema(BaseSchema):
    id = IdField()
    kind = _word(PictureKind)
    sha256 = fields.String(attribute="digest")
    width = fields.Integer()
    height = fields.Integer()
    recorded_at = fields.AwareDateTime()
    erased_at = fields.AwareDateTime(allow_none=True)
    erased_by = fields.String()
    erased_why = fields.String()
    public = fields.Function(lambda picture: bool(picture.token), metadata={"type": "boolean"})


class ProofSealSchema(BaseSchema):
    number = fields.Integer()
    cause = _word(SealCause)
    sha256 = fields.String(attribute="digest")
    document = fields.String(metadata={"description": "canonical JSON, of which `sha256` is the hash"})
    recorded_at = fields.AwareDateTime()


class ProofSchema(BaseSchema):
    state = _word(ProofState)
    sha256 = fields.String(attribute="digest")
    device = fields.String()
    findings = fields.List(fields.Nested(ProofFindingSchema))
    pictures = fields.List(fields.Nested(ProofPictureSchema))
    seals = fields.List(fields.Nested(ProofSealSchema))


class PageEraseSchema(BaseSchema):
    idempotency_key = key_field()
    reason = text(500)
