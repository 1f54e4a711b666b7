"""What a consignment must say before it is registered: each refusal names its field."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from core.column_types import MAX_QUANTITY
from core.database import db
from donations.errors import (
    DocumentKnown,
    DocumentNeeded,
    DonorNeeded,
    LinesNeeded,
    WrongBaseFactor,
    WrongTarget,
)
from donations.models import Consignment
from donations.values import ConsignmentStatus, NewConsignment, NewLine, NewRestriction
from inventory.errors import QuantityOutOfBounds, UnknownItem, UnknownPlace
from inventory.models import Area, Item, Receiver, Site
from inventory.restrictions import unit_factors
from inventory.values import RestrictionKind, SourceKind

Sizes = Mapping[int, Mapping[str, int | None]]
"""Base units in one unit, by item id and unit (`inventory.restrictions.unit_factors`)."""


def check(new: NewConsignment) -> list[int | None]:
    """Check a consignment whole; returns the factor of every line (None: unknown). Raises as `register` says."""
    if not new.lines:
        raise LinesNeeded(field="lines")
    _check_source(new)
    items = items_of({line.item_id for line in new.lines})
    sizes = unit_factors(items)
    factors = [_check_line(line, number, items, sizes) for number, line in enumerate(new.lines)]
    _check_places([line.restriction for line in new.lines if line.restriction])
    return factors


def items_of(item_ids: set[int]) -> dict[int, Row[Any]]:
    """Items by id: what a consignment needs to know of them. Raises UnknownItem."""
    rows = db.session.execute(
        select(Item.id, Item.code, Item.name_en, Item.name_zh, Item.base_unit, Item.is_medicine).where(
            Item.id.in_(item_ids)
        )
    ).all()
    found = {row.id: row for row in rows}
    for item_id in item_ids - found.keys():
        raise UnknownItem(item_id=str(item_id))
    return found


def _check_source(new: NewConsignment) -> None:
    if new.kind is SourceKind.DONATION and new.donor_id is None and new.new_donor is None:
        raise DonorNeeded(field="donor_name")
    if new.kind is SourceKind.STATE_ALLOCATION:
        _check_document(new)


def _check_document(new: NewConsignment) -> None:
    if not new.issuing_body or not new.document_number:
        raise DocumentNeeded(field="document_number" if new.issuing_body else "issuing_body")
    # two who register the same paper at this moment wait for each other; FOR NO KEY UPDATE lets foreign keys pass
    db.session.execute(select(Site.id).where(Site.id == new.site_id).with_for_update(key_share=True))
    known = db.session.execute(
        select(Consignment.id, Consignment.number).where(
            Consignment.issuing_body == new.issuing_body,
            Consignment.document_number == new.document_number,
            Consignment.site_id == new.site_id,
            Consignment.status != ConsignmentStatus.CANCELLED.value,
        )
    ).first()
    if known:
        raise DocumentKnown(
            issuing_body=new.issuing_body,
            document=new.document_number,
            number=known.number,
            consignment_id=str(known.id),
            field="document_number",
        )


def _check_line(line: NewLine, number: int, items: Mapping[int, Row[Any]], sizes: Sizes) -> int | None:
    for figure in (line.quantity, line.base_per_unit):
        if figure is not None and not 1 <= figure <= MAX_QUANTITY:
            raise QuantityOutOfBounds(quantity=figure, limit=MAX_QUANTITY, field=f"lines-{number}-quantity")
    if line.restriction:
        _check_restriction(line.restriction)
    return factor_of(items[line.item_id], line.unit, line.base_per_unit, sizes, f"lines-{number}-base_per_unit")


def factor_of(item: Row[Any], unit: str, given: int | None, sizes: Sizes, field: str) -> int | None:
    """Base units in one unit: what was given, otherwise what the catalogue knows, otherwise None.
    Raises WrongBaseFactor when the base unit is said to hold anything but itself."""
    if unit == item.base_unit and given not in (None, 1):
        raise WrongBaseFactor(unit=unit, given=given, field=field)
    return given or sizes.get(item.id, {}).get(unit)


def _check_restriction(restriction: NewRestriction) -> None:
    if restriction.kind is RestrictionKind.TARGETS and not restriction.targets:
        raise WrongTarget(field="targets")
    for target in restriction.targets:
        if not (target.receiver_id or target.area_id or target.purpose or target.name_as_written):
            raise WrongTarget(field="targets")
        if target.quantity is not None and not target.unit:
            raise WrongTarget(field="targets")


def _check_places(restrictions: Sequence[NewRestriction]) -> None:
    """Receivers and areas of the targets exist. Raises UnknownPlace."""
    targets = [target for restriction in restrictions for target in restriction.targets]
    for model, wanted in (
        (Receiver, {target.receiver_id for target in targets if target.receiver_id}),
        (Area, {target.area_id for target in targets if target.area_id}),
    ):
        column: Any = model.id
        found = set(db.session.execute(select(column).where(column.in_(wanted))).scalars()) if wanted else set()
        for missing in wanted - found:
            raise UnknownPlace(id=str(missing), field="targets")
