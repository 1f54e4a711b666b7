"""What an act of the audit was done to: its details in words, the names of its places, and its page."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, select

from core.access import Actor, role_name
from core.database import db
from core.i18n import pick_name
from donations.receipt_doubts import sentence
from inventory.models import Area, Site
from reports import links

_LABELS = {
    "added": _l("Added"),
    "base_per_unit": _l("Holds"),
    "changed": _l("Changed"),
    "code": _l("Code"),
    "confirmation": _l("Confirmation"),
    "done": _l("Recorded"),
    "file": _l("File"),
    "filename": _l("File"),
    "gtin": _l("Barcode"),
    "left_out": _l("Left out"),
    "name": _l("Name"),
    "name_en": _l("Name in English"),
    "name_zh": _l("Name in Chinese"),
    "new": _l("Now"),
    "number": _l("Number"),
    "old": _l("Before"),
    "paper": _l("Paper number"),
    "reason": _l("Reason"),
    "refused": _l("Refused"),
    "row": _l("Row"),
    "rows": _l("Rows"),
    "same_as": _l("The same as"),
    "unit": _l("Unit"),
    "username": _l("Sign-in name"),
    "waiting": _l("Waiting"),
}
"""Details that are shown, and their words. What is not listed is an inner number, or is told by another page."""
_PAGES = {
    "account": ("accounts.person", "account_id"),
    "consignment": ("donations.consignment", "consignment_id"),
    "delivery": ("distribution.dispatch", "dispatch_id"),
    "dispatch": ("distribution.dispatch", "dispatch_id"),
    "donor": ("donations.donor", "donor_id"),
    "grant": ("accounts.person", "account_id"),
    "import": ("operations.import_view", "run_id"),
    "item": ("inventory.item", "item_id"),
    "label": ("inventory.batch", "batch_id"),
    "password": ("accounts.person", "account_id"),
    "receipt": ("donations.receipt", "receipt_id"),
    "receiver": ("inventory.receiver", "receiver_id"),
    "request": ("distribution.request", "request_id"),
    "site": ("inventory.site", "site_id"),
}
"""The first word of an act -> the page of what it was done to."""
Details = list[tuple[str, str]]


def subject_url(actor: Actor, action: str, subject_id: int | None) -> str:
    """The page of what the act was done to; "" where there is none or the reader has no right to open it."""
    endpoint, name = _PAGES.get(action.partition(".")[0], ("", ""))
    view = current_app.view_functions.get(endpoint)
    permission = getattr(view, "permission", None)
    if view is None or subject_id is None or permission is None or not actor.may(permission):
        return ""
    return links.to(endpoint, **{name: subject_id})


def details(rows: Iterable[Row[Any]]) -> dict[int, Details]:
    """The details of each entry as pairs of label and words; what is blank is left out."""
    told = {row.id: json.loads(row.detail) for row in rows}
    places = _places(told.values())
    return {entry_id: list(_pairs(detail, places)) for entry_id, detail in told.items()}


def _places(told: Iterable[Mapping[str, Any]]) -> dict[str | int, str]:
    """The names of the areas (by path) and sites (by id) over which roles were given."""
    paths = {detail["path"] for detail in told if detail.get("path")}
    sites = {detail["site_id"] for detail in told if detail.get("site_id")}
    names: dict[str | int, str] = {"": _("everything")}
    for model, key, wanted in ((Area, Area.path, paths), (Site, Site.id, sites)):
        if wanted:
            query = select(key, model.name_en, model.name_zh).where(key.in_(wanted))
            names |= {row[0]: pick_name(row.name_en, row.name_zh) for row in db.session.execute(query)}
    return names


def _pairs(detail: Mapping[str, Any], places: Mapping[str | int, str]) -> Iterator[tuple[str, str]]:
    if "role" in detail:
        where = detail.get("site_id") or detail.get("path")
        yield _("Role"), role_name(detail["role"])
        yield _("Where"), places.get(where, str(where)) if where is not None else "–"
    if "named" in detail:
        yield _("Named in public"), _("yes") if detail["named"] else _("no")
    if detail.get("contact_changed"):
        yield _("Changed"), _("how to reach them")
    for one in detail.get("acknowledged", ()):
        yield _("Answered with yes"), sentence(one)
    for name, value in detail.items():
        if name in _LABELS and value not in ("", None):
            yield str(_LABELS[name]), str(value)
    for name, (old, new) in detail.get("changes", {}).items():
        yield str(_LABELS.get(name, _FIELDS.get(name, name))), f"{_said(old)} → {_said(new)}"


_FIELDS = {
    "active": _l("In use"),
    "address": _l("Address"),
    "category": _l("Category"),
    "shelf_life_days": _l("Shelf life in days"),
    "description": _l("Description"),
    "is_medicine": _l("Medicine"),
    "kind": _l("Kind"),
    "phone": _l("Phone"),
    "storage_condition": _l("Storage"),
}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in ("", None) else str(value)
