"""/api/v1/imports: files that come in. The same services as the pages and the command."""

import json
from typing import Any

from flask import Response

from core.access import Permission, current_actor
from core.api import endpoint
from core.clock import utc_now
from core.transaction import transaction
from operations import (
    queries_import_figures,
    queries_imports,
    schemas_imports,
    services_import_settle,
    services_imports,
)
from operations.blueprint import ID, api_bp
from operations.imports_choices import mapping_of, options_of
from operations.imports_download import CSV, XLSX, sent_workbook
from operations.values_imports import RunOptions
from operations.values_settle import How, Settlement


@api_bp.route("/imports")
@endpoint(api_bp, Permission.IMPORT)
@api_bp.response(200, schemas_imports.ImportHeadSchema(many=True))
def imports() -> Any:
    """The newest imports at your places."""
    return queries_imports.runs(actor=current_actor())


@api_bp.route("/imports", methods=["POST"])
@endpoint(api_bp, Permission.IMPORT, problems=(404, 409, 413, 422, 503))
@api_bp.arguments(schemas_imports.FileSchema, location="files")
@api_bp.arguments(schemas_imports.UploadSchema, location="query")
@api_bp.response(201, schemas_imports.ImportOutSchema)
def upload(files: dict[str, Any], given: dict[str, Any]) -> Any:
    """Upload a file and have its rows judged. Nothing but this preview is written."""
    actor, file = current_actor(), files["file"]
    with transaction():
        run_id = services_imports.upload(
            actor=actor,
            now=utc_now(),
            kind=given["kind"],
            filename=file.filename or "",
            content=file.read(),
            site_id=given["site_id"],
            area_id=given["area_id"],
            options=options_of(RunOptions(), given),
        )
    return _out(run_id)


@api_bp.route(f"/imports/<{ID}:run_id>")
@endpoint(api_bp, Permission.IMPORT, problems=(404,))
@api_bp.response(200, schemas_imports.ImportOutSchema)
def import_(run_id: int) -> Any:
    """One import with its figures: rows by state, quantities by unit, how issued goods fit the store's."""
    return _out(run_id)


@api_bp.route(f"/imports/<{ID}:run_id>/rows")
@endpoint(api_bp, Permission.IMPORT, problems=(404, 422))
@api_bp.arguments(schemas_imports.RowQuerySchema, location="query")
@api_bp.response(200, schemas_imports.RowOutSchema(many=True))
def rows(query: dict[str, Any], run_id: int) -> Any:
    """Rows in the order of the file, with the reasons of their verdicts."""
    queries_imports.run(actor=current_actor(), run_id=run_id)
    found = queries_imports.rows(
        run_id, state=query["state"], search=query["q"], after=query["after"], limit=query["limit"]
    )
    return [_row(row) for row in found]


@api_bp.route(f"/imports/<{ID}:run_id>/mapping", methods=["PUT"])
@endpoint(api_bp, Permission.IMPORT, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas_imports.MappingSchema)
@api_bp.response(200, schemas_imports.ImportOutSchema)
def change_mapping(given: dict[str, Any], run_id: int) -> Any:
    """Say how the file is to be read, and have its rows judged again. The columns given replace those found."""
    actor = current_actor()
    with transaction():
        run = queries_imports.run(actor=actor, run_id=run_id)
        options = options_of(services_imports.head_of(run).options, given)
        services_imports.change(
            actor=actor, now=utc_now(), run_id=run_id, options=options, mapping=mapping_of(given), keep_mapping=False
        )
    return _out(run_id)


@api_bp.route(f"/imports/<{ID}:run_id>/alike", methods=["PUT"])
@endpoint(api_bp, Permission.IMPORT, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas_imports.AlikeSchema)
@api_bp.response(200, schemas_imports.ImportOutSchema)
def decide_alike(given: dict[str, Any], run_id: int) -> Any:
    """Say of rows that wait as `looks-alike` whether each is the same as the earlier line: it is left out, or recorded.
    For a draft; rows of a committed import are settled."""
    said = {one["row_no"]: How(one["how"]) for one in given["rows"]}
    with transaction():
        services_import_settle.decide_draft(actor=current_actor(), now=utc_now(), run_id=run_id, said=said)
    return _out(run_id)


