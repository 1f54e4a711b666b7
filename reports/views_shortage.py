"""What is short, where, and what is coming."""

import io
from typing import Any

from flask import current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue

from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.i18n import pick_name
from inventory import lookups
from inventory.errors import UnknownPlace
from reports.blueprint import bp
from reports.filters import text_asked
from reports.shortage import LONGEST, shortage
from reports.shortage_values import Shortage
from reports.shortage_workbook import write_shortage

HORIZONS = (7, 14, 30, 90, 180)
DEFAULT_DAYS = 30
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/shortage", endpoint="shortage")
@requires(Permission.REPORT)
def shortage_page() -> ResponseReturnValue:
    areas = lookups.areas(actor=current_actor(), permission=Permission.REPORT)
    if not areas:
        raise UnknownPlace
    report = _report(areas[0].code)
    everything = request.args.get("all") == "1"
    rows = [row for row in report.rows if everything or row.figures.wanted]
    place = text_asked("item")
    return render_template(
        "reports/shortage.html",
        report=report,
        rows=rows,
        areas=_choices(areas),
        days=_days(),
        everything=everything,
        horizons=HORIZONS,
        hidden=len(report.rows) - len(rows),
        item=place,
        places=[row for row in report.places if row.goods.code == place and (everything or row.figures.wanted)],
    )


@bp.get("/shortage.xlsx")
@requires(Permission.REPORT)
def shortage_xlsx() -> ResponseReturnValue:
    return shortage_file(_report(_default_area()))


def shortage_file(report: Shortage) -> ResponseReturnValue:
    """The workbook of a report as a download."""
    stream = io.BytesIO()
    write_shortage(stream, report, zone=current_app.config["TIMEZONE"])
    stream.seek(0)
    name = f"shortage-{report.area.code}-{report.days}d-{report.as_of:%Y%m%d-%H%M}.xlsx"
    return send_file(stream, mimetype=XLSX_TYPE, as_attachment=True, download_name=name)


def _report(default_area: str) -> Shortage:
    return shortage(
        actor=current_actor(),
        now=utc_now(),
        zone=current_app.config["TIMEZONE"],
        area_code=text_asked("area") or default_area,
        days=_days(),
    )


def _default_area() -> str:
    areas = lookups.areas(actor=current_actor(), permission=Permission.REPORT)
    if not areas:
        raise UnknownPlace
    return str(areas[0].code)


def _days() -> int:
    """The horizon of the address; anything that is not one reads as the usual one."""
    typed = request.args.get("days", "")
    return int(typed) if typed.isascii() and typed.isdigit() and 0 <= int(typed[:6]) <= LONGEST else DEFAULT_DAYS


def _choices(areas: Any) -> list[tuple[str, str]]:
    """Areas indented under their parents."""
    top = min(area.path.count("/") for area in areas)
    return [
        (area.code, "\u2003" * (area.path.count("/") - top) + pick_name(area.name_en, area.name_zh)) for area in areas
    ]
