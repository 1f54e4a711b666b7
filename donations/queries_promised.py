"""What a report on a subtree of areas adds up of state allocations, as a select without values: see
`inventory.queries_usable` for the parameters that it leaves open."""

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select

from donations.models import Consignment, ConsignmentLine, GoodsReceipt, GoodsReceiptLine
from donations.queries_lines import stands
from donations.values import OPEN_STATUSES
from inventory.models import Area, Item, Site
from inventory.queries_usable import UNTIL, permitting, under
from inventory.values import SourceKind


def allotted() -> Select[Any]:
    """The outstanding part of each line of open state allocations to sites of the subtree that are expected until a day
    (`allotted`) or at no stated day (`undated`), restriction permitting; with area_id, item_id and unit, '' being the
    item's base unit where the content is recorded. What is outstanding of a line: see `donations.progress`."""
    left, base = _outstanding().subquery("outstanding"), Item.base_unit
    factor = case((left.c.unit == base, 1), else_=left.c.base_per_unit)
    unit = case((factor.is_not(None), literal("")), else_=left.c.unit)
    # in the promised unit, or in the base unit where that does not come out whole
    whole = left.c.mixed_left % left.c.base_per_unit == 0
    mixed = case((whole, left.c.mixed_left // left.c.base_per_unit * factor), else_=left.c.mixed_left)
    worth = case((left.c.strange > 0, mixed), else_=left.c.plain_left * func.coalesce(factor, 1))
    dated = Consignment.expected_on.is_not(None)
    return (
        select(
            Site.area_id,
            left.c.item_id,
            unit.label("unit"),
            case((dated, worth), else_=0).label("allotted"),
            case((dated, 0), else_=worth).label("undated"),
        )
        .select_from(left)
        .join(Item, Item.id == left.c.item_id)
        .join(Consignment, Consignment.id == left.c.consignment_id)
        .join(Site, Site.id == Consignment.site_id)
        .where(worth > 0)
    )


def _outstanding() -> Select[Any]:
    """Lines that are not closed, with what is left of them when all came in the promised unit (`plain_left`), and in
    the base unit when some (`strange`) came in others: NULL where a factor is not recorded."""
    line, came = ConsignmentLine, _came().subquery("came")
    plain, strange = func.coalesce(came.c.same, 0), func.coalesce(came.c.strange, 0)
    mixed = (line.quantity - plain) * line.base_per_unit - came.c.other
    return (
        select(
            line.consignment_id,
            line.item_id,
            line.unit,
            line.base_per_unit,
            strange.label("strange"),
            (line.quantity - plain).label("plain_left"),
            case((came.c.unknown == 0, mixed), else_=None).label("mixed_left"),
        )
        .join(Consignment, Consignment.id == line.consignment_id)
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .outerjoin(came, came.c.line_id == line.id)
        .where(
            *_open_allocations(),
            ~line.closed,
            line.quantity.is_not(None),
            or_(line.restriction_id.is_(None), line.restriction_id.in_(permitting())),
        )
    )


def _open_allocations() -> tuple[Any, ...]:
    return (
        Consignment.kind == SourceKind.STATE_ALLOCATION.value,
        Consignment.status.in_(OPEN_STATUSES),
        under(Area.path),
        or_(Consignment.expected_on.is_(None), Consignment.expected_on <= UNTIL),
    )


def _came() -> Select[Any]:
    """What standing receipts say of each such line: in the promised unit, in others in the base unit, how many parts
    came in others, and of how many of these the content is not recorded."""
    part, line = GoodsReceiptLine, ConsignmentLine
    quantity, strange = part.accepted + part.rejected, part.unit != line.unit
    return (
        select(
            part.line_id,
            func.sum(case((strange, 0), else_=quantity)).label("same"),
            func.sum(case((strange, quantity * func.coalesce(part.base_per_unit, 0)), else_=0)).label("other"),
            func.sum(case((strange, 1), else_=0)).label("strange"),
            func.sum(case((and_(strange, part.base_per_unit.is_(None)), 1), else_=0)).label("unknown"),
        )
        .join(GoodsReceipt, GoodsReceipt.id == part.receipt_id)
        .join(line, line.id == part.line_id)
        .join(Consignment, Consignment.id == line.consignment_id)
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(quantity > 0, *_open_allocations(), stands())
        .group_by(part.line_id)
    )
