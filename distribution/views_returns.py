"""Pages of goods that receivers send back."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.i18n import pick_name
from core.transaction import transaction
from core.wording import amount
from distribution import queries_shelves, services_returns, services_undo
from distribution.schemas import PageEndReasonSchema, PageReturnSchema
from distribution.values import NewReturn, StockTake
from distribution.views_handouts import chosen_receiver, typed_quantities
from distribution.web import ID, Rows, bp, errors_of, moment_of, tell, typed_rows, with_lines
from distribution.words import item_name, name_of
from inventory import lookups


@bp.get("/returns")
@requires(Permission.VIEW_STOCK)
def returns() -> ResponseReturnValue:
    """What came back from receivers, the newest first."""
    actor = current_actor()
    page = queries_shelves.return_page(
        actor=actor, after=request.args.get("after", ""), before=request.args.get("before", "")
    )
    return render_template(
        "distribution/return_list.html",
        page=page,
        name_of=name_of,
        sender_of=lambda row: pick_name(row.sender_en, row.sender_zh),
        item_name=item_name,
        lines=queries_shelves.posted_lines([row.id for row in page.rows]),
        may_receive=actor.may(Permission.RECEIVE),
        may_reverse=actor.may(Permission.REVERSE),
    )


@bp.get("/returns/new")
@requires(Permission.RECEIVE)
def return_new() -> ResponseReturnValue:
    return _page(MultiDict({**request.args, "idempotency_key": new_key()}), Rows([], []), {})


@bp.post("/returns/new")
@requires(Permission.RECEIVE)
def return_submit() -> ResponseReturnValue:
    typed, now = typed_rows(request.form, "quantity"), utc_now()
    try:
        given = forms.load(PageReturnSchema(), with_lines(request.form, typed))
        new = NewReturn(
            receiver_id=given["receiver_id"],
            to_site_id=given["to_site_id"],
            reason=given["reason"],
            lines=tuple(StockTake(**line) for line in given["lines"]),
            occurred_at=moment_of(given["occurred_at"], now),
        )
        with transaction():
            answer = services_returns.send_back(
                actor=current_actor(), now=now, key=given["idempotency_key"] or new_key(), new=new
            )
    except DomainError as error:
        return _page(request.form, typed, errors_of(error, typed)), status_of(error)
    lines = queries_shelves.posted_lines([int(answer["posting_id"])])
    rows = [[item_name(line), amount(line.quantity, line.unit)] for line in lines]
    tell(_("%(number)s: the goods stand at the dock", number=answer["number"]), rows)
    return redirect(url_for("distribution.returns"))


@bp.post(f"/returns/<{ID}:posting_id>/reversal")
@requires(Permission.REVERSE)
def return_take_back(posting_id: int) -> ResponseReturnValue:
    """A return that was recorded wrongly."""
    given = forms.load(PageEndReasonSchema(), request.form)
    with transaction():
        services_undo.take_back_return(
            actor=current_actor(),
            now=utc_now(),
            posting_id=posting_id,
            key=given["idempotency_key"] or new_key(),
            reason=given["reason"],
        )
    tell(_("The return is taken back: the goods stand at the receiver again"))
    return redirect(url_for("distribution.returns"))


def _page(given: Mapping[str, str], typed: Rows, errors: Mapping[str, Sequence[str]]) -> str:
    actor = current_actor()
    receivers = lookups.receivers(actor=actor, permission=Permission.HAND_OUT)
    receiver = chosen_receiver(receivers, given)
    shelf = queries_shelves.shelf(receiver) if receiver is not None else []
    sites = lookups.sites(actor=actor, permission=Permission.RECEIVE)
    return render_template(
        "distribution/return_form.html",
        given=given,
        errors=errors,
        receiver=receiver,
        shelf=shelf,
        name_of=name_of,
        item_name=item_name,
        receivers=[(row.id, name_of(row)) for row in receivers],
        sites=[(row.id, name_of(row)) for row in sites if receiver is None or row.id != receiver.site_id],
        quantities=typed_quantities(shelf, typed),
    )
