"""Which ways of settling fit which action, and in words why the others do not. The services decide by the same rules;
this says it before somebody tries."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from distribution.values import DispatchStatus
from inventory.values import PostingKind
from scanning.values import ResolutionKind

Why = dict[ResolutionKind, str]
ON_A_SHELF = ("move", "hand_out", "swap", "count", "stocktake_count")
"""Acts that take or count goods at a place."""
TAKES = ("move", "hand_out", "swap")
"""Acts that can lack goods which were there and not in the books."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of an entry decides. `status` is that of its dispatch now, '' without one; `code` the refusal's; `rivals`:
    there is a record that could be reversed; `choices`: there is a batch or place that could stand in; `outside`: the
    place, or the dispatch's receiver, is an outside organisation's, of whose stock nothing is in our books."""

    kind: str
    readable: bool = True
    code: str = ""
    status: str = ""
    rivals: bool = False
    choices: bool = True
    outside: bool = False


def reversible(kind: str) -> Collection[str] | None:
    """The kinds of posting whose reversal lets an action of a kind be done; None: whatever took the goods."""
    if kind in ON_A_SHELF:
        return None
    return (PostingKind.DELIVERY.value,) if kind == "deliver" else ()


def ways_of(facts: Facts) -> Why:
    """Every way, with '' where it fits and otherwise why it does not."""
    if not facts.readable or not facts.kind:
        unread = _("What was sent cannot be read as an action.")
        return {way: "" if way is ResolutionKind.CLOSE else unread for way in _OFFERED}
    return {
        ResolutionKind.RETRY: "",
        ResolutionKind.RECOUNT: _recount(facts),
        ResolutionKind.FOUND: _found(facts),
        ResolutionKind.REASSIGN: _reassign(facts),
        ResolutionKind.REVERSE: _reverse(facts),
        ResolutionKind.CLOSE: "",
    }


_OFFERED = (
    ResolutionKind.RETRY,
    ResolutionKind.RECOUNT,
    ResolutionKind.FOUND,
    ResolutionKind.REASSIGN,
    ResolutionKind.REVERSE,
    ResolutionKind.CLOSE,
)


def _recount(facts: Facts) -> str:
    if facts.kind in ON_A_SHELF:
        return ""
    if facts.kind == "load":
        return _("What is loaded was held when it was picked. Count the shelf on the page of the batch if it is wrong.")
    if facts.kind in ("deliver", "receive"):
        return _("What came was counted by this action itself: try it again, or take in what is beyond it as found.")
    return _no_goods()


def _found(facts: Facts) -> str:
    if facts.kind in TAKES:
        return _("It is the place of an outside organisation: nothing is taken in there.") if facts.outside else ""
    if facts.kind in ("count", "stocktake_count"):
        return _("A count says how many are there: what is beyond the record enters by the count itself.")
    by_kind = {"load": _found_loaded, "deliver": _found_delivered, "receive": _found_received}
    return by_kind[facts.kind](facts) if facts.kind in by_kind else _no_goods()


def _found_loaded(facts: Facts) -> str:
    if facts.status != DispatchStatus.PICKED.value:
        return _(
            "The dispatch is not waiting to be loaded any more. A box beyond it is told as surplus when the arrival is "
            "confirmed."
        )
    if facts.code != "loaded-more":
        return _("Nothing was loaded beyond what was picked.")
    return ""


def _found_delivered(facts: Facts) -> str:
    if facts.status == DispatchStatus.DELIVERED.value and facts.outside:
        return _(
            "The receiver is an outside organisation: nothing is taken in there. Take the confirmed arrival back, then "
            "confirm it anew with the surplus."
        )
    if facts.status in (DispatchStatus.IN_TRANSIT.value, DispatchStatus.DELIVERED.value):
        return ""
    return _("The dispatch was called off or came back: by the record nothing of it is at the receiver.")


def _found_received(facts: Facts) -> str:
    if facts.code == "consignment-cancelled":
        return ""
    return _("Its consignment is open: try again. More than was promised is taken as it came, under its own source.")


def _reassign(facts: Facts) -> str:
    if facts.kind in ON_A_SHELF:
        return "" if facts.choices else _("Nothing else of these goods is free at this site.")
    if facts.kind == "load":
        return _("Swap the line on the page of the dispatch, then try again.")
    if facts.kind == "deliver":
        return _("What arrives is what was loaded. If that was another batch, say so as short and as surplus.")
    if facts.kind == "receive":
        return _("A receipt makes batches of its own: correct lot and dates on the page of the batch afterwards.")
    return _no_goods()


def _reverse(facts: Facts) -> str:
    if facts.rivals:
        return ""
    if facts.kind in ("load", "check"):
        return _("A dispatch that has left is called off on its own page; it is then picked anew.")
    return _("No other record took these goods.")


def _no_goods() -> str:
    return _("This action took no goods from a place.")
