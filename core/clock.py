"""The only place that reads the clock."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day of an aware moment in the installation's time zone."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def installation_day(moment: datetime) -> date:
    """The calendar day of an aware moment where this installation stands (its TIMEZONE setting)."""
    return local_day(moment, current_app.config["TIMEZONE"])


def installation_moment(day: date, *, hour: int = 0) -> datetime:
    """An hour of a calendar day where this installation stands, in UTC: for records that name only a day."""
    return datetime.combine(day, time(hour), ZoneInfo(current_app.config["TIMEZONE"])).astimezone(UTC)
