"""The words and links of what waits today."""

from dataclasses import dataclass

from flask_babel import gettext as _
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
    title, action, icon, kind = _words(task)
    return TaskCard(title, action, _url(task.kind), icon, kind, task.count)


def _words(task: Task) -> tuple[str, str, str, str]:
    number = task.count
    return {
        TaskKind.LIFE: (ngettext("%(num)s request where life is at risk", "%(num)s requests where life is at risk", number),
                        _("Decide"), "now", "now"),
        TaskKind.OVERDUE: (ngettext("%(num)s consignment is overdue", "%(num)s consignments are overdue", number),
                           _("Receive or ask"), "clock", "now"),
        TaskKind.CONFIRM: (ngettext("%(num)s delivery to confirm", "%(num)s deliveries to confirm", number),
                           _("Confirm"), "truck", "soon"),
        TaskKind.DECIDE: (ngettext("%(num)s request to decide", "%(num)s requests to decide", number),
                          _("Decide"), "request", "soon"),
        TaskKind.LOAD: (ngettext("%(num)s dispatch to load", "%(num)s dispatches to load", number),
                        _("Load"), "box", "soon"),
        TaskKind.ARRIVE: (ngettext("%(num)s consignment expected", "%(num)s consignments expected", number),
                          _("See what comes"), "in", "info"),
        TaskKind.EXPIRED: (ngettext("%(num)s batch has expired", "%(num)s batches have expired", number),
                           _("Write off"), "blocked", "now"),
        TaskKind.EXPIRING: (
            ngettext("%(num)s batch expires within %(days)s days", "%(num)s batches expire within %(days)s days", number,
                     days=EXPIRES_SOON), _("Use first"), "clock", "soon"),
        TaskKind.HELD: (ngettext("%(num)s batch is held", "%(num)s batches are held", number),
                        _("Settle"), "hold", "soon"),
        TaskKind.WAITING: (ngettext("%(num)s imported row waits", "%(num)s imported rows wait", number),
                           _("Settle"), "upload", "info"),
    }[task.kind]


def _url(kind: TaskKind) -> str:
    return {
        TaskKind.LIFE: lambda: links.to("distribution.requests", status="sent", priority="life"),
        TaskKind.DECIDE: lambda: links.to("distribution.requests", status="sent"),
        TaskKind.OVERDUE: lambda: links.to("donations.consignments", status="overdue"),
        TaskKind.ARRIVE: lambda: links.to("donations.consignments", status="open", sort="expected"),
        TaskKind.CONFIRM: lambda: links.to("distribution.dispatches", status="in_transit"),
        TaskKind.LOAD: lambda: links.to("distribution.dispatches", status="picked"),
        TaskKind.EXPIRED: lambda: links.to("inventory.stock", state="expired"),
        TaskKind.EXPIRING: lambda: links.to("inventory.stock", days=EXPIRES_SOON, sort="expiry"),
        TaskKind.HELD: lambda: links.to("inventory.stock", state="held"),
        TaskKind.WAITING: lambda: links.to("operations.imports"),
    }[kind]()
