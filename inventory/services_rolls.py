"""Rolls of blank labels: codes made ahead, for a dock without a printer."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from core import audit
from core.access import Actor, Permission
from core.clock import installation_day
from core.codes import document_number, new_code
from core.database import db, insert_unless_taken
from core.i18n import pick_name
from core.ids import new_id
from inventory import lookups
from inventory.errors import KeyReused
from inventory.label_errors import TooManyBlank
from inventory.models import LabelCode, LabelRoll
from inventory.queries_rolls import roll
from inventory.services_stock import need_reason
from inventory.values import LabelKind, LabelStatus

MOST_OPEN = 20_000
"""So many blank labels may be open at one site."""


class MadeRoll(NamedTuple):
    """A roll that was made. `replayed`: the same key made it before."""

    id: int
    number: str
    replayed: bool = False


def make_roll(*, actor: Actor, now: datetime, key: str, site_id: int, labels: int, sheet: str) -> MadeRoll:
    """A roll of `labels` blank codes (1 to `label_values.MOST_ON_ROLL`) for a site, to be printed on the format
    `sheet`. The same key again gives the first roll. Raises UnknownPlace, KeyReused, TooManyBlank."""
    site = lookups.site(actor=actor, permission=Permission.HANDLE_STOCK, site_id=site_id)
    row = {
        "id": new_id(),
        "number": _free_number(now),
        "site_id": site_id,
        "sheet": sheet,
        "labels": labels,
        "made_by": actor.id,
        "made_at": now,
        "key": key,
    }
    if not insert_unless_taken(LabelRoll, row, unique=["made_by", "key"]):
        return _first(actor, key, (site_id, labels, sheet))
    open_ = _open_at(site_id)
    if open_ + labels > MOST_OPEN:
        name = pick_name(site.name_en, site.name_zh)
        raise TooManyBlank(site=name, open=open_, wanted=labels, most=MOST_OPEN, field="labels")
    db.session.execute(insert(LabelCode.__table__), [_code(actor, now, row["id"], n + 1) for n in range(labels)])
    audit.record(actor_id=actor.id, action="label.roll", now=now, subject_id=site_id, roll=row["number"], labels=labels)
    return MadeRoll(row["id"], row["number"])


def _code(actor: Actor, now: datetime, roll_id: int, place: int) -> dict[str, object]:
    return {
        "code": new_code(),
        "kind": LabelKind.UNBOUND.value,
        "status": LabelStatus.ACTIVE.value,
        "made_at": now,
        "made_by": actor.id,
        "roll_id": roll_id,
        "roll_place": place,
    }


def _first(actor: Actor, key: str, wanted: tuple[int, int, str]) -> MadeRoll:
    row = db.session.execute(
        select(LabelRoll.id, LabelRoll.number, LabelRoll.site_id, LabelRoll.labels, LabelRoll.sheet).where(
            LabelRoll.made_by == actor.id, LabelRoll.key == key
        )
    ).one()
    if (row.site_id, row.labels, row.sheet) != wanted:
        raise KeyReused(key=key)
    return MadeRoll(row.id, row.number, replayed=True)


def _open_at(site_id: int) -> int:
    return int(
        db.session.execute(
            select(func.count())
            .select_from(LabelCode)
            .join(LabelRoll, LabelRoll.id == LabelCode.roll_id)
            .where(
                LabelRoll.site_id == site_id,
                LabelCode.kind == LabelKind.UNBOUND.value,
                LabelCode.status == LabelStatus.ACTIVE.value,
            )
        ).scalar_one()
    )


def _free_number(now: datetime) -> str:
    """Such as BQ-20261122-7K3QX (标签)."""
    while True:
        number = document_number("BQ", installation_day(now))
        if db.session.execute(select(LabelRoll.id).where(LabelRoll.number == number)).first() is None:
            return number


def revoke_rest(*, actor: Actor, now: datetime, roll_id: int, reason: str) -> int:
    """Revoke all labels of a roll that are still blank, because it was lost; returns how many. Needs the right to
    correct. Raises ReasonNeeded, UnknownRoll."""
    need_reason(reason)
    row = roll(actor=actor, roll_id=roll_id, permission=Permission.CORRECT)
    ended = db.session.execute(
        update(LabelCode.__table__)
        .where(
            LabelCode.roll_id == roll_id,
            LabelCode.kind == LabelKind.UNBOUND.value,
            LabelCode.status == LabelStatus.ACTIVE.value,
        )
        .values(status=LabelStatus.REVOKED.value, ended_at=now, ended_by=actor.id, end_reason=reason)
    ).rowcount
    audit.record(
        actor_id=actor.id,
        action="label.roll-revoked",
        now=now,
        subject_id=row.site_id,
        roll=row.number,
        labels=ended,
        reason=reason,
    )
    return int(ended)
