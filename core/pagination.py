"""Pages by key: a page knows its rows, whether more follow, and the key to go on from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page. `next_key` and `previous_key` go into the `after` and `before` of the address; `total` is the
    count of all rows that match, None where counting would cost more than the page."""

    rows: Sequence[Row]
    next_key: str | None = None
    previous_key: str | None = None
    total: int | None = None
    first: int = 1
