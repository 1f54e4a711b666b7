"""Numbers for paper: taken once, checked against what there is. The unique constraint stands behind."""

from datetime import date
from typing import Any

from sqlalchemy import select

from core.codes import document_number, new_code
from core.database import db
from donations.models import Consignment, Donor, GoodsReceipt
from inventory.values import SourceKind

_PREFIX = {
    SourceKind.STATE_ALLOCATION: "DB",
    SourceKind.DONATION: "JZ",
    SourceKind.PURCHASE: "CG",
    SourceKind.MUTUAL_AID: "HJ",
    SourceKind.OPENING: "QC",
    SourceKind.FOUND: "PY",
}
"""上级调拨, 捐赠, 采购, 互济, 期初, 盘盈 by their initials in pinyin."""


def consignment_number(kind: SourceKind, day: date) -> str:
    """A free number such as JZ-20261120-7K3QX."""
    return _free(Consignment.number, lambda: document_number(_PREFIX[kind], day))


def receipt_number(day: date) -> str:
    """A free number of a goods receipt, such as RK-20261120-7K3QX (入库)."""
    return _free(GoodsReceipt.number, lambda: document_number("RK", day))


def donor_number() -> str:
    """A free public number of a donor, such as D-7K3QX: random, so it tells nothing about the donor."""
    return _free(Donor.number, lambda: f"D-{new_code()[:5]}")


def _free(column: Any, make: Any) -> str:
    while True:
        number: str = make()
        if db.session.execute(select(column).where(column == number)).first() is None:
            return number
