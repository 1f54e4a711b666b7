"""The words of a trace in the reader's language."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _

from core.i18n import pick_name
from donations.words import kind_word
from inventory.words import correction_word, movement_word, state_name
from reports.trace_events import MIXTURE
from reports.trace_graph import FEWER
from reports.trace_values import Amount, Event, Mixture, Names, PlaceKind, Sums, merged


def name(names: Names) -> str:
    """A name in the reader's language."""
    return pick_name(names.en, names.zh)


def number(value: Fraction | int) -> str:
    """A figure exactly: 1,250 or 12 3/8; never rounded."""
    whole, rest = divmod(Fraction(value), 1)
    if not rest:
        return str(format_decimal(whole))
    part = f"{rest.numerator}/{rest.denominator}"
    return f"{format_decimal(whole)} {part}" if whole else part


def amounts(parts: Iterable[Amount]) -> str:
    """Amounts in their own units: «9 箱 + 250 盒»; 0 where there is nothing."""
    return " + ".join(f"{number(part.quantity)}\u00a0{part.unit}" for part in parts) or "0"


def factors(sums: Sums) -> list[str]:
    """The recorded factors by which other units count in the line's: «1 箱 = 400 盒», as they were entered."""
    found = {}
    for place in sums.places:
        for part in place.amounts:
            if part.unit != sums.unit or part.factor != 1:
                found[part.unit, part.factor] = _factor(part, sums.unit)
    return list(found.values())


def _factor(part: Amount, unit: str) -> str:
    whole = 1 / part.factor
    if whole.denominator == 1:
        return f"1 {unit} = {number(whole)} {part.unit}"
    return f"{number(part.factor.denominator)} {part.unit} = {number(part.factor.numerator)} {unit}"


def place_title(place: Any) -> str:
    """Where a part is or how it ended, in a few words."""
    if place.kind is PlaceKind.ENDED:
        return ending(place.ending)
    if place.kind is PlaceKind.OPENED:
        return _("Opened and sorted (see below)")
    if place.kind is PlaceKind.IN_TRANSIT:
        return _("On the way to %(name)s", name=name(place.names))
    return name(place.names)


def place_kind(place: Any) -> str:
    """The kind of place, for the quiet line below its name."""
    return {
        PlaceKind.ON_HAND: _("in store"),
        PlaceKind.IN_TRANSIT: _("in transit"),
        PlaceKind.RECEIVER: _("with the receiver"),
        PlaceKind.ENDED: _("has left the stores"),
        PlaceKind.OPENED: _("counted by its parts"),
    }[place.kind]


def ending(kind: str) -> str:
    """How goods ended."""
    return {
        "hand_out": _("Handed out to households"),
        "count_loss": _("Fewer at the count"),
        "short": _("Missing on arrival (written off)"),
        "damaged": _("Damaged on the way (written off)"),
    }.get(kind) or movement_word(kind)


def node_title(key: tuple[str, str], names: Names) -> str:
    """The name of a node of the picture."""
    if key == ("source", "in"):
        return _("Received")
    if key[0] == "source":
        return _("More at the count")
    if key[0] == "ended":
        return _("Fewer at the count") if key == FEWER else movement_word(key[1])
    if key[0] == "opened":
        return _("Opened and sorted")
    return _("On the way to %(name)s", name=name(names)) if key[0] == "transit" else name(names)


def source(kind: str) -> str:
    """What kind of source it is; of a mixture of several, that it is one of them."""
    return _("one of several, named above") if kind == MIXTURE else kind_word(kind)


def wish(kind: str, names: Names) -> str:
    """A donor's wish in neutral words."""
    return {
        "receiver": _("for %(name)s", name=name(names)),
        "area": _("for the area %(name)s", name=name(names)),
        "purpose": _("for a stated purpose"),
        "named": _("for a receiver that the donor named"),
        "unknown": _("directed by the donor; for whom is being asked, and until then it is held"),
    }[kind]


def evidence(kinds: Iterable[str]) -> str:
    """How it is known which goods went."""
    words = {
        "scanned": _("scanned"),
        "chosen": _("chosen by staff"),
        "rule": _("assigned by rule, not scanned"),
        "imported": _("imported record"),
    }
    return _(", ").join(words[kind] for kind in kinds)


def confirmation(kind: str) -> str:
    """How a delivery is known."""
    return {
        "receiver": _("confirmed by the receiver"),
        "paper": _("confirmed on paper"),
        "imported": _("from an imported record"),
    }.get(kind, "")


def event_title(event: Event) -> str:
    """What happened, in a few words."""
    origin, target = name(event.origin), name(event.target)
    if event.kind == "correction":
        return _("Correction of the record: %(field)s", field=correction_word(event.detail[0]))
    if event.kind == "reversal":
        return _("An earlier record was reversed")
    titles = {
        "receipt": _("Received at %(name)s", name=target),
        "move": _("Moved from %(origin)s to %(target)s", origin=origin, target=target),
        "count": _("Counted at %(name)s", name=origin or target),
        "write_off": _("Written off at %(name)s", name=origin),
        "split": _("Divided at %(name)s", name=origin),
        "repack": _("Repacked at %(name)s", name=origin),
        "mixture": _("Boxes that look alike became one lot at %(name)s", name=origin or target),
        "sort": _("Opened and sorted at %(name)s", name=origin),
        "dispatch": _("Left %(origin)s for %(target)s", origin=origin, target=target),
        "direct_delivery": _("Sent on directly to %(target)s, past the store", target=target),
        "delivery": _("Arrived at %(name)s", name=target),
        "cancellation": _("The dispatch was cancelled; back at %(name)s", name=target),
        "return": _("Came back to %(name)s", name=target),
        "hand_out": _("Handed out to households by %(name)s", name=origin),
    }
    return titles.get(event.kind) or _("%(what)s at %(name)s", what=movement_word(event.kind), name=origin or target)


