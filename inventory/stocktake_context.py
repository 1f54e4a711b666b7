"""What the pages and papers of a stocktake show: all of it where states are told, else one line or the head alone."""

from collections.abc import Sequence
from typing import Any

from flask import request

from core.access import Permission, current_actor
from core.forms import number_in
from core.i18n import pick_name
from core.transaction import snapshot
from inventory import stocktake_queries
from inventory.stocktake_errors import UnknownStocktakeLine
from inventory.stocktake_figures import lines_of
from inventory.stocktake_values import LineState, Shown, StocktakeStatus

LINES_SHOWN = 100
TABS: dict[str, tuple[LineState, ...]] = {
    "all": tuple(LineState),
    "count": (LineState.TO_COUNT, LineState.TO_RECOUNT, LineState.DISPUTED),
    "decide": (LineState.DISPUTED, LineState.TO_DECIDE),
    "done": (LineState.AGREED, LineState.DECIDED),
}
ON_PAPER = 500
"""So many lines stand on one paper; more are several papers."""


def shown_here(row: Any, lines: Sequence[Shown]) -> list[Shown]:
    """The lines that the address asks for: by state while it is open, by location."""
    place = number_in(request.args.get("place", ""))
    open_ = row.status == StocktakeStatus.OPEN.value
    states = TABS.get(request.args.get("tab", "all"), TABS["all"]) if open_ else TABS["all"]
    return [each for each in lines if each.line.state in states and place in (None, each.row.location_id)]


def stocktake_context(stocktake_id: int) -> tuple[Any, list[Shown], dict[str, Any]]:
    """A stocktake, its lines as the person may see them, and what every page of it shows."""
    actor = current_actor()
    with snapshot():
        row = stocktake_queries.stocktake(actor=actor, stocktake_id=stocktake_id)
        lines, notes = lines_of(row), stocktake_queries.notes_of(row.id)
        people = stocktake_queries.people_of([row.id]).get(row.id, [])
    shown = stocktake_queries.shown(actor=actor, row=row, lines=lines, people=people)
    whole = {
        "progress": stocktake_queries.progress(lines),
        "notes": notes,
        "next_line": next((each for each in shown if each.may_count), None),
    }
    return row, shown, {**head_context(row, people), **whole}


def head_context(row: Any, people: Sequence[Any]) -> dict[str, Any]:
    """What every page of a stocktake shows."""
    actor, is_open = current_actor(), row.status == StocktakeStatus.OPEN.value
    here = {"path": row.area_path, "site_id": row.site_id}
    return {
        "take": row,
        "people": people,
        "is_open": is_open,
        "may_handle": is_open and actor.may_at(Permission.HANDLE_STOCK, **here),
        "decides": is_open and actor.may_at(Permission.CORRECT, **here),
    }


def head_of(stocktake_id: int) -> tuple[Any, Sequence[Any]]:
    """A stocktake and whom it is assigned to, without its lines."""
    row = stocktake_queries.stocktake(actor=current_actor(), stocktake_id=stocktake_id)
    return row, stocktake_queries.people_of([row.id]).get(row.id, [])


def line_context(stocktake_id: int, line_id: int) -> dict[str, Any]:
    """One line, and where it stands among the others. Raises UnknownStocktake, UnknownStocktakeLine."""
    with snapshot():
        row, people = head_of(stocktake_id)
        order = stocktake_queries.order_of(row.id)
        if line_id not in order:
            raise UnknownStocktakeLine(line_id=str(line_id))
        lines = [stocktake_queries.line_of(row, line_id)]
    (each,) = stocktake_queries.shown(actor=current_actor(), row=row, lines=lines, people=people)
    at = {"number": order.index(line_id) + 1, "total": len(order), "place": place_text(each.row)}
    return {**head_context(row, people), **at, "each": each}


def paged(lines: Sequence[Any], size: int) -> dict[str, Any]:
    """The page of lines that the address asks for, with what its pager says."""
    page = max(1, number_in(request.args.get("page", "1"), 10_000) or 1)
    part = lines[(page - 1) * size : page * size]
    return {"rows": part, "page": page, "size": size, "total": len(lines)}


def places_of(lines: Sequence[Shown]) -> list[tuple[int, str]]:
    """The locations of lines, for a filter."""
    found = {each.row.location_id: each.row for each in lines}
    return [(location_id, place_text(row)) for location_id, row in found.items()]


def place_text(row: Any) -> str:
    """A line's location: its code and its name."""
    name = pick_name(row.location_en, row.location_zh)
    return f"{row.location_code} {name}" if name and name != row.location_code else str(row.location_code)
