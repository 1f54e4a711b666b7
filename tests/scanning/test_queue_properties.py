"""Whatever happens to the queues of two phones on the way: each action once, one answer, and a ledger that holds."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.database import db
from inventory.ledger_models import StockBalance
from inventory.queries_verify import differences
from scanning.models import PhoneAction
from tests.distribution import flows
from tests.factories import World
from tests.scanning.phones import Phone

QUIET = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
ACT = st.tuples(st.sampled_from(["move", "back", "hand_out", "count", "load", "deliver"]), st.integers(1, 7))
QUEUES = st.lists(st.tuples(st.integers(0, 1), ACT), min_size=3, max_size=12)


def made(phone: Phone, batch: Any, act: tuple[str, int], dispatches: list[int]) -> Any:
    word, quantity = act
    if word == "move":
        return phone.move(batch, quantity)
    if word == "back":
        return phone.move(batch, quantity, to="MAIN", start="DOCK")
    if word == "hand_out":
        return phone.hand_out(batch, quantity)
    if word == "count":
        return phone.count(batch, quantity)
    if word == "deliver":
        paper = {"confirmation": "paper", "paper_number": "P-1", "signed_by": "the receiver", "lines": None}
        return phone.act("deliver", dispatch_id=dispatches[quantity % 2], **paper)
    return phone.act("load", dispatch_id=dispatches[quantity % 2], loaded=None, vehicle="", driver="")


def effect(action: Any, answer: Any) -> int:
    """What a done action took out of the site (a count: what it added)."""
    if action["kind"] == "hand_out":
        return -int(action["data"]["lines"][0]["quantity"])
    if action["kind"] == "load":
        return -2
    return int(answer["answer"]["difference"]) if action["kind"] == "count" else 0


def total(batch_id: int, places: list[int]) -> int:
    query = select(func.sum(StockBalance.quantity)).where(
        StockBalance.batch_id == batch_id, StockBalance.location_id.in_(places)
    )
    return int(db.session.execute(query).scalar() or 0)


@given(queues=QUEUES, data=st.data())
@QUIET
def test_any_interleaving_repetition_and_order_ends_in_done_or_in_a_named_conflict(
    world: World, queues: Any, data: Any
) -> None:
    batch = world.batch(quantity=10)
    dispatches = [flows.pick(world, batch, 2), flows.pick(world, batch, 2)]
    phones = [Phone(world), Phone(world, "manager")]
    actions = [(who, made(phones[who], batch, act, dispatches)) for who, act in queues]
    sent = data.draw(st.permutations([*actions, *data.draw(st.lists(st.sampled_from(actions), max_size=6))]))
    answers: dict[str, Any] = {}
    while sent:  # one request holds some of one phone's queue
        who = sent[0][0]
        size = data.draw(st.integers(1, len(sent)))
        part = [action for owner, action in sent[:size] if owner == who]
        sent = [pair for pair in sent[:size] if pair[0] != who] + list(sent[size:])
        for answer in phones[who].send(*part):
            first = answers.setdefault(answer["key"], answer)
            assert {**answer, "again": True} == {**first, "again": True}

    rows = {row.key: row for row in db.session.execute(select(PhoneAction)).scalars()}
    places = [world.location("county"), world.location("county", "DOCK")]
    done = [action for _who, action in actions if answers[action["key"]]["outcome"] == "done"]
    assert {action["key"] for _who, action in actions} <= set(rows)
    assert total(batch.id, places) == 10 + sum(effect(action, answers[action["key"]]) for action in done)
    assert list(differences()) == []
    for _who, action in actions:
        told = answers[action["key"]]
        if told["problem"] and told["problem"]["code"] == "insufficient-stock":
            names_both(rows[action["key"]])
        if action["kind"] in ("load", "deliver") and told["outcome"] != "done":
            assert told["outcome"] == "conflict", told
            names_the_document(rows[action["key"]], told["problem"]["code"])


def names_the_document(row: PhoneAction, code: str) -> None:
    """Loaded or delivered already: the entry says how far the document is, and names what brought it there."""
    document, rivals = json.loads(row.found)["document"], json.loads(row.rivals)["document"]
    acts = list(db.session.execute(select(PhoneAction).where(PhoneAction.posting_id.in_(map(int, rivals)))).scalars())
    assert row.id not in {act.id for act in acts}
    if document["status"] == "picked":  # told to have arrived before anybody loaded it: nobody else is in the way
        assert (row.kind, code, rivals) == ("deliver", "dispatch-wrong-status", [])
        return
    wanted = {"in_transit": {"load"}, "delivered": {"load", "deliver"}}[document["status"]]
    assert {act.kind for act in acts} == wanted
    assert all(act.posting_id in map(int, rivals) for act in acts)


def names_both(row: PhoneAction) -> None:
    """Nobody else took it only where more was told than ever was there."""
    found, rivals = json.loads(row.found)["places"][0], json.loads(row.rivals)
    named = rivals["postings"] or rivals["holds"]
    assert named or found["wanted"] > 7 or found["quantity"] < found["wanted"]
    assert all(rival["action_id"] != str(row.id) for rival in rivals["postings"])
