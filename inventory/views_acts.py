"""The acts on a batch, one page each: few fields, and in figures what will happen."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.forms import new_key
from core.i18n import pick_name
from core.pages import number
from core.transaction import snapshot
from inventory import lookups, queries_batches, services_batches, services_stock
from inventory.actions import places_within
from inventory.queries_batches import batch as batch_row
from inventory.schemas_pages import (
    PageCountSchema,
    PageIssueSchema,
    PageMoveSchema,
    PageRepackSchema,
    PageSplitSchema,
    PageWriteOffSchema,
)
from inventory.stocktake_blind import masked, told_without_figures, withheld
from inventory.values import ISSUE_KINDS, BatchState, MovementKind
from inventory.web import ID, Errors, bp, submitted
from inventory.words import in_quarantine, movement_word, place_words, quarantine_words, state_word

Given = Mapping[str, Any]


def _page(act: str, batch_id: int, given: Given, errors: Errors) -> str:
    """The form of an act: the batch, the places that the person works at, and the choices that the act needs."""
    actor = current_actor()
    with snapshot():
        row = batch_row(actor=actor, batch_id=batch_id)
        places = places_within(actor, Permission.HANDLE_STOCK, queries_batches.balances(batch_id))
        if act == "issue":
            places = [place for place in places if not in_quarantine(place)] or places
        places = masked(places, withheld(actor=actor, batch_ids=[batch_id]), batch_id=batch_id)
        chosen = _chosen(places, given.get("location_id") or request.args.get("location"))
        targets = lookups.locations(chosen.site_id) if act == "move" and chosen else []
        units = lookups.units_of(row.item_id) if act == "repack" else {}
    state, why = state_word(row, installation_day(utc_now()))
    if act == "issue" and not state and chosen and in_quarantine(chosen):
        state, why = quarantine_words()
    return render_template(
        f"inventory/act_{act}.html",
        batch=row,
        places=places,
        place=chosen,
        given=given,
        errors=errors,
        act=act,
        key=given.get("idempotency_key") or new_key(),
        state=state,
        state_reason=why,
        place_choices=[(place.location_id, _with_figures(place, row.unit)) for place in places],
        targets=[
            (target.id, pick_name(target.name_en, target.name_zh) or target.code)
            for target in targets
            if target.id != chosen.location_id
        ],
        kinds=[(kind.value, movement_word(kind)) for kind in ISSUE_KINDS],
        units=[unit for unit in units if unit != row.unit],
    )


def _chosen(places: list[Any], wanted: Any) -> Any:
    return next((place for place in places if str(place.location_id) == str(wanted)), places[0] if places else None)


def _with_figures(place: Any, unit: str) -> str:
    return (
        f"{place_words(place)} – {number(place.quantity)} {unit}" if place.quantity is not None else place_words(place)
    )


def _posted(act: str, batch_id: int, schema: Any, service: Callable[..., Any], said: Callable[[Any], str]) -> Any:
    """Post what the form says and go back to the batch with what happened, in figures."""

    def run(given: dict[str, Any]) -> ResponseReturnValue:
        key = given.pop("idempotency_key") or new_key()
        actor = current_actor()
        with told_without_figures(actor, (batch_id, given["location_id"])):
            answer = service(actor=actor, now=utc_now(), key=key, batch_id=batch_id, **given)
        flash(_message(batch_id, answer, said(answer)), "ok")
        return redirect(url_for("inventory.batch", batch_id=batch_id))

    return submitted(schema, run, lambda given, errors: _page(act, batch_id, given, errors))


def _message(batch_id: int, answer: Any, title: str) -> dict[str, Any]:
    message: dict[str, Any] = {"title": title}
    if answer.get("code"):
        message["next"] = [_("Print the new label"), url_for("inventory.print_labels", code=answer["code"])]
    undo = url_for("inventory.posting", posting_id=int(answer["posting_id"]))
    return {**message, "undo": [_("Show this record"), undo]}


def _unit(batch_id: int) -> str:
    return str(batch_row(actor=current_actor(), batch_id=batch_id).unit)


@bp.get(f"/batches/<{ID}:batch_id>/issue")
@requires(Permission.HANDLE_STOCK)
def issue(batch_id: int) -> ResponseReturnValue:
    return _page("issue", batch_id, {}, {})


@bp.post(f"/batches/<{ID}:batch_id>/issue")
@requires(Permission.HANDLE_STOCK)
def issue_submit(batch_id: int) -> ResponseReturnValue:
    def service(*, kind: str, **given: Any) -> Any:
        return services_stock.issue(kind=MovementKind(kind), **given)

    return _posted(
        "issue",
        batch_id,
        PageIssueSchema(),
        service,
        lambda answer: _("%(quantity)s %(unit)s issued", quantity=number(answer["quantity"]), unit=_unit(batch_id)),
    )


@bp.get(f"/batches/<{ID}:batch_id>/move")
@requires(Permission.HANDLE_STOCK)
def move(batch_id: int) -> ResponseReturnValue:
    return _page("move", batch_id, {}, {})


@bp.post(f"/batches/<{ID}:batch_id>/move")
@requires(Permission.HANDLE_STOCK)
def move_submit(batch_id: int) -> ResponseReturnValue:
    def service(*, location_id: int, **given: Any) -> Any:
        return services_stock.move(from_location_id=location_id, **given)

    return _posted(
        "move",
        batch_id,
        PageMoveSchema(),
        service,
        lambda answer: _("%(quantity)s %(unit)s moved", quantity=number(answer["quantity"]), unit=_unit(batch_id)),
    )


@bp.get(f"/batches/<{ID}:batch_id>/count")
@requires(Permission.HANDLE_STOCK)
def count(batch_id: int) -> ResponseReturnValue:
    return _page("count", batch_id, {}, {})


@bp.post(f"/batches/<{ID}:batch_id>/count")
@requires(Permission.HANDLE_STOCK)
def count_submit(batch_id: int) -> ResponseReturnValue:
    return _posted(
        "count",
        batch_id,
        PageCountSchema(),
        services_stock.count,
        lambda answer: _(
            "Counted %(counted)s %(unit)s, expected %(expected)s",
            counted=number(answer["counted"]),
            expected=number(answer["expected"]),
            unit=_unit(batch_id),
        ),
    )


@bp.get(f"/batches/<{ID}:batch_id>/write-off")
@requires(Permission.HANDLE_STOCK)
def write_off(batch_id: int) -> ResponseReturnValue:
    return _page("write_off", batch_id, {}, {})


@bp.post(f"/batches/<{ID}:batch_id>/write-off")
@requires(Permission.HANDLE_STOCK)
def write_off_submit(batch_id: int) -> ResponseReturnValue:
    return _posted(
        "write_off",
        batch_id,
        PageWriteOffSchema(),
        services_stock.write_off,
        lambda answer: _(
            "%(quantity)s %(unit)s written off", quantity=number(answer["quantity"]), unit=_unit(batch_id)
        ),
    )


@bp.get(f"/batches/<{ID}:batch_id>/split")
@requires(Permission.HANDLE_STOCK)
def split(batch_id: int) -> ResponseReturnValue:
    return _page("split", batch_id, {"state": request.args.get("state", "")}, {})


@bp.post(f"/batches/<{ID}:batch_id>/split")
@requires(Permission.HANDLE_STOCK)
def split_submit(batch_id: int) -> ResponseReturnValue:
    def service(*, state: str | None, **given: Any) -> Any:
        return services_batches.split(state=BatchState(state) if state else None, **given)

    return _posted(
        "split",
        batch_id,
        PageSplitSchema(),
        service,
        lambda answer: _(
            "%(quantity)s %(unit)s split off into a batch with its own label",
            quantity=number(answer["quantity"]),
            unit=_unit(batch_id),
        ),
    )


@bp.get(f"/batches/<{ID}:batch_id>/repack")
@requires(Permission.HANDLE_STOCK)
def repack(batch_id: int) -> ResponseReturnValue:
    return _page("repack", batch_id, {}, {})


@bp.post(f"/batches/<{ID}:batch_id>/repack")
@requires(Permission.HANDLE_STOCK)
def repack_submit(batch_id: int) -> ResponseReturnValue:
    return _posted(
        "repack",
        batch_id,
        PageRepackSchema(),
        services_batches.repack,
        lambda answer: _(
            "%(quantity)s %(unit)s repacked into %(made)s %(child)s",
            quantity=number(answer["quantity"]),
            unit=_unit(batch_id),
            made=number(answer["child_quantity"]),
            child=answer["child_unit"],
        ),
    )
