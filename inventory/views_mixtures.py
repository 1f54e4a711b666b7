"""The page of boxes that look alike and lost their labels: of unknown source among these."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.transaction import snapshot, transaction
from inventory import lookups, queries_stock, services_mixtures
from inventory.queries_batches import batch as batch_row
from inventory.schemas import KeySchema
from inventory.schemas_labels import MixtureSchema
from inventory.web import ID, Errors, bp, errors_of

Given = Mapping[str, Any]


class _PageMixtureSchema(MixtureSchema, KeySchema):
    """The batches and their figures stand in fields of their own."""

    class Meta:
        exclude = ("batches", "location_id", "occurred_at")


@bp.get(f"/batches/<{ID}:batch_id>/unknown/<{ID}:location_id>")
@requires(Permission.HANDLE_STOCK)
def mixture(batch_id: int, location_id: int) -> ResponseReturnValue:
    """Which batches at this place look like this one, and how much is left of each."""
    return _page(batch_id, location_id, {}, {}, [str(batch_id)])


def _page(batch_id: int, location_id: int, given: Given, errors: Errors, chosen: list[str]) -> str:
    actor = current_actor()
    with snapshot():
        row = batch_row(actor=actor, batch_id=batch_id, permission=Permission.HANDLE_STOCK)
        place = lookups.location(actor=actor, permission=Permission.HANDLE_STOCK, location_id=location_id)
        rows = queries_stock.at_location(actor=actor, location_id=location_id)
    alike = [each for each in rows if (each.item_id, each.unit) == (row.item_id, row.unit)]
    return render_template(
        "inventory/mixture.html",
        batch=row,
        place=place,
        rows=alike,
        chosen=chosen,
        given=given,
        errors=errors,
        key=given.get("idempotency_key") or new_key(),
        may_override=actor.may_at(Permission.OVERRIDE, path=place.area_path, site_id=place.site_id),
        restricted=len({each.restriction_id for each in alike}) > 1,
    )


@bp.post(f"/batches/<{ID}:batch_id>/unknown/<{ID}:location_id>")
@requires(Permission.HANDLE_STOCK)
def mixture_submit(batch_id: int, location_id: int) -> ResponseReturnValue:
    chosen = request.form.getlist("batches")
    try:
        given = forms.load(_PageMixtureSchema(), request.form)
        key = given.pop("idempotency_key") or new_key()
        with transaction():
            done = services_mixtures.mix(
                actor=current_actor(), now=utc_now(), key=key, location_id=location_id, batches=_stated(chosen), **given
            )
    except DomainError as error:
        return _page(batch_id, location_id, request.form, errors_of(error), chosen), status_of(error)
    message: dict[str, Any] = {
        "title": _("One lot of %(count)s batches", count=len(chosen)),
        "text": _("Nobody can tell the boxes apart, so the record does not say more than is known."),
        "next": [_("Print the new label"), url_for("inventory.print_labels", code=done["code"])],
        "undo": [_("Show this record"), url_for("inventory.posting", posting_id=int(str(done["posting_id"])))],
    }
    flash(message, "ok")
    return redirect(url_for("inventory.batch", batch_id=int(str(done["child_id"]))))


def _stated(chosen: list[str]) -> dict[int, int]:
    """The ticked batches, each with the quantity that the page said is there."""
    stated = {}
    for text in chosen:
        batch_id, quantity = forms.number_in(text), forms.number_in(request.form.get(f"quantity_{text}", "").strip())
        if batch_id is not None:
            stated[batch_id] = quantity or 0
    return stated
