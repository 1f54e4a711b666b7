"""Which modes a person may use a phone in at a site."""

from typing import Any

from core.access import Actor, Permission
from scanning.values import Mode

NEEDS = {
    Mode.LOOK_UP: Permission.VIEW_STOCK,
    Mode.RECEIVE: Permission.RECEIVE,
    Mode.MOVE: Permission.HANDLE_STOCK,
    Mode.LOAD: Permission.DISPATCH,
    Mode.DELIVER: Permission.CONFIRM_DELIVERY,
    Mode.HAND_OUT: Permission.HAND_OUT,
    Mode.COUNT: Permission.HANDLE_STOCK,
}


def modes_at(actor: Actor, site: Any) -> list[Mode]:
    """The modes that the actor's rights open at a site (a row with id and area_path)."""
    return [
        mode for mode, permission in NEEDS.items() if actor.may_at(permission, path=site.area_path, site_id=site.id)
    ]
