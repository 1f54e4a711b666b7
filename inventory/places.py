"""Services that set up places: areas, sites with their locations, outside organisations."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db, insert_unless_taken
from core.errors import Invalid
from core.i18n import pick_name, retold
from core.ids import new_id
from core.transaction import tell_taken
from inventory import lookups
from inventory.births import add_label_code
from inventory.errors import UnknownPlace
from inventory.ledger_models import StockBalance
from inventory.models import Area, Location, Receiver, ReceiverAlias, Site
from inventory.setup_errors import CodeTaken, NameTaken, StillInUse, WrongLevel, need_name
from inventory.values import AreaLevel, LabelKind, LocationKind, ReceiverKind, SiteKind
from inventory.words import level_word

for _constraint in ("uq_area_code", "uq_site_code", "uq_location_site_id_code"):
    tell_taken(_constraint, lambda key: CodeTaken(code=key["code"], field="code"))


def add_area(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    level: AreaLevel,
    name_en: str = "",
    name_zh: str = "",
    parent_code: str | None = None,
    valid_year: int | None = None,
) -> int:
    """A node of the tree under its parent; returns its id. The code is text.
    Raises UnknownPlace, NameNeeded, CodeTaken, Forbidden, WrongLevel."""
    parent = _area_by_code(parent_code) if parent_code else None
    path = f"{parent.path if parent else ''}{code}/"
    need_name(name_en, name_zh)
    actor.demand(Permission.EDIT_CATALOGUE, path=path)
    if db.session.execute(select(Area.id).where(Area.code == code)).first():
        raise CodeTaken(code=code, field="code")
    if parent is not None and not AreaLevel(parent.level).may_hold(level):
        name = pick_name(parent.name_en, parent.name_zh)
        raise WrongLevel(
            level=retold(level_word, level),
            parent=name,
            parent_level=retold(level_word, AreaLevel(parent.level)),
            field="level",
        )
    area = Area(
        id=new_id(),
        code=code,
        level=level.value,
        name_en=name_en,
        name_zh=name_zh,
        path=path,
        parent_id=parent.id if parent else None,
        valid_year=valid_year,
    )
    db.session.add(area)
    db.session.flush()  # children and sites point to it
    return area.id


def _area_by_code(code: str) -> Area:
    area = db.session.execute(select(Area).where(Area.code == code)).scalar()
    if area is None:
        raise UnknownPlace(code=code)
    return area


def add_site(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    kind: SiteKind,
    area_code: str,
    name_en: str = "",
    name_zh: str = "",
    phone: str = "",
    address: str = "",
) -> int:
    """A place of ours with a dock and a storage location, and its row as a receiver; returns the site's id.
    Raises UnknownPlace, NameNeeded, CodeTaken, Forbidden."""
    area = _area_by_code(area_code)
    actor.demand(Permission.EDIT_CATALOGUE, path=area.path)
    if db.session.execute(select(Site.id).where(Site.code == code)).first():
        raise CodeTaken(code=code, field="code")
    need_name(name_en, name_zh)
    site = Site(
        id=new_id(),
        code=code,
        kind=kind.value,
        area_id=area.id,
        name_en=name_en,
        name_zh=name_zh,
        phone=phone,
        address=address,
    )
    db.session.add(site)
    db.session.flush()  # locations and the receiver point to it
    add_location(
        actor=actor, now=now, site_id=site.id, kind=LocationKind.DOCK, code="DOCK", name_en="Dock", name_zh="收货区"
    )
    storage = add_location(
        actor=actor,
        now=now,
        site_id=site.id,
        kind=LocationKind.STORAGE,
        code="MAIN",
        name_en="Main store",
        name_zh="主库位",
    )
    db.session.add(
        Receiver(
            id=new_id(),
            kind=ReceiverKind.SITE.value,
            site_id=site.id,
            location_id=storage,
            area_id=area.id,
            name_en=name_en,
            name_zh=name_zh,
        )
    )
    audit.record(actor_id=actor.id, action="site.added", now=now, subject_id=site.id, code=code)
    return site.id


def add_location(
    *, actor: Actor, now: datetime, site_id: int, kind: LocationKind, code: str, name_en: str = "", name_zh: str = ""
) -> int:
    """A bin or zone of a site where the actor may set places up, with a label code of its own; returns its id.
    Raises UnknownPlace, CodeTaken."""
    lookups.site(actor=actor, permission=Permission.EDIT_CATALOGUE, site_id=site_id)
    if db.session.execute(select(Location.id).where(Location.site_id == site_id, Location.code == code)).first():
        raise CodeTaken(code=code, field="code")
    location = Location(id=new_id(), kind=kind.value, site_id=site_id, code=code, name_en=name_en, name_zh=name_zh)
    db.session.add(location)
    db.session.flush()  # its label points to it
    add_label_code(actor=actor, now=now, kind=LabelKind.LOCATION, location_id=location.id)
    return location.id


def add_transit_location(*, dispatch_number: str) -> int:
    """The way of one dispatch, so that two dispatches never wait for each other's balance; returns its id."""
    location = Location(id=new_id(), kind=LocationKind.TRANSIT.value, site_id=None, code=dispatch_number)
    db.session.add(location)
    db.session.flush()  # the dispatch points to it
    return location.id


