"""What came into the demo county: opening stock, allocations, gifts, purchases; and what was done in the stores."""

from collections.abc import Sequence
from datetime import date

from donations.values import Counting, Details, DonorKind, NewDonor, NewLine, NewRestriction, NewTarget, Registered
from inventory import services_batches, services_stock
from inventory.values import BatchState, MovementKind, RestrictionKind, SourceKind
from operations.demo_teller import Teller, of

CITY = "温州市应急管理局"
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


def allocation_registered(demo: Teller) -> None:
    """The city allots masks, coveralls, tents and quilts; they come in parts."""
    demo.made["allocation"] = demo.register(
        SourceKind.STATE_ALLOCATION,
        "county",
        demo.line("PPE-MASK-SURG", "箱", 20),
        demo.line("PPE-SUIT", "箱", 40),
        demo.line("SHE-TENT12", "顶", 60),
        demo.line("BED-QUILT", "包", 100),
        issuing_body=CITY,
        document_number=f"温应急〔{demo.today.year}〕37号",
        document_date=demo.day(-36),
        expected_on=demo.day(6),
        purpose="防汛防台应急保障",
        legal_recipient="文成县应急管理局",
    )


def allocation_first_part(demo: Teller) -> None:
    made: Registered = demo.made["allocation"]
    demo.accept(
        made,
        of(made, 20, 0, lot="KZ0907", produced_on=demo.day(-120), expires_on=demo.day(610)),
        of(made, 25, 1, lot="FH2291", expires_on=demo.day(900)),
        names=("state-masks", "state-suits"),
        location="A1",
        delivered_by="温州市物资中转站",
        vehicle="浙C·D0001",
        note="第一批到货",
    )


def allocation_second_part(demo: Teller) -> None:
    made: Registered = demo.made["allocation"]
    demo.accept(
        made,
        of(made, 40, 2),
        of(made, 60, 3),
        names=("state-tents", "state-quilts"),
        location="C1",
        delivered_by="温州市物资中转站",
        vehicle="浙C·D0002",
        note="第二批到货",
    )


def allocation_overdue(demo: Teller) -> None:
    """A second allocation that should have come days ago."""
    demo.register(
        SourceKind.STATE_ALLOCATION,
        "county",
        demo.line("TOOL-GEN", "台", 6),
        demo.line("TOOL-PUMP", "台", 10),
        issuing_body="浙江省粮食和物资储备局",
        document_number=f"浙粮〔{demo.today.year}〕112号",
        document_date=demo.day(-21),
        expected_on=demo.day(-4),
        purpose="排涝抢险",
        legal_recipient="文成县应急管理局",
    )


def gift_of_foundation(demo: Teller) -> None:
    """The gift to follow on the trace page: an organisation that wishes to be named; one box came wet."""
    made = demo.register(
        SourceKind.DONATION,
        "county",
        demo.line("PPE-MASK-SURG", "箱", 30, specification="50只/盒，40盒/箱"),
        demo.line("HYG-KIT", "箱", 24),
        donor=NewDonor(DonorKind.ORGANISATION, "青禾公益基金会（演示）", "0577-0000 1001", named=True),
        legal_recipient="文成县红十字会",
        collected_by="文成县应急物资储备库",
        on_behalf_of="文成县红十字会",
        entrustment_number="委托-2026-018",
        brought_by="青禾公益志愿车队",
        purpose="支援乡镇防护",
    )
    demo.made["gift"] = made
    demo.accept(
        made,
        of(
            made,
            29,
            0,
            rejected=1,
            reject_reason="运输途中受潮，外箱破损",
            lot="QH0615",
            produced_on=demo.day(-90),
            expires_on=demo.day(540),
        ),
        of(made, 24, 1),
        names=("gift-masks", "gift-kits"),
        location="A1",
        delivered_by="青禾公益志愿车队",
    )


def gift_for_hospitals(demo: Teller) -> None:
    """Directed to receivers with quantities: two hospitals, the rest for one town."""
    hospital, tcm, daxue = (
        NewTarget(receiver_id=demo.receivers["hospital"], quantity=4, unit="箱"),
        NewTarget(receiver_id=demo.receivers["tcm"], quantity=2, unit="箱"),
        NewTarget(area_id=demo.areas["330328100"], quantity=4, unit="箱"),
    )
    wish = NewRestriction(RestrictionKind.TARGETS, "县人民医院4箱、县中医院2箱，其余给大峃镇", (hospital, tcm, daxue))
    made = demo.register(
        SourceKind.DONATION,
        "county",
        demo.line("PPE-MASK-N95", "箱", 10, restriction=wish),
        donor=NewDonor(DonorKind.ORGANISATION, "瓯江医疗器械有限公司（演示）", "0577-0000 1002", named=True),
        legal_recipient="文成县红十字会",
        on_behalf_of="文成县红十字会",
        collected_by="文成县应急物资储备库",
    )
    demo.accept(made, of(made, 10, lot="N9-311", expires_on=demo.day(820)), names=("gift-n95",), location="A1")


