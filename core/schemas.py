"""Base of all schemas: unknown fields are refused, ids travel as text, quantities are strict whole numbers."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, missing, pre_load, validate
from sqlalchemy import Row

from core.column_types import MAX_QUANTITY

_CANNOT_BE_KEPT = re.compile("[\x00\ud800-\udfff]").search
_UNSTORABLE = _l("This text holds characters that cannot be kept.")
_AS_IT_IS: dict[type, type] = {fields.String: str, fields.Integer: int, fields.Boolean: bool}


NEEDED = _l("This is needed.")
IN_DIGITS = _l("Enter a whole number in digits, such as 12: no minus, no decimal point, no words.")
WHOLE_NUMBER_RANGE = _l("Enter a whole number from {min:,} to {max:,}.")
_WORDS: dict[type[fields.Field], dict[str, Any]] = {
    fields.Field: {"required": NEEDED, "null": NEEDED, "validator_failed": _l("This cannot be right.")},
    fields.String: {"invalid": _l("Enter words."), "invalid_utf8": _UNSTORABLE},
    fields.Number: {"invalid": _l("Enter a number."), "too_large": _l("This number is too large.")},
    fields.Float: {"special": _l("Enter a number.")},
    fields.Decimal: {"special": _l("Enter a number.")},
    fields.Integer: {"invalid": _l("Enter a whole number.")},
    fields.Boolean: {"invalid": _l("Answer yes or no.")},
    fields.DateTime: dict.fromkeys(("invalid", "invalid_awareness", "format"), _l("Enter a date and a time.")),
    fields.Date: dict.fromkeys(
        ("invalid", "invalid_awareness", "format"), _l("Enter a date that exists, as year, month and day.")
    ),
    fields.Time: dict.fromkeys(("invalid", "invalid_awareness", "format"), _l("Enter a time of day, such as 17:30.")),
    fields.List: {"invalid": _l("A list is needed here.")},
    fields.Nested: {"type": _l("Names with values are needed here.")},
    fields.Enum: {"unknown": _l("Choose one of these: {choices}.")},
    fields.Mapping: {"invalid": _l("Names with values are needed here.")},
}
for _kind, _said in _WORDS.items():  # marshmallow's own words are English only
    _kind.default_error_messages = {**_kind.default_error_messages, **_said}
validate.OneOf.default_message = _l("Choose one of these: {choices}.")  # type: ignore[assignment]
validate.Regexp.default_message = _l("This is not written as it should be.")  # type: ignore[assignment]
validate.Length.message_min = _l("At least {min:,}.")  # type: ignore[assignment]
validate.Length.message_max = _l("At most {max:,}.")  # type: ignore[assignment]
validate.Length.message_all = _l("From {min:,} to {max:,}.")  # type: ignore[assignment]
validate.Length.message_equal = _l("Exactly {equal:,}.")  # type: ignore[assignment]
validate.Equal.default_message = _l("This has to be {other}.")  # type: ignore[assignment]
validate.ContainsOnly.default_message = _l("Choose among these: {choices}.")  # type: ignore[assignment]


def _range_error(self: validate.Range, value: Any, _message: str) -> str:
    """A bound in the reader's language: marshmallow puts its sentence together when the schema is made, once for all
    readers."""
    if self.min is None or self.max is None:
        said = validate.Length.message_max if self.min is None else validate.Length.message_min
    else:
        said = validate.Length.message_all
    return str(self.error or said).format(input=value, min=self.min, max=self.max)


def _choice_error(self: validate.OneOf, value: Any) -> str:
    """The choices without the empty one, which only says that a filter is left out."""
    choices = ", ".join(str(choice) for choice in self.choices if choice != "")
    return str(self.error).format(input=str(value)[:60], choices=choices, labels=self.labels_text)


def _enum_error(self: fields.Enum, key: str, **figures: Any) -> ValidationError:
    """marshmallow fills in what is text already; a sentence that waits for its reader's language kept its braces."""
    return ValidationError(str(self.error_messages[key]).format(**figures))


validate.Range._format_error = _range_error  # type: ignore[method-assign]
validate.OneOf._format_error = _choice_error  # type: ignore[method-assign]
fields.Enum.make_error = _enum_error  # type: ignore[method-assign]


