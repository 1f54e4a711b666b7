"""What a program sends wrongly is refused in words that say what is wrong, in its language; nothing is guessed."""

import json
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from marshmallow import ValidationError, fields, validate
from sqlalchemy import func, select

from core.database import db
from core.schemas import BaseSchema
from core.transaction import transaction
from inventory import ledger
from inventory.ledger_models import Movement
from operations.models import ImportKind
from tests.factories import NOW, World


def sent(world: World, body: bytes, language: str = "en") -> Any:
    headers = {**world.token("manager"), "Idempotency-Key": "k", "Accept-Language": language}
    return world.client().post("/api/v1/issues", data=body, headers=headers, content_type="application/json")


def test_a_name_that_stands_twice_is_refused_and_nothing_moves(world: World) -> None:
    batch = world.batch(quantity=10)
    place = world.location("county")
    before = db.session.scalar(select(func.count(Movement.id)))
    twice = f'{{"batch_id": "{batch.id}", "location_id": "{place}", "kind": "used", "quantity": 1, "quantity": 2}}'

    answer = sent(world, twice.encode())

    assert (answer.status_code, answer.json["code"]) == (400, "invalid-input")
    assert answer.json["errors"] == {"form": ["“quantity” stands twice in what was sent. Send it once."]}
    assert db.session.scalar(select(func.count(Movement.id))) == before


@pytest.mark.parametrize("body", [b'{"batch_id":', b"\xff\xfe", b"{,}"])
def test_json_that_cannot_be_read_is_refused_in_the_readers_language(world: World, body: bytes) -> None:
    english, chinese = sent(world, body), sent(world, body, "zh")

    assert (english.status_code, chinese.status_code) == (400, 400)
    assert english.json["errors"] == {"form": ["What was sent is not valid JSON."]}
    assert chinese.json["errors"] == {"form": ["收到的内容不是有效的 JSON。"]}


def test_an_empty_body_is_asked_for_what_is_missing(world: World) -> None:
    answer = sent(world, b"")

    assert answer.status_code == 422
    assert answer.json["errors"]["quantity"] == ["This is needed."]


@pytest.mark.parametrize(
    ("language", "held", "then"),
    [
        ("en", "6 个 more are held for requests or pick lists", "release what is held"),
        ("zh", "另有 6 个 已为", "释放预留"),
    ],
)
def test_a_refusal_for_goods_that_are_held_says_so_and_does_not_send_to_count(
    world: World, language: str, held: str, then: str
) -> None:
    batch, place = world.batch(quantity=10), world.location("county")
    with transaction():
        actor = world.actors["manager"]
        ledger.reserve(actor=actor, now=NOW, batch_id=batch.id, location_id=place, quantity=6)
    body = {"batch_id": str(batch.id), "location_id": str(place), "kind": "used", "quantity": 5}

    answer = sent(world, json.dumps(body).encode(), language)

    assert (answer.status_code, answer.json["code"]) == (409, "insufficient-stock")
    assert (answer.json["figures"]["available"], answer.json["figures"]["reserved"]) == (4, 6)
    assert held in answer.json["detail"] and then in answer.json["detail"]
    assert "count" not in answer.json["detail"] and "清点" not in answer.json["detail"]


class _Chosen(BaseSchema):
    kind = fields.Enum(ImportKind, by_value=True)
    status = fields.String(validate=validate.OneOf(["", "open", "closed"]))


@pytest.mark.parametrize(
    ("locale", "kinds", "states"),
    [
        ("en", "Choose one of these: incoming, outgoing, requests.", "Choose one of these: open, closed."),
        ("zh_Hans", "请从以下选择：incoming, outgoing, requests。", "请从以下选择：open, closed。"),
    ],
)
def test_a_wrong_choice_is_answered_with_the_choices(app: Flask, locale: str, kinds: str, states: str) -> None:
    with force_locale(locale), pytest.raises(ValidationError) as refused:
        _Chosen().load({"kind": "foo", "status": "foo"})

    assert refused.value.messages == {"kind": [kinds], "status": [states]}
