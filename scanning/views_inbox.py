"""Pages of the inbox: what phones sent and could not be done, and settling it in a few taps."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.views_own import device_word
from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError, InvalidInput
from core.forms import new_key
from core.transaction import transaction
from core.wording import amount, moment
from distribution import proof_held
from distribution.proof_errors import UnknownProof
from distribution.proof_words import kind_word
from distribution.views_proofs import picture_response
from inventory.words import posting_word
from scanning import queries_inbox, services_settle, words_inbox
from scanning.queries_rivals import balances
from scanning.queries_subjects import Subjects, stand_ins, subjects
from scanning.schemas import PageResolutionSchema
from scanning.values import TABS, Place, ResolutionKind, Settling
from scanning.ways import Facts, reversible, ways_of
from scanning.web import bp

ID = "int(max=9223372036854775807)"


@bp.get("/conflicts")
@requires(Permission.CORRECT)
def conflicts() -> ResponseReturnValue:
    """What waits at my sites, by tab."""
    actor, tab = current_actor(), request.args.get("tab", "open")
    tab = tab if tab in TABS else "open"
    page = queries_inbox.entries(
        actor=actor, tab=tab, after=request.args.get("after", ""), before=request.args.get("before", "")
    )
    names = subjects([words_inbox.parts_of(row)[0] for row in page.rows])
    return render_template(
        "scanning/conflicts.html",
        page=page,
        tab=tab,
        counts=queries_inbox.counts(actor=actor),
        entries=[words_inbox.entry_of(row, names) for row in page.rows],
        words=words_inbox,
        shows_name=_shows_name,
    )


@bp.get(f"/conflicts/<{ID}:action_id>")
@requires(Permission.CORRECT)
def conflict(action_id: int) -> ResponseReturnValue:
    """One entry with the ways to settle it."""
    return _page(action_id, {"idempotency_key": new_key()}, {})


def _page(action_id: int, given: Mapping[str, Any], errors: Mapping[str, Sequence[str]]) -> str:
    row = queries_inbox.entry(actor=current_actor(), action_id=action_id)
    names = subjects(words_inbox.parts_of(row))
    entry = words_inbox.entry_of(row, names)
    choices, reversals = _choices(row, entry, names), _reversals(entry, names)
    return render_template(
        "scanning/conflict.html",
        entry=entry,
        row=row,
        names=names,
        words=words_inbox,
        posting_word=posting_word,
        device=device_word(row.device),
        may_name=_shows_name(row),
        ways=_ways(entry, names, choices, reversals),
        free_now=_free_now(entry),
        choices=choices,
        reversals=reversals,
        pictures=proof_held.of_action(row.actor_id, row.key),
        kind_word=kind_word,
        given=given,
        errors=errors,
        key=given.get("idempotency_key") or new_key(),
    )


def _shows_name(row: Any) -> bool:
    return current_actor().may_at(Permission.VIEW_AUDIT, path=row.area_path or "", site_id=row.site_id)


def _ways(entry: Any, names: Subjects, choices: Sequence[Any], reversals: Sequence[Any]) -> dict[str, str]:
    """Each way with '' where it fits, and why not where it does not; the service decides."""
    dispatch = words_inbox.dispatch_of(entry.told, names)
    facts = Facts(
        kind=entry.row.kind,
        readable=(entry.problem or {}).get("code") != "action-unreadable",
        code=entry.row.code,
        status=dispatch.status if dispatch else "",
        rivals=bool(reversals),
        choices=bool(choices),
        outside=_is_outside(dispatch, names),
    )
    return {way.value: why for way, why in ways_of(facts).items()}


def _is_outside(dispatch: Any, names: Subjects) -> bool:
    """Whether what came or was taken is at an outside organisation's place."""
    if dispatch is not None:
        return dispatch.receiver_site_id is None
    return any(place.site_id is None for place in names.locations.values())


def _reversals(entry: Any, names: Subjects) -> list[tuple[str, str]]:
    """The records whose reversal lets the action be done, as choices: who took the goods, the document's own."""
    kinds = reversible(entry.row.kind)
    found = [
        (rival["posting_id"], f"{posting_word(rival['kind'])} · {_amount(rival, names)}")
        for rival in entry.rivals.get("postings") or ()
        if kinds is None
    ]
    for paper in entry.rivals.get("document") or ():
        posting = names.postings.get(int(paper))
        if posting is not None and kinds and posting.kind in kinds:
            found.append((paper, f"{posting_word(posting.kind)} · {moment(posting.occurred_at)}"))
    return found


def _amount(rival: Mapping[str, Any], names: Subjects) -> str:
    return amount(rival["quantity"], words_inbox.unit_of(rival["batch_id"], names))


def _free_now(entry: Any) -> dict[tuple[str, str], int]:
    """What is free now where the action took it, by batch and location: stock may have come since."""
    places = [Place(int(place["batch_id"]), int(place["location_id"]), 0) for place in entry.found.get("places") or ()]
    rows = balances(places) if entry.row.resolution is None else []
    return {(row["batch_id"], row["location_id"]): row["quantity"] - row["reserved"] for row in rows}


def _choices(row: Any, entry: Any, names: Subjects) -> Sequence[Any]:
    """What could take the place of the batch that lacks."""
    places = entry.found.get("places") or []
    batch = names.batches.get(int(places[0]["batch_id"])) if places else next(iter(names.batches.values()), None)
    return stand_ins(batch, site_id=row.site_id) if batch is not None and row.site_id else []


@bp.get(f"/conflicts/<{ID}:action_id>/pictures/<kind>")
@requires(Permission.CORRECT)
def conflict_picture(action_id: int, kind: str) -> ResponseReturnValue:
    """A signature or photo that waits beside an entry, for who settles it."""
    row = queries_inbox.entry(actor=current_actor(), action_id=action_id)
    found = [each for each in proof_held.of_action(row.actor_id, row.key) if each.kind == kind]
    if not found:
        raise UnknownProof
    return picture_response(found[0], kind)


@bp.post(f"/conflicts/<{ID}:action_id>")
@requires(Permission.CORRECT)
def conflict_settle(action_id: int) -> ResponseReturnValue:
    try:
        _refuse_stray_enter(request.form)
        given = forms.load(PageResolutionSchema(), _with_place(request.form))
        key = given.pop("idempotency_key") or new_key()
        with transaction():
            services_settle.settle(
                actor=current_actor(), now=utc_now(), key=key, action_id=action_id, how=Settling(**given)
            )
    except DomainError as error:
        errors = error.field_errors or {"": [error.message]}
        return _page(action_id, request.form, errors), status_of(error)
    flash(_("Settled: %(how)s", how=words_inbox.resolution_word(given["kind"])), "ok")
    return redirect(url_for("scanning.conflicts"))


_OF_ANOTHER_WAY = ("counted", "stand_in", "posting_id", "lot", "expires_on")


def _refuse_stray_enter(form: Any) -> None:
    """The enter key in a field presses the first button of a form: what was filled in for another way is not lost, and
    nothing is recorded that nobody chose."""
    if form.get("kind") == ResolutionKind.RETRY.value and any(form.get(name, "").strip() for name in _OF_ANOTHER_WAY):
        raise InvalidInput(
            {"": [_("Something is filled in for another way. Press the button beside it, or empty it.")]}
        )


def _with_place(form: Any) -> Any:
    """A choice of batch and location in one field is taken apart; of what was typed nothing else changes."""
    batch, _colon, location = form.get("stand_in", "").partition(":")
    if not location:
        return form
    typed = form.copy()
    typed["batch_id"], typed["location_id"] = batch, location
    return typed
