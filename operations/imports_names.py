"""The names of a file against what is known: items, donors, receivers, areas, read in a statement or two each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Row, func, select

from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from core.i18n import pick_name
from donations.models import Donor
from donations.values import DonorKind
from inventory.models import Area, Item, ItemAlias, ItemBarcode, ItemUnit, Receiver, ReceiverAlias
from operations.models import ImportKind
from operations.values_imports import RowReading, RunOptions

_CHUNK = 500
_CJK = re.compile(r"[\u4e00-\u9fff]")
_PLACE_ENDINGS = ("", "省", "市", "县", "区", "镇", "乡", "自治区", "街道")


def is_chinese_text(text: str) -> bool:
    return bool(_CJK.search(text))


@dataclass(frozen=True)
class KnownItem:
    """An item with the units declared for it: factor by unit, and words that a named person made equal."""

    id: int
    code: str
    name_en: str
    name_zh: str
    base_unit: str
    is_medicine: bool
    factors: Mapping[str, int] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return pick_name(self.name_en, self.name_zh)

    def name_like(self, text: str) -> str:
        """The item's name in the script of a text of the file, so that a kept sentence reads well to everybody."""
        return (self.name_zh or self.name_en) if is_chinese_text(text) else (self.name_en or self.name_zh)

    def canonical(self, unit: str) -> str:
        """One key for all words that mean the same unit of this item."""
        key = comparison_key(unit)
        seen: set[str] = set()
        while key in self.same and key not in seen:
            seen.add(key)
            key = comparison_key(self.same[key])
        return key

    def same_unit(self, one: str, other: str) -> bool:
        return self.canonical(one) == self.canonical(other)

    def declared_factor(self, unit: str) -> int | None:
        """Base units in one unit: 1 for the base unit, else what the catalogue declares, else None."""
        if self.same_unit(unit, self.base_unit):
            return 1
        return self.factors.get(comparison_key(unit)) or self.factors.get(self.canonical(unit))


@dataclass(frozen=True)
class KnownReceiver:
    """A receiver; `site_id` is None for an outside organisation."""

    id: int
    area_id: int
    path: str
    name: str
    site_id: int | None = None


@dataclass(frozen=True)
class Names:
    """What the names of a file mean here. Keys are comparison keys."""

    items: Mapping[str, KnownItem] = field(default_factory=dict)
    codes: Mapping[str, KnownItem] = field(default_factory=dict)
    barcodes: Mapping[str, KnownItem] = field(default_factory=dict)
    by_id: Mapping[int, KnownItem] = field(default_factory=dict)
    receivers: Mapping[str, KnownReceiver] = field(default_factory=dict)
    donors: Mapping[str, Row[Any]] = field(default_factory=dict)

    def item(self, row: RowReading, options: RunOptions) -> KnownItem | None:
        """The item that a line means: by its barcode, its code, its name as written or without the donor's wish, or
        by what a person said about the name."""
        for key in (comparison_key(row.item), comparison_key(row.item_text)):
            chosen = options.items.get(key)
            if chosen and chosen.item_id in self.by_id:
                return self.by_id[chosen.item_id]
        found = self.barcodes.get(row.barcode.zfill(14)) if row.barcode else None
        found = found or (self.codes.get(comparison_key(row.item_code)) if row.item_code else None)
        return found or self.items.get(comparison_key(row.item)) or self.items.get(comparison_key(row.item_text))

    def similar(self, name: str) -> list[str]:
        """Up to two names of the catalogue that look alike, in the script of the name: a hint, never a match."""
        key = comparison_key(name)
        close = get_close_matches(key, self.items, n=2, cutoff=0.66)
        inside = [one for one in self.items if len(one) > 1 and len(key) > 1 and (one in key or key in one)]
        found = [self.items[one].name_like(name) for one in [*close, *sorted(inside, key=len, reverse=True)]]
        return list(dict.fromkeys(found))[:2]


def load_names(kind: ImportKind, rows: Iterable[RowReading], *, actor: Actor) -> Names:
    """Look up every name of a file, in a handful of statements whatever its length."""
    lines = list(rows)
    items = _items()
    receivers = {row.receiver for row in lines} | {one.name for row in lines if row.wish for one in row.wish.targets}
    donors = {row.donor for row in lines} if kind is ImportKind.INCOMING else set()
    return Names(
        **_item_indexes(items),
        receivers=known_receivers(receivers),
        donors=_known_donors(donors, actor),
    )


def _items() -> dict[int, KnownItem]:
    units: dict[int, tuple[dict[str, int], dict[str, str]]] = {}
    words = select(ItemUnit.item_id, ItemUnit.unit, ItemUnit.base_per_unit, ItemUnit.same_as).order_by(ItemUnit.id)
    for row in db.session.execute(words):
        factors, same = units.setdefault(row.item_id, ({}, {}))
        if row.same_as:
            same[comparison_key(row.unit)] = row.same_as
        else:
            factors[comparison_key(row.unit)] = row.base_per_unit
    rows = db.session.execute(
        select(Item.id, Item.code, Item.name_en, Item.name_zh, Item.base_unit, Item.is_medicine)
        .where(Item.active)
        .order_by(Item.id)
    )
    return {row.id: KnownItem(*row, *units.get(row.id, ({}, {}))) for row in rows}


