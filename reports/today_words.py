"""The words and links of what waits today."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from reports import links
from reports.today import EXPIRES_SOON, Task, TaskKind


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task as the page shows it. `kind`: now, soon or info."""

    title: str
    action: str
    url: str
    icon: str
    kind: str
    count: int


def card(task: Task) -> TaskCard:
    """A task with its words, in the reader's language, and where it is done."""
    action, icon, kind = _LOOKS[task.kind]
    return TaskCard(_title(task.kind, task.count), str(action), _url(task.kind), icon, kind, task.count)


_LOOKS = {
    TaskKind.LIFE: (_l("Decide"), "now", "now"),
    TaskKind.SETTLE: (_l("Settle"), "alert", "now"),
    TaskKind.OVERDUE: (_l("Receive or ask"), "clock", "now"),
    TaskKind.CONFIRM: (_l("Confirm"), "truck", "soon"),
    TaskKind.DECIDE: (_l("Decide"), "request", "soon"),
    TaskKind.LOAD: (_l("Load"), "box", "soon"),
    TaskKind.ARRIVE: (_l("See what comes"), "in", "info"),
    TaskKind.COUNT: (_l("Count"), "count", "soon"),
    TaskKind.EXPIRED: (_l("Write off"), "blocked", "now"),
    TaskKind.EXPIRING: (_l("Use first"), "clock", "soon"),
    TaskKind.HELD: (_l("Settle"), "hold", "soon"),
    TaskKind.WAITING: (_l("Settle"), "upload", "info"),
}
"""What is done about it, its icon, and how it presses: now, soon or info."""


def _title(kind: TaskKind, number: int) -> str:
    """How many of what wait."""
    return {
        TaskKind.LIFE: lambda: ngettext(
            "%(num)s request where life is at risk", "%(num)s requests where life is at risk", number
        ),
        TaskKind.SETTLE: lambda: ngettext(
            "%(num)s action of phones to settle", "%(num)s actions of phones to settle", number
        ),
        TaskKind.OVERDUE: lambda: ngettext(
            "%(num)s consignment is overdue", "%(num)s consignments are overdue", number
        ),
        TaskKind.CONFIRM: lambda: ngettext("%(num)s delivery to confirm", "%(num)s deliveries to confirm", number),
        TaskKind.DECIDE: lambda: ngettext("%(num)s request to decide", "%(num)s requests to decide", number),
        TaskKind.LOAD: lambda: ngettext("%(num)s dispatch to load", "%(num)s dispatches to load", number),
        TaskKind.ARRIVE: lambda: ngettext("%(num)s consignment expected", "%(num)s consignments expected", number),
        TaskKind.COUNT: lambda: ngettext("%(num)s stocktake to count", "%(num)s stocktakes to count", number),
        TaskKind.EXPIRED: lambda: ngettext("%(num)s batch has expired", "%(num)s batches have expired", number),
        TaskKind.EXPIRING: lambda: ngettext(
            "%(num)s batch expires within %(days)s days",
            "%(num)s batches expire within %(days)s days",
            number,
            days=EXPIRES_SOON,
        ),
        TaskKind.HELD: lambda: ngettext("%(num)s batch is held", "%(num)s batches are held", number),
        TaskKind.WAITING: lambda: ngettext("%(num)s imported row waits", "%(num)s imported rows wait", number),
    }[kind]()


def _url(kind: TaskKind) -> str:
    return {
        TaskKind.LIFE: lambda: links.to("distribution.requests", status="sent", priority="life"),
        TaskKind.SETTLE: lambda: links.to("scanning.conflicts"),
        TaskKind.DECIDE: lambda: links.to("distribution.requests", status="sent"),
        TaskKind.OVERDUE: lambda: links.to("donations.consignments", status="overdue"),
        TaskKind.ARRIVE: lambda: links.to("donations.consignments", status="open", sort="expected"),
        TaskKind.CONFIRM: lambda: links.to("distribution.deliveries"),
        TaskKind.LOAD: lambda: links.to("distribution.dispatches", status="picked"),
        TaskKind.COUNT: lambda: links.to("inventory.stocktakes", status="open"),
        TaskKind.EXPIRED: lambda: links.to("inventory.stock", state="expired"),
        TaskKind.EXPIRING: lambda: links.to("inventory.stock", days=EXPIRES_SOON, sort="expiry"),
        TaskKind.HELD: lambda: links.to("inventory.stock", state="held"),
        TaskKind.WAITING: lambda: links.to("operations.imports"),
    }[kind]()
