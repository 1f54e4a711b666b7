"""The open documents of a site as a phone holds them: what is to load, what comes, what is to receive."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import aliased

from core.access import Actor
from core.database import db
from distribution import queries_dispatches
from distribution.models import Dispatch
from distribution.picklists import Alternative, alternatives
from distribution.services_deliveries import may_confirm_as_receiver
from distribution.values import DispatchStatus
from donations.models import Consignment, Donor
from donations.queries_donors import NAMED_TODAY
from donations.queries_lines import LineView, lines_of
from donations.source_labels import label_of
from donations.values import OPEN_STATUSES
from inventory.models import Area, Receiver, Site
from inventory.values import Evidence
from scanning.values import Mode

MOST_DOCUMENTS = 300
"""Of each kind; more is told as not complete."""
_from_area = aliased(Area)


@dataclass(frozen=True, slots=True)
class Documents:
    dispatches: list[dict[str, Any]]
    arrivals: list[dict[str, Any]]
    consignments: list[dict[str, Any]]
    complete: bool

    def batch_ids(self) -> set[int]:
        """The batches that stand on them, here or still elsewhere."""
        rows = [*self.dispatches, *self.arrivals]
        return {int(line["batch_id"]) for row in rows for line in row["lines"]}


def documents(*, actor: Actor, site: Any, modes: Sequence[Mode], today: date) -> Documents:
    """What is open at a site for these modes."""
    rows = _dispatches(site.id) if {Mode.LOAD, Mode.DELIVER} & set(modes) else []
    picked = [row for row in rows if row.status == DispatchStatus.PICKED.value and Mode.LOAD in modes]
    coming = [row for row in rows if row.status == DispatchStatus.IN_TRANSIT.value and Mode.DELIVER in modes]
    lines = defaultdict(list)
    wanted = [row.id for row in (*picked, *coming)]
    for line in queries_dispatches.dispatch_lines(wanted) if wanted else ():
        lines[line.dispatch_id].append(line)
    to_load = [line for row in picked for line in lines[row.id]]
    others = alternatives(site=site, dispatches=picked, lines=to_load, today=today)
    consignments = _consignments(site.id) if Mode.RECEIVE in modes else []
    return Documents(
        dispatches=[_picked(row, lines[row.id], others) for row in picked],
        arrivals=[_coming(actor, row, lines[row.id]) for row in coming],
        consignments=_with_lines(consignments),
        complete=len(rows) < 2 * MOST_DOCUMENTS and len(consignments) < MOST_DOCUMENTS,
    )


def _dispatches(site_id: int) -> Sequence[Row[Any]]:
    """Those picked here and those on their way here, the oldest first."""
    return db.session.execute(
        select(
            Dispatch.id,
            Dispatch.number,
            Dispatch.code,
            Dispatch.status,
            Dispatch.purpose,
            Dispatch.from_site_id,
            Site.name_en.label("from_en"),
            Site.name_zh.label("from_zh"),
            _from_area.path.label("from_path"),
            Dispatch.receiver_id,
            Receiver.site_id.label("receiver_site_id"),
            Receiver.name_en,
            Receiver.name_zh,
            Area.path.label("receiver_path"),
        )
        .join(Site, Site.id == Dispatch.from_site_id)
        .join(_from_area, _from_area.id == Site.area_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .where(
            or_(
                and_(Dispatch.from_site_id == site_id, Dispatch.status == DispatchStatus.PICKED.value),
                and_(Receiver.site_id == site_id, Dispatch.status == DispatchStatus.IN_TRANSIT.value),
            )
        )
        .order_by(Dispatch.id)
        .limit(2 * MOST_DOCUMENTS)
    ).all()


def _picked(row: Any, lines: Sequence[Any], others: dict[int, list[Alternative]]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number,
        "code": row.code,
        "receiver_en": row.name_en,
        "receiver_zh": row.name_zh,
        "lines": [
            {
                "id": str(line.id),
                "batch_id": str(line.batch_id),
                "location_id": str(line.from_location_id) if line.from_location_id else None,
                "quantity": line.quantity,
                "scanned": line.evidence == Evidence.SCANNED.value,
                "why": "choice" if line.override_by or line.evidence == Evidence.CHOSEN.value else "rule",
                "others": [
                    {
                        "batch_id": str(other.option.batch_id),
                        "location_id": str(other.option.location_id),
                        "free": other.option.free,
                        "why": other.why.replace("_", "-"),
                    }
                    for other in others.get(line.id, ())
                ],
            }
            for line in lines
        ],
    }


def _coming(actor: Actor, row: Any, lines: Sequence[Any]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number,
        "code": row.code,
        "from_en": row.from_en,
        "from_zh": row.from_zh,
        "as_receiver": may_confirm_as_receiver(actor, row),
        "lines": [{"id": str(line.id), "batch_id": str(line.batch_id), "quantity": line.quantity} for line in lines],
    }


def _consignments(site_id: int) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(
            Consignment.id,
            Consignment.number,
            Consignment.code,
            Consignment.kind,
            Consignment.issuing_body,
            Consignment.document_number,
            Consignment.supplier,
            Consignment.expected_on,
            Donor.kind.label("donor_kind"),
            Donor.name.label("donor_name"),
            NAMED_TODAY.label("named"),
        )
        .outerjoin(Donor, Donor.id == Consignment.donor_id)
        .where(Consignment.site_id == site_id, Consignment.status.in_(OPEN_STATUSES))
        .order_by(Consignment.id)
        .limit(MOST_DOCUMENTS)
    ).all()


def _with_lines(rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    lines = lines_of([row.id for row in rows])
    return [
        {
            "id": str(row.id),
            "number": row.number,
            "code": row.code,
            "kind": row.kind,
            "source_label": label_of(row),
            "expected_on": row.expected_on.isoformat() if row.expected_on else None,
            "lines": [_line(view) for view in lines.get(row.id, [])],
        }
        for row in rows
    ]


def _line(view: LineView) -> dict[str, Any]:
    left = view.progress.outstanding
    return {
        "id": str(view.row.id),
        "line_no": view.row.line_no,
        "code": view.row.code,
        "item_id": str(view.row.item_id),
        "unit": view.row.unit,
        # in the line's unit or not told: the phone compares it with what is counted
        "outstanding": left.quantity if left is not None and left.unit == view.row.unit else None,
        "specification": view.row.specification,
    }
