"""What of a goods receipt is asked before it is written: it may be true, and more often it is a slip of the pen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from core.i18n import pick_name
from core.wording import readable
from donations.progress import Progress
from donations.receipt_plan import PlannedLine

FAR_YEARS = 20
"""Hardly any goods keep longer: a later expiry is a slip (2062 for 2026), and such goods would be picked last."""
ACKNOWLEDGED = "receipt.acknowledged"
"""The act under which the audit keeps what was asked and answered with yes."""
_SENTENCES = {
    "over-outstanding": _l(
        "Line %(line)s, %(item)s: %(received)s %(unit)s received, %(outstanding)s %(outstanding_unit)s outstanding."
    ),
    "expired-on-arrival": _l(
        "Line %(line)s, %(item)s: the expiry date %(expires_on)s was over when the goods were received."
    ),
    "expiry-far": _l("Line %(line)s, %(item)s: the expiry date %(expires_on)s is more than %(years)s years ahead."),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question about a line (its number on the consignment), with its figures. `word` answers it with yes: it
    holds what was asked about, so that another figure typed afterwards is asked again."""

    code: str
    line: int
    about: str
    fields: Mapping[str, Any]
    field: str

    @property
    def word(self) -> str:
        return f"{self.code}:{self.line}:{self.about}"

    @property
    def message(self) -> str:
        """The question's sentence in the reader's language."""
        return sentence(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they are told to programs and kept in the audit."""
        return {"code": self.code, "line": self.line, **self.fields, "acknowledge": self.word}


def sentence(kept: Mapping[str, Any]) -> str:
    """What was asked, in the reader's language, from the values that `to_json` gave."""
    told = dict(kept)
    if "item_en" in told:
        told["item"] = pick_name(told["item_en"], told["item_zh"])
    if "expires_on" in told:
        told["expires_on"] = date.fromisoformat(told["expires_on"])
    return str(_SENTENCES[kept["code"]]) % readable(told)


def doubts(planned: Sequence[PlannedLine], progress: Mapping[int, Progress], *, day: date) -> list[Doubt]:
    """What is to be asked of goods received on a day; `progress`: how far each line was before, by its id."""
    found = [*_over(planned, progress), *_dates(planned, day)]
    return list({doubt.word: doubt for doubt in found}.values())


def _over(planned: Sequence[PlannedLine], progress: Mapping[int, Progress]) -> Iterator[Doubt]:
    """Lines of which more came than is outstanding; those that cannot be compared are not asked about."""
    entries: dict[int, list[tuple[int, PlannedLine]]] = defaultdict(list)
    for number, each in enumerate(planned):
        entries[each.line.id].append((number, each))
    for line_id, mine in entries.items():
        row, left = mine[0][1].line, progress[line_id].outstanding
        if left is None or not any(each.given.accepted for _number, each in mine):
            continue
        factors = {row.base_unit: 1, row.unit: row.base_per_unit}
        received = _in_unit([each for _number, each in mine], left.unit, factors)
        if received is not None and received > left.quantity:
            field = next(f"lines-{number}-accepted" for number, each in mine if each.given.accepted)
            figures = {"received": received, "unit": left.unit}
            rest = {"outstanding": left.quantity, "outstanding_unit": left.unit}
            yield Doubt("over-outstanding", row.line_no, str(received), {**_item(row), **figures, **rest}, field)


def _in_unit(lines: Iterable[PlannedLine], unit: str, factors: Mapping[str, int | None]) -> int | None:
    """What came (accepted and rejected) in a unit, rounded up: a part of a box more is more. None: not to be told."""
    lines = list(lines)
    came = [each.given.accepted + each.given.rejected for each in lines]
    if all(each.unit == unit for each in lines):
        return sum(came)
    one, each_holds = factors.get(unit), [each.base_per_unit for each in lines]
    if one is None or None in each_holds:
        return None
    return -(-sum(quantity * (holds or 0) for quantity, holds in zip(came, each_holds, strict=True)) // one)


def _dates(planned: Sequence[PlannedLine], day: date) -> Iterator[Doubt]:
    for number, each in enumerate(planned):
        expires = each.given.expires_on
        if expires is None or not each.given.accepted:
            continue
        told = {**_item(each.line), "expires_on": expires.isoformat()}
        field = f"lines-{number}-expires_on"
        if expires < day:
            yield Doubt("expired-on-arrival", each.line.line_no, expires.isoformat(), told, field)
        elif is_far(expires, day):
            far = {**told, "years": FAR_YEARS}
            yield Doubt("expiry-far", each.line.line_no, expires.isoformat(), far, field)


def is_far(expires: date, day: date) -> bool:
    """Whether goods would keep longer from a day than hardly any goods do."""
    return (expires.year - FAR_YEARS, expires.month, expires.day) > (day.year, day.month, day.day)


def _item(row: Any) -> dict[str, str]:
    return {"item_en": row.item_en, "item_zh": row.item_zh}
