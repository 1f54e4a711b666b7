"""The page that makes a dispatch: for a request with the rule's proposal, or free, from what a site has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from core import forms
from core.access import Actor, Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.transaction import transaction
from distribution import proposals, queries_places, queries_requests, services_dispatches
from distribution.allowances import allowances, destination
from distribution.schemas import PageDispatchSchema
from distribution.values import NewDispatch, NewDispatchLine
from distribution.web import Rows, bp, errors_of, tell, typed_rows, with_lines
from distribution.words import item_name, name_of, reason_word, skip_word
from inventory import lookups
from inventory.picking import Candidate, candidates, ordered, unfit
from inventory.restrictions import FREE, Answer
from inventory.values import Evidence

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One batch on the page: what the rule proposes of it, and why it may not go, if so."""

    candidate: Candidate
    request_line_id: int | None
    proposed: int | None
    blocked: str
    directed: bool
    wish: str


@bp.get("/dispatches/new")
@requires(Permission.DISPATCH)
def dispatch_new() -> ResponseReturnValue:
    return _page(MultiDict({**request.args, "idempotency_key": new_key()}), Rows([], []), {})


@bp.post("/dispatches/new")
@requires(Permission.DISPATCH)
def dispatch_create() -> ResponseReturnValue:
    typed = typed_rows(request.form, "quantity")
    try:
        given = forms.load(PageDispatchSchema(), with_lines(request.form, typed))
        with transaction():
            answer = services_dispatches.create(
                actor=current_actor(), now=utc_now(), key=given["idempotency_key"] or new_key(), new=_new(given)
            )
    except DomainError as error:
        return _page(request.form, typed, errors_of(error, typed)), status_of(error)
    tell(
        _("Dispatch %(number)s is picked and held", number=answer["number"]),
        [[_("Batches"), str(len(given["lines"]))]],
        [_("Print the picking list"), url_for("distribution.picking_list", dispatch_id=answer["dispatch_id"])],
    )
    return redirect(url_for("distribution.dispatch", dispatch_id=answer["dispatch_id"]))


def _new(given: Mapping[str, Any]) -> NewDispatch:
    """The service's value: a line left as proposed is by rule, a changed one is chosen."""
    lines = tuple(
        NewDispatchLine(
            line["batch_id"],
            line["location_id"],
            line["quantity"],
            line["request_line_id"],
            Evidence.RULE if line["quantity"] == line["proposed"] else Evidence.CHOSEN,
            given["override_reason"],
            given["override_consent"],
        )
        for line in given["lines"]
    )
    return NewDispatch(
        from_site_id=given["from_site_id"],
        receiver_id=given["receiver_id"],
        lines=lines,
        request_id=given["request_id"],
        purpose=given["purpose"],
        vehicle=given["vehicle"],
        driver=given["driver"],
        note=given["note"],
    )


def _page(given: Mapping[str, str], typed: Rows, errors: Mapping[str, Sequence[str]]) -> str:
    actor = current_actor()
    sites = lookups.sites(actor=actor, permission=Permission.DISPATCH)
    asked = _request_of(actor, given)
    if asked is not None:
        sites = [site for site in sites if site.id != asked.site_id]
    site = _one(sites, given.get("from_site_id") or given.get("site") or (str(sites[0].id) if asked and sites else ""))
    receivers = queries_places.receivers_to_serve(actor=actor, sites=sites)
    receiver = _one(receivers, str(asked.receiver_id) if asked else given.get("receiver_id") or given.get("receiver"))
    lines, options = (), []
    if site is not None and receiver is not None and site.id != receiver.site_id:
        lines, options = _options(asked, site, receiver, given)
    shown = options[:MOST_SHOWN]
    return render_template(
        "distribution/dispatch_form.html",
        given=given,
        errors=errors,
        asked=asked,
        site=site,
        receiver=receiver,
        sites=[(one.id, name_of(one)) for one in sites],
        receivers=[(one.id, name_of(one)) for one in receivers],
        lines=lines,
        options=shown,
        unseen=len(options) - len(shown),
        item_name=item_name,
        name_of=name_of,
        skip_word=skip_word,
        quantities=_quantities(shown, typed, errors),
        wishes=any(option.wish for option in shown),
        may_override=site is not None and actor.may_at(Permission.OVERRIDE, path=site.area_path, site_id=site.id),
    )


def _one(rows: Sequence[Any], wanted: str | None) -> Any:
    """The row that is named; the only one when none is."""
    if not wanted and len(rows) == 1:
        return rows[0]
    return next((row for row in rows if str(row.id) == wanted), None)


def _request_of(actor: Actor, given: Mapping[str, str]) -> Any:
    wanted = given.get("request_id") or given.get("request") or ""
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 20 and int(wanted) < 2**63):
        return None
    return queries_requests.request(actor=actor, request_id=int(wanted))


def _options(asked: Any, site: Any, receiver: Any, given: Mapping[str, str]) -> tuple[Any, list[Option]]:
    """The proposal's lines, and every batch that could be sent, in picking order."""
    to = destination(receiver=receiver, site=site, purpose=given.get("purpose", ""))
    today = installation_day(utc_now())
    if asked is None:
        found = _searched(candidates(site_id=site.id), given)
        permits = allowances(found, to)
        return (), [_option(one, None, None, permits, today) for one in found]
    proposal = proposals.for_request(request_id=asked.id, site_id=site.id, to=to, today=today)
    options: list[Option] = []
    for line in proposal.lines:
        picks = {pick.candidate.place: pick.quantity for pick in line.proposal.lines} if line.proposal else {}
        options += [
            _option(one, line.line.id, picks.get(one.place), proposal.permits, today)
            for one in ordered(proposal.options, proposal.permits)
            if one.item_id == line.line.item_id
        ]
    return proposal.lines, options


def _searched(found: Sequence[Candidate], given: Mapping[str, str]) -> list[Candidate]:
    words = given.get("q", "").lower().split()
    return [
        one
        for one in sorted(found, key=lambda one: (one.item_en, one.item_id, one.sort_key))
        if all(word in f"{one.item_en} {one.item_zh} {one.code} {one.lot}".lower() for word in words)
    ]


def _option(one: Candidate, line_id: int | None, proposed: int | None, permits: Any, today: Any) -> Option:
    permit = permits.get(one.batch_id, FREE)
    reason = unfit(one, today)
    blocked = reason_word(reason, one, permit.text) if reason else ""
    if permit.answer is Answer.UNKNOWN:
        blocked = _("directed, to whom is not known yet: “%(text)s”", text=permit.text)
    return Option(one, line_id, proposed, blocked, permit.directed, permit.text)


def _quantities(options: Sequence[Option], typed: Rows, errors: Mapping[str, Sequence[str]]) -> list[str]:
    """What stands in each field: what was typed, otherwise what the rule proposes."""
    if not typed.rows or not errors:
        return ["" if option.proposed is None else str(option.proposed) for option in options]
    by_place = {
        (row.get("batch_id"), row.get("location_id"), row.get("request_line_id", "")): row.get("quantity", "")
        for row in typed.rows
    }
    return [
        by_place.get(
            (str(option.candidate.batch_id), str(option.candidate.location_id), str(option.request_line_id or "")), ""
        )
        for option in options
    ]
