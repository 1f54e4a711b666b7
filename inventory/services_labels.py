"""Labels: what they say, that they were printed, what a blank one is bound to, and a new code for a lost one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import format_decimal
from sqlalchemy import insert, select, update

from core import audit
from core.access import Actor, Permission
from core.codes import display, normalise
from core.database import db
from core.errors import Forbidden
from core.i18n import pick_name
from core.ids import new_id
from core.qr import label_url
from inventory import lookups
from inventory.bindings import label_row, read_code, refusal, take_blank
from inventory.births import add_label_code
from inventory.errors import LabelNotReplaceable, UnknownLabel
from inventory.label_errors import BatchNotHere, OneTarget, ShelfByStaff
from inventory.label_values import LabelFields
from inventory.models import LabelCode, LabelPrint, Location
from inventory.queries_batches import batch, sites_with_stock
from inventory.services_stock import need_reason
from inventory.values import LabelKind, LabelStatus
from inventory.words import state_word


def label_fields(row: Any, *, public_url: str, today: date) -> LabelFields:
    """What the label of a batch says; `row` is one of `queries_labels.label_rows`."""
    base = None
    if row.base_per_unit is not None and row.unit != row.base_unit:
        base = f"{format_decimal(row.quantity * row.base_per_unit)} {row.base_unit}"
    state, _reason = state_word(row, today)
    return LabelFields(
        code=row.label,
        url=label_url(public_url, row.label),
        item_name_en=row.item_en,
        item_name_zh=row.item_zh,
        quantity=row.quantity,
        unit=row.unit,
        source_label=row.source_label,
        site_name=pick_name(row.site_en, row.site_zh),
        entered_on=row.entered_on,
        base_quantity_text=base,
        lot=row.lot,
        expiry=row.expires_on,
        production=row.produced_on,
        location_code=row.location_code,
        state_word=state or None,
        spec=row.specification,
        storage_condition=row.storage_condition or None,
    )


def record_prints(*, actor: Actor, now: datetime, codes: Iterable[str], copies: int) -> None:
    """Note that labels were printed: who, when, how many."""
    rows = [{"id": new_id(), "code": code, "copies": copies, "actor_id": actor.id, "printed_at": now} for code in codes]
    if rows:
        db.session.execute(insert(LabelPrint.__table__), rows)


def prints_of(codes: Sequence[str]) -> dict[str, int]:
    """How many copies of each label were printed before."""
    found: dict[str, int] = {}
    for row in db.session.execute(select(LabelPrint.code, LabelPrint.copies).where(LabelPrint.code.in_(codes))):
        found[row.code] = found.get(row.code, 0) + row.copies
    return found


class Bound(NamedTuple):
    """What a label is on now. `again`: it was so before, and nothing was changed."""

    code: str
    batch_id: int | None
    location_id: int | None
    again: bool = False


def bind_label(
    *, actor: Actor, now: datetime, code: str, batch_id: int | None = None, location_id: int | None = None
) -> Bound:
    """Put a blank label of a roll on a batch with stock at the roll's site, or on a location of it; other labels of
    the batch stay valid. The same again changes nothing.

    Raises OneTarget, CodeMistyped, UnknownLabel, LabelAlreadyBound, LabelRevokedBefore, RollElsewhere (also where the
    actor may not work at the roll's site), UnknownBatch, UnknownPlace, BatchNotHere, ShelfByStaff (a day pass labels
    boxes of its site, not shelves: everybody is sent by these).
    """
    if (batch_id is None) == (location_id is None):
        raise OneTarget(field="batch_id")
    if location_id is not None and actor.is_pass:
        raise ShelfByStaff
    label = label_row(read_code(code))
    if label is None or (label.kind == LabelKind.UNBOUND.value and label.roll_id is None):
        raise UnknownLabel(label=display(read_code(code)), field="code")
    done = Bound(label.code, batch_id, location_id, again=True)
    same = (label.batch_id, label.location_id) == (batch_id, location_id) and label.status != LabelStatus.REVOKED.value
    if same and label.roll_id is not None:
        lookups.site(actor=actor, permission=Permission.HANDLE_STOCK, site_id=label.roll_site_id)
        return done
    if why := refusal(label):
        raise why
    site_id = _site_of_target(actor, label, batch_id, location_id)
    take_blank(actor=actor, now=now, code=label.code, site_id=site_id, batch_id=batch_id, location_id=location_id)
    audit.record(
        actor_id=actor.id,
        action="label.bound",
        now=now,
        subject_id=batch_id or location_id,
        code=label.code,
        roll=label.roll,
        place=label.roll_place,
    )
    return done._replace(again=False)


def _site_of_target(actor: Actor, label: Any, batch_id: int | None, location_id: int | None) -> int:
    """The roll's site, if the goods or the location are there and the actor works there."""
    if location_id is not None:
        place = lookups.location(actor=actor, permission=Permission.HANDLE_STOCK, location_id=location_id)
        return int(place.site_id)
    row = batch(actor=actor, batch_id=batch_id or 0, permission=Permission.HANDLE_STOCK)
    scope = actor.scope(Permission.HANDLE_STOCK)
    here = [site for site in sites_with_stock(row.id) if scope.holds(path=site.area_path, site_id=site.id)]
    if any(site.id == label.roll_site_id for site in here):
        return int(label.roll_site_id)
    if here:
        return int(here[0].id)
    site = pick_name(label.roll_site_en, label.roll_site_zh)
    raise BatchNotHere(batch=row.code, item=pick_name(row.item_en, row.item_zh), site=site, field="batch_id")