def add_organisation(
    *, actor: Actor, now: datetime, area_id: int, name_en: str = "", name_zh: str = "", contact: str = ""
) -> int:
    """An outside organisation that receives goods, with its one shelf; returns the receiver's id. Raises Forbidden,
    UnknownPlace, NameTaken."""
    area = db.session.get(Area, area_id)
    if area is None:
        raise UnknownPlace(code=str(area_id))
    actor.demand(Permission.EDIT_CATALOGUE, path=area.path)
    need_name(name_en, name_zh)
    names = [name for name in (name_zh, name_en) if name]
    keys = {comparison_key(name): name for name in names}
    if db.session.execute(select(ReceiverAlias.id).where(ReceiverAlias.name_key.in_(keys))).first():
        raise NameTaken(name=names[0], field="name_zh")
    location = Location(id=new_id(), kind=LocationKind.RECEIVER.value, site_id=None, code=names[0][:64])
    db.session.add(location)
    db.session.flush()  # the receiver points to it
    receiver = Receiver(
        id=new_id(),
        kind=ReceiverKind.ORGANISATION.value,
        location_id=location.id,
        area_id=area_id,
        name_en=name_en,
        name_zh=name_zh,
        contact=contact,
    )
    db.session.add(receiver)
    db.session.flush()  # its names point to it
    for name in keys.values():
        _alias_receiver(actor, now, receiver.id, name, field="name_zh")
    audit.record(actor_id=actor.id, action="receiver.added", now=now, subject_id=receiver.id, name=names[0])
    return receiver.id


def edit_site(*, actor: Actor, now: datetime, site_id: int, **values: Any) -> dict[str, list[Any]]:
    """Change a site's names, kind, phone, address or whether it is active; returns what changed, which the audit
    keeps. Raises UnknownPlace, NameNeeded, StillInUse (goods lie there, so it cannot be closed)."""
    row = lookups.site(actor=actor, permission=Permission.EDIT_CATALOGUE, site_id=site_id)
    changes = {name: [row._mapping[name], value] for name, value in values.items() if row._mapping[name] != value}
    need_name(values.get("name_en", row.name_en), values.get("name_zh", row.name_zh))
    if changes.get("active", [None, True])[1] is False:
        _demand_empty(Location.site_id == site_id, pick_name(row.name_en, row.name_zh))
    if changes:
        new = {name: value for name, (_old, value) in changes.items()}
        db.session.execute(update(Site.__table__).where(Site.id == site_id).values(new))
        shared = {name: value for name, value in new.items() if name in ("name_en", "name_zh", "active")}
        if shared:
            db.session.execute(update(Receiver.__table__).where(Receiver.site_id == site_id).values(shared))
        audit.record(actor_id=actor.id, action="site.edited", now=now, subject_id=site_id, changes=changes)
    return changes


def edit_location(*, actor: Actor, now: datetime, location_id: int, name_en: str, name_zh: str, active: bool) -> None:
    """Rename a location or close it. Raises UnknownPlace, StillInUse."""
    row = db.session.get(Location, location_id)
    if row is None or row.site_id is None:
        raise UnknownPlace(location_id=str(location_id))
    lookups.site(actor=actor, permission=Permission.EDIT_CATALOGUE, site_id=row.site_id)
    if row.active and not active:
        _demand_empty(Location.id == location_id, row.code)
    values = {"name_en": name_en, "name_zh": name_zh, "active": active}
    db.session.execute(update(Location.__table__).where(Location.id == location_id).values(values))
    audit.record(actor_id=actor.id, action="location.edited", now=now, subject_id=location_id, **values)


