"""Pages of counting and accepting: the form, the receipt, its printed note, and taking a receipt back."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.qr import svg
from core.transaction import transaction
from donations import build, queries_consignments, queries_receipts, queries_units, services_receipts
from donations.box_prefill import Filled, filled
from donations.errors import ReceiptInQuestion
from donations.queries_consignments import ConsignmentRow
from donations.schemas import ReceiptReversalSchema
from donations.schemas_pages import PageReceiptSchema
from donations.values import Accepted, AcceptLine, Counting
from donations.web import (
    ID,
    MANY,
    Questions,
    Rows,
    Typed,
    bp,
    errors_of,
    is_edit,
    questions_of,
    trace_url,
    typed_rows,
    with_rows,
)
from donations.words import from_whom, kind_word
from inventory import lookups
from inventory.holds import hold_word


def _says(row: Typed) -> bool:
    return any(row.get(name, "").strip() for name in ("accepted", "rejected", "not_yet"))


@bp.get(f"/incoming/<{ID}:consignment_id>/receive")
@requires(Permission.RECEIVE)
def receive(consignment_id: int) -> ResponseReturnValue:
    """Is what came what was promised? All open lines, or with `?line=` one: on a phone they are counted one by one;
    `?line=next` is the first open one."""
    view = _view(consignment_id)
    lines = _asked(view, request.args.get("line"))
    rows = [{"line_id": str(line.row.id), "unit": line.row.unit} for line in lines[:MANY]]
    given = MultiDict({"idempotency_key": new_key()})
    return _page(view, Rows("lines", rows or [{}], []), given, {}, more_lines=len(lines[MANY:]))


@bp.post(f"/incoming/<{ID}:consignment_id>/receive")
@requires(Permission.RECEIVE)
def receive_submit(consignment_id: int) -> ResponseReturnValue:
    view, rows = _view(consignment_id), typed_rows(request.form, "lines", _says)
    if request.form.get("read_box") and request.form.get("box", "").strip():
        return _scanned(view, rows)
    if is_edit(request.form) or "read_box" in request.form:
        return _page(view, rows, request.form, {})
    try:
        given = forms.load(PageReceiptSchema(), with_rows(request.form, rows))
        with transaction():
            done = _accept(consignment_id, given)
    except ReceiptInQuestion as question:
        return _page(view, rows, request.form, {}, question=questions_of(question, rows.place)), status_of(question)
    except DomainError as error:
        return _page(view, rows, request.form, errors_of(error, rows, first="lines-0-accepted")), status_of(error)
    flash(_said(done, given["lines"]), "ok")
    return redirect(url_for("donations.receipt", receipt_id=done.receipt_id))


def _scanned(view: ConsignmentRow, rows: Rows) -> ResponseReturnValue:
    """A box was scanned: its line's entry is filled, and nothing is posted."""
    today = installation_day(utc_now())
    box = filled(request.form["box"], rows.rows, view.lines, today=today)
    again = Rows("lines", box.rows, [])
    given = MultiDict([(name, value) for name, value in request.form.items(multi=True) if name != "box" or box.errors])
    return _page(view, again, given, box.errors, box=box), 422 if box.errors else 200


def _accept(consignment_id: int, given: Mapping[str, Any]) -> Accepted:
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    when = given["occurred_at"].replace(tzinfo=zone) if given["occurred_at"] else None
    return services_receipts.accept(
        actor=current_actor(),
        now=utc_now(),
        key=given["idempotency_key"] or new_key(),
        consignment_id=consignment_id,
        lines=_lines(given["lines"]),
        occurred_at=when,
        delivered_by=given["delivered_by"],
        vehicle=given["vehicle"],
        note=given["note"],
        location_id=given["location_id"],
        acknowledge=given["acknowledge"],
    )


def _lines(lines: Sequence[Mapping[str, Any]]) -> list[AcceptLine]:
    return build.accept_lines(
        {
            "lines": [
                {
                    **{name: value for name, value in line.items() if name != "not_yet"},
                    "specification": None,
                    "counting": Counting.NOT_YET if line["not_yet"] else Counting.COUNTED,
                }
                for line in lines
            ]
        }
    )


