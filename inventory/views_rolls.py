"""Pages of rolls of blank labels: make one, print it, see what became of it, revoke what was lost."""

import io
from collections.abc import Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.i18n import pick_name
from core.transaction import snapshot
from inventory import lookups, queries_rolls, services_rolls
from inventory.label_values import MOST_ON_ROLL, SHEETS
from inventory.printing import print_roll
from inventory.schemas_labels import PageRollSchema, RollPrintSchema
from inventory.schemas_setup import ReasonSchema
from inventory.values import LabelKind, LabelStatus
from inventory.web import ID, Errors, bp, errors_of, submitted

Given = Mapping[str, Any]
SHEET_COOKIE = "label_sheet"
A_YEAR = 365 * 24 * 3600


def sheet_choices() -> list[tuple[str, str]]:
    """The formats of paper for a choice."""
    return [(sheet.key, str(sheet.title)) for sheet in SHEETS.values()]


def remembered_sheet() -> str:
    """The format that this browser printed on last."""
    key = request.cookies.get(SHEET_COOKIE, "")
    return key if key in SHEETS else ""


def pdf_answer(pdf: bytes, name: str, sheet: str) -> ResponseReturnValue:
    """A PDF to print; the browser remembers the format."""
    file = send_file(io.BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=name)
    answer = make_response(file)
    if sheet in SHEETS:
        answer.set_cookie(SHEET_COOKIE, sheet, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


@bp.get("/labels/rolls")
@requires(Permission.HANDLE_STOCK)
def rolls() -> ResponseReturnValue:
    """Which rolls there are, and how many of their labels are blank, bound and revoked."""
    actor, site = current_actor(), request.args.get("site", "")
    with snapshot():
        rows = queries_rolls.rolls(actor=actor, site=site[:64])
        sites = lookups.sites(actor=actor, permission=Permission.HANDLE_STOCK)
    choices = [(each.code, pick_name(each.name_en, each.name_zh)) for each in sites]
    return render_template("inventory/rolls.html", rows=rows, sites=choices, site=site, sheets=SHEETS)


@bp.get("/labels/rolls/new")
@requires(Permission.HANDLE_STOCK)
def roll_new() -> ResponseReturnValue:
    """How many labels, on which paper, for which site."""
    return _new_page({"site": request.args.get("site", ""), "sheet": remembered_sheet()}, {})


def _new_page(given: Given, errors: Errors) -> str:
    sites = lookups.sites(actor=current_actor(), permission=Permission.HANDLE_STOCK)
    return render_template(
        "inventory/roll_new.html",
        given=given,
        errors=errors,
        key=given.get("idempotency_key") or new_key(),
        sites=[(each.code, pick_name(each.name_en, each.name_zh)) for each in sites],
        sheets=sheet_choices(),
        per_page={sheet.key: sheet.positions for sheet in SHEETS.values()},
        most=MOST_ON_ROLL,
    )


@bp.post("/labels/rolls")
@requires(Permission.HANDLE_STOCK)
def roll_make() -> ResponseReturnValue:
    """Make the codes; they are printed from the roll's page."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        actor = current_actor()
        site = lookups.site_by_code(actor=actor, permission=Permission.HANDLE_STOCK, code=given["site"])
        sheet = given["sheet"] or next(iter(SHEETS))
        key = given["idempotency_key"] or new_key()
        made = services_rolls.make_roll(
            actor=actor, now=utc_now(), key=key, site_id=site.id, labels=given["labels"], sheet=sheet
        )
        flash({"title": _("Roll %(number)s is made", number=made.number), "text": _("Now print it.")}, "ok")
        return redirect(url_for("inventory.roll", roll_id=made.id))

    return submitted(PageRollSchema(), act, _new_page)


@bp.get(f"/labels/rolls/<{ID}:roll_id>")
@requires(Permission.HANDLE_STOCK)
def roll(roll_id: int) -> ResponseReturnValue:
    """One roll: what is blank, what is on which batch, who printed what."""
    return _roll_page(roll_id, {}, {})


def _roll_page(roll_id: int, given: Given, errors: Errors) -> str:
    actor = current_actor()
    with snapshot():
        row = queries_rolls.roll(actor=actor, roll_id=roll_id)
        labels = queries_rolls.roll_labels(roll_id)
        prints = queries_rolls.roll_prints(roll_id)
    used = [each for each in labels if each.kind != LabelKind.UNBOUND or each.status != LabelStatus.ACTIVE]
    return render_template(
        "inventory/roll.html",
        roll=row,
        used=used,
        blank=queries_rolls.blank_ranges(labels),
        prints=prints,
        given=given,
        errors=errors,
        sheets=sheet_choices(),
        sheet=given.get("sheet") or row.sheet,
        format=SHEETS.get(row.sheet),
        may_revoke=actor.may_at(Permission.CORRECT, path=row.area_path, site_id=row.site_id),
    )


@bp.post(f"/labels/rolls/<{ID}:roll_id>/print")
@requires(Permission.HANDLE_STOCK)
def roll_print(roll_id: int) -> ResponseReturnValue:
    """The PDF of what is still blank; that it was made is recorded."""
    actor = current_actor()
    row = queries_rolls.roll(actor=actor, roll_id=roll_id)
    try:
        given = forms.load(RollPrintSchema(), request.form)
        pdf = print_roll(row, actor=actor, **given)
    except DomainError as error:
        return _roll_page(roll_id, request.form, errors_of(error)), status_of(error)
    return pdf_answer(pdf, f"{row.number}.pdf", given["sheet"] or row.sheet)


@bp.post(f"/labels/rolls/<{ID}:roll_id>/revoke")
@requires(Permission.CORRECT)
def roll_revoke(roll_id: int) -> ResponseReturnValue:
    """The rest of a roll was lost: nobody may use it any more."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        ended = services_rolls.revoke_rest(
            actor=current_actor(), now=utc_now(), roll_id=roll_id, reason=given["reason"]
        )
        flash(ngettext("%(num)s blank label was revoked.", "%(num)s blank labels were revoked.", ended), "ok")
        return redirect(url_for("inventory.roll", roll_id=roll_id))

    return submitted(ReasonSchema(), act, lambda given, errors: _roll_page(roll_id, given, errors))
