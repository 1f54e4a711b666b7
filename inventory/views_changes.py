"""Pages that change what a batch is: its state, its properties, a mixed box opened, a label replaced."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.codes import display
from core.forms import MAX_LINES, new_key, number_in
from core.i18n import pick_name
from core.schemas import QuantityField
from inventory import lookups, queries_batches, services_batches, services_corrections, services_labels
from inventory.actions import places_within
from inventory.queries_batches import batch as batch_row
from inventory.schemas import StateSchema
from inventory.schemas_labels import ReplaceSchema
from inventory.schemas_pages import PageCorrectionSchema, PageSortSchema
from inventory.values import BatchState
from inventory.web import ID, Errors, bp, submitted
from inventory.words import correction_word, state_name

Given = Mapping[str, Any]


class _CorrectionForm(PageCorrectionSchema):
    base_per_unit = QuantityField(load_default=None, allow_none=True)


@bp.get(f"/batches/<{ID}:batch_id>/correct")
@requires(Permission.CORRECT)
def correct(batch_id: int) -> ResponseReturnValue:
    row = batch_row(actor=current_actor(), batch_id=batch_id)
    return _correct_page(batch_id, dict(row._mapping), {})


def _correct_page(batch_id: int, given: Given, errors: Errors) -> str:
    row = batch_row(actor=current_actor(), batch_id=batch_id)
    items = [(item.id, f"{pick_name(item.name_en, item.name_zh)} · {item.base_unit}") for item in lookups.items()]
    wish, targets = queries_batches.restriction(row.restriction_id)
    receivers = lookups.receivers(actor=current_actor(), permission=Permission.CORRECT) if wish else []
    return render_template(
        "inventory/batch_correct.html",
        batch=row,
        given=given,
        errors=errors,
        items=items,
        wish=wish,
        targets=targets,
        receivers=[(each.id, pick_name(each.name_en, each.name_zh)) for each in receivers],
    )


@bp.post(f"/batches/<{ID}:batch_id>/correct")
@requires(Permission.CORRECT)
def correct_submit(batch_id: int) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        reason, release = given.pop("reason"), given.pop("release")
        if given.pop("lift_restriction"):
            given["restriction_id"] = None
        if wanted := given.pop("for_receiver_id"):
            given["restriction_id"] = services_corrections.restriction_for(batch_id=batch_id, receiver_id=wanted)
        done = services_corrections.correct(
            actor=current_actor(), now=utc_now(), batch_id=batch_id, reason=reason, changes=given, release=release
        )
        flash(_corrected(done), "ok")
        return redirect(url_for("inventory.batch", batch_id=batch_id))

    return submitted(_CorrectionForm(), act, lambda given, errors: _correct_page(batch_id, given, errors))


def _corrected(done: services_corrections.Corrected) -> dict[str, Any]:
    figures = [
        [correction_word(field), f"{old or '–'} → {new or '–'}"]
        for field, old, new in done.changes
        if field not in ("item", "restriction")
    ]
    message: dict[str, Any] = {"title": _("Corrected"), "figures": figures}
    if done.reprint:
        message["text"] = _("Labels on the boxes still say what was known before: print them again.")
        message["next"] = [
            ngettext("Print %(num)s label", "Print %(num)s labels", len(done.reprint)),
            url_for("inventory.print_labels", code=list(done.reprint)),
        ]
    return message


@bp.get(f"/batches/<{ID}:batch_id>/state/<state>")
@requires(Permission.HANDLE_STOCK)
def change_state(batch_id: int, state: str) -> ResponseReturnValue:
    return _state_page(batch_id, state, {}, {})


def _state_page(batch_id: int, state: str, given: Given, errors: Errors) -> str:
    row = batch_row(actor=current_actor(), batch_id=batch_id)
    wanted = state if state in [each.value for each in BatchState] else BatchState.HELD.value
    return render_template(
        "inventory/batch_state.html",
        batch=row,
        wanted=wanted,
        given=given,
        errors=errors,
        places=queries_batches.balances(batch_id),
    )


@bp.post(f"/batches/<{ID}:batch_id>/state")
@requires(Permission.HANDLE_STOCK)
def change_state_submit(batch_id: int) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        state = BatchState(given["state"])
        services_corrections.change_state(
            actor=current_actor(), now=utc_now(), batch_id=batch_id, state=state, reason=given["reason"]
        )
        flash(_("The batch is now %(state)s.", state=state_name(state.value)), "ok")
        return redirect(url_for("inventory.batch", batch_id=batch_id))

    return submitted(
        StateSchema(), act, lambda given, errors: _state_page(batch_id, str(given.get("state", "")), given, errors)
    )


@bp.get(f"/batches/<{ID}:batch_id>/sort")
@requires(Permission.HANDLE_STOCK)
def sort_box(batch_id: int) -> ResponseReturnValue:
    return _sort_page(batch_id, {"quantity": "1"}, {}, [{}])


def _sort_page(batch_id: int, given: Given, errors: Errors, rows: list[dict[str, str]]) -> str:
    actor = current_actor()
    row = batch_row(actor=actor, batch_id=batch_id)
    places = places_within(actor, Permission.HANDLE_STOCK, queries_batches.balances(batch_id))
    items = [(item.id, f"{pick_name(item.name_en, item.name_zh)} · {item.base_unit}") for item in lookups.items()]
    return render_template(
        "inventory/act_sort.html",
        batch=row,
        places=places,
        given=given,
        errors=errors,
        rows=rows,
        items=items,
        key=given.get("idempotency_key") or new_key(),
        act="sort",
    )


def _typed_parts() -> list[dict[str, str]]:
    """The rows as typed, with one more or less when a button asked for it."""
    found: dict[int, dict[str, str]] = {}
    for name, value in request.form.items():
        words = name.split("-")
        if len(words) == 3 and words[0] == "parts" and number_in(words[1], MAX_LINES) is not None:
            found.setdefault(int(words[1]), {})[words[2]] = value
    removed = request.form.get("remove_line", "").removeprefix("parts-")
    rows = [found[at] for at in sorted(found) if str(at) != removed]
    return [*rows, {}] if "add_line" in request.form or not rows else rows


@bp.post(f"/batches/<{ID}:batch_id>/sort")
@requires(Permission.HANDLE_STOCK)
def sort_submit(batch_id: int) -> ResponseReturnValue:
    if "add_line" in request.form or "remove_line" in request.form:
        return _sort_page(batch_id, request.form, {}, _typed_parts())

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        parts = [services_batches.SortedPart(**part) for part in given.pop("parts")]
        key = given.pop("idempotency_key") or new_key()
        done = services_batches.sort_box(
            actor=current_actor(), now=utc_now(), key=key, batch_id=batch_id, parts=parts, **given
        )
        children: Any = done["children"]
        codes = [child["code"] for child in children]
        labels = url_for("inventory.print_labels", code=codes)
        title = ngettext("Opened into %(num)s batch", "Opened into %(num)s batches", len(codes))
        flash({"title": title, "next": [_("Print their labels"), labels]}, "ok")
        return redirect(url_for("inventory.batch", batch_id=batch_id))

    return submitted(PageSortSchema(), act, lambda given, errors: _sort_page(batch_id, given, errors, _typed_parts()))


@bp.post("/labels/<code>/replace")
@requires(Permission.HANDLE_STOCK)
def replace_label(code: str) -> ResponseReturnValue:
    """Another code for a lost label; the old one still opens the batch."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        fresh = services_labels.replace_label(actor=current_actor(), now=utc_now(), code=code, **given)
        flash(_("The batch has a new code: %(code)s. The old one still opens it.", code=display(fresh)), "ok")
        if given["label"]:
            return redirect(f"{request.script_root}/b/{fresh}")
        return redirect(url_for("inventory.print_labels", code=fresh))

    return submitted(ReplaceSchema(), act, lambda given, errors: _replace_page(code, given, errors))


@bp.get("/labels/<code>/replace")
@requires(Permission.HANDLE_STOCK)
def label_lost(code: str) -> ResponseReturnValue:
    return _replace_page(code, {}, {})


def _replace_page(code: str, given: Given, errors: Errors) -> str:
    return render_template("inventory/label_replace.html", code=code, given=given, errors=errors)
