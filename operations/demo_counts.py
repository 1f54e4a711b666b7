"""What was counted in the demo county, what could not be told apart any more, and who came to help."""

from datetime import timedelta

from sqlalchemy import select

from accounts import services_passes
from accounts.models import DayPass
from accounts.queries import actor_of
from core.access import Mode
from core.database import db
from inventory import services_mixtures, services_stock, stocktake_deciding, stocktake_services
from inventory.models import LabelCode
from inventory.stocktake_models import StocktakeCount
from inventory.stocktake_values import NewStocktake
from inventory.values import LabelKind, LabelStatus
from operations.demo_teller import Teller

ANDROID = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
"""How the browser of a phone describes itself."""


def labels_washed_off(demo: Teller) -> None:
    """Rain took the labels of five boxes of masks that look alike: unknown among these two batches, never guessed."""
    wet = {"gift-masks": 2, "state-masks": 3}
    for batch, quantity in wet.items():
        services_stock.move(
            **demo.act("staff"),
            batch_id=demo.batches[batch],
            from_location_id=demo.location("county", "A1"),
            to_location_id=demo.location("county", "Q1"),
            quantity=quantity,
            reason="屋顶漏雨，外箱淋湿",
        )
    mixed = services_mixtures.mix(
        **demo.act("staff"),
        location_id=demo.location("county", "Q1"),
        batches={demo.batches[batch]: quantity for batch, quantity in wet.items()},
        reason="标签被雨水泡掉，两批箱子外观相同，无法分辨",
        label=_next_blank(),
    )
    demo.batches["mixed-masks"] = int(str(mixed["child_id"]))


def _next_blank() -> str:
    """The next label of the roll that sticks on nothing yet."""
    return db.session.execute(
        select(LabelCode.code)
        .where(LabelCode.kind == LabelKind.UNBOUND.value, LabelCode.status == LabelStatus.ACTIVE.value)
        .order_by(LabelCode.roll_place)
        .limit(1)
    ).scalar_one()


def counted_and_posted(demo: Teller) -> None:
    """A stocktake that is done: one bundle of tarpaulins was not there, two people saw it, a manager posted it."""
    made = _open(demo, "yuhu", note="月末盘点")
    _counts(demo, made, "yuhu", "staff", {"yuhu-lamps": 2, "yuhu-tarps": 3})
    again = _counts(demo, made, "yuhu", "manager", {"yuhu-tarps": 3})
    manager = {"actor": demo.actors["manager"], "now": demo.now, "stocktake_id": made}
    line_id = db.session.execute(select(StocktakeCount.line_id).where(StocktakeCount.id == again)).scalar_one()
    why = "抢险时借出一捆，未登记"
    stocktake_deciding.decide(**manager, line_id=line_id, count_id=again, reason=why)
    stocktake_deciding.post(**manager, key=demo.key(), reason=why)


def counting_now(demo: Teller) -> None:
    """A blind stocktake that runs: a line that agreed, one to count again, one for the manager to decide."""
    made = _open(demo, "nantian", note="汛前盘点")
    _counts(demo, made, "nantian", "staff", {"nantian-rice": 20, "nantian-water": 45, "nantian-blankets": 5})
    _counts(demo, made, "nantian", "manager", {"nantian-blankets": 5})
    words = {"location_id": demo.location("nantian"), "words": "墙角一袋无标签的手套"}
    stocktake_services.note(**demo.act("staff"), stocktake_id=made, **words)


def _open(demo: Teller, site: str, *, note: str) -> int:
    new = NewStocktake(site_id=demo.sites[site], due_on=demo.day(2), note=note)
    return stocktake_services.open_stocktake(**demo.act("staff"), new=new).id


def _counts(demo: Teller, stocktake_id: int, site: str, who: str, counted: dict[str, int]) -> int:
    """What somebody counted; returns the id of the last count."""
    done = {}
    for batch, number in counted.items():
        done = stocktake_services.count(
            **demo.act(who),
            stocktake_id=stocktake_id,
            batch_id=demo.batches[batch],
            location_id=demo.location(site),
            counted=number,
        )
    return int(str(done["count_id"]))


def volunteers_join(demo: Teller) -> None:
    """The county store offers a day pass, and one volunteer has joined. It still runs when the demo is looked at."""
    demo.now = demo.present - timedelta(hours=3)
    offer_id = services_passes.open_offer(
        actor=demo.actors["manager"],
        now=demo.now,
        site_id=demo.sites["county"],
        modes=(Mode.MOVE, Mode.COUNT),
        until=demo.present + timedelta(hours=10),
        most=8,
    )
    services_passes.join(now=demo.now, offer_id=offer_id, name="小叶", device=ANDROID)
    joined = select(DayPass.account_id).where(DayPass.offer_id == offer_id)
    volunteer = actor_of(db.session.execute(joined).scalar_one())
    if volunteer is None:
        raise LookupError(offer_id)
    demo.actors["volunteer"] = volunteer
