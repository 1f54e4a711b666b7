"""The road out over /api/v1, with the same rules as the pages."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.distribution.flows import line_ids, sent
from tests.factories import World, key


class Caller:
    """A program with the rights of one actor."""

    def __init__(self, world: World, who: str) -> None:
        self.client: FlaskClient = world.client()
        self.headers = world.token(who)

    def post(self, path: str, data: dict[str, Any], use_key: str | None = None) -> Any:
        headers = {**self.headers, "Idempotency-Key": use_key or key()}
        return self.client.post(f"/api/v1{path}", json=data, headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)


def ask(world: World, quantity: int | None = 40, use_key: str | None = None) -> Any:
    line = {"item_id": str(world.items["mask"]), "quantity": quantity, "unit": "个"}
    return Caller(world, "village").post(
        "/requests", {"receiver_id": str(world.receiver("village")), "lines": [line]}, use_key
    )


def test_the_whole_road_by_program(world: World) -> None:
    batch = world.batch(quantity=100)
    manager, staff, village = (Caller(world, who) for who in ("manager", "staff", "village"))
    request_id = ask(world).json["request_id"]
    assert manager.post(f"/requests/{request_id}/decision", {"approve": True}).status_code == 201

    made = staff.post(
        "/dispatches",
        {
            "from_site_id": str(world.sites["county"]),
            "request_id": request_id,
            "receiver_id": str(world.receiver("village")),
        },
    ).json
    assert staff.post(f"/dispatches/{made['dispatch_id']}/loading", {}).status_code == 201
    assert village.post(f"/dispatches/{made['dispatch_id']}/delivery", {}).json["status"] == "delivered"

    line = village.get(f"/requests/{request_id}").json["lines"][0]
    assert (line["progress"]["delivered"], line["progress"]["need"]) == (40, 0)
    assert world.on_hand(batch.id, "village") == 40


def test_the_same_key_answers_the_same_request(world: World) -> None:
    assert ask(world, use_key="a").json == ask(world, use_key="a").json
    assert ask(world, quantity=41, use_key="a").json["code"] == "key-reused"


def test_unknown_is_null_and_never_one(world: World) -> None:
    request_id = ask(world, None).json["request_id"]

    assert Caller(world, "village").get(f"/requests/{request_id}").json["lines"][0]["quantity"] is None


def test_a_mismatch_is_a_problem_with_figures(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=20), 10)
    line = {"dispatch_line_id": str(line_ids(dispatch_id)[0]), "delivered": 8}

    answer = Caller(world, "village").post(f"/dispatches/{dispatch_id}/delivery", {"lines": [line]})

    assert (answer.status_code, answer.json["code"]) == (422, "delivery-mismatch")
    assert (answer.json["figures"]["loaded"], answer.json["figures"]["sum"]) == (10, 8)


def test_the_proposal_names_batches_and_what_is_missing(world: World) -> None:
    batch = world.batch(quantity=30)
    request_id = ask(world).json["request_id"]

    found = Caller(world, "staff").get(f"/requests/{request_id}/proposal?site_id={world.sites['county']}").json

    proposal = found["lines"][0]["proposal"]
    assert [(line["code"], line["quantity"]) for line in proposal["lines"]] == [(batch.code, 30)]
    assert proposal["missing"] == 10


@pytest.mark.parametrize("path", ["/requests", "/dispatches", "/hand-outs"])
def test_lists_turn_pages_by_key(world: World, path: str) -> None:
    for _ in range(3):
        ask(world)
    caller = Caller(world, "manager")

    first = caller.get(f"{path}?limit=2").json

    if path == "/requests":
        second = caller.get(f"{path}?limit=2&after={first['next_key']}").json
        assert (first["total"], len(first["rows"]), len(second["rows"])) == (3, 2, 1)
        back = caller.get(f"{path}?limit=2&before={second['previous_key']}").json
        assert back["rows"] == first["rows"]
    else:
        assert first["rows"] == []


def test_a_moment_beyond_the_calendar_is_an_error_at_its_field(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=20), 10)

    answer = Caller(world, "village").post(
        f"/dispatches/{dispatch_id}/delivery", {"occurred_at": "0001-01-01T00:00:00+14:00"}
    )

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["occurred_at"])
