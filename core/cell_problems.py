"""What is odd about one cell or row: a stable code with its figures and a sentence for the person reading.

Unlike an error it stops nothing: a row may carry several, and the importer decides which are fatal.
"""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

TEMPLATES = {
    "quantity-blank": _l("No quantity is given."),
    "quantity-not-a-number": _l("“%(text)s” is not a quantity."),
    "quantity-negative": _l("The quantity %(figure)s is less than zero."),
    "quantity-zero": _l("The quantity is zero."),
    "quantity-fraction": _l("%(figure)s is not a whole number: state it in a smaller unit."),
    "quantity-too-large": _l("The quantity %(figure)s is beyond belief; at most %(limit)s is accepted."),
    "quantity-range": _l("“%(text)s” is a range, not one quantity."),
    "quantity-approximate": _l("“%(text)s” is only approximate."),
    "quantity-several": _l("“%(text)s” holds %(count)s quantities; give each a row of its own."),
    "quantity-with-text": _l("“%(text)s” stands beside the quantity in the same cell."),
    "quantity-missing-formula-result": _l(
        "The formula in the quantity cell holds no result: open and save the file in a spreadsheet program."
    ),
    "unit-conflict": _l("The quantity cell says %(cell_unit)s, but the unit column says %(column_unit)s."),
    "unit-several": _l("The quantity %(text)s is merged over rows in %(units)s: give each row a quantity of its own."),
    "unit-missing": _l("No unit is given."),
}


@dataclass(frozen=True)
class CellProblem:
    """One oddity; `code` is one of `TEMPLATES`, `fields` are its figures."""

    code: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence for the person who reads it, in the language of the request."""
        return str(TEMPLATES[self.code]) % self.fields

    def to_dict(self) -> dict[str, Any]:
        """Plain data from which `from_dict` makes an equal problem."""
        return {"code": self.code, "fields": {name: str(value) for name, value in self.fields.items()}}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "CellProblem":
        return cls(code=data["code"], fields=dict(data["fields"]))
