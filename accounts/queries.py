"""Reads of accounts: who is behind a browser or a token, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select

from accounts.models import Account, AccountGrant, ApiToken, SignIn
from accounts.secrets import token_hash
from core.access import Actor, Grant, Role
from core.database import db

_COLUMNS = (
    Account.id, Account.name, Account.username, Account.locale,
    AccountGrant.role, AccountGrant.scope_path, AccountGrant.site_id,
)


def _by(secret: Any) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(secret, secret.account_id == Account.id)
        .outerjoin(AccountGrant, AccountGrant.account_id == Account.id)
        .where(
            secret.token_hash == bindparam("hash"),
            secret.ended_at.is_(None),
            or_(secret.expires_at.is_(None), secret.expires_at > bindparam("now")),
            Account.active,
        )
    )


_BY_SIGN_IN, _BY_API_TOKEN = _by(SignIn), _by(ApiToken)


def actor_by_sign_in(token: str, *, now: datetime) -> Actor | None:
    """The actor of a browser's sign-in, or None when it has ended."""
    rows = db.session.execute(_BY_SIGN_IN, {"hash": token_hash(token), "now": now}).all()
    return _actor(rows, sign_in_token=token)


def actor_by_api_token(token: str, *, now: datetime) -> Actor | None:
    """The actor of an API token, or None when it is not valid."""
    rows = db.session.execute(_BY_API_TOKEN, {"hash": token_hash(token), "now": now}).all()
    return _actor(rows, via_token=True)


def _actor(rows: Sequence[Row[Any]], **how: Any) -> Actor | None:
    if not rows:
        return None
    first = rows[0]
    grants = tuple(Grant(Role(row.role), row.scope_path, row.site_id) for row in rows if row.role)
    return Actor(id=first.id, name=first.name, username=first.username, locale=first.locale, grants=grants, **how)


def account_by_username(username: str) -> Account | None:
    """The account of a name, in any case of letters."""
    return db.session.execute(select(Account).where(Account.username == username.strip().lower())).scalar()


def actor_of(account_id: int) -> Actor | None:
    """The actor of an account, with its own grants: what a command acts as."""
    rows = db.session.execute(
        select(*_COLUMNS)
        .outerjoin(AccountGrant, AccountGrant.account_id == Account.id)
        .where(Account.id == account_id)
    ).all()
    return _actor(rows)


def any_account() -> bool:
    """Whether the installation has an account yet."""
    return db.session.execute(select(Account.id).limit(1)).first() is not None


def operator_id() -> int | None:
    """The account under which the operator's own commands stand: the first one that was made."""
    found: int | None = db.session.execute(select(Account.id).order_by(Account.id).limit(1)).scalar()
    return found
