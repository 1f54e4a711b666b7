"""Pages of stocktakes: which there are and what to count next, opening one, counting its lines, the count sheet."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.forms import new_key, number_in
from core.i18n import pick_name, retold
from core.transaction import snapshot
from core.wording import amount
from inventory import lookups, stocktake_calendar, stocktake_correcting, stocktake_queries, stocktake_services
from inventory.queries_labels import scan
from inventory.stocktake_context import (
    LINES_SHOWN,
    TABS,
    head_context,
    head_of,
    line_context,
    paged,
    places_of,
    shown_here,
    stocktake_context,
)
from inventory.stocktake_errors import OutsideStocktake
from inventory.stocktake_figures import change_of
from inventory.stocktake_schemas import (
    PageCountCodeSchema,
    PageCountLineSchema,
    PageNoteSchema,
    PageOpenSchema,
)
from inventory.stocktake_values import NewStocktake, StocktakeStatus
from inventory.stocktake_words import line_look, outcome_word, reason_words, scope_words, state_said, status_word
from inventory.web import ID, Errors, bp, submitted

Given = Mapping[str, Any]


@bp.context_processor
def _stocktake_words() -> dict[str, Any]:
    named = (change_of, line_look, outcome_word, reason_words, scope_words, state_said, status_word)
    return {each.__name__: each for each in named}


@bp.get("/stocktakes")
@requires(Permission.VIEW_STOCK)
def stocktakes() -> ResponseReturnValue:
    """Which stocktakes there are, and what should be counted next at a site."""
    actor, now = current_actor(), utc_now()
    status = request.args.get("status", "")
    with snapshot():
        sites = lookups.sites(actor=actor, permission=Permission.VIEW_STOCK)
        asked = request.args.get("site", "")[:64]
        site = next((each for each in sites if each.code == asked), sites[0] if len(sites) == 1 else None)
        known = status if status in [each.value for each in StocktakeStatus] else ""
        rows = stocktake_queries.stocktakes(actor=actor, site=asked, status=known)
        next_up = stocktake_calendar.proposals(site_id=site.id, now=now) if site else []
    may_open = site is not None and actor.may_at(Permission.HANDLE_STOCK, path=site.area_path, site_id=site.id)
    return render_template(
        "inventory/stocktakes.html",
        rows=rows,
        proposals=next_up,
        site=site,
        status=known,
        sites=[(each.code, pick_name(each.name_en, each.name_zh)) for each in sites],
        today=installation_day(now),
        may_open=may_open or (site is None and actor.may(Permission.HANDLE_STOCK)),
        may_open_here=may_open,
        key=new_key(),
    )


@bp.get("/stocktakes/new")
@requires(Permission.HANDLE_STOCK)
def stocktake_new() -> ResponseReturnValue:
    """What is to be counted, by whom, until when."""
    return _new_page({**request.args, "blind": "1"}, {})


def _new_page(given: Given, errors: Errors) -> str:
    actor = current_actor()
    with snapshot():
        sites = lookups.sites(actor=actor, permission=Permission.HANDLE_STOCK)
        site = next((each for each in sites if each.code == given.get("site")), sites[0] if len(sites) == 1 else None)
        places = lookups.locations(site.id) if site else []
        people = stocktake_queries.counters_of(site) if site else []
        items = lookups.items()
    return render_template(
        "inventory/stocktake_new.html",
        given=given,
        errors=errors,
        key=given.get("idempotency_key") or new_key(),
        site=site,
        sites=[(each.code, pick_name(each.name_en, each.name_zh)) for each in sites],
        places=[(each.id, _place_choice(each)) for each in places],
        items=[(each.id, pick_name(each.name_en, each.name_zh)) for each in items],
        people=people,
        chosen=set(request.form.getlist("people")),
    )


def _place_choice(place: Any) -> str:
    name = pick_name(place.name_en, place.name_zh)
    return f"{place.code} {name}" if name and name != place.code else str(place.code)


@bp.post("/stocktakes")
@requires(Permission.HANDLE_STOCK)
def stocktake_open() -> ResponseReturnValue:
    """Open it: the list is fixed by what the books have now."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        actor = current_actor()
        site = lookups.site_by_code(actor=actor, permission=Permission.HANDLE_STOCK, code=given.pop("site"))
        key = given.pop("idempotency_key") or new_key()
        new = NewStocktake(site_id=site.id, people=tuple(given.pop("people")), **given)
        made = stocktake_services.open_stocktake(actor=actor, now=utc_now(), key=key, new=new)
        flash({"title": _("Stocktake %(number)s is open", number=made.number), "text": _("Now count.")}, "ok")
        return redirect(url_for("inventory.stocktake", stocktake_id=made.id))

    return submitted(PageOpenSchema(), act, _new_page)


@bp.get(f"/stocktakes/<{ID}:stocktake_id>")
@requires(Permission.VIEW_STOCK)
def stocktake(stocktake_id: int) -> ResponseReturnValue:
    """One stocktake: how far it is, and its lines."""
    row, lines, context = stocktake_context(stocktake_id)
    tab, place = request.args.get("tab", "all"), number_in(request.args.get("place", ""))
    return render_template(
        "inventory/stocktake.html",
        **context,
        tab=tab if tab in TABS else "all",
        place=place,
        **paged(shown_here(row, lines), LINES_SHOWN),
        places=places_of(lines),
        tab_counts={name: sum(each.line.state in states for each in lines) for name, states in TABS.items()},
    )


