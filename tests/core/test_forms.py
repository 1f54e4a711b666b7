"""Flat form fields become the nested value of a schema, and errors go back to the field as it was typed."""

import pytest
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from core import forms
from core.errors import InvalidInput
from core.schemas import BaseSchema, IdField, QuantityField


class LineSchema(BaseSchema):
    quantity = QuantityField(required=True)


class DocumentSchema(BaseSchema):
    site = IdField(load_default=None)
    lines = fields.List(fields.Nested(LineSchema), load_default=list)


def test_lines_are_gathered_in_order_and_empty_ones_vanish(app: object) -> None:
    form = MultiDict({"lines-4-quantity": "5", "lines-1-quantity": "", "lines-2-quantity": "1,200", "site": "7"})

    assert forms.load(DocumentSchema(), form) == {"site": 7, "lines": [{"quantity": 1200}, {"quantity": 5}]}


def test_an_error_names_the_line_as_it_was_typed(app: object) -> None:
    form = MultiDict({"lines-2-quantity": "1", "lines-4-quantity": "x"})

    with pytest.raises(InvalidInput) as refused:
        forms.load(DocumentSchema(), form)

    assert list(refused.value.field_errors) == ["lines-4-quantity"]


@pytest.mark.parametrize("typed", ["5.0", "5.5", "1e3", "-1", "0", "٣", "9" * 30, "1 000 x"])
def test_what_is_not_a_whole_number_in_bounds_is_refused_not_rounded(app: object, typed: str) -> None:
    with pytest.raises(InvalidInput):
        forms.load(DocumentSchema(), MultiDict({"lines-0-quantity": typed}))


@pytest.mark.parametrize("value", [5.0, 5.5, True, None, [5]])
def test_json_numbers_that_are_not_whole_are_refused(app: object, value: object) -> None:
    assert LineSchema().validate({"quantity": value})


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 19, 7])
def test_an_id_is_text_of_digits_within_63_bits(app: object, value: object) -> None:
    assert DocumentSchema().validate({"site": value})
