"""What the pages of this room share: their blueprint, lines that come and go, and moments as they are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, request
from werkzeug.datastructures import MultiDict

from core.errors import DomainError
from core.forms import MAX_LINES, number_in
from inventory.errors import InsufficientStock

bp = Blueprint("distribution", __name__)
ID = "int(max=9223372036854775807)"


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of a form as typed, in their order; `active` are the positions of those that say something."""

    rows: list[dict[str, str]]
    active: list[int]

    def placed(self, errors: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
        """Errors by the place on the page: the first active line may be the third on it."""
        return {self._placed(path): messages for path, messages in errors.items()}

    def _placed(self, path: str) -> str:
        parts = path.split("-")
        if len(parts) == 3 and parts[0] == "lines" and parts[1].isdigit() and int(parts[1]) < len(self.active):
            parts[1] = str(self.active[int(parts[1])])
        return "-".join(parts)


def typed_rows(form: Mapping[str, str], *saying: str) -> Rows:
    """The lines of a form; the buttons `add_line` and `remove_line` change them. A line says something when one of
    the fields `saying` is filled in."""
    found: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == "lines" and number_in(parts[1], MAX_LINES) is not None:
            found.setdefault(int(parts[1]), {})[parts[2]] = value.strip()
    removed = form.get("remove_line", "")
    rows = [found[number] for number in sorted(found) if f"lines-{number}" != removed]
    if form.get("add_line") == "lines" or not rows:
        rows.append({})
    return Rows(rows, [at for at, row in enumerate(rows) if any(row.get(name) for name in saying)])


def is_edit(form: Mapping[str, str]) -> bool:
    """Whether the form was only sent for a line more or less."""
    return "add_line" in form or "remove_line" in form


def with_lines(form: MultiDict[str, str], typed: Rows) -> MultiDict[str, str]:
    """The form with its lines replaced by those that say something, numbered without gaps."""
    plain = [(name, value) for name, value in form.items(multi=True) if not name.startswith("lines-")]
    lines = [
        (f"lines-{number}-{name}", value)
        for number, at in enumerate(typed.active)
        for name, value in typed.rows[at].items()
    ]
    return MultiDict(plain + lines)


def errors_of(error: DomainError, typed: Rows | None = None) -> dict[str, Sequence[str]]:
    """What a refused form shows: messages by field, or one without a field. Stock that lacks is told at the line
    that asked for it."""
    lacking = _lacking(error, typed) if typed and isinstance(error, InsufficientStock) else {}
    errors: dict[str, Sequence[str]] = dict(error.field_errors or {"": [error.message]})
    if typed and "lines" in errors:  # no line at all: told where the first would be
        errors[_first_field(typed)] = errors.pop("lines")
    return lacking or (typed.placed(errors) if typed else errors)


def _first_field(typed: Rows) -> str:
    return "lines-0-item_id" if any("item_id" in row for row in typed.rows) else "lines-0-quantity"


def _lacking(error: InsufficientStock, typed: Rows) -> dict[str, Sequence[str]]:
    """The same refusal once for every line that lacks, at the field where its batch and place were typed."""
    at = {(row.get("batch_id"), row.get("location_id")): index for index, row in enumerate(typed.rows)}
    return {
        f"lines-{at[place]}-quantity": [InsufficientStock(**line).message]
        for line in error.fields.get("lines", ())
        if (place := (line["batch_id"], line["location_id"])) in at
    }


def id_asked(name: str) -> int | None:
    """An id in the address; what cannot be one is as if it were not there."""
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
    return number if number is not None and number < 2**63 else None


def words_asked(name: str = "q") -> str:
    """What somebody searches for; characters that no database can keep are left out."""
    return request.args.get(name, "")[:100].replace("\x00", "")


def moment_of(typed: datetime | None, now: datetime) -> datetime:
    """A typed local time in the installation's zone; now when nothing was typed."""
    return now if typed is None else typed.replace(tzinfo=ZoneInfo(current_app.config["TIMEZONE"]))


def tell(title: str, figures: Sequence[Sequence[Any]] = (), following: Sequence[str] | None = None) -> None:
    """After an action: what happened, in figures, and what comes next."""
    flash({"title": title, "figures": [list(pair) for pair in figures], "next": following}, "ok")
