"""The stock list by batch and by item, and its export of exactly what is shown."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from core import forms
from core.access import Actor, Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.csv_write import csv_chunks
from core.i18n import pick_name
from core.pagination import Page
from core.transaction import snapshot
from core.workbook_write import DATE, INTEGER, Column, SheetSpec, write_xlsx
from inventory import lookups, queries_stock
from inventory.queries_stock import StockFilter
from inventory.schemas import StockQuerySchema
from inventory.stocktake_blind import Places, masked, masked_totals, withheld, withheld_items
from inventory.values import STOCK_STATES, Category
from inventory.web import bp
from inventory.words import category_word, shown_state, state_name

MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _query() -> tuple[StockFilter, dict[str, Any]]:
    given = forms.asked(StockQuerySchema(), request.args)
    paging = {name: given.pop(name) for name in ("sort", "after", "before", "limit")}
    return StockFilter(**given), paging


@bp.get("/stock")
@requires(Permission.VIEW_STOCK)
def stock() -> ResponseReturnValue:
    """What is where: a row for each batch and place, earliest expiry first, or totals per item."""
    actor, today = current_actor(), installation_day(utc_now())
    wanted, paging = _query()
    by_item = request.args.get("view") == "items"
    with snapshot():
        found = _totals(actor, wanted, today) if by_item else _page(actor, wanted, today, paging)
        sites = lookups.sites(actor=actor, permission=Permission.VIEW_STOCK)
    return render_template(
        "inventory/stock_items.html" if by_item else "inventory/stock_batches.html",
        found=found,
        sites=sites,
        today=today,
        filtered=wanted != StockFilter(),
        categories=[(category.value, category_word(category)) for category in Category],
        states=_state_choices(),
        site_choices=[(site.code, pick_name(site.name_en, site.name_zh)) for site in sites],
    )


def _totals(actor: Actor, wanted: StockFilter, today: date) -> list[Any]:
    rows = queries_stock.item_totals(actor=actor, wanted=wanted, today=today)
    return masked_totals(rows, withheld_items(actor=actor))


def _page(actor: Actor, wanted: StockFilter, today: date, paging: dict[str, Any]) -> Page[Any]:
    page = queries_stock.stock_rows(actor=actor, wanted=wanted, today=today, **paging)
    return replace(page, rows=masked(page.rows, withheld(actor=actor, batch_ids={row.batch_id for row in page.rows})))


def _state_choices() -> list[tuple[str, str]]:
    found = {"soon": _("expires within %(days)s days", days=queries_stock.SOON_DAYS), "restricted": _("restricted")}
    return [(state, found.get(state) or state_name(state)) for state in STOCK_STATES]


@bp.get("/stock/export.<kind>")
@requires(Permission.VIEW_STOCK)
def stock_export(kind: str) -> ResponseReturnValue:
    """The list that is shown, by batch or by item, with its filters and order, as a workbook or as CSV."""
    if kind not in ("xlsx", "csv"):
        raise NotFound
    now = utc_now()
    out = TemporaryFile()  # noqa: SIM115 – the answer that sends it closes it
    with snapshot():
        columns, cells = _shown(installation_day(now))
        (_csv if kind == "csv" else _xlsx)(out, columns, cells, now)
    out.seek(0)
    return send_file(
        out,
        as_attachment=True,
        download_name=f"stock-{installation_day(now).isoformat()}.{kind}",
        mimetype=MIMETYPES[kind],
    )


def _shown(today: date) -> tuple[list[Column], Iterator[list[object]]]:
    actor, (wanted, paging) = current_actor(), _query()
    if request.args.get("view") == "items":
        return _item_columns(), _item_cells(_totals(actor, wanted, today))
    rows = queries_stock.all_stock_rows(actor=actor, wanted=wanted, today=today, sort=paging["sort"])
    return _columns(), _cells(rows, withheld(actor=actor))


def _item_columns() -> list[Column]:
    return [
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Category"), 16),
        Column(_("On hand"), 12, INTEGER),
        Column(_("Reserved"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("In the base unit"), 14, INTEGER),
        Column(_("Base unit"), 10),
        Column(_("Batches"), 10, INTEGER),
        Column(_("First expiry"), 12, DATE),
    ]


def _item_cells(rows: Iterable[Any]) -> Iterator[list[object]]:
    """A total whose content is not known for every batch has no figure in the base unit."""
    for row in rows:
        yield [
            row.item_code,
            pick_name(row.item_en, row.item_zh),
            category_word(row.category),
            row.quantity,
            row.reserved,
            row.unit,
            None if row.unknown_factors else row.base,
            row.base_unit,
            row.batches,
            row.first_expiry,
        ]


def _columns() -> list[Column]:
    return [
        Column(_("Batch"), 20),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Category"), 16),
        Column(_("Quantity"), 12, INTEGER),
        Column(_("Reserved"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("Content of one unit"), 14, INTEGER),
        Column(_("Base unit"), 10),
        Column(_("Lot"), 16),
        Column(_("Expiry date"), 12, DATE),
        Column(_("State"), 10),
        Column(_("Site"), 24),
        Column(_("Location"), 14),
        Column(_("Source"), 28),
        Column(_("Entered on"), 12, DATE),
    ]


def _cells(rows: Iterable[Any], hidden: Places) -> Iterator[list[object]]:
    today = installation_day(utc_now())
    for row in rows:
        is_hidden = (row.batch_id, row.location_id) in hidden
        yield [
            row.code,
            row.item_code,
            pick_name(row.item_en, row.item_zh),
            category_word(row.category),
            None if is_hidden else row.quantity,
            None if is_hidden else row.reserved,
            row.unit,
            row.base_per_unit,
            row.base_unit,
            row.lot,
            row.expires_on,
            state_name(shown_state(row, today)),
            pick_name(row.site_en, row.site_zh),
            row.location_code,
            row.source_label,
            row.entered_on,
        ]


def _csv(out: IO[bytes], columns: list[Column], cells: Iterator[list[object]], _now: datetime) -> None:
    out.writelines(csv_chunks([column.heading for column in columns], cells))


def _xlsx(out: IO[bytes], columns: list[Column], cells: Iterator[list[object]], now: datetime) -> None:
    local = now.astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
    titles = [_("Stock"), _("as of %(when)s", when=local.strftime("%Y-%m-%d %H:%M"))]
    write_xlsx(out, [SheetSpec(_("Stock"), columns, cells, titles=titles)])  # type: ignore[arg-type]
