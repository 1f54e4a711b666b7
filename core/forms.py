"""Forms of pages through the same schemas as the API: `lines-0-quantity=5` becomes {'lines': [{'quantity': '5'}]}."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from marshmallow import EXCLUDE, Schema, ValidationError
from werkzeug.datastructures import MultiDict

from core.error_pages import flatten_messages
from core.errors import InvalidInput

MAX_LINES = 500


def nested(form: MultiDict[str, str]) -> dict[str, Any]:
    """The flat fields of a form as nested dictionaries and lists; empty fields are left out, and lines that were
    left wholly empty vanish. Line numbers keep their order; gaps are closed by `line_numbers`."""
    tree: dict[str, Any] = {}
    for name in form:
        parts = name.split("-")
        if len(parts) == 3 and number_in(parts[1], MAX_LINES) is not None:
            value = form[name].strip()
            if value:
                tree.setdefault(parts[0], {}).setdefault(int(parts[1]), {})[parts[2]] = value
        elif form[name].strip():
            values = form.getlist(name)
            tree[name] = [value.strip() for value in values] if len(values) > 1 else values[0].strip()
    return {
        name: [value[number] for number in sorted(value)] if isinstance(value, dict) else value
        for name, value in tree.items()
    }


def line_numbers(form: MultiDict[str, str], prefix: str) -> list[int]:
    """Which line numbers of a repeated part were filled in, in order: maps errors back to what was typed."""
    found = set()
    for name in form:
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == prefix and form[name].strip():
            found.add(number_in(parts[1], MAX_LINES))
    return sorted(number for number in found if number is not None)


def load(schema: Schema, form: MultiDict[str, str]) -> Any:
    """The schema's value of a form. Raises InvalidInput with messages by the path of the field as it was typed."""
    try:
        return schema.load(nested(form), unknown=EXCLUDE)
    except ValidationError as error:
        raise InvalidInput(_typed_paths(flatten_messages(error.messages), form)) from error


def asked(schema: Schema, args: MultiDict[str, str]) -> Any:
    """The schema's value of a page's address: what it does not accept counts as not asked, so that an old bookmark
    opens. A program is told instead (see `core.api`)."""
    given = nested(args)
    while True:
        try:
            return schema.load(given, unknown=EXCLUDE)
        except ValidationError as error:
            left = {name: value for name, value in given.items() if name not in error.messages}
            if len(left) == len(given):
                raise InvalidInput(flatten_messages(error.messages)) from error
            given = left


def _typed_paths(errors: Mapping[str, list[str]], form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Line 1 of the schema may be line 4 on the page, when lines between were left empty."""
    moved = {}
    for path, messages in errors.items():
        parts = path.split("-")
        if len(parts) == 3 and parts[1].isdigit():
            numbers = line_numbers(form, parts[0])
            if int(parts[1]) < len(numbers):
                parts[1] = str(numbers[int(parts[1])])
        moved["-".join(parts)] = messages
    return moved


def number_in(text: str, below: int = 2**63) -> int | None:
    """A whole number written in plain digits, if it is below a bound; None for anything else. (`isdigit` alone takes
    «²» for a number, which `int` does not, and no database keeps thirty digits.)"""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if number < below else None


def own_address(target: str) -> str | None:
    """An address to go back to, if it is one of ours. Browsers drop tabs and line ends and take a backslash for a
    slash: whatever could become another host that way is none of ours."""
    if not target.startswith("/") or target.startswith("//") or "\\" in target or not target.isprintable():
        return None
    return target


def new_key() -> str:
    """A fresh idempotency key for the hidden field of a form: sending the form twice records it once."""
    return uuid4().hex
