"""Two who serve, hold for or confirm the same thing: the second sees what the first did."""

from typing import Any

from sqlalchemy import func, select

from core.database import db
from core.transaction import transaction
from distribution import services_requests
from distribution.models import DispatchLine
from inventory import services_labels
from tests.distribution.flows import approved, pick, reserved
from tests.distribution.test_together import together
from tests.factories import NOW, World, key


def twice(world: World, who: str, address: str, body: dict[str, Any]) -> list[Any]:
    """The answers to a request that is sent again because its first answer was lost."""
    headers = {**world.token(who), "Idempotency-Key": key()}
    return [world.app.test_client().post(f"/api/v1{address}", json=body, headers=headers) for _ in range(2)]


def take(world: World, batch_id: int, quantity: int) -> list[dict[str, Any]]:
    return [{"batch_id": str(batch_id), "location_id": str(world.location("village")), "quantity": quantity}]


def test_several_people_who_serve_one_request_by_rule_send_what_was_approved_once(world: World) -> None:
    world.batch(quantity=100)
    request_id = approved(world, 10)

    answers = together(world, lambda: pick(world, request_id=request_id))

    assert answers.count("") == 1
    assert db.session.execute(select(func.sum(DispatchLine.quantity))).scalar_one() == 10


def test_several_managers_who_hold_for_one_request_hold_what_is_left_once(world: World) -> None:
    batch = world.batch(quantity=100)
    request_id = approved(world, 10)

    def hold() -> None:
        with transaction():
            services_requests.hold_stock(
                actor=world.actors["manager"],
                now=NOW,
                key=key(),
                request_id=request_id,
                site_id=world.sites["county"],
            )

    together(world, hold)

    assert reserved(world, batch.id) == 10


def test_a_confirmation_sent_again_without_a_moment_gets_its_first_answer(world: World) -> None:
    dispatch_id = pick(world, world.batch(quantity=20), 5)
    twice(world, "staff", f"/dispatches/{dispatch_id}/loading", {})

    first, again = twice(
        world, "staff", f"/dispatches/{dispatch_id}/delivery", {"confirmation": "paper", "paper_number": "1"}
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json


def test_a_hand_out_sent_again_without_a_moment_gets_its_first_answer(world: World) -> None:
    batch = world.batch(quantity=20, site="village")
    body = {"receiver_id": str(world.receiver("village")), "lines": take(world, batch.id, 2)}

    first, again = twice(world, "village", "/hand-outs", body)

    assert first.json == again.json
    assert world.on_hand(batch.id, "village") == 18


def test_a_return_sent_again_without_a_moment_gets_its_first_answer(world: World) -> None:
    batch = world.batch(quantity=20, site="village")
    to = {"receiver_id": str(world.receiver("village")), "to_site_id": str(world.sites["county"]), "reason": "too many"}

    first, again = twice(world, "staff", "/returns", {**to, "lines": take(world, batch.id, 2)})

    assert (first.status_code, first.json) == (201, again.json)
    assert world.on_hand(batch.id, "village") == 18


def test_a_revoked_label_does_not_count_as_scanned(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = pick(world, batch, 5)
    with transaction():
        services_labels.revoke_label(actor=world.actors["manager"], now=NOW, code=batch.code, reason="wrong box")

    answer = world.app.test_client().post(
        f"/api/v1/dispatches/{dispatch_id}/scans", json={"code": batch.code}, headers=world.token("staff")
    )

    assert answer.status_code == 404
