"""Volunteers' day passes: offered on a screen, joined under a typed name, ended, and the name erased afterwards."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from accounts import queries_passes
from accounts.errors_passes import (
    JoinCodeOver,
    ModeNotYours,
    PassEnded,
    PassFull,
    PassStillRuns,
    PassTooLong,
    UnknownPass,
)
from accounts.models import Account, DayPass, PassOffer, SignIn
from accounts.places import site_path
from accounts.secrets import REF_LENGTH, join_proof, new_ref, new_token, same_text, token_hash
from accounts.services import end_sign_ins
from accounts.values_passes import LONGEST, in_order, step_at
from core import audit
from core.access import Actor, Mode, Permission
from core.codes import normalise
from core.database import db
from core.ids import new_id

_ALSO: list[Callable[..., None]] = []


def open_offer(*, actor: Actor, now: datetime, site_id: int, modes: Iterable[Mode], until: datetime, most: int) -> int:
    """Offer passes for one site, until a moment within a day, for at most so many people; looking up always comes with
    it. Returns its id. Raises UnknownPass for a site without the right, ModeNotYours, PassTooLong."""
    path = site_path(site_id)
    if path is None or not actor.may_at(Permission.ADMIT_VOLUNTEERS, path=path, site_id=site_id):
        raise UnknownPass
    chosen = in_order(frozenset(modes))
    for mode in chosen:
        if not actor.may_use(mode, path=path, site_id=site_id):
            raise ModeNotYours(mode=mode.value, field="modes")
    if not now < until <= now + LONGEST:
        raise PassTooLong(until=until, hours=int(LONGEST.total_seconds() // 3600), field="until")
    offer_id = new_id()
    words = " ".join(mode.value for mode in chosen)
    row = {"id": offer_id, "ref": _fresh_ref(), "site_id": site_id, "modes": words, "most": most, "joined": 0}
    db.session.execute(insert(PassOffer.__table__), {**row, "opened_by": actor.id, "opened_at": now, "until": until})
    audit.record(
        actor_id=actor.id,
        action="pass.opened",
        now=now,
        subject_id=offer_id,
        role="volunteer",
        site_id=site_id,
        number=row["ref"],
        modes=words,
        most=most,
        until=until.isoformat(timespec="minutes"),
    )
    return offer_id


def _fresh_ref() -> str:
    ref = new_ref()
    while db.session.execute(select(PassOffer.id).where(PassOffer.ref == ref)).first() is not None:
        ref = new_ref()
    return ref


def code_now(*, secret: str, ref: str, now: datetime) -> str:
    """The code that stands on the screen at a moment."""
    return ref + join_proof(secret, ref, step_at(now))


def offer_of_code(*, now: datetime, secret: str, code: str) -> Any:
    """The offer that a scanned or typed code opens: the code of this moment or the one before it.
    Raises JoinCodeOver, PassFull."""
    text = normalise(code)
    ref, proof = text[:REF_LENGTH], text[REF_LENGTH:]
    row = queries_passes.offer_by_ref(ref)
    fitting = [step for step in (step_at(now), step_at(now) - 1) if same_text(join_proof(secret, ref, step), proof)]
    if row is None or not fitting or not queries_passes.is_open(row, now):
        raise JoinCodeOver
    if row.joined >= row.most:
        raise PassFull(most=row.most)
    return row


def join(*, now: datetime, offer_id: int, name: str, device: str) -> str:
    """Somebody who scanned the code a moment ago joins under the name that they typed: an account without a password,
    signed in until the pass ends. Returns the sign-in's token. Of two who take the last place at the same moment one
    gets it. Raises JoinCodeOver, PassFull."""
    offer = queries_passes.offer_to_join(offer_id)
    if offer is None or not queries_passes.is_open(offer, now):
        raise JoinCodeOver
    number = _take_place(offer, now)
    account_id = _account(now, offer, number, name)
    token = new_token()
    sign_in = {"id": new_id(), "token_hash": token_hash(token), "account_id": account_id, "device": device[:200]}
    db.session.execute(insert(SignIn.__table__), {**sign_in, "made_at": now, "expires_at": offer.until})
    audit.record(
        actor_id=account_id, action="pass.joined", now=now, subject_id=offer.id, number=f"{offer.ref}-{number}"
    )
    return token


def _take_place(offer: Any, now: datetime) -> int:
    """One guarded statement: the row is locked by it, so that nobody gets a place that is gone."""
    number: int | None = db.session.execute(
        update(PassOffer.__table__)
        .where(
            PassOffer.id == offer.id,
            PassOffer.joined < PassOffer.most,
            PassOffer.ended_at.is_(None),
            PassOffer.until > now,
        )
        .values(joined=PassOffer.joined + 1)
        .returning(PassOffer.joined)
    ).scalar()
    if number is None:
        raise PassFull(most=offer.most)
    return number


def _account(now: datetime, offer: Any, number: int, name: str) -> int:
    account_id = new_id()
    db.session.execute(
        insert(Account.__table__),
        {
            "id": account_id,
            "username": f"pass-{offer.ref}-{number}".lower(),
            "name": name,
            "pass_number": f"{offer.ref}-{number}",
            "pass_by": offer.opened_by,
            "password_hash": "",
            "locale": "",
            "active": True,
            "made_at": now,
        },
    )
    db.session.execute(
        insert(DayPass.__table__),
        {"account_id": account_id, "offer_id": offer.id, "number": number, "joined_at": now},
    )
    return account_id


def end_offer(*, actor: Actor, now: datetime, offer_id: int) -> int:
    """End an offer with all its passes; returns how many of them still ran. Raises UnknownPass, PassEnded."""
    offer = queries_passes.offer(actor=actor, offer_id=offer_id)
    if not queries_passes.is_open(offer, now):
        raise PassEnded(ended_at=offer.ended_at or offer.until)
    running = [row.account_id for row in queries_passes.volunteers([offer_id])[offer_id] if row.ended_at is None]
    _close(actor, now, offer_id)
    for account_id in running:
        end_sign_ins(account_id=account_id, now=now)
    return len(running)


def _close(actor: Actor, now: datetime, offer_id: int) -> None:
    db.session.execute(
        update(PassOffer.__table__)
        .where(PassOffer.id == offer_id, PassOffer.ended_at.is_(None))
        .values(ended_at=now, ended_by=actor.id)
    )
    audit.record(actor_id=actor.id, action="pass.closed", now=now, subject_id=offer_id)


def end_pass(*, actor: Actor, now: datetime, account_id: int) -> str:
    """End the pass of one volunteer; returns the name. Raises UnknownPass, PassEnded."""
    row = queries_passes.pass_of(actor=actor, account_id=account_id)
    ended_at = row.pass_ended_at or row.ended_at or (row.until if row.until <= now else None)
    if ended_at is not None:
        raise PassEnded(ended_at=ended_at)
    _end(actor, now, account_id)
    return _called(account_id)


def leave(*, actor: Actor, now: datetime) -> None:
    """A volunteer signs out: the pass ends with it, for nobody could sign in with it again."""
    _end(actor, now, actor.id)


def _end(actor: Actor, now: datetime, account_id: int) -> None:
    db.session.execute(
        update(DayPass.__table__)
        .where(DayPass.account_id == account_id, DayPass.ended_at.is_(None))
        .values(ended_at=now, ended_by=actor.id)
    )
    end_sign_ins(account_id=account_id, now=now)
    audit.record(actor_id=actor.id, action="pass.ended", now=now, subject_id=account_id)


def on_name_erased(rule: Callable[..., None]) -> None:
    """A room above this one that keeps what shows a volunteer's name removes it together with the name: `rule` is
    called with actor, now, account_id and the pass's number, in the same transaction."""
    _ALSO.append(rule)


