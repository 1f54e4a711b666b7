"""Labels made into a PDF for a page, the API or a command: rendered without a transaction, then recorded as printed."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import current_app

from core.access import Actor, Permission
from core.clock import installation_day, utc_now
from core.i18n import pick_name
from core.qr import label_url
from core.transaction import transaction
from inventory import lookups
from inventory.label_blanks import render_blanks
from inventory.label_errors import NoBlankLeft, NoLocationLabel
from inventory.label_places import render_places
from inventory.label_values import SHEETS, BlankFields, LabelSheet, PlaceFields
from inventory.labels import render_labels
from inventory.queries_catalogue import site_locations
from inventory.queries_rolls import roll_labels
from inventory.services_labels import ensure_location_codes, label_fields, record_prints
from inventory.values import LabelKind, LabelStatus
from inventory.words import location_word


def _sheet(key: str) -> LabelSheet:
    return SHEETS.get(key) or next(iter(SHEETS.values()))


def _record(actor: Actor, codes: Sequence[str], copies: int) -> None:
    with transaction():
        record_prints(actor=actor, now=utc_now(), codes=codes, copies=copies)


def print_rows(rows: Sequence[Any], *, actor: Actor, sheet: str, copies: int, start_at: int = 1) -> bytes:
    """The PDF of batches (rows of `queries_labels.label_rows`), `copies` of each on the sheet of that key, the first
    sheet by default. Raises what `labels.render_labels` raises; nothing is recorded then."""
    url, today = current_app.config["PUBLIC_URL"], installation_day(utc_now())
    fields = ((label_fields(row, public_url=url, today=today), copies) for row in rows)
    pdf = render_labels(fields, _sheet(sheet), start_at)
    _record(actor, [row.label for row in rows], copies)
    return pdf


def print_roll(
    roll: Any, *, actor: Actor, sheet: str = "", first: int = 1, last: int | None = None, start_at: int = 1
) -> bytes:
    """The PDF of the labels of a roll (a row of `queries_rolls.roll`) that are still blank, from one running number to
    another; on the roll's own format unless another is given. Raises NoBlankLeft and what `label_drawing.render`
    raises; nothing is recorded then."""
    last = min(last or roll.labels, roll.labels)
    labels = roll_labels(roll.id, first, last)
    blank = [
        each for each in labels if each.kind == LabelKind.UNBOUND.value and each.status == LabelStatus.ACTIVE.value
    ]
    if not blank:
        revoked = sum(1 for each in labels if each.status == LabelStatus.REVOKED.value)
        bound = len(labels) - revoked
        raise NoBlankLeft(roll=roll.number, first=first, last=last, bound=bound, revoked=revoked, field="first")
    url, site = current_app.config["PUBLIC_URL"], pick_name(roll.site_en, roll.site_zh)
    fields = (
        (BlankFields(each.code, label_url(url, each.code), site, roll.number, each.roll_place, roll.labels), 1)
        for each in blank
    )
    pdf = render_blanks(fields, _sheet(sheet or roll.sheet), start_at)
    _record(actor, [each.code for each in blank], 1)
    return pdf


def print_locations(
    *,
    actor: Actor,
    site_id: int,
    location_ids: Iterable[int] = (),
    sheet: str = "",
    copies: int = 1,
    start_at: int = 1,
) -> bytes:
    """The PDF of the labels of a site's open locations, all or the chosen ones. Each has one code, made when it has
    none. Raises UnknownPlace, NoLocationLabel and what `label_drawing.render` raises."""
    site = lookups.site(actor=actor, permission=Permission.HANDLE_STOCK, site_id=site_id)
    with transaction():
        ensure_location_codes(actor=actor, now=utc_now(), site_id=site_id)
    wanted, name = set(location_ids), pick_name(site.name_en, site.name_zh)
    rows = [row for row in site_locations(site_id) if row.active and (not wanted or row.id in wanted)]
    if not rows:
        raise NoLocationLabel(site=name)
    pdf = render_places(((_place(row, name), copies) for row in rows), _sheet(sheet), start_at)
    _record(actor, [row.label for row in rows], copies)
    return pdf


def _place(row: Any, site: str) -> PlaceFields:
    url = label_url(current_app.config["PUBLIC_URL"], row.label)
    return PlaceFields(row.label, url, row.code, row.name_zh, row.name_en, location_word(row.kind), site)
