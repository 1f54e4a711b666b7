"""One batch: what it is, where it is, where it came from; its stock card; its postings and their reversal."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.forms import new_key
from core.i18n import pick_name
from core.transaction import snapshot
from inventory import lookups, queries_batches, queries_catalogue, queries_movements, services_reversal
from inventory.actions import next_actions, places_within
from inventory.queries_batches import batch as batch_row
from inventory.queries_rolls import batch_prints
from inventory.schemas import KeySchema, ReversalSchema
from inventory.stocktake_blind import demand_item_seen, demand_seen, masked, withheld
from inventory.values import PostingKind
from inventory.web import ID, Errors, bp, submitted
from inventory.words import state_word

CARD_LINES = 8
"""So many of the last lines stand on the batch's own page."""


@bp.get(f"/batches/<{ID}:batch_id>")
@requires(Permission.VIEW_STOCK)
def batch(batch_id: int) -> ResponseReturnValue:
    """What is it, where from, where is the rest, and what may be done next."""
    actor, today = current_actor(), installation_day(utc_now())
    with snapshot():
        row = batch_row(actor=actor, batch_id=batch_id)
        places = queries_batches.balances(batch_id)
        wish, targets = queries_batches.restriction(row.restriction_id)
        seen = [place for place in places if _is_seen(place, actor)]
        hidden = withheld(actor=actor, batch_ids=[batch_id])
        page = {
            "batch": row,
            "places": masked(seen, hidden, batch_id=batch_id),
            "hidden": bool(hidden),
            "elsewhere": sum(p.quantity for p in places) - sum(p.quantity for p in seen),
            "whole": sum(place.quantity for place in places),
            "wish": wish,
            "targets": targets,
            "parents": queries_batches.parents(batch_id),
            "children": queries_batches.children(batch_id),
            "corrections": queries_batches.corrections(batch_id),
            "labels": queries_batches.labels(batch_id),
            "prints": batch_prints(batch_id),
            "card": None if hidden else queries_movements.stock_card(actor=actor, batch_id=batch_id, newest=CARD_LINES),
            "acts": next_actions(actor, row, places, today),
            "here": places_within(actor, Permission.HANDLE_STOCK, places),
        }
    state, why = state_word(row, today)
    return render_template("inventory/batch.html", today=today, state_reason=why if state else "", **page)


def _is_seen(place: Any, actor: Any) -> bool:
    """Our places within the right, and receivers in the areas of the right; what is on the way has no area yet."""
    scope = actor.scope(Permission.VIEW_STOCK)
    if place.site_id is not None:
        return scope.holds(path=place.area_path, site_id=place.site_id)
    return place.receiver_path is None or scope.holds(path=place.receiver_path)


@bp.get(f"/batches/<{ID}:batch_id>/card")
@requires(Permission.VIEW_STOCK)
def stock_card(batch_id: int) -> ResponseReturnValue:
    """The stock card (台账) of a batch: every line with the balance after it; `?print=1` on paper."""
    actor = current_actor()
    with snapshot():
        row = batch_row(actor=actor, batch_id=batch_id)
        demand_seen(actor=actor, batch_id=batch_id)
        card = queries_movements.stock_card(actor=actor, batch_id=batch_id)
    template = "inventory/card_print.html" if request.args.get("print") else "inventory/card.html"
    return render_template(
        template,
        item=row,
        batch=row,
        site=None,
        unit=row.unit,
        card=card,
        back=url_for("inventory.batch", batch_id=batch_id),
    )


@bp.get(f"/items/<{ID}:item_id>/card")
@requires(Permission.VIEW_STOCK)
def item_card(item_id: int) -> ResponseReturnValue:
    """The stock card of an item at one site in one unit, over all its batches."""
    actor = current_actor()
    with snapshot():
        item = queries_catalogue.item(item_id)
        sites = lookups.sites(actor=actor, permission=Permission.VIEW_STOCK)
        site = next((each for each in sites if each.code == request.args.get("site")), sites[0] if sites else None)
        if site is not None:
            demand_item_seen(actor=actor, item_id=item_id, site_id=site.id)
        units = queries_catalogue.units_in_stock(item_id) or [item.base_unit]
        unit = request.args.get("unit") if request.args.get("unit") in units else units[0]
        card = queries_movements.item_card(actor=actor, item_id=item_id, site_id=site.id, unit=unit) if site else []
    template = "inventory/card_print.html" if request.args.get("print") else "inventory/card.html"
    return render_template(
        template,
        item=item,
        batch=None,
        site=site,
        unit=unit,
        units=units,
        card=card,
        site_choices=[(each.code, pick_name(each.name_en, each.name_zh)) for each in sites],
        back=url_for("inventory.stock", item=item.code),
    )


@bp.get(f"/postings/<{ID}:posting_id>")
@requires(Permission.VIEW_STOCK)
def posting(posting_id: int) -> ResponseReturnValue:
    """One posted document with its lines; for a person with the right, the way to reverse it."""
    return _posting_page(posting_id, {"idempotency_key": new_key()}, {})


def _posting_page(posting_id: int, given: Mapping[str, Any], errors: Errors) -> str:
    actor = current_actor()
    with snapshot():
        head = queries_movements.posting_row(actor=actor, posting_id=posting_id, permission=Permission.VIEW_STOCK)
        lines = queries_movements.posting_lines(posting_id)
    open_lines = [line for line in lines if not line.reversed_by]
    has_document = head.kind in services_reversal.BY_DOCUMENT or head.kind == PostingKind.RECEIPT.value
    may = actor.may(Permission.REVERSE) and not has_document and open_lines
    return render_template(
        "inventory/posting.html",
        head=head,
        lines=lines,
        may_reverse=bool(may),
        given=given,
        errors=errors,
        whole=head.kind in services_reversal.WHOLE,
    )


class _PageReversalSchema(ReversalSchema, KeySchema):
    """The key comes with the form, the posting with the address."""

    class Meta:
        exclude = ("posting_id", "occurred_at")


@bp.post(f"/postings/<{ID}:posting_id>/reversal")
@requires(Permission.REVERSE)
def reverse(posting_id: int) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        key = given.pop("idempotency_key") or new_key()
        done = services_reversal.reverse_act(
            actor=current_actor(), now=utc_now(), key=key, posting_id=posting_id, **given
        )
        flash({"title": _("Reversed"), "text": _("The lines stand again as before; both records are kept.")}, "ok")
        return redirect(url_for("inventory.posting", posting_id=int(str(done["posting_id"]))))

    return submitted(_PageReversalSchema(), act, lambda given, errors: _posting_page(posting_id, given, errors))
