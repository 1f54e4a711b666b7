"""What the pages of this room share: their blueprint, and forms with lines that come and go."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app
from werkzeug.datastructures import MultiDict

from core.clock import installation_day, utc_now
from core.errors import DomainError
from core.forms import MAX_LINES, number_in
from core.i18n import pick_name
from donations.errors import ReceiptInQuestion
from inventory.words import shown_state

bp = Blueprint("donations", __name__)
ID = "int(max=9223372036854775807)"
Typed = Mapping[str, str]
MANY = 30
"""More lines than this are counted in several documents: a phone's page has to stay quick."""


@bp.context_processor
def _choices() -> dict[str, Any]:
    return {"named": named, "prefixed": prefixed, "unit_choices": unit_choices, "state_today": state_today}


def state_today(batch: Any) -> str:
    """The state that a page shows for a batch: expired follows from its date."""
    return shown_state(batch, installation_day(utc_now()))


def named(rows: Iterable[Any], *, with_code: bool = False) -> list[tuple[int, str]]:
    """Rows with names as the choices of a list; `with_code` tells the code too."""
    return [
        (row.id, (pick_name(row.name_en, row.name_zh) or row.code) + (f" · {row.code}" if with_code else ""))
        for row in rows
    ]


def prefixed(letter: str, rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Choices whose values tell which kind of thing they name."""
    return [(f"{letter}{key}", word) for key, word in named(rows)]


def unit_choices(line: Any, units: Sequence[str]) -> list[tuple[str, str]]:
    """The units that a line may be counted in: its own first, then its item's base unit, then every other known one."""
    first = [line.row.unit, line.row.base_unit] if line else []
    return [(unit, unit) for unit in dict.fromkeys([*first, *units])]


def trace_url(code: str) -> str:
    """The public address of a trace code, as it is printed."""
    return f"{current_app.config['PUBLIC_URL']}/trace/{code}"


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of a form as typed, in their order; `active` are the positions of those that say something."""

    prefix: str
    rows: list[dict[str, str]]
    active: list[int]

    def fields(self) -> dict[str, str]:
        """The active lines as form fields, numbered without gaps."""
        return {
            f"{self.prefix}-{number}-{name}": value
            for number, at in enumerate(self.active)
            for name, value in self.rows[at].items()
        }

    def placed(self, errors: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
        """Errors by the place on the page: the first active line may be the third on it."""
        return {self.place(path): messages for path, messages in errors.items()}

    def place(self, path: str) -> str:
        """Where on the page the field of a line stands."""
        parts = path.split("-")
        if len(parts) == 3 and parts[0] == self.prefix and parts[1].isdigit() and int(parts[1]) < len(self.active):
            parts[1] = str(self.active[int(parts[1])])
        return "-".join(parts)


def typed_rows(form: MultiDict[str, str], prefix: str, says: Callable[[Typed], bool]) -> Rows:
    """The lines of a form; the button `add_line` adds one, `remove_line` takes one away. `says` tells whether a line
    says something or only holds what the page had filled in."""
    found: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == prefix and number_in(parts[1], MAX_LINES) is not None:
            found.setdefault(int(parts[1]), {})[parts[2]] = value
    removed = form.get("remove_line", "")
    rows = [found[number] for number in sorted(found) if f"{prefix}-{number}" != removed]
    if form.get("add_line") == prefix or not rows:
        rows.append({})
    return Rows(prefix, rows, [at for at, row in enumerate(rows) if says(row)])


def is_edit(form: MultiDict[str, str]) -> bool:
    """Whether the form was only sent for a line more or less."""
    return "add_line" in form or "remove_line" in form


def with_rows(form: MultiDict[str, str], *groups: Rows) -> MultiDict[str, str]:
    """The form with its lines replaced by the active ones."""
    prefixes = {group.prefix for group in groups}
    plain = [(name, value) for name, value in form.items(multi=True) if name.split("-")[0] not in prefixes]
    lines = [(name, value) for group in groups for name, value in group.fields().items()]
    return MultiDict(plain + lines)


Questions = list[tuple[str, str, str]]
"""What a page asks: the word that says yes, the sentence, and the field that it is about."""


def questions_of(error: ReceiptInQuestion, placed: Callable[[str], str]) -> Questions:
    """The questions of a goods receipt; `placed` gives a field's place on the page."""
    return [(doubt.word, doubt.message, placed(doubt.field)) for doubt in error.doubts]


def errors_of(error: DomainError, *groups: Rows, first: str = "") -> dict[str, Sequence[str]]:
    """What a refused form shows: messages by field, or one without a field. `first` is the field where the lack of
    any line is told."""
    errors: dict[str, Sequence[str]] = dict(error.field_errors or {"": [error.message]})
    if first and "lines" in errors:
        errors[first] = errors.pop("lines")
    for group in groups:
        errors = group.placed(errors)
    return errors
