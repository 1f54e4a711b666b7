"""The page of a text that stands on a box: what it says, what of it is in stock, and which item a new barcode is."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.i18n import pick_name
from core.transaction import snapshot
from inventory import gtin_links, queries_catalogue, queries_gtins
from inventory.gs1 import read
from inventory.schemas_setup import GtinLinkSchema, GtinSchema
from inventory.web import Errors, bp, submitted

MOST_CHARACTERS = 400
SHOWN = 30
"""So many items to choose from; the search makes them fewer."""


@bp.get("/barcodes")
@requires(Permission.VIEW_STOCK)
def barcode() -> ResponseReturnValue:
    """What the text of a box says and means here. A damaged code opens nothing and says what is wrong."""
    text = request.args.get("text", "")[:MOST_CHARACTERS]
    found = read(text, year=installation_day(utc_now()).year)
    return _page(text, {}, {}), 422 if text and (found.faults or not found.prefills) and not found.sscc else 200


def _page(text: str, given: Mapping[str, Any], errors: Errors) -> str:
    actor, query = current_actor(), request.values.get("q", "").strip()[:100]
    with snapshot():
        found = queries_gtins.box_code(actor=actor, text=text, today=installation_day(utc_now()))
        may_change = actor.may(Permission.EDIT_CATALOGUE)
        is_new = bool(found.reading.gtin14) and found.item is None and not found.internal
        asked = (is_new and gtin_links.may_link(actor)) or (found.item is not None and may_change)
        items = queries_catalogue.items(q=query) if asked else []
        units = queries_gtins.units_of_items(items[:SHOWN])
    return render_template(
        "inventory/barcode.html",
        found=found,
        reading=found.reading,
        text=text,
        items=items[:SHOWN],
        units=units,
        more=len(items) > SHOWN,
        query=query,
        given=given,
        errors=errors,
        is_new=is_new,
        asked=asked,
        may_change=may_change,
        today=installation_day(utc_now()),
    )


def _back(gtin: str) -> ResponseReturnValue:
    return redirect(url_for("inventory.barcode", text=request.form.get("text", "")[:MOST_CHARACTERS] or gtin))


def _shown_again(given: Mapping[str, Any], errors: Errors) -> str:
    return _page(str(given.get("text") or given.get("gtin") or "")[:MOST_CHARACTERS], given, errors)


@bp.post("/barcodes/link")
@requires(Permission.VIEW_STOCK)
def barcode_link() -> ResponseReturnValue:
    """Say for the first time which item a barcode is on."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        gtin_links.link(actor=current_actor(), now=utc_now(), **given)
        row = queries_catalogue.item(given["item_id"])
        flash(_("From now on this barcode means %(item)s.", item=pick_name(row.name_en, row.name_zh)), "ok")
        return _back(given["gtin"])

    return submitted(GtinLinkSchema(), act, _shown_again)


@bp.post("/barcodes/change")
@requires(Permission.EDIT_CATALOGUE)
def barcode_change() -> ResponseReturnValue:
    """Another item or unit for a barcode that is linked already."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        gtin_links.change(actor=current_actor(), now=utc_now(), **given)
        row = queries_catalogue.item(given["item_id"])
        flash(_("From now on this barcode means %(item)s.", item=pick_name(row.name_en, row.name_zh)), "ok")
        return _back(given["gtin"])

    return submitted(GtinLinkSchema(), act, _shown_again)


@bp.post("/barcodes/withdraw")
@requires(Permission.EDIT_CATALOGUE)
def barcode_withdraw() -> ResponseReturnValue:
    """The barcode means nothing any more, until somebody says what it is."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        gtin_links.unlink(actor=current_actor(), now=utc_now(), gtin=given["gtin"])
        flash(_("The barcode is new again. Batches keep their item."), "ok")
        return _back(given["gtin"])

    return submitted(GtinSchema(), act, _shown_again)
