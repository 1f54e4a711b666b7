"""Pages of what a manager does with a stocktake: decide, send back, post, call off; and its papers."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.forms import new_key
from inventory import stocktake_deciding, stocktake_services
from inventory.stocktake_context import LINES_SHOWN, ON_PAPER, paged, place_text, shown_here, stocktake_context
from inventory.stocktake_figures import decided_count
from inventory.stocktake_schemas import CountDecisionSchema, PagePostSchema, PageWhySchema
from inventory.stocktake_values import LineState
from inventory.stocktake_views import line_page
from inventory.web import ID, Errors, bp, submitted

Given = Mapping[str, Any]


@bp.post(f"/stocktakes/<{ID}:stocktake_id>/lines/<{ID}:line_id>/decision")
@requires(Permission.CORRECT)
def stocktake_decide(stocktake_id: int, line_id: int) -> ResponseReturnValue:
    """Choose the figure by which a line is posted."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        stocktake_deciding.decide(
            actor=current_actor(), now=utc_now(), stocktake_id=stocktake_id, line_id=line_id, **given
        )
        flash(_("Decided. It enters the books when the stocktake is posted."), "ok")
        return redirect(url_for("inventory.stocktake", stocktake_id=stocktake_id, tab="decide"))

    return submitted(CountDecisionSchema(), act, lambda given, errors: line_page(stocktake_id, line_id, given, errors))


@bp.post(f"/stocktakes/<{ID}:stocktake_id>/lines/<{ID}:line_id>/sending-back")
@requires(Permission.CORRECT)
def stocktake_send_back(stocktake_id: int, line_id: int) -> ResponseReturnValue:
    """Have a line counted anew."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        stocktake_deciding.send_back(
            actor=current_actor(), now=utc_now(), stocktake_id=stocktake_id, line_id=line_id, **given
        )
        flash(_("Sent back: it is counted anew."), "ok")
        return redirect(url_for("inventory.stocktake", stocktake_id=stocktake_id))

    return submitted(
        PageWhySchema(), act, lambda given, errors: line_page(stocktake_id, line_id, {**given, "back": "1"}, errors)
    )


@bp.get(f"/stocktakes/<{ID}:stocktake_id>/posting")
@requires(Permission.CORRECT)
def stocktake_post(stocktake_id: int) -> ResponseReturnValue:
    """What will be posted, in figures."""
    return _post_page(stocktake_id, {}, {})


def _post_page(stocktake_id: int, given: Given, errors: Errors) -> str:
    _row, lines, context = stocktake_context(stocktake_id)
    chosen = [(each, decided_count(each.line)) for each in lines]
    differing = [(each, found) for each, found in chosen if found is not None and found.difference]
    return render_template(
        "inventory/stocktake_post.html",
        **context,
        differing=differing[:LINES_SHOWN],
        differences=len(differing),
        uncounted=sum(each.line.state is LineState.TO_COUNT for each in lines),
        given=given,
        errors=errors,
        key=given.get("idempotency_key") or new_key(),
        place_text=place_text,
    )


@bp.post(f"/stocktakes/<{ID}:stocktake_id>/posting")
@requires(Permission.CORRECT)
def stocktake_posted(stocktake_id: int) -> ResponseReturnValue:
    """Post all differences as one document and end the stocktake."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        key = given.pop("idempotency_key") or new_key()
        done = stocktake_deciding.post(
            actor=current_actor(), now=utc_now(), key=key, stocktake_id=stocktake_id, **given
        )
        changed = int(str(done["more"])) + int(str(done["less"]))
        said = ngettext("%(num)s difference was posted", "%(num)s differences were posted", changed)
        flash({"title": _("Stocktake %(number)s is posted", number=done["number"]), "text": said}, "ok")
        return redirect(url_for("inventory.stocktake", stocktake_id=stocktake_id))

    return submitted(PagePostSchema(), act, lambda given, errors: _post_page(stocktake_id, given, errors))


@bp.post(f"/stocktakes/<{ID}:stocktake_id>/cancellation")
@requires(Permission.CORRECT)
def stocktake_cancel(stocktake_id: int) -> ResponseReturnValue:
    """End it without posting anything."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        stocktake_services.cancel(actor=current_actor(), now=utc_now(), stocktake_id=stocktake_id, **given)
        flash(_("Called off. Nothing was posted; what was counted stays here."), "ok")
        return redirect(url_for("inventory.stocktake", stocktake_id=stocktake_id))

    return submitted(
        PageWhySchema(), act, lambda given, errors: _post_page(stocktake_id, {**given, "cancel": "1"}, errors)
    )


@bp.get(f"/stocktakes/<{ID}:stocktake_id>/sheet")
@requires(Permission.HANDLE_STOCK)
def stocktake_sheet(stocktake_id: int) -> ResponseReturnValue:
    """The count sheet to print: a blank line beside every batch; of a blind one without a figure."""
    return _paper("inventory/stocktake_sheet.html", stocktake_id, listed=True)


@bp.get(f"/stocktakes/<{ID}:stocktake_id>/result")
@requires(Permission.VIEW_STOCK)
def stocktake_result(stocktake_id: int) -> ResponseReturnValue:
    """The result (盘点表) to print, with the differences that the person may see."""
    return _paper("inventory/stocktake_result.html", stocktake_id)


def _paper(template: str, stocktake_id: int, *, listed: bool = False) -> str:
    """At most ON_PAPER lines, of a location if the address names one; the tools above it lead to the others."""
    row, lines, context = stocktake_context(stocktake_id)
    wanted = [each for each in shown_here(row, lines) if each.row.listed or not listed]
    return render_template(template, **context, **paged(wanted, ON_PAPER))