@bp.get(f"/stocktakes/<{ID}:stocktake_id>/lines/<{ID}:line_id>")
@requires(Permission.VIEW_STOCK)
def stocktake_line(stocktake_id: int, line_id: int) -> ResponseReturnValue:
    """One line: count it, or see what was counted and decide."""
    return line_page(stocktake_id, line_id, {}, {})


def line_page(stocktake_id: int, line_id: int, given: Given, errors: Errors) -> str:
    """The page of a line with a form that was refused, if any. Raises UnknownStocktake, UnknownStocktakeLine."""
    return render_template(
        "inventory/stocktake_line.html",
        **line_context(stocktake_id, line_id),
        given=given,
        errors=errors,
        key=given.get("idempotency_key") or new_key(),
    )


@bp.post(f"/stocktakes/<{ID}:stocktake_id>/lines/<{ID}:line_id>")
@requires(Permission.HANDLE_STOCK)
def stocktake_count(stocktake_id: int, line_id: int) -> ResponseReturnValue:
    """Keep what was counted and go on to the next line."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        key = given.pop("idempotency_key") or new_key()
        service = stocktake_correcting.correct if given.pop("corrects") else stocktake_services.count
        answer = service(actor=current_actor(), now=utc_now(), key=key, stocktake_id=stocktake_id, **given)
        say_counted(answer)
        return redirect(url_for("inventory.stocktake_next", stocktake_id=stocktake_id, after=line_id))

    return submitted(PageCountLineSchema(), act, lambda given, errors: line_page(stocktake_id, line_id, given, errors))


def say_counted(answer: Mapping[str, Any]) -> None:
    """What was kept, and what comes next."""
    told = {
        "done": "",
        "recount": _("It differs: somebody else counts it once more."),
        "decide": _("It differs, and two people have counted it: a manager decides."),
    }[answer["next"]]
    if answer["corrected"] and told:
        told = _("Corrected. Both figures are kept, and somebody else counts it once more.")
    flash({"title": _("%(amount)s counted", amount=amount(answer["counted"], answer["unit"])), "text": told}, "ok")


@bp.get(f"/stocktakes/<{ID}:stocktake_id>/next")
@requires(Permission.HANDLE_STOCK)
def stocktake_next(stocktake_id: int) -> ResponseReturnValue:
    """The next line that this person may count, from the one that was counted on; then from the start."""
    after = number_in(request.args.get("after", ""))
    with snapshot():
        row, people = head_of(stocktake_id)
        line_id = stocktake_queries.next_to_count(actor=current_actor(), row=row, people=people, after=after)
    if line_id is None:
        return redirect(url_for("inventory.stocktake", stocktake_id=stocktake_id))
    return redirect(url_for("inventory.stocktake_line", stocktake_id=stocktake_id, line_id=line_id))


@bp.get(f"/stocktakes/<{ID}:stocktake_id>/count")
@requires(Permission.HANDLE_STOCK)
def stocktake_scan(stocktake_id: int) -> ResponseReturnValue:
    """Count by the code on a box, and note goods without one."""
    return _scan_page(stocktake_id, request.args, {})


def _scan_page(stocktake_id: int, given: Given, errors: Errors) -> str:
    with snapshot():
        row, people = head_of(stocktake_id)
        counted, own = stocktake_queries.counted_of(row.id), lookups.locations(row.site_id)
    places = [(each.id, _place_choice(each)) for each in own if row.location_id in (None, each.id)]
    return render_template(
        "inventory/stocktake_scan.html",
        **head_context(row, people),
        counted=counted,
        given=given,
        errors=errors,
        places=places,
        key=given.get("idempotency_key") or new_key(),
        note_key=new_key(),
    )


@bp.post(f"/stocktakes/<{ID}:stocktake_id>/count")
@requires(Permission.HANDLE_STOCK)
def stocktake_count_code(stocktake_id: int) -> ResponseReturnValue:
    """Keep what was counted of the batch of a code, also where it was not expected."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        actor = current_actor()
        found = scan(actor=actor, text=given.pop("code"))
        if found.batch is None:
            row = stocktake_queries.stocktake(actor=actor, stocktake_id=stocktake_id)
            raise OutsideStocktake(number=row.number, scope=retold(scope_words, row), field="code")
        key = given.pop("idempotency_key") or new_key()
        answer = stocktake_services.count(
            actor=actor, now=utc_now(), key=key, stocktake_id=stocktake_id, batch_id=found.batch.id, **given
        )
        say_counted(answer)
        place = given["location_id"]
        return redirect(url_for("inventory.stocktake_scan", stocktake_id=stocktake_id, location_id=place))

    return submitted(PageCountCodeSchema(), act, lambda given, errors: _scan_page(stocktake_id, given, errors))


@bp.post(f"/stocktakes/<{ID}:stocktake_id>/notes")
@requires(Permission.HANDLE_STOCK)
def stocktake_note(stocktake_id: int) -> ResponseReturnValue:
    """Note goods without a label."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        key = given.pop("idempotency_key") or new_key()
        stocktake_services.note(actor=current_actor(), now=utc_now(), key=key, stocktake_id=stocktake_id, **given)
        flash(_("Noted. A manager sees it on the page of the stocktake."), "ok")
        return redirect(url_for("inventory.stocktake_scan", stocktake_id=stocktake_id))

    return submitted(PageNoteSchema(), act, lambda given, errors: _scan_page(stocktake_id, given, errors))