def gift_of_person(demo: Teller) -> None:
    """A private donor who does not wish to be named, at a township store."""
    made = demo.register(
        SourceKind.DONATION,
        "daxue",
        demo.line("BED-QUILT", "床", 42),
        who="daxue",
        donor=NewDonor(DonorKind.PERSON, "林晓", "139-0000-0000", named=False),
        legal_recipient="大峃镇人民政府",
    )
    demo.accept(made, of(made, 42), names=("daxue-quilts",), who="daxue", site="daxue")


def gift_anonymous(demo: Teller) -> None:
    """Water left at the door."""
    demo.take(
        SourceKind.DONATION,
        "county",
        [
            ("gift-water", demo.line("WATER-BOTTLE", "箱", 200), Details(expires_on=demo.day(240))),
        ],
        location="B1",
        donor=NewDonor(DonorKind.ANONYMOUS),
        legal_recipient="文成县红十字会",
    )


def gift_to_unknown(demo: Teller) -> None:
    """Directed, but to whom nobody knows yet: held until the donor was asked."""
    wish = NewRestriction(RestrictionKind.UNKNOWN, "给有婴幼儿的家庭，名单由捐赠方另行告知")
    made = demo.register(
        SourceKind.DONATION,
        "county",
        demo.line("HYG-DIAPER", "箱", 40, restriction=wish),
        donor=NewDonor(DonorKind.ORGANISATION, "暖阳母婴用品商行（演示）", "0577-0000 1003", named=True),
        legal_recipient="文成县红十字会",
    )
    demo.accept(made, of(made, 40, expires_on=demo.day(700)), names=("held-diapers",))


def gift_not_counted(demo: Teller) -> None:
    """Sacks of clothing that nobody has counted yet, and gloves in bags of unknown content."""
    made = demo.register(
        SourceKind.DONATION,
        "county",
        demo.line("CLO-COAT", "包", None),
        demo.line("PPE-GLOVE-SU", "袋", 15),
        donor=NewDonor(DonorKind.ORGANISATION, "文成同乡会（演示）", "0577-0000 1004", named=False),
        legal_recipient="文成县红十字会",
    )
    demo.accept(
        made,
        of(made, 0, 0, counting=Counting.NOT_YET),
        of(made, 15, 1, expires_on=demo.day(300)),
        names=("glove-bags",),
    )


def gift_medicine_without_lot(demo: Teller) -> None:
    """A medicine whose lot is not known stays at the dock (Drug Administration Law art. 98)."""
    made = demo.register(
        SourceKind.DONATION,
        "county",
        demo.line("MED-LHQW", "箱", 6),
        donor=NewDonor(DonorKind.PERSON, "周立", "139-0000-0001", named=False),
        legal_recipient="文成县红十字会",
    )
    demo.accept(made, of(made, 6), names=("dock-capsules",))


def purchases(demo: Teller) -> None:
    """Bought by the county: medicines with lots, milk powder of which a part was refused."""
    made = demo.register(
        SourceKind.PURCHASE,
        "county",
        demo.line("MED-LHQW", "箱", 10),
        demo.line("MED-PARA", "盒", 600),
        demo.line("FOOD-MILK", "箱", 50),
        supplier="温州惠民医药有限公司（演示）",
        document_number="CG-2026-044",
    )
    demo.accept(
        made,
        of(made, 10, 0, lot="B2203", produced_on=demo.day(-200), expires_on=demo.day(690)),
        of(made, 600, 1, lot="P2210", expires_on=demo.day(28)),
        of(made, 46, 2, rejected=4, reject_reason="罐体变形", lot="NF07", expires_on=demo.day(400)),
        names=("capsules", "paracetamol", "milk"),
        location="A1",
    )


def purchase_expected(demo: Teller) -> None:
    """Ordered and on its way."""
    demo.register(
        SourceKind.PURCHASE,
        "county",
        demo.line("FOOD-RICE", "袋", 200),
        demo.line("DIS-ALC75", "箱", 30),
        supplier="文成县粮油总公司（演示）",
        document_number="CG-2026-051",
        expected_on=demo.day(3),
    )


def mutual_aid(demo: Teller) -> None:
    """A neighbouring county lends a hand."""
    demo.take(
        SourceKind.MUTUAL_AID,
        "shanxi",
        [("aid-cots", demo.line("BED-COT", "张", 20), Details())],
        supplier="泰顺县应急管理局",
        document_number="泰应急函〔2026〕9号",
    )


def goods_found(demo: Teller) -> None:
    """More in the store than the books said."""
    demo.take(
        SourceKind.FOUND,
        "baizhangji",
        [("found-tarps", demo.line("SHE-TARP", "块", 6), Details())],
        note="清点时发现，来源待查",
    )


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
