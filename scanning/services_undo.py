"""Taking back one's own action of the same day. Who may reverse does it by the ledger's rules alone; who did it may
only while nothing went on with these goods."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, insert, or_, select
from sqlalchemy.orm import aliased

from core.access import Permission
from core.clock import installation_day
from core.database import db
from core.errors import Forbidden
from core.i18n import retold
from core.ids import new_id
from distribution import proof_held, services_scans, services_undo
from donations import services_receipts
from donations.models import GoodsReceipt
from donations.services_status import refresh_status
from inventory import ledger, services_reversal
from inventory.ledger_models import Movement, Posting
from inventory.queries_movements import posting_lines
from inventory.values import Evidence, OpenPosting, PostingHead, PostingKind
from inventory.words import posting_word
from scanning.errors import AlreadySettled, CannotUndo, NotOfToday, NotTheNewest, UnknownAction
from scanning.models import PhoneResolution
from scanning.modes import modes_at
from scanning.queries_actions import kept, resolution_of
from scanning.registry import KINDS, Act
from scanning.values import Outcome, ResolutionKind

MIRRORED = ("move", "count", "hand_out", "receive")


class _Undone(NamedTuple):
    """What `write_mirror` needs of the posting that is undone."""

    id: int
    kind: str
    site_id: int | None


def undo(act: Act) -> dict[str, Any]:
    """Take back an earlier action of the same person (`data`: its key, and why). What was not done is only withdrawn
    from the inbox. Answers {undone, withdrawn or posting_id}.

    Raises UnknownAction, AlreadySettled, CannotUndo (with how it is undone), NotOfToday, NotTheNewest, Forbidden,
    AlreadyReversed, CannotReverse.
    """
    target = kept(actor_id=act.told_by, key=act.data["key"])
    if target is None:
        raise UnknownAction(key=act.data["key"])
    if target.outcome != Outcome.DONE.value:
        return _withdraw(act, target)
    if target.kind == "check":
        return _unmark(act, target)
    if target.kind not in MIRRORED or target.posting_id is None:
        raise CannotUndo(kind=target.kind, how=retold(how_to_undo, target.kind))
    lines = posting_lines(target.posting_id)
    if not lines:
        raise CannotUndo(kind=target.kind, how=_l("The count agreed with the record: there is nothing to take back."))
    if act.actor.may_at(Permission.REVERSE, path=act.site.area_path, site_id=act.site.id):
        _by_right(act, target)
    else:
        _by_oneself(act, target, lines)
    posting_id = ledger.find_posting(actor=act.actor, key=act.key)
    return {"undone": target.key, "withdrawn": False, "posting_id": str(posting_id)}


def how_to_undo(kind: str) -> str:
    """Where an action of a kind is undone, in words."""
    return {
        "load": _("The goods are on their way. Cancel the dispatch on its page: then everything comes back."),
        "deliver": _("A confirmed arrival is taken back by a manager on the page of the dispatch."),
        "swap": _("Swap the line back to the batch that it had before."),
        "bind": _("A label that sticks on the wrong thing is revoked by a manager. Then take the next blank label."),
        "stocktake_count": _("Open the line in the stocktake and correct your count there."),
        "undo": _("What was taken back is done once more: do it again."),
    }.get(kind, _("Ask a manager to take this back on its page."))


def _withdraw(act: Act, target: Any) -> dict[str, Any]:
    """What was never posted only leaves the inbox."""
    settled = resolution_of(target.id)
    if settled is not None:
        raise AlreadySettled(by=settled.by, how=settled.kind, settled_at=settled.resolved_at)
    db.session.execute(
        insert(PhoneResolution.__table__),
        {
            "id": new_id(),
            "action_id": target.id,
            "kind": ResolutionKind.WITHDRAWN.value,
            "actor_id": act.actor.id,
            "key": act.key,
            "fingerprint": ledger.fingerprint("withdrawn", target.id),
            "reason": act.data["reason"],
            "data": "",
            "answer": "",
            "resolved_at": act.now,
        },
    )
    proof_held.drop(actor_id=target.actor_id, key=target.key)
    return {"undone": target.key, "withdrawn": True}


def _unmark(act: Act, target: Any) -> dict[str, Any]:
    done = json.loads(target.answer)
    if "before" not in done:
        raise CannotUndo(kind=target.kind, how=_l("The dispatch had left already: nothing was marked."))
    dispatch_id = int(json.loads(target.raw)["data"]["dispatch_id"])
    before = {int(line): Evidence(word) for line, word in done["before"].items()}
    services_scans.unmark(actor=act.actor, dispatch_id=dispatch_id, evidence=before)
    return {"undone": target.key, "withdrawn": False}


def _by_right(act: Act, target: Any) -> None:
    given = {"actor": act.actor, "now": act.now, "key": act.key, "reason": act.data["reason"]}
    done = json.loads(target.answer)
    if target.kind == "hand_out":
        services_undo.take_back_hand_out(hand_out_id=int(done["hand_out_id"]), **given)
    elif target.kind == "receive":
        services_receipts.reverse(receipt_id=int(done["receipt_id"]), **given)
    else:
        services_reversal.reverse(posting_id=target.posting_id, occurred_at=act.occurred_at, **given)


def _by_oneself(act: Act, target: Any, lines: Sequence[Any]) -> None:
    mode = KINDS[target.kind].mode
    if mode not in modes_at(act.actor, act.site):
        raise Forbidden(mode=str(mode))
    if installation_day(act.occurred_at) != installation_day(target.occurred_at):
        raise NotOfToday
    posting = _open(act, target)
    if posting.replayed:
        return
    _demand_newest(target, lines)
    services_reversal.write_mirror(posting, _Undone(target.posting_id, posting.head.kind.value, target.site_id))
    if target.kind == "receive":
        consignment_id = db.session.execute(
            select(GoodsReceipt.consignment_id).where(GoodsReceipt.posting_id == target.posting_id)
        ).scalar_one()
        refresh_status(consignment_id)


def _open(act: Act, target: Any) -> OpenPosting:
    head = PostingHead(
        kind=PostingKind.REVERSAL,
        key=act.key,
        occurred_at=act.occurred_at,
        reason=act.data["reason"],
        site_id=target.site_id,
        reverses_id=target.posting_id,
        fingerprint=ledger.fingerprint("undo", target.posting_id, act.data["reason"]),
    )
    return ledger.open_posting(actor=act.actor, now=act.now, head=head, answer={"reverses_id": str(target.posting_id)})


def _demand_newest(target: Any, lines: Sequence[Any]) -> None:
    """Nothing that still stands came after with these goods at these places."""
    mirror = aliased(Movement)
    touched = [
        and_(
            Movement.batch_id == line.batch_id,
            or_(Movement.from_location_id.in_(_places(line)), Movement.to_location_id.in_(_places(line))),
        )
        for line in lines
    ]
    later = db.session.execute(
        select(Movement.batch_id, Posting.kind)
        .join(Posting, Posting.id == Movement.posting_id)
        .outerjoin(mirror, mirror.reverses_id == Movement.id)
        .where(
            Movement.posting_id > target.posting_id,
            Movement.reverses_id.is_(None),
            mirror.id.is_(None),
            or_(*touched),
        )
        .order_by(Movement.id)
        .limit(1)
    ).first()
    if later is not None:
        code = next(line.code for line in lines if line.batch_id == later.batch_id)
        raise NotTheNewest(batch=code, later=retold(posting_word, later.kind))


def _places(line: Any) -> list[int]:
    return [place for place in (line.from_location_id, line.to_location_id) if place is not None]
