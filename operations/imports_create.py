"""Making what a file proposes, once somebody asked: items, donors, receivers, and the names that a person matched."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.codes import new_code
from core.database import db
from core.errors import Forbidden
from donations import services_donors
from donations.values import DonorKind, NewDonor
from inventory import catalogue, places
from inventory.models import Area
from inventory.values import AreaLevel, Category
from operations.imports_judging import Judgement
from operations.imports_names import is_chinese_text
from operations.imports_proposals import NewItemProposal, NewReceiverProposal
from operations.models import ImportKind

Donors = dict[str, int]
"""Ids of donors by comparison key."""


def create_missing(judgement: Judgement, *, actor: Actor, now: datetime) -> Donors:
    """Make everything that the good rows' judgement proposed; returns the donors made. Goods that were only issued
    are not made: without a receipt there is nothing of them.

    Raises Forbidden: items and receivers are the catalogue's, and need the right to edit it.
    """
    proposals, bench = judgement.bench.proposals, judgement.bench
    items = {} if bench.kind is ImportKind.OUTGOING else proposals.items
    if (items or proposals.receivers) and not actor.may(Permission.EDIT_CATALOGUE):
        raise Forbidden(permission=Permission.EDIT_CATALOGUE.value)
    for item in items.values():
        create_item(item, actor=actor, now=now)
    area_id = _home_area(judgement)
    for receiver in proposals.receivers.values():
        _create_receiver(receiver, area_id, actor, now)
    return {
        key: _create_donor(one.name, one.kind, actor, now)
        for key, one in proposals.donors.items()
        if one.kind != DonorKind.ANONYMOUS.value
    }


def create_item(item: NewItemProposal, *, actor: Actor, now: datetime) -> int:
    """The proposed item, under a code of its own."""
    chinese = is_chinese_text(item.name)
    return catalogue.add_item(
        actor=actor,
        now=now,
        code=f"IMP-{new_code()[:8]}",
        category=Category(item.category),
        base_unit=item.base_unit,
        name_zh=item.name if chinese else "",
        name_en=item.name_en or ("" if chinese else item.name),
        is_medicine=item.is_medicine,
    )


def _create_receiver(receiver: NewReceiverProposal, home: int | None, actor: Actor, now: datetime) -> None:
    area_id = receiver.area_id or home
    if area_id is None:
        return
    chinese = is_chinese_text(receiver.name)
    places.add_organisation(
        actor=actor,
        now=now,
        area_id=area_id,
        name_zh=receiver.name if chinese else "",
        name_en="" if chinese else receiver.name,
    )


def _create_donor(name: str, kind: str, actor: Actor, now: datetime) -> int:
    """A donor who has not yet said whether it may be named: until it does, it is not."""
    return services_donors.add_donor(actor=actor, now=now, new=NewDonor(kind=DonorKind(kind), name=name))


def _home_area(judgement: Judgement) -> int | None:
    """Where a new receiver is when its rows do not say: the county of the store, else the store's own area."""
    site: Any = judgement.bench.site
    if site is None:
        default = judgement.bench.areas.default
        return default.id if default is not None else None
    codes = [code for code in site.area_path.split("/") if code]
    county = db.session.execute(
        select(Area.id).where(Area.code.in_(codes), Area.level == AreaLevel.COUNTY.value)
    ).scalar()
    return int(county or site.area_id)


def note_matches(judgement: Judgement, *, actor: Actor, now: datetime) -> None:
    """Names that a person matched to an item become names of that item, when that person may edit the catalogue;
    otherwise they hold for this file alone."""
    if not actor.may(Permission.EDIT_CATALOGUE):
        return
    known = judgement.bench.names
    for row in judgement.rows:
        chosen = judgement.bench.options.items.get(comparison_key(row.reading.item))
        if chosen and chosen.item_id and comparison_key(row.reading.item) not in known.items:
            catalogue.add_item_alias(actor=actor, now=now, item_id=chosen.item_id, name=row.reading.item)
            audit.record(
                actor_id=actor.id, action="item.alias", now=now, subject_id=chosen.item_id, name=row.reading.item
            )
