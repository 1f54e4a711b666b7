"""The blueprint of this room's pages, and a form's way from typing to an act."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from core import forms
from core.error_pages import status_of
from core.errors import DomainError
from core.transaction import transaction

bp = Blueprint("accounts", __name__)
ID = "int(max=9223372036854775807)"
Errors = Mapping[str, Sequence[str]]


def submitted(
    schema: Schema,
    act: Callable[[dict[str, Any]], ResponseReturnValue],
    render: Callable[[Mapping[str, Any], Errors], str],
) -> ResponseReturnValue:
    """Load the form, act in one transaction; a refusal shows the form again with what was typed."""
    try:
        given = forms.load(schema, request.form)
        with transaction():
            return act(given)
    except DomainError as error:
        return render(request.form, dict(error.field_errors) or {"": [error.message]}), status_of(error)
