"""A dispatch in the hands of the sending site, and the refusal when it has gone on already."""

from typing import Any

from sqlalchemy import select

from core.access import Actor, Permission
from core.database import db
from distribution import queries_dispatches
from distribution.errors import UnknownDispatch, WrongStatus
from distribution.models import Dispatch
from distribution.words import dispatch_word


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
    return WrongStatus(number=row.number, status=dispatch_word(row.status))
