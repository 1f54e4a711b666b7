"""Pages of one label: what a blank one is on, and a label that must not be used any more. And what lies on a shelf."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import forms
from core.access import Actor, Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.codes import code_in, display, normalise
from core.error_pages import status_of
from core.errors import DomainError
from core.transaction import snapshot, transaction
from inventory import bindings, lookups, queries_stock, services_labels
from inventory.errors import UnknownLabel
from inventory.printing import print_locations
from inventory.queries_catalogue import site_locations
from inventory.queries_rolls import location_codes, location_prints
from inventory.queries_stock import StockFilter
from inventory.schemas_labels import BindSchema, LocationLabelsSchema
from inventory.schemas_setup import ReasonSchema
from inventory.values import LabelKind, LabelStatus
from inventory.views_rolls import pdf_answer, remembered_sheet, sheet_choices
from inventory.web import ID, Errors, bp, errors_of, submitted

SHOWN = 30
"""So many batches to choose from; the search makes them fewer."""
Given = Mapping[str, Any]


@bp.get("/labels/<code>/bind")
@requires(Permission.HANDLE_STOCK)
def bind_label(code: str) -> ResponseReturnValue:
    """This label is blank: what is it on? A batch of this site by its other label, by search, or a shelf."""
    return _bind_page(code, {})


def _bind_page(code: str, errors: Errors) -> str:
    actor, query = current_actor(), request.args.get("q", "").strip()[:100]
    row = bindings.label_row(normalise(code))
    if row is None or row.roll_id is None:
        raise UnknownLabel(label=display(normalise(code)))
    site = lookups.site(actor=actor, permission=Permission.HANDLE_STOCK, site_id=row.roll_site_id)
    refusal = bindings.refusal(row)
    with snapshot():
        places = [place for place in site_locations(site.id) if place.active]
        wanted = _wanted_place(site.id, query, places)
        rows, more = ((), False) if wanted else _candidates(actor, site.code, query)
    return render_template(
        "inventory/label_bind.html",
        label=row,
        site=site,
        errors=errors or ({"": [refusal.message]} if refusal else {}),
        is_blank=refusal is None,
        query=query,
        places=places,
        wanted_place=wanted,
        rows=rows,
        more=more,
        today=installation_day(utc_now()),
    )


def _candidates(actor: Actor, site: str, query: str) -> tuple[Sequence[Any], bool]:
    """The batches at the site that match, or the last to enter where nothing is asked for; whether there are more."""
    page = queries_stock.stock_rows(
        actor=actor,
        wanted=StockFilter(q=query, site=site),
        today=installation_day(utc_now()),
        sort="" if query else "-entered",
        limit=SHOWN,
    )
    return page.rows, page.next_key is not None


def _wanted_place(site_id: int, query: str, places: Sequence[Any]) -> Any:
    """The shelf whose label was scanned or whose code was typed."""
    if not query:
        return None
    scanned = code_in(query)
    codes = location_codes(site_id) if scanned else {}
    for place in places:
        if (scanned and scanned in codes.get(place.id, ())) or place.code.casefold() == query.casefold():
            return place
    return None


@bp.post("/labels/<code>/bind")
@requires(Permission.HANDLE_STOCK)
def bind_label_submit(code: str) -> ResponseReturnValue:
    """Bind it, and show what it is on."""
    try:
        given = forms.load(BindSchema(), request.form)
        with transaction():
            done = services_labels.bind_label(actor=current_actor(), now=utc_now(), code=code, **given)
    except DomainError as error:
        return _bind_page(code, {"": [error.message]}), status_of(error)
    flash({"title": _("The label %(code)s is on it now", code=display(done.code))}, "ok")
    if done.batch_id:
        return redirect(url_for("inventory.batch", batch_id=done.batch_id))
    return redirect(url_for("inventory.location", location_id=done.location_id))


@bp.get("/labels/<code>/revoke")
@requires(Permission.CORRECT)
def label_revoke(code: str) -> ResponseReturnValue:
    """Before a code is ended for good."""
    return _revoke_page(code, {}, {})


def _revoke_page(code: str, given: Given, errors: Errors) -> str:
    row = bindings.label_row(normalise(code))
    if row is None:
        raise UnknownLabel(label=display(normalise(code)))
    blank = row.kind == LabelKind.UNBOUND.value
    return render_template(
        "inventory/label_revoke.html",
        label=row,
        given=given,
        errors=errors,
        target="" if blank else bindings.target_words(row),
        is_active=row.status == LabelStatus.ACTIVE.value,
    )


@bp.post("/labels/<code>/revoke")
@requires(Permission.CORRECT)
def label_revoke_submit(code: str) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        services_labels.revoke_label(actor=current_actor(), now=utc_now(), code=code, reason=given["reason"])
        row = bindings.label_row(normalise(code))
        flash(_("The label %(code)s opens nothing any more.", code=display(row.code)), "ok")
        if row.batch_id:
            return redirect(url_for("inventory.batch", batch_id=row.batch_id))
        if row.location_id:
            return redirect(url_for("inventory.location", location_id=row.location_id))
        return redirect(url_for("inventory.roll", roll_id=row.roll_id))

    return submitted(ReasonSchema(), act, lambda given, errors: _revoke_page(code, given, errors))


@bp.get(f"/locations/<{ID}:location_id>")
@requires(Permission.VIEW_STOCK)
def location(location_id: int) -> ResponseReturnValue:
    """What the label on a shelf opens: all that lies there."""
    actor = current_actor()
    with snapshot():
        place = lookups.location(actor=actor, permission=Permission.VIEW_STOCK, location_id=location_id)
        rows = queries_stock.at_location(actor=actor, location_id=location_id)
        codes = location_codes(place.site_id).get(location_id, [])
    may = actor.may_at(Permission.HANDLE_STOCK, path=place.area_path, site_id=place.site_id)
    today = installation_day(utc_now())
    return render_template("inventory/location.html", place=place, rows=rows, codes=codes, may_print=may, today=today)


@bp.get(f"/sites/<{ID}:site_id>/labels")
@requires(Permission.HANDLE_STOCK)
def location_labels(site_id: int) -> ResponseReturnValue:
    """Which locations' labels, on which paper; with `?location=` only that one."""
    chosen = request.args.getlist("location")
    given = {"sheet": remembered_sheet(), "copies": "1", "start_at": "1"}
    return _labels_page(site_id, given, {}, chosen)


def _labels_page(site_id: int, given: Given, errors: Errors, chosen: list[str]) -> str:
    site = lookups.site(actor=current_actor(), permission=Permission.HANDLE_STOCK, site_id=site_id)
    places = [row for row in site_locations(site_id) if row.active]
    return render_template(
        "inventory/location_labels.html",
        site=site,
        places=places,
        chosen=chosen or [str(row.id) for row in places],
        given=given,
        errors=errors,
        sheets=sheet_choices(),
        prints=location_prints(site_id),
    )


@bp.post(f"/sites/<{ID}:site_id>/labels")
@requires(Permission.HANDLE_STOCK)
def location_labels_submit(site_id: int) -> ResponseReturnValue:
    """The PDF; that it was made is recorded."""
    chosen = request.form.getlist("location_ids")
    try:
        given = forms.load(LocationLabelsSchema(exclude=("location_ids",)), request.form)
        ids = [found for each in chosen if (found := forms.number_in(each)) is not None]
        pdf = print_locations(actor=current_actor(), site_id=site_id, location_ids=ids, **given)
    except DomainError as error:
        return _labels_page(site_id, request.form, errors_of(error), chosen), status_of(error)
    return pdf_answer(pdf, "locations.pdf", given["sheet"])
