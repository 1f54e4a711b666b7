"""What a manager does with differences: choose a figure, send a line back, post all of it as one document."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from core.access import Actor, Permission
from core.database import db
from core.errors import Busy
from core.i18n import pick_name
from inventory import ledger
from inventory.errors import CountBelowReserved
from inventory.ledger_models import StockBalance
from inventory.services_stock import Answer, difference_leg, need_reason, posting_head
from inventory.stocktake_errors import CountedSince, NotToDecide, StillToCount, StillToSettle, UnknownStocktakeLine
from inventory.stocktake_figures import decided_count, lines_of
from inventory.stocktake_models import Stocktake, StocktakeLine
from inventory.stocktake_queries import line_of, progress, stocktake
from inventory.stocktake_services import open_for
from inventory.stocktake_values import Counted, Line, LineOutcome, LineState, StocktakeStatus
from inventory.values import Leg, PostingKind

_lines: Any = StocktakeLine.__table__
TRIES = 3


def _open(actor: Actor, stocktake_id: int) -> Any:
    return open_for(stocktake(actor=actor, stocktake_id=stocktake_id, permission=Permission.CORRECT, lock="alone"))


def decide(*, actor: Actor, now: datetime, stocktake_id: int, line_id: int, count_id: int, reason: str) -> None:
    """Choose by which count a line is posted: the first or a later one. It enters the ledger with the posting.

    Needs the right to correct, and two different people's counts. Raises ReasonNeeded, UnknownStocktake,
    UnknownStocktakeLine, StocktakeEnded, NotToDecide, CountedSince.
    """
    need_reason(reason)
    row = _open(actor, stocktake_id)
    line = line_of(row, line_id)
    chosen = next((each for each in line.counts if each.row.id == count_id), None)
    if chosen is None:
        raise UnknownStocktakeLine(line_id=str(line_id), field="count_id")
    if line.state not in (LineState.TO_DECIDE, LineState.DISPUTED, LineState.DECIDED):
        raise NotToDecide(**_words(line), people=", ".join(each.row.actor for each in line.counts))
    if chosen.overtaken and chosen.difference:
        raise CountedSince(**_words(line))
    _write(
        line,
        decided_count_id=chosen.row.id,
        decided_difference=chosen.difference,
        decided_by=actor.id,
        decided_at=now,
        decided_reason=reason,
    )


def send_back(*, actor: Actor, now: datetime, stocktake_id: int, line_id: int, reason: str) -> None:
    """Have a line counted anew from the first count on; the former counts stay on record. Needs the right to correct.
    Raises ReasonNeeded, UnknownStocktake, UnknownStocktakeLine, StocktakeEnded, NotToDecide (nobody counted it)."""
    need_reason(reason)
    row = _open(actor, stocktake_id)
    line = line_of(row, line_id)
    if not line.counts:
        raise NotToDecide(**_words(line), people="–")
    nothing = dict.fromkeys(("decided_count_id", "decided_difference", "decided_by", "decided_at"))
    again = {"round": line.row.round + 1, "sent_back_by": actor.id, "sent_back_at": now, "sent_back_reason": reason}
    _write(line, **nothing, **again, decided_reason="")


def _write(line: Line, **values: Any) -> None:
    db.session.execute(update(_lines).where(StocktakeLine.id == line.row.id).values(**values))


def _words(line: Line) -> dict[str, Any]:
    row = line.row
    return {"batch": row.code, "location": pick_name(row.location_en, row.location_zh) or row.location_code}


def post(
    *, actor: Actor, now: datetime, key: str, stocktake_id: int, reason: str = "", leave_uncounted: bool = False
) -> Answer:
    """Post the differences of all lines as one document and end the stocktake. Each is a gain or a loss on the present
    balance: what moved after a count stays moved. Lines that agreed are kept as counted.

    Needs the right to correct. Raises UnknownStocktake, StocktakeEnded, StillToSettle, StillToCount (unless
    `leave_uncounted`), ReasonNeeded (with a difference, or lines left), CountedSince, CountBelowReserved,
    InsufficientStock, KeyReused, Busy.
    """
    parts = ("stocktake", stocktake_id, leave_uncounted)
    row = stocktake(actor=actor, stocktake_id=stocktake_id, permission=Permission.CORRECT, lock="alone")
    head = posting_head(PostingKind.COUNT, key, now, None, reason, parts, site_id=row.site_id)
    if ledger.find_posting(actor=actor, key=key) is not None:
        return ledger.open_posting(actor=actor, now=now, head=head).answer
    open_for(row)
    lines = _held_lines(row)
    _settled(row, lines, leave_uncounted=leave_uncounted)
    results = [(line, decided_count(line)) for line in lines]
    legs = _legs(results)
    if legs or any(found is None for _line, found in results):
        need_reason(reason)
    answer = _answer(row, results)
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if legs:
        ledger.write_legs(posting, legs)
    _close(actor, now, row, results, posting.id, reason)
    return posting.answer


def _held_lines(row: Any) -> list[Line]:
    """The lines against balances that are held still until the commit. A place that had no balance yet cannot be held:
    when goods came to one while the lines were read, they are read again. Raises Busy."""
    held = _hold_balances(row.id)
    for _attempt in range(TRIES):
        lines, before = lines_of(row), held
        held = _hold_balances(row.id)
        if held == before:
            return lines
    raise Busy


def _hold_balances(stocktake_id: int) -> Sequence[Any]:
    """The balances of all lines, held still until the commit, in the ledger's own order."""
    return db.session.execute(
        select(StockBalance.batch_id, StockBalance.location_id, StockBalance.quantity, StockBalance.reserved)
        .join(
            StocktakeLine,
            (StocktakeLine.batch_id == StockBalance.batch_id) & (StocktakeLine.location_id == StockBalance.location_id),
        )
        .where(StocktakeLine.stocktake_id == stocktake_id)
        .order_by(StockBalance.batch_id, StockBalance.location_id)
        .with_for_update(of=StockBalance)
    ).all()


