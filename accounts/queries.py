"""Reads of accounts: who is behind a browser or a token, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select

from accounts.models import Account, AccountGrant, ApiToken, DayPass, PassOffer, SignIn
from accounts.places import AREA, SITE
from accounts.secrets import token_hash
from accounts.values_passes import modes_in
from core.access import Actor, Grant, Role, Scope
from core.database import db

_COLUMNS = (
    Account.id,
    Account.given_name.label("given_name"),
    Account.pass_number,
    Account.username,
    Account.locale,
    AccountGrant.role,
    AccountGrant.scope_path,
    AccountGrant.site_id,
    DayPass.account_id.label("pass_id"),
    PassOffer.site_id.label("pass_site_id"),
    PassOffer.modes.label("pass_modes"),
    PassOffer.until.label("pass_until"),
)


def _with_grants(query: Select[Any]) -> Select[Any]:
    return (
        query.outerjoin(AccountGrant, AccountGrant.account_id == Account.id)
        .outerjoin(DayPass, DayPass.account_id == Account.id)
        .outerjoin(PassOffer, PassOffer.id == DayPass.offer_id)
    )


def _no_pass_or_valid(now: Any) -> ColumnElement[bool]:
    ended = (DayPass.ended_at.is_(None), PassOffer.ended_at.is_(None))
    return or_(DayPass.account_id.is_(None), and_(*ended, PassOffer.until > now))


def _by(secret: Any) -> Select[Any]:
    return _with_grants(select(*_COLUMNS).join(secret, secret.account_id == Account.id)).where(
        secret.token_hash == bindparam("hash"),
        secret.ended_at.is_(None),
        or_(secret.expires_at.is_(None), secret.expires_at > bindparam("now")),
        Account.active,
        _no_pass_or_valid(bindparam("now")),
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
    name = first.given_name or first.pass_number or ""  # as typed: the reader's language is not known yet
    return Actor(
        id=first.id,
        name=name,
        username=first.username,
        locale=first.locale,
        grants=_grants(rows),
        pass_until=first.pass_until,
        **how,
    )


def _grants(rows: Sequence[Row[Any]]) -> tuple[Grant, ...]:
    """A day pass has the right of its offer and no other."""
    first = rows[0]
    if first.pass_id is not None:
        return (Grant(Role.VOLUNTEER, None, first.pass_site_id, modes_in(first.pass_modes)),)
    return tuple(Grant(Role(row.role), row.scope_path, row.site_id) for row in rows if row.role)


def account_by_username(username: str) -> Account | None:
    """The account of a name, in any case of letters."""
    return db.session.execute(select(Account).where(Account.username == username.strip().lower())).scalar()


def actor_of(account_id: int) -> Actor | None:
    """The actor of an account, with its own grants: what a command acts as."""
    rows = db.session.execute(_with_grants(select(*_COLUMNS)).where(Account.id == account_id)).all()
    return _actor(rows)


def any_account() -> bool:
    """Whether the installation has an account yet."""
    return db.session.execute(select(Account.id).limit(1)).first() is not None


def operator_id() -> int | None:
    """The account under which the operator's own commands stand: the first one that was made."""
    found: int | None = db.session.execute(select(Account.id).order_by(Account.id).limit(1)).scalar()
    return found


def people(scope: Scope, *, q: str = "") -> Sequence[Row[Any]]:
    """The accounts that have a role within a scope, and those that have none at all; a row for each role, by name.
    Volunteers' day passes are not among them: they stand on a page of their own."""
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
        .where(
            Account.pass_number.is_(None),
            or_(AccountGrant.id.is_(None), scope.clause(path, AccountGrant.site_id)),
        )
        .order_by(Account.name, Account.id, AccountGrant.id)
    )
    if q.strip():
        text = q.strip()
        query = query.where(
            or_(Account.name.icontains(text, autoescape=True), Account.username.icontains(text, autoescape=True))
        )
    return db.session.execute(query).all()


def account(account_id: int) -> Row[Any] | None:
    """What stands of a person's account, without its secrets; of a day pass nothing."""
    return db.session.execute(
        select(Account.id, Account.name, Account.username, Account.active, Account.locale, Account.made_at).where(
            Account.id == account_id, Account.pass_number.is_(None)
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
