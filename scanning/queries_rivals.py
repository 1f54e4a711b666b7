"""What was found when an action could not be done, and which other documents and phones took the goods."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from core.codes import code_in
from core.database import db
from distribution.models import Delivery, Dispatch, DispatchLine
from distribution.values import DispatchStatus
from inventory.ledger_models import Movement, Posting, StockBalance
from inventory.models import LabelCode, Location
from inventory.stocktake_models import StocktakeCount, StocktakeLine
from inventory.stocktake_values import LineOutcome
from inventory.values import COUNT_KINDS, LabelKind, PostingKind
from scanning.models import PhoneAction
from scanning.values import Place

MOST_RIVALS = 10
_COUNTS = frozenset(kind.value for kind in COUNT_KINDS)
_LOOK_BACK = timedelta(days=30)


def balances(places: Sequence[Place]) -> list[dict[str, Any]]:
    """The balance of each place now, beside what the action wanted there."""
    if not places:
        return []
    rows = db.session.execute(
        select(StockBalance.batch_id, StockBalance.location_id, StockBalance.quantity, StockBalance.reserved).where(
            _at(places, StockBalance.batch_id, StockBalance.location_id)
        )
    ).all()
    known = {(row.batch_id, row.location_id): row for row in rows}
    return [_balance(place, known.get((place.batch_id, place.location_id))) for place in places]


def _at(places: Sequence[Place], batch: Any, location: Any) -> ColumnElement[bool]:
    return or_(*(and_(batch == place.batch_id, location == place.location_id) for place in places))


def _balance(place: Place, row: Any) -> dict[str, Any]:
    return {
        "batch_id": str(place.batch_id),
        "location_id": str(place.location_id),
        "wanted": place.quantity,
        "quantity": row.quantity if row else 0,
        "reserved": row.reserved if row else 0,
    }


def document(dispatch_id: int) -> dict[str, Any] | None:
    """How far a dispatch is now."""
    row = db.session.execute(
        select(Dispatch.number, Dispatch.status, Dispatch.posting_id, Delivery.posting_id.label("delivery_posting_id"))
        .outerjoin(Delivery, Delivery.dispatch_id == Dispatch.id)
        .where(Dispatch.id == dispatch_id)
    ).first()
    if row is None:
        return None
    return {
        "dispatch_id": str(dispatch_id),
        "number": row.number,
        "status": row.status,
        "postings": [str(each) for each in (row.posting_id, row.delivery_posting_id) if each],
    }


def label(text: str) -> dict[str, Any] | None:
    """What a label is on now and since when; None for a blank one, or for what is no label."""
    code = code_in(text)
    if code is None:
        return None
    row = db.session.execute(
        select(LabelCode.code, LabelCode.batch_id, LabelCode.location_id, LabelCode.bound_at, LabelCode.status).where(
            LabelCode.code == code, LabelCode.kind != LabelKind.UNBOUND.value
        )
    ).first()
    if row is None:
        return None
    return {
        "code": row.code,
        "batch_id": str(row.batch_id) if row.batch_id else None,
        "location_id": str(row.location_id) if row.location_id else None,
        "since": row.bound_at.isoformat() if row.bound_at else None,
        "status": row.status,
    }


def takers(places: Sequence[Place], *, since: datetime | None, now: datetime) -> list[dict[str, Any]]:
    """Who took goods from these places since a moment and was not reversed, the newest first; when nobody did since
    then, who did in the last 30 days."""
    if not places:
        return []
    found = _takings(places, since or now - _LOOK_BACK)
    if not found and since is not None:
        found = _takings(places, now - _LOOK_BACK)
    return found


def _takings(places: Sequence[Place], since: datetime) -> list[dict[str, Any]]:
    mirror = aliased(Movement)
    rows = db.session.execute(
        select(
            Movement.posting_id,
            Movement.batch_id,
            Movement.from_location_id,
            Movement.quantity,
            Posting.kind,
            PhoneAction.id.label("action_id"),
        )
        .join(Posting, Posting.id == Movement.posting_id)
        .outerjoin(mirror, mirror.reverses_id == Movement.id)
        .outerjoin(PhoneAction, PhoneAction.posting_id == Posting.id)
        .where(
            _at(places, Movement.batch_id, Movement.from_location_id),
            Movement.recorded_at >= since,
            Posting.kind != PostingKind.REVERSAL.value,
            mirror.id.is_(None),
        )
        .order_by(Movement.id.desc())
        .limit(MOST_RIVALS)
    ).all()
    return [
        {
            "posting_id": str(row.posting_id),
            "kind": row.kind,
            "batch_id": str(row.batch_id),
            "location_id": str(row.from_location_id),
            "quantity": row.quantity,
            "action_id": str(row.action_id) if row.action_id else None,
        }
        for row in rows
    ]


def lines_after(places: Sequence[Place], moment: datetime) -> Sequence[Any]:
    """What came, went or was counted at these places later than a moment and still stands: kind and occurred_at."""
    if not places:
        return []
    mirror = aliased(Movement)
    return db.session.execute(
        select(Movement.kind, Movement.occurred_at)
        .outerjoin(mirror, mirror.reverses_id == Movement.id)
        .where(
            or_(
                _at(places, Movement.batch_id, Movement.from_location_id),
                _at(places, Movement.batch_id, Movement.to_location_id),
            ),
            Movement.occurred_at > moment,
            Movement.reverses_id.is_(None),
            mirror.id.is_(None),
        )
        .order_by(Movement.id)
        .limit(50)
    ).all()


def counted_after(places: Sequence[Place], moment: datetime) -> datetime | None:
    """When somebody counted at one of these places later than a moment, the first time; also where the count agreed
    and so moved nothing. Of a stocktake only what was posted: until then its figures allow for late movements."""
    if not places:
        return None
    posted = [line.occurred_at for line in lines_after(places, moment) if line.kind in _COUNTS]
    at = [*posted, *_counts_alone(places, moment), *_counts_of_stocktakes(places, moment)]
    return min(at, default=None)


def _counts_alone(places: Sequence[Place], moment: datetime) -> list[datetime]:
    """By the head of the document and the answer that it gave: a count that agreed has no lines."""
    undo = aliased(Posting)
    rows = db.session.execute(
        select(Posting.occurred_at, Posting.answer)
        .outerjoin(undo, undo.reverses_id == Posting.id)
        .where(
            Posting.kind == PostingKind.COUNT.value,
            Posting.site_id.in_(select(Location.site_id).where(Location.id.in_({each.location_id for each in places}))),
            Posting.occurred_at > moment,
            undo.id.is_(None),
            or_(*(Posting.answer.contains(f'"{each.batch_id}"') for each in places)),
        )
    ).all()
    wanted = {(str(each.batch_id), str(each.location_id)) for each in places}
    told = ((row.occurred_at, json.loads(row.answer)) for row in rows)
    return [at for at, answer in told if (answer.get("batch_id"), answer.get("location_id")) in wanted]


def _counts_of_stocktakes(places: Sequence[Place], moment: datetime) -> Sequence[datetime]:
    return (
        db.session.execute(
            select(StocktakeCount.occurred_at)
            .join(StocktakeLine, StocktakeLine.id == StocktakeCount.line_id)
            .where(
                _at(places, StocktakeLine.batch_id, StocktakeLine.location_id),
                StocktakeLine.outcome.in_((LineOutcome.AGREED.value, LineOutcome.POSTED.value)),
                StocktakeCount.occurred_at > moment,
            )
        )
        .scalars()
        .all()
    )


def holders(places: Sequence[Place]) -> list[dict[str, Any]]:
    """Picked dispatches that hold goods at these places."""
    if not places:
        return []
    rows = db.session.execute(
        select(
            Dispatch.id, Dispatch.number, DispatchLine.batch_id, DispatchLine.from_location_id, DispatchLine.quantity
        )
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .where(
            Dispatch.status == DispatchStatus.PICKED.value,
            _at(places, DispatchLine.batch_id, DispatchLine.from_location_id),
        )
        .order_by(Dispatch.id.desc(), DispatchLine.line_no)
        .limit(MOST_RIVALS)
    ).all()
    return [
        {
            "dispatch_id": str(row.id),
            "number": row.number,
            "batch_id": str(row.batch_id),
            "location_id": str(row.from_location_id),
            "quantity": row.quantity,
        }
        for row in rows
    ]
