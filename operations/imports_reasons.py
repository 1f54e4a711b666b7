"""Why a line was judged as it was: a stable code with its figures, and a sentence in the language of the reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from core.cell_problems import TEMPLATES as CELL_TEMPLATES

_NOTES = {
    "factor-from-specification": _l("From the specification: 1 %(unit)s holds %(factor)s %(base_unit)s."),
    "factor-declared": _l("As declared in the catalogue: 1 %(unit)s holds %(factor)s %(base_unit)s."),
    "new-item": _l("“%(name)s” is new and will be added to the catalogue."),
    "new-donor": _l("“%(name)s” is new and will be added as a donor."),
    "new-receiver": _l("“%(name)s” is new and will be added as a receiver."),
    "donor-anonymous": _l("“%(name)s” names nobody: recorded as an anonymous donor."),
    "no-donor": _l("No donor is named: recorded as given by somebody who is not named."),
    "directed": _l("Directed by the donor: %(targets)s."),
    "by-rule": _l("The batches are chosen by rule: %(picks)s."),
    "decided-different": _l("Decided: not the same as %(number)s."),
    "no-need": _l("No need is stated; the row is left out."),
    "decided-same": _l("Decided: the same as %(number)s; the row is left out."),
    "quantity-unknown": _l("Needed, but how many is not said: recorded as quantity unknown."),
}
_WARNINGS = {
    "factor-unknown": _l("How many %(base_unit)s are in 1 %(unit)s is not known; it stays unknown."),
    "factor-unclear": _l(
        "“%(specification)s” does not surely say how many %(base_unit)s are in 1 %(unit)s; it stays unknown."
    ),
    "directed-unknown": _l("Directed, but to whom is not said: the goods are held until the donor was asked."),
    "lot-unrecorded": _l(
        "A medicine without lot or expiry: taken as a past record and marked “lot and expiry not recorded”."
    ),
    "expired-on-arrival": _l("The expiry date %(day)s was over when the goods were received: compare with the paper."),
    "expiry-far": _l("The expiry date %(day)s is more than %(years)s years ahead: compare with the paper."),
    "receiver-several-places": _l("“%(name)s” stands for more than one place in this file: taken as “%(taken)s”."),
}
_WAITING = {
    "unit-not-stated": _l("%(quantity)s are needed, but in which unit is not said."),
    "item-unknown": _l("The catalogue does not know “%(name)s”."),
    "item-unknown-like": _l("The catalogue does not know “%(name)s”. Similar: %(similar)s."),
    "unit-differs": _l(
        "“%(name)s” is here in %(there)s, the row says %(unit)s: whether that is the same is for a person to say."
    ),
    "directed-elsewhere": _l(
        "What is here of “%(name)s” is not free for %(receiver)s: it is directed (%(targets)s), held or expired."
    ),
    "receiver-unknown": _l("The receiver “%(name)s” is not known."),
    "donor-unknown": _l("The donor “%(name)s” is not known."),
    "looks-alike": _l(
        "It looks like line %(line)s of %(number)s (%(donor)s, %(day)s): %(quantity)s %(unit)s of %(item)s. "
        "Say whether it is the same."
    ),
}
_ERRORS = {
    "exceeds": _l("%(wanted)s %(unit)s are to go out, but only %(available)s %(unit)s of “%(name)s” are here."),
    "item-missing": _l("No goods are named."),
    "receiver-missing": _l("No receiver is named."),
    "quantity-unknown-here": _l("No quantity is counted; state a figure."),
    "date-unreadable": _l("“%(text)s” in the column “%(column)s” is not a date."),
    "date-in-future": _l("%(day)s lies in the future."),
    "text-too-long": _l("“%(text)s…” is longer than %(limit)s characters."),
    "produced-later": _l("The production date %(day)s lies after the day of receipt."),
    "dates-disagree": _l("Produced on %(produced)s, but expired on %(expires)s."),
    "receiver-is-the-store": _l("“%(name)s” is the store that the goods are taken from."),
    "area-unknown": _l("Which area the need is in is not known: name the area."),
    "area-not-yours": _l("“%(name)s” is outside the areas for which you may import."),
}
_HARMLESS_CELLS = frozenset({"quantity-approximate", "quantity-with-text"})
TEMPLATES: Mapping[str, Any] = {**CELL_TEMPLATES, **_NOTES, **_WARNINGS, **_WAITING, **_ERRORS}


@dataclass(frozen=True)
class Reason:
    """One reason; `code` is one of TEMPLATES, `fields` fill its sentence."""

    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """'note', 'warning' (also what only waits) or 'error'."""
        if self.code in _NOTES:
            return "note"
        return "warning" if self.code in _WARNINGS or self.code in _WAITING or self.code in _HARMLESS_CELLS else "error"

    @property
    def waits(self) -> bool:
        return self.code in _WAITING

    @property
    def message(self) -> str:
        return str(TEMPLATES[self.code]) % self.fields

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "fields": {name: str(value) for name, value in self.fields.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reason":
        return cls(data["code"], dict(data["fields"]))


def reason(code: str, **fields: Any) -> Reason:
    """A reason with its figures."""
    return Reason(code, fields)
