"""Small makers through the real services, so that a test starts from stock that the ledger put there."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts import services as accounts
from accounts.models import Account
from accounts.queries import actor_of
from core.access import Actor, Grant, Role, system_actor
from core.database import db
from core.transaction import transaction
from inventory import births, catalogue, ledger, places
from inventory.ledger_models import StockBalance
from inventory.models import Area, Batch, Location, Receiver
from inventory.values import (
    AreaLevel,
    BatchOrigin,
    BatchState,
    Category,
    Leg,
    MovementKind,
    NewBatch,
    PostingHead,
    PostingKind,
    SiteKind,
    SourceKind,
)

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PASSWORD = "correct horse battery"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Argon2 is slow by design, and a hash says itself how much work it takes: this one takes the least."""
_keys = count(1)


def key() -> str:
    """An idempotency key of its own."""
    return f"test-key-{next(_keys)}"


@dataclass
class World:
    """What `make_world` made: ids by short names, actors by role."""

    app: Flask
    areas: dict[str, int] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    now: datetime = NOW

    def again(self) -> "World":
        """The same world for another test, which may add to it."""
        copies = {name: dict(getattr(self, name)) for name in ("areas", "sites", "items", "actors")}
        return World(self.app, **copies)

    def location(self, site: str, code: str = "MAIN") -> int:
        return db.session.execute(
            select(Location.id).where(Location.site_id == self.sites[site], Location.code == code)
        ).scalar_one()

    def receiver(self, site: str) -> int:
        return db.session.execute(select(Receiver.id).where(Receiver.site_id == self.sites[site])).scalar_one()

    def client(self, who: str | None = None) -> FlaskClient:
        """A browser, signed in as one of the actors."""
        client = self.app.test_client()
        if who is not None:
            answer = client.post("/sign-in", data={"username": who, "password": PASSWORD})
            assert answer.status_code == 302, answer.text
        return client

    def token(self, who: str) -> dict[str, str]:
        """The headers of a program with the rights of an actor."""
        with transaction():
            token = accounts.create_token(actor=None, now=NOW, account_id=self.actors[who].id, name="test", days=None)
        return {"Authorization": f"Bearer {token}"}

    def batch(
        self,
        item: str = "mask",
        quantity: int = 100,
        site: str = "county",
        *,
        location: str = "MAIN",
        unit: str | None = None,
        base_per_unit: int | None = 1,
        expires_on: date | None = None,
        lot: str | None = None,
        state: BatchState = BatchState.USABLE,
        entered_on: date = TODAY,
        restriction_id: int | None = None,
        **more: Any,
    ) -> Batch:
        """A batch with stock, by an opening balance through the ledger."""
        actor = self.actors["manager"]
        with transaction():
            head = PostingHead(
                kind=PostingKind.RECEIPT, key=key(), fingerprint="opening", occurred_at=NOW, site_id=self.sites[site]
            )
            posting = ledger.open_posting(actor=actor, now=NOW, head=head)
            line = births.add_source_line(kind=SourceKind.OPENING, label="Opening balance")
            new = NewBatch(
                item_id=self.items[item],
                unit=unit or "个",
                base_per_unit=base_per_unit,
                source_line_id=line,
                source_kind=SourceKind.OPENING,
                source_label="Opening balance",
                origin=BatchOrigin.RECEIPT,
                entered_on=entered_on,
                entered_site_id=self.sites[site],
                expires_on=expires_on,
                lot=lot,
                state=state,
                restriction_id=restriction_id,
                **more,
            )
            batch_id, _ = births.create_batch(actor=actor, now=NOW, new=new)
            ledger.write_legs(
                posting, [Leg(MovementKind.RECEIVE, batch_id, quantity, None, self.location(site, location))]
            )
        return db.session.get_one(Batch, batch_id)

    def on_hand(self, batch_id: int, site: str = "county", location: str = "MAIN") -> int:
        return (
            db.session.execute(
                select(StockBalance.quantity).where(
                    StockBalance.batch_id == batch_id, StockBalance.location_id == self.location(site, location)
                )
            ).scalar()
            or 0
        )