def replace_label(*, actor: Actor, now: datetime, code: str, reason: str, label: str | None = None) -> str:
    """Another code for a batch or a location whose label was lost or is unreadable; returns it. The old one still
    opens it. With `label`, a blank one of a roll of the site becomes the new one.

    Raises ReasonNeeded, UnknownLabel, LabelNotReplaceable, UnknownBatch, UnknownPlace and what `bindings.take_blank`
    raises.
    """
    need_reason(reason)
    row = _label_of_thing(actor, code, Permission.HANDLE_STOCK)
    if row.kind == LabelKind.UNBOUND.value:
        raise LabelNotReplaceable(label=display(row.code))
    _end(actor, now, row, LabelStatus.REPLACED, reason)
    if label:
        fresh = bind_label(actor=actor, now=now, code=label, batch_id=row.batch_id, location_id=row.location_id).code
    else:
        fresh = add_label_code(
            actor=actor, now=now, kind=LabelKind(row.kind), batch_id=row.batch_id, location_id=row.location_id
        )
    audit.record(
        actor_id=actor.id,
        action="label.replaced",
        now=now,
        subject_id=row.batch_id or row.location_id,
        old=row.code,
        new=fresh,
        reason=reason,
    )
    return fresh


def revoke_label(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """A code that must not open anything any more, because its label may be on the wrong box or is lost; never used
    again. Needs the right to correct. Raises ReasonNeeded, UnknownLabel, LabelNotReplaceable, UnknownBatch,
    UnknownPlace, Forbidden."""
    need_reason(reason)
    if not actor.may(Permission.CORRECT):
        raise Forbidden(permission=Permission.CORRECT.value)
    row = _label_of_thing(actor, code, Permission.CORRECT)
    _end(actor, now, row, LabelStatus.REVOKED, reason)
    audit.record(
        actor_id=actor.id,
        action="label.revoked",
        now=now,
        subject_id=row.batch_id or row.location_id or row.roll_site_id,
        code=row.code,
        reason=reason,
    )


def _end(actor: Actor, now: datetime, row: Any, status: LabelStatus, reason: str) -> None:
    """Whoever comes second finds it ended: the guard is in the statement."""
    ended = db.session.execute(
        update(LabelCode.__table__)
        .where(LabelCode.code == row.code, LabelCode.status == LabelStatus.ACTIVE.value, LabelCode.kind == row.kind)
        .values(status=status.value, ended_at=now, ended_by=actor.id, end_reason=reason[:200])
    )
    if ended.rowcount != 1:
        raise LabelNotReplaceable(label=display(row.code))


def _label_of_thing(actor: Actor, code: str, permission: Permission) -> Any:
    """A valid label of a batch, a location or a roll that the actor has the permission for."""
    row = label_row(normalise(code))
    if row is None:
        raise UnknownLabel(label=display(normalise(code)))
    if row.status != LabelStatus.ACTIVE.value:
        raise LabelNotReplaceable(label=display(row.code))
    if row.batch_id is not None:
        batch(actor=actor, batch_id=row.batch_id, permission=permission)
    elif row.location_id is not None:
        lookups.location(actor=actor, permission=permission, location_id=row.location_id)
    elif row.roll_id is not None:
        lookups.site(actor=actor, permission=permission, site_id=row.roll_site_id)
    else:
        raise LabelNotReplaceable(label=display(row.code))
    return row


def ensure_location_codes(*, actor: Actor, now: datetime, site_id: int) -> None:
    """A label code for every location of a site that has no valid one; a location that has one keeps it."""
    labelled = select(LabelCode.location_id).where(
        LabelCode.location_id.is_not(None), LabelCode.status == LabelStatus.ACTIVE.value
    )
    lacking = db.session.execute(
        select(Location.id).where(Location.site_id == site_id, Location.id.not_in(labelled)).order_by(Location.id)
    ).scalars()
    for location_id in lacking.all():
        add_label_code(actor=actor, now=now, kind=LabelKind.LOCATION, location_id=location_id)
