"""Judging the lines of goods received, and what a good one becomes."""

from collections.abc import Iterator, Sequence
from datetime import date

from core.cell_text import comparison_key
from core.pack_text import parse_pack
from donations.receipt_doubts import FAR_YEARS, is_far
from donations.values import DonorKind
from operations.imports_bench import Bench, Goods, common_reasons, goods_of
from operations.imports_duplicates import EarlierLine, take_alike
from operations.imports_names import KnownItem
from operations.imports_proposals import kind_of_donor
from operations.imports_reasons import Reason, reason
from operations.values_imports import JudgedRow, RowDecision, RowReading, Target


def judge(bench: Bench, rows: Sequence[RowReading]) -> list[JudgedRow]:
    """Every line with its verdict."""
    return [_judge(bench, row) for row in rows]


def _judge(bench: Bench, row: RowReading) -> JudgedRow:
    reasons = list(common_reasons(bench, row))
    if row.quantity is None and not any(one.level == "error" for one in reasons):
        reasons.append(reason("quantity-unknown-here"))
    reasons += _date_reasons(bench, row)
    goods, found = goods_of(bench, row)
    reasons += found
    donor_id, found = _donor(bench, row)
    reasons += found
    if row.wish:
        reasons.append(_wish_reason(row))
    base_per_unit = None
    if goods and row.unit:
        base_per_unit, note = factor_of(row, goods)
        reasons += [note] if note else []
    if goods and goods.is_medicine and not (row.lot and row.expires_on):
        reasons.append(reason("lot-unrecorded"))
    skipped, found = _decided(bench, row, goods)
    reasons += found
    return JudgedRow(
        reading=row,
        reasons=tuple(reasons),
        skipped=skipped,
        waiting=any(one.waits for one in reasons),
        item_id=goods.item.id if goods and goods.item else None,
        donor_id=donor_id,
        base_per_unit=base_per_unit,
    )


def _date_reasons(bench: Bench, row: RowReading) -> Iterator[Reason]:
    if row.produced_on and row.produced_on > bench.day_of(row):
        yield reason("produced-later", day=row.produced_on.isoformat())
    if row.produced_on and row.expires_on and row.produced_on > row.expires_on:
        yield reason("dates-disagree", produced=row.produced_on.isoformat(), expires=row.expires_on.isoformat())
    if row.expires_on and row.expires_on < bench.day_of(row):
        yield reason("expired-on-arrival", day=row.expires_on.isoformat())
    elif row.expires_on and is_far(row.expires_on, bench.day_of(row)):
        yield reason("expiry-far", day=row.expires_on.isoformat(), years=FAR_YEARS)


def _donor(bench: Bench, row: RowReading) -> tuple[int | None, list[Reason]]:
    if not comparison_key(row.donor):
        return None, [reason("no-donor")]
    known = bench.names.donors.get(comparison_key(row.donor))
    if known is not None:
        return known.id, []
    if kind_of_donor(row.donor, bench.options) is DonorKind.ANONYMOUS:
        return None, [reason("donor-anonymous", name=row.donor)]
    return None, [reason("new-donor" if bench.options.create_missing else "donor-unknown", name=row.donor)]


def _wish_reason(row: RowReading) -> Reason:
    targets = row.wish.targets if row.wish else ()
    if not targets:
        return reason("directed-unknown")
    return reason("directed", targets="；".join(map(_target_words, targets)))


def _target_words(target: Target) -> str:
    return f"{target.name} {target.quantity:,} {target.unit or ''}".strip() if target.quantity else target.name


def factor_of(row: RowReading, goods: Goods) -> tuple[int | None, Reason | None]:
    """Base units in one unit of the line, and where it is known from: the unit is the base unit, a certain pack size
    in the specification whose inner unit is the base unit, or the catalogue. Otherwise unknown; nothing is guessed."""
    item = goods.item or KnownItem(0, "", goods.name, "", goods.base_unit, goods.is_medicine)
    if item.same_unit(row.unit, goods.base_unit):
        return 1, None
    words = {"unit": row.unit, "base_unit": goods.base_unit}
    pack = parse_pack(row.specification)
    if pack.certain and pack.total and _fits(pack.inner_unit, pack.outer_unit, row, item):
        return pack.total, reason("factor-from-specification", factor=pack.total, **words)
    if not row.specification and (declared := item.declared_factor(row.unit)):
        return declared, reason("factor-declared", factor=declared, **words)
    if row.specification:
        return None, reason("factor-unclear", specification=row.specification, **words)
    return None, reason("factor-unknown", **words)


def _fits(inner: str | None, outer: str | None, row: RowReading, item: KnownItem) -> bool:
    """The pack's inside is counted in the base unit, and its outside is the line's own unit (or is not written)."""
    return bool(inner and item.same_unit(inner, item.base_unit) and (outer is None or item.same_unit(outer, row.unit)))


def _decided(bench: Bench, row: RowReading, goods: Goods | None) -> tuple[bool, list[Reason]]:
    """Whether the line is left out, and how it stands to an earlier one that looks like it."""
    if goods is None or goods.item is None or not row.quantity:
        return False, []
    anonymous = not comparison_key(row.donor) or kind_of_donor(row.donor, bench.options) is DonorKind.ANONYMOUS
    alike = take_alike(row, goods.item, anonymous=anonymous, earlier=bench.earlier)
    if alike is None:
        return False, []
    decision = bench.options.rows.get(row.key)
    if decision is RowDecision.SKIP:
        return True, [reason("decided-same", number=alike.number)]
    if decision is RowDecision.IMPORT:
        return False, [reason("decided-different", number=alike.number)]
    return False, [_alike_reason(alike)]


def _alike_reason(line: EarlierLine) -> Reason:
    day: date = line.day
    return reason(
        "looks-alike",
        line=line.line_no,
        number=line.number,
        donor=line.donor or "—",
        day=day.isoformat(),
        quantity=line.quantity,
        unit=line.unit,
        item=line.item,
        consignment_id=line.consignment_id,
    )
