"""Reads of accounts: who is behind a browser or a token, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select

from accounts.models import Account, AccountGrant, ApiToken, SignIn
from accounts.places import AREA, SITE
from accounts.secrets import token_hash
from core.access import Actor, Grant, Role, Scope
from core.database import db

_COLUMNS = (
    Account.id,
    Account.name,
    Account.username,
    Account.locale,
    AccountGrant.role,
    AccountGrant.scope_path,
    AccountGrant.site_id,
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


_BY_SIGN_IN, _BY_API_TOKEN = _by(SignIn).add_columns(SignIn.expires_at), _by(ApiToken)


def actor_by_sign_in(token: str, *, now: datetime) -> Actor | None:
    """The actor of a browser's sign-in, or None when it has ended."""
    return sign_in_by_token(token, now=now)[0]


def sign_in_by_token(token: str, *, now: datetime) -> tuple[Actor | None, datetime | None]:
    """The actor of a browser's sign-in and when it ends without use."""
    rows = db.session.execute(_BY_SIGN_IN, {"hash": token_hash(token), "now": now}).all()
    return _actor(rows, sign_in_token=token), rows[0].expires_at if rows else None


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
        select(*_COLUMNS).outerjoin(AccountGrant, AccountGrant.account_id == Account.id).where(Account.id == account_id)
    ).all()
    return _actor(rows)


def any_account() -> bool:
    """Whether the installation has an account yet."""
    return db.session.execute(select(Account.id).limit(1)).first() is not None


def operator_id() -> int | None:
    """The account under which the operator's own commands stand: the first one that was made."""
    found: int | None = db.session.execute(select(Account.id).order_by(Account.id).limit(1)).scalar()
    return found


def people(scope: Scope, *, q: str = "") -> Sequence[Row[Any]]:
    """The accounts that have a role within a scope, and those that have none at all; a row for each role, by name."""
    named = AREA.alias("named")
    path = func.coalesce(AccountGrant.scope_path, AREA.c.path)
    query = (
        select(
            Account.id,
            Account.name,
            Account.username,
            Account.active,
            AccountGrant.id.label("grant_id"),
            AccountGrant.role,
            AccountGrant.scope_path,
            AccountGrant.site_id,
            path.label("path"),
            SITE.c.name_en.label("site_en"),
            SITE.c.name_zh.label("site_zh"),
            named.c.code.label("area_code"),
            named.c.name_en.label("area_en"),
            named.c.name_zh.label("area_zh"),
        )
        .outerjoin(AccountGrant, AccountGrant.account_id == Account.id)
        .outerjoin(SITE, SITE.c.id == AccountGrant.site_id)
        .outerjoin(AREA, AREA.c.id == SITE.c.area_id)
        .outerjoin(named, named.c.path == AccountGrant.scope_path)
        .where(or_(AccountGrant.id.is_(None), scope.clause(path, AccountGrant.site_id)))
        .order_by(Account.name, Account.id, AccountGrant.id)
    )
    if q.strip():
        text = q.strip()
        query = query.where(
            or_(Account.name.icontains(text, autoescape=True), Account.username.icontains(text, autoescape=True))
        )
    return db.session.execute(query).all()


def account(account_id: int) -> Row[Any] | None:
    """What stands of an account, without its secrets."""
    return db.session.execute(
        select(Account.id, Account.name, Account.username, Account.active, Account.locale, Account.made_at).where(
            Account.id == account_id
        )
    ).first()


def grants_of(account_id: int) -> Sequence[Row[Any]]:
    """All roles of an account with the path that each covers (a site's is its area's) and the place's names."""
    named = AREA.alias("named")
    path = func.coalesce(AccountGrant.scope_path, AREA.c.path)
    return db.session.execute(
        select(
            AccountGrant.id,
            AccountGrant.role,
            AccountGrant.scope_path,
            AccountGrant.site_id,
            path.label("path"),
            SITE.c.name_en.label("site_en"),
            SITE.c.name_zh.label("site_zh"),
            named.c.code.label("area_code"),
            named.c.name_en.label("area_en"),
            named.c.name_zh.label("area_zh"),
        )
        .outerjoin(SITE, SITE.c.id == AccountGrant.site_id)
        .outerjoin(AREA, AREA.c.id == SITE.c.area_id)
        .outerjoin(named, named.c.path == AccountGrant.scope_path)
        .where(AccountGrant.account_id == account_id)
        .order_by(AccountGrant.id)
    ).all()


def sign_ins_of(account_id: int, *, now: datetime) -> Sequence[Row[Any]]:
    """The browsers that are signed in now, newest first."""
    return db.session.execute(
        select(SignIn.id, SignIn.token_hash, SignIn.device, SignIn.made_at, SignIn.expires_at)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.id.desc())
    ).all()


def tokens_of(account_id: int, *, now: datetime) -> Sequence[Row[Any]]:
    """The API tokens that are valid now, newest first."""
    return db.session.execute(
        select(ApiToken.id, ApiToken.name, ApiToken.made_at, ApiToken.expires_at)
        .where(
            ApiToken.account_id == account_id,
            ApiToken.ended_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
        )
        .order_by(ApiToken.id.desc())
    ).all()
