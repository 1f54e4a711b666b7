"""What went out in the demo county: needs, decisions, dispatches in every state, deliveries, hand-outs."""

from distribution import (
    queries_requests,
    services_dispatches,
    services_handouts,
    services_requests,
    services_returns,
)
from distribution.values import (
    Decision,
    HandOutKind,
    NewHandOut,
    NewReturn,
    Priority,
    StockTake,
)
from donations.values import DonorKind, NewDonor
from inventory import services_batches
from inventory.values import Evidence, SourceKind
from operations import direct
from operations.demo_errands import Needs, approve, arrive, ask, load, pick, picked, shelf
from operations.demo_teller import Teller, of


def first_requests(demo: Teller) -> None:
    """A town and the hospital say what they need; both are approved."""
    demo.made["ask-daxue"] = ask(
        demo,
        "daxue",
        (("PPE-MASK-SURG", 8, "箱"), ("HYG-KIT", 8, "箱")),
        who="daxue",
        people=4200,
        needed_in=-20,
        note="乡镇防护储备",
    )
    demo.made["ask-hospital"] = ask(
        demo, "hospital", (("PPE-MASK-N95", 4, "箱"), ("PPE-SUIT", 10, "箱")), priority=Priority.HIGH, needed_in=-16
    )
    for name in ("ask-daxue", "ask-hospital"):
        approve(demo, demo.made[name])


def masks_to_daxue(demo: Teller) -> None:
    demo.made["to-daxue"] = pick(demo, "county", "daxue", request=demo.made["ask-daxue"])
    load(demo, demo.made["to-daxue"])


def masks_arrive_at_daxue(demo: Teller) -> None:
    """The town confirms; one box of kits was crushed on the way."""
    arrive(demo, demo.made["to-daxue"], who="daxue", gift_kits={"damaged": 1, "reason": "外箱压坏，内物污损"})
    services_requests.close(**demo.act("manager"), request_id=demo.made["ask-daxue"], reason="已全部送达")


def respirators_to_hospital(demo: Teller) -> None:
    """Sent as the donor directed; an outside organisation confirms on paper, uses some, and sends a box back."""
    dispatch = pick(demo, "county", "hospital", request=demo.made["ask-hospital"])
    load(demo, dispatch, vehicle="浙C·D1202")
    arrive(demo, dispatch, paper="签收-0191", signed_by="医院设备科", state_suits={"short": 1, "reason": "清点少一箱"})
    ward = shelf(demo, "hospital")
    services_handouts.hand_out(
        **demo.act("staff"),
        new=NewHandOut(
            receiver_id=demo.receivers["hospital"],
            kind=HandOutKind.USED,
            occurred_at=demo.now,
            paper_number="领用-077",
            lines=(StockTake(demo.batches["gift-n95"], ward, 1), StockTake(demo.batches["state-suits"], ward, 3)),
        ),
    )
    services_returns.send_back(
        **demo.act("staff"),
        new=NewReturn(
            receiver_id=demo.receivers["hospital"],
            to_site_id=demo.sites["county"],
            occurred_at=demo.now,
            lines=(StockTake(demo.batches["state-suits"], ward, 1),),
            reason="尺码不符，退回一箱",
        ),
    )


def town_serves_its_village(demo: Teller) -> None:
    """The town opens a box of masks into single ones and sends what the village asked for."""
    done = services_batches.repack(
        **demo.act("daxue"),
        batch_id=demo.batches["gift-masks"],
        location_id=demo.location("daxue"),
        quantity=1,
        child_unit="只",
        child_quantity=2000,
    )
    demo.batches["single-masks"] = int(str(done["child_id"]))
    request = ask(
        demo,
        "chengnan",
        (("PPE-MASK-SURG", 600, "只"), ("HYG-KIT", 3, "箱"), ("BED-QUILT", 20, "床")),
        who="village",
        people=860,
        needed_in=-12,
    )
    approve(demo, request)
    asked = [line.id for line in queries_requests.request_lines([request])]
    goods = (("single-masks", 600), ("gift-kits", 3), ("daxue-quilts", 20))
    lines = tuple(
        picked(demo, batch, "daxue", quantity, request_line=line)
        for (batch, quantity), line in zip(goods, asked, strict=True)
    )
    dispatch = pick(demo, "daxue", "chengnan", who="daxue", request=request, lines=lines)
    load(demo, dispatch, who="daxue", vehicle="浙C·D1210")
    arrive(demo, dispatch, who="village", signed_by="吴平")
    services_requests.close(**demo.act("manager"), request_id=request, reason="已全部送达")


