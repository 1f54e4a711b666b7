"""What came into the demo county: allocations, gifts, purchases, goods found."""

from donations.values import Counting, Details, DonorKind, NewDonor, NewRestriction, NewTarget, Registered
from inventory.values import RestrictionKind, SourceKind
from operations.demo_teller import Teller, of

CITY = "温州市应急管理局"
FOUNDATION = "青禾公益基金会（演示）"


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
        donor=NewDonor(DonorKind.ORGANISATION, FOUNDATION, "0577-0000 1001", named=True),
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
