"""The catalogue's pages: items with their units, names, barcodes and substitutes."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.i18n import pick_name
from core.transaction import snapshot
from inventory import catalogue, queries_catalogue
from inventory.schemas_setup import (
    EditItemSchema,
    GtinSchema,
    ItemUnitSchema,
    NameSchema,
    NewItemSchema,
    SubstituteSchema,
    UnitNameSchema,
)
from inventory.values import Category
from inventory.web import ID, Errors, bp, submitted
from inventory.words import category_word

Given = Mapping[str, Any]


def _categories() -> list[tuple[str, str]]:
    return [(category.value, category_word(category)) for category in Category]


@bp.get("/items")
@requires(Permission.VIEW_STOCK)
def items() -> ResponseReturnValue:
    """The catalogue: find an item by name, code or barcode."""
    args = request.args
    found = queries_catalogue.items(
        q=args.get("q", "")[:100], category=args.get("category", ""), inactive=args.get("inactive") == "1"
    )
    return render_template("inventory/items.html", items=found, categories=_categories())


@bp.get("/items/new")
@requires(Permission.EDIT_CATALOGUE)
def item_new() -> ResponseReturnValue:
    return _new_page({"base_unit": "个", "category": Category.OTHER.value}, {})


def _new_page(given: Given, errors: Errors) -> str:
    return render_template("inventory/item_edit.html", item=None, given=given, errors=errors, categories=_categories())


@bp.post("/items/new")
@requires(Permission.EDIT_CATALOGUE)
def item_new_submit() -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        category = Category(given.pop("category"))
        made = catalogue.add_item(actor=current_actor(), now=utc_now(), category=category, **given)
        flash(_("The item is in the catalogue. Add its pack sizes and barcodes."), "ok")
        return redirect(url_for("inventory.item", item_id=made))

    return submitted(NewItemSchema(), act, _new_page)


@bp.get(f"/items/<{ID}:item_id>")
@requires(Permission.VIEW_STOCK)
def item(item_id: int) -> ResponseReturnValue:
    """One item: what it is, how it is counted, under which names and barcodes it is met."""
    return _item_page(item_id, {}, {})


def _item_page(item_id: int, given: Given, errors: Errors) -> str:
    with snapshot():
        row = queries_catalogue.item(item_id)
        page = {
            "units": queries_catalogue.item_units(item_id),
            "aliases": queries_catalogue.item_aliases(item_id),
            "barcodes": queries_catalogue.item_barcodes(item_id),
            "substitutes": queries_catalogue.substitutes(item_id),
            "others": queries_catalogue.items(),
        }
    others = [
        (other.id, pick_name(other.name_en, other.name_zh)) for other in page.pop("others") if other.id != item_id
    ]
    may_edit = current_actor().may(Permission.EDIT_CATALOGUE)
    return render_template(
        "inventory/item.html", item=row, given=given, errors=errors, may_edit=may_edit, others=others, **page
    )


@bp.get(f"/items/<{ID}:item_id>/edit")
@requires(Permission.EDIT_CATALOGUE)
def item_edit(item_id: int) -> ResponseReturnValue:
    return _edit_page(item_id, dict(queries_catalogue.item(item_id)._mapping), {})


def _edit_page(item_id: int, given: Given, errors: Errors) -> str:
    return render_template(
        "inventory/item_edit.html",
        item=queries_catalogue.item(item_id),
        given=given,
        errors=errors,
        categories=_categories(),
    )


@bp.post(f"/items/<{ID}:item_id>/edit")
@requires(Permission.EDIT_CATALOGUE)
def item_edit_submit(item_id: int) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        changes = catalogue.edit_item(actor=current_actor(), now=utc_now(), item_id=item_id, **given)
        flash(_("Saved.") if changes else _("Nothing was different."), "ok")
        return redirect(url_for("inventory.item", item_id=item_id))

    return submitted(EditItemSchema(), act, lambda given, errors: _edit_page(item_id, given, errors))


def _decide(item_id: int, schema: Any, service: Callable[..., Any], said: str) -> ResponseReturnValue:
    """One small decision about an item, from the forms on its page."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        service(actor=current_actor(), now=utc_now(), item_id=item_id, **given)
        flash(said, "ok")
        return redirect(url_for("inventory.item", item_id=item_id))

    return submitted(schema, act, lambda given, errors: _item_page(item_id, given, errors))


@bp.post(f"/items/<{ID}:item_id>/units")
@requires(Permission.EDIT_CATALOGUE)
def item_unit(item_id: int) -> ResponseReturnValue:
    return _decide(item_id, ItemUnitSchema(), catalogue.decide_item_unit, _("The unit is recorded under your name."))


@bp.post(f"/items/<{ID}:item_id>/units/withdraw")
@requires(Permission.EDIT_CATALOGUE)
def item_unit_withdraw(item_id: int) -> ResponseReturnValue:
    return _decide(
        item_id,
        UnitNameSchema(),
        catalogue.withdraw_item_unit,
        _("Taken back. Batches keep the content that was recorded with them."),
    )


@bp.post(f"/items/<{ID}:item_id>/names")
@requires(Permission.EDIT_CATALOGUE)
def item_alias(item_id: int) -> ResponseReturnValue:
    return _decide(item_id, NameSchema(), catalogue.decide_item_alias, _("The name is recorded under your name."))


@bp.post(f"/items/<{ID}:item_id>/barcodes")
@requires(Permission.EDIT_CATALOGUE)
def item_barcode(item_id: int) -> ResponseReturnValue:
    return _decide(item_id, GtinSchema(), catalogue.add_barcode, _("The barcode now means this item."))


@bp.post(f"/items/<{ID}:item_id>/substitutes")
@requires(Permission.EDIT_CATALOGUE)
def item_substitute(item_id: int) -> ResponseReturnValue:
    return _decide(item_id, SubstituteSchema(), catalogue.add_substitute, _("The substitute is recorded."))


@bp.post(f"/items/<{ID}:item_id>/substitutes/remove")
@requires(Permission.EDIT_CATALOGUE)
def item_substitute_remove(item_id: int) -> ResponseReturnValue:
    return _decide(item_id, SubstituteSchema(), catalogue.remove_substitute, _("The substitute is removed."))
