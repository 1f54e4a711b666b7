"""Rows of an import that look like an earlier consignment's, and what a person says of them by row number."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from operations import queries_imports
from operations.errors_imports import RowNotAlike
from operations.values_imports import RowDecision, RowReading
from operations.values_settle import How

ALL = 0
"""Stands for every such row where row numbers are given; no row of a file has the number 0."""
DECISIONS = {How.SAME: RowDecision.SKIP, How.DIFFERENT: RowDecision.IMPORT}
_CODES = {"looks-alike", "decided-same", "decided-different"}
_SHOWN = 20


class AlikeRow(NamedTuple):
    """A row beside the figures of the earlier line: `other` has number, line, donor, day, item, quantity, unit."""

    row: Any
    reading: RowReading
    other: Mapping[str, Any]


def alike_rows(run_id: int) -> list[AlikeRow]:
    """The rows that look like an earlier line and are not decided yet, in the order of the file."""
    return [
        AlikeRow(row, queries_imports.reading_of(row), one.fields)
        for row in queries_imports.rows(run_id, state="waiting", limit=None)
        for one in queries_imports.reasons_of(row)
        if one.code == "looks-alike"
    ]


def decisions_of(run_id: int, said: Mapping[int, How]) -> dict[str, RowDecision]:
    """What was said by row number (ALL: of every row that is not decided yet), by row key. What was decided before may
    be said anew. Raises RowNotAlike."""
    decided, found = _alike_numbers(run_id), {}
    for row_no, how in said.items():
        if row_no == ALL:
            continue
        if row_no not in decided:
            shown = ", ".join(str(one) for one in sorted(decided)[:_SHOWN]) or "–"
            raise RowNotAlike(row=row_no, rows=shown + (" …" if len(decided) > _SHOWN else ""), field="rows")
        found[row_no] = how
    if ALL in said:
        found = {row_no: said[ALL] for row_no, done in decided.items() if not done} | found
    return {f"{row_no}-0": DECISIONS[how] for row_no, how in found.items()}


def _alike_numbers(run_id: int) -> dict[int, bool]:
    """The numbers of rows that look like an earlier line, and whether that was decided."""
    rows = queries_imports.rows(run_id, limit=None)
    codes = {row.row_no: {one.code for one in queries_imports.reasons_of(row)} & _CODES for row in rows}
    return {row_no: found != {"looks-alike"} for row_no, found in codes.items() if found}
