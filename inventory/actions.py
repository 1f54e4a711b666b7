"""What a person may do next with a batch: by right, state and whether there is any of it where they work."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.access import Actor, Permission
from inventory.values import ON_HAND_KINDS, BatchState
from inventory.words import in_quarantine, state_word


def places_within(actor: Actor, permission: Permission, places: Iterable[Any]) -> list[Any]:
    """Those of a batch's places that are ours, hold some, and lie where the actor has the permission."""
    scope = actor.scope(permission)
    return [
        place
        for place in places
        if place.site_id is not None
        and place.location_kind in ON_HAND_KINDS
        and place.quantity
        and scope.holds(path=place.area_path, site_id=place.site_id)
    ]


def next_actions(actor: Actor, row: Any, places: Iterable[Any], today: date) -> list[str]:
    """The acts that are open, the likeliest first. `row` has the columns of a batch."""
    every = list(places)
    here = places_within(actor, Permission.HANDLE_STOCK, every)
    acts: list[str] = []
    if here:
        held_back, _reason = state_word(row, today)
        may_go = not held_back and not all(in_quarantine(place) for place in here)
        acts += ["move", *(["issue"] if may_go else []), "count", "write_off", "split", "repack", "sort"]
    if actor.may(Permission.HANDLE_STOCK) and row.state == BatchState.USABLE.value and here:
        acts.append("hold")
    if actor.may(Permission.CORRECT) and places_within(actor, Permission.CORRECT, every):
        acts += [*(["release"] if row.state != BatchState.USABLE.value else []), "correct"]
    if actor.may(Permission.HANDLE_STOCK) or actor.may(Permission.RECEIVE):
        acts.append("print")
    return acts
