"""The first page of who handles no stock: what changed lately, what is set up. Every figure opens its list."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from accounts.queries import people
from core.access import Actor, Permission
from core.audit import AuditEntry
from core.clock import installation_moment
from core.database import db
from inventory import lookups
from inventory.values import MovementKind
from inventory.words import movement_word
from reports import links
from reports.audit_rows import seen_by
from reports.movement_rows import MovementFilter, kinds_of

LOOK_BACK = 30
"""Days over which changes are counted."""
_TELLING = (
    MovementKind.WRITE_OFF,
    MovementKind.COUNT_LOSS,
    MovementKind.COUNT_GAIN,
    MovementKind.SHORT,
    MovementKind.DAMAGED,
    MovementKind.FOUND,
)
"""Movements by which goods go or appear without a document of somebody else: what an audit looks at first."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One figure and where its rows are."""

    label: str
    count: int
    url: str
    kind: str = ""


def lately(*, actor: Actor, today: date) -> list[Watched]:
    """What moved and what was done in the last LOOK_BACK days, within the actor's right to audit; of the telling
    movements those that happened."""
    if not actor.may(Permission.VIEW_AUDIT):
        return []
    first = today - timedelta(days=LOOK_BACK)
    kinds = kinds_of(actor=actor, wanted=MovementFilter(first=first))
    acts = select(func.count(AuditEntry.id)).where(seen_by(actor), AuditEntry.recorded_at >= installation_moment(first))
    return [
        Watched(_("Movements"), sum(kinds.values()), _movements(first)),
        *(
            Watched(movement_word(kind), kinds[kind], _movements(first, kind=kind.value), "soon")
            for kind in _TELLING
            if kinds.get(kind)
        ),
        Watched(
            _("Other acts"), db.session.execute(acts).scalar_one(), links.to("reports.audit", first=first.isoformat())
        ),
    ]


def set_up(*, actor: Actor) -> list[Watched]:
    """Who may sign in and what is in use, for who sets it up."""
    if not actor.may(Permission.EDIT_PEOPLE):
        return []
    known = {row.id for row in people(actor.scope(Permission.EDIT_PEOPLE)) if row.active}
    sites = lookups.sites(actor=actor, permission=Permission.VIEW_STOCK)
    return [
        Watched(_("People who may sign in"), len(known), links.to("accounts.people")),
        Watched(_("Sites in use"), len(sites), links.to("inventory.sites")),
        Watched(_("Items in use"), len(lookups.items()), links.to("inventory.items")),
    ]


def _movements(first: date, **wanted: str) -> str:
    return links.to("reports.movements", first=first.isoformat(), **wanted)