def village_hands_out(demo: Teller) -> None:
    """Counts only, never names; the second is of so few households that the public page hides its figures."""
    point = demo.location("chengnan")
    for households, persons, goods in (
        (86, 241, {"single-masks": 430, "gift-kits": 2}),
        (3, 9, {"daxue-quilts": 6, "single-masks": 30}),
    ):
        lines = tuple(StockTake(demo.batches[batch], point, quantity) for batch, quantity in goods.items())
        services_handouts.hand_out(
            **demo.act("village"),
            new=NewHandOut(
                receiver_id=demo.receivers["chengnan"],
                lines=lines,
                occurred_at=demo.now,
                households=households,
                persons=persons,
            ),
        )


def bedding_to_nantian(demo: Teller) -> None:
    request = ask(
        demo,
        "nantian",
        (("BED-QUILT", 150, "床"), ("BED-BLANKET", 10, "包"), ("SHE-TENT12", 8, "顶")),
        needed_in=-5,
        people=300,
        note="山区降温",
    )
    approve(demo, request)
    demo.made["to-nantian"] = pick(demo, "county", "nantian", request=request)
    load(demo, demo.made["to-nantian"], vehicle="浙C·D1203")


def bedding_arrives_short(demo: Teller) -> None:
    """One short, one damaged, one more than was loaded: each a line of its own."""
    arrive(
        demo,
        demo.made["to-nantian"],
        paper="签收-0207",
        signed_by="南田镇库",
        quilts={"short": 1, "reason": "到货少一包"},
        blankets={"damaged": 1, "reason": "雨水浸湿"},
        tents={"surplus": 1, "reason": "到货多一顶"},
    )


def straight_to_care_home(demo: Teller) -> None:
    """A gift that never lay in a store: received and sent on in one document, confirmed on paper."""
    donor = NewDonor(DonorKind.ORGANISATION, "瓯北家纺（演示）", "0577-0000 1005", named=True)
    made = demo.register(
        SourceKind.DONATION,
        "county",
        demo.line("BED-BLANKET", "条", 40),
        donor=donor,
        legal_recipient="文成县红十字会",
        brought_by="瓯北家纺送货车",
    )
    sent = direct.send_direct(
        **demo.act("staff"),
        new=direct.NewDirect(
            consignment_id=made.id,
            receiver_id=demo.receivers["care"],
            lines=(of(made, 40),),
            occurred_at=demo.now,
            delivered_by="瓯北家纺送货车",
            vehicle="浙C·D1209",
        ),
    )
    arrive(demo, int(sent["dispatch_id"]), paper="签收-0211", signed_by="敬老院办公室")


def called_off_and_turned_back(demo: Teller) -> None:
    """One dispatch was called off before loading, another turned back on the road."""
    first = pick(demo, "county", "shanxi", lines=(picked(demo, "biscuits", "county", 10, "B1", Evidence.CHOSEN),))
    services_dispatches.cancel(**demo.act("staff"), dispatch_id=first, reason="改由县里统一调配")
    second = pick(demo, "county", "baizhangji", lines=(picked(demo, "cots", "county", 20, "C1"),))
    load(demo, second, vehicle="浙C·D1204")
    services_dispatches.cancel(**demo.act("staff"), dispatch_id=second, reason="道路塌方，车辆折返")