def _item_indexes(items: Mapping[int, KnownItem]) -> dict[str, Any]:
    aliases = db.session.execute(select(ItemAlias.name_key, ItemAlias.item_id).order_by(ItemAlias.id)).all()
    barcodes = db.session.execute(select(ItemBarcode.gtin, ItemBarcode.item_id)).all()
    return {
        "items": {key: items[item_id] for key, item_id in aliases if item_id in items},
        "codes": {comparison_key(item.code): item for item in items.values()},
        "barcodes": {gtin: items[item_id] for gtin, item_id in barcodes if item_id in items},
        "by_id": items,
    }


def known_receivers(names: Iterable[str]) -> dict[str, KnownReceiver]:
    """Receivers by comparison key of the given names: by a name noted for them, or their own."""
    wanted = sorted({name for name in names if name})
    keys = sorted({comparison_key(name) for name in wanted})
    found: dict[str, KnownReceiver] = {}
    columns = (Receiver.id, Receiver.area_id, Area.path, Receiver.name_en, Receiver.name_zh, Receiver.site_id)
    own = select(*columns).join(Area, Area.id == Receiver.area_id).where(Receiver.active).order_by(Receiver.id)
    for part in _chunks(wanted):
        for row in db.session.execute(own.where(Receiver.name_zh.in_(part) | Receiver.name_en.in_(part))):
            known = _known_receiver(row)
            found |= {comparison_key(name): known for name in (row.name_en, row.name_zh) if name}
    aliased = own.add_columns(ReceiverAlias.name_key).join(ReceiverAlias, ReceiverAlias.receiver_id == Receiver.id)
    for part in _chunks(keys):
        for row in db.session.execute(aliased.where(ReceiverAlias.name_key.in_(part))):
            found[row.name_key] = _known_receiver(row)
    return found


def _known_receiver(row: Row[Any]) -> KnownReceiver:
    return KnownReceiver(row.id, row.area_id, row.path, pick_name(row.name_en, row.name_zh), row.site_id)


def _known_donors(names: Iterable[str], actor: Actor) -> dict[str, Row[Any]]:
    """Organisations by name, where exactly one has it. People are never taken for one another by their name."""
    keys = sorted({comparison_key(name) for name in names if name})
    found: dict[str, list[Row[Any]]] = {}
    for part in _chunks(keys):
        for row in db.session.execute(
            select(Donor.id, Donor.name, Donor.name_key, Donor.kind, Donor.number).where(
                Donor.name_key.in_(part), Donor.kind == DonorKind.ORGANISATION.value
            )
        ):
            found.setdefault(row.name_key, []).append(row)
    return {key: rows[0] for key, rows in found.items() if len(rows) == 1}


def _chunks(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[at : at + _CHUNK] for at in range(0, len(values), _CHUNK)]


@dataclass(frozen=True)
class Areas:
    """The areas that a requests file names, and the one to take where it names none."""

    by_code: Mapping[str, Row[Any]] = field(default_factory=dict)
    by_name: Mapping[str, Sequence[Row[Any]]] = field(default_factory=dict)
    default: Row[Any] | None = None

    def of(self, row: RowReading) -> Row[Any] | None:
        """The area of a line: by its code, by the lowest of its names that fits under the ones above it, or the
        default; None when nothing says."""
        if row.area_code:
            return self.by_code.get(row.area_code)
        above: Row[Any] | None = None
        for place in row.places:
            fitting = [
                one
                for one in self.by_name.get(comparison_key(place), ())
                if above is None or one.path.startswith(above.path)
            ]
            if len(fitting) == 1:
                above = fitting[0]
        return above or self.default


def load_areas(rows: Iterable[RowReading], *, actor: Actor, area_id: int | None) -> Areas:
    """The areas named by the lines, within the actor's right to import."""
    lines = list(rows)
    names = {place for row in lines for place in row.places}
    spelled = {f"{name}{ending}": name for name in names for ending in _PLACE_ENDINGS}
    codes = {row.area_code for row in lines if row.area_code}
    by_name: dict[str, list[Row[Any]]] = {}
    mine = _areas().where(actor.scope(Permission.IMPORT).clause(Area.path))
    for part in _chunks(sorted(spelled)):
        for row in db.session.execute(mine.where(Area.name_zh.in_(part) | Area.name_en.in_(part))):
            written = spelled.get(row.name_zh) or spelled[row.name_en]
            by_name.setdefault(comparison_key(written), []).append(row)
    by_code = {
        row.code: row for part in _chunks(sorted(codes)) for row in db.session.execute(mine.where(Area.code.in_(part)))
    }
    return Areas(by_code, by_name, default_area(actor=actor, area_id=area_id))


def default_area(*, actor: Actor, area_id: int | None) -> Row[Any] | None:
    """The area that was chosen; otherwise the one on top of all that the actor may import for, if there is only one."""
    mine = _areas().where(actor.scope(Permission.IMPORT).clause(Area.path))
    if area_id is not None:
        return db.session.execute(mine.where(Area.id == area_id)).first()
    top = db.session.execute(mine.order_by(func.length(Area.path), Area.path).limit(1)).first()
    if top is None:
        return None
    beside = mine.where(~Area.path.startswith(top.path, autoescape=True)).limit(1)
    return None if db.session.execute(beside).first() else top


def _areas() -> Any:
    return select(Area.id, Area.code, Area.path, Area.name_en, Area.name_zh).where(Area.active)
