"""From what was typed or sent to the values of the services."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.table_values import ColumnMapping
from operations.values_imports import ItemChoice, RunOptions

_PLAIN = ("day", "one_means_unknown", "unit_if_missing", "create_missing", "approve")


def options_of(before: RunOptions, given: Mapping[str, Any]) -> RunOptions:
    """The decisions about a whole file, with those about its names and rows kept."""
    return replace(before, **{name: given[name] for name in _PLAIN if name in given})


def mapping_of(given: Mapping[str, Any]) -> ColumnMapping | None:
    """The mapping, or None when nothing of it was said."""
    columns = {role: column.upper() for role, column in (given.get("columns") or {}).items()}
    sheet, header_row, last_row = given.get("sheet") or None, given.get("header_row"), given.get("last_row")
    if not columns and header_row is None and last_row is None and sheet is None:
        return None
    return ColumnMapping(sheet, header_row, columns or None, last_row)


def choices_of(before: RunOptions, given: Mapping[str, Any]) -> RunOptions:
    """The decisions with those about new items and donors."""
    items = {
        one["key"]: ItemChoice(one["item_id"], one["base_unit"], one["category"], one["name_en"], one["is_medicine"])
        for one in given["items"]
    }
    donors = {one["key"]: one["kind"] for one in given["donors"]}
    return replace(before, items={**before.items, **items}, donors={**before.donors, **donors})