def later_requests(demo: Teller) -> None:
    """Needs of this week: more than there is, one of unknown quantity, one that will be refused, one taken back."""
    asks: tuple[tuple[str, str, Needs, Priority, int, int | None], ...] = (
        (
            "ask-yuhu",
            "yuhu",
            (("TOOL-GEN", 6, "台"), ("TOOL-PUMP", 8, "台"), ("TOOL-LAMP", 10, "箱")),
            Priority.LIFE,
            2,
            5200,
        ),
        ("ask-wuyang", "wuyang", (("FOOD-RICE", None, ""), ("WATER-BOTTLE", 60, "箱")), Priority.NORMAL, 5, 420),
        ("ask-care", "care", (("HYG-DIAPER", 60, "包"),), Priority.NORMAL, 4, 35),
        ("ask-tcm", "tcm", (("PPE-MASK-N95", 2, "箱"), ("PPE-GOGGLES", 2, "箱")), Priority.HIGH, 1, None),
        (
            "ask-shanxi",
            "shanxi",
            (("SHE-TENT12", 120, "顶"), ("BED-COT", 60, "张"), ("BED-QUILT", 1200, "床"), ("TOOL-GEN", 6, "台")),
            Priority.HIGH,
            3,
            1300,
        ),
        (
            "ask-baizhangji",
            "baizhangji",
            (("BED-QUILT", 600, "床"), ("DIS-84", 2400, "瓶"), ("TOOL-PUMP", 10, "台")),
            Priority.NORMAL,
            9,
            900,
        ),
        ("ask-dicun", "dicun", (("DIS-ALC75", 240, "瓶"), ("HYG-KIT", 60, "个")), Priority.NORMAL, 12, 310),
        ("ask-zhoucun", "zhoucun", (("CLO-COAT", 100, "件"),), Priority.NORMAL, 7, 150),
    )
    for name, receiver, needs, priority, needed_in, people in asks:
        demo.made[name] = ask(demo, receiver, needs, priority=priority, needed_in=needed_in, people=people)


def decisions(demo: Teller) -> None:
    """The manager approves, holding stock for the urgent ones; refuses one; another was taken back."""
    approve(demo, demo.made["ask-tcm"], reserve="county")
    approve(demo, demo.made["ask-yuhu"], reserve="county")
    for name in ("ask-wuyang", "ask-shanxi", "ask-baizhangji", "ask-dicun"):
        approve(demo, demo.made[name])
    services_requests.decide(
        **demo.act("manager"),
        request_id=demo.made["ask-care"],
        decision=Decision(approve=False, reason="申请的是成人护理用品，本库只有婴儿纸尿裤，已转民政部门"),
    )
    services_requests.withdraw(**demo.act("manager"), request_id=demo.made["ask-zhoucun"], reason="村里已自行解决")


def on_the_way(demo: Teller) -> None:
    """Loaded yesterday, not yet confirmed: to a town, and from a town to the village that signs in to the demo."""
    load(demo, pick(demo, "county", "yuhu", request=demo.made["ask-yuhu"]), vehicle="浙C·D1205")
    village = pick(
        demo,
        "daxue",
        "chengnan",
        who="daxue",
        purpose="日常补给",
        lines=(
            picked(demo, "single-masks", "daxue", 500),
            picked(demo, "daxue-noodles", "daxue", 6),
        ),
    )
    load(demo, village, who="daxue", vehicle="浙C·D1211")
    load(demo, pick(demo, "county", "daxue", lines=(picked(demo, "gift-n95", "county", 3, "A1"),)), vehicle="浙C·D1206")


def picked_today(demo: Teller) -> None:
    """Chosen and held, still to be loaded."""
    pick(demo, "county", "tcm", request=demo.made["ask-tcm"])
    pick(demo, "county", "shanxi", lines=(picked(demo, "tents", "county", 20, "C1", Evidence.CHOSEN),), note="先发一车")


def waiting_requests(demo: Teller) -> None:
    """What waits for the manager's word this morning."""
    ask(demo, "chengnan", (("PPE-MASK-SURG", 2000, "只"), ("DIS-84", 20, "瓶")), who="village", people=380, needed_in=4)
    ask(
        demo,
        "huangzhuang",
        (("WATER-BOTTLE", 100, "箱"), ("FOOD-NOODLE", 30, "箱")),
        priority=Priority.LIFE,
        needed_in=1,
        people=510,
        note="自来水管道被冲断",
    )
    ask(demo, "zhoucun", (("FOOD-MILK", None, ""),), needed_in=6, people=12)
