"""Services that set up places: areas, sites with their locations, outside organisations."""

from datetime import datetime

from sqlalchemy import select

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from core.errors import Conflict
from core.ids import new_id
from inventory.births import add_label_code
from inventory.errors import UnknownPlace
from inventory.models import Area, Location, Receiver, ReceiverAlias, Site
from inventory.values import AreaLevel, LabelKind, LocationKind, ReceiverKind, SiteKind


def add_area(*, actor: Actor, now: datetime, code: str, level: AreaLevel, name_en: str = "", name_zh: str = "",
             parent_code: str | None = None, valid_year: int | None = None) -> int:
    """A node of the tree under its parent; returns its id. The code is text. Raises UnknownPlace, Conflict, Forbidden."""
    parent = _area_by_code(parent_code) if parent_code else None
    path = f"{parent.path if parent else ''}{code}/"
    actor.demand(Permission.EDIT_CATALOGUE, path=path)
    if db.session.execute(select(Area.id).where(Area.code == code)).first():
        raise Conflict(code=code, field="code")
    area = Area(id=new_id(), code=code, level=level.value, name_en=name_en, name_zh=name_zh, path=path,
                parent_id=parent.id if parent else None, valid_year=valid_year)
    db.session.add(area)
    db.session.flush()  # children and sites point to it
    return area.id


def _area_by_code(code: str) -> Area:
    area = db.session.execute(select(Area).where(Area.code == code)).scalar()
    if area is None:
        raise UnknownPlace(code=code)
    return area


def add_site(*, actor: Actor, now: datetime, code: str, kind: SiteKind, area_code: str, name_en: str = "",
             name_zh: str = "", phone: str = "", address: str = "") -> int:
    """A place of ours with a dock and a storage location, and its row as a receiver; returns the site's id.
    Raises UnknownPlace, Conflict, Forbidden."""
    area = _area_by_code(area_code)
    actor.demand(Permission.EDIT_CATALOGUE, path=area.path)
    if db.session.execute(select(Site.id).where(Site.code == code)).first():
        raise Conflict(code=code, field="code")
    site = Site(id=new_id(), code=code, kind=kind.value, area_id=area.id, name_en=name_en, name_zh=name_zh,
                phone=phone, address=address)
    db.session.add(site)
    db.session.flush()  # locations and the receiver point to it
    add_location(actor=actor, now=now, site_id=site.id, kind=LocationKind.DOCK, code="DOCK", name_en="Dock",
                 name_zh="收货区")
    storage = add_location(actor=actor, now=now, site_id=site.id, kind=LocationKind.STORAGE, code="MAIN",
                           name_en="Main store", name_zh="主库位")
    db.session.add(Receiver(id=new_id(), kind=ReceiverKind.SITE.value, site_id=site.id, location_id=storage,
                            area_id=area.id, name_en=name_en, name_zh=name_zh))
    audit.record(actor_id=actor.id, action="site.added", now=now, subject_id=site.id, code=code)
    return site.id


def add_location(*, actor: Actor, now: datetime, site_id: int, kind: LocationKind, code: str, name_en: str = "",
                 name_zh: str = "") -> int:
    """A bin or zone of a site with a label code of its own; returns its id. Raises Conflict."""
    if db.session.execute(select(Location.id).where(Location.site_id == site_id, Location.code == code)).first():
        raise Conflict(code=code, field="code")
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


def add_organisation(*, actor: Actor, now: datetime, area_id: int, name_en: str = "", name_zh: str = "",
                     contact: str = "") -> int:
    """An outside organisation that receives goods, with its one shelf; returns the receiver's id. Raises Forbidden,
    UnknownPlace, Conflict (the name is known already)."""
    area = db.session.get(Area, area_id)
    if area is None:
        raise UnknownPlace(code=str(area_id))
    names = [name for name in (name_zh, name_en) if name]
    keys = {comparison_key(name): name for name in names}
    if db.session.execute(select(ReceiverAlias.id).where(ReceiverAlias.name_key.in_(keys))).first():
        raise Conflict(name=names[0], field="name_zh")
    location = Location(id=new_id(), kind=LocationKind.RECEIVER.value, site_id=None, code=names[0][:64])
    db.session.add(location)
    db.session.flush()  # the receiver points to it
    receiver = Receiver(id=new_id(), kind=ReceiverKind.ORGANISATION.value, location_id=location.id, area_id=area_id,
                        name_en=name_en, name_zh=name_zh, contact=contact)
    db.session.add(receiver)
    db.session.flush()  # its names point to it
    for key, name in keys.items():
        db.session.add(ReceiverAlias(receiver_id=receiver.id, name=name, name_key=key, decided_by=actor.id,
                                     decided_at=now))
    audit.record(actor_id=actor.id, action="receiver.added", now=now, subject_id=receiver.id, name=names[0])
    return receiver.id