def _settled(row: Any, lines: Sequence[Line], *, leave_uncounted: bool) -> None:
    """Raises StillToSettle, StillToCount."""
    states = progress(lines).states
    again = states.get(LineState.TO_RECOUNT, 0)
    decide_too = states.get(LineState.DISPUTED, 0) + states.get(LineState.TO_DECIDE, 0)
    if again or decide_too:
        raise StillToSettle(number=row.number, to_recount=again, to_decide=decide_too)
    if states.get(LineState.TO_COUNT) and not leave_uncounted:
        raise StillToCount(number=row.number, lines=states[LineState.TO_COUNT], field="leave_uncounted")


def _legs(results: Sequence[tuple[Line, Counted | None]]) -> list[Leg]:
    """Raises CountedSince, CountBelowReserved."""
    legs = []
    for line, found in results:
        if found is None or not found.difference:
            continue
        left = line.row.quantity + found.difference
        if found.overtaken:
            raise CountedSince(**_words(line))
        if found.difference < 0 and left < line.row.reserved:
            raise _below_reserved(line, found, left)
        legs.append(difference_leg(line.row.batch_id, line.row.location_id, found.difference))
    return legs


def _below_reserved(line: Line, found: Counted, left: int) -> CountBelowReserved:
    row = line.row
    return CountBelowReserved(
        **_words(line),
        counted=left,
        reserved=row.reserved,
        unit=row.unit,
        wanted=-found.difference,
        available=row.quantity - row.reserved,
    )


def _answer(row: Any, results: Sequence[tuple[Line, Counted | None]]) -> Answer:
    counted = [found for _line, found in results if found is not None]
    return {
        "stocktake_id": str(row.id),
        "number": row.number,
        "lines": len(results),
        "agreed": sum(not found.difference for found in counted),
        "more": sum(found.difference > 0 for found in counted),
        "less": sum(found.difference < 0 for found in counted),
        "not_counted": len(results) - len(counted),
    }


def _close(
    actor: Actor,
    now: datetime,
    row: Any,
    results: Sequence[tuple[Line, Counted | None]],
    posting_id: int,
    reason: str,
) -> None:
    _write_results(results)
    db.session.execute(
        update(Stocktake.__table__)
        .where(Stocktake.id == row.id)
        .values(
            status=StocktakeStatus.POSTED.value, ended_by=actor.id, ended_at=now, reason=reason, posting_id=posting_id
        )
    )


def _write_results(results: Sequence[tuple[Line, Counted | None]]) -> None:
    """All lines in one statement with many values, however many there are."""
    names = ("outcome", "counted", "expected_then", "difference")
    statement = update(_lines).where(StocktakeLine.id == bindparam("of_line"))
    rows = [{"of_line": line.row.id, **_result(found)} for line, found in results]
    if rows:
        db.session.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), rows)


def _result(found: Counted | None) -> dict[str, Any]:
    if found is None:
        nothing: dict[str, Any] = dict.fromkeys(("new_counted", "new_expected_then", "new_difference"))
        return {"new_outcome": LineOutcome.NOT_COUNTED.value, **nothing}
    outcome = LineOutcome.POSTED if found.difference else LineOutcome.AGREED
    figures = {
        "new_counted": found.row.counted,
        "new_expected_then": found.expected,
        "new_difference": found.difference,
    }
    return {"new_outcome": outcome.value, **figures}
