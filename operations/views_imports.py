"""Pages of file imports: upload, what the file would do, commit, and the file given back."""

import json
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.i18n import pick_name
from core.pages import day
from core.transaction import transaction
from inventory import lookups
from operations import queries_import_figures, queries_imports, schemas_imports, services_imports, words_imports
from operations.blueprint import ID, bp
from operations.imports_choices import options_of
from operations.imports_download import sent_workbook
from operations.models import ImportKind, ImportStatus
from operations.queries_import_documents import documents
from operations.values_imports import RunOptions


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words_imports, "queries": queries_imports}


@bp.get("/imports")
@requires(Permission.IMPORT)
def imports() -> ResponseReturnValue:
    return _list({}, {})


@bp.post("/imports")
@requires(Permission.IMPORT)
def upload() -> ResponseReturnValue:
    """Read and judge a file; nothing but this preview is written."""
    file = request.files.get("file")
    try:
        given = forms.load(schemas_imports.UploadSchema(), request.form)
        with transaction():
            run_id = services_imports.upload(
                actor=current_actor(),
                now=utc_now(),
                kind=given["kind"],
                site_id=given["site_id"],
                filename=file.filename or "" if file else "",
                content=file.read() if file else b"",
                area_id=given["area_id"],
                options=options_of(RunOptions(), given),
            )
    except DomainError as error:
        return _list(request.form.to_dict(), error.field_errors or {"file": [error.message]}), status_of(error)
    return redirect(url_for("operations.import_view", run_id=run_id))


def _list(given: Any, errors: Any) -> str:
    actor, before = current_actor(), forms.number_in(request.args.get("before", ""))
    rows = queries_imports.runs(actor=actor, before=before)
    return render_template(
        "operations/import_list.html",
        given=given,
        errors=errors,
        rows=rows,
        before=before,
        sites=lookups.sites(actor=actor, permission=Permission.IMPORT),
        kinds=_kinds(),
        areas=lookups.areas(actor=actor, permission=Permission.IMPORT),
        more=rows[-1].id if len(rows) == queries_imports.PAGE else None,
    )


def _kinds() -> list[tuple[str, str, str]]:
    help_ = {
        ImportKind.INCOMING: _("Donations and other goods that came into a store: batches are made."),
        ImportKind.OUTGOING: _("Goods that left a store: batches are chosen by rule."),
        ImportKind.REQUESTS: _("What villages, hospitals or others need."),
    }
    return [(kind.value, words_imports.kind_word(kind.value), text) for kind, text in help_.items()]


@bp.get(f"/imports/<{ID}:run_id>")
@requires(Permission.IMPORT)
def import_view(run_id: int) -> ResponseReturnValue:
    return _view(run_id, {})


def _view(run_id: int, errors: Any, given: Any = None) -> str:
    """The preview of a draft, or what became of a committed file."""
    run = queries_imports.run(actor=current_actor(), run_id=run_id)
    state, search = request.args.get("state", ""), request.args.get("q", "")
    after = forms.number_in(request.args.get("after", "")) or 0
    rows = queries_imports.rows(run_id, state=state, search=search, after=after)
    return render_template(
        "operations/import_view.html",
        run=run,
        errors=errors,
        given=given or {},
        rows=rows,
        state=state,
        states=queries_imports.states(run_id),
        figures=queries_import_figures.summary(run_id),
        documents=documents(rows),
        found=json.loads(run.mapping)["found"],
        options=services_imports.head_of(run).options,
        key=forms.new_key(),
        page_size=queries_imports.PAGE,
        **_draft_values(run),
    )


def _draft_values(run: Any) -> dict[str, Any]:
    """What only a draft asks for: an earlier import of the same file, look-alikes, and what new names would free."""
    actor = current_actor()
    draft = run.status == ImportStatus.DRAFT.value
    unknown = queries_import_figures.count_unknown(run.id) if draft else 0
    return {
        "draft": draft,
        "unknown": unknown,
        "may_create": actor.may(Permission.EDIT_CATALOGUE),
        "before": queries_imports.committed_before(actor=actor, run=run) if draft else None,
        "alike": queries_import_figures.count_reason(run.id, "looks-alike") if draft else 0,
        "then": services_imports.good_with_new(actor=actor, now=utc_now(), run=run) if unknown else 0,
    }