def make_world(app: Flask) -> World:
    """Wencheng County with the townships Daxue and Nantian and one village; a county store, two township stores and a
    village store; masks, a medicine, rice; staff, manager, recipient, auditor, admin of the county, and staff of each
    township (`staff_daxue`, `staff_nantian`) and the village's recipient (`village`). All have PASSWORD."""
    world = World(app)
    with transaction():
        root = accounts.create_account(actor=None, now=NOW, username="root", name="Root", password="")
    actor = system_actor(root)
    with transaction():
        _places(world, actor)
        _items(world, actor)
        for name, role, path, site in _people(world):
            account = accounts.create_account(
                actor=None, now=NOW, username=name, name=name.title(), password="", grants=(Grant(role, path, site),)
            )
            db.session.get_one(Account, account).password_hash = HASHED
            db.session.flush()  # its grants are read back
            found = actor_of(account)
            assert found is not None
            world.actors[name] = found
    world.actors["root"] = actor
    return world


def _places(world: World, actor: Actor) -> None:
    for code, level, en, zh, parent in (
        ("33", AreaLevel.PROVINCE, "Zhejiang", "浙江省", None),
        ("3303", AreaLevel.PREFECTURE, "Wenzhou", "温州市", "33"),
        ("330328", AreaLevel.COUNTY, "Wencheng County", "文成县", "3303"),
        ("330328100", AreaLevel.TOWNSHIP, "Daxue Town", "大峃镇", "330328"),
        ("330328102", AreaLevel.TOWNSHIP, "Nantian Town", "南田镇", "330328"),
        ("330328100015", AreaLevel.VILLAGE, "Chengnan Community", "城南社区", "330328100"),
    ):
        world.areas[code] = places.add_area(
            actor=actor, now=NOW, code=code, level=level, name_en=en, name_zh=zh, parent_code=parent
        )
    for name, kind, area in (
        ("county", SiteKind.WAREHOUSE, "330328"),
        ("daxue", SiteKind.WAREHOUSE, "330328100"),
        ("nantian", SiteKind.WAREHOUSE, "330328102"),
        ("village", SiteKind.VILLAGE_STORE, "330328100015"),
    ):
        world.sites[name] = places.add_site(
            actor=actor,
            now=NOW,
            code=name.upper(),
            kind=kind,
            area_code=area,
            name_en=f"{name.title()} store",
            name_zh=f"{name}库",
            phone="0577-1",
        )


def _items(world: World, actor: Actor) -> None:
    for name, category, unit, zh, medicine in (
        ("mask", Category.PROTECTIVE, "个", "医用外科口罩", False),
        ("capsule", Category.MEDICINE, "粒", "连花清瘟胶囊", True),
        ("rice", Category.FOOD, "kg", "大米", False),
    ):
        world.items[name] = catalogue.add_item(
            actor=actor,
            now=NOW,
            code=name.upper(),
            category=category,
            base_unit=unit,
            name_en=name.title(),
            name_zh=zh,
            is_medicine=medicine,
        )


def _people(world: World) -> list[tuple[str, Role, str | None, int | None]]:
    county = db.session.get_one(Area, world.areas["330328"]).path
    daxue = db.session.get_one(Area, world.areas["330328100"]).path
    nantian = db.session.get_one(Area, world.areas["330328102"]).path
    return [
        ("staff", Role.STAFF, county, None),
        ("manager", Role.MANAGER, county, None),
        ("recipient", Role.RECIPIENT, county, None),
        ("auditor", Role.AUDITOR, county, None),
        ("admin", Role.ADMIN, county, None),
        ("staff_daxue", Role.STAFF, daxue, None),
        ("staff_nantian", Role.STAFF, nantian, None),
        ("village", Role.RECIPIENT, None, world.sites["village"]),
    ]
