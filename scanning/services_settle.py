"""Settling an entry of the inbox: one transaction, once, by a manager, with a reason."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.access import Actor, Permission
from core.database import db
from core.ids import new_id
from distribution import proof_held
from inventory import ledger, services_stock
from inventory.errors import KeyReused, ReasonNeeded
from scanning import queries_inbox, services_found
from scanning.errors import AlreadySettled, NotThisWay
from scanning.models import PhoneDevice, PhoneResolution
from scanning.queries_actions import resolution_under
from scanning.reading import again
from scanning.services_actions import plain
from scanning.services_found_documents import FOUND
from scanning.services_rivals import reverse_rival
from scanning.settling import Case
from scanning.values import Place, ResolutionKind, Settling, part_key
from scanning.ways import reversible


def settle(*, actor: Actor, now: datetime, key: str, action_id: int, how: Settling) -> dict[str, Any]:
    """Settle an entry and keep how. The action is applied in the manager's name with the moment at which it was done.
    Answers {action_id, kind, posting_id, answer}; the same key again gives the first answer.

    Raises UnknownConflict, AlreadySettled, ReasonNeeded, NotThisWay, NotARival, NothingMissing, KeyReused, and what the
    action itself and the acts before it (count, reversal, goods found) raise: then nothing is recorded.
    """
    row = queries_inbox.entry(actor=actor, action_id=action_id)
    if not how.reason.strip():
        raise ReasonNeeded(field="reason")
    # of two managers who settle at once the second waits here and then sees the first one's row
    db.session.execute(select(PhoneDevice.id).where(PhoneDevice.id == row.device_id).with_for_update())
    content = ledger.fingerprint("settle", action_id, asdict(how))
    before = resolution_under(actor_id=actor.id, key=key)
    if before is not None:
        if before.fingerprint != content:
            raise KeyReused(key=key)
        return dict(json.loads(before.answer))
    row = queries_inbox.entry(actor=actor, action_id=action_id)
    if row.resolution_id is not None:
        raise AlreadySettled(by=_settler(actor, row), how=row.resolution, settled_at=row.resolved_at)
    done = _WAYS[how.kind](Case(actor, now, key, row, again(row.raw), how))
    posting_id = ledger.find_posting(actor=actor, key=key)
    answer = {
        "action_id": str(action_id),
        "kind": how.kind.value,
        "posting_id": str(posting_id) if posting_id else None,
        "answer": plain(done) if done else None,
    }
    _write(actor, now, key, row, how, content, answer, posting_id)
    proof_held.drop(actor_id=row.actor_id, key=row.key)  # those of a delivery that was recorded are bound to it by now
    return answer


def _settler(actor: Actor, row: Any) -> str:
    """Who settled it, for those who may know who does what."""
    named = actor.may_at(Permission.VIEW_AUDIT, path=row.area_path or "", site_id=row.site_id)
    return row.resolved_by if named else "–"


def _retry(case: Case) -> dict[str, Any]:
    """With the manager's reason where the action needs one and told none."""
    return case.apply()


def _recount(case: Case) -> dict[str, Any]:
    """What is there is counted first; the action is then tried again, or the count is all."""
    place = _chosen_place(case)
    if case.how.counted is None:
        raise NotThisWay(kind=case.told.kind, field="counted")
    counted = services_stock.count(
        actor=case.actor,
        now=case.now,
        key=part_key(case.key, "count"),
        batch_id=place.batch_id,
        location_id=place.location_id,
        counted=case.how.counted,
        reason=case.how.reason,
    )
    return {"count": counted, **(_retry(case) if case.how.then_apply else {})}


def _chosen_place(case: Case) -> Place:
    """The place that was named, if it is one of the action's; otherwise the first that lacks."""
    places = case.places()
    for place in places:
        if case.how.batch_id in (None, place.batch_id) and case.how.location_id in (None, place.location_id):
            return place
    raise NotThisWay(kind=case.told.kind, field="batch_id")


def _found(case: Case) -> dict[str, Any]:
    """What was there beyond the record enters as goods found, of unknown source; the action then takes it."""
    way = FOUND.get(case.kind.name)
    if way is None:
        raise NotThisWay(kind=case.told.kind)
    return way(case)


def _reassign(case: Case) -> dict[str, Any]:
    """The same act with another batch, or from another location."""
    place = case.places()[0]
    batch_id, location_id = case.how.batch_id or place.batch_id, case.how.location_id or place.location_id
    new = replace(place, batch_id=batch_id, location_id=location_id)
    if new == place:
        raise NotThisWay(kind=case.told.kind, field="batch_id")
    services_found.demand_same_goods(place.batch_id, batch_id)
    return case.apply(services_found.moved_to(case.kind.name, case.told.data, place, new))


def _reverse(case: Case) -> dict[str, Any]:
    """Who took it is reversed first; the action then takes its place."""
    reverse_rival(
        actor=case.actor,
        now=case.now,
        key=part_key(case.key, "reverse"),
        rivals=json.loads(case.row.rivals) if case.row.rivals else {},
        posting_id=case.how.posting_id,
        reason=case.how.reason,
        site=case.act().site,
        kinds=reversible(case.told.kind),
    )
    return _retry(case)


def _close(_case: Case) -> None:
    """Nothing is posted."""


_WAYS: dict[ResolutionKind, Any] = {
    ResolutionKind.RETRY: _retry,
    ResolutionKind.RECOUNT: _recount,
    ResolutionKind.FOUND: _found,
    ResolutionKind.REASSIGN: _reassign,
    ResolutionKind.REVERSE: _reverse,
    ResolutionKind.CLOSE: _close,
}


def _write(
    actor: Actor,
    now: datetime,
    key: str,
    row: Any,
    how: Settling,
    content: str,
    answer: dict[str, Any],
    posting_id: int | None,
) -> None:
    db.session.execute(
        insert(PhoneResolution.__table__),
        {
            "id": new_id(),
            "action_id": row.id,
            "kind": how.kind.value,
            "actor_id": actor.id,
            "key": key,
            "fingerprint": content,
            "reason": how.reason,
            "data": json.dumps(asdict(how), ensure_ascii=False, default=str),
            "answer": json.dumps(answer, ensure_ascii=False),
            "posting_id": posting_id,
            "resolved_at": now,
        },
    )
