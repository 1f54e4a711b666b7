"""Figures over all rows of an import."""

import json
from collections import Counter
from typing import Any

from sqlalchemy import func, or_, select

from core.database import db
from operations.models import ImportRow, RowOutcome
from operations.values_imports import Match


def summary(run_id: int) -> dict[str, Any]:
    """Figures of all rows: lines, quantities by unit (the most first, of equal ones the first in the file), quantities
    unknown, and how outgoing rows fit the goods."""
    units: Counter[str] = Counter()
    matches: Counter[str] = Counter()
    found = {"lines": 0, "unknown": 0, "blank": 0}
    in_order = select(ImportRow.reading).where(ImportRow.run_id == run_id).order_by(ImportRow.row_no, ImportRow.part_no)
    for text in db.session.execute(in_order).scalars():
        data = json.loads(text)
        found["lines"] += 1
        found["unknown"] += bool(data.get("unknown"))
        found["blank"] += bool(data.get("blank"))
        units[data.get("unit", "")] += data.get("quantity") or 0
        matches[data.get("match", "")] += 1
    by_match = {match.value: matches[match.value] for match in Match if any(matches[one.value] for one in Match)}
    return {**found, "units": {unit: sum_ for unit, sum_ in units.most_common() if sum_}, "matches": by_match}


def count_reason(run_id: int, code: str) -> int:
    """How many rows carry a reason."""
    return int(
        db.session.execute(
            select(func.count())
            .select_from(ImportRow)
            .where(
                ImportRow.run_id == run_id,
                ImportRow.outcome == RowOutcome.WAITING.value,
                ImportRow.reasons.contains(f'"code": "{code}"'),
            )
        ).scalar_one()
    )


def count_unknown(run_id: int) -> int:
    """How many rows name goods, donors or receivers that nobody knows yet, whether they wait or are new."""
    codes = ("item-unknown", "donor-unknown", "receiver-unknown", "new-item", "new-donor", "new-receiver")
    return int(
        db.session.execute(
            select(func.count())
            .select_from(ImportRow)
            .where(ImportRow.run_id == run_id, or_(*(ImportRow.reasons.contains(f'"code": "{code}') for code in codes)))
        ).scalar_one()
    )
