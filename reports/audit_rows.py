"""Who did what, apart from the ledger: acts that moved no stock."""

from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select

from accounts.models import Account, AccountGrant
from accounts.queries_passes import passes_at
from core.access import Actor, Permission
from core.audit import AuditEntry
from core.clock import installation_moment
from core.database import db
from core.pagination import PAGE_SIZE, Page


def audit_page(
    *,
    actor: Actor,
    action: str = "",
    who: str = "",
    first: date | None = None,
    after: str = "",
    limit: int = PAGE_SIZE,
) -> Page[Row[Any]]:
    """One page, the newest first: acts of people whose own grants lie within the actor's right, and of the system for
    whoever may see everything. `action` is the beginning of its words, `who` a sign-in name, `first` the
    earliest day."""
    query = (
        select(
            AuditEntry.id,
            AuditEntry.action,
            AuditEntry.subject_id,
            AuditEntry.detail,
            AuditEntry.recorded_at,
            Account.name.label("actor"),
            Account.username,
        )
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .where(seen_by(actor))
    )
    if action:
        query = query.where(AuditEntry.action.startswith(action, autoescape=True))
    if who:
        query = query.where(Account.username == who.strip().lower())
    if first:
        query = query.where(AuditEntry.recorded_at >= installation_moment(first))
    if after.isascii() and after.isdigit() and len(after) < 20 and int(after) < 2**63:
        query = query.where(AuditEntry.id < int(after))
    rows = list(db.session.execute(query.order_by(AuditEntry.id.desc()).limit(limit + 1)).all())
    more, rows = len(rows) > limit, rows[:limit]
    return Page(rows, str(rows[-1].id) if more else None)


def seen_by(actor: Actor) -> Any:
    """Which acts the actor may read, as SQL."""
    scope = actor.scope(Permission.VIEW_AUDIT)
    if "" in scope.paths:
        return AuditEntry.id.is_not(None)
    granted = select(AccountGrant.account_id).where(scope.clause(AccountGrant.scope_path, AccountGrant.site_id))
    volunteers = passes_at(scope)
    return or_(AuditEntry.actor_id == actor.id, AuditEntry.actor_id.in_(granted), AuditEntry.actor_id.in_(volunteers))
