"""Tells the demo county's story through the real services: a clock that is set, people, places and goods by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from core.access import Actor
from core.clock import installation_day
from core.database import db
from donations import services_consignments, services_receipts, services_stock_taken
from donations.values import (
    Accepted,
    AcceptLine,
    Details,
    NewConsignment,
    NewDonor,
    NewLine,
    NewRestriction,
    Registered,
)
from inventory.models import Batch, Location, Receiver
from inventory.values import SourceKind

PASSWORD = "evernormal-demo"  # noqa: S105 - printed for everybody to see; the demo only


@dataclass
class Teller:
    """What is known so far, by short names, and the moment at which the next thing happens."""

    present: datetime
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)
    receivers: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    batches: dict[str, int] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    keys: Any = field(default_factory=lambda: count(1))

    @property
    def today(self) -> date:
        """The calendar day on which the demo is loaded."""
        return installation_day(self.present)

    def day(self, days: int) -> date:
        """The day so many days from today; before today when negative."""
        return self.today + timedelta(days=days)

    def set_clock(self, days_ago: int, hour: int) -> None:
        """Let what follows happen so many days ago at an hour of the installation's time; never after the present."""
        zone = ZoneInfo(current_app.config["TIMEZONE"])
        moment = datetime.combine(self.day(-days_ago), time(hour), tzinfo=zone)
        self.now = min(moment, self.present).astimezone(self.present.tzinfo)

    def key(self) -> str:
        """The next idempotency key of the story."""
        return f"demo-{next(self.keys)}"

    def act(self, who: str) -> dict[str, Any]:
        """Who does the next thing, when, and under which key: the three words that every service takes."""
        return {"actor": self.actors[who], "now": self.now, "key": self.key()}

    def location(self, site: str, code: str = "MAIN") -> int:
        """A location of a site by its code."""
        return db.session.execute(
            select(Location.id).where(Location.site_id == self.sites[site], Location.code == code)
        ).scalar_one()

    def receiver(self, site: str) -> int:
        """The row by which a site receives."""
        return db.session.execute(select(Receiver.id).where(Receiver.site_id == self.sites[site])).scalar_one()

    def code(self, batch: str) -> str:
        """The label code of a batch."""
        return db.session.execute(select(Batch.code).where(Batch.id == self.batches[batch])).scalar_one()

    def line(
        self,
        item: str,
        unit: str,
        quantity: int | None,
        *,
        specification: str | None = None,
        restriction: NewRestriction | None = None,
    ) -> NewLine:
        """A line of a consignment."""
        return NewLine(
            item_id=self.items[item], unit=unit, quantity=quantity, specification=specification, restriction=restriction
        )

    def register(
        self,
        kind: SourceKind,
        site: str,
        *lines: NewLine,
        who: str = "staff",
        donor: NewDonor | None = None,
        **more: Any,
    ) -> Registered:
        """Something incoming, promised or brought."""
        new = NewConsignment(
            kind=kind,
            site_id=self.sites[site],
            lines=lines,
            occurred_on=installation_day(self.now),
            new_donor=donor,
            **more,
        )
        return services_consignments.register(**self.act(who), new=new)

    def accept(
        self,
        made: Registered,
        *lines: AcceptLine,
        names: Sequence[str] = (),
        who: str = "staff",
        site: str = "county",
        location: str = "MAIN",
        **more: Any,
    ) -> Accepted:
        """A goods receipt; its batches are remembered under `names`, in the order of the accepted lines."""
        done = services_receipts.accept(
            **self.act(who), consignment_id=made.id, lines=lines, location_id=self.location(site, location), **more
        )
        self._remember(names, done)
        return done

    def take(
        self,
        kind: SourceKind,
        site: str,
        goods: Sequence[tuple[str, NewLine, Details]],
        *,
        who: str = "staff",
        location: str = "MAIN",
        donor: NewDonor | None = None,
        **more: Any,
    ) -> None:
        """Goods registered and accepted at once, each remembered under a name of its own."""
        new = NewConsignment(
            kind=kind,
            site_id=self.sites[site],
            lines=tuple(line for _, line, _ in goods),
            occurred_on=installation_day(self.now),
            new_donor=donor,
            **more,
        )
        _, done = services_stock_taken.take_into_stock(
            **self.act(who),
            new=new,
            details=[details for _, _, details in goods],
            location_id=self.location(site, location),
        )
        self._remember([name for name, _, _ in goods], done)

    def _remember(self, names: Sequence[str], done: Accepted) -> None:
        for name, batch in zip(names, done.batches, strict=True) if names else ():
            self.batches[name] = batch.batch_id


def of(made: Registered, accepted: int = 0, number: int = 0, **more: Any) -> AcceptLine:
    """So many accepted of one line of a consignment."""
    return AcceptLine(line_id=made.lines[number].line_id, accepted=accepted, **more)