def event_text(event: Event, *, many: bool) -> str:
    """What else is to be said: how much, confirmation, households, corrections, reversals."""
    said = [_plain_amount(event)] if _is_plain(event, many) else []
    if event.confirmation:
        said.append(confirmation(event.confirmation))
    if event.few_households:
        said.append(_("to fewer than 5 households"))
    elif event.households is not None:
        said.append(_("to %(number)s households", number=number(event.households)))
    if event.kind == "correction" and len(event.detail) == 3:
        old, new = (_corrected(event.detail[0], value) for value in event.detail[1:])
        said.append(_("%(old)s became %(new)s", old=old, new=new))
    if event.reversed_by:
        said.append(
            _(
                "This record was a mistake and was reversed on %(day)s; it does not count.",
                day=format_date(event.reversed_by, "medium"),
            )
        )
    if (event.recorded - event.at).days > 1:
        said.append(_("recorded on %(day)s", day=format_date(event.recorded, "medium")))
    return _("; ").join(said)


def _corrected(field: str, value: str) -> str:
    """A corrected value as the reader knows it."""
    return state_name(value) if field == "state" and value else value or "–"


def event_icon(event: Event) -> str:
    """The sign of an event on the line of time."""
    return {
        "receipt": "in",
        "move": "move",
        "count": "count",
        "split": "split",
        "repack": "split",
        "mixture": "split",
        "sort": "split",
        "dispatch": "truck",
        "direct_delivery": "truck",
        "delivery": "ok",
        "hand_out": "people",
        "return": "undo",
        "cancellation": "undo",
        "reversal": "undo",
        "correction": "edit",
    }.get(event.kind, "out")


def event_kind(event: Event) -> str:
    """The tone of an event."""
    lost = any(part.kind in ("write_off", "short", "damaged", "count_loss") for part in event.parts)
    muted = event.reversed_by or event.kind in ("reversal", "correction")
    return "muted" if muted else "soon" if lost else "ok"


_QUIET_PARTS = {"receive", "deliver", "load", "move", "split_in", "hand_out", "return"}
"""Their meaning is that of the whole document, so the figure alone is enough."""


def _is_plain(event: Event, many: bool) -> bool:
    """One figure that needs no word of its own; a split says it twice."""
    parts = [part for part in event.parts if part.kind != "split_out"]
    return len(parts) == 1 and not many and parts[0].kind in {*_QUIET_PARTS, event.kind}


def _plain_amount(event: Event) -> str:
    part = next(part for part in event.parts if part.kind != "split_out")
    return f"{number(part.quantity)} {part.unit}"


def event_figures(event: Event, *, many: bool, most: int = 6) -> list[tuple[str, str]]:
    """Figures of an event with their words; of goods of many kinds the first few, then how many more."""
    if _is_plain(event, many):
        return []
    parts = [part for part in event.parts if part.kind != "split_out"]
    word = _mixture_word if event.kind == "mixture" else _part_word
    figures = [(word(part, many), f"{number(part.quantity)} {part.unit}") for part in parts[:most]]
    if len(parts) > most:
        figures.append((_("and"), ngettext("%(num)s more line", "%(num)s more lines", len(parts) - most)))
    return figures


def _mixture_word(part: Any, many: bool) -> str:
    words = [name(part.item)] if many else []
    return " · ".join([*words, _("Went in") if part.kind == "repack_out" else _("The whole lot")])


def _part_word(part: Any, many: bool) -> str:
    if part.kind in ("repack_out", "sort_out"):
        return _("Opened")
    if part.kind == "repack_in":
        return _("Made into")
    words = [name(part.item)] if many or part.kind == "sort_in" else []
    if part.kind not in _QUIET_PARTS or not words:
        words.append(movement_word(part.kind))
    return " · ".join(words)


def mixture_parts(mixture: Mixture) -> list[str]:
    """What a mixture was made from, a line for each batch."""
    return [
        _(
            "%(source)s entered on %(day)s, batch %(code)s: %(quantity)s %(unit)s",
            source=source(part.source_kind),
            day=format_date(part.entered_on, "medium"),
            code=part.code,
            quantity=number(part.quantity),
            unit=mixture.unit,
        )
        for part in mixture.parts
    ]


def of_kinds(sums: Sums, kinds: Iterable[str]) -> tuple[Amount, ...]:
    """The amounts of all places of some kinds together."""
    wanted = set(kinds)
    return merged([part for place in sums.places if place.kind.value in wanted for part in place.amounts])


def wrapped(text: str, width: int, most: int = 2) -> list[str]:
    """A name in at most so many lines of so many narrow letters; Chinese letters are twice as wide."""
    lines, line, used = [], "", 0
    for word in _pieces(text):
        size = sum(2 if ord(letter) > 0x2E7F else 1 for letter in word)
        if line and used + size > width:
            lines.append(line.strip())
            line, used = "", 0
        line, used = line + word, used + size
    lines.append(line.strip())
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][: width - 1] + "…"]


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a space, and between Chinese letters."""
    return re.findall(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*", text)
