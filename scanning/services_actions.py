"""One action of a phone: done once, or kept with the reason why not. Who calls opens a transaction for each."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask_babel import force_locale, get_locale
from sqlalchemy import insert, select

from core.access import Actor, NotForPasses, Permission
from core.database import db
from core.error_pages import problem_of
from core.errors import Conflict, DomainError, Forbidden, Refused
from core.i18n import LOCALES
from core.ids import new_id
from distribution.errors import LineMissing, LoadedMore, NotAtReceiver, NotAtSite, NotTheReceiver, UnknownLine
from inventory import ledger, lookups
from inventory.errors import KeyReused, MoveBetweenSites
from inventory.ledger_models import Posting
from inventory.models import Site
from inventory.restriction_errors import ConsentNeeded
from inventory.stocktake_blind import without_figures
from scanning import queries_rivals
from scanning.kinds import KINDS
from scanning.models import PhoneAction
from scanning.modes import modes_at
from scanning.queries_actions import kept
from scanning.reading import moment_or_none
from scanning.registry import Act
from scanning.values import Outcome, Place, Sending, Told

CLOCK_TOLERANCE = 120
"""Seconds by which a device's clock may differ before it is told."""
ON_THE_WAY = timedelta(seconds=10)
"""A smaller difference is the time that the sending took, not a clock."""
OLDEST = timedelta(days=60)
"""An action older than this is a clock that was set between doing and sending: its arrival counts."""
_OUTDATED = (Refused, Conflict, NotAtReceiver, NotAtSite, LoadedMore, LineMissing, UnknownLine)
"""Wrong by what is recorded now, and perhaps right by what the phone knew."""
_OF_EVERY_PASS = ("undo",)
"""What a day pass may do without a mode of its own: taking back what it did itself."""
_WRONG_ANYWAY = (KeyReused, MoveBetweenSites, NotTheReceiver, ConsentNeeded)

Answer = dict[str, Any]


def answered(*, actor_id: int, told: Told) -> Answer | None:
    """The answer that this action got before, if it was sent before. Raises KeyReused when its key came with other
    content."""
    row = kept(actor_id=actor_id, key=told.key)
    if row is None:
        return None
    if row.fingerprint != told.fingerprint:
        again = kept(actor_id=actor_id, key=_other_key(told))
        if again is None:
            raise KeyReused(key=told.key)
        return {**answer_of(again), "key": told.key, "again": True}
    return {**answer_of(row), "again": True}


def perform(*, actor: Actor, now: datetime, told: Told, sending: Sending) -> Answer:
    """Apply an action and keep it as done, both or neither. The key of the posting is the action's, so that one that
    was posted already is only kept. Raises what the action's kind raises, Forbidden, UnknownPlace, UnknownKind."""
    if told.problem is not None:
        raise told.problem
    site = lookups.site_by_code(actor=actor, permission=Permission.VIEW_STOCK, code=told.site)
    kind = KINDS[told.kind]
    if kind.mode is not None and kind.mode not in modes_at(actor, site):
        raise Forbidden(mode=kind.mode.value)
    if kind.mode is None and actor.is_pass and kind.name not in _OF_EVERY_PASS:
        raise NotForPasses
    before = db.session.execute(
        select(Posting.id, Posting.occurred_at).where(Posting.actor_id == actor.id, Posting.key == told.key)
    ).first()
    act = Act(
        actor=actor,
        now=now,
        key=told.key,
        occurred_at=before.occurred_at if before else occurred_at(told, sending),
        site=site,
        data=told.data,
        told_by=actor.id,
        device=sending.device,
    )
    answer = plain(kind.apply(act))
    return _keep(
        actor.id,
        told,
        sending,
        site_id=site.id,
        outcome=Outcome.DONE,
        answer=answer,
        posting_id=posting_of(actor, told.key),
    )


def posting_of(actor: Actor, key: str) -> int | None:
    """The posting that an act made under its key; a check makes none."""
    return ledger.find_posting(actor=actor, key=key)


def keep_refusal(*, actor: Actor, now: datetime, told: Told, sending: Sending, error: DomainError) -> Answer:
    """Keep an action that could not be done, with the reason in every language, what was found and who took it."""
    reused = isinstance(error, KeyReused)
    error = without_figures(actor=actor, error=error, places=_touched(told))
    outcome = outcome_of(error)
    found, rivals = _circumstances(told, now) if outcome is Outcome.CONFLICT else ({}, {})
    return _keep(
        actor.id,
        told,
        sending,
        site_id=_site_to_tell(actor, told),
        outcome=outcome,
        problem=in_every_language(error),
        code=error.code,
        found=found,
        rivals=rivals,
        key=_other_key(told) if reused and kept(actor_id=actor.id, key=told.key) else told.key,
    )


def hold(*, actor_id: int, told: Told, sending: Sending) -> bool:
    """Keep an action of a phone whose access has ended, for a manager to decide. False when it is kept already."""
    if kept(actor_id=actor_id, key=told.key) is not None:
        return False
    site_id = db.session.execute(select(Site.id).where(Site.code == told.site)).scalar()
    _keep(actor_id, told, sending, site_id=site_id, outcome=Outcome.HELD)
    return True


