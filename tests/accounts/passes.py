"""Makers of day passes for tests: through the services, and through the pages as a volunteer goes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from accounts import services_passes
from accounts.models import PassOffer
from core.access import Mode
from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from tests.conftest import SETTINGS
from tests.factories import World
from tests.scanning.phones import Phone

SECRET = str(SETTINGS["SECRET_KEY"])


def offered(
    world: World,
    *,
    modes: Sequence[Mode] = (Mode.MOVE,),
    hours: float = 2,
    most: int = 5,
    actor: Any = None,
    site: str = "county",
) -> PassOffer:
    """An offer of the county's manager at a store, the county's own."""
    now = utc_now()
    with transaction():
        made = services_passes.open_offer(
            actor=actor or world.actors["manager"],
            now=now,
            site_id=world.sites[site],
            modes=modes,
            until=now + timedelta(hours=hours),
            most=most,
        )
    return db.session.get_one(PassOffer, made)


def code_of(offer: PassOffer, *, minutes_ago: int = 0) -> str:
    """What stands on the screen, or stood there."""
    now = utc_now() - timedelta(minutes=minutes_ago)
    return services_passes.code_now(secret=SECRET, ref=offer.ref, now=now)


def joined(
    world: World, name: str, *, modes: Sequence[Mode] = (Mode.MOVE,), offer: PassOffer | None = None
) -> FlaskClient:
    """The browser of a volunteer who scanned the code and typed a name."""
    client = world.client()
    page = client.get(f"/join/{code_of(offer or offered(world, modes=modes))}")
    assert page.status_code == 200, page.text
    answer = client.post("/join", data={"name": name})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/scan"), answer.text
    return client


def the_offer() -> PassOffer:
    """The only one there is."""
    return db.session.execute(select(PassOffer)).scalar_one()


def all_ended(world: World) -> None:
    """The manager ends everything."""
    assert world.client("manager").post(f"/passes/{the_offer().id}/end").status_code == 302


def volunteer_phone(world: World, client: FlaskClient) -> Phone:
    """A volunteer's phone at the county's store."""
    phone = Phone(world)
    phone.client = client
    return phone
