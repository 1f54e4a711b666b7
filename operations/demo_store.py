"""What the demo county's stores held on the first day, and what was done in them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from core.database import db
from donations.values import Details, NewLine
from inventory import services_batches, services_labels, services_rolls, services_stock
from inventory.models import LabelCode
from inventory.values import BatchState, MovementKind, SourceKind
from operations.demo_teller import Teller

Goods = Sequence[tuple[str, str, str, int, int | None, str | None]]
"""(remembered as, item, unit, quantity, days until it expires, lot) of goods that were counted as they came."""


def opening_county(demo: Teller) -> None:
    """What the county store held on the first day: among it something expired, and something that expires soon."""
    _open(
        demo,
        "county",
        "C1",
        (
            ("tents", "SHE-TENT12", "顶", 36, None, None),
            ("tarps", "SHE-TARP", "捆", 24, None, None),
            ("quilts", "BED-QUILT", "包", 42, None, None),
            ("blankets", "BED-BLANKET", "包", 30, None, None),
            ("cots", "BED-COT", "张", 120, None, None),
            ("coats", "CLO-COAT", "包", 18, None, None),
        ),
    )
    _open(
        demo,
        "county",
        "B1",
        (
            ("rice", "FOOD-RICE", "袋", 160, 210, None),
            ("noodles", "FOOD-NOODLE", "箱", 90, 18, "NM20A"),
            ("biscuits", "FOOD-BISCUIT", "箱", 60, 520, "YS118"),
            ("water", "WATER-BOTTLE", "箱", 320, 96, None),
            ("water-old", "WATER-BOTTLE", "箱", 75, 26, None),
            ("oil", "FOOD-OIL", "箱", 40, 180, None),
        ),
    )
    _open(
        demo,
        "county",
        "A1",
        (
            ("gloves", "PPE-GLOVE-EX", "箱", 16, 640, "GL2207"),
            ("goggles", "PPE-GOGGLES", "箱", 5, 900, None),
            ("84-expired", "DIS-84", "箱", 22, -6, "84-0811"),
            ("84", "DIS-84", "箱", 64, 150, "84-0320"),
            ("hypo", "DIS-HYPO", "件", 30, 12, "CL-77"),
            ("thermometers", "DEV-THERMO", "箱", 3, None, None),
            ("lamps", "TOOL-LAMP", "箱", 12, None, None),
            ("generators", "TOOL-GEN", "台", 3, None, None),
            ("pumps", "TOOL-PUMP", "台", 5, None, None),
        ),
    )


def opening_townships(demo: Teller) -> None:
    """What the townships had of their own."""
    _open(
        demo,
        "nantian",
        "MAIN",
        (
            ("nantian-blankets", "BED-BLANKET", "包", 6, None, None),
            ("nantian-water", "WATER-BOTTLE", "箱", 48, 24, None),
            ("nantian-rice", "FOOD-RICE", "袋", 20, 120, None),
        ),
    )
    _open(
        demo,
        "yuhu",
        "MAIN",
        (
            ("yuhu-lamps", "TOOL-LAMP", "箱", 2, None, None),
            ("yuhu-tarps", "SHE-TARP", "捆", 4, None, None),
        ),
    )
    _open(
        demo,
        "daxue",
        "MAIN",
        (
            ("daxue-84", "DIS-84", "箱", 9, 70, "84-0115"),
            ("daxue-noodles", "FOOD-NOODLE", "箱", 15, 40, None),
        ),
    )


def _open(demo: Teller, site: str, location: str, goods: Goods) -> None:
    demo.take(
        SourceKind.OPENING,
        site,
        [_good(demo, *good) for good in goods],
        location=location,
        document_number="2026年度盘点表",
        note="期初盘点",
    )


def _good(
    demo: Teller, name: str, item: str, unit: str, quantity: int, expires: int | None, lot: str | None
) -> tuple[str, NewLine, Details]:
    return name, demo.line(item, unit, quantity), Details(lot=lot, expires_on=_day(demo, expires))


def _day(demo: Teller, days: int | None) -> date | None:
    return None if days is None else demo.day(days)


def in_the_store(demo: Teller) -> None:
    """Moves, a repack of one box into 400, a part held for inspection, a part blocked by a recall."""
    shelf, dock, quarantine = demo.location("county", "A1"), demo.location("county"), demo.location("county", "Q1")
    services_stock.move(
        **demo.act("staff"),
        batch_id=demo.batches["glove-bags"],
        from_location_id=dock,
        to_location_id=quarantine,
        quantity=15,
        reason="数量待核，先放待检区",
    )
    repacked = services_batches.repack(
        **demo.act("staff"),
        batch_id=demo.batches["capsules"],
        location_id=shelf,
        quantity=1,
        child_unit="盒",
        child_quantity=400,
    )
    demo.batches["capsule-boxes"] = int(str(repacked["child_id"]))
    services_batches.split(
        **demo.act("staff"),
        batch_id=demo.batches["gloves"],
        location_id=shelf,
        quantity=2,
        state=BatchState.HELD,
        reason="外箱受潮，待检验",
    )
    services_batches.split(
        **demo.act("staff"),
        batch_id=demo.batches["thermometers"],
        location_id=shelf,
        quantity=1,
        state=BatchState.BLOCKED,
        reason="厂家召回该批次电池",
    )


def counts_and_losses(demo: Teller) -> None:
    """A count that agreed, one that did not, a loss, and a small use in the store."""
    services_stock.count(
        **demo.act("staff"), batch_id=demo.batches["biscuits"], location_id=demo.location("county", "B1"), counted=60
    )
    services_stock.count(
        **demo.act("staff"),
        batch_id=demo.batches["nantian-water"],
        location_id=demo.location("nantian"),
        counted=46,
        reason="盘点差异，原因待查",
    )
    services_stock.write_off(
        **demo.act("staff"),
        batch_id=demo.batches["84"],
        location_id=demo.location("county", "A1"),
        quantity=3,
        reason="搬运时破损泄漏",
    )
    services_stock.issue(
        **demo.act("staff"),
        batch_id=demo.batches["gloves"],
        location_id=demo.location("county", "A1"),
        quantity=1,
        kind=MovementKind.USED,
        reason="库内分拣消毒使用",
    )


def blank_labels(demo: Teller) -> None:
    """A roll of blank labels, of which two are on goods, one on a shelf, and one was spoilt."""
    roll = services_rolls.make_roll(**demo.act("staff"), site_id=demo.sites["county"], labels=24, sheet="a4-3x8")
    codes = db.session.execute(
        select(LabelCode.code).where(LabelCode.roll_id == roll.id).order_by(LabelCode.roll_place)
    ).scalars()
    first, second, shelf, spoilt, *_blank = codes
    who = {"actor": demo.actors["staff"], "now": demo.now}
    services_labels.bind_label(**who, code=first, batch_id=demo.batches["quilts"])
    services_labels.bind_label(**who, code=second, batch_id=demo.batches["rice"])
    services_labels.bind_label(**who, code=shelf, location_id=demo.location("county", "B1"))
    services_labels.revoke_label(actor=demo.actors["manager"], now=demo.now, code=spoilt, reason="打印模糊")
