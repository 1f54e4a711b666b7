"""Pages of places: the area tree, sites with their locations, outside organisations."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import Permission, current_actor, requires
from core.clock import utc_now
from core.errors import DomainError, InvalidInput
from core.i18n import pick_name
from core.transaction import snapshot, transaction
from inventory import area_import, lookups, places, queries_catalogue
from inventory.schemas_setup import (
    EditLocationSchema,
    EditReceiverSchema,
    EditSiteSchema,
    NameSchema,
    NewLocationSchema,
    NewReceiverSchema,
    NewSiteSchema,
    SameAsSchema,
)
from inventory.values import LocationKind, ReceiverKind, SiteKind
from inventory.web import ID, Errors, bp, errors_of, submitted
from inventory.words import location_word, site_word

Given = Mapping[str, Any]
P = Permission


@bp.get("/areas")
@requires(P.VIEW_STOCK)
def areas() -> ResponseReturnValue:
    """The administrative tree, one level at a time."""
    with snapshot():
        own, below = queries_catalogue.area_page(actor=current_actor(), code=request.args.get("under", ""))
        line = queries_catalogue.area_line(own.path) if own else []
    return render_template("inventory/areas.html", own=own, below=below, line=line)


@bp.get("/areas/import")
@requires(P.EDIT_CATALOGUE)
def areas_import() -> ResponseReturnValue:
    return render_template("inventory/areas_import.html", errors={}, done=None)


@bp.post("/areas/import")
@requires(P.EDIT_CATALOGUE)
def areas_import_submit() -> ResponseReturnValue:
    """Take every good row and tell what became of each."""
    upload = request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise InvalidInput({"file": [_("Choose a file.")]})
        with transaction():
            done = area_import.import_areas(
                actor=current_actor(), now=utc_now(), data=upload.read(), filename=upload.filename
            )
    except DomainError as error:
        return render_template("inventory/areas_import.html", errors=errors_of(error), done=None), 422
    return render_template("inventory/areas_import.html", errors={}, done=done)


def _site_kinds() -> list[tuple[str, str]]:
    return [(kind.value, site_word(kind)) for kind in SiteKind]


def _area_choices() -> list[tuple[str, str]]:
    found = lookups.areas(actor=current_actor(), permission=P.EDIT_CATALOGUE)
    return [(area.code, f"{pick_name(area.name_en, area.name_zh)} · {area.code}") for area in found]


@bp.get("/sites")
@requires(P.VIEW_STOCK)
def sites() -> ResponseReturnValue:
    """Every place of ours with how much lies there."""
    found = queries_catalogue.sites(actor=current_actor(), permission=P.VIEW_STOCK, q=request.args.get("q", "")[:100])
    return render_template("inventory/sites.html", sites=found)


@bp.get("/sites/new")
@requires(P.EDIT_CATALOGUE)
def site_new() -> ResponseReturnValue:
    return _new_site_page({"kind": SiteKind.WAREHOUSE.value}, {})


def _new_site_page(given: Given, errors: Errors) -> str:
    return render_template(
        "inventory/site_edit.html", site=None, given=given, errors=errors, kinds=_site_kinds(), areas=_area_choices()
    )


@bp.post("/sites/new")
@requires(P.EDIT_CATALOGUE)
def site_new_submit() -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        kind = SiteKind(given.pop("kind"))
        made = places.add_site(actor=current_actor(), now=utc_now(), kind=kind, **given)
        flash(_("The site has a dock and a main store. Add further locations where you need them."), "ok")
        return redirect(url_for("inventory.site", site_id=made))

    return submitted(NewSiteSchema(), act, _new_site_page)


@bp.get(f"/sites/<{ID}:site_id>")
@requires(P.VIEW_STOCK)
def site(site_id: int) -> ResponseReturnValue:
    """A site: what it is, and its locations with their labels."""
    return _site_page(site_id, {}, {})


def _site_page(site_id: int, given: Given, errors: Errors) -> str:
    actor = current_actor()
    row = lookups.site(actor=actor, permission=P.VIEW_STOCK, site_id=site_id)
    kinds = [
        (kind.value, location_word(kind)) for kind in (LocationKind.STORAGE, LocationKind.DOCK, LocationKind.QUARANTINE)
    ]
    return render_template(
        "inventory/site.html",
        site=row,
        locations=queries_catalogue.site_locations(site_id),
        given=given,
        errors=errors,
        kinds=kinds,
        may_edit=actor.may_at(P.EDIT_CATALOGUE, path=row.area_path, site_id=site_id),
        may_print=actor.may_at(P.HANDLE_STOCK, path=row.area_path, site_id=site_id),
    )


@bp.get(f"/sites/<{ID}:site_id>/edit")
@requires(P.EDIT_CATALOGUE)
def site_edit(site_id: int) -> ResponseReturnValue:
    row = lookups.site(actor=current_actor(), permission=P.EDIT_CATALOGUE, site_id=site_id)
    return _edit_site_page(site_id, dict(row._mapping), {})


def _edit_site_page(site_id: int, given: Given, errors: Errors) -> str:
    row = lookups.site(actor=current_actor(), permission=P.EDIT_CATALOGUE, site_id=site_id)
    return render_template(
        "inventory/site_edit.html", site=row, given=given, errors=errors, kinds=_site_kinds(), areas=[]
    )


@bp.post(f"/sites/<{ID}:site_id>/edit")
@requires(P.EDIT_CATALOGUE)
def site_edit_submit(site_id: int) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        changes = places.edit_site(actor=current_actor(), now=utc_now(), site_id=site_id, **given)
        flash(_("Saved.") if changes else _("Nothing was different."), "ok")
        return redirect(url_for("inventory.site", site_id=site_id))

    return submitted(EditSiteSchema(), act, lambda given, errors: _edit_site_page(site_id, given, errors))


@bp.post(f"/sites/<{ID}:site_id>/locations")
@requires(P.EDIT_CATALOGUE)
def location_add(site_id: int) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        kind = LocationKind(given.pop("kind"))
        places.add_site_location(actor=current_actor(), now=utc_now(), site_id=site_id, kind=kind, **given)
        flash(_("The location is added and has a label code."), "ok")
        return redirect(url_for("inventory.site", site_id=site_id))

    return submitted(NewLocationSchema(), act, lambda given, errors: _site_page(site_id, given, errors))


@bp.post(f"/sites/<{ID}:site_id>/locations/<{ID}:location_id>")
@requires(P.EDIT_CATALOGUE)
def location_edit(site_id: int, location_id: int) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        places.edit_location(actor=current_actor(), now=utc_now(), location_id=location_id, **given)
        flash(_("Saved."), "ok")
        return redirect(url_for("inventory.site", site_id=site_id))

    return submitted(EditLocationSchema(), act, lambda given, errors: _site_page(site_id, given, errors))


@bp.get("/receivers")
@requires(P.VIEW_STOCK)
def receivers() -> ResponseReturnValue:
    """Outside organisations that goods are delivered to."""
    found = queries_catalogue.receivers(
        actor=current_actor(),
        permission=P.VIEW_STOCK,
        q=request.args.get("q", "")[:100],
        kind=ReceiverKind.ORGANISATION.value,
    )
    return render_template("inventory/receivers.html", receivers=found)


@bp.get("/receivers/new")
@requires(P.EDIT_CATALOGUE)
def receiver_new() -> ResponseReturnValue:
    return _new_receiver_page({}, {})


def _new_receiver_page(given: Given, errors: Errors) -> str:
    return render_template(
        "inventory/receiver_edit.html",
        receiver=None,
        given=given,
        errors=errors,
        areas=_area_choices(),
        aliases=[],
        others=[],
    )


@bp.post("/receivers/new")
@requires(P.EDIT_CATALOGUE)
def receiver_new_submit() -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        actor = current_actor()
        area = lookups.area_by_code(actor=actor, permission=P.EDIT_CATALOGUE, code=given.pop("area_code"))
        if not (given["name_en"] or given["name_zh"]):
            raise InvalidInput({"name_zh": [_("Give a name in one language at least.")]})
        made = places.add_organisation(actor=actor, now=utc_now(), area_id=area.id, **given)
        flash(_("The receiver is added."), "ok")
        return redirect(url_for("inventory.receiver", receiver_id=made))

    return submitted(NewReceiverSchema(), act, _new_receiver_page)


@bp.get(f"/receivers/<{ID}:receiver_id>")
@requires(P.EDIT_CATALOGUE)
def receiver(receiver_id: int) -> ResponseReturnValue:
    """An outside organisation with its contact and every name under which it is met."""
    return _receiver_page(receiver_id, {}, {})


def _receiver_page(receiver_id: int, typed: Given, errors: Errors) -> str:
    actor = current_actor()
    row = queries_catalogue.organisation(actor=actor, permission=P.EDIT_CATALOGUE, receiver_id=receiver_id)
    others = queries_catalogue.receivers(actor=actor, permission=P.EDIT_CATALOGUE, kind=ReceiverKind.ORGANISATION.value)
    return render_template(
        "inventory/receiver_edit.html",
        receiver=row,
        given={**row._mapping, **typed},
        errors=errors,
        areas=[],
        aliases=queries_catalogue.receiver_aliases(receiver_id),
        others=[
            (other.id, pick_name(other.name_en, other.name_zh))
            for other in others
            if other.id != receiver_id and other.active
        ],
    )


@bp.post(f"/receivers/<{ID}:receiver_id>")
@requires(P.EDIT_CATALOGUE)
def receiver_submit(receiver_id: int) -> ResponseReturnValue:
    return _receiver_act(receiver_id, EditReceiverSchema(), places.edit_receiver, _("Saved."))


@bp.post(f"/receivers/<{ID}:receiver_id>/names")
@requires(P.EDIT_CATALOGUE)
def receiver_alias(receiver_id: int) -> ResponseReturnValue:
    return _receiver_act(
        receiver_id, NameSchema(), places.decide_receiver_alias, _("The name is recorded under your name.")
    )


@bp.post(f"/receivers/<{ID}:receiver_id>/same-as")
@requires(P.EDIT_CATALOGUE)
def receiver_same_as(receiver_id: int) -> ResponseReturnValue:
    return _receiver_act(
        receiver_id,
        SameAsSchema(),
        places.same_receiver,
        _("From now on every name of this receiver means the other one."),
    )


def _receiver_act(receiver_id: int, schema: Any, service: Any, said: str) -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        service(actor=current_actor(), now=utc_now(), receiver_id=receiver_id, **given)
        flash(said, "ok")
        return redirect(url_for("inventory.receiver", receiver_id=receiver_id))

    return submitted(schema, act, lambda given, errors: _receiver_page(receiver_id, given, errors))
