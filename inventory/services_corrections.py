"""Changes of what a batch is: each with a correction row that keeps old, new, reason, actor and time (invariant 9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.access import Actor, Permission, Scope
from core.database import db
from core.errors import Forbidden
from core.i18n import pick_name
from core.ids import new_id
from inventory.births import picking_key
from inventory.errors import BatchEnteredElsewhere, BatchSpreads, NothingChanged
from inventory.lookups import item, receiver
from inventory.models import Area, Batch, BatchCorrection, Restriction, RestrictionTarget, Site
from inventory.queries_batches import batch, children, labels, sites_with_stock
from inventory.services_batches import check_dates, check_release
from inventory.services_stock import need_reason
from inventory.values import BatchState, LabelStatus, RestrictionKind

FIELDS = ("item_id", "lot", "produced_on", "expires_on", "base_per_unit", "specification", "restriction_id")
_WORDS = {"item_id": "item", "restriction_id": "restriction"}


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did: (field, old, new) as text, the label codes to print again, and batches that were made
    from this one, which keep what was known when they were made."""

    changes: tuple[tuple[str, str | None, str | None], ...]
    reprint: tuple[str, ...]
    children: tuple[str, ...]
    released: bool = False


def correct(
    *, actor: Actor, now: datetime, batch_id: int, reason: str, changes: dict[str, Any], release: bool = False
) -> Corrected:
    """Correct what a batch is: any of FIELDS. `release` makes a held batch usable in the same step.

    A medicine that was held for want of lot or expiry may be released once both stand (Drug Administration Law
    art. 98). When the item changes and its base unit is another, the content of one unit becomes unknown unless given.
    Raises ReasonNeeded, NothingChanged, DatesDisagree, UnknownItem, Forbidden, BatchSpreads, LotAndExpiryNeeded,
    RestrictionUnsettled.
    """
    need_reason(reason)
    row = _changeable(actor, batch_id, Permission.CORRECT)
    values = _changed(row, changes)
    after = {**row._mapping, **values}
    check_dates(after["produced_on"], after["expires_on"])
    if release and row.state == BatchState.HELD.value:
        check_release(after, row)
        values |= {"state": BatchState.USABLE.value}
    if not values:
        raise NothingChanged
    _write(actor, now, row, values, reason)
    return Corrected(
        changes=tuple((_WORDS.get(name, name), _text(row._mapping[name]), _text(new)) for name, new in values.items()),
        reprint=tuple(label.code for label in labels(batch_id) if label.status == LabelStatus.ACTIVE.value),
        children=tuple(child.code for child in children(batch_id)),
        released="state" in values,
    )


def restriction_for(*, batch_id: int, receiver_id: int) -> int:
    """A new restriction in the donor's words that names one receiver for all of it: the donor's answer to «for whom?».
    Returns its id, which the caller gives to `correct` as `restriction_id`. Raises UnknownPlace."""
    receiver(receiver_id)
    before = db.session.execute(
        select(Restriction.text).join(Batch, Batch.restriction_id == Restriction.id).where(Batch.id == batch_id)
    ).scalar()
    made = new_id()
    row = {"id": made, "kind": RestrictionKind.TARGETS.value, "text": before or ""}
    db.session.execute(insert(Restriction.__table__), row)
    target = {"id": new_id(), "restriction_id": made, "receiver_id": receiver_id}
    db.session.execute(insert(RestrictionTarget.__table__), target)
    return made


def change_state(*, actor: Actor, now: datetime, batch_id: int, state: BatchState, reason: str) -> Corrected:
    """Hold, block or release a whole batch wherever it lies. Holding needs the right to handle stock, releasing the
    right to correct. To hold a part, split it off with a state.

    Raises ReasonNeeded, NothingChanged, Forbidden, BatchSpreads, LotAndExpiryNeeded, RestrictionUnsettled.
    """
    need_reason(reason)
    needed = Permission.CORRECT if state is BatchState.USABLE else Permission.HANDLE_STOCK
    row = _changeable(actor, batch_id, needed)
    if row.state == state.value:
        raise NothingChanged(field="state")
    if state is BatchState.USABLE:
        check_release(row._mapping, row)
    _write(actor, now, row, {"state": state.value}, reason)
    return Corrected(
        changes=(("state", row.state, state.value),), reprint=(), children=(), released=state is BatchState.USABLE
    )


def _changeable(actor: Actor, batch_id: int, permission: Permission) -> Any:
    """The batch, when all of it that is on hand lies where the actor has the permission. When nothing is on hand, the
    permission counts where it entered: there its papers are and there what it is was recorded. Every site through which
    it once passed would be too many, and where it lay last changes with each return.
    Raises UnknownBatch, Forbidden, BatchSpreads, BatchEnteredElsewhere."""
    row = batch(actor=actor, batch_id=batch_id)
    if not actor.may(permission):
        raise Forbidden(permission=permission.value)
    scope = actor.scope(permission)
    held_at = sites_with_stock(batch_id)
    if not held_at:
        _demand_entry(row, scope)
    beyond = [site for site in held_at if not scope.holds(path=site.area_path, site_id=site.id)]
    if beyond:
        raise BatchSpreads(batch=row.code, sites=", ".join(pick_name(site.name_en, site.name_zh) for site in beyond))
    return row


def _demand_entry(row: Any, scope: Scope) -> None:
    entry = db.session.execute(
        select(Site.id, Site.name_en, Site.name_zh, Area.path)
        .join(Area, Area.id == Site.area_id)
        .where(Site.id == row.entered_site_id)
    ).one()
    if not scope.holds(path=entry.path, site_id=entry.id):
        raise BatchEnteredElsewhere(batch=row.code, site=pick_name(entry.name_en, entry.name_zh))


def _changed(row: Any, changes: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in changes.items() if name in FIELDS and value != row._mapping[name]}
    if "item_id" in values:
        found = item(values["item_id"])
        if found.base_unit != row.base_unit and "base_per_unit" not in changes:
            values["base_per_unit"] = 1 if row.unit == found.base_unit else None
    return {name: value for name, value in values.items() if value != row._mapping[name]}


def _write(actor: Actor, now: datetime, row: Any, values: dict[str, Any], reason: str) -> None:
    db.session.execute(
        insert(BatchCorrection.__table__),
        [
            {
                "id": new_id(),
                "batch_id": row.id,
                "field": _WORDS.get(name, name),
                "old": _text(row._mapping[name]),
                "new": _text(new),
                "reason": reason,
                "actor_id": actor.id,
                "recorded_at": now,
            }
            for name, new in values.items()
        ],
    )
    kept = dict(values)
    if "state" in kept:
        kept["state_reason"] = None if kept["state"] == BatchState.USABLE.value else reason[:200]
    if "expires_on" in kept:
        kept["sort_key"] = picking_key(kept["expires_on"], row.entered_on, row.id)
    db.session.execute(update(Batch.__table__).where(Batch.id == row.id).values(**kept))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
