"""Short ways through the road out, for tests: ask, approve, pick, load, deliver."""

from typing import Any

from sqlalchemy import insert, select

from core.clock import installation_day
from core.database import db
from core.ids import new_id
from core.transaction import transaction
from distribution import services_deliveries, services_dispatches, services_requests
from distribution.models import Dispatch, DispatchLine, RequestLine
from distribution.values import (
    Confirmation,
    Decision,
    DeliveredLine,
    NewDelivery,
    NewDispatch,
    NewDispatchLine,
    NewRequest,
    NewRequestLine,
)
from inventory import places
from inventory.ledger_models import StockBalance
from inventory.models import Batch, Restriction, RestrictionTarget
from inventory.values import Evidence, RestrictionKind
from tests.factories import NOW, World, key


def ask(
    world: World,
    quantity: int | None = 10,
    unit: str = "个",
    item: str = "mask",
    *,
    who: str = "village",
    site: str = "village",
    **more: Any,
) -> int:
    """A request of one line; returns its id."""
    new = NewRequest(
        receiver_id=world.receiver(site),
        occurred_on=installation_day(NOW),
        lines=(NewRequestLine(world.items[item], quantity, unit),),
        **more,
    )
    with transaction():
        answer = services_requests.send(actor=world.actors[who], now=NOW, key=key(), new=new)
    return int(answer["request_id"])


def line_of(request_id: int) -> int:
    return db.session.execute(select(RequestLine.id).where(RequestLine.request_id == request_id)).scalar_one()


def approve(world: World, request_id: int, *, reserve_at: str | None = None, **decision: Any) -> None:
    site = world.sites[reserve_at] if reserve_at else None
    with transaction():
        services_requests.decide(
            actor=world.actors["manager"],
            now=NOW,
            key=key(),
            request_id=request_id,
            decision=Decision(approve=True, reserve_site_id=site, **decision),
        )


def approved(world: World, quantity: int | None = 10, unit: str = "个", **more: Any) -> int:
    request_id = ask(world, quantity, unit, **more)
    approve(world, request_id)
    return request_id


def pick(
    world: World,
    batch: Batch | None = None,
    quantity: int = 10,
    *,
    request_id: int | None = None,
    to: int | None = None,
    who: str = "staff",
    use_key: str | None = None,
    evidence: Evidence = Evidence.CHOSEN,
    purpose: str = "",
    reason: str = "",
    consent: str = "",
) -> int:
    """A dispatch from the county store: of one batch, or by rule for a request; returns its id."""
    lines: tuple[NewDispatchLine, ...] = ()
    if batch is not None:
        lines = (
            NewDispatchLine(
                batch.id,
                world.location("county"),
                quantity,
                evidence=evidence,
                request_line_id=line_of(request_id) if request_id else None,
                override_reason=reason,
                override_consent=consent,
            ),
        )
    new = NewDispatch(
        from_site_id=world.sites["county"],
        receiver_id=to or world.receiver("village"),
        lines=lines,
        request_id=request_id,
        purpose=purpose,
    )
    with transaction():
        answer = services_dispatches.create(actor=world.actors[who], now=NOW, key=use_key or key(), new=new)
    return int(answer["dispatch_id"])


def load(world: World, dispatch_id: int, *, use_key: str | None = None, **more: Any) -> dict[str, Any]:
    with transaction():
        return services_dispatches.load(
            actor=world.actors["staff"], now=NOW, key=use_key or key(), dispatch_id=dispatch_id, occurred_at=NOW, **more
        )


def sent(world: World, batch: Batch, quantity: int = 10, **more: Any) -> int:
    """A dispatch of one batch that is on its way."""
    dispatch_id = pick(world, batch, quantity, **more)
    load(world, dispatch_id)
    return dispatch_id


def deliver(
    world: World,
    dispatch_id: int,
    *figures: dict[str, Any],
    who: str = "village",
    paper: str = "",
    use_key: str | None = None,
) -> dict[str, Any]:
    """Confirm: everything, or with the figures given for the lines in order."""
    ids = line_ids(dispatch_id)
    told = tuple(DeliveredLine(dispatch_line_id=line, **figure) for line, figure in zip(ids, figures, strict=False))
    new = NewDelivery(
        dispatch_id, Confirmation.PAPER if paper else Confirmation.RECEIVER, NOW, lines=told or None, paper_number=paper
    )
    with transaction():
        return services_deliveries.confirm(actor=world.actors[who], now=NOW, key=use_key or key(), new=new)


def line_ids(dispatch_id: int) -> list[int]:
    return list(
        db.session.execute(
            select(DispatchLine.id).where(DispatchLine.dispatch_id == dispatch_id).order_by(DispatchLine.line_no)
        ).scalars()
    )


def status(dispatch_id: int) -> str:
    return db.session.execute(select(Dispatch.status).where(Dispatch.id == dispatch_id)).scalar_one()


def reserved(world: World, batch_id: int) -> int:
    return db.session.execute(
        select(StockBalance.reserved).where(
            StockBalance.batch_id == batch_id, StockBalance.location_id == world.location("county")
        )
    ).scalar_one()


def restriction(
    world: World,
    *targets: dict[str, Any],
    text: str = "for the village",
    kind: RestrictionKind = RestrictionKind.TARGETS,
) -> int:
    """A restriction with targets; returns its id."""
    own = new_id()
    with transaction():
        db.session.execute(insert(Restriction.__table__), {"id": own, "kind": kind.value, "text": text})
        empty = {
            "receiver_id": None,
            "area_id": None,
            "purpose": "",
            "name_as_written": "",
            "quantity": None,
            "unit": None,
        }
        for target in targets:
            db.session.execute(
                insert(RestrictionTarget.__table__), {**empty, "id": new_id(), "restriction_id": own, **target}
            )
    return own


def hospital(world: World) -> int:
    """An outside organisation in Daxue; returns the receiver's id."""
    with transaction():
        return places.add_organisation(
            actor=world.actors["manager"],
            now=NOW,
            area_id=world.areas["330328100"],
            name_en="People's Hospital",
            name_zh="人民医院",
        )
