"""Figures, dates and codes as the reader's locale writes them: the same words on pages and in refusals."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime, format_decimal, get_locale

from core.codes import display, is_valid, normalise
from core.i18n import Named


def number(value: int | None) -> str:
    """A whole number with the locale's thousands; an en dash for none."""
    return "–" if value is None else str(format_decimal(value))


def day(value: date | datetime | None) -> str:
    """A date as the locale writes it; an en dash for none."""
    return "–" if value is None else str(format_date(value, "medium"))


def moment(value: datetime | None) -> str:
    """A date and the time to the minute in the installation's zone; an en dash for none."""
    if value is None:
        return "–"
    locale = get_locale()
    day_pattern = locale.date_formats["medium"].pattern if locale else "y-MM-dd"
    return str(format_datetime(value, f"{day_pattern} HH:mm"))


def amount(quantity: int, unit: str) -> str:
    """A quantity with its unit."""
    return f"{number(quantity)} {unit}"


def readable(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a sentence as a person reads them: 12,000 and not 12000, a label's code in its groups, dates as
    the locale writes them. Without an application, as in a bare program, they stay as they are."""
    return {name: _readable(value) for name, value in fields.items()} if get_locale() else dict(fields)


def _readable(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Named):
        return value.told
    if type(value) is str and is_valid(value) and normalise(value) == value:
        return display(value)
    return value