@api_bp.route(f"/imports/<{ID}:run_id>/commit", methods=["POST"])
@endpoint(api_bp, Permission.IMPORT, problems=(404,), keyed=True)
@api_bp.arguments(schemas_imports.CommitSchema)
@api_bp.response(200, schemas_imports.CommittedOutSchema)
def commit(given: dict[str, Any], run_id: int, idempotency_key: str) -> Any:
    """Record the rows that are good, or all or nothing; the rest waits in the import's own record."""
    with transaction():
        return services_imports.commit_file(
            actor=current_actor(), now=utc_now(), run_id=run_id, key=idempotency_key, **given
        )


@api_bp.route(f"/imports/<{ID}:run_id>/discard", methods=["POST"])
@endpoint(api_bp, Permission.IMPORT, problems=(404, 409, 503))
@api_bp.response(200, schemas_imports.ImportOutSchema)
def discard(run_id: int) -> Any:
    """Leave a draft alone for good."""
    with transaction():
        services_imports.discard(actor=current_actor(), now=utc_now(), run_id=run_id)
    return _out(run_id)


@api_bp.route(f"/imports/<{ID}:run_id>/rows/<{ID}:row_id>/settle", methods=["POST"])
@endpoint(api_bp, Permission.IMPORT, problems=(404,), keyed=True)
@api_bp.arguments(schemas_imports.SettleSchema)
@api_bp.response(200, schemas_imports.SettledOutSchema)
def settle(given: dict[str, Any], run_id: int, row_id: int, idempotency_key: str) -> Any:
    """Settle a waiting row, and the others about the same goods: by a match, a decision about the unit, an opening
    balance, or a dismissal with reason."""
    with transaction():
        return services_import_settle.settle(
            actor=current_actor(),
            now=utc_now(),
            run_id=run_id,
            row_id=row_id,
            key=idempotency_key,
            decision=Settlement(**given),
        )


_FILE_BACK = "The workbook with a status and a reason beside each row: a .csv as .csv, everything else as .xlsx."
_FILE = {"type": "string", "format": "binary"}


@api_bp.route(f"/imports/<{ID}:run_id>/workbook")
@endpoint(api_bp, Permission.IMPORT, problems=(404,))
@api_bp.doc(
    responses={"200": {"description": _FILE_BACK, "content": {kind: {"schema": _FILE} for kind in (XLSX, CSV)}}}
)
@api_bp.response(200)
def workbook(run_id: int) -> Response:
    """The user's own workbook with a status column."""
    return sent_workbook(queries_imports.run(actor=current_actor(), run_id=run_id))


def _out(run_id: int) -> dict[str, Any]:
    run = queries_imports.run(actor=current_actor(), run_id=run_id)
    return {
        **run._mapping,
        **queries_import_figures.summary(run_id),
        "states": queries_imports.states(run_id),
        "mapping": json.loads(run.mapping),
    }


def _row(row: Any) -> dict[str, Any]:
    reading = queries_imports.reading_of(row)
    return {
        **row._mapping,
        "state": queries_imports.state_of(row.status, row.outcome),
        "item": reading.item_text,
        "specification": reading.specification,
        "unit": reading.unit,
        "quantity": reading.quantity,
        "quantity_unknown": reading.unknown,
        "donor": reading.donor,
        "receiver": reading.receiver,
        "match": json.loads(row.reading).get("match"),
        "reasons": [
            {
                "code": one.code,
                "level": one.level,
                "waits": one.waits,
                "message": one.message,
                "figures": dict(one.fields),
            }
            for one in queries_imports.reasons_of(row)
        ],
    }
