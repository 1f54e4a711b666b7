"""Pages of rows that wait: which goods wait for what, and the ways to settle them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from core import forms
from core.access import Permission, current_actor, requires
from core.cell_text import comparison_key
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.i18n import pick_name
from core.transaction import transaction
from inventory import lookups
from inventory.values import Category
from inventory.words import category_word
from operations import imports_ways, queries_imports, schemas_imports, services_import_settle
from operations.blueprint import ID, bp
from operations.values_settle import Settlement


@dataclass
class WaitingGoods:
    """Rows that wait for the same reason about the same goods: `quantity` None where a row's is unknown."""

    row: Any
    reading: Any
    reason: str
    code: str
    count: int = 0
    quantity: int = 0


@bp.get(f"/imports/<{ID}:run_id>/waiting")
@requires(Permission.IMPORT)
def import_waiting(run_id: int) -> ResponseReturnValue:
    run = queries_imports.run(actor=current_actor(), run_id=run_id)
    rows = queries_imports.rows(run_id, state="waiting", limit=None)
    groups = _groups(rows)
    return render_template(
        "operations/import_waiting.html",
        run=run,
        groups=groups,
        total=len(rows),
        key=forms.new_key(),
        alike=sum(group.code == "looks-alike" for group in groups),
    )


def _groups(rows: Sequence[Any]) -> list[WaitingGoods]:
    """By reason, goods and unit; the most rows first."""
    found: dict[tuple[str, str, str], WaitingGoods] = {}
    for row in rows:
        reading, code = queries_imports.reading_of(row), queries_imports.main_reason(row)
        told = next((one.message for one in queries_imports.reasons_of(row) if one.waits or one.level == "error"), "")
        same = (code, comparison_key(reading.item), comparison_key(reading.unit))
        group = found.setdefault(same, WaitingGoods(row, reading, told, code))
        group.count += 1
        group.quantity += reading.quantity or 0
    return sorted(found.values(), key=lambda group: -group.count)


@bp.get(f"/imports/<{ID}:run_id>/rows/<{ID}:row_id>/settle")
@requires(Permission.IMPORT)
def import_row(run_id: int, row_id: int) -> ResponseReturnValue:
    return _row(run_id, row_id, {}, {})


def _row(run_id: int, row_id: int, given: Any, errors: Any) -> str:
    actor = current_actor()
    run = queries_imports.run(actor=actor, run_id=run_id)
    row = queries_imports.row(run_id, row_id)
    reading = queries_imports.reading_of(row)
    same = queries_imports.same_goods(run_id, reading.item, reading.unit)
    return render_template(
        "operations/import_row.html",
        run=run,
        row=row,
        reading=reading,
        given=given,
        errors=errors,
        reasons=queries_imports.reasons_of(row),
        same=len(same),
        key=forms.new_key(),
        ways=imports_ways.ways(actor, run, row),
        units=imports_ways.units_there(run, row),
        wanted=sum(queries_imports.reading_of(one).quantity or 0 for one in same),
        catalogue=[(item.id, pick_name(item.name_en, item.name_zh)) for item in lookups.items()],
        categories=[(one.value, category_word(one)) for one in Category],
    )


@bp.post(f"/imports/<{ID}:run_id>/rows/<{ID}:row_id>/settle")
@requires(Permission.IMPORT)
def import_settle(run_id: int, row_id: int) -> ResponseReturnValue:
    """Settle the row and the others about the same goods, then judge and record them."""
    try:
        given = forms.load(schemas_imports.PageSettleSchema(), request.form)
        key = given.pop("idempotency_key") or forms.new_key()
        with transaction():
            done = services_import_settle.settle(
                actor=current_actor(),
                now=utc_now(),
                run_id=run_id,
                row_id=row_id,
                key=key,
                decision=Settlement(**given),
            )
    except DomainError as error:
        errors = error.field_errors or {"": [error.message]}
        return _row(run_id, row_id, request.form.to_dict(), errors), status_of(error)
    figures = [
        [_("Recorded"), format_decimal(done.done)],
        [_("Left out"), format_decimal(done.dismissed)],
        [_("Still waiting"), format_decimal(done.waiting)],
    ]
    settled = done.done or done.dismissed
    flash({"title": _("Settled") if settled else _("Noted; the rows still wait"), "figures": figures}, "ok")
    target = "operations.import_waiting" if done.waiting else "operations.import_view"
    return redirect(url_for(target, run_id=run_id))
