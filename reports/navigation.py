"""The bar of navigation: what this person may open, built from the endpoints that the application has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core.access import Actor, Permission
from scanning.queries_inbox import open_conflicts

P = Permission


@dataclass(frozen=True, slots=True)
class NavItem:
    """One row of the bar, as `templates/components/shell.html` draws it. `waiting` counts what waits there."""

    endpoint: str
    url: str
    label: str
    icon: str
    active: bool
    children: tuple["NavItem", ...] = ()
    waiting: Callable[[], int] | None = None

    @property
    def count(self) -> int:
        """How much waits there: asked when the bar is drawn, so that an answer without a bar pays nothing."""
        return self.waiting() if self.waiting else 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that may stand in the bar: its endpoint, its word, its icon, and the permissions of which any shows it.
    `waiting` counts for an actor what waits there, in one statement for each page of those who see the row. `also` are
    the addresses of further pages that are reached from there, such as a batch from the stock."""

    endpoint: str
    label: Any
    icon: str
    any_of: tuple[Permission, ...] = ()
    children: tuple["Entry", ...] = ()
    waiting: Callable[..., int] | None = None
    also: tuple[str, ...] = ()


ENTRIES = (
    Entry("reports.home", _l("Today"), "home"),
    Entry("scanning.scan", _l("Scan"), "scan", (P.VIEW_STOCK,)),
    Entry(
        "inventory.stock",
        _l("Stock"),
        "stock",
        (P.VIEW_STOCK,),
        (
            Entry("reports.movements", _l("Movements"), "move", (P.VIEW_STOCK,)),
            Entry("reports.stock_at", _l("Stock at a past moment"), "clock", (P.VIEW_STOCK,)),
            Entry("inventory.stocktakes", _l("Stocktakes"), "count", (P.VIEW_STOCK,)),
            Entry("inventory.rolls", _l("Blank labels"), "tag", (P.HANDLE_STOCK,)),
        ),
        also=("/batches", "/postings"),
    ),
    Entry("donations.consignments", _l("Incoming"), "in", (P.RECEIVE, P.VIEW_AUDIT), also=("/donors", "/receipts")),
    Entry("distribution.requests", _l("Requests"), "request", (P.REQUEST, P.VIEW_AUDIT)),
    Entry("distribution.dispatches", _l("Dispatches"), "truck", (P.DISPATCH, P.VIEW_AUDIT), also=("/returns",)),
    Entry("distribution.deliveries", _l("Deliveries"), "ok", (P.CONFIRM_DELIVERY,)),
    Entry("distribution.hand_outs", _l("Hand out"), "people", (P.HAND_OUT,)),
    Entry("scanning.conflicts", _l("Conflict inbox"), "alert", (P.CORRECT,), waiting=open_conflicts),
    Entry("reports.shortage", _l("Shortage"), "report", (P.REPORT,)),
    Entry("operations.imports", _l("Import"), "upload", (P.IMPORT,)),
    Entry("inventory.items", _l("Catalogue"), "tag", (P.EDIT_CATALOGUE, P.VIEW_AUDIT)),
    Entry(
        "inventory.sites",
        _l("Sites"),
        "pin",
        (P.EDIT_CATALOGUE, P.VIEW_AUDIT),
        also=("/areas", "/receivers", "/locations"),
    ),
    Entry("accounts.passes", _l("Day passes"), "key", (P.SEE_VOLUNTEERS,)),
    Entry("accounts.people", _l("People and roles"), "user", (P.EDIT_PEOPLE,)),
    Entry("reports.audit", _l("Audit"), "shield", (P.VIEW_AUDIT,)),
)
"""In the order of a working day. An endpoint that is not registered has no row."""


def nav_items(actor: Actor) -> tuple[NavItem, ...]:
    """The rows for a person, the one of the open page marked."""
    return _rows(ENTRIES, actor)


def _rows(entries: Sequence[Entry], actor: Actor) -> tuple[NavItem, ...]:
    return tuple(_row(entry, actor) for entry in entries if _opens(entry, actor))


def _opens(entry: Entry, actor: Actor) -> bool:
    view = current_app.view_functions.get(entry.endpoint)
    known = view is not None and (not actor.is_pass or getattr(view, "open_to_passes", False))
    return known and (not entry.any_of or any(actor.may(each) for each in entry.any_of))


def _row(entry: Entry, actor: Actor) -> NavItem:
    url = url_for(entry.endpoint)
    return NavItem(
        endpoint=entry.endpoint,
        url=url,
        label=str(entry.label),
        icon=entry.icon,
        active=_is_open(url, entry),
        children=_rows(entry.children, actor),
        waiting=cache(partial(entry.waiting, actor=actor)) if entry.waiting else None,
    )


def _is_open(url: str, entry: Entry) -> bool:
    """The page itself, one below it or one that is reached from it, unless a child of the entry is the nearer one."""
    nearer = any(request.endpoint == child.endpoint for child in entry.children)
    below = tuple(f"{each}/" for each in (url, *entry.also) if each != "/")
    return request.endpoint == entry.endpoint or (not nearer and f"{request.path}/".startswith(below))


def init_blueprint(blueprint: Blueprint) -> None:
    """Give every page of the application its bar."""
    blueprint.app_context_processor(lambda: {"nav_items": nav_items(current_user) if _signed_in() else ()})


def _signed_in() -> bool:
    return bool(request and current_user.is_authenticated)
