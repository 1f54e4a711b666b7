"""Stocktakes for tests, by the services: opened, counted and decided at moments that the test chooses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts import services as accounts
from accounts.models import Account
from accounts.queries import actor_of
from core.access import Grant, Role
from core.database import db
from core.transaction import transaction
from inventory import services_stock, stocktake_correcting, stocktake_deciding, stocktake_queries, stocktake_services
from inventory.stocktake_figures import lines_of
from inventory.stocktake_values import Line, NewStocktake
from inventory.values import MovementKind
from tests.factories import HASHED, NOW, World, key


def at(minutes: int) -> datetime:
    """So many minutes after the opening."""
    return NOW + timedelta(minutes=minutes)


def add_person(world: World, name: str, role: Role = Role.STAFF) -> None:
    """One more account of the county."""
    grant = Grant(role, world.actors["staff"].grants[0].path, None)
    with transaction():
        made = accounts.create_account(
            actor=None, now=NOW, username=name, name=name.title(), password="", grants=(grant,)
        )
        db.session.get_one(Account, made).password_hash = HASHED
        db.session.flush()  # the grants are read back
        found = actor_of(made)
    assert found is not None
    world.actors[name] = found


@dataclass
class Take:
    """An open stocktake of the county store."""

    world: World
    id: int

    @property
    def row(self) -> Any:
        return stocktake_queries.stocktake(actor=self.world.actors["manager"], stocktake_id=self.id)

    def count(self, who: str, batch: Any, counted: int, minutes: int = 10, **more: Any) -> Any:
        place = self.world.location("county", more.pop("place", "MAIN"))
        with transaction():
            service = stocktake_correcting.correct if more.pop("corrects", False) else stocktake_services.count
            return service(
                actor=self.world.actors[who],
                now=more.pop("now", at(minutes)),
                key=more.pop("key", "") or key(),
                stocktake_id=self.id,
                batch_id=batch.id,
                location_id=place,
                counted=counted,
                occurred_at=at(minutes),
                **more,
            )

    def line(self, batch: Any, place: str = "MAIN") -> Line:
        found = (batch.id, self.world.location("county", place))
        return next(each for each in lines_of(self.row) if (each.row.batch_id, each.row.location_id) == found)

    def decide(self, batch: Any, choice: int = -1, who: str = "manager", minutes: int = 60) -> None:
        line = self.line(batch)
        with transaction():
            stocktake_deciding.decide(
                actor=self.world.actors[who],
                now=at(minutes),
                stocktake_id=self.id,
                line_id=line.row.id,
                count_id=line.counts[choice].row.id,
                reason="looked twice",
            )

    def send_back(self, batch: Any, minutes: int = 60) -> None:
        with transaction():
            stocktake_deciding.send_back(
                actor=self.world.actors["manager"],
                now=at(minutes),
                stocktake_id=self.id,
                line_id=self.line(batch).row.id,
                reason="please again",
            )

    def post(self, minutes: int = 90, key_: str = "", **more: Any) -> Any:
        with transaction():
            return stocktake_deciding.post(
                actor=self.world.actors["manager"],
                now=at(minutes),
                key=key_ or key(),
                stocktake_id=self.id,
                reason=more.pop("reason", "counted twice"),
                **more,
            )


def open_take(world: World, who: str = "manager", **more: Any) -> Take:
    """Open one of the whole county store, or as `more` says."""
    new = NewStocktake(site_id=world.sites[more.pop("site", "county")], **more)
    with transaction():
        made = stocktake_services.open_stocktake(actor=world.actors[who], now=NOW, key=key(), new=new)
    return Take(world, made.id)


def use(world: World, batch: Any, quantity: int, minutes: int, recorded: int | None = None) -> Any:
    """Goods are used up at a moment, recorded then or at another."""
    with transaction():
        return services_stock.issue(
            actor=world.actors["staff"],
            now=at(minutes if recorded is None else recorded),
            key=key(),
            batch_id=batch.id,
            location_id=world.location("county"),
            quantity=quantity,
            kind=MovementKind.USED,
            occurred_at=at(minutes),
        )
