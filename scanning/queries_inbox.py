"""Reads of the inbox: what phones sent and could not be done, at the sites where a person may correct."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.database import db
from core.pagination import PAGE_SIZE, Page
from distribution.paging import keyed_page
from inventory.models import Area, Site
from scanning.errors import UnknownConflict
from scanning.models import PhoneAction, PhoneDevice, PhoneResolution
from scanning.queries_actions import ACTION
from scanning.values import TABS, TO_SETTLE, Outcome

_settler = aliased(Account)
_WAITS = {"open": Outcome.CONFLICT, "refused": Outcome.REFUSED, "held": Outcome.HELD}


def _entries(columns: tuple[Any, ...]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(PhoneAction)
        .join(Account, Account.id == PhoneAction.actor_id)
        .join(PhoneDevice, PhoneDevice.id == PhoneAction.device_id)
        .outerjoin(Site, Site.id == PhoneAction.site_id)
        .outerjoin(Area, Area.id == Site.area_id)
        .outerjoin(PhoneResolution, PhoneResolution.action_id == PhoneAction.id)
        .outerjoin(_settler, _settler.id == PhoneResolution.actor_id)
    )


_COLUMNS = (
    *ACTION,
    Account.name.label("by"),
    PhoneDevice.name.label("device"),
    PhoneDevice.uid.label("device_uid"),
    Site.code.label("site_code"),
    Site.name_en.label("site_en"),
    Site.name_zh.label("site_zh"),
    Area.path.label("area_path"),
    PhoneResolution.id.label("resolution_id"),
    PhoneResolution.kind.label("resolution"),
    PhoneResolution.reason.label("resolution_reason"),
    PhoneResolution.posting_id.label("resolution_posting_id"),
    PhoneResolution.resolved_at,
    _settler.name.label("resolved_by"),
)


def _mine(actor: Actor) -> ColumnElement[bool]:
    """At sites of the right to correct; what names no site is for whom everything is open to."""
    scope = actor.scope(Permission.CORRECT)
    here = and_(Site.id.isnot(None), scope.clause(Area.path, Site.id))
    return or_(here, PhoneAction.site_id.is_(None)) if "" in scope.paths else here


def _of_tab(tab: str) -> ColumnElement[bool]:
    outcome = _WAITS.get(tab)
    if outcome is None:
        return PhoneResolution.id.isnot(None)
    return and_(PhoneAction.outcome == outcome.value, PhoneResolution.id.is_(None))


def entries(*, actor: Actor, tab: str, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page[Row[Any]]:
    """One page of a tab (see TABS), the newest first; two statements."""
    query = _entries(_COLUMNS).where(_mine(actor), _of_tab(tab))
    return keyed_page(query, (PhoneAction.id,), descending=True, after=after, before=before, size=size)


def counts(*, actor: Actor) -> dict[str, int]:
    """How many entries each tab has; one statement."""
    figures = [func.count().filter(_of_tab(tab)).label(tab) for tab in TABS]
    waiting = PhoneAction.outcome.in_([outcome.value for outcome in TO_SETTLE])
    row = db.session.execute(_entries(tuple(figures)).where(_mine(actor), waiting)).one()
    return {tab: int(getattr(row, tab)) for tab in TABS}


def open_conflicts(*, actor: Actor) -> int:
    """How many conflicts wait at the sites of the right to correct; one statement, by the indexes of outcomes and of
    resolutions: it stands on every page."""
    query = (
        select(func.count())
        .select_from(PhoneAction)
        .outerjoin(Site, Site.id == PhoneAction.site_id)
        .outerjoin(Area, Area.id == Site.area_id)
        .where(
            PhoneAction.outcome == Outcome.CONFLICT.value,
            ~exists().where(PhoneResolution.action_id == PhoneAction.id),
            _mine(actor),
        )
    )
    return int(db.session.execute(query).scalar_one())


def entry(*, actor: Actor, action_id: int) -> Row[Any]:
    """One entry. Raises UnknownConflict: another site's looks unknown, and so does what was done."""
    row = db.session.execute(
        _entries(_COLUMNS).where(
            PhoneAction.id == action_id,
            PhoneAction.outcome.in_([outcome.value for outcome in TO_SETTLE]),
            _mine(actor),
        )
    ).first()
    if row is None:
        raise UnknownConflict
    return row
