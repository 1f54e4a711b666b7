"""What can be done with accounts: make, grant, sign in and out, change a password, make tokens."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from accounts.errors import GrantKnown, NotByToken, UnknownGrantPlace, UsernameTaken, WrongPassword
from accounts.errors_passes import NoTokenForPass
from accounts.models import Account, AccountGrant, ApiToken, SignIn
from accounts.places import area_exists, site_path
from accounts.queries import account_by_username, grants_of
from accounts.queries_passes import is_pass
from accounts.secrets import hash_password, new_token, password_fits, token_hash
from core import audit
from core.access import ROLE_PERMISSIONS, Actor, Grant, Permission, Role
from core.database import db
from core.errors import Forbidden, NotFound
from core.ids import new_id
from core.transaction import tell_taken

tell_taken("uq_account_username", lambda key: UsernameTaken(username=key["username"], field="username"))
for _index in ("uq_account_grant_scope_path", "uq_account_grant_site_id"):
    tell_taken(_index, lambda _key: GrantKnown(field="place"))


def create_account(
    *,
    actor: Actor | None,
    now: datetime,
    username: str,
    name: str,
    password: str,
    grants: tuple[Grant, ...] = (),
    locale: str = "",
) -> int:
    """A new account with its grants; returns its id. `actor` None is the operator's own command.

    Raises UsernameTaken, WeakPassword, and what `add_grant` raises.
    """
    username = username.strip().lower()
    if account_by_username(username):
        raise UsernameTaken(username=username, field="username")
    account_id = new_id()
    db.session.add(
        Account(
            id=account_id,
            username=username,
            name=name,
            password_hash=hash_password(password) if password else "",
            locale=locale,
            made_at=now,
        )
    )
    db.session.flush()  # grants point to the account
    for grant in grants:
        add_grant(actor=actor, now=now, account_id=account_id, grant=grant)
    audit.record(
        actor_id=actor.id if actor else None,
        action="account.created",
        now=now,
        subject_id=account_id,
        username=username,
    )
    return account_id


def add_grant(*, actor: Actor | None, now: datetime, account_id: int, grant: Grant) -> None:
    """Give a role, once at each place. Raises UnknownGrantPlace, GrantKnown, and for an actor Forbidden, NotByToken
    (see `demand_grantable`)."""
    if actor is not None:
        demand_grantable(actor, grant)
    _demand_place(grant)
    for known in grants_of(account_id):
        if (known.role, known.scope_path, known.site_id) == (grant.role.value, grant.path, grant.site_id):
            raise GrantKnown(field="place")
    db.session.add(
        AccountGrant(account_id=account_id, role=grant.role.value, scope_path=grant.path, site_id=grant.site_id)
    )
    audit.record(
        actor_id=actor.id if actor else None,
        action="grant.added",
        now=now,
        subject_id=account_id,
        role=grant.role.value,
        path=grant.path,
        site_id=grant.site_id,
    )


def _demand_place(grant: Grant) -> None:
    """A path that no area has would come to life with the area that is made there one day."""
    exists = area_exists(grant.path) if grant.path is not None else site_path(grant.site_id) is not None
    if grant.path != "" and not exists:
        raise UnknownGrantPlace(field="place")


def sets_people_up(role: Role | str) -> bool:
    """Whether a role may give roles to others."""
    return Permission.EDIT_PEOPLE in ROLE_PERMISSIONS[Role(role)]


def demand_grantable(actor: Actor, grant: Grant) -> None:
    """Raises Forbidden when the place of a grant is not within the actor's own right to set people up, NotByToken when
    a program would make somebody who sets up others."""
    if actor.via_token and sets_people_up(grant.role):
        raise NotByToken
    scope = actor.scope(Permission.EDIT_PEOPLE)
    path = grant.path if grant.path is not None else site_path(grant.site_id)
    if path is None or not scope.holds(path=path, site_id=grant.site_id):
        raise Forbidden(permission=Permission.EDIT_PEOPLE.value)


def sign_in(*, now: datetime, username: str, password: str, device: str, hours: int) -> str:
    """A new sign-in's token, which ends after `hours` without use (see `renew`). Raises WrongPassword; an unknown name
    takes as long as a wrong password."""
    account = account_by_username(username)
    if not password_fits(account.password_hash if account and account.active else "", password) or account is None:
        raise WrongPassword
    token = new_token()
    db.session.add(
        SignIn(
            token_hash=token_hash(token),
            account_id=account.id,
            made_at=now,
            expires_at=now + timedelta(hours=hours),
            device=device[:200],
        )
    )
    return token


def renew(*, now: datetime, token: str, idle_hours: int, most_hours: int) -> None:
    """Let a sign-in that is in use run on: `idle_hours` from now, never beyond `most_hours` after it began."""
    row = db.session.execute(
        select(SignIn.id, SignIn.made_at).where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None))
    ).first()
    if row is not None:
        until = min(now + timedelta(hours=idle_hours), row.made_at + timedelta(hours=most_hours))
        db.session.execute(update(SignIn.__table__).where(SignIn.id == row.id).values(expires_at=until))


def sign_out(*, actor: Actor, now: datetime) -> None:
    """End all sign-ins of the account."""
    end_sign_ins(account_id=actor.id, now=now)


def end_sign_ins(*, account_id: int, now: datetime) -> None:
    """End every browser's sign-in of an account: after sign-out, a password change, a lost phone."""
    db.session.execute(
        update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def end_tokens(*, account_id: int, now: datetime) -> None:
    """End every API token of an account: whoever had the password may have made one."""
    db.session.execute(
        update(ApiToken).where(ApiToken.account_id == account_id, ApiToken.ended_at.is_(None)).values(ended_at=now)
    )


def change_password(*, actor: Actor, now: datetime, old: str, new: str) -> None:
    """Change one's own password and end all sign-ins. Raises WrongPassword, WeakPassword."""
    account = db.session.get_one(Account, actor.id)
    if not password_fits(account.password_hash, old):
        raise WrongPassword
    account.password_hash = hash_password(new)
    end_sign_ins(account_id=actor.id, now=now)
    audit.record(actor_id=actor.id, action="password.changed", now=now, subject_id=actor.id)


def create_token(*, actor: Actor | None, now: datetime, account_id: int, name: str, days: int | None) -> str:
    """A new API token of an account, told once. A token makes no tokens: a stolen one would outlive its end. Raises
    NotFound when there is no such account, NotByToken, NoTokenForPass."""
    if actor is not None and actor.via_token:
        raise NotByToken
    if is_pass(account_id):
        raise NoTokenForPass
    if db.session.execute(select(Account.id).where(Account.id == account_id)).first() is None:
        raise NotFound
    token = new_token()
    expires = now + timedelta(days=days) if days else None
    db.session.add(
        ApiToken(token_hash=token_hash(token), account_id=account_id, name=name, made_at=now, expires_at=expires)
    )
    audit.record(
        actor_id=actor.id if actor else None, action="token.created", now=now, subject_id=account_id, name=name
    )
    return token
