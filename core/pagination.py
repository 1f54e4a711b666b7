"""Pages by key: a page knows its rows, whether more follow, and the key to go on from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from zlib import crc32

from flask_babel import lazy_gettext as _l

from core.errors import Invalid

Row = TypeVar("Row")

PAGE_SIZE = 50
_SEPARATOR = "~"
_SHOWN = 60
"""More of a damaged key than this says nothing to who reads it."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page. `next_key` and `previous_key` go into the `after` and `before` of the address; `total` is the
    count of all rows that match, None where counting would cost more than the page."""

    rows: Sequence[Row]
    next_key: str | None = None
    previous_key: str | None = None
    total: int | None = None
    first: int = 1


class PageKeyDamaged(Invalid):
    """A page key that no page of this list in this order gave. A page opens its list from the beginning, a program is
    told. Fields: given, field."""

    code = "page-key"
    template = _l(
        "“%(given)s” is no page key of this list in this order. Take `next_key` for `after`, or `previous_key` for "
        "`before`, from the answer before, as it is; without a key the list begins."
    )


def page_key(values: Iterable[Any], order: str = "") -> str:
    """The key of a row: its values of what the list is ordered by, and a check over them and the name of the order."""
    text = _SEPARATOR.join(value.isoformat() if isinstance(value, date) else str(value) for value in values)
    return f"{text}{_SEPARATOR}{crc32(f'{order} {text}'.encode()):08x}"


def key_values(columns: Sequence[Any], *, after: str, before: str, order: str = "") -> list[Any] | None:
    """The values, one for each column, that the key of an address names; None without a key. `before` goes first.
    Raises PageKeyDamaged."""
    key = before or after
    if not key:
        return None
    try:
        parts = key.rsplit(_SEPARATOR, len(columns))[:-1]
        values = [_value(column.type.python_type, part) for column, part in zip(columns, parts, strict=True)]
        if page_key(values, order) == key:
            return values
    except ValueError:
        pass
    raise PageKeyDamaged(given=key[:_SHOWN], field="before" if before else "after")


def _value(kind: type, part: str) -> Any:
    if issubclass(kind, date):
        return date.fromisoformat(part)
    if not issubclass(kind, int):
        if "\0" in part:  # which no database keeps
            raise ValueError(part)
        return part
    if not (part.isascii() and part.isdigit() and len(part) < 20 and int(part) < 2**63):
        raise ValueError(part)
    return int(part)
