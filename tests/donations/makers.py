"""Consignments and receipts through the real services, for the tests of this room."""

from typing import Any

from core.transaction import transaction
from donations import services_consignments, services_receipts
from donations.values import Accepted, AcceptLine, DonorKind, NewConsignment, NewDonor, NewLine, Registered
from inventory.values import SourceKind
from tests.factories import NOW, TODAY, World, key


def line(world: World, item: str = "mask", quantity: int | None = 100, unit: str = "个", **more: Any) -> NewLine:
    return NewLine(item_id=world.items[item], unit=unit, quantity=quantity, **more)


def allocation(world: World, *lines: NewLine, site: str = "county", **more: Any) -> NewConsignment:
    given = {"issuing_body": "温州市应急管理局", "document_number": f"温应急{key()}", "expected_on": TODAY, **more}
    return NewConsignment(
        kind=SourceKind.STATE_ALLOCATION,
        site_id=world.sites[site],
        lines=lines or (line(world),),
        occurred_on=TODAY,
        **given,
    )


def gift(
    world: World, *lines: NewLine, site: str = "county", donor: NewDonor | None = None, **more: Any
) -> NewConsignment:
    who = donor or NewDonor(DonorKind.PERSON, "王小明", "13800000000", named=False)
    if "donor_id" in more:
        who = None
    return NewConsignment(
        kind=SourceKind.DONATION,
        site_id=world.sites[site],
        lines=lines or (line(world),),
        occurred_on=TODAY,
        new_donor=who,
        **more,
    )


def register(world: World, new: NewConsignment, *, who: str = "staff", use_key: str = "") -> Registered:
    with transaction():
        return services_consignments.register(actor=world.actors[who], now=NOW, key=use_key or key(), new=new)


def accept(
    world: World, made: Registered, *lines: AcceptLine, who: str = "staff", use_key: str = "", **more: Any
) -> Accepted:
    with transaction():
        return services_receipts.accept(
            actor=world.actors[who], now=NOW, key=use_key or key(), consignment_id=made.id, lines=lines, **more
        )


def of(made: Registered, accepted: int = 0, number: int = 0, **more: Any) -> AcceptLine:
    """So many accepted of one line of a consignment."""
    return AcceptLine(line_id=made.lines[number].line_id, accepted=accepted, **more)
