"""The words of the inbox: what was done, what was believed and found, in the reader's language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from core.codes import display
from core.i18n import pick_name
from core.wording import amount, moment
from scanning.queries_subjects import Subjects
from scanning.services_actions import problem_in
from scanning.values import Outcome, ResolutionKind

KIND_ICONS = {
    "move": "move",
    "receive": "in",
    "check": "scan",
    "swap": "split",
    "load": "truck",
    "deliver": "check",
    "hand_out": "people",
    "count": "sort",
    "undo": "undo",
    "link": "tag",
    "bind": "tag",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the page shows it."""

    row: Any
    title: str
    what: list[str]
    told: dict[str, Any]
    found: dict[str, Any]
    rivals: dict[str, Any]
    problem: dict[str, Any] | None


def parts_of(row: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What was told, found, and who took it."""
    return tuple(json.loads(text) if text else {} for text in (row.raw, row.found, row.rivals))  # type: ignore[return-value]


def entry_of(row: Any, names: Subjects) -> Entry:
    told, found, rivals = parts_of(row)
    data = told.get("data") if isinstance(told.get("data"), dict) else {}
    return Entry(row, kind_word(row.kind), _what(data, names), told, found, rivals, problem_in(row.problem))


def kind_word(kind: str) -> str:
    """An action in a word or two."""
    return {
        "move": _("Move"),
        "receive": _("Goods receipt"),
        "check": _("Box checked for loading"),
        "swap": _("Another batch for a line"),
        "load": _("Dispatch loaded"),
        "deliver": _("Arrival confirmed"),
        "hand_out": _("Hand-out"),
        "count": _("Count"),
        "undo": _("Taken back"),
        "link": _("Barcode of an item"),
        "bind": _("Blank label put on"),
    }.get(kind, _("An action that cannot be read"))


def outcome_word(outcome: str) -> str:
    return {
        Outcome.CONFLICT: _("conflict"),
        Outcome.REFUSED: _("refused"),
        Outcome.HELD: _("left by a phone without access"),
        Outcome.DONE: _("done"),
    }[Outcome(outcome)]


def resolution_word(kind: str) -> str:
    """How an entry was settled."""
    return {
        ResolutionKind.RETRY: _("tried again"),
        ResolutionKind.RECOUNT: _("counted again"),
        ResolutionKind.FOUND: _("taken in as found"),
        ResolutionKind.REASSIGN: _("taken from another batch or place"),
        ResolutionKind.REVERSE: _("the other record reversed"),
        ResolutionKind.CLOSE: _("closed without posting"),
        ResolutionKind.WITHDRAWN: _("taken back by who sent it"),
    }[ResolutionKind(kind)]


def way_word(kind: str) -> str:
    """A way of settling, as its button or heading says it."""
    return {
        ResolutionKind.RETRY: _("Try again now"),
        ResolutionKind.RECOUNT: _("Counted again"),
        ResolutionKind.FOUND: _("Take it in as found"),
        ResolutionKind.REASSIGN: _("It was another batch or place"),
        ResolutionKind.REVERSE: _("The other record was wrong"),
        ResolutionKind.CLOSE: _("Close without recording"),
    }[ResolutionKind(kind)]


def found_title(kind: str) -> str:
    """What a surplus is, for a kind of action."""
    return {
        "load": _("More was loaded than was picked"),
        "deliver": _("More came than the record says"),
        "receive": _("The goods came all the same"),
    }.get(kind, _("There was more than the record said"))


def found_help(kind: str) -> str:
    """What taking it in as found will do, for a kind of action."""
    return {
        "load": _(
            "What goes beyond a line becomes a further line: of the same batch as far as the shelf has more of it "
            "free, of goods found, source unknown, for the rest. All of it then leaves."
        ),
        "deliver": _(
            "What this one counted beyond the record enters as goods found at the receiver, source unknown. If nobody "
            "confirmed the arrival yet, it is confirmed with that surplus."
        ),
        "receive": _(
            "The consignment was called off. What was accepted enters as goods found, source unknown, with the lot and "
            "dates that were read."
        ),
    }.get(
        kind,
        _("What lacks enters as goods found, source unknown, and the action takes it. It is in no donor’s figures."),
    )


def may_be_medicine(kind: str, names: Subjects) -> bool:
    """Whether lot and expiry may be asked for: a receipt has told its own."""
    known = names.batches.values()
    return kind != "receive" and (not known or any(row.is_medicine for row in known))


def place_word(location_id: Any, names: Subjects) -> str:
    """A location's name, or its number where it is not known."""
    row = names.locations.get(_number(location_id))
    return (pick_name(row.name_en, row.name_zh) or row.code) if row else str(location_id)


def batch_word(batch_id: Any, names: Subjects) -> str:
    """A batch as its item and code."""
    row = names.batches.get(_number(batch_id))
    return f"{pick_name(row.item_en, row.item_zh)} {display(row.code)}" if row else str(batch_id)


def label_word(label: Mapping[str, Any], names: Subjects) -> str:
    """What a label was found to be on already, and since when."""
    target = (
        batch_word(label["batch_id"], names)
        if label.get("batch_id")
        else place_word(label["location_id"], names)
        if label.get("location_id")
        else ""
    )
    since = datetime.fromisoformat(label["since"]) if label.get("since") else None
    return _("Label %(label)s is on %(target)s", label=display(str(label.get("code", ""))), target=target or "–") + (
        f" · {moment(since)}" if since else ""
    )


def dispatch_of(told: Mapping[str, Any], names: Subjects) -> Any:
    """The dispatch that an action is about, as it is now; None without one."""
    data = told.get("data")
    return names.dispatches.get(_number(data.get("dispatch_id"))) if isinstance(data, dict) else None


def unit_of(batch_id: Any, names: Subjects) -> str:
    row = names.batches.get(_number(batch_id))
    return row.unit if row else ""


def _number(value: Any) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else 0


def _what(data: Mapping[str, Any], names: Subjects) -> list[str]:
    """What was done, line by line."""
    lines = data.get("lines")
    loaded = data.get("loaded")
    counted = [{"line_id": line, "loaded": many} for line, many in loaded.items()] if isinstance(loaded, dict) else []
    parts = [data, *(lines if isinstance(lines, list) else []), *counted]
    found = [text for part in parts if isinstance(part, dict) and (text := _goods(part, names))]
    if isinstance(code := data.get("code"), str) and "dispatch_id" not in data:
        found.insert(0, _("Label %(label)s", label=display(code)))
    if row := names.dispatches.get(_number(data.get("dispatch_id"))):
        found.insert(0, _("Dispatch %(number)s", number=row.number))
    if row := names.consignments.get(_number(data.get("consignment_id"))):
        found.insert(0, _("Consignment %(number)s", number=row.number))
    return found


def _of_a_line(line: Any, told: Mapping[str, Any]) -> str:
    """What was told of a line of a document, each figure in words."""
    goods = " ".join(filter(None, (pick_name(line.item_en, line.item_zh), line.code and display(line.code))))
    told_of = (
        (_("loaded"), "loaded"),
        (_("arrived"), "delivered"),
        (_("short"), "short"),
        (_("damaged"), "damaged"),
        (_("sent back"), "returned"),
        (_("surplus"), "surplus"),
        (_("accepted"), "accepted"),
        (_("rejected"), "rejected"),
    )
    figures = [f"{word} {amount(told[name], line.unit)}" for word, name in told_of if _number_of(told.get(name))]
    if line.quantity is not None:
        figures.append(_("of %(many)s on the paper", many=amount(line.quantity, line.unit)))
    return f"{goods}: {' · '.join(figures)}"


def _number_of(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _goods(part: Mapping[str, Any], names: Subjects) -> str:
    if (line := names.lines.get(_number(part.get("line_id")))) is not None and "batch_id" not in part:
        return _of_a_line(line, part)
    if not part.get("batch_id"):
        return place_word(part["location_id"], names) if part.get("location_id") and "code" in part else ""
    goods, unit = batch_word(part["batch_id"], names), unit_of(part["batch_id"], names)
    quantity = part.get("quantity", part.get("counted"))
    if quantity is None:
        return goods
    many = amount(quantity, unit) if isinstance(quantity, int) else ""
    start = part.get("from_location_id", part.get("location_id"))
    words = {"goods": goods, "many": many, "start": place_word(start, names)}
    if "to_location_id" in part:
        return _(
            "%(many)s of %(goods)s from %(start)s to %(end)s", end=place_word(part["to_location_id"], names), **words
        )
    return _("%(many)s of %(goods)s at %(start)s", **words)
