"""Reads of what donors fixed, in words."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from core.database import db
from inventory.models import Area, Receiver, Restriction, RestrictionTarget


def targets_of(restriction_ids: Iterable[int | None]) -> dict[int, list[Row[Any]]]:
    """The targets of restrictions with the names of receivers and areas, by restriction id; one statement. A
    restriction without targets (to whom is not known yet) has one row without any."""
    wanted = {restriction for restriction in restriction_ids if restriction is not None}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(
            Restriction.id,
            Restriction.kind,
            Restriction.text,
            RestrictionTarget.purpose,
            RestrictionTarget.name_as_written,
            RestrictionTarget.quantity,
            RestrictionTarget.unit,
            Receiver.name_en.label("receiver_en"),
            Receiver.name_zh.label("receiver_zh"),
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
        )
        .outerjoin(RestrictionTarget, RestrictionTarget.restriction_id == Restriction.id)
        .outerjoin(Receiver, Receiver.id == RestrictionTarget.receiver_id)
        .outerjoin(Area, Area.id == RestrictionTarget.area_id)
        .where(Restriction.id.in_(wanted))
        .order_by(RestrictionTarget.id)
    ).all()
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row)
    return found
