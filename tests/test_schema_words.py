"""Every refusal of every schema speaks the reader's language, also where no schema wrote a text of its own."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from marshmallow import Schema, ValidationError, fields, validate

from core.schemas import BaseSchema

ROOT = Path(__file__).resolve().parents[1]
CHINESE = re.compile("[\u4e00-\u9fff]")
WRONG = ("", "\n", "wrong 错", "x" * 100_000, -(10**20), 10**20, [], [1] * 100_000)
"""Values that some bound, pattern or choice refuses."""
BOUNDS = (validate.Range(min=7), validate.Range(max=7), validate.Range(min=7, max=17))


def every_schema() -> list[type[BaseSchema]]:
    for path in sorted(ROOT.glob("*/*.py")):
        if "Schema" in path.read_text(encoding="utf-8") and path.parent.name not in ("tests", "scripts", "bench"):
            importlib.import_module(f"{path.parent.name}.{path.stem}")
    found, waiting = [], [BaseSchema]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return sorted(set(found), key=lambda kind: f"{kind.__module__}.{kind.__qualname__}")


def refusals(validator: Any) -> Iterator[str]:
    """What a validator says of values that it refuses; those of a kind that it cannot judge say nothing."""
    for value in WRONG:
        try:
            validator(value)
        except ValidationError as error:
            yield from (str(message) for message in error.messages)
        except (TypeError, AttributeError):
            continue


def fields_of(schema: Schema) -> Iterator[fields.Field]:
    for field in schema.fields.values():
        yield field
        if isinstance(field, fields.List):
            yield field.inner


def said_by(kind: type[BaseSchema]) -> Iterator[str]:
    schema = kind()
    yield from (str(message) for message in schema.error_messages.values())
    for field in fields_of(schema):
        yield from (str(message) for message in field.error_messages.values())
        for validator in field.validators:
            yield from refusals(validator)


@pytest.mark.parametrize("kind", every_schema(), ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_a_schema_refuses_in_chinese_for_chinese_readers(app: Flask, kind: type[BaseSchema]) -> None:
    with app.test_request_context("/?lang=zh_Hans"):
        assert sorted({said for said in said_by(kind) if not CHINESE.search(said)}) == []


def test_a_bound_without_words_of_its_own_is_told_in_the_language_of_each_reader(app: Flask) -> None:
    told = []
    for language in ("zh_Hans", "en"):
        with app.test_request_context(), force_locale(language):
            told += [next(refusals(fields.Integer(validate=bound).validators[0])) for bound in BOUNDS]

    assert [bool(CHINESE.search(said)) for said in told] == [True] * 3 + [False] * 3
    assert all("7" in said for said in told)
