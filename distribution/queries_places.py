"""Whom a site may serve."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select

from core.access import Actor, Permission
from core.database import db
from core.i18n import is_chinese
from inventory.models import Area, Receiver
from inventory.values import ReceiverKind


def receivers_to_serve(*, actor: Actor, sites: Sequence[Any]) -> Sequence[Row[Any]]:
    """The receivers within the actor's right to send, and the sites of the levels above the given sites; by kind,
    area and name."""
    above = {
        site.area_path[: place + 1] for site in sites for place, letter in enumerate(site.area_path) if letter == "/"
    }
    return db.session.execute(
        select(
            Receiver.id,
            Receiver.kind,
            Receiver.site_id,
            Receiver.location_id,
            Receiver.name_en,
            Receiver.name_zh,
            Receiver.area_id,
            Area.path.label("area_path"),
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
        )
        .join(Area, Area.id == Receiver.area_id)
        .where(
            Receiver.active,
            or_(
                actor.scope(Permission.DISPATCH).clause(Area.path, Receiver.site_id),
                (Receiver.kind == ReceiverKind.SITE.value) & Area.path.in_(above),
            ),
        )
        .order_by(
            Receiver.kind != ReceiverKind.SITE.value,
            Area.path,
            Receiver.name_zh if is_chinese() else Receiver.name_en,
            Receiver.id,
        )
    ).all()
