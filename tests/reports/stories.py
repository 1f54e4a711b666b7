"""A gift on its way: given, received, divided, sent to a village, delivered with a part missing, handed out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.codes import document_number
from core.database import db
from core.ids import new_id
from core.transaction import transaction
from distribution.models import Delivery, DeliveryLine, Dispatch, DispatchLine, HandOut
from distribution.values import DispatchStatus
from donations import services_consignments, services_receipts
from donations.values import AcceptLine, DonorKind, NewConsignment, NewDonor, NewLine, NewRestriction, NewTarget
from inventory import ledger, services_stock
from inventory.births import add_label_code
from inventory.models import Batch
from inventory.places import add_transit_location
from inventory.values import (
    Evidence,
    LabelKind,
    Leg,
    MovementKind,
    PostingHead,
    PostingKind,
    RestrictionKind,
    SourceKind,
)
from tests.factories import NOW, TODAY, World, key

PRIVATE = (
    "Li Contact 13800001111",
    "Zhang Driver",
    "浙C·12345",
    "Signature of Wang",
    "Private note",
    "Private Donor Zhou",
    "Brought by Chen",
    "Why we wrote it off",
)


@dataclass
class Gift:
    code: str
    line_code: str
    line_id: int
    batch_id: int
    batch_code: str
    consignment_id: int


def gift(
    world: World,
    *,
    quantity: int | None = 100,
    accepted: int = 100,
    rejected: int = 0,
    unit: str = "箱",
    named: bool = False,
    wish: bool = False,
    item: str = "mask",
    site: str = "county",
) -> Gift:
    """A gift of one line, received whole."""
    staff = world.actors["staff"]
    restriction = NewRestriction(RestrictionKind.TARGETS, "for my aunt", (NewTarget(area_id=world.areas["330328100"]),))
    new = NewConsignment(
        kind=SourceKind.DONATION,
        site_id=world.sites[site],
        occurred_on=TODAY - timedelta(days=7),
        lines=(NewLine(world.items[item], unit, quantity, restriction=restriction if wish else None),),
        new_donor=NewDonor(DonorKind.PERSON, "Private Donor Zhou", "Li Contact 13800001111", named=named),
        legal_recipient="Wencheng Red Cross",
        collected_by="Daxue Town",
        on_behalf_of="Wencheng Red Cross",
        brought_by="Brought by Chen",
        note="Private note",
    )
    with transaction():
        made = services_consignments.register(actor=staff, now=NOW, key=key(), new=new)
    line = made.lines[0]
    if not accepted and not rejected:
        return Gift(made.code, line.code, line.line_id, 0, "", made.id)
    with transaction():
        got = services_receipts.accept(
            actor=staff,
            now=NOW,
            key=key(),
            consignment_id=made.id,
            occurred_at=NOW - timedelta(days=6),
            delivered_by="Zhang Driver",
            vehicle="浙C·12345",
            lines=[
                AcceptLine(
                    line.line_id, accepted=accepted, rejected=rejected, reject_reason="wet boxes" if rejected else ""
                )
            ],
        )
    batch = got.batches[0] if got.batches else None
    return Gift(
        made.code, line.code, line.line_id, batch.batch_id if batch else 0, batch.code if batch else "", made.id
    )


def post(world: World, kind: PostingKind, *legs: Leg, at: datetime = NOW, reason: str = "Why we wrote it off") -> int:
    """A posting of some lines; returns its id. Inside an open transaction."""
    head = PostingHead(kind=kind, key=key(), fingerprint="story", occurred_at=at, reason=reason)
    return ledger.post(actor=world.actors["staff"], now=max(at, NOW), head=head, legs=list(legs)).id


def issue(world: World, batch_id: int, quantity: int) -> None:
    """Goods of the county store end as used."""
    with transaction():
        services_stock.issue(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            batch_id=batch_id,
            location_id=world.location("county"),
            quantity=quantity,
            kind=MovementKind.USED,
        )


def dispatch(
    world: World,
    batch_id: int,
    quantity: int,
    *,
    receiver_id: int,
    site: str = "county",
    evidence: Evidence = Evidence.SCANNED,
    days: int = 0,
) -> Dispatch:
    """Loaded and on its way to a receiver."""
    at = NOW + timedelta(days=days)
    with transaction():
        number = document_number("CK", TODAY)
        way = add_transit_location(dispatch_number=number)
        posting = post(
            world, PostingKind.DISPATCH, Leg(MovementKind.LOAD, batch_id, quantity, world.location(site), way), at=at
        )
        code = add_label_code(actor=world.actors["staff"], now=NOW, kind=LabelKind.DISPATCH)
        row = Dispatch(
            id=new_id(),
            number=number,
            code=code,
            from_site_id=world.sites[site],
            receiver_id=receiver_id,
            transit_location_id=way,
            status=DispatchStatus.IN_TRANSIT.value,
            posting_id=posting,
            driver="Zhang Driver",
            vehicle="浙C·12345",
            note="Private note",
            key=key(),
            loaded_at=at,
            actor_id=world.actors["staff"].id,
            recorded_at=NOW,
        )
        db.session.add(row)
        db.session.flush()  # its lines point to it
        db.session.add(
            DispatchLine(
                id=new_id(),
                dispatch_id=row.id,
                line_no=1,
                batch_id=batch_id,
                quantity=quantity,
                from_location_id=world.location(site),
                evidence=evidence.value,
            )
        )
    return row


def deliver(
    world: World,
    sent: Dispatch,
    *,
    into: int,
    delivered: int,
    short: int = 0,
    damaged: int = 0,
    confirmation: str = "receiver",
    days: int = 0,
) -> None:
    """Confirmed by the receiver or from its paper, with what is missing or damaged."""
    line = db.session.query(DispatchLine).filter_by(dispatch_id=sent.id).one()
    legs = [Leg(MovementKind.DELIVER, line.batch_id, delivered, sent.transit_location_id, into)]
    for kind, quantity in ((MovementKind.SHORT, short), (MovementKind.DAMAGED, damaged)):
        if quantity:
            legs.append(Leg(kind, line.batch_id, quantity, sent.transit_location_id, None))
    at = NOW + timedelta(days=days)
    with transaction():
        posting = post(world, PostingKind.DELIVERY, *legs, at=at)
        delivery = Delivery(
            id=new_id(),
            dispatch_id=sent.id,
            posting_id=posting,
            confirmation=confirmation,
            paper_number="P-1" if confirmation == "paper" else "",
            signed_by="Signature of Wang",
            actor_id=world.actors["staff"].id,
            occurred_at=at,
            recorded_at=max(at, NOW),
        )
        db.session.add(delivery)
        db.session.flush()  # its line points to it
        db.session.add(
            DeliveryLine(
                id=new_id(),
                delivery_id=delivery.id,
                dispatch_line_id=line.id,
                delivered=delivered,
                short=short,
                damaged=damaged,
                reason="Private note",
            )
        )
        db.session.get_one(Dispatch, sent.id).status = DispatchStatus.DELIVERED.value


def hand_out(world: World, batch_id: int, quantity: int, *, site: str, households: int | None, days: int = 0) -> None:
    """Given to households from a site's stock."""
    at = NOW + timedelta(days=days)
    with transaction():
        posting = post(
            world,
            PostingKind.HAND_OUT,
            Leg(MovementKind.HAND_OUT, batch_id, quantity, world.location(site), None),
            at=at,
        )
        db.session.add(
            HandOut(
                id=new_id(),
                number=document_number("FF", TODAY),
                receiver_id=world.receiver(site),
                posting_id=posting,
                households=households,
                note="Private note",
                actor_id=world.actors["staff"].id,
                occurred_at=at,
                recorded_at=max(at, NOW),
            )
        )


def journey(world: World, *, named: bool = False, households: int = 12) -> Gift:
    """100 boxes: 40 stay, 20 on the way, 25 of 30 delivered with 5 missing, 15 of them handed out, 10 written off."""
    given = gift(world, named=named, wish=True)
    sent = dispatch(world, given.batch_id, 30, receiver_id=world.receiver("village"), days=-5)
    deliver(world, sent, into=world.location("village"), delivered=25, short=5, days=-4)
    hand_out(world, given.batch_id, 15, site="village", households=households, days=-3)
    dispatch(world, given.batch_id, 20, receiver_id=world.receiver("daxue"), evidence=Evidence.RULE, days=-2)
    with transaction():
        post(
            world,
            PostingKind.WRITE_OFF,
            Leg(MovementKind.WRITE_OFF, given.batch_id, 10, world.location("county"), None),
            at=NOW - timedelta(days=1),
        )
    return given


def batch(batch_id: int) -> Batch:
    return db.session.get_one(Batch, batch_id)
