"""/api/v1: rolls of blank labels, binding them, labels of locations, mixtures. The same services as the pages."""

from typing import Any

from flask import Response

from core.access import Permission, current_actor
from core.api import api_blueprint, endpoint
from core.clock import utc_now
from core.transaction import transaction
from inventory import lookups, queries_rolls, services_labels, services_mixtures, services_rolls
from inventory import schemas_labels as schemas
from inventory.label_sheets import SHEETS
from inventory.printing import print_locations, print_roll
from inventory.schemas import PostedSchema
from inventory.schemas_setup import ReasonSchema
from inventory.web import ID

api_bp = api_blueprint("labels", "Labels", "Labels of batches and places, rolls of blank ones")
P = Permission
PDF: dict[str, Any] = {"type": "string", "format": "binary"}


def _act(service: Any, **given: Any) -> Any:
    with transaction():
        return service(actor=current_actor(), now=utc_now(), **given)


@api_bp.route("/label-sheets")
@endpoint(api_bp, P.VIEW_STOCK)
@api_bp.response(200, schemas.SheetSchema(many=True))
def sheets() -> Any:
    """The formats of paper that labels are printed on."""
    return [
        {
            "key": sheet.key,
            "title": str(sheet.title),
            "page": sheet.page,
            "label": sheet.label,
            "columns": sheet.grid[0],
            "rows": sheet.grid[1],
        }
        for sheet in SHEETS.values()
    ]


@api_bp.route("/label-rolls")
@endpoint(api_bp, P.HANDLE_STOCK, problems=(422,))
@api_bp.arguments(schemas.RollQuerySchema, location="query")
@api_bp.response(200, schemas.RollSchema(many=True))
def rolls(query: dict[str, Any]) -> Any:
    """The newest rolls of your sites with how many labels are blank, bound and revoked."""
    actor = current_actor()
    found = queries_rolls.rolls(actor=actor, **query)
    if not found:
        lookups.demand_codes(actor=actor, permission=P.HANDLE_STOCK, **query)
    return found


@api_bp.route("/label-rolls", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.NewRollSchema)
@api_bp.response(201, schemas.MadeRollSchema)
def make_roll(given: dict[str, Any], idempotency_key: str) -> Any:
    """Make blank codes for a site. Print them with the roll's PDF."""
    site = lookups.site_by_code(actor=current_actor(), permission=P.HANDLE_STOCK, code=given.pop("site"))
    given["sheet"] = given["sheet"] or next(iter(SHEETS))
    return _act(services_rolls.make_roll, key=idempotency_key, site_id=site.id, **given)._asdict()


@api_bp.route(f"/label-rolls/<{ID}:roll_id>")
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404,))
@api_bp.response(200, schemas.RollPageSchema)
def roll(roll_id: int) -> Any:
    """One roll with all of its labels and its prints."""
    row = queries_rolls.roll(actor=current_actor(), roll_id=roll_id)
    codes, prints = queries_rolls.roll_labels(roll_id), queries_rolls.roll_prints(roll_id)
    return {**row._mapping, "codes": codes, "prints": prints}


@api_bp.route(f"/label-rolls/<{ID}:roll_id>/pdf", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(400, 404, 409, 422, 503))
@api_bp.arguments(schemas.RollPrintSchema)
@api_bp.response(200, PDF, content_type="application/pdf")
def roll_pdf(given: dict[str, Any], roll_id: int) -> Any:
    """The labels of a roll that are still blank, as a PDF. Each print is recorded."""
    actor = current_actor()
    row = queries_rolls.roll(actor=actor, roll_id=roll_id)
    return Response(print_roll(row, actor=actor, **given), mimetype="application/pdf")


@api_bp.route(f"/label-rolls/<{ID}:roll_id>/revocation", methods=["POST"])
@endpoint(api_bp, P.CORRECT, problems=(404, 409, 422, 503))
@api_bp.arguments(ReasonSchema)
@api_bp.response(200, schemas.RevokedSchema)
def revoke_roll(given: dict[str, Any], roll_id: int) -> Any:
    """A roll was lost: none of its blank labels may be used any more."""
    return {"revoked": _act(services_rolls.revoke_rest, roll_id=roll_id, **given)}


@api_bp.route("/labels/<string:code>/binding", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.BindSchema)
@api_bp.response(200, schemas.BoundSchema)
def bind(given: dict[str, Any], code: str) -> Any:
    """Say what a blank label is on. The same again changes nothing; anything else is refused."""
    return _act(services_labels.bind_label, code=code, **given)._asdict()


@api_bp.route("/location-labels", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(400, 404, 409, 422, 503))
@api_bp.arguments(schemas.LocationOrderSchema)
@api_bp.response(200, PDF, content_type="application/pdf")
def location_labels(given: dict[str, Any]) -> Any:
    """Labels of the locations of a site as a PDF."""
    actor = current_actor()
    site = lookups.site_by_code(actor=actor, permission=P.HANDLE_STOCK, code=given.pop("site"))
    return Response(print_locations(actor=actor, site_id=site.id, **given), mimetype="application/pdf")


@api_bp.route("/mixtures", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.MixtureSchema)
@api_bp.response(201, PostedSchema)
def mix(given: dict[str, Any], idempotency_key: str) -> Any:
    """Boxes that look alike and lost their labels become one batch: of unknown source among these, never guessed."""
    given["batches"] = {each["batch_id"]: each["quantity"] for each in given["batches"]}
    return _act(services_mixtures.mix, key=idempotency_key, **given)