def outcome_of(error: DomainError) -> Outcome:
    """A conflict is what was right by what the phone knew; everything else is refused."""
    if isinstance(error, _WRONG_ANYWAY):
        return Outcome.REFUSED
    return Outcome.CONFLICT if isinstance(error, _OUTDATED) else Outcome.REFUSED


def occurred_at(told: Told, sending: Sending) -> datetime:
    """When it happened, by our clock: what the device told, corrected by the difference measured at sending, never in
    the future. A device whose clock was set in between cannot be believed: then the arrival counts."""
    if told.told_at is None or not timedelta() <= sending.sent_at - told.told_at <= OLDEST:
        return sending.received_at
    difference = sending.received_at - sending.sent_at
    return min(told.told_at + (difference if abs(difference) > ON_THE_WAY else timedelta()), sending.received_at)


def in_every_language(error: DomainError) -> dict[str, Any]:
    """The problem document of a refusal in every language: a manager may read another than who sent it."""
    found = {}
    for locale in LOCALES:
        with force_locale(locale):
            found[locale] = problem_of(error)
    return found


def answer_of(row: Any) -> Answer:
    """What is answered of a kept action, in the reader's language."""
    outcome = Outcome(row.outcome)
    answer: Answer = {
        "key": row.key,
        "outcome": outcome.value,
        "again": False,
        "answer": json.loads(row.answer) if row.answer else None,
        "problem": problem_in(row.problem),
        "conflict": str(row.id) if outcome is Outcome.CONFLICT else None,
    }
    if abs(row.skew_seconds) > CLOCK_TOLERANCE:
        answer["clock"] = {"seconds": row.skew_seconds}
    return answer


def problem_in(kept_problem: str) -> dict[str, Any] | None:
    """The problem document in the reader's language."""
    if not kept_problem:
        return None
    known: dict[str, dict[str, Any]] = json.loads(kept_problem)
    return known.get(str(get_locale())) or known["en"]


def plain(answer: Any) -> Any:
    """An answer as JSON keeps it."""
    return json.loads(json.dumps(dict(answer), ensure_ascii=False, default=str))


def _other_key(told: Told) -> str:
    """Where content is kept whose key was used for other content."""
    return f"{told.key[:80]}#{told.fingerprint[:40]}"


def _site_to_tell(actor: Actor, told: Told) -> int | None:
    """Whose managers see it: the site that was told, or one where the person works."""
    named: int | None = db.session.execute(select(Site.id).where(Site.code == told.site)).scalar()
    if named is not None:
        return named
    own = lookups.sites(actor=actor, permission=Permission.VIEW_STOCK)
    return int(own[0].id) if own else None


def _places(told: Told) -> list[Place]:
    kind = KINDS.get(told.kind)
    return kind.places(told.data) if kind and told.problem is None else []


def _touched(told: Told) -> list[tuple[int, int]]:
    return [(place.batch_id, place.location_id) for place in _places(told)]


def _circumstances(told: Told, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was found, and which documents stand in the way."""
    kind, places = KINDS.get(told.kind), _places(told)
    balances = queries_rivals.balances(places)
    lacking = [
        place
        for place, row in zip(places, balances, strict=True)
        if row["quantity"] - row["reserved"] < place.quantity or row["reserved"] > place.quantity
    ]
    dispatch_id = told.data.get("dispatch_id")
    document = queries_rivals.document(dispatch_id) if isinstance(dispatch_id, int) else None
    since = moment_or_none(told.seen.get("as_of"))
    rivals = {
        "postings": queries_rivals.takers(lacking or places, since=since, now=now),
        "holds": queries_rivals.holders(lacking),
        "document": document["postings"] if document else [],
    }
    found = {"places": balances, "document": document}
    if kind and (label := queries_rivals.label(kind.label(told.data))):
        found["label"] = label
    return found, rivals


def _keep(
    actor_id: int,
    told: Told,
    sending: Sending,
    *,
    site_id: int | None,
    outcome: Outcome,
    answer: Answer | None = None,
    problem: dict[str, Any] | None = None,
    code: str = "",
    found: dict[str, Any] | None = None,
    rivals: dict[str, Any] | None = None,
    posting_id: int | None = None,
    key: str = "",
) -> Answer:
    row = {
        "id": new_id(),
        "actor_id": actor_id,
        "device_id": sending.device_id,
        "key": key or told.key,
        "fingerprint": told.fingerprint,
        "number": told.number,
        "kind": told.kind,
        "site_id": site_id,
        "raw": told.raw,
        "told_at": told.told_at,
        "sent_at": sending.sent_at,
        "skew_seconds": sending.skew,
        "occurred_at": occurred_at(told, sending),
        "received_at": sending.received_at,
        "outcome": outcome.value,
        "code": code,
        "answer": _json(answer),
        "problem": _json(problem),
        "found": _json(found),
        "rivals": _json(rivals),
        "posting_id": posting_id,
    }
    db.session.execute(insert(PhoneAction.__table__), row)
    return {**answer_of(SimpleNamespace(**row)), "key": told.key}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str) if value else ""
