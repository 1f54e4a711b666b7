"""What a label code opens, in one statement; and what a label says, for many batches at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select

from core.access import Actor, Permission
from core.codes import check_problem, code_in, display
from core.database import db
from core.i18n import pick_name
from inventory.errors import BatchElsewhere, CodeMistyped, LabelRevoked, UnknownLabel
from inventory.label_errors import LabelsMissing
from inventory.ledger_models import Movement, StockBalance
from inventory.models import Area, Batch, Item, LabelCode, Location, Site
from inventory.queries_batches import BATCH_COLUMNS, PLACE_COLUMNS
from inventory.stocktake_blind import COUNTED_BLIND
from inventory.values import ON_HAND_KINDS, LabelKind, LabelStatus
from inventory.ways import on_a_way


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code opens. `batch` and `location` are rows, or None where the code is bound to something else;
    `places` are the batch's balances within the actor's areas."""

    code: str
    kind: str
    replaced: bool
    batch: Row[Any] | None
    location: Row[Any] | None
    places: Sequence[Row[Any]]


@lru_cache(maxsize=1)
def _scan() -> Select[Any]:
    """Label, batch with item, and every place of it, as one joined statement by primary keys."""
    return (
        select(
            LabelCode.code.label("label"),
            LabelCode.kind,
            LabelCode.status,
            LabelCode.batch_id,
            *BATCH_COLUMNS,
            *PLACE_COLUMNS,
            StockBalance.quantity,
            StockBalance.reserved,
            COUNTED_BLIND,
        )
        .select_from(LabelCode)
        .outerjoin(Batch, Batch.id == LabelCode.batch_id)
        .outerjoin(Item, Item.id == Batch.item_id)
        .outerjoin(StockBalance, StockBalance.batch_id == Batch.id)
        .outerjoin(Location, Location.id == func.coalesce(StockBalance.location_id, LabelCode.location_id))
        .outerjoin(Site, Site.id == Location.site_id)
        .outerjoin(Area, Area.id == Site.area_id)
        .where(LabelCode.code == bindparam("code"))
    )


def scan(*, actor: Actor, text: str) -> Scanned:
    """What a scanned or typed code opens for this actor.

    Raises CodeMistyped (what is wrong with it), UnknownLabel, LabelRevoked, BatchElsewhere (another site's box: the
    sites are named, so that they can be called).
    """
    code = code_in(text)
    if code is None:
        problem = check_problem(text)
        raise CodeMistyped(problem=problem.message() if problem else text, field="code")
    rows = sorted(db.session.execute(_scan(), {"code": code}).all(), key=_by_place)
    if not rows:
        raise UnknownLabel(label=display(code))
    first = rows[0]
    if first.status == LabelStatus.REVOKED.value:
        raise LabelRevoked(label=display(code))
    return _opened(actor, first, rows)


def _by_place(row: Row[Any]) -> tuple[str, str, int]:
    """By site, then by location. Sorted here: of a batch there are few, and the statement is the scan's only one."""
    return row.site_code or "", row.location_code or "", row.location_id or 0


def _opened(actor: Actor, first: Row[Any], rows: Sequence[Row[Any]]) -> Scanned:
    scope = actor.scope(Permission.VIEW_STOCK)
    ours = [
        row for row in rows if row.site_id and row.area_path and scope.holds(path=row.area_path, site_id=row.site_id)
    ]
    placed = [row for row in rows if row.site_id]
    if placed and not ours and not _comes(actor, first.batch_id):
        sites = ", ".join(dict.fromkeys(pick_name(row.site_en, row.site_zh) for row in placed))
        raise BatchElsewhere(label=display(first.label), sites=sites)
    is_batch = first.batch_id is not None
    return Scanned(
        code=first.label,
        kind=first.kind,
        replaced=first.status == LabelStatus.REPLACED.value,
        batch=first if is_batch else None,
        location=ours[0] if ours and first.kind == LabelKind.LOCATION.value else None,
        places=[row for row in ours if row.quantity] if is_batch else [],
    )


def _comes(actor: Actor, batch_id: int | None) -> bool:
    """Whether some of a batch is on its way to this actor, or from it."""
    scope = actor.scope(Permission.CONFIRM_DELIVERY)
    coming = select(StockBalance.batch_id).where(
        StockBalance.batch_id == batch_id, StockBalance.quantity > 0, on_a_way(scope, StockBalance.location_id)
    )
    return batch_id is not None and db.session.execute(coming.limit(1)).first() is not None


_LABEL_COLUMNS = (
    *BATCH_COLUMNS,
    func.coalesce(
        select(func.max(LabelCode.code))
        .where(LabelCode.batch_id == Batch.id, LabelCode.status == LabelStatus.ACTIVE.value)
        .correlate(Batch)
        .scalar_subquery(),
        Batch.code,
    ).label("label"),
)


def label_rows(
    *,
    actor: Actor,
    batch_ids: Iterable[int] = (),
    codes: Iterable[str] = (),
    site_id: int | None = None,
    posting_id: int | None = None,
) -> Sequence[Row[Any]]:
    """The batches whose labels are to be printed, each with the valid code (`label`), one site that it lies at and
    its whole quantity on hand there, within the actor's right to see stock; in the order of entry.

    A batch is chosen by its id, by any of its codes, by the site that it lies at, or by the posting that made it.
    """
    scope = actor.scope(Permission.VIEW_STOCK)
    return db.session.execute(
        select(
            *_LABEL_COLUMNS,
            Site.id.label("site_id"),
            Site.name_en.label("site_en"),
            Site.name_zh.label("site_zh"),
            func.min(Location.code).label("location_code"),
            func.sum(StockBalance.quantity).label("quantity"),
        )
        .select_from(Batch)
        .join(Item, Item.id == Batch.item_id)
        .join(StockBalance, StockBalance.batch_id == Batch.id)
        .join(Location, and_(Location.id == StockBalance.location_id, Location.kind.in_(ON_HAND_KINDS)))
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(scope.clause(Area.path, Site.id), _chosen(batch_ids, codes, site_id, posting_id))
        .group_by(Batch.id, Item.id, Site.id)
        .order_by(Batch.id, Site.code)
    ).all()


def refuse_missing(rows: Sequence[Row[Any]], *, codes: Sequence[str] = (), batch_ids: Sequence[int] = ()) -> None:
    """Every code and id of an order has its label among `rows`: a shorter pile of labels would not be noticed.
    Raises LabelsMissing."""
    if not (codes or batch_ids):
        return
    found = {row.id for row in rows}
    known = db.session.execute(select(LabelCode.code, LabelCode.batch_id).where(LabelCode.code.in_(codes))).all()
    with_goods = {row.code for row in known if row.batch_id in found}
    missing = [code for code in codes if code not in with_goods] + [str(id_) for id_ in batch_ids if id_ not in found]
    if missing:
        raise LabelsMissing(codes=", ".join(missing))


def _chosen(batch_ids: Iterable[int], codes: Iterable[str], site_id: int | None, posting_id: int | None) -> Any:
    wanted = []
    if ids := list(batch_ids):
        wanted.append(Batch.id.in_(ids))
    if given := list(codes):
        wanted.append(Batch.id.in_(select(LabelCode.batch_id).where(LabelCode.code.in_(given))))
    if site_id is not None:
        wanted.append(and_(Site.id == site_id, StockBalance.quantity > 0))
    if posting_id is not None:
        wanted.append(Batch.id.in_(select(Movement.batch_id).where(Movement.posting_id == posting_id)))
    return or_(*wanted) if wanted else Batch.id.is_(None)
