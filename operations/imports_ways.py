"""Which ways there are to settle a waiting row, for this person."""

from typing import Any

from core.access import Actor, Permission
from inventory.picking import candidates
from operations import queries_imports
from operations.models import ImportKind
from operations.values_settle import How

_BY_REASON = {
    "item-unknown": (How.MATCH, How.OPENING, How.CREATE, How.DISMISS),
    "unit-differs": (How.SAME_UNIT, How.OPENING, How.DISMISS),
    "exceeds": (How.OPENING, How.RETRY, How.DISMISS),
    "directed-elsewhere": (How.RETRY, How.OPENING, How.DISMISS),
    "receiver-unknown": (How.CREATE, How.DISMISS),
    "donor-unknown": (How.CREATE, How.DISMISS),
    "unit-not-stated": (How.STATE_UNIT, How.DISMISS),
    "looks-alike": (How.SAME, How.DIFFERENT),
}


_NO_GOODS = ("item-unknown", How.CREATE)
"""Goods that were issued and never received are not made by adding their name: that takes an opening balance."""


def ways(actor: Actor, run: Any, row: Any) -> list[How]:
    """The ways that fit why the row waits and what the person may do, the likeliest first."""
    reason = queries_imports.main_reason(row)
    found = _BY_REASON.get(reason, (How.RETRY, How.DISMISS))
    issued = run.kind == ImportKind.OUTGOING.value
    return [how for how in found if _open(actor, run, how) and not (issued and (reason, how) == _NO_GOODS)]


def _open(actor: Actor, run: Any, how: How) -> bool:
    if how in (How.SAME_UNIT, How.CREATE) and not actor.may(Permission.EDIT_CATALOGUE):
        return False
    if how is How.OPENING:
        return run.kind == ImportKind.OUTGOING.value and actor.may(Permission.RECEIVE)
    return True


def units_there(run: Any, row: Any) -> list[str]:
    """The units in which the row's item lies at the store."""
    if run.site_id is None or row.item_id is None:
        return []
    return list(dict.fromkeys(one.unit for one in candidates(site_id=run.site_id, item_ids=[row.item_id])))
