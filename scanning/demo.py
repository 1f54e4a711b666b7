"""What phones did in the demo county without a signal: two that took the same last box, more than once; a phone that
was lost; an act without the right. Each action goes the way that every phone's action goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.database import db
from core.errors import DomainError
from inventory.models import Site
from operations.demo_counts import ANDROID
from operations.demo_teller import Teller
from scanning import services_actions, services_devices, services_settle
from scanning.reading import read
from scanning.values import ResolutionKind, Sending, Settling, Told

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's phone at a site. `uid` is its own name for itself."""

    demo: Teller
    who: str
    site: str
    uid: str
    name: str = ANDROID

    @property
    def actor(self) -> Actor:
        return self.demo.actors[self.who]

    def told(self, kind: str, at: datetime, data: dict[str, Any], seen: dict[str, Any]) -> Told:
        """One action as it stands in the phone's queue."""
        code = db.session.execute(select(Site.code).where(Site.id == self.demo.sites[self.site])).scalar_one()
        return read(
            {
                "key": self.demo.key(),
                "number": next(_numbers),
                "kind": kind,
                "site": code,
                "occurred_at": at.isoformat(),
                "seen": seen,
                "data": {name: str(value) if name.endswith("_id") else value for name, value in data.items()},
            }
        )

    def moves(self, at: datetime, batch: str, quantity: int, start: str, end: str, seen: Any = None) -> Told:
        """So many boxes from shelf to shelf."""
        place = {
            "from_location_id": self.demo.location(self.site, start),
            "to_location_id": self.demo.location(self.site, end),
        }
        return self.told("move", at, {"batch_id": self.demo.batches[batch], "quantity": quantity, **place}, seen or {})

    def greets(self, at: datetime) -> int:
        """The phone becomes known; returns its id."""
        services_devices.greet(actor=self.actor, now=at, uid=self.uid, name=self.name)
        return services_devices.device_for(actor=self.actor, now=at, uid=self.uid, name=self.name)

    def sends(self, at: datetime, told: Told) -> dict[str, Any]:
        """The network is back: one action is done, or kept with the reason why not."""
        sending = Sending(self.greets(at), at, at, self.uid)
        try:
            with db.session.begin_nested():
                return services_actions.perform(actor=self.actor, now=at, told=told, sending=sending)
        except DomainError as error:
            return services_actions.keep_refusal(actor=self.actor, now=at, told=told, sending=sending, error=error)


def on_phones(demo: Teller) -> None:
    """A conflict that waits, one that is settled, a refusal, and the queue of a lost phone."""
    _settled_at_daxue(demo)
    _open_at_the_county(demo)
    _refused_at_the_village(demo)
    _left_by_a_lost_phone(demo)


def _settled_at_daxue(demo: Teller) -> None:
    """Both carried five of nine boxes to the shelf; one more than recorded had stood there, and enters as found."""
    first = Phone(demo, "daxue", "daxue", "demo-phone-daxue")
    second = Phone(demo, "staff", "daxue", "demo-phone-lin-hai")
    yesterday = demo.present - timedelta(days=1)
    believed = {"quantity": 9, "as_of": (yesterday - timedelta(hours=3)).isoformat()}
    acts = [phone.moves(yesterday, "daxue-84", 5, "MAIN", "A1", believed) for phone in (first, second)]
    first.sends(yesterday, acts[0])
    conflict = second.sends(yesterday + timedelta(minutes=20), acts[1])["conflict"]
    services_settle.settle(
        actor=demo.actors["manager"],
        now=yesterday + timedelta(hours=1),
        key=demo.key(),
        action_id=int(conflict),
        how=Settling(ResolutionKind.FOUND, "到架前清点：两人各搬五箱，实有十箱，期初少记一箱"),
    )


def _open_at_the_county(demo: Teller) -> None:
    """The last three boxes of goggles that nobody holds went to the dock; a volunteer took one of them meanwhile."""
    staff = Phone(demo, "staff", "county", "demo-phone-lin-hai")
    volunteer = Phone(demo, "volunteer", "county", "demo-phone-xiao-ye", IPHONE)
    before = {"quantity": 3, "as_of": (demo.present - timedelta(hours=3)).isoformat()}
    at = demo.present - timedelta(hours=2)
    acts = [
        staff.moves(at, "goggles", 3, "A1", "MAIN", before),
        volunteer.moves(at + timedelta(minutes=5), "goggles", 1, "A1", "MAIN", before),
    ]
    staff.sends(at + timedelta(minutes=30), acts[0])
    volunteer.sends(at + timedelta(minutes=50), acts[1])


def _refused_at_the_village(demo: Teller) -> None:
    """Who receives may not carry goods from shelf to shelf: that is the store's."""
    phone = Phone(demo, "village", "chengnan", "demo-phone-wu-ping")
    at = demo.present - timedelta(hours=1)
    phone.sends(at, phone.moves(at, "daxue-quilts", 2, "MAIN", "DOCK"))


def _left_by_a_lost_phone(demo: Teller) -> None:
    """Its access was ended before it had sent all; what it left waits for a manager."""
    phone = Phone(demo, "staff", "county", "demo-phone-lost", IPHONE)
    at = demo.present - timedelta(hours=30)
    device_id = phone.greets(at)
    services_devices.end_own(actor=phone.actor, now=at + timedelta(hours=2), device_id=device_id)
    sending = Sending(device_id, at + timedelta(hours=3), at + timedelta(hours=3), phone.uid)
    told = phone.moves(at, "biscuits", 6, "B1", "MAIN")
    services_actions.hold(actor_id=phone.actor.id, told=told, sending=sending)
