"""What an administrator does with people of their area, and what everybody does with their own sign-ins and tokens."""

from datetime import datetime

from sqlalchemy import delete, update

from accounts.errors import BeyondOwnArea, NotByToken, NotOneself, UnknownPerson
from accounts.models import Account, AccountGrant, ApiToken, SignIn
from accounts.queries import account, grants_of
from accounts.secrets import hash_password
from accounts.services import add_grant, end_sign_ins, end_tokens, sets_people_up
from accounts.services_passes import end_offers_of
from core import audit
from core.access import Actor, Grant, Permission
from core.database import db
from core.errors import NotFound


def demand_person(*, actor: Actor, account_id: int, whole: bool = False) -> str:
    """The name of a person whom the actor may set up: one with a role in the actor's area, or with none at all;
    with `whole`, only when every role lies there. Raises UnknownPerson, BeyondOwnArea."""
    row = account(account_id)
    scope = actor.scope(Permission.EDIT_PEOPLE)
    grants = grants_of(account_id)
    within = [scope.holds(path=grant.path or "", site_id=grant.site_id) for grant in grants]
    if row is None or (grants and not any(within)):
        raise UnknownPerson
    if whole and not all(within):
        raise BeyondOwnArea(name=row.name)
    return str(row.name)


def give_role(*, actor: Actor, now: datetime, account_id: int, grant: Grant) -> None:
    """Give a person a role at a place of the actor's area; nobody raises their own rights.
    Raises UnknownPerson, NotOneself, GrantKnown, Forbidden."""
    demand_person(actor=actor, account_id=account_id)
    if account_id == actor.id:
        raise NotOneself
    add_grant(actor=actor, now=now, account_id=account_id, grant=grant)


def take_role(*, actor: Actor, now: datetime, account_id: int, grant_id: int) -> None:
    """Take a role away that lies within the actor's area. Raises UnknownPerson, NotOneself, BeyondOwnArea."""
    name = demand_person(actor=actor, account_id=account_id)
    if account_id == actor.id:
        raise NotOneself
    grant = next((row for row in grants_of(account_id) if row.id == grant_id), None)
    if grant is None:
        raise UnknownPerson
    if not actor.may_at(Permission.EDIT_PEOPLE, path=grant.path or "", site_id=grant.site_id):
        raise BeyondOwnArea(name=name)
    db.session.execute(delete(AccountGrant.__table__).where(AccountGrant.id == grant_id))
    audit.record(
        actor_id=actor.id,
        action="grant.removed",
        now=now,
        subject_id=account_id,
        role=grant.role,
        path=grant.scope_path,
        site_id=grant.site_id,
    )


def set_active(*, actor: Actor, now: datetime, account_id: int, active: bool) -> None:
    """Disable an account, which ends all its sign-ins, API tokens and offers of day passes, or enable it again.
    Raises UnknownPerson, BeyondOwnArea, NotOneself."""
    demand_person(actor=actor, account_id=account_id, whole=True)
    if account_id == actor.id:
        raise NotOneself
    db.session.execute(update(Account.__table__).where(Account.id == account_id).values(active=active))
    if not active:
        end_sign_ins(account_id=account_id, now=now)
        end_tokens(account_id=account_id, now=now)
        end_offers_of(actor=actor, now=now, account_id=account_id)
    audit.record(
        actor_id=actor.id, action="account.enabled" if active else "account.disabled", now=now, subject_id=account_id
    )


def reset_password(*, actor: Actor, now: datetime, account_id: int, password: str) -> None:
    """A new password for a person who forgot theirs or lost a phone; ends all their sign-ins and API tokens.
    Raises UnknownPerson, BeyondOwnArea, WeakPassword, NotByToken (a program would sign in as an administrator)."""
    demand_person(actor=actor, account_id=account_id, whole=True)
    if actor.via_token and any(sets_people_up(grant.role) for grant in grants_of(account_id)):
        raise NotByToken
    db.session.execute(
        update(Account.__table__).where(Account.id == account_id).values(password_hash=hash_password(password))
    )
    end_sign_ins(account_id=account_id, now=now)
    end_tokens(account_id=account_id, now=now)
    audit.record(actor_id=actor.id, action="password.reset", now=now, subject_id=account_id)


def end_own_sign_in(*, actor: Actor, now: datetime, sign_in_id: int) -> None:
    """End one of one's own sign-ins: a lost phone. Raises NotFound."""
    ended = db.session.execute(
        update(SignIn.__table__)
        .where(SignIn.id == sign_in_id, SignIn.account_id == actor.id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
    if not ended.rowcount:
        raise NotFound


def end_own_token(*, actor: Actor, now: datetime, token_id: int) -> None:
    """End one of one's own API tokens. Raises NotFound."""
    ended = db.session.execute(
        update(ApiToken.__table__)
        .where(ApiToken.id == token_id, ApiToken.account_id == actor.id, ApiToken.ended_at.is_(None))
        .values(ended_at=now)
    )
    if not ended.rowcount:
        raise NotFound
    audit.record(actor_id=actor.id, action="token.ended", now=now, subject_id=actor.id)


def choose_language(*, actor: Actor, locale: str) -> None:
    """The language in which this person reads pages wherever they sign in; '' follows the browser."""
    db.session.execute(update(Account.__table__).where(Account.id == actor.id).values(locale=locale))
