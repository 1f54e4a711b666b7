"""The JSON API of incoming goods, over HTTP as a program uses it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.donations.makers import accept, allocation, gift, line, of, register
from tests.factories import World, key

API = "/api/v1"


def post(client: FlaskClient, headers: dict[str, str], path: str, body: Any, use_key: str = "") -> Any:
    return client.post(f"{API}{path}", json=body, headers={**headers, "Idempotency-Key": use_key or key()})


def donation(world: World, **more: Any) -> dict[str, Any]:
    return {
        "kind": "donation",
        "site_id": str(world.sites["county"]),
        "donor": {"kind": "organisation", "name": "爱心公司", "contact": "13800000000", "named": True},
        "lines": [
            {
                "item_id": str(world.items["mask"]),
                "unit": "箱",
                "quantity": 10,
                "base_per_unit": 1000,
                "restriction": {"kind": "targets", "targets": [{"area_id": str(world.areas["330328100"])}]},
            }
        ],
        **more,
    }


def test_a_gift_is_registered_received_and_read_back(world: World, client: FlaskClient) -> None:
    staff = world.token("staff")
    made = post(client, staff, "/consignments", donation(world)).json
    body = {"lines": [{"line_id": made["lines"][0]["line_id"], "accepted": 8, "rejected": 2, "reject_reason": "wet"}]}

    done = post(client, staff, f"/consignments/{made['id']}/receipts", body)

    assert (done.status_code, done.json["batches"][0]["quantity"]) == (201, 8)
    read = client.get(f"{API}/consignments/{made['id']}", headers=staff).json
    assert (read["state"], read["donor"], read["lines"][0]["accepted"]) == (
        "received",
        "爱心公司",
        [{"quantity": 8, "unit": "箱"}],
    )
    receipt = client.get(f"{API}/receipts/{done.json['receipt_id']}", headers=staff).json
    assert (receipt["lines"][0]["rejected"], receipt["lines"][0]["stands"]) == (2, True)


def test_the_same_key_registers_and_receives_once(world: World, client: FlaskClient) -> None:
    staff, sent = world.token("staff"), donation(world)
    first, again = (post(client, staff, "/consignments", sent, "r").json for _ in range(2))
    body = {"lines": [{"line_id": first["lines"][0]["line_id"], "accepted": 8}]}

    one, two = (post(client, staff, f"/consignments/{first['id']}/receipts", body, "k").json for _ in range(2))

    assert (again["id"], again["replayed"], two["receipt_id"], two["replayed"]) == (
        first["id"],
        True,
        one["receipt_id"],
        True,
    )


def test_a_receipt_is_taken_back_once_by_who_may_reverse(world: World, client: FlaskClient) -> None:
    manager, staff = world.token("manager"), world.token("staff")
    made = post(client, staff, "/consignments", donation(world)).json
    body = {"lines": [{"line_id": made["lines"][0]["line_id"], "accepted": 8}]}
    receipt = post(client, staff, f"/consignments/{made['id']}/receipts", body).json
    back = f"/receipts/{receipt['receipt_id']}/reversal"

    assert post(client, staff, back, {"reason": "wrong lorry"}).status_code == 403
    assert post(client, manager, back, {"reason": ""}).status_code == 422
    answers = [post(client, manager, back, {"reason": "wrong lorry"}, "back") for _ in range(2)]

    assert [(answer.status_code, answer.json["lines"][0]["stands"]) for answer in answers] == [(201, False)] * 2
    assert world.on_hand(int(receipt["batches"][0]["batch_id"])) == 0
    read = client.get(f"{API}/consignments/{made['id']}", headers=staff).json
    assert read["lines"][0]["outstanding"] == {"quantity": 10, "unit": "箱"}


def test_a_receipt_that_moved_nothing_is_taken_back_by_a_program(world: World, client: FlaskClient) -> None:
    manager, staff = world.token("manager"), world.token("staff")
    made = post(client, staff, "/consignments", donation(world)).json
    body = {"lines": [{"line_id": made["lines"][0]["line_id"], "rejected": 8, "reject_reason": "wet"}]}
    receipt = post(client, staff, f"/consignments/{made['id']}/receipts", body).json
    back = f"/receipts/{receipt['receipt_id']}/reversal"

    answers = [post(client, manager, back, {"reason": "wrong lorry"}, "back") for _ in range(2)]
    other = post(client, manager, back, {"reason": "wrong lorry"}, "another-key")

    assert [(answer.status_code, answer.json["lines"][0]["stands"]) for answer in answers] == [(201, False)] * 2
    assert (other.status_code, other.json["code"]) == (409, "already-reversed")


def test_an_opening_balance_answers_with_its_receipt(world: World, client: FlaskClient) -> None:
    body = {
        "kind": "opening",
        "site_id": str(world.sites["county"]),
        "lines": [{"item_id": str(world.items["rice"]), "unit": "kg", "quantity": 70, "lot": "L1"}],
    }

    made = post(client, world.token("staff"), "/consignments", body)

    assert made.status_code == 201, made.text
    assert world.on_hand(int(made.json["receipt"]["batches"][0]["batch_id"])) == 70


def test_the_list_tells_what_is_outstanding(world: World, client: FlaskClient) -> None:
    made = register(world, allocation(world))
    accept(world, made, of(made, 60))

    page = client.get(f"{API}/consignments?status=open&q=应急管理局", headers=world.token("auditor")).json

    assert page["total"] == 1
    assert page["rows"][0]["lines"][0]["outstanding"] == {"quantity": 40, "unit": "个"}


@pytest.mark.parametrize("who", ["auditor", "recipient"])
def test_who_may_not_read_contacts_reads_a_number(world: World, client: FlaskClient, who: str) -> None:
    made = register(world, gift(world))
    reader = world.token(who)

    read = client.get(f"{API}/consignments/{made.id}", headers=reader).json

    assert read["donor"].startswith("Donor D-")
    assert client.get(f"{API}/donors", headers=reader).status_code == 403
    assert client.get(f"{API}/consignments?q=王小明", headers=reader).json["total"] == 0


def test_another_townships_consignment_is_not_found(world: World, client: FlaskClient) -> None:
    made = register(world, allocation(world, site="nantian"))
    stranger = world.token("staff_daxue")

    assert client.get(f"{API}/consignments/{made.id}", headers=stranger).status_code == 404
    body = {"lines": [{"line_id": str(made.lines[0].line_id), "accepted": 1}]}
    assert post(client, stranger, f"/consignments/{made.id}/receipts", body).status_code == 404
    assert client.post(f"{API}/consignments/{made.id}/close", json={"reason": "x"}, headers=stranger).status_code == 404


@pytest.mark.parametrize("who", ["auditor", "recipient", "admin"])
def test_only_who_receives_may_register(world: World, client: FlaskClient, who: str) -> None:
    assert post(client, world.token(who), "/consignments", donation(world)).status_code == 403


def test_a_refusal_names_its_field_and_its_figures(world: World, client: FlaskClient) -> None:
    made = register(world, allocation(world, line(world, unit="箱")))
    body = {"lines": [{"line_id": str(made.lines[0].line_id), "accepted": 5, "unit": "盒"}]}

    refused = post(client, world.token("staff"), f"/consignments/{made.id}/receipts", body)

    assert (refused.status_code, refused.json["code"]) == (422, "unit-needs-factor")
    assert "lines-0-base_per_unit" in refused.json["errors"]


def test_a_consent_changes_the_public_name_from_now_on(world: World, client: FlaskClient) -> None:
    staff = world.token("staff")
    donor = client.post(f"{API}/donors", json={"kind": "person", "name": "李四"}, headers=staff).json
    assert donor["public_name"] == f"Donor {donor['number']}"

    answer = client.post(f"{API}/donors/{donor['id']}/consent", json={"named": True}, headers=staff)

    assert (answer.status_code, answer.json["public_name"]) == (200, "李四")
    assert [row["number"] for row in client.get(f"{API}/donors?q=李四", headers=staff).json] == [donor["number"]]


def test_closing_says_which_lines_end(world: World, client: FlaskClient) -> None:
    made = register(world, allocation(world))
    staff = world.token("staff")

    closed = client.post(f"{API}/consignments/{made.id}/close", json={"reason": "cut"}, headers=staff)
    again = client.post(f"{API}/consignments/{made.id}/close", json={"reason": "cut"}, headers=staff)

    assert closed.json == {"closed": [str(made.lines[0].line_id)]}
    assert (again.status_code, again.json["code"]) == (409, "nothing-to-close")


def test_text_that_no_database_can_hold_is_refused_not_a_server_error(world: World, client: FlaskClient) -> None:
    answer = client.post(f"{API}/donors", json={"kind": "person", "name": "a\x00b"}, headers=world.token("staff"))

    assert answer.status_code == 422


def test_a_message_of_a_field_is_a_sentence(world: World, client: FlaskClient) -> None:
    refused = post(client, world.token("staff"), "/consignments", donation(world, kind="nothing"))

    assert refused.status_code == 422
    assert all(len(message) > 5 for messages in refused.json["errors"].values() for message in messages)


def test_an_id_beyond_63_bits_is_not_found(world: World, client: FlaskClient) -> None:
    assert client.get(f"{API}/consignments/{2**63}", headers=world.token("staff")).status_code == 404


def test_a_contact_is_changed_only_when_one_is_given(world: World) -> None:
    client, headers = world.client(), world.token("staff")
    made = client.post(
        "/api/v1/donors", json={"kind": "organisation", "name": "Li & Co", "named": True}, headers=headers
    )
    url = f"/api/v1/donors/{made.json['id']}/contact"

    assert client.put(url, json={}, headers=headers).status_code == 422
    assert client.put(url, json={"contact": "0577-2"}, headers=headers).status_code == 200
    assert client.put(url, json={"contact": "0577-3"}, headers=world.token("auditor")).status_code == 403
