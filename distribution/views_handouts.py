"""Pages of hand-outs: what was given to how many households, and the form."""

from collections.abc import Mapping, Sequence
from typing import Any

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
from core.transaction import transaction
from core.wording import amount
from distribution import queries_shelves, services_handouts, services_undo
from distribution.schemas import PageEndReasonSchema, PageHandOutSchema
from distribution.values import HandOutKind, NewHandOut, StockTake
from distribution.web import ID, Rows, bp, errors_of, id_asked, moment_of, tell, typed_rows, with_lines
from distribution.words import hand_out_word, item_name, name_of
from inventory import lookups


@bp.get("/hand-outs")
@requires(Permission.VIEW_STOCK)
def hand_outs() -> ResponseReturnValue:
    """What reached households, the newest first."""
    actor = current_actor()
    page = queries_shelves.hand_out_page(
        actor=actor,
        receiver_id=id_asked("receiver"),
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
    )
    return render_template(
        "distribution/handout_list.html",
        page=page,
        name_of=name_of,
        item_name=item_name,
        hand_out_word=hand_out_word,
        lines=queries_shelves.posted_lines([row.posting_id for row in page.rows]),
        may_hand_out=actor.may(Permission.HAND_OUT),
        may_reverse=actor.may(Permission.REVERSE),
    )


@bp.get("/hand-outs/new")
@requires(Permission.HAND_OUT)
def hand_out_new() -> ResponseReturnValue:
    return _page(MultiDict({**request.args, "idempotency_key": new_key()}), Rows([], []), {})


@bp.post("/hand-outs/new")
@requires(Permission.HAND_OUT)
def hand_out_submit() -> ResponseReturnValue:
    typed, now = typed_rows(request.form, "quantity"), utc_now()
    try:
        given = forms.load(PageHandOutSchema(), with_lines(request.form, typed))
        with transaction():
            answer = services_handouts.hand_out(
                actor=current_actor(),
                now=now,
                key=given["idempotency_key"] or new_key(),
                new=new_hand_out(given, moment_of(given["occurred_at"], now)),
            )
    except DomainError as error:
        return _page(request.form, typed, errors_of(error, typed)), status_of(error)
    lines = queries_shelves.posted_lines([int(answer["posting_id"])])
    tell(
        _("Recorded as %(number)s", number=answer["number"]),
        [[item_name(line), amount(line.quantity, line.unit)] for line in lines],
    )
    return redirect(url_for("distribution.hand_outs"))


@bp.post(f"/hand-outs/<{ID}:hand_out_id>/reversal")
@requires(Permission.REVERSE)
def hand_out_take_back(hand_out_id: int) -> ResponseReturnValue:
    """A hand-out that was recorded wrongly."""
    given = forms.load(PageEndReasonSchema(), request.form)
    with transaction():
        answer = services_undo.take_back_hand_out(
            actor=current_actor(),
            now=utc_now(),
            hand_out_id=hand_out_id,
            key=given["idempotency_key"] or new_key(),
            reason=given["reason"],
        )
    tell(_("%(number)s is taken back: the goods stand at the receiver again", number=answer["number"]))
    return redirect(url_for("distribution.hand_outs"))


def new_hand_out(given: Mapping[str, Any], occurred_at: Any) -> NewHandOut:
    """The service's value from a loaded schema."""
    return NewHandOut(
        receiver_id=given["receiver_id"],
        kind=given["kind"],
        households=given["households"],
        persons=given["persons"],
        paper_number=given["paper_number"],
        purpose=given["purpose"],
        note=given["note"],
        lines=tuple(StockTake(**line) for line in given["lines"]),
        occurred_at=occurred_at,
    )


def _page(given: Mapping[str, str], typed: Rows, errors: Mapping[str, Sequence[str]]) -> str:
    actor = current_actor()
    receivers = lookups.receivers(actor=actor, permission=Permission.HAND_OUT)
    receiver = chosen_receiver(receivers, given)
    shelf = queries_shelves.shelf(receiver) if receiver is not None else []
    return render_template(
        "distribution/handout_form.html",
        given=given,
        errors=errors,
        receiver=receiver,
        shelf=shelf,
        receivers=[(row.id, name_of(row)) for row in receivers],
        name_of=name_of,
        item_name=item_name,
        kinds=[(kind.value, hand_out_word(kind)) for kind in HandOutKind],
        quantities=typed_quantities(shelf, typed),
    )


def chosen_receiver(receivers: Sequence[Any], given: Mapping[str, str]) -> Any:
    """The receiver that the form or the address names; the only one when there is but one."""
    wanted = given.get("receiver_id") or given.get("receiver")
    if not wanted and len(receivers) == 1:
        return receivers[0]
    return next((row for row in receivers if str(row.id) == wanted), None)


def typed_quantities(shelf: Sequence[Any], typed: Rows) -> list[str]:
    """What was typed beside each row of the shelf."""
    by_place = {(row.get("batch_id"), row.get("location_id")): row.get("quantity", "") for row in typed.rows}
    return [by_place.get((str(row.batch_id), str(row.location_id)), "") for row in shelf]
