"""A box that is scanned while goods are counted: it fills the entry of its line. What was typed is never overwritten:
where the box says something else, both are told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from core.i18n import pick_name
from inventory.gs1 import read
from inventory.gs1_values import Carrier, Reading
from inventory.queries_gtins import item_of_gtin


@dataclass(frozen=True, slots=True)
class Filled:
    """The entries after the scan, what is told, and where it differs from what was typed. `new_gtin` is a barcode that
    nobody linked to an item yet."""

    rows: list[dict[str, str]]
    said: str = ""
    errors: dict[str, Sequence[str]] = field(default_factory=dict)
    new_gtin: str = ""


def filled(text: str, rows: Sequence[dict[str, str]], lines: Iterable[Any], *, today: date) -> Filled:
    """`rows` as typed, with lot, expiry and production date of the box in the entry of its line; a damaged code, one
    that names no goods and one whose item was not promised fill nothing and say so."""
    kept = [dict(row) for row in rows]
    reading = read(text, year=today.year)
    refusal = _refusal(reading)
    if refusal:
        return Filled(kept, errors={"box": [refusal]})
    line = _line(reading, kept, list(lines))
    if line is None:
        return _not_promised(reading, kept)
    return _in_entry(reading, kept, line)


def _refusal(reading: Reading) -> str:
    if reading.faults:
        return reading.faults[0].message() + " " + _("Nothing was filled in.")
    if reading.carrier is Carrier.LABEL:
        return _("This is one of our own labels. A blank one belongs into the field of its line.")
    return "" if reading.prefills else _("This code says nothing about goods. Nothing was filled in.")


def _line(reading: Reading, rows: list[dict[str, str]], lines: list[Any]) -> Any:
    """The line of the scanned item; without a GTIN the only line there is."""
    if not reading.gtin14:
        return lines[0] if len(lines) == 1 else None
    item = item_of_gtin(reading.gtin14)
    of_item = [line for line in lines if item is not None and line.row.item_id == item.id]
    shown = {row.get("line_id", "") for row in rows}
    return next((line for line in of_item if str(line.row.id) in shown), of_item[0] if of_item else None)


def _not_promised(reading: Reading, rows: list[dict[str, str]]) -> Filled:
    if not reading.gtin14:
        return Filled(rows, errors={"box": [_("This code has no GTIN: scan the one that names the goods first.")]})
    item = item_of_gtin(reading.gtin14)
    if item is None:
        said = _("The barcode %(gtin)s is new: say once which item it is, then scan it again.", gtin=reading.gtin14)
        return Filled(rows, errors={"box": [said]}, new_gtin=reading.gtin14)
    name = pick_name(item.name_en, item.name_zh)
    return Filled(rows, errors={"box": [_("%(item)s is not among the lines of this delivery.", item=name)]})


def _in_entry(reading: Reading, rows: list[dict[str, str]], line: Any) -> Filled:
    line_id = str(line.row.id)
    mine = [at for at, row in enumerate(rows) if row.get("line_id") == line_id]
    same_lot = [at for at in mine if _lot(rows[at]) == reading.lot.casefold()] if reading.lot else mine[:1]
    open_lot = [at for at in mine if not _lot(rows[at])]
    at = next(iter(same_lot or open_lot), None)
    name = pick_name(line.row.item_en, line.row.item_zh)
    if at is None:
        said = (
            _("%(item)s: another lot, in an entry of its own.", item=name)
            if mine
            else _("%(item)s: filled in.", item=name)
        )
        at = next((number for number, row in enumerate(rows) if not row.get("line_id")), len(rows))
        rows[at : at + 1] = [{"line_id": line_id, "unit": line.row.unit}]
    else:
        said = _("%(item)s: filled in.", item=name)
    errors = _put(rows[at], reading, f"lines-{at}")
    return Filled(rows, said="" if errors else said, errors=errors)


def _lot(row: dict[str, str]) -> str:
    return row.get("lot", "").strip().casefold()


def _put(row: dict[str, str], reading: Reading, prefix: str) -> dict[str, Sequence[str]]:
    """Fill what is empty; what was typed otherwise stays, and the difference is told at its field."""
    told = {"lot": reading.lot, "expires_on": reading.usable_until, "produced_on": reading.produced_on}
    errors: dict[str, Sequence[str]] = {}
    for name, value in told.items():
        text = value.isoformat() if isinstance(value, date) else value or ""
        typed = row.get(name, "").strip()
        if text and not typed:
            row[name] = text
        elif text and typed.casefold() != text.casefold():
            shown = format_date(value, "medium") if isinstance(value, date) else text
            errors[f"{prefix}-{name}"] = [_("The box says %(value)s. Correct one of them.", value=shown)]
    return errors
