"""/api/v1: items, areas, sites, receivers, labels. The same services as the pages."""

from typing import Any

from flask import Response

from core.access import Permission, current_actor
from core.api import api_blueprint, endpoint
from core.clock import utc_now
from core.codes import normalise
from core.transaction import transaction
from inventory import area_import, catalogue, lookups, places, queries_catalogue, services_labels
from inventory import schemas_setup as schemas
from inventory.printing import print_rows
from inventory.queries_labels import label_rows, refuse_missing
from inventory.schemas_labels import ReplaceSchema
from inventory.values import Category, LocationKind, SiteKind
from inventory.web import ID

api_bp = api_blueprint("setup", "Areas, sites, items", "The areas, the sites and their locations, the catalogue")
P = Permission


def _act(service: Any, **given: Any) -> Any:
    with transaction():
        return service(actor=current_actor(), now=utc_now(), **given)


@api_bp.route("/items")
@endpoint(api_bp, P.VIEW_STOCK, problems=(422,))
@api_bp.arguments(schemas.ItemQuerySchema, location="query")
@api_bp.response(200, schemas.ItemSchema(many=True))
def items(query: dict[str, Any]) -> Any:
    """The catalogue."""
    return queries_catalogue.items(**query)


@api_bp.route("/items", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(409, 422, 503))
@api_bp.arguments(schemas.NewItemSchema)
@api_bp.response(201, schemas.MadeSchema)
def add_item(given: dict[str, Any]) -> Any:
    """Add a kind of goods. Its names become aliases."""
    given["category"] = Category(given["category"])
    return {"id": _act(catalogue.add_item, **given)}


@api_bp.route(f"/items/<{ID}:item_id>")
@endpoint(api_bp, P.VIEW_STOCK, problems=(404,))
@api_bp.response(200, schemas.ItemPageSchema)
def item(item_id: int) -> Any:
    """One item with its units, names, barcodes and substitutes."""
    row = queries_catalogue.item(item_id)
    return {
        **row._mapping,
        "units": queries_catalogue.item_units(item_id),
        "aliases": [alias.name for alias in queries_catalogue.item_aliases(item_id)],
        "gtins": queries_catalogue.item_barcodes(item_id),
        "substitutes": [other.code for other in queries_catalogue.substitutes(item_id)],
    }


