"""Pages of what comes in: the list, one consignment, its slip, and closing it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.pagination import PAGE_SIZE
from core.qr import svg
from core.transaction import transaction
from donations import queries_consignments, queries_receipts, queries_targets, services_status
from donations.queries_consignments import ConsignmentRow, Filters
from donations.queries_donors import shown_name
from donations.schemas_pages import PageCloseSchema
from donations.web import ID, bp, errors_of, trace_url
from donations.words import KIND_ICONS, KINDS, from_whom, kind_word
from inventory import lookups

STATUSES = ("open", "overdue", "closed", "cancelled", "all")


@bp.get("/incoming")
@requires(Permission.VIEW_STOCK)
def consignments() -> ResponseReturnValue:
    """What was promised, and what of it is overdue: open ones unless another status is asked for."""
    actor, today = current_actor(), installation_day(utc_now())
    status, wanted = _filters()
    counts = queries_consignments.counts(actor=actor, today=today, filters=wanted)
    page = queries_consignments.consignment_rows(
        actor=actor,
        today=today,
        filters=wanted,
        sort=request.args.get("sort", "-recorded"),
        total=counts.total,
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
    )
    return render_template(
        "donations/consignment_list.html",
        page=page,
        status=status,
        kinds=KINDS,
        from_whom=from_whom,
        today=today,
        counts=counts,
        kind_word=kind_word,
        sites=lookups.sites(actor=actor, permission=Permission.VIEW_STOCK),
        icons=KIND_ICONS,
        may_receive=actor.may(Permission.RECEIVE),
        may_read_donors=actor.may(Permission.VIEW_DONOR_CONTACT),
        is_overdue=queries_consignments.is_overdue,
        number=_page_number(),
        first=(_page_number() - 1) * PAGE_SIZE + 1,
    )


def _filters() -> tuple[str, Filters]:
    """The tab that is open, and what the address asks for."""
    given = request.args
    status = given.get("status", "open")
    status = status if status in STATUSES else "open"
    kind = given.get("kind", "")
    site_id = given.get("site", type=int)
    return status, Filters(
        kind if kind in KINDS else "",
        "" if status == "all" else status,
        site_id if site_id is None or site_id < 2**63 else 0,
        given.get("q", "")[:100],
    )


def _page_number() -> int:
    """Only for the count that is shown: which rows are shown is said by the key."""
    return min(max(request.args.get("page", 1, type=int), 1), 10**6)


@bp.get(f"/incoming/<{ID}:consignment_id>")
@requires(Permission.VIEW_STOCK)
def consignment(consignment_id: int) -> ResponseReturnValue:
    """One consignment: every line with promised, accepted, rejected, outstanding; its receipts and batches."""
    actor = current_actor()
    view = _view(consignment_id)
    row = view.row
    may_receive = actor.may_at(Permission.RECEIVE, path=row.area_path, site_id=row.site_id)
    return render_template(
        "donations/consignment_view.html",
        view=view,
        row=row,
        from_whom=from_whom,
        kind_word=kind_word,
        receipts=queries_receipts.receipts_of(consignment_id),
        trace_url=trace_url(row.code),
        found=queries_receipts.receipt_lines(consignment_id=consignment_id),
        targets=queries_targets.targets_of([line.row.restriction_id for line in view.lines]),
        may_receive=may_receive and row.status != "cancelled",
        may_read_donor=actor.may_at(Permission.VIEW_DONOR_CONTACT, path=row.area_path, site_id=row.site_id),
    )


@bp.get(f"/incoming/<{ID}:consignment_id>/slip")
@requires(Permission.RECEIVE)
def slip(consignment_id: int) -> ResponseReturnValue:
    """The donor's slip: a trace code with its QR for the gift and one for every line."""
    view = _view(consignment_id, Permission.RECEIVE)
    return render_template(
        "donations/slip.html",
        view=view,
        row=view.row,
        from_whom=from_whom,
        kind_word=kind_word,
        address=trace_url,
        qr=_qr,
        public_name=shown_name(view.row.donor_kind, view.row.donor_name, view.row.donor_number, view.row.named)
        if view.row.donor_id
        else "",
    )


@bp.get(f"/incoming/<{ID}:consignment_id>/close")
@requires(Permission.RECEIVE)
def close(consignment_id: int) -> ResponseReturnValue:
    """The step before closing: what will no longer be expected, in figures."""
    return _close_page(consignment_id, {"line_id": request.args.get("line", "")}, {}), 200


@bp.post(f"/incoming/<{ID}:consignment_id>/close")
@requires(Permission.RECEIVE)
def close_submit(consignment_id: int) -> ResponseReturnValue:
    try:
        given = forms.load(PageCloseSchema(), request.form)
        with transaction():
            closed = services_status.close(
                actor=current_actor(),
                now=utc_now(),
                consignment_id=consignment_id,
                reason=given["reason"],
                line_id=given["line_id"],
            )
    except DomainError as error:
        return _close_page(consignment_id, request.form, errors_of(error)), status_of(error)
    flash(_("Closed. Lines of which nothing more is expected: %(count)s", count=len(closed)), "ok")
    return redirect(url_for("donations.consignment", consignment_id=consignment_id))


def _close_page(consignment_id: int, given: Any, errors: dict[str, Any]) -> str:
    view = _view(consignment_id, Permission.RECEIVE)
    chosen = given.get("line_id", "")
    lines = [line for line in view.lines if line.progress.is_open and chosen in ("", str(line.row.id))]
    return render_template(
        "donations/consignment_close.html",
        view=view,
        row=view.row,
        lines=lines,
        given=given,
        errors=errors,
        from_whom=from_whom,
    )


def _view(consignment_id: int, permission: Permission = Permission.VIEW_STOCK) -> ConsignmentRow:
    actor = current_actor()
    row = queries_consignments.consignment(actor=actor, consignment_id=consignment_id, permission=permission)
    return queries_consignments.viewed(row, actor=actor, today=installation_day(utc_now()))


def _qr(code: str) -> str:
    return svg(trace_url(code), title=_("QR code of %(code)s", code=code))
