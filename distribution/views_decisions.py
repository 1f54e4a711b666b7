"""One request: what is asked, what there is for it, and the decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError, InvalidInput
from core.forms import new_key
from core.transaction import transaction
from core.wording import amount
from distribution import proposals, queries_dispatches, queries_requests, services_requests
from distribution.allowances import destination
from distribution.progress import progress_of_lines
from distribution.schemas import PageDecisionSchema, PageEndReasonSchema, PageHoldSchema
from distribution.values import Decision, RequestStatus
from distribution.web import ID, bp, errors_of, tell
from distribution.words import item_name, name_of, priority_word, reason_word, request_word, skip_word
from inventory import lookups


@bp.get(f"/requests/<{ID}:request_id>", endpoint="request")
@requires(Permission.VIEW_STOCK)
def request_page(request_id: int) -> ResponseReturnValue:
    """What is asked, how far it is served, and what could go out for it."""
    return _page(request_id, {}, {})


@bp.post(f"/requests/<{ID}:request_id>/decide")
@requires(Permission.APPROVE)
def request_decide(request_id: int) -> ResponseReturnValue:
    try:
        given = forms.load(PageDecisionSchema(), request.form)
        with transaction():
            answer = services_requests.decide(
                actor=current_actor(),
                now=utc_now(),
                key=given["idempotency_key"] or new_key(),
                request_id=request_id,
                decision=_decision(request_id, given),
            )
    except DomainError as error:
        return _page(request_id, request.form, errors_of(error)), status_of(error)
    _tell_decided(answer)
    return redirect(url_for("distribution.request", request_id=request_id))


def _decision(request_id: int, given: Mapping[str, Any]) -> Decision:
    """A blank figure approves a need of unknown quantity; where a quantity was asked, it must be said."""
    asked = {line.id: line.quantity for line in queries_requests.request_lines([request_id])}
    approve = given["verdict"] == "approve"
    for index, line in enumerate(given["lines"]):
        if approve and line["approved"] is None and asked.get(line["line_id"]) is not None:
            raise InvalidInput({f"lines-{index}-approved": [_("Enter the approved quantity; 0 refuses this line.")]})
    lines = {line["line_id"]: line["approved"] for line in given["lines"]} if approve else {}
    return Decision(approve=approve, reason=given["reason"], lines=lines, reserve_site_id=given["reserve_site_id"])


def _tell_decided(answer: Mapping[str, Any]) -> None:
    held = queries_requests.holds(int(answer["request_id"]))
    figures = [[_("Held"), amount(row.quantity, row.unit)] for row in held[:5]]
    tell(_("Request %(number)s: %(status)s", number=answer["number"], status=request_word(answer["status"])), figures)


@bp.post(f"/requests/<{ID}:request_id>/hold")
@requires(Permission.APPROVE)
def request_hold(request_id: int) -> ResponseReturnValue:
    try:
        given = forms.load(PageHoldSchema(), request.form)
        with transaction():
            answer = services_requests.hold_stock(
                actor=current_actor(),
                now=utc_now(),
                key=given["idempotency_key"] or new_key(),
                request_id=request_id,
                site_id=given["site_id"],
            )
    except DomainError as error:
        return _page(request_id, request.form, errors_of(error)), status_of(error)
    _tell_decided({**answer, "status": RequestStatus.APPROVED.value})
    return redirect(url_for("distribution.request", request_id=request_id))


@bp.post(f"/requests/<{ID}:request_id>/withdraw")
@requires(Permission.REQUEST)
def request_withdraw(request_id: int) -> ResponseReturnValue:
    return _end(request_id, services_requests.withdraw)


@bp.post(f"/requests/<{ID}:request_id>/close")
@requires(Permission.DISPATCH)
def request_close(request_id: int) -> ResponseReturnValue:
    return _end(request_id, services_requests.close)


def _end(request_id: int, service: Any) -> ResponseReturnValue:
    try:
        given = forms.load(PageEndReasonSchema(), request.form)
        with transaction():
            answer = service(
                actor=current_actor(),
                now=utc_now(),
                key=given["idempotency_key"] or new_key(),
                request_id=request_id,
                reason=given["reason"],
            )
    except DomainError as error:
        return _page(request_id, request.form, errors_of(error)), status_of(error)
    tell(_("Request %(number)s: %(status)s", number=answer["number"], status=request_word(answer["status"])))
    return redirect(url_for("distribution.request", request_id=request_id))


def _page(request_id: int, given: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> str:
    actor = current_actor()
    row = queries_requests.request(actor=actor, request_id=request_id)
    lines = queries_requests.request_lines([request_id])
    sites = lookups.sites(actor=actor, permission=Permission.DISPATCH) if actor.may(Permission.DISPATCH) else []
    site = _chosen_site(sites, row)
    return render_template(
        "distribution/request_view.html",
        row=row,
        lines=lines,
        progress=progress_of_lines(lines),
        given=given,
        errors=errors,
        sites=[(one.id, name_of(one)) for one in sites if one.id != row.site_id],
        site=site,
        found=_what_there_is(row, site),
        holds=queries_requests.holds(request_id),
        dispatches=queries_dispatches.dispatches_of_request(request_id),
        rights=_rights(actor, row),
        others=queries_requests.others_asking(
            actor=actor, request_id=request_id, item_ids=[line.item_id for line in lines]
        ),
        item_name=item_name,
        name_of=name_of,
        skip_word=skip_word,
        reason_word=reason_word,
        priority_word=priority_word,
        request_word=request_word,
        key=new_key(),
    )


def _rights(actor: Any, row: Any) -> dict[str, bool]:
    place = {"path": row.area_path, "site_id": row.site_id}
    sent, approved = (row.status == word.value for word in (RequestStatus.SENT, RequestStatus.APPROVED))
    may_approve, may_dispatch = (actor.may_at(word, **place) for word in (Permission.APPROVE, Permission.DISPATCH))
    return {
        "decide": sent and may_approve,
        "hold": approved and may_approve,
        "dispatch": approved and may_dispatch,
        "close": approved and (may_approve or may_dispatch),
        "withdraw": (sent or approved) and actor.may_at(Permission.REQUEST, **place),
    }


def _chosen_site(sites: Sequence[Any], row: Any) -> Any:
    """The site whose stock is looked at: the one asked for, otherwise the first that is not the receiver itself."""
    others = [site for site in sites if site.id != row.site_id]
    wanted = request.values.get("site", request.values.get("reserve_site_id", ""))
    return next((site for site in others if str(site.id) == wanted), others[0] if others else None)


def _what_there_is(row: Any, site: Any) -> Any:
    if site is None or row.status not in (RequestStatus.SENT.value, RequestStatus.APPROVED.value):
        return None
    to = destination(receiver=lookups.receiver(row.receiver_id), site=site)
    return proposals.for_request(
        request_id=row.id,
        site_id=site.id,
        to=to,
        today=installation_day(utc_now()),
        as_asked=row.status == RequestStatus.SENT.value,
    )
