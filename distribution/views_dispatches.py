"""Pages of dispatches: the list, one dispatch with its boxes, checking them by scanning, loading, calling it off."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.codes import display
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.transaction import transaction
from core.wording import amount, number
from distribution import (
    queries_dispatches,
    services_deliveries,
    services_dispatches,
    services_scans,
    services_swaps,
)
from distribution.errors import NotOnList
from distribution.proof_check import proof_of
from distribution.proof_words import proof_figures
from distribution.queries_dispatches import DispatchFilter
from distribution.schemas import LoadingScanSchema, PageEndReasonSchema, PageLoadSchema, PageSwapSchema
from distribution.swap_offers import box_for, swap_offer
from distribution.values import DispatchStatus
from distribution.web import ID, bp, errors_of, id_asked, moment_of, tell, words_asked
from distribution.words import confirmation_word, dispatch_word, evidence_word, item_name, name_of
from inventory.values import Evidence

VIEWS = ("picked", "in_transit", "delivered", "returned", "cancelled", "all")


def shown() -> DispatchFilter:
    """What the address asks for; everything unless a status is named."""
    status = request.args.get("status", "all")
    return DispatchFilter(
        status=status if status in VIEWS[:-1] else "",
        words=words_asked(),
        from_site_id=id_asked("site"),
        receiver_id=id_asked("receiver"),
    )


@bp.get("/dispatches")
@requires(Permission.VIEW_STOCK)
def dispatches() -> ResponseReturnValue:
    """What left, what is on its way, what arrived; the newest first."""
    actor, wanted = current_actor(), shown()
    page = queries_dispatches.dispatch_page(
        actor=actor, wanted=wanted, after=request.args.get("after", ""), before=request.args.get("before", "")
    )
    lines = queries_dispatches.dispatch_lines([row.id for row in page.rows])
    return render_template(
        "distribution/dispatch_list.html",
        page=page,
        wanted=wanted,
        views=VIEWS,
        lines=_by_dispatch(lines),
        counts=queries_dispatches.dispatch_counts(actor=actor),
        name_of=name_of,
        item_name=item_name,
        dispatch_word=dispatch_word,
        may_send=actor.may(Permission.DISPATCH),
    )


def _by_dispatch(lines: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for line in lines:
        found.setdefault(line.dispatch_id, []).append(line)
    return found


@bp.get(f"/dispatches/<{ID}:dispatch_id>", endpoint="dispatch")
@requires(Permission.VIEW_STOCK)
def dispatch_page(dispatch_id: int) -> ResponseReturnValue:
    return _page(dispatch_id, {}, {})


@bp.post(f"/dispatches/<{ID}:dispatch_id>/scan")
@requires(Permission.DISPATCH)
def dispatch_scan(dispatch_id: int) -> ResponseReturnValue:
    """A box was scanned while loading."""
    try:
        given = forms.load(LoadingScanSchema(), request.form)
        with transaction():
            found = services_scans.check_code(actor=current_actor(), dispatch_id=dispatch_id, code=given["code"])
    except NotOnList as error:
        return _page(dispatch_id, request.form, errors_of(error), wrong_box=error.fields), status_of(error)
    except DomainError as error:
        return _page(dispatch_id, request.form, errors_of(error)), status_of(error)
    flash(_scan_words(found), "ok")
    return redirect(url_for("distribution.dispatch", dispatch_id=dispatch_id))  # no part: it would take the focus away


def _scan_words(found: Mapping[str, Any]) -> str:
    words = {"item": found["item"], "quantity": number(found["quantity"]), "unit": found["unit"]}
    if found["again"]:
        return _("Scanned before: %(item)s, %(quantity)s %(unit)s.", **words)
    if not found["left"]:
        return _("On the list: %(item)s, %(quantity)s %(unit)s. All boxes are scanned: load them below.", **words)
    return ngettext(
        "On the list: %(item)s, %(quantity)s %(unit)s. %(num)s line is still to be scanned.",
        "On the list: %(item)s, %(quantity)s %(unit)s. %(num)s lines are still to be scanned.",
        found["left"],
        **words,
    )


@bp.post(f"/dispatches/<{ID}:dispatch_id>/swap")
@requires(Permission.DISPATCH)
def dispatch_swap(dispatch_id: int) -> ResponseReturnValue:
    """The wrong box is taken all the same, instead of a line's, with the reason."""
    try:
        given = forms.load(PageSwapSchema(), request.form)
        with transaction():
            _swap(dispatch_id, given)
    except DomainError as error:
        return _page(dispatch_id, request.form, errors_of(error)), status_of(error)
    return redirect(url_for("distribution.dispatch", dispatch_id=dispatch_id))


def _swap(dispatch_id: int, given: Mapping[str, Any]) -> None:
    actor = current_actor()
    row = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    box, line = box_for(row, lines, code=given["code"], line_id=given["line_id"])
    done = services_swaps.swap(
        actor=actor,
        now=utc_now(),
        key=given["idempotency_key"] or new_key(),
        dispatch_id=dispatch_id,
        line_id=line.id,
        batch_id=box.batch_id,
        location_id=box.location_id,
        quantity=line.quantity,
        reason=given["reason"],
        evidence=Evidence.SCANNED,
    )
    title = _("Taken instead: %(new)s for %(old)s", new=display(done["batch"]), old=display(line.code))
    tell(title, [[item_name(line), amount(done["quantity"], done["unit"])]])


