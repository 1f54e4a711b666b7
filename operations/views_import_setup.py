"""Pages that correct an import before its commit: columns and decisions, new names, lines like earlier ones."""

import json
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.i18n import pick_name
from core.transaction import transaction
from donations.values import DonorKind
from donations.words import donor_kind_word
from inventory import lookups
from inventory.values import Category
from inventory.words import category_word
from operations import queries_imports, schemas_imports, services_import_settle, services_imports
from operations.blueprint import ID, bp
from operations.imports_alike import alike_rows
from operations.imports_choices import choices_of, mapping_of, options_of
from operations.imports_judging import judge
from operations.imports_proposals import NewItemProposal, Proposals
from operations.imports_reading import ROLES
from operations.models import ImportKind
from operations.values_imports import RowDecision

MOST = 300
"""New names of one kind on one page: below what a form may hold."""


@bp.get(f"/imports/<{ID}:run_id>/columns")
@requires(Permission.IMPORT)
def import_columns(run_id: int) -> ResponseReturnValue:
    return _columns(run_id, None, {})


@bp.post(f"/imports/<{ID}:run_id>/columns")
@requires(Permission.IMPORT)
def import_change(run_id: int) -> ResponseReturnValue:
    """Read the file again as the person says."""
    columns = {
        name.removeprefix("column_"): value.strip()
        for name, value in request.form.items()
        if name.startswith("column_") and value.strip()
    }
    try:
        given = forms.load(schemas_imports.MappingSchema(exclude=("columns",)), request.form)
        with transaction():
            run = queries_imports.run(actor=current_actor(), run_id=run_id)
            services_imports.change(
                actor=current_actor(),
                now=utc_now(),
                run_id=run_id,
                keep_mapping=False,
                options=options_of(services_imports.head_of(run).options, given),
                mapping=mapping_of({**given, "columns": columns}),
            )
    except DomainError as error:
        return _columns(run_id, request.form.to_dict(), error.field_errors or {"": [error.message]}), status_of(error)
    flash(_("The file was read again."), "ok")
    return redirect(url_for("operations.import_view", run_id=run_id))


def _columns(run_id: int, given: Any, errors: Any) -> str:
    run = queries_imports.run(actor=current_actor(), run_id=run_id)
    head = services_imports.head_of(run)
    found = json.loads(run.mapping)["found"]
    roles = [role.key for role in ROLES[head.kind].roles]
    letters = [(letter, f"{letter} · {text}" if text else letter) for letter, text in found["headings"].items()]
    return render_template(
        "operations/import_columns.html",
        run=run,
        found=found,
        errors=errors,
        options=head.options,
        roles=roles,
        letters=letters,
        given={**_given(found, head.options), **(given or {})},
        requests=head.kind is ImportKind.REQUESTS,
    )


def _given(found: Any, options: Any) -> dict[str, Any]:
    columns = {f"column_{role}": letter for role, letter in found["columns"].items()}
    return {
        **columns,
        "sheet": found["sheet"],
        "header_row": found["header_row"],
        "last_row": "",
        "day": options.day.isoformat() if options.day else "",
        "one_means_unknown": options.one_means_unknown,
        "unit_if_missing": options.unit_if_missing,
        "approve": options.approve,
    }


@bp.get(f"/imports/<{ID}:run_id>/new-names")
@requires(Permission.IMPORT)
def import_names(run_id: int) -> ResponseReturnValue:
    """What the file names and nobody knows: each once, with what it would become."""
    run = queries_imports.run(actor=current_actor(), run_id=run_id)
    proposals = _proposals(run)
    return render_template(
        "operations/import_names.html",
        run=run,
        issued=run.kind == ImportKind.OUTGOING.value,
        items=list(proposals.items.values())[:MOST],
        donors=list(proposals.donors.values())[:MOST],
        receivers=list(proposals.receivers.values()),
        catalogue=[(item.id, pick_name(item.name_en, item.name_zh)) for item in lookups.items()],
        chosen={key: one.item_id for key, one in services_imports.head_of(run).options.items.items()},
        categories=[(one.value, category_word(one)) for one in Category],
        kinds=[(one.value, donor_kind_word(one.value)) for one in DonorKind],
    )


def _proposals(run: Any) -> Proposals:
    """The proposals, and the names that were matched already (so that a match can be taken back)."""
    head = services_imports.head_of(run)
    readings = [queries_imports.reading_of(row) for row in queries_imports.rows(run.id, limit=None)]
    found = judge(head, readings, actor=current_actor(), now=utc_now()).bench.proposals
    matched = {
        key: NewItemProposal(key, key, 0, "", "", False)
        for key, one in head.options.items.items()
        if one.item_id and key not in found.items
    }
    return Proposals({**matched, **found.items}, found.donors, found.receivers)


@bp.post(f"/imports/<{ID}:run_id>/new-names")
@requires(Permission.IMPORT)
def import_names_change(run_id: int) -> ResponseReturnValue:
    given = forms.load(schemas_imports.ChoicesSchema(), request.form)
    with transaction():
        run = queries_imports.run(actor=current_actor(), run_id=run_id)
        options = choices_of(services_imports.head_of(run).options, given)
        services_imports.change(actor=current_actor(), now=utc_now(), run_id=run_id, options=options)
    flash(_("Your decisions are kept with the import."), "ok")
    return redirect(url_for("operations.import_view", run_id=run_id))


@bp.get(f"/imports/<{ID}:run_id>/alike")
@requires(Permission.IMPORT)
def import_alike(run_id: int) -> ResponseReturnValue:
    """Lines that look like an earlier consignment's, side by side."""
    run = queries_imports.run(actor=current_actor(), run_id=run_id)
    rows = alike_rows(run_id)
    return render_template(
        "operations/import_alike.html", run=run, rows=rows[:MOST], total=len(rows), key=forms.new_key()
    )


def _decisions(run_id: int) -> dict[str, RowDecision]:
    """What was decided row by row, or for all of them at once."""
    said = request.form.get("all")
    if said in {one.value for one in RowDecision}:
        queries_imports.run(actor=current_actor(), run_id=run_id)
        return {reading.key: RowDecision(said) for _row, reading, _other in alike_rows(run_id)}
    given = forms.load(schemas_imports.DecisionsSchema(), request.form)
    return {one["row"]: one["decision"] for one in given["rows"] if one["decision"]}


@bp.post(f"/imports/<{ID}:run_id>/alike")
@requires(Permission.IMPORT)
def import_alike_change(run_id: int) -> ResponseReturnValue:
    decisions = _decisions(run_id)
    with transaction():
        services_import_settle.decide_alike(
            actor=current_actor(),
            now=utc_now(),
            run_id=run_id,
            decisions=decisions,
            key=request.form.get("idempotency_key", "") or forms.new_key(),
        )
    flash(ngettext("Decided: %(num)s row.", "Decided: %(num)s rows.", len(decisions)), "ok")
    return redirect(url_for("operations.import_view", run_id=run_id))
