"""Judging the lines of stated needs."""

from collections.abc import Sequence
from dataclasses import replace

from core.access import Permission
from core.cell_text import comparison_key
from operations.imports_bench import Bench, common_reasons, goods_of
from operations.imports_reasons import Reason, reason
from operations.values_imports import JudgedRow, RowReading


def judge(bench: Bench, rows: Sequence[RowReading]) -> list[JudgedRow]:
    """Every line with its verdict. A blank quantity states no need and is left out; «unknown» stays unknown."""
    return [_judge(bench, row) for row in rows]


def _judge(bench: Bench, row: RowReading) -> JudgedRow:
    if row.blank:
        return JudgedRow(row, (reason("no-need"),), skipped=True)
    reasons = [one for one in common_reasons(bench, row) if one.code != "unit-missing"]
    if row.unknown:
        reasons.append(reason("quantity-unknown"))
    goods, found = goods_of(bench, row)
    reasons += found
    if row.quantity and not row.unit:
        reasons.append(reason("unit-not-stated", quantity=f"{row.quantity:,}"))
    judged = JudgedRow(row, item_id=goods.item.id if goods and goods.item else None)
    return _placed(bench, judged, reasons)


def _placed(bench: Bench, judged: JudgedRow, reasons: list[Reason]) -> JudgedRow:
    """With the receiver, known or new, and the area of the need."""
    row = judged.reading
    if not comparison_key(row.receiver):
        reasons.append(reason("receiver-missing"))
        return replace(judged, reasons=tuple(reasons), waiting=any(one.waits for one in reasons))
    known = bench.names.receivers.get(comparison_key(row.receiver))
    area = bench.areas.of(row)
    if known is not None:
        if not bench.actor.may_at(Permission.REQUEST, path=known.path, site_id=known.site_id):
            reasons.append(reason("area-not-yours", name=known.name))
    elif area is None:
        reasons.append(reason("area-unknown"))
    else:
        code = "new-receiver" if bench.options.create_missing else "receiver-unknown"
        reasons.append(reason(code, name=row.receiver))
    return replace(
        judged,
        reasons=tuple(reasons),
        waiting=any(one.waits for one in reasons),
        receiver_id=known.id if known else None,
        area_id=known.area_id if known else area.id if area else None,
    )