def _demand_empty(where: Any, place: str) -> None:
    held = db.session.execute(
        select(func.count(StockBalance.batch_id.distinct()))
        .join(Location, Location.id == StockBalance.location_id)
        .where(where, StockBalance.quantity > 0)
    ).scalar_one()
    if held:
        raise StillInUse(place=place, batches=held, field="active")


def add_site_location(
    *, actor: Actor, now: datetime, site_id: int, kind: LocationKind, code: str, name_en: str = "", name_zh: str = ""
) -> int:
    """A further bin or zone of a site, as `add_location`, noted in the audit. Raises UnknownPlace, CodeTaken."""
    made = add_location(actor=actor, now=now, site_id=site_id, kind=kind, code=code, name_en=name_en, name_zh=name_zh)
    audit.record(actor_id=actor.id, action="location.added", now=now, subject_id=made, code=code)
    return made


def edit_receiver(*, actor: Actor, now: datetime, receiver_id: int, **values: Any) -> dict[str, list[Any]]:
    """Change an outside organisation's names, contact or whether it is active; a new name becomes an alias.
    Raises UnknownPlace, Forbidden, NameTaken."""
    row = _receiver(actor, receiver_id)
    changes = {
        name: [getattr(row, name), value]
        for name, value in values.items()
        if name in ("name_en", "name_zh", "contact", "active") and getattr(row, name) != value
    }
    for name in ("name_zh", "name_en"):
        if name in changes and values[name]:
            _alias_receiver(actor, now, receiver_id, values[name])
    if changes:
        db.session.execute(
            update(Receiver.__table__)
            .where(Receiver.id == receiver_id)
            .values({name: new for name, (_old, new) in changes.items()})
        )
        kept = {name: change for name, change in changes.items() if name != "contact"}  # private: only that it changed
        audit.record(
            actor_id=actor.id,
            action="receiver.edited",
            now=now,
            subject_id=receiver_id,
            changes=kept,
            contact_changed="contact" in changes,
        )
    return changes


def _receiver(actor: Actor, receiver_id: int) -> Receiver:
    row = db.session.get(Receiver, receiver_id)
    if row is None or row.kind != ReceiverKind.ORGANISATION.value:
        raise UnknownPlace(receiver_id=str(receiver_id))
    area = db.session.get_one(Area, row.area_id)
    actor.demand(Permission.EDIT_CATALOGUE, path=area.path)
    return row


def decide_receiver_alias(*, actor: Actor, now: datetime, receiver_id: int, name: str) -> None:
    """This named person says that `name` is this receiver. Raises UnknownPlace, Forbidden, NameTaken."""
    row = lookups.receiver(receiver_id)
    actor.demand(Permission.EDIT_CATALOGUE, path=row.area_path, site_id=row.site_id)
    _alias_receiver(actor, now, receiver_id, name)
    audit.record(actor_id=actor.id, action="receiver.alias", now=now, subject_id=receiver_id, name=name)


def _alias_receiver(actor: Actor, now: datetime, receiver_id: int, name: str, *, field: str = "name") -> None:
    key = comparison_key(name)
    row = {"receiver_id": receiver_id, "name": name, "name_key": key, "decided_by": actor.id, "decided_at": now}
    if insert_unless_taken(ReceiverAlias, row, unique=["name_key"]):
        return
    if (
        db.session.execute(select(ReceiverAlias.receiver_id).where(ReceiverAlias.name_key == key)).scalar()
        != receiver_id
    ):
        raise NameTaken(name=name, field=field)


def same_receiver(*, actor: Actor, now: datetime, receiver_id: int, same_as_id: int) -> None:
    """This named person says that two outside organisations are one: every name of the first now means the second,
    and the first is closed; what it received before stays its own. Raises UnknownPlace, Forbidden, Invalid."""
    if receiver_id == same_as_id:
        raise Invalid(field="same_as_id")
    _receiver(actor, receiver_id)
    _receiver(actor, same_as_id)
    db.session.execute(
        update(ReceiverAlias.__table__)
        .where(ReceiverAlias.receiver_id == receiver_id)
        .values(receiver_id=same_as_id, decided_by=actor.id, decided_at=now)
    )
    db.session.execute(update(Receiver.__table__).where(Receiver.id == receiver_id).values(active=False))
    audit.record(actor_id=actor.id, action="receiver.same-as", now=now, subject_id=receiver_id, same_as=str(same_as_id))
