"""Settling an entry of the inbox: one transaction, once, by a manager, with a reason."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.access import Actor, Permission
from core.database import db
from core.errors import DomainError
from core.ids import new_id
from inventory import ledger, lookups, services_stock
from inventory.errors import KeyReused, ReasonNeeded
from scanning import queries_inbox, services_found
from scanning.errors import AlreadySettled, NotThisWay, UnknownKind
from scanning.kinds import KINDS
from scanning.models import PhoneDevice, PhoneResolution
from scanning.queries_actions import resolution_under
from scanning.queries_rivals import balances
from scanning.reading import again
from scanning.registry import Act, Kind
from scanning.services_actions import plain
from scanning.services_rivals import reverse_rival
from scanning.values import Place, ResolutionKind, Settling, Told, part_key

_TAKES_FROM_A_SHELF = ("move", "hand_out")
"""Only these can lack goods that were there and not in the books. What is loaded was picked and is held since, so it
cannot lack; a box beyond it is told as surplus when the arrival is confirmed. An arrival holds what is on the way, with
its surplus beside it; a receipt takes nothing from a shelf."""


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
        raise AlreadySettled(settled_at=row.resolved_at.isoformat(timespec="minutes"))
    done = _WAYS[how.kind](_Case(actor, now, key, row, again(row.raw), how))
    posting_id = ledger.find_posting(actor=actor, key=key)
    answer = {
        "action_id": str(action_id),
        "kind": how.kind.value,
        "posting_id": str(posting_id) if posting_id else None,
        "answer": plain(done) if done else None,
    }
    _write(actor, now, key, row, how, content, answer, posting_id)
    return answer


class _Case:
    """What is settled, by whom, how."""

    def __init__(self, actor: Actor, now: datetime, key: str, row: Any, told: Told, how: Settling) -> None:
        self.actor, self.now, self.key, self.row, self.told, self.how = actor, now, key, row, told, how

    @property
    def kind(self) -> Kind:
        """Raises what of the action cannot be read: then it can only be closed."""
        if isinstance(self.told.problem, DomainError):
            raise self.told.problem
        known = KINDS.get(self.told.kind)
        if known is None:
            raise UnknownKind(kind=self.told.kind)
        return known

    def act(self, data: Mapping[str, Any] | None = None, *, part: str = "") -> Act:
        """The action in the manager's name, with other data or as a part of it."""
        site = lookups.site_by_code(actor=self.actor, permission=Permission.VIEW_STOCK, code=self.told.site)
        return Act(
            actor=self.actor,
            now=self.now,
            key=part_key(self.key, part) if part else self.key,
            occurred_at=self.row.occurred_at,
            site=site,
            data=self.told.data if data is None else data,
            told_by=self.row.actor_id,
            settling=True,
            device=self._device(),
        )

    def _device(self) -> str:
        """The phone's own name: its pictures may come after a manager has settled the delivery."""
        query = select(PhoneDevice.uid).where(PhoneDevice.id == self.row.device_id)
        return str(db.session.execute(query).scalar() or "")

    def places(self) -> list[Place]:
        """What the action takes, those first of which there is not enough now. Raises NotThisWay when it takes none."""
        places = self.kind.places(self.told.data)
        if not places:
            raise NotThisWay(kind=self.told.kind)
        rows = balances(places)
        lacks = [row["quantity"] - row["reserved"] < row["wanted"] for row in rows]
        return [place for _lacks, place in sorted(zip(lacks, places, strict=True), key=lambda pair: not pair[0])]


def _retry(case: _Case) -> dict[str, Any]:
    """With the manager's reason where the action needs one and told none."""
    kind, data = case.kind, case.told.data
    words = {"reason": case.how.reason} if data.get("reason") == "" else {}
    return kind.apply(case.act({**data, **words}))


def _recount(case: _Case) -> dict[str, Any]:
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


def _chosen_place(case: _Case) -> Place:
    """The place that was named, if it is one of the action's; otherwise the first that lacks."""
    places = case.places()
    for place in places:
        if case.how.batch_id in (None, place.batch_id) and case.how.location_id in (None, place.location_id):
            return place
    raise NotThisWay(kind=case.told.kind, field="batch_id")


def _found(case: _Case) -> dict[str, Any]:
    """What lacks enters as goods found, of unknown source, where it was taken from; the action then takes them."""
    if case.kind.name not in _TAKES_FROM_A_SHELF:
        raise NotThisWay(kind=case.told.kind)
    parts = services_found.with_found(
        actor=case.actor,
        now=case.now,
        key=case.key,
        occurred_at=case.row.occurred_at,
        places=case.kind.places(case.told.data),
        how=case.how,
    )
    done: dict[str, Any] = {}
    for number, data in enumerate(services_found.split(case.kind.name, case.told.data, parts)):
        done = case.kind.apply(case.act(data, part=str(number) if number else ""))
    return done


def _reassign(case: _Case) -> dict[str, Any]:
    """The same act with another batch, or from another location."""
    place = case.places()[0]
    batch_id, location_id = case.how.batch_id or place.batch_id, case.how.location_id or place.location_id
    new = replace(place, batch_id=batch_id, location_id=location_id)
    if new == place:
        raise NotThisWay(kind=case.told.kind, field="batch_id")
    services_found.demand_same_goods(place.batch_id, batch_id)
    return case.kind.apply(case.act(services_found.moved_to(case.kind.name, case.told.data, place, new)))


def _reverse(case: _Case) -> dict[str, Any]:
    """Who took it is reversed first; the action then takes its place."""
    reverse_rival(
        actor=case.actor,
        now=case.now,
        key=part_key(case.key, "reverse"),
        rivals=json.loads(case.row.rivals) if case.row.rivals else {},
        posting_id=case.how.posting_id,
        reason=case.how.reason,
        site=case.act().site,
    )
    return _retry(case)


def _close(_case: _Case) -> None:
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
