"""Who sees what is on a way: the ledger knows only the way's location; the room that sends goods says whose it is."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from core.access import Scope
from inventory.models import Area, Receiver
from inventory.values import LocationKind

WaysOf = Callable[[Scope], Select[Any]]
_ways: list[WaysOf] = []


def tell_ways(ways: WaysOf) -> WaysOf:
    """Register (as a decorator) what selects the locations of the ways that concern a place within a right."""
    _ways.append(ways)
    return ways


def on_a_way(scope: Scope, location_id: Any) -> Any:
    """Whether a location is the way of goods from or to a place within a right."""
    return or_(false(), *(location_id.in_(ways(scope)) for ways in _ways))


def touches(scope: Scope, location: Any, area: Any, site: Any) -> Any:
    """Whether a location, joined to its site and the site's area, lies within a right: a place of a site there, the
    way of goods from or to a place there, or the shelf of an organisation there."""
    place = aliased(Area)
    shelves = (
        select(Receiver.location_id)
        .join(place, place.id == Receiver.area_id)
        .where(Receiver.site_id.is_(None), scope.clause(place.path))
    )
    on_the_way = or_(false(), *(location.id.in_(ways(scope)) for ways in _ways))
    return or_(
        scope.clause(area.path, site.id),
        and_(location.kind == LocationKind.TRANSIT.value, on_the_way),
        and_(location.kind == LocationKind.RECEIVER.value, location.id.in_(shelves)),
    )
