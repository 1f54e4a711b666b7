"""The demo county: forty days of an invented story in a real county, told once, into an empty database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from accounts.models import Account
from accounts.queries import any_account
from core.access import Role
from core.database import db
from donations.models import Consignment, Donor
from operations import demo_counts as counts
from operations import demo_incoming as incoming
from operations import demo_outgoing as outgoing
from operations import demo_store as store
from operations.demo_setup import PEOPLE, set_up
from operations.demo_teller import PASSWORD, Teller

Scene = Callable[[Teller], None]
STORY: tuple[tuple[int, int, Scene], ...] = (
    # days ago, hour, what happened
    (40, 8, set_up),
    (40, 9, store.opening_county),
    (40, 15, store.opening_townships),
    (35, 9, incoming.allocation_registered),
    (33, 10, incoming.allocation_first_part),
    (30, 9, incoming.gift_of_foundation),
    (29, 10, incoming.gift_for_hospitals),
    (28, 9, incoming.gift_of_person),
    (27, 16, incoming.gift_anonymous),
    (26, 9, outgoing.first_requests),
    (25, 9, incoming.gift_to_unknown),
    (24, 9, outgoing.masks_to_daxue),
    (23, 10, outgoing.masks_arrive_at_daxue),
    (22, 9, incoming.gift_not_counted),
    (21, 10, incoming.allocation_second_part),
    (20, 9, incoming.allocation_overdue),
    (19, 9, outgoing.respirators_to_hospital),
    (18, 9, incoming.gift_medicine_without_lot),
    (17, 9, incoming.purchases),
    (16, 9, store.in_the_store),
    (15, 9, outgoing.town_serves_its_village),
    (14, 9, outgoing.village_hands_out),
    (12, 9, incoming.mutual_aid),
    (11, 9, incoming.goods_found),
    (10, 9, store.counts_and_losses),
    (10, 14, store.blank_labels),
    (9, 9, outgoing.bedding_to_nantian),
    (8, 9, outgoing.bedding_arrives_short),
    (7, 9, outgoing.straight_to_care_home),
    (6, 9, outgoing.called_off_and_turned_back),
    (5, 9, incoming.purchase_expected),
    (5, 14, counts.labels_washed_off),
    (4, 9, outgoing.later_requests),
    (3, 9, outgoing.decisions),
    (2, 15, counts.counted_and_posted),
    (1, 10, counts.counting_now),
    (1, 15, outgoing.on_the_way),
    (0, 8, outgoing.picked_today),
    (0, 9, outgoing.waiting_requests),
    (0, 10, counts.volunteers_join),
)


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """What to tell who loaded it: sign-in names with their roles, their one password, and a gift's trace code."""

    people: tuple[tuple[str, Role], ...]
    password: str
    trace_code: str


def loaded_before() -> DemoLoaded | None:
    """What to tell again of a demo county that is there already; None when the data is somebody's own."""
    code = db.session.execute(
        select(Consignment.code).join(Donor, Donor.id == Consignment.donor_id).where(Donor.name == incoming.FOUNDATION)
    ).scalar()
    names = [name for name, *_ in PEOPLE]
    found = db.session.execute(select(Account.username).where(Account.username.in_(names))).scalars().all()
    if code is None or set(found) != set(names):
        return None
    return _told(code)


def load(*, now: datetime, further: Sequence[Scene] = ()) -> DemoLoaded | None:
    """Tell the story up to `now`, and then the `further` scenes of the rooms above; None, and nothing is changed, when
    there is an account already. The caller's transaction makes it whole: all of the story or nothing."""
    if any_account():
        return None
    demo = Teller(present=now, now=now)
    for days_ago, hour, scene in (*STORY, *((0, 11, scene) for scene in further)):
        demo.set_clock(days_ago, hour)
        scene(demo)
        db.session.flush()  # the next scene reads what this one made
    code = db.session.execute(select(Consignment.code).where(Consignment.id == demo.made["gift"].id)).scalar_one()
    return _told(code)


def _told(code: str) -> DemoLoaded:
    return DemoLoaded(tuple((name, role) for name, _, role, _, _ in PEOPLE), PASSWORD, code)
