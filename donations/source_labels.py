"""What labels say of a source. Printed words cannot be taken back, so no private donor's name is among them."""

from typing import Any

from sqlalchemy import select

from core.database import db
from donations.models import Consignment, Donor
from donations.queries_donors import NAMED_TODAY
from donations.values import DonorKind
from inventory.values import SourceKind

_WORDS = {
    SourceKind.DONATION: "捐赠 Donation",
    SourceKind.STATE_ALLOCATION: "调拨 Allocation",
    SourceKind.PURCHASE: "采购 Purchase",
    SourceKind.MUTUAL_AID: "互济 Mutual aid",
    SourceKind.OPENING: "期初 Opening",
    SourceKind.FOUND: "盘盈 Found",
}
"""In both languages: a label is read by everybody."""


def source_label(consignment_id: int) -> str:
    """What may be printed of a consignment's source, by today's consent: an organisation that wishes to be named by
    its name, every other donor as «Donation» with the consignment's number; an issuing body with its document."""
    row = db.session.execute(
        select(
            Consignment.kind,
            Consignment.number,
            Consignment.issuing_body,
            Consignment.document_number,
            Consignment.supplier,
            Donor.kind.label("donor_kind"),
            Donor.name.label("donor_name"),
            NAMED_TODAY.label("named"),
        )
        .outerjoin(Donor, Donor.id == Consignment.donor_id)
        .where(Consignment.id == consignment_id)
    ).one()
    return label_of(row)


def label_of(row: Any) -> str:
    """`source_label` of what is at hand: kind, number, issuing_body, document_number, supplier, donor_kind,
    donor_name, named."""
    kind = SourceKind(row.kind)
    named = f"{_WORDS[kind]} {row.number}"
    if kind is SourceKind.DONATION:
        may_name = row.named and row.donor_kind == DonorKind.ORGANISATION.value
        return str(row.donor_name) if may_name else named
    if kind is SourceKind.STATE_ALLOCATION:
        return f"{row.issuing_body} {row.document_number}"[:200]
    if kind in (SourceKind.PURCHASE, SourceKind.MUTUAL_AID) and row.supplier:
        return str(row.supplier)
    return named
