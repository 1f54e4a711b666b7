"""What the pages of this room share: their blueprint, words for templates, and a form's way from typing to posting."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from core import forms
from core.error_pages import status_of
from core.errors import DomainError
from core.transaction import transaction
from inventory import words
from inventory.errors import InsufficientStock

bp = Blueprint("inventory", __name__)
ID = "int(max=9223372036854775807)"
Errors = Mapping[str, Sequence[str]]
Render = Callable[[Mapping[str, Any], Errors], str]


@bp.context_processor
def _words() -> dict[str, Any]:
    names = (
        "category_word",
        "correction_word",
        "level_word",
        "location_word",
        "movement_word",
        "origin_word",
        "place_words",
        "posting_word",
        "shown_state",
        "site_word",
        "source_text",
        "source_word",
        "state_name",
    )
    return {name: getattr(words, name) for name in names}


def errors_of(error: DomainError) -> Errors:
    """What a refused form shows: messages by field, or one without a field. Acts ask for one quantity: what lacks is
    told there."""
    field = "quantity" if isinstance(error, InsufficientStock) and "quantity" in request.form else ""
    return dict(error.field_errors) or {field: [error.message]}


def submitted(
    schema: Schema, act: Callable[[dict[str, Any]], ResponseReturnValue], render: Render
) -> ResponseReturnValue:
    """Load the form, act in one transaction and answer what the act answers; a refusal shows the form again with what
    was typed, the messages at their fields and the status of the error."""
    try:
        given = forms.load(schema, request.form)
        with transaction():
            return act(given)
    except DomainError as error:
        return render(request.form, errors_of(error)), status_of(error)
