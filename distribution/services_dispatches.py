"""What can be done with a dispatch before it arrives: pick (and hold), load, cancel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from core.access import Actor, Permission
from core.codes import new_code
from core.database import db
from core.i18n import pick_name, retold
from core.ids import new_id
from distribution import queries_requests, services_holds, services_picks
from distribution.allowances import destination
from distribution.documents import DISPATCH_PREFIX, fresh_number, take_key
from distribution.errors import NoLines, NotApproved, RequestOfOther, SameSite
from distribution.models import Dispatch, DispatchLine
from distribution.services_loading import cancel, load
from distribution.services_picks import Pick
from distribution.values import DispatchStatus, NewDispatch, RequestStatus
from distribution.words import request_word
from inventory import ledger, lookups, places
from inventory.births import add_label_code
from inventory.errors import UnknownPlace
from inventory.picking import Place
from inventory.values import LabelKind

__all__ = ["add_row", "cancel", "create", "load", "receiver_to_serve"]

MOST_LINES = 500


def create(*, actor: Actor, now: datetime, key: str, new: NewDispatch) -> dict[str, Any]:
    """Pick batches for a receiver and hold them; answers {dispatch_id, number, code}. Without lines, the rule picks
    for the request. What the request held at this site is used first; what is left of it stays held.

    The same key again returns the first answer. Raises UnknownPlace, SameSite, UnknownRequest, NotApproved,
    RequestOfOther, NoLines, NothingToSend, InsufficientStock, KeyReused, and what `services_picks.chosen` raises.
    """
    site = lookups.site(actor=actor, permission=Permission.DISPATCH, site_id=new.from_site_id)
    receiver = receiver_to_serve(actor, site, new.receiver_id)
    dispatch_id, number, code = new_id(), fresh_number(DISPATCH_PREFIX, now, Dispatch.number), new_code()
    content = ledger.fingerprint("dispatch", str(new))
    taken = take_key(
        actor=actor,
        now=now,
        key=key,
        fingerprint=content,
        answer={"dispatch_id": str(dispatch_id), "number": number, "code": code},
    )
    if taken.replayed:
        return taken.answer
    request = _request_to_serve(actor, new, receiver)
    to = destination(receiver=receiver, site=site, purpose=new.purpose)
    if new.lines:
        picks = services_picks.chosen(actor=actor, now=now, new=new, site=site, to=to)
    elif request is not None:
        picks = services_picks.by_rule(now=now, request=request, site=site, to=to)
    else:
        raise NoLines(field="lines-0-batch_id")
    add_row(actor=actor, now=now, new=new, dispatch_id=dispatch_id, number=number, code=code, key=content)
    _hold_and_write(actor, now, new, dispatch_id, picks)
    return taken.answer


def receiver_to_serve(actor: Actor, site: Any, receiver_id: int) -> Any:
    """The receiver, if goods of this site may be sent there: within the actor's area, or a level above the site's.
    Raises UnknownPlace, SameSite."""
    receiver = lookups.receiver(receiver_id)
    within = actor.may_at(Permission.DISPATCH, path=receiver.area_path, site_id=receiver.site_id)
    if not receiver.active or not (within or site.area_path.startswith(receiver.area_path)):
        raise UnknownPlace(receiver_id=str(receiver_id), field="receiver_id")
    if receiver.site_id == site.id:
        raise SameSite(site=pick_name(site.name_en, site.name_zh), field="receiver_id")
    return receiver


def _request_to_serve(actor: Actor, new: NewDispatch, receiver: Any) -> Any:
    if len(new.lines) > MOST_LINES:
        raise NoLines(field="lines-0-batch_id")
    if new.request_id is None:
        return None
    request = queries_requests.request(actor=actor, request_id=new.request_id, lock=True)
    if request.status != RequestStatus.APPROVED.value:
        raise NotApproved(number=request.number, status=retold(request_word, request.status))
    if request.receiver_id != receiver.id:
        raise RequestOfOther(
            number=request.number, receiver=pick_name(request.name_en, request.name_zh), field="receiver_id"
        )
    return request


def add_row(
    *,
    actor: Actor,
    now: datetime,
    new: NewDispatch,
    dispatch_id: int,
    number: str,
    code: str,
    key: str,
    status: DispatchStatus = DispatchStatus.PICKED,
    direct: bool = False,
    posting_id: int | None = None,
    loaded_at: datetime | None = None,
) -> int:
    """The dispatch's own row with its label code and its way; returns the transit location's id. Who calls has
    checked the right, and writes the lines."""
    add_label_code(actor=actor, now=now, kind=LabelKind.DISPATCH, code=code)
    transit = places.add_transit_location(dispatch_number=number)
    db.session.execute(
        insert(Dispatch.__table__),
        {
            "id": dispatch_id,
            "number": number,
            "code": code,
            "from_site_id": new.from_site_id,
            "receiver_id": new.receiver_id,
            "request_id": new.request_id,
            "transit_location_id": transit,
            "status": status.value,
            "direct": direct,
            "posting_id": posting_id,
            "vehicle": new.vehicle,
            "driver": new.driver,
            "note": new.note,
            "purpose": new.purpose,
            "end_reason": "",
            "imported": new.imported,
            "actor_id": actor.id,
            "key": key,
            "loaded_at": loaded_at,
            "recorded_at": now,
        },
    )
    return transit


def _hold_and_write(actor: Actor, now: datetime, new: NewDispatch, dispatch_id: int, picks: Sequence[Pick]) -> None:
    """Hold every pick in the order of places, give the rest of the request's own holds back to it, write the lines."""
    freed = (
        services_holds.release_for_dispatch(now=now, request_id=new.request_id, site_id=new.from_site_id)
        if new.request_id is not None
        else {}
    )
    reservations: dict[int, int] = {}
    for place, index in sorted((pick.candidate.place, index) for index, pick in enumerate(picks)):
        reservations[index] = ledger.reserve(
            actor=actor, now=now, batch_id=place[0], location_id=place[1], quantity=picks[index].quantity
        )
    services_holds.reserve_for_lines(actor=actor, now=now, wanted=_left_of_holds(freed, picks))
    db.session.execute(
        insert(DispatchLine.__table__),
        [
            {
                "id": new_id(),
                "dispatch_id": dispatch_id,
                "line_no": index + 1,
                "batch_id": pick.candidate.batch_id,
                "from_location_id": pick.candidate.location_id,
                "quantity": pick.quantity,
                "request_line_id": pick.request_line_id,
                "reservation_id": reservations[index],
                "evidence": pick.evidence.value,
                "override_by": actor.id if pick.overrides else None,
                "override_reason": pick.reason,
                "override_consent": pick.consent,
            }
            for index, pick in enumerate(picks)
        ],
    )


def _left_of_holds(freed: Mapping[tuple[Place, int], int], picks: Sequence[Pick]) -> list[tuple[Place, int, int]]:
    """What the request held and this dispatch does not take, by place and request line."""
    used: dict[Place, int] = {}
    for pick in picks:
        used[pick.candidate.place] = used.get(pick.candidate.place, 0) + pick.quantity
    left = []
    for (place, line_id), quantity in sorted(freed.items()):
        taken = min(used.get(place, 0), quantity)
        used[place] = used.get(place, 0) - taken
        if quantity > taken:
            left.append((place, quantity - taken, line_id))
    return left
