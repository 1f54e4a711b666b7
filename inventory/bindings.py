"""How a blank label comes to be on something: one guarded statement, so that two who scan it never both win."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from core.access import Actor
from core.clock import installation_day
from core.codes import check_problem, code_in, display
from core.database import db
from core.errors import DomainError
from core.i18n import joined, pick_name
from inventory.errors import CodeMistyped, UnknownLabel
from inventory.label_errors import LabelAlreadyBound, LabelRevokedBefore, RollElsewhere
from inventory.models import Batch, Item, LabelCode, LabelRoll, Location, Site
from inventory.values import LabelKind, LabelStatus
from inventory.words import label_kind_word

_codes = LabelCode.__table__


def read_code(text: str, field: str = "code") -> str:
    """The label code that was scanned or typed. Raises CodeMistyped."""
    code = code_in(text)
    if code is None:
        problem = check_problem(text)
        raise CodeMistyped(problem=problem.message() if problem else text, field=field)
    return code


def take_blank(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    site_id: int,
    batch_id: int | None = None,
    location_id: int | None = None,
    field: str = "code",
) -> str:
    """Bind a blank label of a roll of this site to a batch or a location; returns the code. The caller has checked the
    right. Whoever comes second waits and is told what it is on.

    Raises CodeMistyped, UnknownLabel, LabelAlreadyBound, LabelRevokedBefore, RollElsewhere.
    """
    wanted = read_code(code, field)
    taken = db.session.execute(
        update(_codes)
        .where(*_blank(wanted, site_id))
        .values(
            kind=(LabelKind.BATCH if batch_id else LabelKind.LOCATION).value,
            batch_id=batch_id,
            location_id=location_id,
            bound_at=now,
            bound_by=actor.id,
        )
    )
    if taken.rowcount != 1:
        raise _why_not(wanted, site_id, field)
    return wanted


def claim_blank(*, code: str, site_id: int, field: str = "code") -> str:
    """Hold a blank label for this transaction before the batch is made that it is for; returns the code. Raises as
    `take_blank`."""
    wanted = read_code(code, field)
    held = db.session.execute(select(_codes.c.code).where(*_blank(wanted, site_id)).with_for_update()).first()
    if held is None:
        raise _why_not(wanted, site_id, field)
    return wanted


def _blank(code: str, site_id: int) -> tuple[Any, ...]:
    own = select(LabelRoll.id).where(LabelRoll.site_id == site_id)
    return (
        _codes.c.code == code,
        _codes.c.kind == LabelKind.UNBOUND.value,
        _codes.c.status == LabelStatus.ACTIVE.value,
        _codes.c.roll_id.in_(own),
    )


def label_row(code: str) -> Any:
    """A code with its roll and what it is on, whoever's it is; None when it was never given out."""
    site = Site.__table__.alias("roll_site")
    return db.session.execute(
        select(
            LabelCode.code,
            LabelCode.kind,
            LabelCode.status,
            LabelCode.batch_id,
            LabelCode.location_id,
            LabelCode.ended_at,
            LabelCode.end_reason,
            LabelCode.roll_id,
            LabelCode.roll_place,
            LabelRoll.number.label("roll"),
            LabelRoll.site_id.label("roll_site_id"),
            site.c.code.label("roll_site_code"),
            site.c.name_en.label("roll_site_en"),
            site.c.name_zh.label("roll_site_zh"),
            Batch.code.label("batch_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Location.code.label("location_code"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
            Location.site_id.label("location_site_id"),
        )
        .outerjoin(LabelRoll, LabelRoll.id == LabelCode.roll_id)
        .outerjoin(site, site.c.id == LabelRoll.site_id)
        .outerjoin(Batch, Batch.id == LabelCode.batch_id)
        .outerjoin(Item, Item.id == Batch.item_id)
        .outerjoin(Location, Location.id == LabelCode.location_id)
        .where(LabelCode.code == code)
    ).first()


def _why_not(code: str, site_id: int, field: str) -> DomainError:
    row = label_row(code)
    if row is None or (row.kind == LabelKind.UNBOUND.value and row.roll_id is None):
        return UnknownLabel(label=display(code), field=field)
    return refusal(row, field) or elsewhere(row, site_id, field)


def refusal(row: Any, field: str = "code") -> DomainError | None:
    """Why a label (a row of `label_row`) cannot be bound any more; None when it is blank."""
    label = display(row.code)
    if row.status == LabelStatus.REVOKED.value:
        day = installation_day(row.ended_at) if row.ended_at else None
        return LabelRevokedBefore(
            label=label, day=day.isoformat() if day else "–", reason=row.end_reason or "–", field=field
        )
    if row.kind != LabelKind.UNBOUND.value:
        return LabelAlreadyBound(label=label, target=target_words(row), field=field)
    return None


def target_words(row: Any) -> str:
    """What a bound label is on, in a few words."""
    if row.batch_id:
        return joined(" ", pick_name(row.item_en, row.item_zh), display(row.batch_code))
    if row.location_id:
        return joined(" ", pick_name(row.location_en, row.location_zh) or row.location_code, f"({row.location_code})")
    return label_kind_word(row.kind)


def elsewhere(row: Any, site_id: int, field: str = "code") -> RollElsewhere:
    """The refusal of a blank label on goods of a site that it was not printed for."""
    here = db.session.execute(select(Site.name_en, Site.name_zh).where(Site.id == site_id)).one()
    return RollElsewhere(
        label=display(row.code),
        roll=row.roll,
        place=row.roll_place,
        site=pick_name(row.roll_site_en, row.roll_site_zh),
        here=pick_name(here.name_en, here.name_zh),
        field=field,
    )
