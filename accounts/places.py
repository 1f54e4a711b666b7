"""Areas and sites by table, for the scopes of grants: the inventory's models stand above this room."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, column, select, table

from core.database import db

AREA = table("area", column("id"), column("code"), column("path"), column("name_en"), column("name_zh"))
SITE = table(
    "site", column("id"), column("code"), column("area_id"), column("name_en"), column("name_zh"), column("active")
)


def site_path(site_id: int | None) -> str | None:
    """The path of the area that a site belongs to; None when there is no such site."""
    found: str | None = db.session.execute(
        select(AREA.c.path).join_from(SITE, AREA, AREA.c.id == SITE.c.area_id).where(SITE.c.id == site_id)
    ).scalar()
    return found


def area_exists(path: str) -> bool:
    """Whether an area has exactly this path."""
    return db.session.execute(select(AREA.c.id).where(AREA.c.path == path)).first() is not None


def area_path(code: str) -> str | None:
    """The path of the area with a code; None when there is none."""
    found: str | None = db.session.execute(select(AREA.c.path).where(AREA.c.code == code)).scalar()
    return found


def areas_within(scope: Any) -> Sequence[Row[Any]]:
    """The areas of a scope, each before those below it."""
    return db.session.execute(
        select(AREA.c.code, AREA.c.path, AREA.c.name_en, AREA.c.name_zh)
        .where(scope.clause(AREA.c.path))
        .order_by(AREA.c.path)
    ).all()


def sites_within(scope: Any) -> Sequence[Row[Any]]:
    """The sites of a scope, by code."""
    return db.session.execute(
        select(SITE.c.id, SITE.c.code, SITE.c.name_en, SITE.c.name_zh, AREA.c.path)
        .join_from(SITE, AREA, AREA.c.id == SITE.c.area_id)
        .where(scope.clause(AREA.c.path, SITE.c.id))
        .order_by(SITE.c.code)
    ).all()