class LastingSchema(Schema):
    """Nothing changes a schema once it is made, so a copy of it is itself: describing the API copies each of
    them dozens of times, which was a fifth of every start."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> "LastingSchema":
        return self


class BaseSchema(LastingSchema):
    """What comes in refuses unknown fields (marshmallow's default); what goes out keeps the order of declaration."""

    error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _l("There is no such field here."),
        "type": _l("Names with values are needed here."),
    }

    @pre_load
    def refuse_what_cannot_be_stored(self, data: Any, **_: Any) -> Any:
        """PostgreSQL keeps no NUL, and nothing keeps half a surrogate pair: an error of the sender, not of ours."""
        texts = data.items() if isinstance(data, Mapping) else ()
        wrong = [name for name, value in texts if isinstance(value, str) and _CANNOT_BE_KEPT(value)]
        if wrong:
            raise ValidationError({name: [str(_UNSTORABLE)] for name in wrong})
        return data

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """As marshmallow's, but rows and dictionaries, which is nearly all, are asked directly."""
        if isinstance(obj, Row):
            return getattr(obj, attr, default)
        return obj.get(attr, default) if type(obj) is dict else super().get_attribute(obj, attr, default)

    def _serialize(self, obj: Any, *, many: bool = False) -> Any:
        """As marshmallow's; text in a text field and a number in a number field are taken as they are, which makes a
        page of a list three times as fast."""
        if many and obj is not None:
            return [self._serialize(each) for each in obj]
        answer = {}
        for name, field in self.dump_fields.items():
            value = self.get_attribute(obj, field.attribute or name, missing)
            if value is missing or not field._CHECK_ATTRIBUTE:
                if field._CHECK_ATTRIBUTE and field.dump_default is missing:
                    continue
                value = field.serialize(name, obj, accessor=self.get_attribute)
            elif value is not None and type(value) is not _AS_IT_IS.get(type(field)):
                value = field._serialize(value, name, obj)
            if value is not missing:
                answer[field.data_key or name] = value
        return answer


class IdField(fields.String):
    """A 63-bit id as text, because JavaScript's numbers end at 53 bits. Loads to int."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("metadata", {}).setdefault("example", "1832004911628288000")
        kwargs.setdefault("validate", validate.Regexp(r"^[0-9]{1,19}$", error=_l("This is not a valid number.")))
        super().__init__(**kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)

    def deserialize(self, value: Any, attr: Any = None, data: Any = None, **kwargs: Any) -> Any:
        text = super().deserialize(value, attr, data, **kwargs)
        if not isinstance(text, str):
            return text
        number = int(text)
        if number >= 2**63:
            raise ValidationError(str(_l("This is not a valid number.")))
        return number


class QuantityField(fields.Integer):
    """A whole number from `least` to the bound, in the unit beside it. 5.0, '5.5' and 1e3 are refused, not rounded."""

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        kwargs.setdefault(
            "validate",
            validate.Range(min=least, max=MAX_QUANTITY, error=WHOLE_NUMBER_RANGE),
        )
        kwargs.setdefault(
            "error_messages",
            {"invalid": IN_DIGITS},
        )
        super().__init__(strict=True, **kwargs)

    def _validated(self, value: Any) -> int:
        if isinstance(value, str):
            text = value.strip().replace(",", "").replace("，", "")
            if not (text.isascii() and text.isdigit()):
                raise self.make_error("invalid")
            value = int(text[:20])
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid")
        return value


def choice(words: Iterable[str], *, default: str = "") -> fields.String:
    """A filter or an order of a list: one of the words, `default` when it is left out. Where that is empty, empty is
    any. A page's address is read by `forms.asked`, which passes over what is refused here."""
    known = [str(word) for word in words]
    unknown = _l("There is no “{input}” here. Choose one of these: {choices}.")
    return fields.String(
        load_default=default, validate=validate.OneOf(known if default else ["", *known], error=unknown)
    )


class ProblemSchema(LastingSchema):
    """RFC 9457 problem document."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "stable; programs go by it"})
    figures = fields.Dict(keys=fields.String())
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    acknowledge = fields.List(
        fields.String(), metadata={"description": "of a question: send the same again with these words to say yes"}
    )


_MOMENT = {"invalid": _l("Enter a date and a time.")}


def _likely(moment: datetime) -> None:
    """Beyond these years a moment is a typing mistake, and near the first or last one it cannot be told in UTC."""
    if not 1990 <= moment.year <= 2200:
        raise ValidationError(str(_MOMENT["invalid"]))


def moment_field() -> fields.AwareDateTime:
    """When it happened, with its zone; null is now."""
    return fields.AwareDateTime(load_default=None, allow_none=True, validate=_likely, error_messages=_MOMENT)


def typed_moment_field() -> fields.NaiveDateTime:
    """The same as typed on a page, in the installation's zone."""
    return fields.NaiveDateTime(load_default=None, validate=_likely, error_messages=_MOMENT)


def key_field() -> fields.String:
    """The idempotency key in a page's form."""
    return fields.String(load_default="", validate=validate.Length(max=128))


def text(limit: int = 200, *, required: bool = False, **kwargs: Any) -> fields.String:
    """A short text; longer than the column holds is refused, never cut."""
    bounds = validate.Length(
        min=1 if required else None, max=limit, error=_l("At most {max} characters.") if not required else None
    )
    if required:
        return fields.String(required=True, validate=bounds, error_messages={"required": NEEDED}, **kwargs)
    return fields.String(load_default="", validate=bounds, **kwargs)
