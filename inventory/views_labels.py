"""Printing labels."""

from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.codes import normalise
from core.error_pages import status_of
from core.errors import DomainError
from core.qr import svg
from inventory import lookups
from inventory.printing import print_rows
from inventory.queries_labels import label_rows
from inventory.schemas_setup import PrintSchema
from inventory.services_labels import label_fields, prints_of
from inventory.views_rolls import pdf_answer, remembered_sheet, sheet_choices
from inventory.web import Errors, bp, errors_of

SHOWN = 24
"""How many labels of a long list the page draws."""


def _chosen_rows() -> Any:
    """The batches of the address: by `code`, by `batch` id, or all that lies at a `site`."""
    actor, given = current_actor(), request.values
    site = given.get("site")
    site_id = lookups.site_by_code(actor=actor, permission=Permission.VIEW_STOCK, code=site).id if site else None
    ids = [int(text) for text in given.getlist("batch") if text.isascii() and text.isdigit() and int(text[:20]) < 2**63]
    return label_rows(
        actor=actor, batch_ids=ids, codes=[normalise(code) for code in given.getlist("code")], site_id=site_id
    )


@bp.get("/labels/print")
@requires(Permission.VIEW_STOCK)
def print_labels() -> ResponseReturnValue:
    """Which labels, how many of each, on which sheet."""
    return _print_page({"sheet": remembered_sheet(), "copies": "1", "start_at": "1"}, {})


def _print_page(given: Any, errors: Errors) -> str:
    rows, today = _chosen_rows(), installation_day(utc_now())
    url = current_app.config["PUBLIC_URL"]
    return render_template(
        "inventory/labels_print.html",
        rows=rows,
        given=given,
        errors=errors,
        shown=[label_fields(row, public_url=url, today=today) for row in rows[:SHOWN]],
        qr=svg,
        sheets=sheet_choices(),
        printed=prints_of([r.label for r in rows]),
    )


@bp.post("/labels/print")
@requires(Permission.VIEW_STOCK)
def print_labels_submit() -> ResponseReturnValue:
    """The PDF; that it was made is recorded."""
    try:
        given = forms.load(PrintSchema(), request.form)
        pdf = print_rows(_chosen_rows(), actor=current_actor(), **given)
    except DomainError as error:
        return _print_page(request.form, errors_of(error)), status_of(error)
    name = f"labels-{installation_day(utc_now()):%Y%m%d}.pdf"
    return pdf_answer(pdf, name, given["sheet"])
