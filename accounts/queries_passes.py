"""Reads of day passes: what is offered at the sites of a manager, who joined, and whether a pass still runs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import aliased

from accounts.errors_passes import UnknownPass
from accounts.models import Account, DayPass, PassOffer
from accounts.places import AREA, SITE
from core.access import Actor, Permission
from core.database import db

KEPT_IN_SIGHT = timedelta(days=30)
"""How long an offer that is over stands on the page."""
_opener = aliased(Account)
_OFFER = (
    PassOffer.id,
    PassOffer.ref,
    PassOffer.site_id,
    PassOffer.modes,
    PassOffer.most,
    PassOffer.joined,
    PassOffer.opened_at,
    PassOffer.until,
    PassOffer.ended_at,
    SITE.c.code.label("site_code"),
    SITE.c.name_en.label("site_en"),
    SITE.c.name_zh.label("site_zh"),
    AREA.c.path.label("area_path"),
    _opener.given_name.label("opened_by"),
)


def _offers(actor: Actor) -> Select[Any]:
    """The offers at the sites where the person may see volunteers."""
    return (
        select(*_OFFER)
        .join(SITE, SITE.c.id == PassOffer.site_id)
        .join(AREA, AREA.c.id == SITE.c.area_id)
        .join(_opener, _opener.id == PassOffer.opened_by)
        .where(actor.scope(Permission.SEE_VOLUNTEERS).clause(AREA.c.path, PassOffer.site_id))
    )


def offers(*, actor: Actor, now: datetime) -> Sequence[Row[Any]]:
    """Those that run, and those of the last month, the newest first."""
    return db.session.execute(
        _offers(actor).where(PassOffer.until > now - KEPT_IN_SIGHT).order_by(PassOffer.id.desc()).limit(200)
    ).all()


def offer(*, actor: Actor, offer_id: int) -> Row[Any]:
    """One offer. Raises UnknownPass: another site's looks unknown."""
    row = db.session.execute(_offers(actor).where(PassOffer.id == offer_id)).first()
    if row is None:
        raise UnknownPass
    return row


def is_open(row: Any, now: datetime) -> bool:
    """Whether an offer runs at a moment."""
    return row.ended_at is None and row.until > now


def volunteers(offer_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Who joined each offer, in the order of coming."""
    found: dict[int, list[Row[Any]]] = {each: [] for each in offer_ids}
    rows = db.session.execute(
        select(
            DayPass.account_id,
            DayPass.offer_id,
            DayPass.number,
            DayPass.joined_at,
            DayPass.ended_at,
            DayPass.erased_at,
            Account.given_name.label("given_name"),
            Account.pass_number,
            Account.username,
        )
        .join(Account, Account.id == DayPass.account_id)
        .where(DayPass.offer_id.in_(offer_ids))
        .order_by(DayPass.offer_id, DayPass.number)
    )
    for row in rows:
        found[row.offer_id].append(row)
    return found


def pass_of(*, actor: Actor, account_id: int) -> Row[Any]:
    """One volunteer's pass with its offer. Raises UnknownPass."""
    row = db.session.execute(
        _offers(actor)
        .join(DayPass, DayPass.offer_id == PassOffer.id)
        .add_columns(
            DayPass.account_id,
            DayPass.number,
            DayPass.ended_at.label("pass_ended_at"),
            DayPass.erased_at,
        )
        .where(DayPass.account_id == account_id)
    ).first()
    if row is None:
        raise UnknownPass
    return row


def own_pass(account_id: int) -> Row[Any] | None:
    """A volunteer's own pass: where, what for, until when, admitted by whom."""
    return db.session.execute(
        select(*_OFFER, Account.given_name.label("given_name"), _opener.given_name.label("pass_by"), DayPass.number)
        .join(DayPass, DayPass.offer_id == PassOffer.id)
        .join(Account, Account.id == DayPass.account_id)
        .join(SITE, SITE.c.id == PassOffer.site_id)
        .join(AREA, AREA.c.id == SITE.c.area_id)
        .join(_opener, _opener.id == PassOffer.opened_by)
        .where(DayPass.account_id == account_id)
    ).first()


def offer_by_ref(ref: str) -> Row[Any] | None:
    """An offer by the lasting part of its code, with its site's names."""
    return db.session.execute(
        select(*_OFFER)
        .join(SITE, SITE.c.id == PassOffer.site_id)
        .join(AREA, AREA.c.id == SITE.c.area_id)
        .join(_opener, _opener.id == PassOffer.opened_by)
        .where(PassOffer.ref == ref)
    ).first()


def offer_to_join(offer_id: int) -> Row[Any] | None:
    """The same by its id: for somebody who scanned its code a moment ago."""
    found = db.session.execute(select(PassOffer.ref).where(PassOffer.id == offer_id)).scalar()
    return offer_by_ref(found) if found else None


def name_of_pass(account_id: int) -> Row[Any] | None:
    """The given name ('' once it was erased) and the number of a day pass; None for any other account."""
    return db.session.execute(
        select(Account.given_name.label("given_name"), Account.pass_number).where(
            Account.id == account_id, Account.pass_number.isnot(None)
        )
    ).first()


def is_pass(account_id: int) -> bool:
    """Whether an account is a volunteer's day pass."""
    return db.session.execute(select(DayPass.account_id).where(DayPass.account_id == account_id)).first() is not None


def pass_is_over(account_id: Any, now: datetime) -> ColumnElement[bool]:
    """As SQL: whether an account is a day pass whose time or whose manager ended it."""
    return (
        select(DayPass.account_id)
        .join(PassOffer, PassOffer.id == DayPass.offer_id)
        .where(
            DayPass.account_id == account_id,
            or_(DayPass.ended_at.isnot(None), PassOffer.ended_at.isnot(None), PassOffer.until <= now),
        )
        .exists()
    )


def passes_at(scope: Any) -> Select[Any]:
    """As SQL: the accounts of day passes at the places of a scope."""
    return (
        select(DayPass.account_id)
        .join(PassOffer, PassOffer.id == DayPass.offer_id)
        .join(SITE, SITE.c.id == PassOffer.site_id)
        .join(AREA, AREA.c.id == SITE.c.area_id)
        .where(and_(scope.clause(AREA.c.path, PassOffer.site_id)))
    )


def sites_to_admit_at(scope: Any) -> Sequence[Row[Any]]:
    """The sites in use where a manager may admit volunteers, by code."""
    return db.session.execute(
        select(SITE.c.id, SITE.c.code, SITE.c.name_en, SITE.c.name_zh, AREA.c.path.label("area_path"))
        .join_from(SITE, AREA, AREA.c.id == SITE.c.area_id)
        .where(scope.clause(AREA.c.path, SITE.c.id), SITE.c.active)
        .order_by(SITE.c.code)
    ).all()
