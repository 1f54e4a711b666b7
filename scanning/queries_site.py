"""What a phone holds of a site to work without a network: goods, places and open documents; of people nothing.

The number of statements does not grow with the goods. Everything is bounded; `complete` says whether it is all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, or_, select

from core.access import Actor, Permission
from core.database import db
from inventory.gtin_links import may_link
from inventory.ledger_models import StockBalance
from inventory.models import Batch, Item, ItemBarcode, ItemUnit, LabelCode, Location, Receiver
from inventory.stocktake_blind import Places, masked, withheld
from inventory.values import ON_HAND_KINDS, LabelKind, LabelStatus
from scanning.modes import modes_at
from scanning.queries_site_documents import documents
from scanning.queries_site_stocktakes import stocktakes
from scanning.values import Mode

MOST_PLACES = 20_000
"""Rows of stock at one site; more is told as not complete."""


def site_data(*, actor: Actor, site: Any, today: date) -> dict[str, Any]:
    """Everything that the modes of this person at a site need; `site` is a row of `lookups.site_by_code`. Without a
    moment, so that the same state gives the same answer."""
    modes = modes_at(actor, site)
    open_documents = documents(actor=actor, site=site, modes=modes, today=today)
    balances = _balances(site.id)
    to_count, counted = stocktakes(actor=actor, site=site) if Mode.COUNT in modes else ([], set())
    on_paper = open_documents.batch_ids() | counted
    batches = _batches(site.id, on_paper)
    hidden = withheld(actor=actor, site_id=site.id)
    seen = masked(balances, hidden)
    return {
        "site": {
            "id": str(site.id),
            "code": site.code,
            "name_en": site.name_en,
            "name_zh": site.name_zh,
            "receiver_id": _receiver(site.id),
        },
        "modes": [mode.value for mode in modes],
        "may_override": actor.may_at(Permission.OVERRIDE, path=site.area_path, site_id=site.id),
        "may_link": may_link(actor),
        "may_label_shelves": not actor.is_pass,
        "complete": len(balances) < MOST_PLACES and open_documents.complete,
        "locations": _locations(site.id),
        "items": _items(),
        "batches": _batch_rows(batches, seen, _labels(site.id, on_paper)),
        "dispatches": _without_free(open_documents.dispatches, hidden) if Mode.LOAD in modes else [],
        "arrivals": open_documents.arrivals if Mode.DELIVER in modes else [],
        "consignments": open_documents.consignments if Mode.RECEIVE in modes else [],
        "stocktakes": to_count,
    }


def _without_free(dispatches: list[dict[str, Any]], hidden: Places) -> list[dict[str, Any]]:
    """What is free of another batch is a figure of the books too."""
    for other in (other for each in dispatches for line in each["lines"] for other in line["others"]):
        if (int(other["batch_id"]), int(other["location_id"])) in hidden and other["free"] > 0:
            other["free"] = None
    return dispatches


def _receiver(site_id: int) -> str | None:
    found = db.session.execute(select(Receiver.id).where(Receiver.site_id == site_id)).scalar()
    return str(found) if found else None


def _here(site_id: int) -> Select[Any]:
    """The places of stock at a site that are not empty."""
    return (
        select(StockBalance.batch_id)
        .join(Location, Location.id == StockBalance.location_id)
        .where(Location.site_id == site_id, Location.kind.in_(ON_HAND_KINDS), StockBalance.quantity > 0)
    )


def _balances(site_id: int) -> Sequence[Row[Any]]:
    return db.session.execute(
        _here(site_id)
        .add_columns(StockBalance.location_id, StockBalance.quantity, StockBalance.reserved)
        .order_by(StockBalance.batch_id, StockBalance.location_id)
        .limit(MOST_PLACES)
    ).all()


def _locations(site_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(
            Location.id,
            Location.code,
            Location.name_en,
            Location.name_zh,
            Location.kind,
            LabelCode.code.label("label"),
            LabelCode.status,
        )
        .outerjoin(LabelCode, LabelCode.location_id == Location.id)
        .where(Location.site_id == site_id, Location.active)
        .order_by(Location.code, Location.id, LabelCode.made_at, LabelCode.code)
    ).all()
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        place = found.setdefault(
            row.id,
            {
                "id": str(row.id),
                "code": row.code,
                "name_en": row.name_en,
                "name_zh": row.name_zh,
                "kind": row.kind,
                "codes": [],
            },
        )
        if row.label and row.status != LabelStatus.REVOKED.value:
            place["codes"].append(row.label)
    return list(found.values())


def _items() -> list[dict[str, Any]]:
    """The catalogue: what is received may be of any item."""
    units, gtins, packs = defaultdict(list), defaultdict(list), defaultdict(dict)
    for row in db.session.execute(
        select(ItemUnit.item_id, ItemUnit.unit, ItemUnit.base_per_unit, ItemUnit.same_as).order_by(ItemUnit.id)
    ):
        units[row.item_id].append({"unit": row.unit, "base_per_unit": row.base_per_unit, "same_as": row.same_as})
    barcodes = select(ItemBarcode.item_id, ItemBarcode.gtin, ItemBarcode.unit).order_by(ItemBarcode.id)
    for row in db.session.execute(barcodes):
        gtins[row.item_id].append(row.gtin)
        if row.unit:
            packs[row.item_id][row.gtin] = row.unit
    rows = db.session.execute(
        select(Item.id, Item.code, Item.name_en, Item.name_zh, Item.base_unit, Item.is_medicine)
        .where(Item.active)
        .order_by(Item.code)
    ).all()
    return [
        {
            **row._mapping,
            "id": str(row.id),
            "gtins": gtins.get(row.id, []),
            "gtin_units": packs.get(row.id, {}),
            "units": units.get(row.id, []),
        }
        for row in rows
    ]


def _batches(site_id: int, on_paper: Iterable[int]) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(
            Batch.id,
            Batch.code,
            Batch.item_id,
            Batch.unit,
            Batch.base_per_unit,
            Batch.specification,
            Batch.lot,
            Batch.produced_on,
            Batch.expires_on,
            Batch.state,
            Batch.restriction_id,
            Batch.source_label,
        )
        .where(or_(Batch.id.in_(_here(site_id).distinct()), Batch.id.in_(sorted(on_paper))))
        .order_by(Batch.sort_key)
        .limit(MOST_PLACES)
    ).all()


def _labels(site_id: int, on_paper: Iterable[int]) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(LabelCode.batch_id, LabelCode.code, LabelCode.status)
        .where(
            LabelCode.kind == LabelKind.BATCH.value,
            or_(LabelCode.batch_id.in_(_here(site_id).distinct()), LabelCode.batch_id.in_(sorted(on_paper))),
        )
        .order_by(LabelCode.made_at, LabelCode.code)
    ).all()


def _batch_rows(
    batches: Sequence[Row[Any]], balances: Sequence[Row[Any]], labels: Sequence[Row[Any]]
) -> list[dict[str, Any]]:
    places, codes, revoked = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in balances:
        places[row.batch_id].append(
            {"location_id": str(row.location_id), "quantity": row.quantity, "reserved": row.reserved}
        )
    for row in labels:
        (revoked if row.status == LabelStatus.REVOKED.value else codes)[row.batch_id].append(row.code)
    return [
        {
            "id": str(row.id),
            "code": row.code,
            "codes": [code for code in codes.get(row.id, []) if code != row.code],
            "revoked": revoked.get(row.id, []),
            "item_id": str(row.item_id),
            "unit": row.unit,
            "base_per_unit": row.base_per_unit,
            "specification": row.specification,
            "lot": row.lot,
            "produced_on": row.produced_on.isoformat() if row.produced_on else None,
            "expires_on": row.expires_on.isoformat() if row.expires_on else None,
            "state": row.state,
            "restricted": row.restriction_id is not None,
            "source_label": row.source_label,
            "places": places.get(row.id, []),
        }
        for row in batches
    ]
