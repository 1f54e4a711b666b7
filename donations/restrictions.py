"""What a donor fixed, written with its targets."""

from sqlalchemy import insert

from core.database import db
from core.ids import new_id
from donations.values import NewRestriction
from inventory.models import Restriction, RestrictionTarget


def add_restriction(new: NewRestriction) -> int:
    """A restriction with its targets; returns its id. It was checked before (`consignment_checks`)."""
    restriction_id = new_id()
    db.session.execute(insert(Restriction.__table__), {"id": restriction_id, "kind": new.kind.value, "text": new.text})
    rows = [
        {
            "id": new_id(),
            "restriction_id": restriction_id,
            "receiver_id": target.receiver_id,
            "area_id": target.area_id,
            "purpose": target.purpose,
            "name_as_written": target.name_as_written,
            "quantity": target.quantity,
            "unit": target.unit if target.quantity is not None else None,
        }
        for target in new.targets
    ]
    if rows:
        db.session.execute(insert(RestrictionTarget.__table__), rows)
    return restriction_id
