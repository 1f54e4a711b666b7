"""One sending of a phone: each of its actions in a transaction of its own (decision record 0010)."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from accounts.own_names import OwnName
from core.access import Actor
from core.errors import Busy, DomainError, NotFound
from core.transaction import transaction
from scanning import queries_devices, services_actions, services_devices
from scanning.errors import ActionFailed
from scanning.own_names import own_name_of
from scanning.reading import read
from scanning.services_actions import Answer
from scanning.values import Sending, Told

log = logging.getLogger(__name__)
TRIES = 3
"""Of one action when others write the same rows in the same moment."""


def begin(actor: Actor, now: datetime, given: Mapping[str, Any], agent: str) -> Sending:
    """The frame of a sending; the phone is made known if it is new."""
    with transaction():
        device_id = services_devices.device_for(actor=actor, now=now, uid=given["device"], name=agent)
    return Sending(device_id, given["sent_at"], now, given["device"])


def answer_all(actor: Actor, sent: Sequence[Mapping[str, Any]], sending: Sending) -> list[Answer]:
    """An answer for every action, in the order in which they were sent; they are done in the order of their numbers.
    Raises Busy when the database could not take one in time: those before it are done and will say so."""
    own = _own_name(actor.id)
    told = [read(each, own) for each in sent]
    answers: dict[int, Answer] = {}
    for index in sorted(range(len(told)), key=lambda at: (told[at].number, at)):
        answers[index] = _answer(actor, told[index], sending)
    return [answers[index] for index in range(len(told))]


def _answer(actor: Actor, told: Told, sending: Sending) -> Answer:
    for attempt in range(TRIES):
        try:
            return _once(actor, told, sending)
        except Busy:
            if attempt + 1 == TRIES:
                raise
    raise Busy


def _once(actor: Actor, told: Told, sending: Sending) -> Answer:
    try:
        with transaction():
            known = services_actions.answered(actor_id=actor.id, told=told)
            return known or services_actions.perform(actor=actor, now=sending.received_at, told=told, sending=sending)
    except Busy:
        raise
    except DomainError as error:
        return _kept(actor, told, sending, error)
    except (IntegrityError, DataError) as error:
        log.exception("phone action %s of kind %s", told.key, told.kind)
        return _kept(actor, told, sending, ActionFailed(reason=type(error).__name__))
    except DBAPIError:
        raise
    except Exception as error:  # one action that meets a fault of ours must not hold up those behind it for ever
        log.exception("phone action %s of kind %s", told.key, told.kind)
        return _kept(actor, told, sending, ActionFailed(reason=type(error).__name__))


def _kept(actor: Actor, told: Told, sending: Sending, error: DomainError) -> Answer:
    """The record of what could not be done, written after the undoing; if another sender was faster, its answer."""
    with transaction():
        try:
            known = services_actions.answered(actor_id=actor.id, told=told)
        except DomainError:
            known = None
        return known or services_actions.keep_refusal(
            actor=actor, now=sending.received_at, told=told, sending=sending, error=error
        )


def deposit(now: datetime, given: Mapping[str, Any]) -> int:
    """Keep the queue of a phone that is not signed in any more; returns how many were not kept before.
    Raises NotFound when the phone does not know its key."""
    row = queries_devices.device_by_key(given["device"], given["device_key"])
    if row is None:
        raise NotFound
    sending, own = Sending(row.id, given["sent_at"], now), _own_name(row.account_id)
    with transaction():
        return sum(
            services_actions.hold(actor_id=row.account_id, told=read(each, own), sending=sending)
            for each in given["actions"]
        )


def _own_name(account_id: int) -> OwnName | None:
    """What is written stands in documents: in the language of the installation."""
    return own_name_of(account_id, current_app.config["DEFAULT_LOCALE"])
