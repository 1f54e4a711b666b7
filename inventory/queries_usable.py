"""What a report on a subtree of areas adds up of stock, as selects: the statement that contains them is built once and
run with `bounds(path)` and the days `today` and `until`."""

from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from inventory.ledger_models import StockBalance
from inventory.models import Area, Batch, Location, Receiver, RestrictionTarget, Site
from inventory.values import BatchState, LocationKind

USABLE_KINDS = (LocationKind.STORAGE.value, LocationKind.DOCK.value)
TODAY, UNTIL = bindparam("today", type_=Date), bindparam("until", type_=Date)


def bounds(path: str) -> dict[str, Any]:
    """The values of the parameters that `under` and `permitting` leave open: an area's subtree, and what is around."""
    codes = path.strip("/").split("/")
    around = ["/".join(codes[:length]) + "/" for length in range(1, len(codes) + 1)]
    return {"low": path, "high": path[:-1] + "0", "around": around}


def under(path: Any) -> Any:
    """Whether the path of an area lies in the subtree."""
    return and_(path >= bindparam("low"), path < bindparam("high"))


def usable_stock(held: Any, wanted: Select[Any] | None = None) -> Select[Any]:
    """Stock in storage or at a dock of the subtree that may be used there: usable, not expired today, permitted by its
    restriction, and not held for anybody outside; by area_id, item_id and unit, '' being the item's base unit where the
    batch's content is recorded. `expiring` is the part of `usable` that expires until a day.

    `held` selects what of a balance's reserved figure is for the subtree; `wanted` the ids of the only items asked for.
    """
    unit = case((Batch.base_per_unit.is_not(None), literal("")), else_=Batch.unit)
    free = (
        StockBalance.quantity
        - StockBalance.reserved
        + case((StockBalance.reserved > 0, func.coalesce(held, 0)), else_=0)
    )
    worth = free * func.coalesce(Batch.base_per_unit, 1)
    found = (
        select(
            StockBalance.location_id,
            Batch.item_id,
            unit.label("unit"),
            func.sum(worth).label("usable"),
            func.sum(case((Batch.expires_on <= UNTIL, worth), else_=0)).label("expiring"),
        )
        .join(Batch, Batch.id == StockBalance.batch_id)
        .where(
            StockBalance.location_id.in_(_places().with_only_columns(Location.id)),
            StockBalance.quantity > 0,
            Batch.state == BatchState.USABLE.value,
            or_(Batch.expires_on.is_(None), Batch.expires_on >= TODAY),
            or_(Batch.restriction_id.is_(None), Batch.restriction_id.in_(permitting())),
        )
        .group_by(StockBalance.location_id, Batch.item_id, unit)
    )
    if wanted is not None:
        found = found.where(Batch.item_id.in_(wanted))
    # balances and batches only are read row by row: the places, being few, are looked up for the sums
    sums, places = found.subquery("stock"), _places().subquery("place")
    return select(places.c.area_id, sums.c.item_id, sums.c.unit, sums.c.usable, sums.c.expiring).join_from(
        sums, places, places.c.id == sums.c.location_id
    )


def _places() -> Select[Any]:
    """The locations whose stock may be used, with their areas."""
    return (
        select(Location.id, Site.area_id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Location.kind.in_(USABLE_KINDS), under(Area.path))
    )


def permitting() -> Select[Any]:
    """Ids of restrictions that let goods be used in the subtree: a target area that lies in it or around it, a receiver
    in it, or only a purpose. A quantity of the target is not counted here: picking enforces it."""
    meant, home = aliased(Area), aliased(Area)
    target = RestrictionTarget
    around = bindparam("around", expanding=True)
    return (
        select(target.restriction_id)
        .outerjoin(meant, meant.id == target.area_id)
        .outerjoin(Receiver, Receiver.id == target.receiver_id)
        .outerjoin(home, home.id == Receiver.area_id)
        .where(
            or_(
                and_(target.receiver_id.is_not(None), under(home.path)),
                and_(target.receiver_id.is_(None), or_(under(meant.path), meant.path.in_(around))),
                and_(target.receiver_id.is_(None), target.area_id.is_(None), target.purpose != ""),
            )
        )
    )