@bp.post(f"/dispatches/<{ID}:dispatch_id>/load")
@requires(Permission.DISPATCH)
def dispatch_load(dispatch_id: int) -> ResponseReturnValue:
    now = utc_now()
    try:
        given = forms.load(PageLoadSchema(), request.form)
        with transaction():
            answer = services_dispatches.load(
                actor=current_actor(),
                now=now,
                key=given["idempotency_key"] or new_key(),
                dispatch_id=dispatch_id,
                occurred_at=moment_of(given["occurred_at"], now),
                vehicle=given["vehicle"],
                driver=given["driver"],
                loaded={line["line_id"]: line["quantity"] for line in given["lines"]},
            )
    except DomainError as error:
        return _page(dispatch_id, request.form, errors_of(error)), status_of(error)
    tell(
        _("Dispatch %(number)s is on its way", number=answer["number"]),
        _line_figures(dispatch_id),
        [_("Print waybill and delivery slip"), url_for("distribution.waybill", dispatch_id=dispatch_id)],
    )
    return redirect(url_for("distribution.dispatch", dispatch_id=dispatch_id))


def _line_figures(dispatch_id: int) -> list[list[str]]:
    return [
        [item_name(line), amount(line.quantity, line.unit)]
        for line in queries_dispatches.dispatch_lines([dispatch_id])[:5]
    ]


@bp.post(f"/dispatches/<{ID}:dispatch_id>/cancel")
@requires(Permission.DISPATCH)
def dispatch_cancel(dispatch_id: int) -> ResponseReturnValue:
    try:
        given = forms.load(PageEndReasonSchema(), request.form)
        with transaction():
            answer = services_dispatches.cancel(
                actor=current_actor(),
                now=utc_now(),
                key=given["idempotency_key"] or new_key(),
                dispatch_id=dispatch_id,
                reason=given["reason"],
            )
    except DomainError as error:
        return _page(dispatch_id, request.form, errors_of(error)), status_of(error)
    tell(
        _("Dispatch %(number)s: %(status)s", number=answer["number"], status=dispatch_word(answer["status"])),
        _line_figures(dispatch_id),
    )
    return redirect(url_for("distribution.dispatch", dispatch_id=dispatch_id))


def _page(
    dispatch_id: int,
    given: Mapping[str, str],
    errors: Mapping[str, Sequence[str]],
    wrong_box: Mapping[str, Any] | None = None,
) -> str:
    """A dispatch with its boxes; `wrong_box` are the fields of NotOnList, told otherwise where a swap is offered."""
    actor = current_actor()
    row = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
    lines = queries_dispatches.dispatch_lines([row.id])
    swap = swap_offer(row, lines, given.get("code", "")) if errors and given.get("code") else None
    if swap and wrong_box:
        errors = {**errors, "code": [_may_stand(wrong_box)]}
    return render_template(
        "distribution/dispatch_view.html",
        row=row,
        lines=lines,
        given=given,
        errors=errors,
        key=new_key(),
        rights=_rights(actor, row, lines),
        name_of=name_of,
        item_name=item_name,
        evidence_word=evidence_word,
        confirmation_word=confirmation_word,
        swap=swap,
        scanned=sum(line.evidence == "scanned" for line in lines),
        names=_override_names(lines),
        proof=proof_of(actor, row),
        proof_figures=proof_figures,
    )


def _may_stand(box: Mapping[str, Any]) -> str:
    return _(
        "%(batch)s (%(item)s) is not on this list, but it can stand for one of its lines: choose below, or put this "
        "box back.",
        batch=box["batch"],
        item=box["item"],
    )


def _override_names(lines: Sequence[Any]) -> dict[int, str]:
    return queries_dispatches.account_names({line.override_by for line in lines if line.override_by})


def _rights(actor: Any, row: Any, lines: Sequence[Any]) -> dict[str, bool]:
    sends = actor.may_at(Permission.DISPATCH, path=row.from_path, site_id=row.from_site_id)
    on_way = row.status == DispatchStatus.IN_TRANSIT.value
    confirms = services_deliveries.may_confirm_as_receiver(actor, row) or (
        services_deliveries.may_confirm_from_paper(actor, row)
    )
    return {
        "load": sends and row.status == DispatchStatus.PICKED.value,
        "cancel": sends and row.status in (DispatchStatus.PICKED.value, DispatchStatus.IN_TRANSIT.value),
        "confirm": on_way and confirms,
        "take_back": row.delivery_id is not None
        and (
            actor.may_at(Permission.REVERSE, path=row.from_path, site_id=row.from_site_id)
            or actor.may_at(Permission.REVERSE, path=row.receiver_path, site_id=row.receiver_site_id)
        ),
        "surplus": sends and any(line.surplus_batch_id not in (None, line.batch_id) for line in lines),
    }