def _said(done: Accepted, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, in figures."""
    sums: dict[str, int] = {}
    for batch in done.batches:
        sums[batch.unit] = sums.get(batch.unit, 0) + batch.quantity
    figures = [[_("Accepted"), f"{quantity:,} {unit}"] for unit, quantity in sums.items()]
    if rejected := sum(line["rejected"] for line in lines):
        figures.append([_("Rejected"), f"{rejected:,}"])
    if waiting := sum(1 for line in lines if line["not_yet"]):
        figures.append([_("Lines not yet counted"), str(waiting)])
    return {"title": _("Received: %(number)s", number=done.receipt_number), "figures": figures}


@bp.get(f"/receipts/<{ID}:receipt_id>")
@requires(Permission.VIEW_STOCK)
def receipt(receipt_id: int) -> ResponseReturnValue:
    """One goods receipt: what was found, the batches with their labels, and what comes next."""
    actor, row = current_actor(), queries_receipts.receipt(actor=current_actor(), receipt_id=receipt_id)
    consignment = queries_consignments.consignment(actor=actor, consignment_id=row.consignment_id)
    view = queries_consignments.viewed(consignment, actor=actor, today=installation_day(utc_now()))
    lines = queries_receipts.receipt_lines(receipt_id=receipt_id)
    place = {"path": consignment.area_path, "site_id": consignment.site_id}
    return render_template(
        "donations/receipt_view.html",
        receipt=row,
        lines=lines,
        view=view,
        from_whom=from_whom,
        kind_word=kind_word,
        hold_word=hold_word,
        acknowledged=queries_receipts.acknowledged(receipt_id),
        stands=any(line.stands for line in lines),
        may_receive=actor.may_at(Permission.RECEIVE, **place),
        may_reverse=actor.may_at(Permission.REVERSE, **place),
    )


@bp.get(f"/receipts/<{ID}:receipt_id>/note")
@requires(Permission.VIEW_STOCK)
def receipt_note(receipt_id: int) -> ResponseReturnValue:
    """The goods receipt note 入库单, to be printed and signed."""
    actor, row = current_actor(), queries_receipts.receipt(actor=current_actor(), receipt_id=receipt_id)
    consignment = queries_consignments.consignment(actor=actor, consignment_id=row.consignment_id)
    view = queries_consignments.viewed(consignment, actor=actor, today=installation_day(utc_now()))
    return render_template(
        "donations/receipt_note.html",
        receipt=row,
        row=consignment,
        view=view,
        from_whom=from_whom,
        lines=queries_receipts.receipt_lines(receipt_id=receipt_id),
        acknowledged=queries_receipts.acknowledged(receipt_id),
        kind_word=kind_word,
        hold_word=hold_word,
        qr=svg(trace_url(row.consignment_code), title=_("QR code of %(code)s", code=row.consignment_code)),
    )


@bp.get(f"/receipts/<{ID}:receipt_id>/reverse")
@requires(Permission.REVERSE)
def reverse(receipt_id: int) -> ResponseReturnValue:
    """The step before taking a receipt back: which batches will be gone, in figures."""
    return _reverse_page(receipt_id, MultiDict({"idempotency_key": new_key()}), {})


@bp.post(f"/receipts/<{ID}:receipt_id>/reverse")
@requires(Permission.REVERSE)
def reverse_submit(receipt_id: int) -> ResponseReturnValue:
    try:
        given = forms.load(ReceiptReversalSchema(), request.form)
        with transaction():
            services_receipts.reverse(
                actor=current_actor(),
                now=utc_now(),
                receipt_id=receipt_id,
                key=given["idempotency_key"] or new_key(),
                reason=given["reason"],
            )
    except DomainError as error:
        return _reverse_page(receipt_id, request.form, errors_of(error)), status_of(error)
    if queries_receipts.moved_stock(receipt_id):
        flash(_("The goods receipt was taken back. Its goods are no longer in stock."), "ok")
    else:
        flash(_("The goods receipt was taken back. What it noted no longer counts."), "ok")
    return redirect(url_for("donations.receipt", receipt_id=receipt_id))


def _reverse_page(receipt_id: int, given: Any, errors: Mapping[str, Any]) -> str:
    row = queries_receipts.receipt(actor=current_actor(), receipt_id=receipt_id, permission=Permission.REVERSE)
    return render_template(
        "donations/receipt_reverse.html",
        receipt=row,
        given=given,
        errors=errors,
        lines=queries_receipts.receipt_lines(receipt_id=receipt_id),
    )


def _view(consignment_id: int) -> ConsignmentRow:
    actor = current_actor()
    row = queries_consignments.consignment(actor=actor, consignment_id=consignment_id, permission=Permission.RECEIVE)
    return queries_consignments.viewed(row, actor=actor, today=installation_day(utc_now()))


def _asked(view: ConsignmentRow, wanted: str | None) -> list[Any]:
    """The lines to count: one, the next open one, or all that are open."""
    waiting = [line for line in view.lines if line.progress.is_open]
    if wanted == "next":
        return waiting[:1]
    if wanted:
        return [line for line in view.lines if str(line.row.id) == wanted]
    return waiting


def _page(
    view: ConsignmentRow,
    rows: Rows,
    given: MultiDict[str, str],
    errors: Mapping[str, Sequence[str]],
    more_lines: int = 0,
    box: Filled | None = None,
    question: Questions | None = None,
) -> str:
    return render_template(
        "donations/receive.html",
        view=view,
        row=view.row,
        rows=rows.rows,
        given=given,
        errors=errors,
        by_id={str(line.row.id): line for line in view.lines},
        from_whom=from_whom,
        locations=lookups.locations(view.row.site_id),
        units=queries_units.known_units(),
        single=len(rows.rows) == 1,
        more_lines=more_lines,
        box=box,
        question=question,
    )
