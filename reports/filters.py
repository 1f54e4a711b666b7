"""What the addresses of this room's lists ask for; what cannot be read counts as not asked."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app, request

from inventory.values import MovementKind
from reports.movement_rows import MovementFilter
from reports.past import Sense

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Days beyond these are typing mistakes, and some cannot be told in another time zone."""


def text_asked(name: str, limit: int = 64) -> str:
    """A short text of the address, without the characters that no database keeps."""
    return "".join(letter for letter in request.args.get(name, "")[:limit] if letter.isprintable())


def day_asked(name: str) -> date | None:
    """A day of the address, YYYY-MM-DD."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def movements_asked() -> MovementFilter:
    """Filters of the list of movements."""
    kind = request.args.get("kind", "")
    return MovementFilter(
        site=text_asked("site"),
        item=text_asked("item"),
        kind=kind if kind in list(MovementKind) else "",
        first=day_asked("first"),
        last=day_asked("last"),
    )


def site_asked() -> str:
    """The code of a site."""
    return text_asked("site")


def sense_asked() -> Sense:
    """In which sense the past is asked; as it was known then unless said otherwise."""
    return Sense.HAPPENED if request.args.get("sense") == Sense.HAPPENED else Sense.KNOWN


def moment_asked(now: datetime) -> datetime:
    """A moment of the address, in the installation's zone unless it names its own; now where none can be read. A later
    one than now reads as now: nothing is known of the future."""
    try:
        typed = datetime.fromisoformat(request.args.get("moment", ""))
    except ValueError:
        return now
    aware = typed if typed.tzinfo else typed.replace(tzinfo=ZoneInfo(current_app.config["TIMEZONE"]))
    try:
        return min(aware.astimezone(UTC), now)
    except OverflowError:
        return now