@bp.post(f"/imports/<{ID}:run_id>/commit")
@requires(Permission.IMPORT)
def import_commit(run_id: int) -> ResponseReturnValue:
    """Record the good rows; what waits stays in the import's own record."""
    try:
        given = forms.load(schemas_imports.PageCommitSchema(), request.form)
        key = given.pop("idempotency_key") or forms.new_key()
        with transaction():
            done = services_imports.commit_file(actor=current_actor(), now=utc_now(), run_id=run_id, key=key, **given)
    except DomainError as error:
        return _view(run_id, error.field_errors or {"": [error.message]}, request.form.to_dict()), status_of(error)
    _tell(done)
    return redirect(_address(done))


def _address(done: services_imports.Committed) -> str:
    return url_for("operations.import_view", run_id=done.run_id)


def _tell(done: services_imports.Committed) -> None:
    figures = [
        [_("Recorded"), format_decimal(done.done)],
        [_("Waiting"), format_decimal(done.waiting)],
        [_("Left out"), format_decimal(done.left_out)],
    ]
    title = (
        _("The file was imported") if done.done or not done.waiting else _("Nothing is recorded yet: every row waits")
    )
    message: dict[str, Any] = {"title": title, "figures": figures}
    if done.waiting:
        message["next"] = [_("Settle what waits"), url_for("operations.import_waiting", run_id=done.run_id)]
    elif done.done:
        message["next"] = [_("See the rows with their documents"), f"{_address(done)}?state=done#rows"]
    flash(message, "ok" if done.done or not done.waiting else "soon")


@bp.post(f"/imports/<{ID}:run_id>/discard")
@requires(Permission.IMPORT)
def import_discard(run_id: int) -> ResponseReturnValue:
    with transaction():
        services_imports.discard(actor=current_actor(), now=utc_now(), run_id=run_id)
    flash(_("The import was discarded. Nothing was recorded."), "ok")
    return redirect(url_for("operations.imports"))


@bp.get(f"/imports/<{ID}:run_id>/workbook")
@requires(Permission.IMPORT)
def import_workbook(run_id: int) -> ResponseReturnValue:
    """The user's own file with a status and the reasons beside each row."""
    return sent_workbook(queries_imports.run(actor=current_actor(), run_id=run_id))


def place_of(run: Any) -> str:
    """The store or area of an import in words; "" where the file itself says."""
    return pick_name(run.site_en or run.area_en or "", run.site_zh or run.area_zh or "")


def choice(row: Any) -> tuple[int, str]:
    """A place as the choice of a list, with its code."""
    return row.id, f"{pick_name(row.name_en, row.name_zh) or row.code} · {row.code}"


def unit_sums(units: dict[str, int]) -> str:
    """Sums by unit in one line; figures without a unit say so."""
    none = _("without unit")
    return " · ".join(f"{format_decimal(sum_)} {unit or none}" for unit, sum_ in units.items())


def state_tabs(states: dict[str, int], here: Any, chosen: str) -> list[dict[str, Any]]:
    """A tab for every state that rows are in."""
    return [
        {
            "label": words_imports.state_word(state),
            "url": here({"state": state}),
            "active": state == chosen,
            "count": count,
        }
        for state, count in states.items()
    ]


bp.add_app_template_filter(place_of, "import_place")
bp.add_app_template_filter(choice, "import_choice")
bp.add_app_template_filter(unit_sums, "import_units")
bp.add_app_template_filter(state_tabs, "import_tabs")
bp.add_app_template_filter(lambda texts: [(text, text) for text in texts], "import_pairs")
bp.add_app_template_filter(lambda text: day(date.fromisoformat(text)), "import_day")
