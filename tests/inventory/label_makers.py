"""Rolls and their labels through the real services."""

from sqlalchemy import select

from core.database import db
from core.transaction import transaction
from inventory import services_labels, services_rolls
from inventory.models import LabelCode
from tests.factories import NOW, World, key


def roll(world: World, labels: int = 3, *, site: str = "county", who: str = "staff", use_key: str = "") -> int:
    """A roll's id."""
    with transaction():
        return services_rolls.make_roll(
            actor=world.actors[who],
            now=NOW,
            key=use_key or key(),
            site_id=world.sites[site],
            labels=labels,
            sheet="a4-3x8",
        ).id


def codes_of(roll_id: int) -> list[str]:
    return list(
        db.session.execute(
            select(LabelCode.code).where(LabelCode.roll_id == roll_id).order_by(LabelCode.roll_place)
        ).scalars()
    )


def bind(world: World, code: str, *, who: str = "staff", **target: int) -> services_labels.Bound:
    with transaction():
        return services_labels.bind_label(actor=world.actors[who], now=NOW, code=code, **target)


def revoke(world: World, code: str, *, who: str = "manager", reason: str = "stuck on the wrong box") -> None:
    with transaction():
        services_labels.revoke_label(actor=world.actors[who], now=NOW, code=code, reason=reason)