@api_bp.route(f"/items/<{ID}:item_id>", methods=["PATCH"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.EditItemSchema(partial=True))
@api_bp.response(200, schemas.DoneSchema)
def edit_item(given: dict[str, Any], item_id: int) -> Any:
    """Change what is given; the audit keeps old and new."""
    return {"changed": list(_act(catalogue.edit_item, item_id=item_id, **given))}


@api_bp.route(f"/items/<{ID}:item_id>/units", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.ItemUnitSchema)
@api_bp.response(201, schemas.DoneSchema)
def add_item_unit(given: dict[str, Any], item_id: int) -> Any:
    """A pack size, or a word made equal to another unit, decided by you."""
    _act(catalogue.decide_item_unit, item_id=item_id, **given)
    return {"changed": ["units"]}


@api_bp.route(f"/items/<{ID}:item_id>/units/<string:unit>", methods=["DELETE"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(503,))
@api_bp.response(200, schemas.DoneSchema)
def withdraw_item_unit(item_id: int, unit: str) -> Any:
    """Take back a pack size or a same-word decision; batches keep what they were recorded with."""
    _act(catalogue.withdraw_item_unit, item_id=item_id, unit=unit)
    return {"changed": ["units"]}


@api_bp.route(f"/items/<{ID}:item_id>/aliases", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.NameSchema)
@api_bp.response(201, schemas.DoneSchema)
def add_item_alias(given: dict[str, Any], item_id: int) -> Any:
    """Another name of the item, decided by you."""
    _act(catalogue.decide_item_alias, item_id=item_id, **given)
    return {"changed": ["aliases"]}


@api_bp.route(f"/items/<{ID}:item_id>/gtins", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.GtinSchema)
@api_bp.response(201, schemas.CodeSchema)
def add_gtin(given: dict[str, Any], item_id: int) -> Any:
    """Link a GTIN to the item; its check digit is verified."""
    return {"code": _act(catalogue.add_barcode, item_id=item_id, **given)}


@api_bp.route(f"/items/<{ID}:item_id>/substitutes", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 422, 503))
@api_bp.arguments(schemas.SubstituteSchema)
@api_bp.response(201, schemas.DoneSchema)
def add_substitute(given: dict[str, Any], item_id: int) -> Any:
    """Another item that can stand in for this one."""
    _act(catalogue.add_substitute, item_id=item_id, **given)
    return {"changed": ["substitutes"]}


@api_bp.route(f"/items/<{ID}:item_id>/substitutes/<{ID}:substitute_id>", methods=["DELETE"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(503,))
@api_bp.response(200, schemas.DoneSchema)
def remove_substitute(item_id: int, substitute_id: int) -> Any:
    """The one can no longer stand in for the other."""
    _act(catalogue.remove_substitute, item_id=item_id, substitute_id=substitute_id)
    return {"changed": ["substitutes"]}


@api_bp.route("/areas")
@endpoint(api_bp, P.VIEW_STOCK, problems=(404, 422))
@api_bp.arguments(schemas.AreaQuerySchema, location="query")
@api_bp.response(200, schemas.AreaSchema(many=True))
def areas(query: dict[str, Any]) -> Any:
    """The areas directly below one, or the topmost of your right."""
    return queries_catalogue.area_page(actor=current_actor(), code=query["under"])[1]


@api_bp.route("/areas/import", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(409, 422, 503))
@api_bp.arguments(schemas.AreaFileSchema)
@api_bp.response(200, schemas.AreaImportSchema)
def import_areas(given: dict[str, Any]) -> Any:
    """Add or rename areas from a code list; every row that was not taken says why."""
    return _act(area_import.import_areas, data=given["csv"].encode(), filename="areas.csv")


@api_bp.route("/sites")
@endpoint(api_bp, P.VIEW_STOCK, problems=(422,))
@api_bp.arguments(schemas.SearchSchema, location="query")
@api_bp.response(200, schemas.SiteSchema(many=True))
def sites(query: dict[str, Any]) -> Any:
    """The sites of your right."""
    return queries_catalogue.sites(actor=current_actor(), permission=P.VIEW_STOCK, **query)


@api_bp.route("/sites", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.NewSiteSchema)
@api_bp.response(201, schemas.MadeSchema)
def add_site(given: dict[str, Any]) -> Any:
    """A place of ours, with a dock and a main store."""
    given["kind"] = SiteKind(given["kind"])
    return {"id": _act(places.add_site, **given)}


@api_bp.route(f"/sites/<{ID}:site_id>", methods=["PATCH"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.EditSiteSchema(partial=True))
@api_bp.response(200, schemas.DoneSchema)
def edit_site(given: dict[str, Any], site_id: int) -> Any:
    """Change what is given; the audit keeps old and new."""
    return {"changed": list(_act(places.edit_site, site_id=site_id, **given))}


@api_bp.route(f"/sites/<{ID}:site_id>/locations")
@endpoint(api_bp, P.VIEW_STOCK, problems=(404,))
@api_bp.response(200, schemas.LocationSchema(many=True))
def locations(site_id: int) -> Any:
    """The bins and zones of a site."""
    lookups.site(actor=current_actor(), permission=P.VIEW_STOCK, site_id=site_id)
    return queries_catalogue.site_locations(site_id)


@api_bp.route(f"/sites/<{ID}:site_id>/locations", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.NewLocationSchema)
@api_bp.response(201, schemas.MadeSchema)
def add_location(given: dict[str, Any], site_id: int) -> Any:
    """A bin or zone of a site, with a label of its own."""
    given["kind"] = LocationKind(given["kind"])
    return {"id": _act(places.add_site_location, site_id=site_id, **given)}


@api_bp.route(f"/locations/<{ID}:location_id>", methods=["PUT"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 503))
@api_bp.arguments(schemas.LocationSchemaIn)
@api_bp.response(200, schemas.DoneSchema)
def edit_location(given: dict[str, Any], location_id: int) -> Any:
    """Rename a location or close it; one in which goods lie is not closed."""
    _act(places.edit_location, location_id=location_id, **given)
    return {"changed": list(given)}


@api_bp.route("/receivers")
@endpoint(api_bp, P.VIEW_STOCK, problems=(422,))
@api_bp.arguments(schemas.ReceiverQuerySchema, location="query")
@api_bp.response(200, schemas.ReceiverSchema(many=True))
def receivers(query: dict[str, Any]) -> Any:
    """Sites and outside organisations that goods are delivered to."""
    return queries_catalogue.receivers(actor=current_actor(), permission=P.VIEW_STOCK, **query)


@api_bp.route("/receivers", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.NewReceiverSchema)
@api_bp.response(201, schemas.MadeSchema)
def add_receiver(given: dict[str, Any]) -> Any:
    """An outside organisation."""
    actor = current_actor()
    area = lookups.area_by_code(actor=actor, permission=P.EDIT_CATALOGUE, code=given.pop("area_code"))
    return {"id": _act(places.add_organisation, area_id=area.id, **given)}


@api_bp.route(f"/receivers/<{ID}:receiver_id>/aliases", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.NameSchema)
@api_bp.response(201, schemas.DoneSchema)
def add_receiver_alias(given: dict[str, Any], receiver_id: int) -> Any:
    """Another name of a receiver, decided by you."""
    _act(places.decide_receiver_alias, receiver_id=receiver_id, **given)
    return {"changed": ["aliases"]}


@api_bp.route(f"/receivers/<{ID}:receiver_id>/same-as", methods=["POST"])
@endpoint(api_bp, P.EDIT_CATALOGUE, problems=(404, 422, 503))
@api_bp.arguments(schemas.SameAsSchema)
@api_bp.response(200, schemas.DoneSchema)
def same_receiver(given: dict[str, Any], receiver_id: int) -> Any:
    """Two outside organisations are one, decided by you."""
    _act(places.same_receiver, receiver_id=receiver_id, **given)
    return {"changed": ["aliases", "active"]}


@api_bp.route("/labels/<string:code>/replacement", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404, 409, 422, 503))
@api_bp.arguments(ReplaceSchema)
@api_bp.response(201, schemas.CodeSchema)
def replace_label(given: dict[str, Any], code: str) -> Any:
    """Another code for a lost label: a new one, or a blank label of a roll. The old one still opens it."""
    return {"code": _act(services_labels.replace_label, code=code, **given)}


@api_bp.route("/labels/<string:code>/revocation", methods=["POST"])
@endpoint(api_bp, P.CORRECT, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.ReasonSchema)
@api_bp.response(200, schemas.CodeSchema)
def revoke_label(given: dict[str, Any], code: str) -> Any:
    """A code that must not open anything any more."""
    _act(services_labels.revoke_label, code=code, **given)
    return {"code": normalise(code)}


@api_bp.route("/labels", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(400, 404, 422, 503))
@api_bp.arguments(schemas.LabelOrderSchema)
@api_bp.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def labels(given: dict[str, Any]) -> Any:
    """Labels as a PDF: of codes, of batches, or of all that lies at a site."""
    actor = current_actor()
    site = lookups.site_by_code(actor=actor, permission=P.HANDLE_STOCK, code=given["site"]) if given["site"] else None
    codes, ids = [normalise(code) for code in given["codes"]], given["batch_ids"]
    rows = label_rows(actor=actor, batch_ids=ids, codes=codes, site_id=site.id if site else None)
    refuse_missing(rows, codes=codes, batch_ids=ids)
    pdf = print_rows(rows, actor=actor, sheet=given["sheet"], copies=given["copies"], start_at=given["start_at"])
    return Response(pdf, mimetype="application/pdf")
