"""The whole ledger and all balances as CSV, streamed: for the operator's own tools, not for the public."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from core.csv_write import csv_chunks
from core.database import db
from core.transaction import snapshot
from distribution.models import Dispatch, GoodsReturn, HandOut
from donations.models import GoodsReceipt
from inventory.ledger_models import Movement, Posting, StockBalance
from inventory.models import Batch, Item, Location, Receiver, Site
from inventory.values import LocationKind

_MOVEMENTS = (
    "movement",
    "kind",
    "batch_code",
    "item_code",
    "item_en",
    "item_zh",
    "quantity",
    "unit",
    "from",
    "to",
    "document_kind",
    "document",
    "posting",
    "source_kind",
    "source",
    "recipient",
    "occurred_at",
    "recorded_at",
    "reverses",
)
_BALANCES = (
    "batch_code",
    "item_code",
    "item_en",
    "item_zh",
    "quantity",
    "reserved",
    "unit",
    "base_per_unit",
    "base_unit",
    "place",
    "site_code",
    "location",
    "location_kind",
    "state",
    "lot",
    "expires_on",
    "source_kind",
    "source",
)
_ROWS_AT_ONCE = 2000


def movements_csv() -> Iterator[bytes]:
    """Every line of the ledger in the order of recording: quantities in the batch's unit, times in UTC. Places read
    SITE/BIN; an empty place is outside. `document` is the number of the paper, and for acts without one (an issue, a
    move, a count …) the posting's kind and number. `recipient` is whom a dispatch or an outside shelf is for."""
    with snapshot():
        yield from csv_chunks(_MOVEMENTS, (_line(row) for row in _stream(_movements())))


def balances_csv(*, with_zero: bool = False) -> Iterator[bytes]:
    """Every balance above zero, in the batch's unit; `with_zero` also those of goods that are gone."""
    with snapshot():
        yield from csv_chunks(_BALANCES, (_balance(row) for row in _stream(_balances(with_zero))))


def _stream(query: Select[Any]) -> Iterator[Row[Any]]:
    return iter(db.session.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)))


def place(location: Any, site: Any, receiver: Any) -> Any:
    """A place as one word: SITE/BIN, the number of a dispatch on its way, or an outside organisation's name."""
    return case(
        (site.id.is_not(None), site.code + "/" + location.code),
        (receiver.id.is_not(None), func.coalesce(func.nullif(receiver.name_zh, ""), receiver.name_en)),
        else_=location.code,
    )


def _movements() -> Select[Any]:
    source, target = aliased(Location), aliased(Location)
    from_site, to_site = aliased(Site), aliased(Site)
    from_shelf, to_shelf, receiver = aliased(Receiver), aliased(Receiver), aliased(Receiver)
    way = aliased(Dispatch)
    papers = [_number(paper) for paper in (GoodsReceipt, HandOut, GoodsReturn)]
    recipient = func.coalesce(_shown(receiver), _shown(to_shelf))
    return (
        select(
            Movement.id,
            Movement.kind,
            Batch.code,
            Item.code.label("item_code"),
            Item.name_en,
            Item.name_zh,
            Movement.quantity,
            Batch.unit,
            place(source, from_site, from_shelf).label("source_place"),
            place(target, to_site, to_shelf).label("target_place"),
            Posting.kind.label("posting_kind"),
            func.coalesce(way.number, *papers).label("document"),
            Movement.posting_id,
            Batch.source_kind,
            Batch.source_label,
            recipient.label("recipient"),
            Movement.occurred_at,
            Movement.recorded_at,
            Movement.reverses_id,
        )
        .join(Posting, Posting.id == Movement.posting_id)
        .join(Batch, Batch.id == Movement.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .outerjoin(source, source.id == Movement.from_location_id)
        .outerjoin(from_site, from_site.id == source.site_id)
        .outerjoin(target, target.id == Movement.to_location_id)
        .outerjoin(to_site, to_site.id == target.site_id)
        .outerjoin(from_shelf, _shelf(from_shelf, source))
        .outerjoin(to_shelf, _shelf(to_shelf, target))
        .outerjoin(way, way.transit_location_id == func.coalesce(_transit(target), _transit(source)))
        .outerjoin(receiver, receiver.id == way.receiver_id)
        .order_by(Movement.id)
    )


def _number(paper: Any) -> Any:
    """The number of the paper that a posting, or the posting that it takes back, belongs to."""
    posted = func.coalesce(Posting.reverses_id, Movement.posting_id)
    return select(paper.number).where(paper.posting_id == posted).correlate(Movement, Posting).scalar_subquery()


def _shelf(receiver: Any, location: Any) -> Any:
    return and_(receiver.location_id == location.id, location.kind == LocationKind.RECEIVER.value)


def _transit(location: Any) -> Any:
    return case((location.kind == LocationKind.TRANSIT.value, location.id))


def _shown(receiver: Any) -> Any:
    return func.coalesce(func.nullif(receiver.name_zh, ""), receiver.name_en)


def _line(row: Row[Any]) -> Sequence[object]:
    return (
        str(row.id),
        row.kind,
        row.code,
        row.item_code,
        row.name_en,
        row.name_zh,
        row.quantity,
        row.unit,
        row.source_place,
        row.target_place,
        row.posting_kind,
        row.document or f"{row.posting_kind}-{row.posting_id}",
        str(row.posting_id),
        row.source_kind,
        row.source_label,
        row.recipient,
        row.occurred_at.isoformat(),
        row.recorded_at.isoformat(),
        str(row.reverses_id) if row.reverses_id else None,
    )


def _balances(with_zero: bool) -> Select[Any]:
    least = 0 if with_zero else 1
    shelf = aliased(Receiver)
    return (
        select(
            Batch.code,
            Item.code.label("item_code"),
            Item.name_en,
            Item.name_zh,
            StockBalance.quantity,
            StockBalance.reserved,
            Batch.unit,
            Batch.base_per_unit,
            Item.base_unit,
            place(Location, Site, shelf).label("place"),
            Site.code.label("site_code"),
            Location.code.label("location_code"),
            Location.kind,
            Batch.state,
            Batch.lot,
            Batch.expires_on,
            Batch.source_kind,
            Batch.source_label,
        )
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == StockBalance.location_id)
        .outerjoin(Site, Site.id == Location.site_id)
        .outerjoin(shelf, _shelf(shelf, Location))
        .where(StockBalance.quantity >= least)
        .order_by(Batch.code, Location.id)
    )


def _balance(row: Row[Any]) -> Sequence[object]:
    return tuple(row)
