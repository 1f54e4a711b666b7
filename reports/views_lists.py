"""Lists of this room: movements, stock at a past moment, the audit; and every list as a file."""

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.errors import Forbidden
from core.i18n import pick_name
from inventory import lookups
from inventory.values import MovementKind
from inventory.words import movement_word, posting_word
from reports.audit_detail import details, subject_url
from reports.audit_rows import audit_page
from reports.audit_words import act_word, group_choices
from reports.blueprint import bp
from reports.export_lists import listing, permission_of, place
from reports.exports import export as send_export
from reports.filters import day_asked, moment_asked, movements_asked, sense_asked, site_asked, text_asked
from reports.movement_rows import movement_page
from reports.past import stock_at as find_stock_at


@bp.get("/movements")
@requires(Permission.VIEW_STOCK)
def movements() -> ResponseReturnValue:
    """The ledger as a list, the newest lines first."""
    wanted = movements_asked()
    page = movement_page(
        actor=current_actor(), wanted=wanted, after=request.args.get("after", ""), before=request.args.get("before", "")
    )
    return render_template(
        "reports/movements.html",
        page=page,
        wanted=wanted,
        sites=_sites(),
        place=place,
        kinds=[(kind.value, movement_word(kind)) for kind in MovementKind],
        items=[(row.code, pick_name(row.name_en, row.name_zh)) for row in lookups.items()],
        movement_word=movement_word,
        posting_word=posting_word,
    )


@bp.get("/stock/at")
@requires(Permission.VIEW_STOCK)
def stock_at() -> ResponseReturnValue:
    """What was at a site at a past moment, as known then or as it happened."""
    now, sites = utc_now(), _sites()
    moment, sense = moment_asked(now), sense_asked()
    site = site_asked() or (sites[0][0] if sites else "")
    found = find_stock_at(actor=current_actor(), site_code=site, moment=moment, sense=sense)
    local = moment.astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
    return render_template(
        "reports/stock_at.html",
        found=found,
        sites=sites,
        site=site,
        sense=sense,
        typed=local.strftime("%Y-%m-%dT%H:%M"),
    )


@bp.get("/audit")
@requires(Permission.VIEW_AUDIT)
def audit() -> ResponseReturnValue:
    """Who did what, apart from the ledger."""
    actor, action, first = current_actor(), text_asked("action"), day_asked("first")
    page = audit_page(
        actor=actor, action=action, who=text_asked("who"), first=first, after=request.args.get("after", "")
    )
    return render_template(
        "reports/audit.html",
        page=page,
        act_word=act_word,
        action=action,
        first=first,
        groups=group_choices(),
        details=details(page.rows),
        subject_url=partial(subject_url, actor),
    )


@bp.get("/export/<name>.<kind>")
@requires(Permission.VIEW_STOCK)
def export(name: str, kind: str) -> ResponseReturnValue:
    """A list as xlsx or CSV, exactly as its page shows it: the same query string, all pages."""
    permission = permission_of(name)
    if not current_actor().may(permission):
        raise Forbidden(permission=permission.value)
    now = utc_now()
    return send_export(listing(name, now=now), kind=kind, now=now)


def _sites() -> list[tuple[Any, str]]:
    rows = lookups.sites(actor=current_actor(), permission=Permission.VIEW_STOCK)
    return [(row.code, pick_name(row.name_en, row.name_zh)) for row in rows]
