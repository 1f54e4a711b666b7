"""Judging the lines of goods issued against the stock of the store, line after line in the order of the file."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from core.access import Permission
from core.cell_text import comparison_key
from distribution.allowances import allowances, destination
from inventory.picking import Candidate, Need, PickProposal, Taken, candidates, propose, unfit
from inventory.restrictions import FREE, Allowance, Answer, Destination
from operations.imports_bench import Bench, common_reasons, goods_of, unknown_item
from operations.imports_names import KnownItem, KnownReceiver
from operations.imports_reasons import Reason, reason
from operations.values_imports import JudgedRow, Match, RowReading

_CLOSED = (Answer.FORBIDDEN, Answer.UNKNOWN, Answer.NOT_CONVERTIBLE)


@dataclass
class _Stock:
    """The goods of the site by item, and what the lines judged so far take of them."""

    by_item: Mapping[int, list[Candidate]]
    everything: Sequence[Candidate]
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    permits: dict[str, dict[int, Allowance]] = field(default_factory=dict)
    budgets: dict[str, dict[tuple[int | None, int | None], int]] = field(default_factory=dict)


def judge(bench: Bench, rows: Sequence[RowReading]) -> list[JudgedRow]:
    """Every line with its verdict and the batches that it would take, by the rule of picking. A line takes what the
    lines before it left."""
    items = {item.id for row in rows if (item := bench.names.item(row, bench.options))}
    found = candidates(site_id=bench.store.id, item_ids=sorted(items)) if items else []
    by_item: dict[int, list[Candidate]] = {}
    for option in found:
        by_item.setdefault(option.item_id, []).append(option)
    stock = _Stock(by_item, found)
    return [_judge(bench, stock, row) for row in rows]


def _judge(bench: Bench, stock: _Stock, row: RowReading) -> JudgedRow:
    reasons = list(common_reasons(bench, row))
    if row.quantity is None and not any(one.level == "error" for one in reasons):
        reasons.append(reason("quantity-unknown-here"))
    receiver, found = _receiver(bench, row)
    reasons += found
    item = bench.names.item(row, bench.options)
    judged = JudgedRow(row, item_id=item.id if item else None, receiver_id=receiver.id if receiver else None)
    if item is None:
        reasons += [one for one in goods_of(bench, row)[1] if one.waits] or [_unknown(bench, row)]
        judged = replace(judged, match=Match.NEITHER)
    else:
        judged, found = _from_stock(bench, stock, judged, item, receiver, take=not _stopped(reasons))
        reasons += found
    return replace(judged, reasons=tuple(reasons), waiting=any(one.waits for one in reasons))


def _unknown(bench: Bench, row: RowReading) -> Reason:
    """Goods that were never received cannot be issued: adding the item to the catalogue would not bring them."""
    proposal = bench.proposals.items.get(comparison_key(row.item))
    return unknown_item(row.item, proposal.similar if proposal else ())


def _stopped(reasons: Sequence[Reason]) -> bool:
    return any(one.level == "error" or one.waits for one in reasons)


def _receiver(bench: Bench, row: RowReading) -> tuple[KnownReceiver | None, list[Reason]]:
    if not comparison_key(row.receiver):
        return None, [reason("receiver-missing")]
    known = bench.names.receivers.get(comparison_key(row.receiver))
    if known is not None:
        return known, _unserved(bench, known)
    return None, [reason("new-receiver" if bench.options.create_missing else "receiver-unknown", name=row.receiver)]


def _unserved(bench: Bench, known: KnownReceiver) -> list[Reason]:
    """Goods go to receivers within one's own area, or a level above the store's; never to the store itself."""
    site = bench.store
    if known.site_id == site.id:
        return [reason("receiver-is-the-store", name=known.name)]
    within = bench.actor.may_at(Permission.DISPATCH, path=known.path, site_id=known.site_id)
    return [] if within or site.area_path.startswith(known.path) else [reason("area-not-yours", name=known.name)]


def _from_stock(
    bench: Bench, stock: _Stock, judged: JudgedRow, item: KnownItem, receiver: KnownReceiver | None, *, take: bool
) -> tuple[JudgedRow, list[Reason]]:
    """How the line fits the goods: by name and unit, by name only, or not at all because what is here is meant for
    somebody else."""
    row = judged.reading
    here = stock.by_item.get(item.id, [])
    permits = _permits(bench, stock, row, receiver)
    open_to = [option for option in here if _may_have(bench, option, permits)]
    if here and not open_to:
        return replace(judged, match=Match.NEITHER), [_directed(row, here, permits)]
    fitting = [replace(option, unit=row.unit) for option in open_to if item.same_unit(option.unit, row.unit)]
    if not row.unit:
        return judged, []  # that the unit is missing is an error by itself
    if open_to and not fitting:
        there = "、".join(dict.fromkeys(option.unit for option in open_to))
        return replace(judged, match=Match.NAME_ONLY), [
            reason("unit-differs", name=row.item, there=there, unit=row.unit)
        ]
    judged = replace(judged, match=Match.NAME_AND_UNIT if here else Match.NEITHER)
    return _picked(bench, stock, judged, item, fitting, permits) if take and row.quantity else (judged, [])


def _may_have(bench: Bench, option: Candidate, permits: Mapping[int, Allowance]) -> bool:
    """Goods that this receiver may have at all; how many of them are left is another question."""
    return unfit(option, bench.today) is None and permits.get(option.batch_id, FREE).answer not in _CLOSED


def _directed(row: RowReading, here: Sequence[Candidate], permits: Mapping[int, Allowance]) -> Reason:
    texts = dict.fromkeys(text for one in here if (text := permits.get(one.batch_id, FREE).text))
    return reason("directed-elsewhere", name=row.item, receiver=row.receiver, targets="；".join(texts) or "—")


def _picked(
    bench: Bench,
    stock: _Stock,
    judged: JudgedRow,
    item: KnownItem,
    fitting: Sequence[Candidate],
    permits: Mapping[int, Allowance],
) -> tuple[JudgedRow, list[Reason]]:
    row = judged.reading
    wanted = row.quantity or 0
    taken = Taken(places=dict(stock.places), budgets=dict(stock.budgets.get(row.receiver, {})))
    before = deepcopy(taken)
    need = Need.of(item.id, wanted, row.unit)
    found = propose(fitting, need, today=bench.today, allowances=permits, taken=taken)
    if found.missing:
        everything = propose(
            fitting, Need.of(item.id, 10**12, row.unit), today=bench.today, allowances=permits, taken=before
        )
        available = sum(line.quantity for line in everything.lines)
        return judged, [
            reason("exceeds", wanted=f"{wanted:,}", available=f"{available:,}", unit=row.unit, name=row.item)
        ]
    stock.places, stock.budgets[row.receiver] = taken.places, taken.budgets
    pieces = tuple((line.candidate.batch_id, line.candidate.location_id, line.quantity) for line in found.lines)
    return replace(judged, pieces=pieces), [reason("by-rule", picks=_picks(found))]


def _picks(found: PickProposal) -> str:
    return "、".join(f"{line.candidate.code} × {line.quantity:,}" for line in found.lines)


def _permits(bench: Bench, stock: _Stock, row: RowReading, receiver: KnownReceiver | None) -> dict[int, Allowance]:
    """What donors' wishes leave for this receiver; read once for each."""
    key = comparison_key(row.receiver)
    if key not in stock.permits:
        stock.permits[key] = allowances(stock.everything, _destination(bench, row, receiver))
    return stock.permits[key]


def _destination(bench: Bench, row: RowReading, receiver: KnownReceiver | None) -> Destination:
    """Where the goods went. A receiver that is not known yet is nobody's target."""
    site = bench.store
    to = _Place(receiver.id if receiver else 0, receiver.path if receiver else site.area_path, row.receiver)
    return destination(receiver=to, site=site)


@dataclass(frozen=True)
class _Place:
    """A receiver in the shape that `destination` reads."""

    id: int
    area_path: str
    name_en: str
    name_zh: str = ""
