"""Who has a dispatch in hand and who sees its way, and the refusal when it has gone on already."""

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from core.access import Actor, Permission, Scope
from core.database import db
from core.i18n import retold
from distribution import queries_dispatches
from distribution.errors import UnknownDispatch, WrongStatus
from distribution.models import Dispatch
from distribution.words import dispatch_word
from inventory.models import Area, Receiver, Site
from inventory.ways import tell_ways


@tell_ways
def ways_of_dispatches(scope: Scope) -> Select[Any]:
    """The locations of the ways from a site or to a receiver within a right: what was lost or damaged on such a way
    concerns both ends, though it touches no site."""
    sent_from, sent_to = aliased(Area), aliased(Area)
    return (
        select(Dispatch.transit_location_id)
        .join(Site, Site.id == Dispatch.from_site_id)
        .join(sent_from, sent_from.id == Site.area_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(sent_to, sent_to.id == Receiver.area_id)
        .where(or_(scope.clause(sent_from.path, Site.id), scope.clause(sent_to.path, Receiver.site_id)))
    )


def dispatch_at(actor: Actor, dispatch_id: int) -> Any:
    """A dispatch that the actor may handle at the sending site. Raises UnknownDispatch, Forbidden."""
    dispatch = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
    actor.demand(Permission.DISPATCH, path=dispatch.from_path, site_id=dispatch.from_site_id)
    return dispatch


def wrong_status(dispatch_id: int) -> WrongStatus:
    """The refusal with the status as it is inside this transaction."""
    row = db.session.execute(select(Dispatch.number, Dispatch.status).where(Dispatch.id == dispatch_id)).first()
    if row is None:
        raise UnknownDispatch
    return WrongStatus(number=row.number, status=retold(dispatch_word, row.status))
