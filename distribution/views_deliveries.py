"""Pages of arrivals: what is coming, and the confirmation with its differences."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.i18n import retold
from core.transaction import transaction
from core.wording import amount, number
from distribution import queries_dispatches, services_deliveries, services_surplus, services_undo
from distribution.errors import WrongStatus
from distribution.proof_errors import PictureNotStored
from distribution.proof_form import sent_pictures, tell_refused
from distribution.proof_input import read_all
from distribution.proof_values import NewPicture, NewProof
from distribution.queries_dispatches import DispatchFilter
from distribution.schemas import PageDeliverySchema, PageEndReasonSchema, SurplusSchema
from distribution.values import Confirmation, DeliveredLine, DispatchStatus, NewDelivery
from distribution.web import ID, bp, errors_of, moment_of, tell, words_asked
from distribution.words import dispatch_word, item_name, name_of


def shown() -> DispatchFilter:
    """What the list of arrivals shows, as its address says."""
    return DispatchFilter(status=DispatchStatus.IN_TRANSIT.value, words=words_asked())


@bp.get("/deliveries")
@requires(Permission.CONFIRM_DELIVERY)
def deliveries() -> ResponseReturnValue:
    """What is on its way: the next one to confirm first."""
    actor = current_actor()
    page = queries_dispatches.dispatch_page(
        actor=actor,
        wanted=shown(),
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
    )
    lines = queries_dispatches.dispatch_lines([row.id for row in page.rows])
    mine = {
        row.id
        for row in page.rows
        if services_deliveries.may_confirm_as_receiver(actor, row)
        or services_deliveries.may_confirm_from_paper(actor, row)
    }
    return render_template(
        "distribution/delivery_list.html", page=page, lines=lines, mine=mine, name_of=name_of, item_name=item_name
    )


@bp.get(f"/dispatches/<{ID}:dispatch_id>/deliver")
@requires(Permission.CONFIRM_DELIVERY)
def deliver(dispatch_id: int) -> ResponseReturnValue:
    return _page(dispatch_id, {}, {})


@bp.post(f"/dispatches/<{ID}:dispatch_id>/deliver")
@requires(Permission.CONFIRM_DELIVERY)
def deliver_submit(dispatch_id: int) -> ResponseReturnValue:
    actor, now = current_actor(), utc_now()
    pictures, refused = read_all(sent_pictures())
    try:
        given = forms.load(PageDeliverySchema(), request.form)
        new = new_delivery(dispatch_id, given, moment_of(given["occurred_at"], now))
        key = given["idempotency_key"] or new_key()
        answer, unstored = _confirmed(actor, now, key, new, pictures)
    except DomainError as error:
        if isinstance(error, WrongStatus):
            raise
        return _page(dispatch_id, request.form, errors_of(error)), status_of(error)
    _tell_delivered(answer)
    tell_refused([*refused, *unstored])
    return redirect(url_for("distribution.dispatch", dispatch_id=dispatch_id))


def _confirmed(actor: Any, now: Any, key: str, new: NewDelivery, pictures: Sequence[NewPicture]) -> tuple[Any, Any]:
    """The confirmation with its pictures; when the disk takes no picture, without them, and why."""

    def confirm(proof: NewProof) -> Any:
        with transaction():
            return services_deliveries.confirm(actor=actor, now=now, key=key, new=new, proof=proof)

    try:
        return confirm(NewProof(pictures=tuple(pictures))), []
    except PictureNotStored as error:
        return confirm(NewProof()), [(picture.kind, error) for picture in pictures]


def new_delivery(dispatch_id: int, given: Mapping[str, Any], occurred_at: Any) -> NewDelivery:
    """The service's value. Figures that were typed count, whichever button sent them; a paper's number makes it a
    confirmation on paper."""
    told = None if given["lines"] is None else tuple(DeliveredLine(**line) for line in given["lines"])
    paper = bool(given["paper_number"]) or given["confirmation"] is Confirmation.PAPER
    return NewDelivery(
        dispatch_id=dispatch_id,
        confirmation=Confirmation.PAPER if paper else Confirmation.RECEIVER,
        occurred_at=occurred_at,
        lines=told,
        paper_number=given["paper_number"],
        signed_by=given["signed_by"],
        note=given["note"],
    )


def _tell_delivered(answer: Mapping[str, Any]) -> None:
    lines = queries_dispatches.dispatch_lines([int(answer["dispatch_id"])])
    figures = [[item_name(line), _arrived(line)] for line in lines[:5]]
    tell(
        _("Dispatch %(number)s: %(status)s", number=answer["number"], status=dispatch_word(answer["status"])),
        figures,
    )


def _arrived(line: Any) -> str:
    """What arrived of a line, and what did not as it should."""
    differences = (
        (_("short"), line.short),
        (_("damaged"), line.damaged),
        (_("returned"), line.returned),
        (_("surplus"), line.surplus),
    )
    told = [f"{word} {number(quantity)}" for word, quantity in differences if quantity]
    return " · ".join([amount(line.delivered, line.unit), *told])


@bp.post(f"/dispatches/<{ID}:dispatch_id>/surplus")
@requires(Permission.DISPATCH)
def surplus(dispatch_id: int) -> ResponseReturnValue:
    """The sender says that the surplus was of its own batch."""
    now = utc_now()
    given = forms.load(SurplusSchema(), request.form)
    with transaction():
        answer = services_surplus.confirm_surplus(
            actor=current_actor(),
            now=now,
            key=request.form.get("idempotency_key") or new_key(),
            dispatch_id=dispatch_id,
            dispatch_line_id=given["dispatch_line_id"],
            occurred_at=now,
        )
    tell(_("The surplus is now a line of dispatch %(number)s", number=answer["number"]))
    return redirect(url_for("distribution.dispatch", dispatch_id=dispatch_id))


@bp.post(f"/dispatches/<{ID}:dispatch_id>/delivery/reversal")
@requires(Permission.REVERSE)
def delivery_take_back(dispatch_id: int) -> ResponseReturnValue:
    """A confirmation with wrong figures: the dispatch is on its way again."""
    given = forms.load(PageEndReasonSchema(), request.form)
    with transaction():
        answer = services_undo.take_back_delivery(
            actor=current_actor(),
            now=utc_now(),
            dispatch_id=dispatch_id,
            key=given["idempotency_key"] or new_key(),
            reason=given["reason"],
        )
    tell(_("The confirmation of %(number)s is taken back; confirm it anew", number=answer["number"]))
    return redirect(url_for("distribution.dispatch", dispatch_id=dispatch_id))


def _page(dispatch_id: int, given: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> str:
    actor = current_actor()
    row = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
    if row.status != DispatchStatus.IN_TRANSIT.value:
        raise WrongStatus(number=row.number, status=retold(dispatch_word, row.status))
    return render_template(
        "distribution/delivery_form.html",
        row=row,
        lines=queries_dispatches.dispatch_lines([row.id]),
        given=given,
        errors=errors,
        key=given.get("idempotency_key") or new_key(),
        name_of=name_of,
        item_name=item_name,
        as_receiver=services_deliveries.may_confirm_as_receiver(actor, row),
        from_paper=services_deliveries.may_confirm_from_paper(actor, row),
    )