def erase_name(*, actor: Actor, now: datetime, account_id: int) -> str:
    """Replace the typed name of a volunteer whose pass has ended by its number, everywhere it is shown; what they did
    stays under the same account. Documents never held it (`own_names`). Returns the number.
    Raises UnknownPass, PassStillRuns."""
    row = queries_passes.pass_of(actor=actor, account_id=account_id)
    if row.pass_ended_at is None and queries_passes.is_open(row, now):
        raise PassStillRuns
    db.session.execute(update(Account.__table__).where(Account.id == account_id).values(name=""))
    db.session.execute(
        update(DayPass.__table__)
        .where(DayPass.account_id == account_id, DayPass.erased_at.is_(None))
        .values(erased_at=now, erased_by=actor.id)
    )
    audit.record(actor_id=actor.id, action="pass.erased", now=now, subject_id=account_id)
    number = f"{row.ref}-{row.number}"
    for rule in _ALSO:
        rule(actor=actor, now=now, account_id=account_id, number=number)
    return number


def end_offers_of(*, actor: Actor, now: datetime, account_id: int) -> None:
    """Everything that a person offered ends when their account is disabled."""
    rows = db.session.execute(
        select(PassOffer.id).where(
            PassOffer.opened_by == account_id, PassOffer.ended_at.is_(None), PassOffer.until > now
        )
    ).scalars()
    for offer_id in rows.all():
        _close(actor, now, offer_id)


def _called(account_id: int) -> str:
    return str(db.session.execute(select(Account.given_name).where(Account.id == account_id)).scalar_one())
